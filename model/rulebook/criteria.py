"""The numbers by which the engine names the conditions of a title: a closed list, with no threshold in it.

`RulebookArrays.criteria[year, act, title, CRITERION]` holds the threshold in force. What a version does not ask for
holds the value that never stands in the way: -inf for "at least", +inf for "at most" and for an alternative or direct
route (which is then never open), and the stated neutral value for a setting.

Money is 万元, shares are 0..1, growth is an ordinary rate (0.05 is 5% a year; the state holds logarithms, so the engine
compares exp(g) - 1), research institutions are numbered by level (`NO_INSTITUTION` ... `NATIONAL_INSTITUTION`).
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

INFINITY: Final = float("inf")

(
    OPEN,
    NICHE_YEARS,
    REVENUE,
    REVENUE_EQUITY_ALTERNATIVE,
    MAIN_SHARE,
    DEBT_RATIO,
    GROWTH_TWO_YEAR_MEAN,
    GROWTH_TWO_YEAR_COMPOUND,
    RESEARCH_INTENSITY,
    RESEARCH_YEARS,
    RESEARCH_SPENDING,
    RESEARCH_SPENDING_EACH_OF_TWO,
    RESEARCH_SPENDING_TWO_YEAR_SUM,
    BAND_HIGH_REVENUE,
    BAND_HIGH_INTENSITY,
    BAND_LOW_REVENUE,
    BAND_LOW_INTENSITY,
    BAND_EQUITY,
    BAND_SPENDING,
    BAND_STAFF_SHARE,
    CLASS_ONE_PATENTS,
    CLASS_ONE_PATENTS_INSTITUTION_WAIVER,
    NICHE_SHARE,
    RESEARCH_INSTITUTION,
    SCORE,
    SCORE_INNOVATION,
    SCORE_GROWTH,
    SCORE_SPECIALISATION,
    SCORE_SCHEME,
    SCORE_EITHER_OF_TWO_YEARS,
    RESEARCH_DIRECT_ROUTE,
    EQUITY_DIRECT_ROUTE,
    INSTITUTION_DIRECT_ROUTE,
    HIGH_TECH_DIRECT_ROUTE,
    PREVIOUS_TITLE,
    BARRED_BY_TITLE,
    SME_ONLY,
    REVENUE_THREE_YEAR_MEAN,
    REVENUE_THREE_YEAR_MEAN_WITH_TITLE,
    TITLE_FOR_LOWER_REVENUE,
) = range(40)
CRITERIA: Final = 40

Sense = Literal["at_least", "at_most", "alternative", "setting"]


class Criterion(NamedTuple):
    """One column: its name in data files, how it is compared, its unit, and the value that stands in nobody's way."""

    name: str
    sense: Sense
    unit: str
    absent: float


def _at_least(name: str, unit: str) -> Criterion:
    return Criterion(name, "at_least", unit, -INFINITY)


def _at_most(name: str, unit: str) -> Criterion:
    return Criterion(name, "at_most", unit, INFINITY)


def _alternative(name: str, unit: str) -> Criterion:
    return Criterion(name, "alternative", unit, INFINITY)


def _setting(name: str, unit: str, absent: float) -> Criterion:
    return Criterion(name, "setting", unit, absent)


