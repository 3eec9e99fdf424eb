"""What is reachable: the values that hold with a wished probability, each by itself and all of them together.

Together: every target takes the value that it reaches by itself in a share u of the replicates, the same u for all, and u is
raised until all hold together with the wished probability. Values fitted to the replicates that judge them would look safer
than they are, so they are found in one half of the replicates and judged in the other, both ways round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.answers.drawn import judged_rows
from scenarios.answers.rounding import as_written, one_step_easier
from scenarios.loaded import LoadedScenario
from scenarios.readings import Row
from scenarios.verdicts.course import Course, Question, compare, course
from scenarios.verdicts.judge import too_many_failed
from scenarios.verdicts.proportion import Proportion
from scenarios.verdicts.quantiles import reached_in
from scenarios.verdicts.samples import Samples
from scenarios.verdicts.settings import settings

Truths = NDArray[np.bool_]
FRACTIONAL_UNITS = ("%", "元", "亩", "吨", "千瓦")
MOST_STEPS = 40
"""Steps to an easier value before one gives up finding one that holds often enough: only ties need any."""


@dataclass(frozen=True)
class Reachable:
    """A value that a target could honestly have, and in how many replicates it is met."""

    level: float
    value: float
    proportion: Proportion


@dataclass(frozen=True)
class JointlyReachable:
    """Values that hold together. `proportion` is judged on replicates that did not set the values.

    `enough` is false where even the most careful values of these replicates do not hold together as often as wished; `values` are
    those most careful ones then.
    """

    level: float
    each: float
    """The share of replicates in which every target holds by itself."""
    values: Mapping[str, float]
    proportion: Proportion
    enough: bool
    kept: frozenset[str]
    """Targets whose planned value is already easy enough and stays."""


def reachable(row: Row, samples: Samples, levels: Sequence[float] | None = None) -> tuple[Reachable, ...]:
    """Give the value of one judged row that holds at each level (50/80/90% where none is said), rounded to the easy side."""
    if row.question is None or too_many_failed(samples):
        return ()
    followed = course(row.question, samples)
    found = []
    for level in settings().met_by_levels if levels is None else levels:
        value = _value_at(row, followed, level)
        for _ in range(MOST_STEPS):
            proportion = Proportion.of(met_at(row, followed, value))
            if proportion.successes >= level * proportion.total:
                break
            value = one_step_easier(value, down=_down(row.question), whole=_whole(row))
        found.append(Reachable(level, value, proportion))
    return tuple(found)


def met_at(row: Row, followed: Course, value: float) -> Truths:
    """Tell in which replicates a row would be met if the plan said `value`."""
    question = replace(followed.question, threshold=value * _ratio(row))
    return compare(followed.values[:, -1], question.comparison, question.goal)


def jointly_reachable(
    loaded: LoadedScenario,
    samples: Samples,
    level: float,
    *,
    targets: Sequence[str] | None = None,
    keep: bool = True,
) -> JointlyReachable | None:
    """Find the values with which all judged targets (or those named) hold together with probability `level`.

    Supposed inputs and restatements are left out. With `keep` a planned value that is easier than what would be found stays.
    None where nothing may be concluded or there is no target.
    """
    rows = [
        row
        for row in judged_rows(loaded)
        if not row.supposed and (targets is None or row.target.id in targets) and row.question is not None
    ]
    if not rows or too_many_failed(samples) or samples.finished < 2:
        return None
    plan = _Together(rows, samples, keep)
    half = samples.finished // 2
    low, high = 0, half
    if plan.successes(1.0) < level * samples.finished:
        return plan.answer(level, 1.0, enough=False)
    while high - low > 1:
        middle = (low + high) // 2
        if plan.successes(middle / half) >= level * samples.finished:
            high = middle
        else:
            low = middle
    return plan.answer(level, high / half, enough=True)


class _Together:
    """All rows of a plan with their replicates in two halves."""

    def __init__(self, rows: Sequence[Row], samples: Samples, keep: bool) -> None:
        self.rows, self.keep, self.total = rows, keep, samples.finished
        self.courses = [course(row.question, samples) for row in rows if row.question is not None]
        places = np.arange(self.total)
        self.halves = (places % 2 == 0, places % 2 == 1)

    def successes(self, each: float) -> int:
        """Count the replicates in which all values hold that the other half sets."""
        found = 0
        for setting, judging in (self.halves, self.halves[::-1]):
            met = judging.copy()
            for row, followed in zip(self.rows, self.courses, strict=True):
                met &= met_at(row, followed, self.value(row, followed, each, setting))
            found += int(np.count_nonzero(met))
        return found

    def value(self, row: Row, followed: Course, each: float, setting: Truths | None = None) -> float:
        """Give a row's value at a share `each`, the planned one where that is easier and kept."""
        value = _value_at(row, followed, each, setting)
        planned = row.target.value
        assert planned is not None
        if not self.keep:
            return value
        return min(value, planned) if _down(followed.question) else max(value, planned)

    def answer(self, level: float, each: float, *, enough: bool) -> JointlyReachable:
        values = {
            row.target.id: self.value(row, followed, each)
            for row, followed in zip(self.rows, self.courses, strict=True)
        }
        kept = frozenset(row.target.id for row in self.rows if self.keep and values[row.target.id] == row.target.value)
        return JointlyReachable(level, each, values, Proportion(self.successes(each), self.total), enough, kept)


def _value_at(row: Row, followed: Course, share: float, among: Truths | None = None) -> float:
    final = followed.final if among is None else followed.final[among]
    down = _down(followed.question)
    exact = reached_in(final, share, at_least=down) / _ratio(row)
    value = as_written(exact, down=down, whole=_whole(row))
    if followed.question.comparison == ">" and value == exact:
        value = one_step_easier(value, down=True, whole=_whole(row))
    return value


def _down(question: Question) -> bool:
    return question.comparison != "<="


def _ratio(row: Row) -> float:
    """Give what share of a stated value is asked for: "about" means a little less."""
    return settings().about_percent / 100 if row.target.operator == "~" else 1.0


def _whole(row: Row) -> bool:
    """Tell whether a row counts things, as its unit says; money, land and percentages have fractions."""
    unit = row.target.unit or ""
    return not any(sign in unit for sign in FRACTIONAL_UNITS)
