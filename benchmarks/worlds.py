"""The county that is timed: of any size, with all mechanisms on."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.build import WorldRequest
from model.levers import load_levers
from model.randomness.priors import FIXED, make_prior_row
from model.world import LeverSpan

YEARS: Final = 13
START_YEAR: Final = 2022
# Shares of a county like those of the reference class; the number of enterprises alone is varied.
ABOVE_SCALE: Final = 0.095
INNOVATIVE, SRDI, LITTLE_GIANTS = 0.4, 0.12, 0.015
CHAINS: Final = 9


ZONES: Final = {"first zone": 0.5, "second zone": 0.3, "third zone": 0.2}
# Enterprises of a prefecture, which the ranges of levers stated in projects a year fit.
PREFECTURE: Final = 20_000
# Every lever works, at this part of its highest intensity.
LEVER_PART: Final = 0.1


def county_request(enterprises: int) -> WorldRequest:
    """A county of so many industrial enterprises: calendar rulebook, cut-offs, all levers, nine chains, three zones, 招商."""

    def fixed(value: float) -> NDArray[np.float64]:
        return make_prior_row(FIXED, float(round(value)) if value > 1.0 else value)

    above = enterprises * ABOVE_SCALE
    return WorldRequest(
        start_year=START_YEAR,
        years=YEARS,
        figures={
            "industrial_enterprises": fixed(enterprises),
            "above_scale_enterprises": fixed(above),
            "innovative_holders": fixed(above * INNOVATIVE),
            "srdi_holders": fixed(above * SRDI),
            "little_giant_holders": fixed(above * LITTLE_GIANTS),
            "largest_enterprise_revenue": fixed(300_000.0),
            "zone_share": fixed(0.6),
        },
        chains={f"chain {chain}": 0.06 for chain in range(CHAINS)},
        zones=ZONES,
        levers=all_levers(enterprises),
    )


def all_levers(enterprises: int) -> dict[str, list[LeverSpan]]:
    """All levers at work in every year; those stated in projects a year in proportion to the region."""
    per_county = enterprises / PREFECTURE
    return {
        name: [
            (
                START_YEAR + 1,
                START_YEAR + YEARS,
                LEVER_PART * lever.highest * (per_county if lever.unit.startswith("个") else 1.0),
            )
        ]
        for name, lever in load_levers().items()
    }
