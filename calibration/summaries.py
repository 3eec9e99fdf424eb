"""What a draw of the nation or the province is held to: each summary with its target, its spread, and what it comes from.

A target is a value with a standard deviation (error of the report, and what the model is allowed to miss by), or a range within
which nothing is lost. Summaries known to the end of 2023 fit what predictions are judged by; the later ones join them for the
posterior that ships. What they are, and every number in them, stands in `summaries.yaml`; how each is computed from draws in
`measures.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Draws
from calibration.measures import MEASURES, logarithm
from calibration.series import load_series, value_of
from calibration.summary_file import Entry, Figure, Stated, stated
from model.parameters.table import load_parameters

Floats = NDArray[np.float64]

PER_CENT: Final = "%"
HUNDRED_MILLION_YUAN: Final = "亿元"
"""Units of the series that the engine states otherwise: it has shares and 万元."""


@dataclass(frozen=True)
class Summary:
    """One number of a draw and what it should be: within `low`..`high` (equal: a value), give or take `spread`."""

    name: str
    of: Callable[[Draws], Floats]
    low: float
    high: float
    spread: float
    known: int
    """The last year of what it is known from."""
    source: str
    kind: str = "published"
    """"published" or "derived" where it comes from observations, "range" where from a reference range (a check of facts 7)."""

    def off(self, draws: Draws) -> Floats:
        """How many spreads each draw lies outside, float64[draws], signed; a failed draw lies far outside."""
        farthest = stated().number("farthest")
        value = self.of(draws)
        outside = np.where(value < self.low, value - self.low, np.where(value > self.high, value - self.high, 0.0))
        found: Floats = np.where(np.isfinite(value), outside / self.spread, farthest)
        return np.clip(found, -farthest, farthest)


def distances(summaries: Sequence[Summary], draws: Draws) -> Floats:
    """Squared distance of each draw from everything it is held to, float64[draws]: minus twice the log of its kernel."""
    found: Floats = sum((each.off(draws) ** 2 for each in summaries), np.zeros(len(draws)))
    return found


def known_to(summaries: Iterable[Summary], year: int) -> tuple[Summary, ...]:
    """The summaries that rest on nothing later than a year."""
    return tuple(each for each in summaries if each.known <= year)


def province(last: int) -> tuple[Summary, ...]:
    """What 河南 is held to by what is known at the end of a year (2023, or 2025: everything)."""
    return summaries_of(stated(), "province", last)


def nation(last: int) -> tuple[Summary, ...]:
    """What the nation is held to by what is known at the end of a year (2023, or 2025: everything)."""
    return summaries_of(stated(), "nation", last)


def summaries_of(file: Stated, region: str, last: int) -> tuple[Summary, ...]:
    """The summaries of a region in the file's order, without those that rest on anything later than a year."""
    return tuple(_summary(file, name, each, last) for name, each in file.regions[region].items() if each.known <= last)


def _summary(file: Stated, name: str, entry: Entry, last: int) -> Summary:
    of = MEASURES[entry.measure.kind](entry.measure)
    if entry.logarithm:
        of = logarithm(of, file.number("fewest"))
    known, source, spread = entry.known, entry.source, 0.0
    target = entry.target
    if target.kind == "mean_to_date":
        low, spread, known, source = _mean_to_date(target.series, last)
        high = low
    elif target.kind == "parameter":
        parameter = load_parameters()[target.parameter]
        low, high = parameter.prior.low, parameter.prior.high
        if target.inverse:
            low, high = 1 / high, 1 / low
        source = f"parameters: {target.parameter} (row {parameter.row})"
    elif target.kind == "between":
        low, high = file.number(str(target.low)), file.number(str(target.high))
    elif target.value is not None:
        low = high = _figure(file, target.value)
        if target.less_inflation:  # a rate believed to be inflated by a factor within bounds
            inflation = load_parameters()[target.less_inflation].prior
            low, high = low / inflation.high, high / inflation.low
    else:
        assert isinstance(target.low, Figure) and isinstance(target.high, Figure)
        low, high = _figure(file, target.low), _figure(file, target.high)
    if entry.tolerance_of_middle:
        spread = file.number(entry.tolerance_of_middle) * 0.5 * (low + high)
    elif target.kind != "mean_to_date":
        spread = file.number(entry.tolerance)
    if entry.logarithm:
        low, high = float(np.log(low)), float(np.log(high))
    return Summary(name, of, low, high, spread, known, source, entry.kind)


def _in_units_of_the_engine(series: str, value: float) -> float:
    unit = load_series()[series].unit
    return value / 100.0 if unit == PER_CENT else value * 1e4 if unit == HUNDRED_MILLION_YUAN else value


def _figure(file: Stated, figure: Figure) -> float:
    if figure.number:
        return file.number(figure.number)
    values = [_in_units_of_the_engine(figure.series, value_of(figure.series, date)) for date in figure.dates]
    found = float(np.mean(values)) if figure.mean else sum(values)
    if figure.over:
        found /= sum(_in_units_of_the_engine(figure.over, value_of(figure.over, date)) for date in figure.dates)
    return found * file.number(figure.times) if figure.times else found


def _mean_to_date(series: str, last: int) -> tuple[float, float, int, str]:
    """Mean of a reported rate to a year, its standard error (that of a mean of so few years), last year, and source."""
    points = [point for point in load_series()[series].points if point.year <= last]
    values = [_in_units_of_the_engine(series, point.value) for point in points]
    known = points[-1].year
    spread = float(np.std(values, ddof=1) / np.sqrt(len(values)))
    return float(np.mean(values)), spread, known, f"{series}, mean of {len(values)} years to {known}"
