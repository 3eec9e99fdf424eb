"""Recognition and re-review of a title: the conditions of the version in force, one after another (model.md 4).

`criteria` is float64[ACTS x TITLES, CRITERIA], the thresholds of one year, and `at` the row of the act and title in question
(`thresholds_of`); `facts` is float64[FACTS], the accounts that are judged. A condition that a version does not have holds a
threshold that nobody misses, so the same lines serve every version.
"""

from __future__ import annotations

from typing import Any, Final

from model import columns as col
from model.compiled import rule
from model.rulebook import criteria as crit
from model.rules import accounts as acc
from model.rules import points as pts

ALL_MET: Final = -1


@rule
def thresholds_of(act: int, title: int) -> int:
    """Row of an act and title in a year's thresholds."""
    return act * col.TITLES + title


@rule
def enough_revenue(criteria: Any, at: int, facts: Any) -> bool:
    """Revenue of last year, or the equity financing that replaces it."""
    return (
        facts[acc.LAST_REVENUE] >= criteria[at, crit.REVENUE]
        or facts[acc.EQUITY] >= criteria[at, crit.REVENUE_EQUITY_ALTERNATIVE]
    )


@rule
def enough_intensity(criteria: Any, at: int, facts: Any) -> bool:
    """R&D over revenue, last year or in each of the last two years."""
    line = criteria[at, crit.RESEARCH_INTENSITY]
    return facts[acc.LAST_INTENSITY] >= line and (
        criteria[at, crit.RESEARCH_YEARS] < 2.0 or facts[acc.EARLIER_INTENSITY] >= line
    )


@rule
def within_band(criteria: Any, at: int, facts: Any) -> bool:
    """The R&D table of little giants under 63号: the smaller the revenue, the higher the intensity asked for."""
    revenue = facts[acc.LAST_REVENUE]
    lower = min(facts[acc.LAST_INTENSITY], facts[acc.EARLIER_INTENSITY])
    if revenue >= criteria[at, crit.BAND_HIGH_REVENUE]:
        return lower >= criteria[at, crit.BAND_HIGH_INTENSITY]
    if revenue >= criteria[at, crit.BAND_LOW_REVENUE]:
        return lower >= criteria[at, crit.BAND_LOW_INTENSITY]
    return (
        facts[acc.EQUITY] >= criteria[at, crit.BAND_EQUITY]
        and facts[acc.LAST_SPENDING] >= criteria[at, crit.BAND_SPENDING]
        and facts[acc.STAFF_SHARE] >= criteria[at, crit.BAND_STAFF_SHARE]
    )


@rule
def compound_growth_met(criteria: Any, at: int, facts: Any) -> bool:
    """Compound growth over two years, compared as (1 + g)² so that no root is drawn."""
    line = criteria[at, crit.GROWTH_TWO_YEAR_COMPOUND]
    if line == -crit.INFINITY:
        return True
    return (1.0 + facts[acc.LAST_GROWTH]) * (1.0 + facts[acc.EARLIER_GROWTH]) >= (1.0 + line) * (1.0 + line)


@rule
def enough_three_year_revenue(criteria: Any, at: int, facts: Any, holds_title_for_lower: bool) -> bool:
    """Mean main revenue of three years, with a lower line for holders of an SME title."""
    line = criteria[at, crit.REVENUE_THREE_YEAR_MEAN]
    if holds_title_for_lower:
        line = min(line, criteria[at, crit.REVENUE_THREE_YEAR_MEAN_WITH_TITLE])
    return facts[acc.THREE_YEAR_REVENUE] * facts[acc.MAIN_SHARE] >= line or line == -crit.INFINITY


@rule
def takes_direct_route(criteria: Any, at: int, facts: Any) -> bool:
    """One of the routes that replace the score."""
    mean_spending = 0.5 * (facts[acc.LAST_SPENDING] + facts[acc.EARLIER_SPENDING])
    return (
        mean_spending >= criteria[at, crit.RESEARCH_DIRECT_ROUTE]
        or facts[acc.EQUITY] >= criteria[at, crit.EQUITY_DIRECT_ROUTE]
        or facts[acc.INSTITUTION] >= criteria[at, crit.INSTITUTION_DIRECT_ROUTE]
        or facts[acc.HIGH_TECHNOLOGY] >= criteria[at, crit.HIGH_TECH_DIRECT_ROUTE]
    )


