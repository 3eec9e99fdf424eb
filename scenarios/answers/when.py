"""When: the first year behind, the year by which a target is met, and each single year of a yearly target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from scenarios.verdicts.course import Question, compare, course, yearly
from scenarios.verdicts.judge import first_behind, met_by, single_years, too_many_failed
from scenarios.verdicts.proportion import Proportion
from scenarios.verdicts.samples import Samples


@dataclass(frozen=True)
class When:
    """The years of one target. Where too many replicates failed, everything is None or empty."""

    first_behind: int | None = None
    """The first year in which fewer than half the replicates are on the path they need, and no later one recovers."""
    met_by: Mapping[float, int | None] = field(default_factory=dict)
    """By share q of replicates: the first year from whose end to the due year it stays met in q; None: not by the due year."""
    late_by: Mapping[float, int | None] = field(default_factory=dict)
    """The same to the last simulated year, where that lies beyond the due year and `met_by` has none; None: not by then."""
    horizon: int = 0
    """The last simulated year."""
    each_year: tuple[tuple[int, Proportion], ...] = ()
    """For a yearly target: in how many replicates each single year reaches it."""
    all_years: Proportion | None = None
    """For a yearly target: in how many replicates every single year reaches it."""


def when(question: Question, samples: Samples) -> When:
    """Answer when a target is met, from the replicates that finished."""
    if too_many_failed(samples):
        return When(horizon=samples.years[-1])
    followed = course(question, samples)
    met, horizon = met_by(followed), samples.years[-1]
    late: dict[float, int | None] = {}
    if question.measure != "average" and question.due_year < horizon:
        longer = met_by(course(replace(question, due_year=horizon), samples))
        late = {level: longer[level] for level, year in met.items() if year is None}
    if question.measure != "average":
        return When(first_behind(followed), met, late, horizon)
    each = single_years(question, samples)
    amounts = yearly(question, samples)
    places = [samples.years.index(year) for year, _ in each]
    reached = compare(amounts[:, places], question.comparison, question.yearly_goal)
    return When(first_behind(followed), met, late, horizon, each, Proportion.of(np.asarray(reached.all(axis=1))))
