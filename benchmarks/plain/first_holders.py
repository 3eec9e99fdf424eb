"""Who holds the titles that the starting figures count: the likeliest, with a record that the title could have been given for."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final

from benchmarks.plain import ladder
from benchmarks.plain.conditions import CHAMPIONS, INNOVATIVE, LITTLE_GIANT, RECOGNITION, SME_TITLES, SRDI, Requirements
from benchmarks.plain.founding import keep_intensity
from benchmarks.plain.ladder import Accounts
from benchmarks.plain.manufacturer import Manufacturer
from model.randomness import purposes

if TYPE_CHECKING:
    from benchmarks.plain.county import County

# Those who meet every figure come before those large enough, and these before the rest, whatever their scores.
STEP: Final = 1000.0
HIGHEST_QUANTILE: Final = 1.0 - 1e-9


def holders_wanted(county: County) -> list[int]:
    """Number of enterprises in industry that hold each title, SME titles nested."""
    conditions = county.conditions
    wanted = list(conditions.holders)
    if conditions.counts_outside_industry:
        for title in SME_TITLES:
            wanted[title] = int(wanted[title] / (1.0 + county.outside_share(title)) + 0.5)
    wanted[SRDI] = max(wanted[SRDI], wanted[LITTLE_GIANT])
    wanted[INNOVATIVE] = max(wanted[INNOVATIVE], wanted[SRDI])
    return wanted


def give_first_titles(county: County) -> None:
    """Titles of the start, from the top rung down, then the champions."""
    wanted = holders_wanted(county)
    for title in (LITTLE_GIANT, SRDI, INNOVATIVE, *CHAMPIONS):
        number = wanted[title] - wanted[title + 1] if title in (INNOVATIVE, SRDI) else wanted[title]
        if number > 0:
            give_first_title(county, title, number)


def give_first_title(county: County, title: int, number: int) -> None:
    """Give a title to the likeliest `number` of those who lack it."""
    asked = county.rules[RECOGNITION][title]
    without = [enterprise for enterprise in county.standing() if not enterprise.expiry[title]]
    pool = [enterprise for enterprise in without if enterprise.has_something_to_show()]
    if len(pool) < number:
        pool = without
    shown = {enterprise: enterprise.accounts(county.year) for enterprise in pool}
    likelihoods = {enterprise: likelihood(enterprise, title, asked, shown[enterprise]) for enterprise in pool}
    pool.sort(key=likelihoods.__getitem__, reverse=True)
    for enterprise in pool[:number]:
        raise_record(enterprise, asked, shown[enterprise])
        for given in range(title + 1) if title in SME_TITLES else (title,):
            u = county.draws.uniform(enterprise.key, purposes.POPULATION_TITLE_EXPIRY + given)
            enterprise.expiry[given] = county.year + int(u * county.conditions.validity)


def likelihood(enterprise: Manufacturer, title: int, asked: Requirements, shown: Accounts) -> float:
    """How likely an enterprise holds a title."""
    conditions, draws = enterprise.model.conditions, enterprise.model.draws
    noise = draws.normal(enterprise.key, purposes.POPULATION_TITLE_HOLDER + title)
    own = ladder.score(asked, shown, conditions) + conditions.parameters.score_noise * noise
    if ladder.unmet_figure(asked, shown, set(), conditions) is None:
        return float(own + STEP)
    large_enough = (
        ladder.revenue_suffices(asked, shown)
        and ladder.three_years_suffice(asked, shown, set())
        and shown.revenue >= asked.band_low_revenue
    )
    # The rest come by size; the noise keeps any two apart.
    return float(own) if large_enough else draws.log(max(shown.revenue, 1.0)) - STEP + 1e-3 * noise


def needed_intensity(asked: Requirements, shown: Accounts, recording: float) -> float:
    """Surveyed R&D over revenue that the title asked of an enterprise of this revenue."""
    line = max(asked.research_intensity, 0.0)
    spending = max(
        asked.research_spending, asked.research_spending_each_of_two, 0.5 * asked.research_spending_two_year_sum
    )
    if spending > 0.0 and shown.revenue > 0.0:
        line = max(line, spending / shown.revenue)
    if asked.band_high_revenue > 0.0:
        large = shown.revenue >= asked.band_high_revenue
        line = max(line, asked.band_high_intensity if large else asked.band_low_intensity)
    return float(line / recording)


def raise_record(enterprise: Manufacturer, asked: Requirements, shown: Accounts) -> None:
    """Raise a holder's lasting record to what its title asked; past growth stays."""
    county = enterprise.model
    p, draws = county.conditions.parameters, county.draws
    needed = needed_intensity(asked, shown, p.research_recording)
    if needed > 0.0 or shown.intensity <= 0.0:
        raise_research(enterprise, needed)
    enterprise.class_one_patents = max(enterprise.class_one_patents, asked.class_one_patents)
    if shown.main_share < asked.main_share:
        u = draws.uniform(enterprise.key, purposes.POPULATION_MAIN_BUSINESS_SHARE)
        enterprise.main_business_share = asked.main_share + (1.0 - asked.main_share) * u
    if shown.debt_ratio > asked.debt_ratio:
        enterprise.debt_ratio_level = min(enterprise.debt_ratio_level, p.debt_ratio_mean, asked.debt_ratio)
    if shown.years_in_niche < asked.niche_years:
        enterprise.niche_year = county.year - 1 - int(asked.niche_years)
        enterprise.founding_year = min(enterprise.founding_year, enterprise.niche_year)
    if shown.niche_share < asked.niche_share:
        u = draws.uniform(enterprise.key, purposes.POPULATION_NICHE_SHARE)
        enterprise.niche_size = enterprise.revenue_1 / (asked.niche_share * (1.0 + u))
    if asked.research_institution > -inf:
        enterprise.research_institution = max(enterprise.research_institution, int(asked.research_institution))
    if enterprise.revenue_2 <= 0.0:
        enterprise.revenue_2 = enterprise.revenue_1
    if enterprise.revenue_3 <= 0.0:
        enterprise.revenue_3 = enterprise.revenue_2


def raise_research(enterprise: Manufacturer, needed: float) -> None:
    """A holder does research, above the line: its own draw within what lies above."""
    conditions, draws = enterprise.model.conditions, enterprise.model.draws
    enterprise.research_propensity = 0.0
    if enterprise.research_intensity_1 < needed:
        norm = conditions.log_research_norm + conditions.research_loading * enterprise.management_quality
        below = draws.normal_cdf((draws.log(needed) - norm) / conditions.research_own_spread)
        u = draws.uniform(enterprise.key, purposes.POPULATION_RESEARCH_LEVEL)
        quantile = min(below + u * (1.0 - below), HIGHEST_QUANTILE)
        enterprise.research_deviation = conditions.research_own_spread * draws.normal_quantile(quantile)
    keep_intensity(enterprise, enterprise.intensity(0.0) if enterprise.does_research() else 0.0)
