"""Where a simulated start and a plan do not fit each other: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from synthetic import ensemble

from scenarios.verdicts import Question, Samples
from scenarios.verdicts.course import Comparison
from scenarios.verdicts.settings import settings
from scenarios.verdicts.starts import StartDoubt, start_doubts

STARTS = [float(value) for value in range(1, 101)]
"""A hundred replicates that start with 1, 2 ... 100; the 95% quantile is 95.05."""


def samples(starts: list[float] = STARTS) -> Samples:
    return Samples.of(ensemble({"stock": [[start, start + 1, start + 2, start + 3] for start in starts]}, 2022, []))


def ask(name: str, value: float, due: int, comparison: Comparison = ">=", **more: object) -> Question:
    return Question(name, "level", ("stock",), comparison, value, 2023, due, **more)  # type: ignore[arg-type]


def test_a_milestone_in_the_first_year_far_above_every_start_speaks_of_another_start() -> None:
    """Nothing grows from 95 to 1,000 within a year: the plan counts something else, and all its years with it."""
    found = start_doubts([ask("last", 2_000, 2025), ask("first", 1_000, 2023)], samples())
    for name in ("first", "last"):
        assert found[name].kind == "below"
        assert (found[name].year, found[name].goal) == (2023, 1_000)
        assert found[name].quantile == pytest.approx(95.05)


def test_far_is_what_the_entry_says() -> None:
    high = float(np.quantile(STARTS, settings().start_high)) * settings().start_far
    last = ask("last", 2_000, 2025)
    assert start_doubts([ask("just", high, 2023), last], samples()) == {}
    assert list(start_doubts([ask("beyond", high + 0.1, 2023), last], samples())) == ["beyond", "last"]


def test_a_goal_of_later_years_may_be_far() -> None:
    assert start_doubts([ask("late", 2_000, 2025)], samples()) == {}


def test_a_last_goal_may_just_be_too_high() -> None:
    """A plan of one year, or one looked at from the year before it ends, says nothing of its start."""
    assert start_doubts([ask("only", 1_000, 2023)], samples()) == {}


def test_from_nothing_anything_may_begin() -> None:
    assert start_doubts([ask("first", 1, 2023), ask("last", 3, 2025)], samples([0.0] * 20)) == {}


def test_what_most_replicates_meet_at_the_start_is_said_with_its_share() -> None:
    found = start_doubts([ask("met", 31, 2025), ask("half", 51, 2025), ask("limit", 70, 2025, "<=")], samples())
    assert found == {
        "met": StartDoubt("met", 2022, 31, share=0.7),
        "limit": StartDoubt("met", 2022, 70, share=0.7),
    }


@pytest.mark.parametrize("more", [{"change": True}, {"since_start": True}, {"growth": "of_levels"}])
def test_flows_and_growth_have_no_start_to_doubt(more: dict[str, object]) -> None:
    assert start_doubts([ask("flow", 1_000, 2023, **more), ask("next", 2_000, 2025, **more)], samples()) == {}
    yearly = Question("yearly", "average", ("stock",), ">=", 1_000, 2023, 2023)
    assert start_doubts([yearly], samples()) == {}


def test_a_share_of_what_is_not_there_yet_is_no_start() -> None:
    """A ratio of flows is 0 over 0 at the start, whatever the plan counts."""
    empty = Samples.of(ensemble({"stock": [[0, 5, 5, 5]] * 10, "whole": [[0, 10, 10, 10]] * 10}, 2022, []))
    share = {"denominator": ("whole",), "scale": 100.0}
    assert start_doubts([ask("share", 50, 2023, **share), ask("limit", 90, 2025, "<=", **share)], empty) == {}


def test_withheld_verdicts_say_nothing_of_their_start() -> None:
    broken = Samples.of(ensemble({"stock": [[np.nan] * 4] * 5 + [[1, 2, 3, 4]] * 5}, 2022, []))
    assert start_doubts([ask("first", 1_000, 2023), ask("last", 2_000, 2025)], broken) == {}
