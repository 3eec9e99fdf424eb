"""What a year's amount is: shares, parts, unions, growth, leads, rises; each on numbers small enough to check by eye."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from synthetic import Ensemble, ensemble

from scenarios.verdicts.course import Question, course, yearly
from scenarios.verdicts.judge import judge
from scenarios.verdicts.samples import Samples, UnknownSeriesError

ONE = [[100.0, 110.0, 121.0]]
"""A level that grows by a tenth a year; 2022 to 2024."""


def samples(**series: object) -> Samples:
    return Samples.of(ensemble(series))


def question(**fields: Any) -> Question:
    told: dict[str, Any] = {
        "target_id": "t",
        "measure": "level",
        "series": ("a",),
        "comparison": ">=",
        "threshold": 10.0,
        "first_year": 2023,
        "due_year": 2024,
    }
    return Question(**told | fields)


def test_a_share_is_series_over_series_in_percent_and_at_most_its_limit() -> None:
    found = yearly(
        question(denominator=("b",), scale=100.0, limit=100.0), samples(a=[[1.0, 2.0, 9.0]], b=[[4.0, 0.0, 3.0]])
    )
    assert found.tolist() == [[25.0, 0.0, 100.0]]


def test_a_share_of_flows_is_that_of_their_sums_since_the_start() -> None:
    """What happened in the starting year is left out, and a year without any flow changes nothing."""
    asked = question(denominator=("b",), scale=100.0, pooled=True)
    found = yearly(asked, samples(a=[[9.0, 1.0, 0.0]], b=[[9.0, 4.0, 0.0]]))
    assert found.tolist() == [[0.0, 25.0, 25.0]]


@pytest.mark.parametrize(("taken", "last"), [("least", 3.0), ("greatest", 8.0), ("count", 1.0)])
def test_parts_one_by_one(taken: Any, last: float) -> None:
    """Two parts, of one and of two series: 3 and 4 + 4."""
    asked = question(series=("a", "b", "c"), members=(("a",), ("b", "c")), taken=taken, size=8.0)
    found = yearly(asked, samples(a=[[0.0, 0.0, 3.0]], b=[[0.0, 0.0, 4.0]], c=[[0.0, 0.0, 4.0]]))
    assert found[0, -1] == last


def test_a_union_takes_states_as_independent() -> None:
    asked = question(series=("a", "b"), members=(("a",), ("b",)), taken="union", denominator=("n",), scale=100.0)
    found = yearly(asked, samples(a=[[0.0, 5.0, 10.0]], b=[[0.0, 5.0, 0.0]], n=[[10.0, 10.0, 10.0]]))
    assert found.tolist() == [[0.0, 75.0, 100.0]]


def test_the_rise_of_a_stock_is_its_change_and_adds_up_to_the_whole() -> None:
    asked = question(change=True, measure="total", threshold=3.0)
    followed = course(asked, samples(a=[[5.0, 4.0, 8.0]]))
    assert followed.values.tolist() == [[0.0, -1.0, 3.0]] and followed.met[0].tolist() == [False, False, True]


def test_a_gain_is_the_rise_since_the_start() -> None:
    found = yearly(question(denominator=("b",), scale=100.0, since_start=True), samples(a=ONE, b=[[1000.0] * 3]))
    assert np.allclose(found, [[0.0, 1.0, 2.1]])


def test_growth_is_averaged_in_logarithms_and_shown_in_percent() -> None:
    """A tenth a year meets 9.99% and not 10.01%; a tenth and a fifth average to their geometric mean."""
    asked = question(growth="of_levels", measure="average", threshold=9.99)
    verdict = judge(asked, samples(a=ONE))
    assert verdict.quantiles is not None and verdict.proportion is not None
    assert verdict.quantiles["p50"] == pytest.approx(10.0) and verdict.proportion.probability == 1
    missed = judge(question(growth="of_levels", measure="average", threshold=10.01), samples(a=ONE))
    assert missed.proportion is not None and missed.proportion.probability == 0
    uneven = judge(asked, samples(a=[[100.0, 110.0, 132.0]]))
    assert uneven.quantiles is not None
    assert uneven.quantiles["p50"] == pytest.approx(100 * ((1.1 * 1.2) ** 0.5 - 1))


def test_growth_from_a_stated_level_replaces_the_start() -> None:
    asked = question(growth="of_levels", measure="average", due_year=2023, start_level=88.0)
    verdict = judge(asked, samples(a=[[0.0, 110.0, 1.0]]))
    assert verdict.quantiles is not None and verdict.quantiles["p50"] == pytest.approx(25.0)


def test_growth_of_nothing_is_none_and_a_level_that_vanishes_is_a_number() -> None:
    asked = question(growth="of_levels", measure="average")
    assert yearly(asked, samples(a=[[0.0, 5.0, 5.0]])).tolist() == [[0.0, 0.0, 0.0]]
    assert np.isfinite(yearly(asked, samples(a=[[5.0, 0.0, 0.0]]))).all()


def test_a_rate_that_is_logarithmic_already_is_taken_as_it_is() -> None:
    asked = question(growth="of_rates", measure="average", threshold=5.0)
    verdict = judge(asked, samples(a=[[0.0, np.log(1.05), np.log(1.07)]]))
    assert verdict.quantiles is not None and verdict.quantiles["p50"] == pytest.approx(100 * ((1.05 * 1.07) ** 0.5 - 1))


def test_a_lead_subtracts_the_growth_of_what_it_is_held_against() -> None:
    ahead = question(growth="lead", measure="average", threshold=0.0, comparison=">", behind=("b",))
    verdict = judge(ahead, samples(a=ONE, b=[[100.0, 105.0, 110.25]]))
    assert verdict.proportion is not None and verdict.proportion.probability == 1
    assert verdict.quantiles is not None
    assert verdict.quantiles["p50"] == pytest.approx(100 * (np.log(1.1) - np.log(1.05)))


def drawn(values: object, names: tuple[str, ...], inputs: object) -> Samples:
    made = ensemble({"a": values})
    return Samples.of(Ensemble(made.years, made.series, made.values, (), np.asarray(inputs, dtype=float), names))


def test_drawn_numbers_are_subtracted_added_and_multiplied() -> None:
    both = [[0.0, 0.05, 0.05], [0.0, 0.05, 0.05]]
    lead = question(growth="lead", measure="average", threshold=0.0, behind_input="g")
    assert judge(lead, drawn(both, ("g",), [[0.04], [0.06]])).proportion.probability == 0.5  # type: ignore[union-attr]
    share = question(denominator=(), scale=100.0, added_input="g")
    assert np.allclose(yearly(share, drawn(both, ("g",), [[0.04], [0.06]]))[:, -1], [9.0, 11.0])
    reported = question(scale=1000.0, reported_input="g", limit=70.0)
    assert yearly(reported, drawn(both, ("g",), [[1.2], [2.0]]))[:, -1].tolist() == pytest.approx([60.0, 70.0])


def test_an_outcome_or_a_number_that_nobody_reports_is_a_mistake_of_ours() -> None:
    with pytest.raises(UnknownSeriesError, match="nothing"):
        yearly(question(series=("nothing",)), samples(a=ONE))
    with pytest.raises(UnknownSeriesError, match="h"):
        yearly(question(added_input="h"), drawn(ONE, ("g",), [[0.0]]))


def test_joined_numbers_follow_the_replicates_that_finished() -> None:
    made = Samples.of(ensemble({"a": [[1.0, 1.0], [np.nan, 1.0], [3.0, 3.0]]}))
    assert made.numbers.tolist() == [0, 2]
    joined = made.joined(["g"], [np.array([7.0, 8.0])])
    assert joined.drawn("g").tolist() == [7.0, 8.0] and joined.input_names == ("g",)
