"""The ladder as a clerk would check it: what an enterprise shows, what its title asks, and how many points that makes."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final

from benchmarks.plain.conditions import (
    CHAMPIONS,
    INNOVATIVE,
    LITTLE_GIANT,
    NATIONAL_CHAMPION,
    PROVINCIAL_CHAMPION,
    SRDI,
    TITLES,
    Conditions,
    Requirements,
)
from model.rulebook import criteria

# Any of these titles counts as the one they stand under; the rungs of SMEs are nested, the champions are not.
NESTED: Final = {
    INNOVATIVE: {INNOVATIVE, SRDI, LITTLE_GIANT},
    SRDI: {SRDI, LITTLE_GIANT},
    LITTLE_GIANT: {LITTLE_GIANT},
    PROVINCIAL_CHAMPION: {PROVINCIAL_CHAMPION},
    NATIONAL_CHAMPION: {NATIONAL_CHAMPION},
}
HIGHER: Final = {
    INNOVATIVE: {SRDI, LITTLE_GIANT},
    SRDI: {LITTLE_GIANT},
    LITTLE_GIANT: set[int](),
    PROVINCIAL_CHAMPION: {NATIONAL_CHAMPION},
    NATIONAL_CHAMPION: set[int](),
}
ANY_CHAMPION: Final = len(TITLES)


def counted_as(title: int, national_is_provincial: bool) -> set[int]:
    """Titles whose holders count for a title, by the nested reading; ANY_CHAMPION is a champion of any grade."""
    if title == ANY_CHAMPION:
        return set(CHAMPIONS)
    if title == PROVINCIAL_CHAMPION and national_is_provincial:
        return set(CHAMPIONS)
    return NESTED[title]


def next_rung(held: set[int]) -> int | None:
    """The SME title above the highest one held; None at the top."""
    if LITTLE_GIANT in held:
        return None
    if SRDI in held:
        return LITTLE_GIANT
    return SRDI if INNOVATIVE in held else INNOVATIVE


@dataclass(slots=True)
class Accounts:
    """What an enterprise shows when it is judged in a year: the books of the year before and of the year before that."""

    revenue: float
    three_year_revenue: float
    growth: float
    earlier_growth: float
    intensity: float
    earlier_intensity: float
    spending: float
    earlier_spending: float
    patents: float
    main_share: float
    debt_ratio: float
    net_margin: float
    research_staff_share: float
    niche_share: float
    years_in_niche: int
    equity: float
    employees: float
    institution: int
    emerging_field: int
    quality: float
    high_technology: bool


def growth_over(revenue: float, earlier: float) -> float:
    """Growth as a share; an enterprise without an earlier year has none to show."""
    return revenue / earlier - 1.0 if earlier > 0.0 else -1.0


def has_outgrown_sme(shown: Accounts, conditions: Conditions) -> bool:
    """A large enterprise: both lines reached."""
    return bool(shown.employees >= conditions.lines.sme_employees and shown.revenue >= conditions.lines.sme_revenue)


def revenue_suffices(asked: Requirements, shown: Accounts) -> bool:
    """Revenue, or the equity that stands in for it."""
    return bool(shown.revenue >= asked.revenue or shown.equity >= asked.revenue_equity_alternative)


def three_years_suffice(asked: Requirements, shown: Accounts, held: set[int]) -> bool:
    """Mean main revenue of three years; holders of a stated title need less."""
    line = asked.revenue_three_year_mean
    if line == -inf:
        return True
    opens_lower = int(asked.title_for_lower_revenue)
    if opens_lower >= 0 and held & NESTED[opens_lower]:
        line = min(line, asked.revenue_three_year_mean_with_title)
    return bool(shown.three_year_revenue * shown.main_share >= line)


def research_suffices_for_size(asked: Requirements, shown: Accounts) -> bool:
    """The little giants' table under 63号: the smaller the revenue, the more research in each of two years."""
    weaker_year = min(shown.intensity, shown.earlier_intensity)
    if shown.revenue >= asked.band_high_revenue:
        return bool(weaker_year >= asked.band_high_intensity)
    if shown.revenue >= asked.band_low_revenue:
        return bool(weaker_year >= asked.band_low_intensity)
    return bool(
        shown.equity >= asked.band_equity
        and shown.spending >= asked.band_spending
        and shown.research_staff_share >= asked.band_staff_share
    )


def growth_suffices(asked: Requirements, shown: Accounts) -> bool:
    """Compound growth over two years, compared without drawing a root."""
    line = asked.growth_two_year_compound
    return bool(line == -inf or (1.0 + shown.growth) * (1.0 + shown.earlier_growth) >= (1.0 + line) * (1.0 + line))


def goes_straight_through(asked: Requirements, shown: Accounts) -> bool:
    """A direct route in place of the score: research spending, equity, an institution, or the high-technology certificate."""
    return bool(
        0.5 * (shown.spending + shown.earlier_spending) >= asked.research_direct_route
        or shown.equity >= asked.equity_direct_route
        or shown.institution >= asked.institution_direct_route
        or shown.high_technology >= asked.high_tech_direct_route
    )


