"""Which figures a made-up county reports: from a full record to a single number."""

from __future__ import annotations

from collections.abc import Mapping

from calibration.definitions import definitions
from calibration.observation import ObservedPoint, usable

STOCKS = ("above_scale", "innovative", "srdi", "little_giant", "high_technology")
RATES = ("above_scale_growth", "industrial_investment_growth")
FLOWS = ("above_scale_additions", "signed_projects", "start_rate", "funds_in_place")
YEARS_REPORTED = 4
"""The year at whose end the simulation starts, and three more."""
SOURCE = "made up"


def made_up(series: str, year: int) -> ObservedPoint:
    """A figure whose value is yet to be made up, reported as such figures usually are."""
    known = definitions()[series]
    return ObservedPoint(series, year, 1.0, known.unit, "-", SOURCE, reporting=known.reporting)


def designs(start: int) -> Mapping[str, tuple[ObservedPoint, ...]]:
    """Name each set of figures: the full record, titles and counts alone, growth alone, and one number."""
    years = [start + step for step in range(YEARS_REPORTED)]

    def all_years(*names: str) -> tuple[ObservedPoint, ...]:
        return tuple(usable([made_up(name, year) for name in names for year in years], years)[0])

    return {
        "full": all_years(*STOCKS, *RATES, *FLOWS),
        "counts": all_years(*STOCKS),
        "growth": all_years(*RATES),
        "one": (made_up("above_scale", years[-1]),),
    }
