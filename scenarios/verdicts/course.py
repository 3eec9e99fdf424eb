"""The quantity that a target is judged by, year by year, and the path it needs to take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenarios.verdicts.samples import Samples

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
Measure = Literal["level", "average", "total"]
Comparison = Literal[">=", ">", "<="]


@dataclass(frozen=True)
class Question:
    """A target as it is read: which outcomes, measured how, compared with what, by when.

    `series` less `minus` are added up, over `denominator` where there is one, times `scale`. A "level" is the value at
    the end of a year; an "average" is over the years from `first_year` to `due_year`; a "total" is their sum.
    `achieved` is what was reached from `first_year` to the end of the year at which the simulation starts.
    """

    target_id: str
    measure: Measure
    series: tuple[str, ...]
    comparison: Comparison
    threshold: float
    first_year: int
    due_year: int
    minus: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    scale: float = 1.0
    log_path: bool = False
    achieved: float = 0.0

    @property
    def years(self) -> int:
        """Number of years that an average or a total covers."""
        return self.due_year - self.first_year + 1

    @property
    def goal(self) -> float:
        """What the course must reach at the end of the due year; an average is judged by the sum it needs."""
        return self.threshold * self.years if self.measure == "average" else self.threshold


@dataclass(frozen=True)
class Course:
    """The judged quantity of each replicate at the end of the years base, base + 1 ... due; float64[replicates, years].

    For an average it is the running sum, so that the needed path runs from what is achieved to `question.goal`.
    `met` tells where the target would be met if that year were its last.
    """

    question: Question
    years: tuple[int, ...]
    values: Numbers
    met: Truths

    @property
    def final(self) -> Numbers:
        """The quantity as the target states it, at the due year; float64[replicates]."""
        last = self.values[:, -1]
        return last / self.question.years if self.question.measure == "average" else last


def compare(values: Numbers, comparison: Comparison, goal: float | Numbers) -> Truths:
    """Tell where values stand to the goal as the comparison asks."""
    if comparison == ">=":
        return values >= goal
    return values > goal if comparison == ">" else values <= goal


def yearly(question: Question, samples: Samples) -> Numbers:
    """Give the outcome of every year as the target measures it; float64[replicates, years]; 0 over 0 is 0."""
    amount = samples.sum_of(question.series)
    if question.minus:
        amount -= samples.sum_of(question.minus)
    if question.denominator:
        whole = samples.sum_of(question.denominator)
        amount = np.divide(amount, whole, out=np.zeros_like(amount), where=whole != 0)
    return amount * question.scale if question.scale != 1 else amount


def course(question: Question, samples: Samples) -> Course:
    """Follow the judged quantity from the replicate's own start to the due year."""
    start, end = samples.years[0], samples.years[-1]
    if question.due_year > end or question.due_year <= start:
        raise ValueError(f"{question.target_id}: due year {question.due_year} is outside {start + 1} to {end}")
    amounts = yearly(question, samples)
    last = samples.years.index(question.due_year)
    if question.measure == "level":
        years = samples.years[: last + 1]
        values = amounts[:, : last + 1]
        return Course(question, years, values, compare(values, question.comparison, question.threshold))
    base = max(start, question.first_year - 1)
    first = samples.years.index(base) + 1
    values = np.empty((len(amounts), last - first + 2))
    values[:, 0] = question.achieved
    for column in range(1, values.shape[1]):
        values[:, column] = values[:, column - 1] + amounts[:, first + column - 1]
    years = samples.years[first - 1 : last + 1]
    if question.measure == "total":
        return Course(question, years, values, compare(values, question.comparison, question.threshold))
    covered = np.array([max(0, year - question.first_year + 1) for year in years], dtype=np.float64)
    met = compare(values, question.comparison, question.threshold * covered)
    met[:, covered == 0] = False
    return Course(question, years, values, met)


def on_path(course: Course) -> Truths:
    """Tell which replicates are on the path they need at the end of each year; bool[replicates, years].

    The path is a straight line from the replicate's own start to the goal; log-linear where the question says so and
    both ends are positive. A replicate that already meets the goal is on the path, however far it started beyond it.
    """
    question, goal = course.question, course.question.goal
    start, steps = course.values[:, 0], len(course.years) - 1
    found = np.ones_like(course.met)
    for step in range(1, steps + 1):
        values = course.values[:, step]
        needed = start + (goal - start) * (step / steps) if step < steps else np.full_like(start, goal)
        there = compare(values, question.comparison, needed)
        if question.log_path and goal > 0 and 0 < step < steps:
            bent = compare(_power(values / goal, steps), question.comparison, _power(start / goal, steps - step))
            there = np.where(start > 0, bent, there)
        found[:, step] = there | compare(values, question.comparison, goal)
    return found


def _power(base: Numbers, exponent: int) -> Numbers:
    """Multiply out a whole power: unlike `pow` of a library, the same bits everywhere.

    A value v is on the log-linear path from s to g after k of n years where v^n >= s^(n-k) g^k, that is
    (v/g)^n >= (s/g)^(n-k).
    """
    product = np.ones_like(base)
    for _ in range(exponent):
        product = product * base
    return product
