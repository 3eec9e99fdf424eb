"""Where the engine keeps what belongs to a replicate and not to an enterprise.

`settings` int64, `lines` float64 and `levers` float64[year, LEVERS] come with the scenario; `macro` float64 is the region's
own state.
"""

from __future__ import annotations

from typing import Final

# settings
(
    START_YEAR,
    YEARS,
    VALIDITY,
    NATIONAL_COUNTS_AS_PROVINCIAL,
    OUTSIDE_INDUSTRY_COUNTED,
    FIRST_REVISION_YEAR,
) = range(6)
SETTINGS: Final = 6

# lines: thresholds of classifications, from the rulebook
ABOVE_SCALE_LINE, SME_EMPLOYEES, SME_REVENUE = range(3)
LINES: Final = 3

# levers, by year
LEVER_NAMES: Final = ("cultivation_service", "research_support")
CULTIVATION_SERVICE, RESEARCH_SUPPORT = range(2)
LEVERS: Final = 2

# macro: the region's state; chain shocks follow
REGION_SHOCK, PRODUCER_PRICE, NICHE_MARKET, NICHE_MARKET_1, NOISE_VARIANCE, NOISE_FOURTH_CUMULANT = range(6)
FIRST_CHAIN_SHOCK: Final = 6

# tables by age, float64[2, AGES]
NOISE_BY_AGE, EXIT_BY_AGE = range(2)
AGES: Final = 96

# 1 亿元 in the model's unit, 万元: the unit in which plans state size classes.
HUNDRED_MILLION: Final = 10_000.0
