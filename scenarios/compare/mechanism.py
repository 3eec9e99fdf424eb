"""Through what a difference comes: which links of the chain moved, and how a stock's difference adds up from its flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import numpy as np

from scenarios.compare.pairs import Difference
from scenarios.readings import GRADES, Row
from scenarios.schema.indicators import load_indicators
from scenarios.schema.reading import read_yaml
from scenarios.sweep.simulation import Segment
from scenarios.verdicts.course import Question

OTHER = "other"


@dataclass(frozen=True)
class Moved:
    """One outcome that moved: its link, and the difference summed over the years (a flow) or at the end."""

    link: str
    outcome: str
    summed: bool
    difference: Difference


@dataclass(frozen=True)
class Account:
    """A stock's difference at the due year as the sum of what entered more, what was lost more, and the start.

    `rest` is what the three leave: nothing for nested counts, for which the account closes.
    """

    start: Difference
    additions: Difference
    losses: Difference
    rest: float


@cache
def links() -> Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]]:
    """Give every link with its label and the patterns of its outcomes, in the chain's order."""
    data = read_yaml(Path(__file__).with_name("links.yaml")).data["links"]
    return {name: (dict(entry["label"]), tuple(entry["outcomes"])) for name, entry in data.items()}


def link_of(outcome: str) -> str:
    """Name the link that an outcome shows: the one whose longest pattern fits it."""
    found = [
        (len(pattern), name)
        for name, (_, patterns) in links().items()
        for pattern in patterns
        if fnmatchcase(outcome, pattern)
    ]
    return max(found)[1] if found else OTHER


def moved_outcomes(first: Segment, second: Segment) -> tuple[Moved, ...]:
    """List the outcomes whose paired difference is beyond its error, link by link, the surest of a link first.

    Of runs over different years those that both have are compared.
    """
    found = []
    years = [year for year in first.years if year in second.years]
    if not years or not first.replicates:
        return ()
    places = [[run.years.index(year) for year in years] for run in (first, second)]
    for name in (name for name in first.series if name in second.series):
        one = first.values[:, places[0], first.series.index(name)]
        other = second.values[:, places[1], second.series.index(name)]
        summed = _is_flow(name)
        differences = (other - one).sum(axis=1) if summed else (other - one)[:, -1]
        difference = Difference.of(differences)
        if difference.moved and difference.mean != 0:
            found.append(Moved(link_of(name), name, summed, difference))
    order = [*links(), OTHER]
    return tuple(sorted(found, key=lambda moved: (order.index(moved.link), -_surety(moved.difference), moved.outcome)))


def account(row: Row, first: Segment, second: Segment) -> Account | None:
    """Break a stock target's difference down into start, additions and losses; None for a target that is no stock."""
    question = row.question
    if question is None or first.years != second.years:
        return None
    grade = row.target.readings.get("grade")
    indicator = load_indicators().indicators[GRADES[grade.taken] if grade is not None else row.target.indicator]
    outcome = indicator.outcome
    if outcome is None or outcome.additions is None or outcome.losses is None:
        return None
    plain = Question(
        target_id=question.target_id,
        measure="level",
        series=question.series,
        comparison=question.comparison,
        threshold=question.threshold,
        first_year=question.first_year,
        due_year=question.due_year,
        scale=question.scale,
    )
    if replace(question, log_path=False, achieved=0.0) != plain or len(question.series) != 1:
        return None  # a share, a part, a rise: not the stock itself
    last = first.years.index(question.due_year)

    def flow(name: str) -> Difference | None:
        if name not in first.series or name not in second.series:
            return None
        one, other = (run.values[:, 1 : last + 1, run.series.index(name)].sum(axis=1) for run in (first, second))
        return Difference.of((other - one) * question.scale)

    def stock(step: int) -> Difference:
        one, other = (run.values[:, step, run.series.index(question.series[0])] for run in (first, second))
        return Difference.of(np.asarray((other - one) * question.scale))

    additions, losses = flow(outcome.additions), flow(outcome.losses)
    if additions is None or losses is None:
        return None
    start, end = stock(0), stock(last)
    return Account(start, additions, losses, end.mean - start.mean - additions.mean + losses.mean)


def _surety(difference: Difference) -> float:
    return abs(difference.mean) / difference.standard_error if difference.standard_error else float("inf")


@cache
def _is_flow(name: str) -> bool:
    """Tell whether an outcome is counted over a year."""
    from model.outcomes import OutcomeError, outcome_of

    try:
        return outcome_of(name).kind == "flow"
    except OutcomeError:  # an engine made by hand may report what the model does not
        return False
