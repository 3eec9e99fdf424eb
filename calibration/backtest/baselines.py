"""What one would have said without a model: the plan is kept on a straight line, nothing changes, plans fare as others did."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.backtest.outcomes import OutcomePoint
from calibration.backtest.settings import number, whole
from scenarios.schema.plan import Target
from scenarios.verdicts import Question

Numbers = NDArray[np.float64]
BASELINES: Final = ("straight_line", "persistence", "reference_class", "even")


@dataclass(frozen=True)
class Guess:
    """What a baseline says: points of equal mass (one: that it is exactly this), and the probability that the target is met.

    `on_line` is the probability it gives to the figure being on the straight line to the target at its date, before it is due.
    """

    points: Numbers | None = None
    probability: float | None = None
    on_line: float | None = None


def guesses(
    question: Question, target: Target, point: OutcomePoint, start: float | None, first_year: int
) -> dict[str, Guess]:
    """Give every baseline's guess of a figure; a baseline that has none for it says nothing.

    `start` is the level before `first_year`, None where the figure has none. What has no target (an indicator) has no
    straight line and no reference class.
    """
    if point.target is None or target.value is None:
        return {}
    goal, due = question.threshold, question.due_year
    kept = number("plan_is_kept")
    at_due = point.year == due and point.month == 12
    line = straight_line(question, target, point, start, first_year)
    early = None if at_due or line is None else kept
    ratios = reference_ratios()
    if question.comparison == "<=":
        ratios = 1 / ratios
    found = {
        "straight_line": Guess(None if line is None else np.array([line]), kept if at_due else None, early),
        "even": Guess(None, 0.5 if at_due else None, None if early is None else 0.5),
    }
    if start is not None:
        met = start <= goal if question.comparison == "<=" else start >= goal
        said = None if line is None else (start <= line if question.comparison == "<=" else start >= line)
        late = None if early is None or said is None else (kept if said else 1 - kept)
        found["persistence"] = Guess(np.array([start]), (kept if met else 1 - kept) if at_due else None, late)
    if goal > 0:
        lines = [_line(question, point, start, goal * ratio, first_year) for ratio in ratios]
        known = [each for each in lines if each is not None]
        met_share = reference_probability() if at_due else None
        # A class that keeps its promise keeps to the line, and one that does not falls behind it.
        on_line = None if early is None else reference_probability()
        found["reference_class"] = Guess(np.array(known) if len(known) == len(ratios) else None, met_share, on_line)
    return found


def straight_line(
    question: Question, target: Target, point: OutcomePoint, start: float | None, first_year: int
) -> float | None:
    """Give the straight line to a target at the date of a figure of it; None where there is none."""
    if point.target is None or target.value is None:
        return None
    return _line(question, point, start, question.threshold, first_year)


def _line(question: Question, point: OutcomePoint, start: float | None, goal: float, first_year: int) -> float | None:
    """Give the straight line from the start to a goal at the date of a figure; log-linear where the target's path is."""
    if point.covers == "year" and question.measure in ("average", "total"):
        return goal if question.measure == "average" else goal / question.years
    if question.measure == "average":
        return goal
    steps = question.due_year - first_year + 1
    share = (point.year - first_year + point.month / 12) / steps
    if question.measure == "total":
        return goal * share
    if start is None:
        return None
    if question.log_path and start > 0 and goal > 0:
        return start * math.exp(math.log(goal / start) * share)
    return start + (goal - start) * share


def reference_ratios() -> Numbers:
    """Give the reference class of achieved over target as points of equal mass: log-normal, widened for the small sample."""
    spread = number("reference_sd") * math.sqrt(1 + 1 / number("reference_count"))
    law, count = NormalDist(number("reference_mean"), spread), whole("reference_points")
    return np.array([math.exp(law.inv_cdf((place + 0.5) / count)) for place in range(count)])


def reference_probability() -> float:
    """Give the probability that a target is met, by the reference class."""
    spread = number("reference_sd") * math.sqrt(1 + 1 / number("reference_count"))
    return 1 - NormalDist(number("reference_mean"), spread).cdf(0.0)
