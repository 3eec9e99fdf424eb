"""The county that is timed: of any size, with all mechanisms on."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.build import WorldRequest
from model.randomness.priors import FIXED, make_prior_row

YEARS: Final = 13
START_YEAR: Final = 2022
# Shares of a county like those of the reference class; the number of enterprises alone is varied.
ABOVE_SCALE: Final = 0.095
INNOVATIVE, SRDI, LITTLE_GIANTS = 0.4, 0.12, 0.015
CHAINS: Final = 9


def county_request(enterprises: int) -> WorldRequest:
    """A county of so many industrial enterprises: calendar rulebook, cut-offs, both levers, nine chains, parameters drawn."""

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
        levers={
            "cultivation_service": [(START_YEAR + 1, START_YEAR + YEARS, 0.2)],
            "research_support": [(START_YEAR + 1, START_YEAR + YEARS, 0.1)],
        },
    )