@rule
def first_unmet(criteria: Any, at: int, facts: Any, breaks: Any, increments: Any, holds_title_for_lower: bool) -> int:
    """Number of the first hard condition that the accounts do not meet, or ALL_MET. The score itself is judged apart."""
    if facts[acc.YEARS_IN_NICHE] < criteria[at, crit.NICHE_YEARS]:
        return crit.NICHE_YEARS
    if not enough_revenue(criteria, at, facts):
        return crit.REVENUE
    if not enough_three_year_revenue(criteria, at, facts, holds_title_for_lower):
        return crit.REVENUE_THREE_YEAR_MEAN
    if not enough_intensity(criteria, at, facts):
        return crit.RESEARCH_INTENSITY
    if facts[acc.LAST_SPENDING] < criteria[at, crit.RESEARCH_SPENDING]:
        return crit.RESEARCH_SPENDING
    if min(facts[acc.LAST_SPENDING], facts[acc.EARLIER_SPENDING]) < criteria[at, crit.RESEARCH_SPENDING_EACH_OF_TWO]:
        return crit.RESEARCH_SPENDING_EACH_OF_TWO
    if facts[acc.LAST_SPENDING] + facts[acc.EARLIER_SPENDING] < criteria[at, crit.RESEARCH_SPENDING_TWO_YEAR_SUM]:
        return crit.RESEARCH_SPENDING_TWO_YEAR_SUM
    if not within_band(criteria, at, facts):
        return crit.BAND_HIGH_INTENSITY
    if (
        facts[acc.PATENTS] < criteria[at, crit.CLASS_ONE_PATENTS]
        and facts[acc.INSTITUTION] < criteria[at, crit.CLASS_ONE_PATENTS_INSTITUTION_WAIVER]
    ):
        return crit.CLASS_ONE_PATENTS
    if facts[acc.MAIN_SHARE] < criteria[at, crit.MAIN_SHARE]:
        return crit.MAIN_SHARE
    if facts[acc.DEBT] > criteria[at, crit.DEBT_RATIO]:
        return crit.DEBT_RATIO
    if 0.5 * (facts[acc.LAST_GROWTH] + facts[acc.EARLIER_GROWTH]) < criteria[at, crit.GROWTH_TWO_YEAR_MEAN]:
        return crit.GROWTH_TWO_YEAR_MEAN
    if not compound_growth_met(criteria, at, facts):
        return crit.GROWTH_TWO_YEAR_COMPOUND
    if facts[acc.NICHE_SHARE] < criteria[at, crit.NICHE_SHARE]:
        return crit.NICHE_SHARE
    if facts[acc.INSTITUTION] < criteria[at, crit.RESEARCH_INSTITUTION]:
        return crit.RESEARCH_INSTITUTION
    # Only versions that ask for parts of a score have their points counted here.
    if criteria[at, crit.SCORE_INNOVATION] > -crit.INFINITY and not takes_direct_route(criteria, at, facts):
        if pts.innovation_points(breaks, increments, facts) < criteria[at, crit.SCORE_INNOVATION]:
            return crit.SCORE_INNOVATION
        if pts.growth_points(breaks, increments, facts) < criteria[at, crit.SCORE_GROWTH]:
            return crit.SCORE_GROWTH
        if pts.specialisation_points(breaks, increments, facts) < criteria[at, crit.SCORE_SPECIALISATION]:
            return crit.SCORE_SPECIALISATION
    return ALL_MET


@rule
def outgrows_sme(facts: Any, sme_employees: float, sme_revenue: float) -> bool:
    """Large by 工信部联企业〔2011〕300号: both lines reached. A large enterprise cannot hold an SME title anew."""
    return facts[acc.EMPLOYEES] >= sme_employees and facts[acc.LAST_REVENUE] >= sme_revenue


@rule
def apply_probability(rate: float, service: float) -> float:
    """Probability that an eligible enterprise applies; `service` (0..1) is the share of the hesitant that is won over."""
    return rate + (1.0 - rate) * service


@rule
def counts_in(expiry: int, year: int) -> bool:
    """A title counts at the end of every year up to and including the year in which it expires."""
    return expiry >= year
