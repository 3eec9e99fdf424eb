"""What the model would have said at the start of a plan: run from the state before its first year, with the rules known then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.backtest.outcomes import OutcomePoint, PlanOutcomes
from model.posterior import Posterior
from scenarios.engine import Engine
from scenarios.loaded import LoadedScenario, complete
from scenarios.readings import Row
from scenarios.run import run
from scenarios.schema.baseline import Baseline
from scenarios.schema.common import Text
from scenarios.schema.indicators import load_indicators
from scenarios.schema.plan import Plan, Target
from scenarios.schema.scenario import Scenario
from scenarios.verdicts import Question, Samples
from scenarios.verdicts.course import course, yearly

Numbers = NDArray[np.float64]
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
MONTHS = 12


@dataclass(frozen=True)
class Leak:
    """A starting figure whose source mentions a later year than the start: known afterwards, used at the start."""

    figure: str
    kind: str
    years: tuple[int, ...]


@dataclass(frozen=True)
class Forecast:
    """What the replicates of a plan say of each figure that came, and what was used that was not known at the start."""

    loaded: LoadedScenario
    samples: Samples
    rows: dict[str, Row]
    replicates: int
    failed: int
    results_version: str
    leaks: tuple[Leak, ...]

    def question(self, point: OutcomePoint) -> Question | None:
        """Give the question that a figure answers: that of the figure as it is reported, where the model tells it apart."""
        row = self.rows.get(point.of)
        return None if row is None else row.reported or row.question


def as_drafted(
    plan: Plan,
    found: PlanOutcomes,
    posterior: str = "prior",
    own: Posterior | None = None,
    baseline: Baseline | None = None,
) -> LoadedScenario:
    """Load a plan as it stood: from the state before its first year, with the rules known then and the priors' parameters.

    A `posterior` fitted to years before the plan may stand in for the priors; `own` is its content and `baseline` the starting
    figures, where they were read already.

    Indicators that outcomes name and the plan has no target on become rows of their own, which nothing is asked of.
    """
    known_in = plan.planning_period_start - 1
    scenario = Scenario(
        title=Text(zh="回测", en="Backtest"), author="tuiyan", plan=plan.id, known_in=known_in, posterior=posterior
    )
    whole = plan.model_copy(update={"targets": (*plan.targets, *_further(plan, found))})
    return complete(scenario, plan=whole, posterior=own, baseline=baseline)


def _further(plan: Plan, found: PlanOutcomes) -> Iterator[Target]:
    table, done = load_indicators().indicators, set[str]()
    for point in found.points:
        if point.indicator is None or point.of in done:
            continue
        done.add(point.of)
        assert point.kind is not None
        yield Target(
            id=point.of,
            heading="-",
            label=table[point.indicator].label,
            indicator=point.indicator,
            kind=point.kind,
            operator=">=",
            value=0.0,
            unit=point.unit,
            from_year=plan.planning_period_start,
            due_year=max(each.year for each in found.points if each.of == point.of),
            status="simulated",
        )


def forecast(
    plan: Plan,
    found: PlanOutcomes,
    replicates: int,
    seed: int,
    threads: int | None = None,
    engine: Engine | None = None,
    posterior: str = "prior",
    own: Posterior | None = None,
    baseline: Baseline | None = None,
) -> Forecast:
    """Simulate a plan as it stood when it was drafted."""
    loaded = as_drafted(plan, found, posterior, own, baseline)
    result = run(loaded, replicates, seed, threads, engine=engine, until_decided=False)
    return Forecast(
        loaded,
        result.samples_with_inputs,
        {row.target.id: row for row in loaded.rows},
        result.replicates,
        result.samples.failed,
        result.results_version,
        tuple(leaks(loaded)),
    )


def leaks(loaded: LoadedScenario) -> Iterator[Leak]:
    """Name the starting figures whose stated source mentions a year after the start."""
    start = loaded.span.state_year
    for name, figure in loaded.baseline.figures.items():
        later = sorted({int(year) for year in _YEAR.findall(figure.source) if int(year) > start})
        if later and figure.taken_from is None:
            yield Leak(str(name), figure.kind, tuple(later))


def values_of(question: Question, point: OutcomePoint, samples: Samples) -> Numbers | None:
    """Give what the replicates say of a figure, float64[replicates], in its unit; None for a year that is not simulated.

    A stock within the year lies between the ends of two years, by its month. Growth of a part of a year stands for the year's.
    """
    if point.year not in samples.years[1:]:
        return None
    at = samples.years.index(point.year)
    if question.measure == "level" or point.covers == "year":
        amounts = yearly(question, samples)
        values = amounts[:, at]
        if question.measure == "level" and question.growth == "none" and point.month < MONTHS:
            before = amounts[:, at - 1]
            values = before + (values - before) * (point.month / MONTHS)
        elif question.measure != "level" and question.growth == "none" and point.month < MONTHS:
            return None
        return question.shown(values)
    if point.month < MONTHS:
        return None
    followed = course(question, samples)
    if point.year not in followed.years[1:]:
        return None
    values = followed.values[:, followed.years.index(point.year)]
    if question.measure == "average":
        values = values / (point.year - question.first_year + 1)
    return question.shown(values)


def start_of(question: Question, samples: Samples) -> float | None:
    """Give the median level at the start; None for what has no level: flows, growth, sums."""
    if question.measure != "level" or question.growth != "none" or question.change or question.pooled:
        return None
    return float(np.median(yearly(question, samples)[:, 0]))
