"""Verdicts from ensembles small enough to be worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import Failure, ensemble

from scenarios.verdicts import Question, Samples, joint, judge
from scenarios.verdicts.course import Comparison, Measure, course, on_path
from scenarios.verdicts.samples import UnknownSeriesError


def question(
    measure: Measure = "level",
    comparison: Comparison = ">=",
    threshold: float = 10,
    first: int = 2023,
    due: int = 2025,
    **more: object,
) -> Question:
    """Ask for ten of `stock` by 2025."""
    return Question("t", measure, ("stock",), comparison, threshold, first, due, **more)  # type: ignore[arg-type]


def stock(rows: object, failures: list[Failure] | None = None, first_year: int = 2022) -> Samples:
    """Samples of one series, a row a replicate."""
    return Samples.of(ensemble({"stock": rows}, first_year, failures or []))


def test_a_stock_is_the_count_at_the_end_of_its_due_year() -> None:
    """Being there earlier, or later, does not count."""
    found = judge(question(), stock([[0, 12, 12, 9, 20], [0, 0, 0, 10, 0], [0, 0, 0, 11, 0], [0, 0, 0, 3, 0]]))
    assert found.proportion is not None and (found.proportion.successes, found.proportion.total) == (2, 4)
    assert found.quantiles is not None and found.quantiles["p50"] == 9.5


@pytest.mark.parametrize(("comparison", "met"), [(">=", 2), (">", 1), ("<=", 2)])
def test_operators(comparison: Comparison, met: int) -> None:
    """At least, more than, at most: exactly ten is on one side of each."""
    found = judge(question(comparison=comparison), stock([[0, 0, 0, 9], [0, 0, 0, 10], [0, 0, 0, 11]]))
    assert found.proportion is not None and found.proportion.successes == met


def test_a_yearly_target_is_judged_on_its_average_with_each_year_beside_it() -> None:
    """9 + 12 + 9 is an average of ten; 9 + 12 + 8 is not, though the second year was."""
    found = judge(question("average"), stock([[99, 9, 12, 9], [99, 9, 12, 8]]))
    assert found.proportion is not None and found.proportion.successes == 1
    assert [(year, p.successes) for year, p in found.each_year] == [(2023, 0), (2024, 2), (2025, 0)]
    assert found.quantiles is not None and found.quantiles["p95"] <= 10.0


def test_a_cumulative_target_counts_from_its_first_year_with_what_was_achieved_before() -> None:
    """The starting year's own additions are not counted twice."""
    samples = stock([[99, 4, 3, 3], [99, 4, 3, 2]])
    assert judge(question("total"), samples).proportion.successes == 1  # type: ignore[union-attr]
    assert judge(question("total", achieved=1), samples).proportion.successes == 2  # type: ignore[union-attr]
    later = question("total", threshold=6, first=2024)
    assert judge(later, samples).proportion.successes == 1  # type: ignore[union-attr]


def test_as_of_an_average_keeps_its_whole_horizon() -> None:
    """Four years of ten make 40: 25 were reached in the first two, so 15 more are needed."""
    asked = question("average", first=2021, due=2024, achieved=25)
    found = judge(asked, stock([[0, 7, 8], [0, 7, 7]]))
    assert found.proportion is not None and found.proportion.successes == 1
    assert [year for year, _ in found.each_year] == [2023, 2024]


def test_behind_begins_where_no_later_year_recovers() -> None:
    """Needed from 0 to 9 in three years: 3, 6, 9. A dip that recovers is not a falling behind."""
    asked = question(threshold=9)
    assert judge(asked, stock([[0, 3, 6, 9]])).first_behind is None
    assert judge(asked, stock([[0, 1, 6, 9]])).first_behind is None
    assert judge(asked, stock([[0, 3, 5, 8]])).first_behind == 2024
    assert judge(asked, stock([[0, 1, 6, 8]])).first_behind == 2025
    assert judge(asked, stock([[0, 1, 2, 3]])).first_behind == 2023
    assert judge(asked, stock([[0, 3, 6, 9], [0, 1, 1, 1]])).first_behind is None  # half is not fewer than half
    assert judge(asked, stock([[0, 3, 6, 9], [0, 1, 1, 1], [0, 1, 1, 1]])).first_behind == 2023


def test_each_replicate_has_its_own_start() -> None:
    """From 6 to 9 the path is 7, 8, 9; one that starts above the goal need not climb down a path."""
    asked = question(threshold=9)
    assert on_path(course(asked, stock([[6, 7, 8, 9], [6, 6, 8, 9], [20, 9, 12, 9]]))).tolist() == [
        [True, True, True, True],
        [True, False, True, True],
        [True, True, True, True],
    ]