def unmet_figure(asked: Requirements, shown: Accounts, held: set[int], conditions: Conditions) -> str | None:
    """Name of the first requirement that the accounts miss, in the order of the form; None where all are met."""
    if shown.years_in_niche < asked.niche_years:
        return "niche_years"
    if not revenue_suffices(asked, shown):
        return "revenue"
    if not three_years_suffice(asked, shown, held):
        return "revenue_three_year_mean"
    if shown.intensity < asked.research_intensity:
        return "research_intensity"
    if asked.research_years >= 2.0 and shown.earlier_intensity < asked.research_intensity:
        return "research_intensity"
    if shown.spending < asked.research_spending:
        return "research_spending"
    if min(shown.spending, shown.earlier_spending) < asked.research_spending_each_of_two:
        return "research_spending_each_of_two"
    if shown.spending + shown.earlier_spending < asked.research_spending_two_year_sum:
        return "research_spending_two_year_sum"
    if not research_suffices_for_size(asked, shown):
        return "band_high_intensity"
    if shown.patents < asked.class_one_patents and shown.institution < asked.class_one_patents_institution_waiver:
        return "class_one_patents"
    if shown.main_share < asked.main_share:
        return "main_share"
    if shown.debt_ratio > asked.debt_ratio:
        return "debt_ratio"
    if 0.5 * (shown.growth + shown.earlier_growth) < asked.growth_two_year_mean:
        return "growth_two_year_mean"
    if not growth_suffices(asked, shown):
        return "growth_two_year_compound"
    if shown.niche_share < asked.niche_share:
        return "niche_share"
    if shown.institution < asked.research_institution:
        return "research_institution"
    if asked.score_innovation > -inf and not goes_straight_through(asked, shown):
        if innovation_points(conditions, shown) < asked.score_innovation:
            return "score_innovation"
        if growth_points(conditions, shown) < asked.score_growth:
            return "score_growth"
        if specialisation_points(conditions, shown) < asked.score_specialisation:
            return "score_specialisation"
    return None


def unmet_requirement(asked: Requirements, shown: Accounts, held: set[int], conditions: Conditions) -> str | None:
    """As `unmet_figure`, after the titles that must, or must not, be held."""
    needed, barring = int(asked.previous_title), int(asked.barred_by_title)
    if needed >= 0 and not held & NESTED[needed]:
        return "previous_title"
    if barring >= 0 and barring in held:
        return "barred_by_title"
    return unmet_figure(asked, shown, held, conditions)


def may_succeed_with_nothing(rules: list[Requirements], conditions: Conditions) -> bool:
    """Whether a title's rules would let an enterprise through that has no research, patents, equity, institution or title.

    Asked with everything else at its best; false of the first rung and of the champions under every published version.
    """
    best = Accounts(
        revenue=1e9,
        three_year_revenue=1e9,
        growth=10.0,
        earlier_growth=10.0,
        intensity=0.0,
        earlier_intensity=0.0,
        spending=0.0,
        earlier_spending=0.0,
        patents=0.0,
        main_share=1.0,
        debt_ratio=-10.0,
        net_margin=10.0,
        research_staff_share=1.0,
        niche_share=1.0,
        years_in_niche=1000,
        equity=0.0,
        employees=0.0,
        institution=0,
        emerging_field=1,
        quality=10.0,
        high_technology=False,
    )
    tried = (INNOVATIVE, *CHAMPIONS)
    return any(
        rules[title].open and unmet_requirement(rules[title], best, set(), conditions) is None for title in tried
    )


def points(conditions: Conditions, table: int, value: float) -> float:
    """Points of a value: what each step that it reaches adds."""
    total = 0.0
    for reached_from, added in conditions.tables[table]:
        if value < reached_from:
            break
        total += added
    return total


def innovation_points(conditions: Conditions, shown: Accounts) -> float:
    """创新能力: patents and research intensity."""
    return points(conditions, criteria.INNOVATIVE_PATENTS, shown.patents) + points(
        conditions, criteria.INNOVATIVE_RESEARCH_INTENSITY, shown.intensity
    )


def growth_points(conditions: Conditions, shown: Accounts) -> float:
    """成长性: growth and a debt ratio that counts the more the lower it is."""
    return points(conditions, criteria.INNOVATIVE_GROWTH, shown.growth) + points(
        conditions, criteria.INNOVATIVE_DEBT_RATIO, -shown.debt_ratio
    )


def specialisation_points(conditions: Conditions, shown: Accounts) -> float:
    """专业化: an emerging field, and the share of the main business."""
    return points(conditions, criteria.INNOVATIVE_FIELD, shown.emerging_field) + points(
        conditions, criteria.INNOVATIVE_MAIN_SHARE, shown.main_share
    )


def srdi_points(conditions: Conditions, shown: Accounts) -> float:
    """The tables of the SRDI score that are known; research counts by spending or by intensity, whichever gives more."""
    return (
        points(conditions, criteria.SRDI_GROWTH, 0.5 * (shown.growth + shown.earlier_growth))
        + points(conditions, criteria.SRDI_NET_MARGIN, shown.net_margin)
        + points(conditions, criteria.SRDI_DEBT_RATIO, -shown.debt_ratio)
        + max(
            points(conditions, criteria.SRDI_RESEARCH_SPENDING, shown.spending),
            points(conditions, criteria.SRDI_RESEARCH_INTENSITY, shown.intensity),
        )
        + points(conditions, criteria.SRDI_INSTITUTION, shown.institution)
        + points(conditions, criteria.SRDI_PATENTS, shown.patents)
    )


def score(asked: Requirements, shown: Accounts, conditions: Conditions) -> float:
    """Score under the title's scheme; what no table is known for follows from management quality."""
    scheme = int(asked.score_scheme)
    latent = conditions.remainders[scheme] * conditions.draws.normal_cdf(
        shown.quality + conditions.parameters.index_shift
    )
    if scheme == criteria.INNOVATIVE_POINTS:
        known = (
            innovation_points(conditions, shown)
            + growth_points(conditions, shown)
            + specialisation_points(conditions, shown)
        )
        return latent + known
    if scheme == criteria.SRDI_POINTS:
        return latent + srdi_points(conditions, shown)
    return latent