COLUMNS: Final[tuple[Criterion, ...]] = (
    # 1 where a version governs this act of this title in this year; 0 where the title does not exist yet.
    _setting("open", "0/1", 0.0),
    _at_least("niche_years", "年"),
    # Revenue of last year; equity of the last two years at or above the alternative replaces it.
    _at_least("revenue", "万元"),
    _alternative("revenue_equity_alternative", "万元"),
    _at_least("main_share", "1"),
    _at_most("debt_ratio", "1"),
    _at_least("growth_two_year_mean", "1/年"),
    _at_least("growth_two_year_compound", "1/年"),
    # Research over revenue, in each of the last RESEARCH_YEARS years (1 or 2).
    _at_least("research_intensity", "1"),
    _setting("research_years", "年", 1.0),
    _at_least("research_spending", "万元"),
    _at_least("research_spending_each_of_two", "万元"),
    _at_least("research_spending_two_year_sum", "万元"),
    # Revenue at or above HIGH asks for one intensity in each of two years, at or above LOW for another; below LOW,
    # equity, spending and staff share are asked for instead.
    _at_least("band_high_revenue", "万元"),
    _at_least("band_high_intensity", "1"),
    _at_least("band_low_revenue", "万元"),
    _at_least("band_low_intensity", "1"),
    _at_least("band_equity", "万元"),
    _at_least("band_spending", "万元"),
    _at_least("band_staff_share", "1"),
    _at_least("class_one_patents", "项"),
    # An institution of this level or higher replaces the patents.
    _alternative("class_one_patents_institution_waiver", "级"),
    _at_least("niche_share", "1"),
    _at_least("research_institution", "级"),
    _at_least("score", "分"),
    _at_least("score_innovation", "分"),
    _at_least("score_growth", "分"),
    _at_least("score_specialisation", "分"),
    # Which point tables the score is made of: one of the SCHEMES below.
    _setting("score_scheme", "1", 0.0),
    _setting("score_either_of_two_years", "0/1", 0.0),
    # Each direct route replaces the score (and its parts), not the other conditions.
    _alternative("research_direct_route", "万元"),
    _alternative("equity_direct_route", "万元"),
    _alternative("institution_direct_route", "级"),
    _alternative("high_tech_direct_route", "0/1"),
    # Number of the title that must be held before (-1: none), and of the title whose holders are not taken (-1: none).
    _setting("previous_title", "1", -1.0),
    _setting("barred_by_title", "1", -1.0),
    _setting("sme_only", "0/1", 0.0),
    # Mean main revenue of three years; holders of TITLE_FOR_LOWER_REVENUE (or a higher SME title) need only the second.
    _at_least("revenue_three_year_mean", "万元"),
    _alternative("revenue_three_year_mean_with_title", "万元"),
    _setting("title_for_lower_revenue", "1", -1.0),
)
NAMES: Final = tuple(column.name for column in COLUMNS)
NUMBER_OF: Final = {name: number for number, name in enumerate(NAMES)}

ACT_NAMES: Final = ("recognition", "re_review")
ACTS: Final = 2

# Levels of a research institution, as the official point table orders them.
NO_INSTITUTION, BELOW_CITY_INSTITUTION, CITY_INSTITUTION, PROVINCIAL_INSTITUTION, NATIONAL_INSTITUTION = range(5)

# Score schemes. INDEX is the platform's own index (工信厅企业〔2024〕75号): no table was found, so all is remainder.
NO_SCORE, INNOVATIVE_POINTS, SRDI_POINTS, INDEX = range(4)
SCHEME_NAMES: Final = ("none", "innovative_points", "srdi_points", "index")
SCHEMES: Final = 4

# Point tables: rows of `breaks` and `increments`, entries of `base`.
(
    INNOVATIVE_PATENTS,
    INNOVATIVE_RESEARCH_INTENSITY,
    INNOVATIVE_GROWTH,
    INNOVATIVE_DEBT_RATIO,
    INNOVATIVE_FIELD,
    INNOVATIVE_MAIN_SHARE,
    SRDI_GROWTH,
    SRDI_NET_MARGIN,
    SRDI_DEBT_RATIO,
    SRDI_RESEARCH_SPENDING,
    SRDI_RESEARCH_INTENSITY,
    SRDI_INSTITUTION,
    SRDI_PATENTS,
) = range(13)
TABLE_NAMES: Final = (
    "innovative_patents",
    "innovative_research_intensity",
    "innovative_growth",
    "innovative_debt_ratio",
    "innovative_field",
    "innovative_main_share",
    "srdi_growth",
    "srdi_net_margin",
    "srdi_debt_ratio",
    "srdi_research_spending",
    "srdi_research_intensity",
    "srdi_institution",
    "srdi_patents",
)
TABLES: Final = 13
STEPS: Final = 6

# Lines on what an enterprise itself accounts for or declares: R&D by special audit, its share of the niche that it names. Who is
# short of such a line by no more than the parameter line_bunching says is recorded as reaching it.
BUNCHED_AT: Final = (
    RESEARCH_INTENSITY,
    RESEARCH_SPENDING,
    RESEARCH_SPENDING_EACH_OF_TWO,
    RESEARCH_SPENDING_TWO_YEAR_SUM,
    BAND_HIGH_INTENSITY,
    BAND_LOW_INTENSITY,
    NICHE_SHARE,
)

# What one further revision of the rules may tighten (its factor multiplies these thresholds; the parameter
# rule_revision_tightening says by how much).
MOVED_BY_A_REVISION: Final = (
    REVENUE,
    RESEARCH_SPENDING,
    RESEARCH_SPENDING_EACH_OF_TWO,
    RESEARCH_SPENDING_TWO_YEAR_SUM,
    CLASS_ONE_PATENTS,
    SCORE,
)
