"""The outcome series of the engine: their names, and the place of each in a row of outcomes.

Meaning, label, unit and good direction of each stand once, in `outcomes.yaml`. Counts of titles come in three readings
(model.md 2): *nested* (holds this or a higher SME title), *valid* (holds a certificate of this title), *highest* (holds no
higher title of the nest).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from model.columns import SME_TITLES, STATUS_NAMES, STATUSES, TITLE_NAMES, TITLES
from model.places import SIZE_CLASS_NAMES, SIZE_CLASSES
from model.rulebook.criteria import COLUMNS, CRITERIA

COUNTED_TITLES: Final = (*TITLE_NAMES, "any_champion")
READINGS: Final = ("nested", "valid", "highest", "additions", "losses")
NESTED, VALID, HIGHEST, ADDITIONS, LOSSES = range(5)
TITLE_SERIES: Final = len(READINGS)
ANY_CHAMPION: Final = TITLES

OTHER_NAMES: Final = (
    "enterprises",
    "enterprises_founded",
    "enterprises_closed",
    "above_scale",
    "above_scale_additions",
    "above_scale_losses",
    "above_scale_with_research",
    "revenue_above_100_million",
    "revenue_above_1_billion",
    "revenue_above_5_billion",
    "revenue_above_10_billion",
    "revenue",
    "above_scale_revenue",
    "above_scale_research_spending",
    "producer_price_change",
    "capital",
    "industrial_investment",
    "attracted_investment",
    "incumbent_investment",
    "renovation_investment",
    "idle_capital",
    "unplaced_investment",
    "value_added",
    "above_scale_value_added",
    "manufacturing_value_added",
    "emerging_value_added",
    "high_technology_value_added",
    "published_value_added",
    "published_above_scale_value_added",
    "published_manufacturing_value_added",
    "gdp",
    "real_growth",
    "reported_growth",
    "signed_projects",
    "signed_money",
    "started_projects",
    "producing_projects",
    "projects_at_capacity",
    "projects_lost_before_start",
    "projects_lost_after_start",
    "projects_waiting_for_land",
    "projects_under_way",
    "land_used",
    "new_output_of_projects",
    "expected_fulfilment",
    "reported_fulfilment",
    "attracted_enterprises",
    "upgrading_projects",
    "research_institutions",
    "chain_leaders",
)
SIZE_CLASS_HEADS: Final = ("signed_projects", "started_projects", "producing_projects", "funds_in_place")
STATUS_HEADS: Final = ("adopters", "above_scale_adopters", "adoptions")
# Why an enterprise did not climb: the first unmet condition, or what came of its application.
STOP_REASONS: Final = (*(criterion.name for criterion in COLUMNS), "not_applied", "below_cut_off", "outgrew")
# What every chain and every zone of a world reports: `output:chain:NAME`, `output:zone:NAME` and so on.
CHAIN_HEADS: Final = (
    "output",
    "value_added",
    "enterprises",
    "above_scale",
    "innovative",
    "srdi",
    "little_giant",
    "funds_in_place",
    "investment",
)
ZONE_HEADS: Final = (
    "output",
    "value_added",
    "enterprises",
    "above_scale",
    "above_scale_additions",
    "funds_in_place",
    "investment",
    "signed_projects",
    "signed_money",
    "producing_projects",
    "land_used",
)
SERIES_NAMES: Final = (
    tuple(f"{title}_{reading}" for title in COUNTED_TITLES for reading in READINGS)
    + OTHER_NAMES
    + tuple(f"{head}:size:{size}" for head in SIZE_CLASS_HEADS for size in SIZE_CLASS_NAMES)
    + tuple(f"{head}:{status}" for head in STATUS_HEADS for status in STATUS_NAMES)
    + tuple(f"stopped:{title}:{reason}" for title in TITLE_NAMES[:SME_TITLES] for reason in STOP_REASONS)
)
_FIRST_OTHER: Final = len(COUNTED_TITLES) * TITLE_SERIES
(
    ENTERPRISES,
    ENTERPRISES_FOUNDED,
    ENTERPRISES_CLOSED,
    ABOVE_SCALE_COUNT,
    ABOVE_SCALE_ADDITIONS,
    ABOVE_SCALE_LOSSES,
    ABOVE_SCALE_WITH_RESEARCH,
    ABOVE_100_MILLION,
    ABOVE_1_BILLION,
    ABOVE_5_BILLION,
    ABOVE_10_BILLION,
    TOTAL_REVENUE,
    ABOVE_SCALE_REVENUE,
    ABOVE_SCALE_RESEARCH_SPENDING,
    PRODUCER_PRICE_CHANGE,
    CAPITAL,
    INDUSTRIAL_INVESTMENT,
    ATTRACTED_INVESTMENT,
    INCUMBENT_INVESTMENT,
    RENOVATION_INVESTMENT,
    IDLE_CAPITAL,
    UNPLACED_INVESTMENT,
    VALUE_ADDED,
    ABOVE_SCALE_VALUE_ADDED,
    MANUFACTURING_VALUE_ADDED,
    EMERGING_VALUE_ADDED,
    HIGH_TECHNOLOGY_VALUE_ADDED,
    PUBLISHED_VALUE_ADDED,
    PUBLISHED_ABOVE_SCALE_VALUE_ADDED,
    PUBLISHED_MANUFACTURING_VALUE_ADDED,
    GDP,
    REAL_GROWTH,
    REPORTED_GROWTH,
    SIGNED_PROJECTS,
    SIGNED_MONEY,
    STARTED_PROJECTS,
    PRODUCING_PROJECTS,
    PROJECTS_AT_CAPACITY,
    PROJECTS_LOST_BEFORE_START,
    PROJECTS_LOST_AFTER_START,
    PROJECTS_WAITING_FOR_LAND,
    PROJECTS_UNDER_WAY,
    LAND_USED,
    NEW_OUTPUT_OF_PROJECTS,
    EXPECTED_FULFILMENT,
    REPORTED_FULFILMENT,
    ATTRACTED_ENTERPRISES,
    UPGRADING_PROJECTS,
    RESEARCH_INSTITUTIONS,
    CHAIN_LEADERS,
    SIGNED_BY_SIZE,
) = range(_FIRST_OTHER, _FIRST_OTHER + 51)
STARTED_BY_SIZE: Final = SIGNED_BY_SIZE + SIZE_CLASSES
PRODUCING_BY_SIZE: Final = STARTED_BY_SIZE + SIZE_CLASSES
FUNDS_BY_SIZE: Final = PRODUCING_BY_SIZE + SIZE_CLASSES
ADOPTERS: Final = FUNDS_BY_SIZE + SIZE_CLASSES
ABOVE_SCALE_ADOPTERS: Final = ADOPTERS + STATUSES
ADOPTIONS: Final = ABOVE_SCALE_ADOPTERS + STATUSES
STOPPED: Final = ADOPTIONS + STATUSES
STOPS: Final = len(STOP_REASONS)
STOP_NOT_APPLIED, STOP_BELOW_CUT_OFF, STOP_OUTGREW = range(CRITERIA, CRITERIA + 3)
SERIES: Final = len(SERIES_NAMES)

# A chain's series follow, then a zone's.
(
    CHAIN_OUTPUT,
    CHAIN_VALUE_ADDED,
    CHAIN_ENTERPRISES,
    CHAIN_ABOVE_SCALE,
    CHAIN_TITLES,
) = range(5)
CHAIN_FUNDS: Final = CHAIN_TITLES + SME_TITLES
CHAIN_INVESTMENT: Final = CHAIN_FUNDS + 1
CHAIN_SERIES: Final = len(CHAIN_HEADS)
(
    ZONE_OUTPUT,
    ZONE_VALUE_ADDED,
    ZONE_ENTERPRISES,
    ZONE_ABOVE_SCALE,
    ZONE_ABOVE_SCALE_ADDITIONS,
    ZONE_FUNDS,
    ZONE_INVESTMENT,
    ZONE_SIGNED_PROJECTS,
    ZONE_SIGNED_MONEY,
    ZONE_PRODUCING_PROJECTS,
    ZONE_LAND_USED,
) = range(11)
ZONE_SERIES: Final = len(ZONE_HEADS)


def series_names(chains: Sequence[str], zones: Sequence[str]) -> tuple[str, ...]:
    """Names of all series of a world in the order of a row of outcomes: the region's, each chain's, each zone's."""
    by_chain = tuple(f"{head}:chain:{chain}" for chain in chains for head in CHAIN_HEADS)
    by_zone = tuple(f"{head}:zone:{zone}" for zone in zones for head in ZONE_HEADS)
    return SERIES_NAMES + by_chain + by_zone
