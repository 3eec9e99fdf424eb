"""Each figure that came, scored against what the model and the baselines would have said; pooled, with what that can bear."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from calibration.backtest import scores
from calibration.backtest.baselines import Guess, guesses, straight_line
from calibration.backtest.forecast import Forecast, start_of, values_of
from calibration.backtest.outcomes import OutcomePoint, PlanOutcomes
from calibration.backtest.settings import number, whole
from scenarios.schema.plan import Plan
from scenarios.verdicts import Question
from scenarios.verdicts.course import compare, course
from scenarios.verdicts.quantiles import quantiles

Numbers = NDArray[np.float64]
State = Literal["scored", "not_comparable", "not_answered", "only_a_bound"]
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
Kind = Literal["brier", "log", "line_brier", "line_log", "crps"]
KINDS: tuple[Kind, ...] = ("brier", "log", "line_brier", "line_log", "crps")


@dataclass(frozen=True)
class Scored:
    """One figure, what the model said of it, and the scores of model and baselines (smaller is better).

    `met` tells whether the target was met, where the figure decides that; `probability` what the model gave to that, kept off
    0 and 1 as the Jeffreys mean is. CRPS is divided by the size of what came, so that targets can be pooled.
    """

    plan: str
    of: str
    year: int
    month: int
    unit: str
    value: float
    state: State
    quantiles: Mapping[str, float] = field(default_factory=dict)
    rank: float | None = None
    """Share of the replicates below the figure, half of the equal ones included."""
    met: bool | None = None
    probability: float | None = None
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By forecaster (model, straight_line ...): brier, log, line_brier, line_log, crps."""
    on_line: bool | None = None
    """Whether a figure before the due year was on the straight line to its target."""
    line_probability: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            **{name: getattr(self, name) for name in ("plan", "of", "year", "month", "unit", "value", "state")},
            "quantiles": dict(self.quantiles),
            "rank": self.rank,
            "met": self.met,
            "probability": self.probability,
            "on_line": self.on_line,
            "line_probability": self.line_probability,
            "scores": {name: dict(found) for name, found in self.scores.items()},
        }


def score_plan(plan: Plan, found: PlanOutcomes, said: Forecast) -> tuple[Scored, ...]:
    """Score every figure on record of a plan; figures that cannot be scored are kept, with why."""
    first = said.loaded.span.first
    return tuple(_score(plan, point, said, first) for point in found.points)


def _score(plan: Plan, point: OutcomePoint, said: Forecast, first: int) -> Scored:
    shared = (plan.id, point.of, point.year, point.month, point.unit, point.value)
    if not point.comparable:
        return Scored(*shared, "not_comparable")
    question = said.question(point)
    values = None if question is None else values_of(question, point, said.samples)
    if question is None or values is None or not len(values):
        return Scored(*shared, "not_answered")
    target = said.rows[point.of].target
    start = start_of(question, said.samples)
    guessed = guesses(question, target, point, start, first)
    met, probability = _judged(question, point, said)
    line = None if met is not None else straight_line(question, target, point, start, first)
    on_line, line_probability = _on_line(question, point, line, values)
    if point.at_least and met is None and on_line is None:
        return Scored(*shared, "only_a_bound")
    given = {"model": Guess(None if point.at_least else values, probability, line_probability), **guessed}
    rank = float((values < point.value).mean() + (values == point.value).mean() / 2)
    return Scored(
        *shared,
        "scored",
        quantiles(values, LEVELS),
        None if point.at_least else rank,
        met,
        probability,
        {name: _scores(guess, point, met, on_line, member=name == "model") for name, guess in given.items()},
        on_line,
        line_probability,
    )


def _judged(question: Question, point: OutcomePoint, said: Forecast) -> tuple[bool | None, float | None]:
    """Tell whether a figure says that its target was met, and the probability that the model gave to it."""
    final = point.year == question.due_year and point.month == 12 and point.target is not None
    final = final and (question.measure == "level" or point.covers == "since_start" or question.years == 1)
    if not final:
        return None, None
    observed = np.array([point.value])
    met = bool(compare(observed, question.comparison, question.threshold)[0])
    if point.at_least and (question.comparison == "<=" or not met):
        return None, None
    replicates = course(question, said.samples).met[:, -1]
    return met, (float(replicates.sum()) + 0.5) / (len(replicates) + 1.0)


def _on_line(
    question: Question, point: OutcomePoint, line: float | None, values: Numbers
) -> tuple[bool | None, float | None]:
    """Tell whether a figure was on the straight line to its target at its date, and the probability the model gave to that."""
    if line is None or point.year > question.due_year:
        return None, None
    there = bool(compare(np.array([point.value]), question.comparison, line)[0])
    if point.at_least and (question.comparison == "<=" or not there):
        return None, None
    replicates = compare(values, question.comparison, line)
    return there, (float(replicates.sum()) + 0.5) / (len(replicates) + 1.0)


