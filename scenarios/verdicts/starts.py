"""Whether the simulated start and the plan can be of the same thing: a milestone out of its reach, a target met already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from scenarios.verdicts.course import Question, compare, yearly
from scenarios.verdicts.judge import too_many_failed
from scenarios.verdicts.samples import Samples
from scenarios.verdicts.settings import settings


@dataclass(frozen=True)
class StartDoubt:
    """Why a target's probability should wait until its starting figure is known.

    "below": in the first simulated year, `year`, the plan asks for `goal`, far above the high `quantile` of the start.
    "met": at the start, the end of `year`, `share` of the replicates meet the `goal` already.
    """

    kind: Literal["below", "met"]
    year: int
    goal: float
    quantile: float | None = None
    share: float | None = None


def start_doubts(questions: Sequence[Question], samples: Samples) -> Mapping[str, StartDoubt]:
    """Name the targets whose start is in doubt, by id; nothing where nothing may be concluded.

    Only levels have a start, and only a goal of the first year that later ones follow can be out of its reach. All targets
    on the same outcome share it: what a milestone says of it, it says for all.
    """
    if too_many_failed(samples):
        return {}
    first = replace(samples, years=samples.years[:1], values=samples.values[:, :1])
    found: dict[str, StartDoubt] = {}
    for outcome, asked in _by_outcome(questions).items():
        if outcome.denominator and not first.sum_of(outcome.denominator).any():
            continue
        starts = yearly(outcome, first)[:, 0]
        high = float(np.quantile(starts, settings().start_high))
        # A goal that is the last one may just be too high; one on the way to more tells where the plan believes to stand.
        last = max(one.due_year for one in asked)
        soon = [one.goal for one in asked if samples.years[0] + 1 == one.due_year < last and one.comparison != "<="]
        # From nothing anything may begin.
        out_of_reach = max(soon, default=0.0) if high > 0 else 0.0
        for one in asked:
            share = float(np.mean(compare(starts, one.comparison, one.goal)))
            if out_of_reach > settings().start_far * high:
                found[one.target_id] = StartDoubt("below", samples.years[0] + 1, out_of_reach, quantile=high)
            elif share > settings().start_met:
                found[one.target_id] = StartDoubt("met", samples.years[0], one.goal, share=share)
    return found


def _by_outcome(questions: Sequence[Question]) -> Mapping[Question, list[Question]]:
    """Put questions on the same level together, under a question that stands for all of them."""
    found: dict[Question, list[Question]] = {}
    for one in questions:
        if one.measure == "level" and one.growth == "none" and not one.change and not one.since_start:
            outcome = replace(one, target_id="", comparison=">=", threshold=0.0, first_year=0, due_year=0)
            found.setdefault(outcome, []).append(one)
    return found
