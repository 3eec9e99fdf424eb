"""Where the engine keeps what belongs to a replicate and not to an enterprise.

`settings` int64, `lines` float64 and `levers` float64[year, LEVERS, chains + 1] come with the scenario; `macro` float64[MACRO] is
the region's own state, `chains` float64[CHAIN_ROWS, chains] that of the chains, `zones` float64[ZONE_ROWS, zones] that of the
zones (zone 0 is what lies outside all of them).
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
    CENSUS_BREAK_YEAR,
    ATTRACTION,
    LEDGER_SCOPE,
) = range(9)
SETTINGS: Final = 9
# What a ledger is complete for.
LEDGER_SCOPES: Final = ("nothing", "title_holders", "above_scale", "all")
LEDGER_NOTHING, LEDGER_TITLE_HOLDERS, LEDGER_ABOVE_SCALE, LEDGER_ALL = range(4)

# lines: thresholds of classifications, from the rulebook
(
    ABOVE_SCALE_LINE,
    SME_EMPLOYEES,
    SME_REVENUE,
    SMALL_REVENUE,
    HIGH_TECHNOLOGY_SMALL_LINE,
    HIGH_TECHNOLOGY_LARGE_LINE,
    HIGH_TECHNOLOGY_SMALL_INTENSITY,
    HIGH_TECHNOLOGY_MIDDLE_INTENSITY,
    HIGH_TECHNOLOGY_LARGE_INTENSITY,
) = range(9)
LINES: Final = 9

# levers, by year and chain; the last column is the whole region's
LEVER_NAMES: Final = (
    "cultivation_service",
    "research_support",
    "signings",
    "signing_size",
    "approval_speed",
    "industrial_investment",
    "upgrading",
    "upgrading_subsidy",
    "title_awards",
    "finance",
    "land",
    "training",
    "chain_chief",
    "digital_programme",
    "green_programme",
    "listing_support",
)
(
    CULTIVATION_SERVICE,
    RESEARCH_SUPPORT,
    SIGNINGS,
    SIGNING_SIZE,
    APPROVAL_SPEED,
    INDUSTRIAL_INVESTMENT,
    UPGRADING,
    UPGRADING_SUBSIDY,
    TITLE_AWARDS,
    FINANCE,
    LAND,
    TRAINING,
    CHAIN_CHIEF,
    DIGITAL_PROGRAMME,
    GREEN_PROGRAMME,
    LISTING_SUPPORT,
) = range(16)
LEVERS: Final = len(LEVER_NAMES)

# Shares of chains, and of the named zones among them (float64[2, n]): as they are, and cumulated up to 1.
SHARE, CUMULATIVE = range(2)

# What is imposed on a year (float64[year, IMPOSED]; below zero: not imposed), in 万元 or projects a year.
IMPOSED_NAMES: Final = ("investment", "funds", "signed_money", "signed_projects", "upgrading")
IMPOSED_INVESTMENT, IMPOSED_FUNDS, IMPOSED_SIGNED_MONEY, IMPOSED_SIGNED_PROJECTS, IMPOSED_UPGRADING = range(5)
IMPOSED: Final = len(IMPOSED_NAMES)
NOT_IMPOSED: Final = -1.0

# Size classes of projects by contract value: their upper bounds in 亿元 (classes of the provincial reports).
SIZE_CLASS_NAMES: Final = (
    "under_500_million",
    "500_million_to_1_billion",
    "1_to_5_billion",
    "5_to_10_billion",
    "above_10_billion",
)
SIZE_CLASSES: Final = len(SIZE_CLASS_NAMES)
SIZE_CLASS_BOUNDS: Final = (5.0, 10.0, 50.0, 100.0)

# macro: the region's state
(
    REGION_SHOCK,
    PRODUCER_PRICE,
    NICHE_MARKET,
    NICHE_MARKET_1,
    NOISE_VARIANCE,
    NOISE_FOURTH_CUMULANT,
    LOG_CAPITAL_RATIO,
    PROJECTS,
    USUAL_SIGNINGS,
    USUAL_CONTRACT,
    DELIVERED_SHARE,
    SIGNING_FACTOR,
    INVESTMENT_FACTOR,
    ATTRACTED_FUNDS,
    INCUMBENT_INVESTMENT,
    UPGRADE_SPENDING,
    USUAL_INVESTMENT,
    VALUE_ADDED_LEVEL,
    ABOVE_SCALE_LEVEL,
    NON_MANUFACTURING,
    ABOVE_SCALE_VALUE_ADDED_1,
    COMMON_GROWTH,
    ATTRACTED_GROWTH,
    REVENUE_AT_START,
    SIGNING_GROWTH,
    MONEY_CONVERSION,
    SIZE_CLASS_QUANTILE,
) = range(27)
# The quantiles of the contract value at the floor and at the upper bounds of the classes.
MACRO: Final = SIZE_CLASS_QUANTILE + SIZE_CLASSES + 1

# chains: the state of each chain
(
    CHAIN_SHOCK,
    CHAIN_DRIFT,
    VALUE_ADDED_RATE,
    GROWTH_TERM,
    RESEARCH_LIFT,
    SIGNING_MIX,
    ADJUSTMENT,
    CAPITAL_LIFT,
    UPGRADE_HAZARD_FACTOR,
    UPGRADES_USUAL,
    UPGRADES_ALLOTTED,
    DIGITAL_FACTOR,
    GREEN_FACTOR,
    LISTING_FACTOR,
    MATCHING,
    CHAIN_REVENUE,
    LEADER_REVENUE,
    LEADER_GROWTH,
    TITLED_SHARE,
    TITLED_SHARE_AT_START,
    NEW_PRODUCERS,
    NEW_PRODUCERS_1,
    CHAIN_LEVEL,
    CHAIN_INVESTMENT,
    APPLICATION_RATE,
) = range(25)
CHAIN_ROWS: Final = APPLICATION_RATE + 5  # one row a title

# zones: the state of each zone
ZONE_SHARE, LAND_LEFT, LAND_SUPPLY, ZONE_LEVEL, ZONE_INVESTMENT = range(5)
ZONE_ROWS: Final = 5

# tables by age, float64[3, AGES]: noise, closing, and the ramp of what a project founded
NOISE_BY_AGE, EXIT_BY_AGE, RAMP_BY_AGE = range(3)
AGE_TABLES: Final = 3
AGES: Final = 96

# 1 亿元 in the model's unit, 万元: the unit in which plans state size classes.
HUNDRED_MILLION: Final = 10_000.0
