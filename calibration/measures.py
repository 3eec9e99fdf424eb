"""How a summary is computed from draws: one named function a kind of measure, each from names and years to a number a draw.

Which measure is held to what stands in `calibration/summaries.yaml`; no number that anybody chose stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Draws

Floats = NDArray[np.float64]
Measured = Callable[[Draws], Floats]

MONTHS: Final = 12.0
"""Months of a year, by definition."""


class MeasureLike(Protocol):
    """What a measure says of itself: the series it reads and the first and last year."""

    @property
    def of(self) -> str: ...
    @property
    def over(self) -> str: ...
    @property
    def under(self) -> str: ...
    @property
    def years(self) -> tuple[int, int]: ...
    @property
    def month(self) -> int: ...


def _years(measure: MeasureLike) -> list[int]:
    first, last = measure.years
    return list(range(first, last + 1))


def _added(name: str, years: Iterable[int], draws: Draws) -> Floats:
    found: Floats = np.sum([draws[f"{year}:{name}"] for year in years], axis=0)
    return found


def summed(measure: MeasureLike) -> Measured:
    """A series added up over years."""
    return lambda draws: _added(measure.of, _years(measure), draws)


def share(measure: MeasureLike) -> Measured:
    """One series over another, both added up over years; not a number where there is nothing below."""

    def found(draws: Draws) -> Floats:
        below = _added(measure.under, _years(measure), draws)
        above = _added(measure.over, _years(measure), draws)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio: Floats = np.where(below > 0.0, above / below, np.nan)
        return ratio

    return found


def within_year(measure: MeasureLike) -> Measured:
    """A count within a year, between its two ends."""
    year = measure.years[1]
    passed = measure.month / MONTHS
    return lambda draws: (1.0 - passed) * draws[f"{year - 1}:{measure.of}"] + passed * draws[f"{year}:{measure.of}"]


def reported_growth(measure: MeasureLike) -> Measured:
    """Growth as it would be reported, a year on average: true growth and the draw's own bias of reporting."""

    def found(draws: Draws) -> Floats:
        true: Floats = np.expm1(np.mean([draws[f"{year}:real_growth"] for year in _years(measure)], axis=0))
        return true + draws.input("reported_growth_bias")

    return found


def growth_spread(measure: MeasureLike) -> Measured:
    """Standard deviation of growth between years."""
    return lambda draws: np.std([draws[f"{year}:real_growth"] for year in _years(measure)], axis=0, ddof=1)


def output_per_capital(measure: MeasureLike) -> Measured:
    """Growth of value added over net investment, first to last year: one over the incremental capital-output ratio."""
    first, last = measure.years

    def found(draws: Draws) -> Floats:
        added = draws[f"{last}:value_added"] - draws[f"{first}:value_added"]
        invested = draws[f"{last}:capital"] - draws[f"{first}:capital"]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio: Floats = np.where(invested > 0.0, added / invested, np.nan)
        return ratio

    return found


def newly_recognised(measure: MeasureLike) -> Measured:
    """Holders of a title recognised in a year: the growth of the stock and what expired without renewal."""
    title, year = measure.of, measure.years[1]

    def found(draws: Draws) -> Floats:
        grown = draws[f"{year}:stock:{title}"] - draws[f"{year - 1}:stock:{title}"]
        new: Floats = grown + draws[f"{year}:due:{title}"] - draws[f"{year}:renewed:{title}"]
        return new

    return found


def net_growth(measure: MeasureLike) -> Measured:
    """Mean growth of a count a year, as a logarithm; a region left with none counts as left with one."""
    first, last = measure.years
    name = measure.of
    return lambda draws: np.log(np.maximum(draws[f"{last}:{name}"], 1.0) / draws[f"{first}:{name}"]) / (last - first)


def logarithm(of: Measured, fewest: float) -> Measured:
    """The logarithm of a count; what lies below `fewest` counts as that: an empty year is far off, not infinitely."""

    def found(draws: Draws) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithms: Floats = np.log(np.maximum(of(draws), fewest))
        return logarithms

    return found


MEASURES: Final[Mapping[str, Callable[[Any], Measured]]] = {
    "sum": summed,
    "share": share,
    "within_year": within_year,
    "reported_growth": reported_growth,
    "growth_spread": growth_spread,
    "output_per_capital": output_per_capital,
    "newly_recognised": newly_recognised,
    "net_growth": net_growth,
}
"""Every kind of measure by its name in the file."""
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "sum": ("of",),
    "share": ("over", "under"),
    "within_year": ("of", "month"),
    "newly_recognised": ("of",),
    "net_growth": ("of",),
}
"""What a kind must name beside its years; what is not needed must not be given."""
