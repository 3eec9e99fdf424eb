"""From many replicates to a verdict: how likely a target is met, when it falls behind, what could honestly be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenarios.verdicts.course import Course, Question, compare, course, on_path, yearly
from scenarios.verdicts.proportion import Proportion
from scenarios.verdicts.quantiles import quantiles, reached_in
from scenarios.verdicts.samples import Samples
from scenarios.verdicts.scale import WITHHELD, Likelihood, likelihood
from scenarios.verdicts.settings import settings
from scenarios.verdicts.spread import Spread, spread

Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Verdict:
    """The answer for one target. Where it is withheld, every number is None or empty."""

    question: Question
    likelihood: Likelihood
    proportion: Proportion | None = None
    quantiles: Mapping[str, float] | None = None
    first_behind: int | None = None
    met_by: Mapping[float, int | None] = field(default_factory=dict)
    """First year from whose end on the target stays met in at least this share of the replicates."""
    reached: Mapping[float, float] = field(default_factory=dict)
    """The value that at least this share of the replicates reaches: what the plan could honestly say."""
    each_year: tuple[tuple[int, Proportion], ...] = ()
    """For a yearly target: in how many replicates each single year reaches it."""
    spread: Spread | None = None
    """Which unknowns the spread at the due year comes from."""


@dataclass(frozen=True)
class Joint:
    """How likely it is that all of some targets are met in the same world; None where withheld or there are none."""

    target_ids: tuple[str, ...]
    proportion: Proportion | None
    likelihood: Likelihood | None


def too_many_failed(samples: Samples) -> bool:
    """Tell whether so many replicates failed that nothing may be concluded."""
    return samples.finished == 0 or samples.failed > settings().withheld_above * samples.total


def judge(question: Question, samples: Samples) -> Verdict:
    """Answer one question from the replicates that finished."""
    followed = course(question, samples)
    if too_many_failed(samples):
        return Verdict(question, WITHHELD)
    proportion = Proportion.of(followed.met[:, -1])
    return Verdict(
        question,
        likelihood(*proportion.interval),
        proportion,
        quantiles(followed.final, settings().quantile_levels),
        first_behind(followed),
        met_by(followed),
        {
            level: reached_in(followed.final, level, at_least=question.comparison != "<=")
            for level in settings().met_by_levels
        },
        single_years(question, samples) if question.measure == "average" else (),
        spread(followed.final, samples.inputs, samples.input_names, samples.input_ranks),
    )


def joint(questions: Sequence[Question], samples: Samples) -> Joint:
    """Say how likely it is that all questions are answered with yes in the same replicate."""
    ids = tuple(question.target_id for question in questions)
    if not questions:
        return Joint(ids, None, None)
    if too_many_failed(samples):
        return Joint(ids, None, WITHHELD)
    met = np.ones(samples.finished, dtype=np.bool_)
    for question in questions:
        met &= course(question, samples).met[:, -1]
    proportion = Proportion.of(met)
    return Joint(ids, proportion, likelihood(*proportion.interval))


def first_behind(followed: Course) -> int | None:
    """Give the first year in which fewer than half the replicates are on their path, and no later year recovers."""
    share_on_path = on_path(followed).sum(axis=0)
    behind = None
    for position in range(len(followed.years) - 1, 0, -1):
        if share_on_path[position] >= settings().on_path_share * len(followed.values):
            break
        behind = followed.years[position]
    return behind


def met_by(followed: Course) -> dict[float, int | None]:
    """Give the first year from whose end to the due year the target stays met, for each share of replicates asked."""
    stays = np.logical_and.accumulate(followed.met[:, ::-1], axis=1)[:, ::-1].sum(axis=0)
    needed = {level: level * len(followed.values) for level in settings().met_by_levels}
    return {
        level: next((year for year, count in zip(followed.years, stays, strict=True) if count >= least), None)
        for level, least in needed.items()
    }


def single_years(question: Question, samples: Samples) -> tuple[tuple[int, Proportion], ...]:
    """Judge every simulated year of a yearly target by itself."""
    amounts = yearly(question, samples)
    return tuple(
        (year, Proportion.of(compare(amounts[:, position], question.comparison, question.yearly_goal)))
        for position, year in enumerate(samples.years)
        if position > 0 and question.first_year <= year <= question.due_year
    )
