"""The columns of an enterprise: row numbers of the arrays that hold the state of one replicate.

`numbers` is float64[NUMBERS, capacity], `labels` is int16[LABELS, capacity]; `identities` int64 and `keys` uint64 stand
beside them. Column j of every array is one enterprise or, where `labels[ALIVE]` is 0, a free place that the next start-up takes.
An enterprise occupies 8 x NUMBERS + 2 x LABELS + 16 bytes.

Money is 万元, shares are 0..1, growth is the natural logarithm of a ratio, time is the calendar year. A name that ends in _1 is
the value one year earlier, _2 two years earlier, _3 three.
"""

from __future__ import annotations

from typing import Final

NUMBER_NAMES: Final = (
    "log_revenue",
    "revenue",
    "revenue_1",
    "revenue_2",
    "revenue_3",
    "growth_noise",
    "research_deviation",
    "research_intensity",
    "research_intensity_1",
    "research_intensity_2",
    "research_intensity_3",
    "research_propensity",
    "class_one_patents",
    "management_quality",
    "main_business_share",
    "debt_ratio_level",
    "net_margin_level",
    "research_staff_share",
    "niche_size",
    "revenue_per_employee",
    "equity_financing",
    "log_capital",
)
(
    LOG_REVENUE,
    REVENUE,
    REVENUE_1,
    REVENUE_2,
    REVENUE_3,
    GROWTH_NOISE,
    RESEARCH_DEVIATION,
    RESEARCH_INTENSITY,
    RESEARCH_INTENSITY_1,
    RESEARCH_INTENSITY_2,
    RESEARCH_INTENSITY_3,
    RESEARCH_PROPENSITY,
    CLASS_ONE_PATENTS,
    MANAGEMENT_QUALITY,
    MAIN_BUSINESS_SHARE,
    DEBT_RATIO_LEVEL,
    NET_MARGIN_LEVEL,
    RESEARCH_STAFF_SHARE,
    NICHE_SIZE,
    REVENUE_PER_EMPLOYEE,
    EQUITY_FINANCING,
    LOG_CAPITAL,
) = range(22)
NUMBERS: Final = len(NUMBER_NAMES)

LABEL_NAMES: Final = (
    "alive",
    "chain",
    "zone",
    "origin",
    "founding_year",
    "niche_year",
    "research_institution",
    "emerging_field",
    "above_scale",
    "expiry_innovative",
    "expiry_srdi",
    "expiry_little_giant",
    "expiry_provincial_champion",
    "expiry_national_champion",
    "decision_innovative",
    "decision_srdi",
    "decision_little_giant",
    "decision_provincial_champion",
    "decision_national_champion",
    "adopted",
    "high_technology_expiry",
)
(
    ALIVE,
    CHAIN,
    ZONE,
    ORIGIN,
    FOUNDING_YEAR,
    NICHE_YEAR,
    RESEARCH_INSTITUTION,
    EMERGING_FIELD,
    ABOVE_SCALE,
    EXPIRY,
) = range(10)
DECISION: Final = EXPIRY + 5
# `adopted` holds a bit a status (below); the high-technology certificate has its year of expiry beside it.
ADOPTED: Final = DECISION + 5
HIGH_TECHNOLOGY_EXPIRY: Final = ADOPTED + 1
LABELS: Final = len(LABEL_NAMES)

# Titles; the first three are the nested SME rungs, the two champions stand outside the nest.
INNOVATIVE, SRDI, LITTLE_GIANT, PROVINCIAL_CHAMPION, NATIONAL_CHAMPION = range(5)
TITLES: Final = 5
SME_TITLES: Final = 3
TITLE_NAMES: Final = ("innovative", "srdi", "little_giant", "provincial_champion", "national_champion")

RECOGNITION, RE_REVIEW = range(2)

# Statuses that single enterprises gain or adopt (model.md 3.8): status s is bit 1 << s of `adopted`.
STATUS_NAMES: Final = (
    "high_technology",
    "smart_upgrade",
    "green_upgrade",
    "high_end_upgrade",
    "cloud",
    "smart_factory",
    "green_factory",
    "listed",
    "regional_board",
    "service_manufacturing",
    "digital_benchmark",
    "integration_certified",
    "lead_goose",
    "intellectual_property",
)
(
    HIGH_TECHNOLOGY,
    SMART_UPGRADE,
    GREEN_UPGRADE,
    HIGH_END_UPGRADE,
    CLOUD,
    SMART_FACTORY,
    GREEN_FACTORY,
    LISTED,
    REGIONAL_BOARD,
    SERVICE_MANUFACTURING,
    DIGITAL_BENCHMARK,
    INTEGRATION_CERTIFIED,
    LEAD_GOOSE,
    INTELLECTUAL_PROPERTY,
) = range(14)
STATUSES: Final = len(STATUS_NAMES)
# Upgrading comes from projects, the high-technology certificate from its own rule; the others are adopted one by one.
FIRST_ADOPTED: Final = CLOUD

# Origins.
ORIGIN_NAMES: Final = ("incumbent", "start_up", "attracted")
INCUMBENT, START_UP, ATTRACTED = range(3)

# Decisions of a year on one title. A decision code is KIND * DECISION_STEP + the criterion that failed (0 where none did).
DECISION_STEP: Final = 100
(
    NO_DECISION,
    NOT_ELIGIBLE,
    NOT_APPLIED,
    BELOW_CUT_OFF,
    ADMITTED,
    RENEWED,
    RENEWED_BY_DISCRETION,
    LOST,
    OUTGREW,
    DEEMED_KEPT,
    NOTHING_TO_SHOW,
) = range(11)
