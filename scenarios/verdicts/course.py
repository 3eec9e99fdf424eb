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
Taken = Literal["together", "least", "greatest", "count", "union"]
Growth = Literal["none", "of_levels", "of_rates", "lead"]


@dataclass(frozen=True)
class Question:
    """A target as it is read: which outcomes, measured how, compared with what, by when.

    The amount of a year is `series` less `minus`, over `denominator` where there is one, times `scale`; what else is done
    to it stands beside each field. A "level" is the value at the end of a year; an "average" is over the years from
    `first_year` to `due_year`; a "total" is their sum. `achieved` is what was reached from `first_year` to the end of the
    year at which the simulation starts.
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
    members: tuple[tuple[str, ...], ...] = ()
    """Parts that are looked at one by one, each the sum of some outcomes; `series` then lists the outcomes of all."""
    taken: Taken = "together"
    """What is made of the parts: the least, the greatest, the number of those that reach `size`, or the union of shares
    that are independent of each other."""
    size: float = 0.0
    """What a part must reach to be counted, in the unit of the outcomes."""
    change: bool = False
    """The amount is the rise of the outcome over the year, not the outcome."""
    pooled: bool = False
    """A share of flows is that of their sums since the simulation started, not that of a single year."""
    since_start: bool = False
    """The amount is the rise of the level since the simulation started."""
    growth: Growth = "none"
    """The amount is yearly growth: of levels, of a rate that is logarithmic already, or a lead over another growth in
    percentage points. Growth is averaged in logarithms and shown in percent."""
    start_level: float | None = None
    """The level before the first year, in the unit of the outcomes, where a document states it."""
    behind: tuple[str, ...] = ()
    """Outcomes whose growth is subtracted from a lead."""
    behind_input: str = ""
    """The drawn logarithmic growth that is subtracted from a lead."""
    added_input: str = ""
    """A drawn share that is added to the ratio."""
    reported_input: str = ""
    """The drawn factor by which the amount is reported too high."""
    limit: float | None = None
    """What the amount cannot exceed: 100 for a share of enterprises."""

    @property
    def years(self) -> int:
        """Number of years that an average or a total covers."""
        return self.due_year - self.first_year + 1

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Name every outcome of the engine that the answer needs."""
        return tuple(dict.fromkeys((*self.series, *self.minus, *self.denominator, *self.behind)))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Name every drawn number that the answer needs."""
        return tuple(name for name in (self.behind_input, self.added_input, self.reported_input) if name)

    @property
    def yearly_goal(self) -> float:
        """What the amount of a year is compared with, in the unit of the course: growth is logarithmic there."""
        if self.growth in ("of_levels", "of_rates"):
            from scenarios.verdicts.rates import log_of_percent

            return log_of_percent(self.threshold)
        return self.threshold / 100 if self.growth == "lead" else self.threshold

    @property
    def goal(self) -> float:
        """What the course must reach at the end of the due year; an average is judged by the sum it needs."""
        return self.yearly_goal * self.years if self.measure == "average" else self.yearly_goal

    def shown(self, amounts: Numbers) -> Numbers:
        """Turn amounts of the course into the unit of the target: logarithmic growth into percent."""
        if self.growth in ("of_levels", "of_rates"):
            from scenarios.verdicts.rates import percents_of_log

            return percents_of_log(amounts)
        return amounts * 100 if self.growth == "lead" else amounts


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
        return self.question.shown(last / self.question.years if self.question.measure == "average" else last)


def compare(values: Numbers, comparison: Comparison, goal: float | Numbers) -> Truths:
    """Tell where values stand to the goal as the comparison asks."""
    if comparison == ">=":
        return values >= goal
    return values > goal if comparison == ">" else values <= goal


def yearly(question: Question, samples: Samples) -> Numbers:
    """Give the amount of every year as the target measures it; float64[replicates, years]; 0 over 0 is 0."""
    if question.growth != "none":
        return _growth(question, samples)
    amount = _parts(question, samples) if question.members else _over(question, samples, question.series)
    if question.scale != 1:
        amount = amount * question.scale
    if question.added_input:
        amount = amount + samples.drawn(question.added_input)[:, None] * question.scale
    if question.reported_input:
        amount = amount * samples.drawn(question.reported_input)[:, None]
    if question.limit is not None:
        amount = np.minimum(amount, question.limit)
    if question.since_start:
        amount = amount - amount[:, :1]
    return _rise(amount) if question.change else amount


def _over(question: Question, samples: Samples, names: tuple[str, ...]) -> Numbers:
    """Give some outcomes less `minus`, over the denominator where there is one."""
    amount = samples.sum_of(names)
    if question.minus:
        amount -= samples.sum_of(question.minus)
    if not question.denominator:
        return amount
    whole = samples.sum_of(question.denominator)
    if question.pooled:
        amount, whole = _running(amount), _running(whole)
    return np.divide(amount, whole, out=np.zeros_like(amount), where=whole != 0)


def _parts(question: Question, samples: Samples) -> Numbers:
    """Make one number of the parts; one part after another, in their order."""
    found = _over(question, samples, question.members[0])
    if question.taken == "count":
        found = (found >= question.size).astype(np.float64)
    for names in question.members[1:]:
        part = _over(question, samples, names)
        if question.taken == "count":
            found = found + (part >= question.size)
        elif question.taken == "least":
            found = np.minimum(found, part)
        elif question.taken == "greatest":
            found = np.maximum(found, part)
        else:
            found = found + part - found * part
    return found


def _running(flows: Numbers) -> Numbers:
    """Add up flows year by year, from the first simulated year on."""
    found = np.zeros_like(flows)
    for column in range(1, flows.shape[1]):
        found[:, column] = found[:, column - 1] + flows[:, column]
    return found


def _rise(levels: Numbers) -> Numbers:
    found = np.zeros_like(levels)
    found[:, 1:] = levels[:, 1:] - levels[:, :-1]
    return found


def _growth(question: Question, samples: Samples) -> Numbers:
    """Give the logarithmic growth of every year, less that of what it is held against; 0 in the starting year."""
    from scenarios.verdicts.rates import log_growth

    amount = samples.sum_of(question.series)
    if question.growth == "of_levels" or (question.growth == "lead" and question.behind):
        if question.start_level is not None:
            amount[:, 0] = question.start_level
        amount = log_growth(amount)
    if question.behind:
        amount = amount - log_growth(samples.sum_of(question.behind))
    if question.behind_input:
        amount = amount - samples.drawn(question.behind_input)[:, None]
    return amount


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
        return Course(question, years, values, compare(values, question.comparison, question.goal))
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
    met = compare(values, question.comparison, question.yearly_goal * covered)
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