def _scores(
    guess: Guess, point: OutcomePoint, met: bool | None, on_line: bool | None, *, member: bool
) -> dict[str, float]:
    found: dict[str, float] = {}
    if on_line is not None and guess.on_line is not None:
        found["line_brier"] = scores.brier(guess.on_line, on_line)
        found["line_log"] = scores.log_score(guess.on_line, on_line)
    if met is not None and guess.probability is not None:
        found["brier"] = scores.brier(guess.probability, met)
        found["log"] = scores.log_score(guess.probability, met)
    if guess.points is not None and not point.at_least:
        crps = (scores.crps_of_members if member else scores.crps_of_points)(guess.points, point.value)
        found["crps"] = crps / max(abs(point.value), 1.0)
    return found


@dataclass(frozen=True)
class Comparison:
    """The model beside one baseline by one score, over the figures that both speak of.

    `skill` is 1 less the ratio of the means; `p_value` that of the sign test plan by plan; `said` what may be concluded.
    """

    kind: Kind
    baseline: str
    points: int
    plans: int
    model: float
    other: float
    skill: float | None
    p_value: float | None
    said: Literal["better", "worse", "no_difference", "too_few"]


def compare_all(found: Iterable[Scored]) -> tuple[Comparison, ...]:
    """Compare the model with every baseline by every score that both have somewhere."""
    scored = [each for each in found if each.state == "scored"]
    names = dict.fromkeys(name for each in scored for name in each.scores if name != "model")
    made = (_compared(scored, kind, name) for kind in KINDS for name in names)
    return tuple(each for each in made if each is not None)


def _compared(scored: Sequence[Scored], kind: Kind, name: str) -> Comparison | None:
    both = [
        (each.plan, each.scores["model"][kind], each.scores[name][kind])
        for each in scored
        if kind in each.scores["model"] and kind in each.scores.get(name, {})
    ]
    if not both:
        return None
    by_plan: dict[str, list[float]] = {}
    for plan, model, other in both:
        by_plan.setdefault(plan, []).append(model - other)
    mean_model = math.fsum(model for _, model, _ in both) / len(both)
    mean_other = math.fsum(other for _, _, other in both) / len(both)
    p_value = scores.sign_flip(by_plan, whole("exact_plans"))
    few = len(by_plan) < whole("least_plans") or len(both) < whole("least_points")
    clear = p_value is not None and p_value < number("significance")
    said: Literal["better", "worse", "no_difference", "too_few"] = "too_few" if few else "no_difference"
    if clear and not few:
        said = "better" if mean_model < mean_other else "worse"
    skill = 1 - mean_model / mean_other if mean_other > 0 else None
    return Comparison(kind, name, len(both), len(by_plan), mean_model, mean_other, skill, p_value, said)


@dataclass(frozen=True)
class Reliable:
    """Statements of one class of probability: how many, how many should have come true, how many did, and the 90% range."""

    low: float
    high: float
    statements: int
    expected: float
    met: int
    range_low: int
    range_high: int


CLASSES = (0.0, 0.1, 0.33, 0.66, 0.9, 1.0)
"""Ends of the classes of a reliability table: those of the scale of words, the two outer ones joined."""


def reliability(found: Iterable[Scored]) -> tuple[Reliable, ...]:
    """Hold what was said against what came, class by class; the range is that of independent targets, which they are not."""
    stated = [(each.probability, each.met) for each in found if each.probability is not None and each.met is not None]
    table = []
    for low, high in itertools.pairwise(CLASSES):
        inside = [(p, met) for p, met in stated if low <= p < high]
        if inside:
            chances = [p for p, _ in inside]
            ends = scores.central(scores.poisson_binomial(chances), 0.9)
            met = sum(met for _, met in inside)
            table.append(Reliable(low, high, len(inside), math.fsum(chances), met, *ends))
    return tuple(table)


def within(found: Iterable[Scored], share: float) -> tuple[int, int, int, int]:
    """Count the figures within the model's central bands of a share: inside, all, and the 90% range if the bands are right."""
    ranks = [each.rank for each in found if each.state == "scored" and each.rank is not None]
    tail = (1 - share) / 2
    inside = sum(tail <= rank <= 1 - tail for rank in ranks)
    low, high = scores.central(scores.poisson_binomial([share] * len(ranks)), 0.9) if ranks else (0, 0)
    return inside, len(ranks), low, high
