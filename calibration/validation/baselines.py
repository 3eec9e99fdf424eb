"""What a planner would say without the model: the last value, a straight line, the reference class."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from calibration.series import LAST_FITTED_YEAR, Observed, Point, Series, load_series

Floats = NDArray[np.float64]

GROWTH_UNIT = "%"
COUNT_UNITS = frozenset({"家", "个"})


def known_points(series: Series) -> list[Point]:
    """The points known by the end of the split, which a baseline may use."""
    return [point for point in series.points if point.year <= LAST_FITTED_YEAR]


def _time(point: Point) -> float:
    return point.year + point.month / 12.0


def persistence(observed: Observed) -> float | None:
    """The last value that was known; None where there was none."""
    known = known_points(observed.series)
    return known[-1].value if known else None


def straight_line(observed: Observed) -> float | None:
    """Least squares through what was known; the last value where only one was."""
    known = known_points(observed.series)
    if len(known) < 2:
        return persistence(observed)
    times, values = np.array([_time(point) for point in known]), np.array([point.value for point in known])
    slope, centre = np.polyfit(times - times.mean(), values, 1)
    return float(centre + slope * (_time(observed.point) - times.mean()))


@cache
def _class_growth_rates() -> tuple[float, ...]:
    """Published growth of value added of every region to the split, in per cent."""
    return tuple(
        point.value
        for series in load_series().values()
        if series.quantity == "above_scale_growth"
        for point in known_points(series)
    )


@cache
def _class_investment() -> tuple[float, ...]:
    return tuple(
        point.value
        for series in load_series().values()
        if series.quantity == "industrial_investment_growth"
        for point in known_points(series)
    )


@cache
def _class_changes() -> tuple[float, ...]:
    """Changes a year, in logarithms, between successive points of all count series known to the split."""
    found = []
    for series in load_series().values():
        known = [point for point in known_points(series) if point.value > 0]
        if series.unit not in COUNT_UNITS:
            continue
        for before, after in pairwise(known):
            apart = _time(after) - _time(before)
            if apart >= 0.5:
                found.append(float(np.log(after.value / before.value)) / apart)
    return tuple(found)


def reference_class(observed: Observed) -> Floats | None:
    """The outcomes of the reference class, float64[members]; None where nothing was known to start from."""
    if observed.series.quantity == "above_scale_growth":
        return np.array(_class_growth_rates())
    if observed.series.quantity == "industrial_investment_growth":
        return np.array(_class_investment())
    known = known_points(observed.series)
    if not known or observed.series.unit not in COUNT_UNITS:
        return None
    years = _time(observed.point) - _time(known[-1])
    found: Floats = known[-1].value * np.exp(np.clip(np.array(_class_changes()) * years, -3.0, 3.0))
    return found
