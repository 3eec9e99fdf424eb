"""What an application is judged on: the enterprise's accounts of the two years before (model.md 4, *Accounts*).

`facts` is float64[FACTS], filled for one enterprise at a time from its columns; the rules of titles read nothing else.
Debt ratio and net margin have a lasting level and a yearly part; the yearly part is a keyed draw, so it is computed only
for those whose accounts are looked at and is the same whenever it is looked at.
"""

from __future__ import annotations

from typing import Any, Final

from model import columns as col
from model.compiled import rule

(
    LAST_REVENUE,
    EARLIER_REVENUE,
    THREE_YEAR_REVENUE,
    LAST_GROWTH,
    EARLIER_GROWTH,
    LAST_INTENSITY,
    EARLIER_INTENSITY,
    LAST_SPENDING,
    EARLIER_SPENDING,
    PATENTS,
    MAIN_SHARE,
    DEBT,
    MARGIN,
    STAFF_SHARE,
    NICHE_SHARE,
    YEARS_IN_NICHE,
    EQUITY,
    EMPLOYEES,
    INSTITUTION,
    EMERGING,
    QUALITY,
    HIGH_TECHNOLOGY,
) = range(22)
FACTS: Final = 22


@rule
def growth_rate(revenue: float, earlier: float) -> float:
    """Growth of revenue over the earlier year, as a share; without an earlier year there is no growth to show."""
    return revenue / earlier - 1.0 if earlier > 0.0 else -1.0


@rule
def fill_accounts(
    facts: Any,
    numbers: Any,
    labels: Any,
    place: int,
    year: int,
    recording: float,
    niche_market: float,
    debt: float,
    margin: float,
) -> None:
    """Write the accounts of `year` - 1 and `year` - 2 of the enterprise at `place` into `facts`.

    `recording` is R&D as audited for titles over R&D as surveyed; `niche_market` the size of niche markets relative to the
    start; `debt` and `margin` last year's ratios. Reads the columns after the year's growth, so "last year" is `_1`; patents,
    equity, institution and field are those at the time of the application.
    """
    revenue_1 = numbers[col.REVENUE_1, place]
    revenue_2 = numbers[col.REVENUE_2, place]
    revenue_3 = numbers[col.REVENUE_3, place]
    intensity_1 = numbers[col.RESEARCH_INTENSITY_1, place] * recording
    intensity_2 = numbers[col.RESEARCH_INTENSITY_2, place] * recording
    facts[LAST_REVENUE] = revenue_1
    facts[EARLIER_REVENUE] = revenue_2
    facts[THREE_YEAR_REVENUE] = (revenue_1 + revenue_2 + revenue_3) / 3.0
    facts[LAST_GROWTH] = growth_rate(revenue_1, revenue_2)
    facts[EARLIER_GROWTH] = growth_rate(revenue_2, revenue_3)
    facts[LAST_INTENSITY] = intensity_1
    facts[EARLIER_INTENSITY] = intensity_2
    facts[LAST_SPENDING] = intensity_1 * revenue_1
    facts[EARLIER_SPENDING] = intensity_2 * revenue_2
    facts[PATENTS] = numbers[col.CLASS_ONE_PATENTS, place]
    facts[MAIN_SHARE] = numbers[col.MAIN_BUSINESS_SHARE, place]
    facts[DEBT] = debt
    facts[MARGIN] = margin
    facts[STAFF_SHARE] = numbers[col.RESEARCH_STAFF_SHARE, place]
    facts[NICHE_SHARE] = revenue_1 / (numbers[col.NICHE_SIZE, place] * niche_market)
    facts[YEARS_IN_NICHE] = year - 1 - labels[col.NICHE_YEAR, place]
    facts[EQUITY] = numbers[col.EQUITY_FINANCING, place]
    facts[EMPLOYEES] = revenue_1 / numbers[col.REVENUE_PER_EMPLOYEE, place]
    facts[INSTITUTION] = labels[col.RESEARCH_INSTITUTION, place] if intensity_1 > 0.0 else 0
    facts[EMERGING] = labels[col.EMERGING_FIELD, place]
    facts[QUALITY] = numbers[col.MANAGEMENT_QUALITY, place]
    # A certificate granted late in its first year is in force in the round of the year after its last.
    facts[HIGH_TECHNOLOGY] = 1.0 if labels[col.HIGH_TECHNOLOGY_EXPIRY, place] >= year - 1 else 0.0