def test_the_path_of_money_is_log_linear() -> None:
    """From 1 to 8 in three years money needs 2, 4, 8, where a count would need 3.33, 5.67, 8."""
    rows = [[1, 2.0001, 4.0001, 8], [1, 1.9999, 3.9999, 8]]
    assert on_path(course(question(threshold=8, log_path=True), stock(rows))).tolist() == [
        [True, True, True, True],
        [True, False, False, True],
    ]
    assert not on_path(course(question(threshold=8), stock(rows)))[:, 1:3].any()
    from_nothing = course(question(threshold=9, log_path=True), stock([[0, 3, 6, 9]]))
    assert on_path(from_nothing).all()


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.integers(2, 30))
def test_log_linear_path_agrees_with_logarithms(start: float, goal: float, steps: int) -> None:
    """Just above the geometric line is on it, just below is not (unless the goal itself is met)."""
    line = start * (goal / start) ** (np.arange(steps + 1) / steps)
    line[-1] = goal
    asked = question(threshold=goal, due=2022 + steps, log_path=True)
    under = line * (1 - 1e-9)
    under[0] = line[0]
    above, below = on_path(course(asked, stock([line * (1 + 1e-9), under])))
    assert above.all()
    assert not below[1:][under[1:] < goal].any()


def test_met_by_needs_the_target_to_stay_met() -> None:
    """Met at the end of t and of every later year to the due year."""
    rows = [[10, 10, 10, 10], [0, 10, 10, 10], [0, 10, 9, 10], [0, 0, 0, 10], [0, 0, 0, 0]]
    found = judge(question(), stock(rows))
    assert found.met_by == {0.5: 2025, 0.8: 2025, 0.9: None}
    assert judge(question(), stock(rows[:2])).met_by == {0.5: 2022, 0.8: 2023, 0.9: 2023}


def test_what_could_honestly_be_said() -> None:
    """The value that half, four fifths and nine tenths of the replicates reach."""
    rows = [[0, 0, 0, value] for value in range(1, 11)]
    assert judge(question(), stock(rows)).reached == {0.5: 6.0, 0.8: 3.0, 0.9: 2.0}
    assert judge(question(comparison="<="), stock(rows)).reached == {0.5: 5.0, 0.8: 8.0, 0.9: 9.0}


def test_shares_divide_what_each_replicate_holds() -> None:
    """Two of eight is 25%; nothing over nothing is 0, not an error."""
    data = {"part": [[0, 2, 2], [0, 0, 0]], "whole": [[0, 8, 8], [0, 0, 0]]}
    asked = Question("t", "level", ("part",), ">=", 25, 2023, 2024, (), ("whole",), 100.0)
    found = judge(asked, Samples.of(ensemble(data)))
    assert found.proportion is not None and found.proportion.successes == 1
    assert course(asked, Samples.of(ensemble(data))).final.tolist() == [25.0, 0.0]


def test_a_net_figure_subtracts_what_was_lost() -> None:
    """Five recognised and two lost a year are three a year."""
    data = {"stock": [[0, 5, 5]], "lost": [[0, 2, 2]]}
    asked = Question("t", "total", ("stock",), ">=", 6, 2023, 2024, ("lost",))
    assert course(asked, Samples.of(ensemble(data))).final.tolist() == [6.0]


def test_failed_replicates_are_left_out_up_to_one_in_a_hundred() -> None:
    """1 of 100 is left out; 2 of 100 withhold every number."""
    rows = [[0.0, 10.0, 10.0, 10.0]] * 100
    one = judge(question(), stock(rows, [Failure(3)]))
    assert one.proportion is not None and one.proportion.total == 99
    broken = [list(row) for row in rows]
    broken[7][2] = float("nan")  # a number that is no number is a failure even where nobody reported it
    two = judge(question(), stock(broken, [Failure(3)]))
    assert two.likelihood.code == "withheld"
    assert (two.proportion, two.quantiles, two.first_behind) == (None, None, None)
    together = joint([question()], stock(broken, [Failure(3)]))
    assert together.proportion is None and together.likelihood is not None and together.likelihood.withheld


def test_joint_is_of_the_same_replicate() -> None:
    """Each target is met in half the worlds, both in none of them."""
    data = {"stock": [[0, 0, 0, 10], [0, 0, 0, 0]], "other": [[0, 0, 0, 0], [0, 0, 0, 10]]}
    other = Question("u", "level", ("other",), ">=", 10, 2023, 2025)
    samples = Samples.of(ensemble(data))
    found = joint([question(), other], samples)
    assert found.target_ids == ("t", "u")
    assert found.proportion is not None and (found.proportion.successes, found.proportion.total) == (0, 2)
    assert joint([], samples).proportion is None


def test_mistakes_of_ours_are_said() -> None:
    """An outcome the engine lacks, or a due year it does not reach."""
    samples = stock([[0, 0, 0, 10]])
    with pytest.raises(UnknownSeriesError, match="nothing"):
        judge(Question("t", "level", ("nothing",), ">=", 10, 2023, 2025), samples)
    with pytest.raises(ValueError, match="2031"):
        judge(question(due=2031), samples)


@given(st.permutations(list(range(12))))
def test_order_of_replicates_changes_no_bit(order: list[int]) -> None:
    """Chunks and threads may deliver replicates in any order."""
    rows = np.sqrt(np.arange(48.0).reshape(12, 4)) * 1.7
    asked = question(threshold=9.3)
    assert judge(asked, stock(rows)) == judge(asked, stock(rows[order]))
