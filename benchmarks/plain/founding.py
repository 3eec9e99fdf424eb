"""How an enterprise comes into being: character and size of incumbents at the start, of start-ups in their year."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from benchmarks.plain.conditions import Conditions
from benchmarks.plain.manufacturer import MILLION, Manufacturer
from model.identity import ATTRACTED, CELLS_A_YEAR, START_UPS_A_CELL, ZONES
from model.randomness import keys, purposes
from model.rulebook import criteria

if TYPE_CHECKING:
    from benchmarks.plain.county import County

# Main business with focus lies between the second and 1, without between the first and the second.
LEAST_MAIN_SHARE, FOCUS = 0.5, 0.9
# Ages and years before a niche is found are not told apart beyond this.
LONGEST: Final = 60.0
# Kept from the line between those above and below scale, relative or in ln.
GAP: Final = 1e-12


def give_character(enterprise: Manufacturer) -> None:
    """What an enterprise keeps for life."""
    conditions, draws, key = enterprise.model.conditions, enterprise.model.draws, enterprise.key
    p = conditions.parameters
    quality = draws.normal(key, purposes.POPULATION_QUALITY)
    enterprise.management_quality = quality
    activity = draws.normal(key, purposes.POPULATION_RESEARCH_ACTIVITY)
    propensity = p.quality_research_correlation * quality + conditions.own_part * activity
    # A rank: those given most to research come first.
    enterprise.research_propensity = draws.normal_cdf(-propensity)
    level = draws.normal(key, purposes.POPULATION_RESEARCH_LEVEL)
    enterprise.research_deviation = conditions.research_own_spread * level
    debt = draws.normal(key, purposes.POPULATION_DEBT)
    enterprise.debt_ratio_level = p.debt_ratio_mean + conditions.debt_lasting * debt
    margin = draws.normal(key, purposes.POPULATION_MARGIN)
    enterprise.net_margin_level = p.net_margin_mean + conditions.margin_lasting * margin
    staff = draws.normal(key, purposes.POPULATION_RESEARCH_STAFF)
    staff_share = p.research_staff_share_mean + p.research_staff_share_spread * staff
    enterprise.research_staff_share = min(max(staff_share, 0.0), 1.0)
    u = draws.uniform(key, purposes.POPULATION_MAIN_BUSINESS_SHARE)
    if u < p.main_business_focus:
        enterprise.main_business_share = FOCUS + (1.0 - FOCUS) * (u / p.main_business_focus)
    else:
        rank = (u - p.main_business_focus) / (1.0 - p.main_business_focus)
        enterprise.main_business_share = LEAST_MAIN_SHARE + (FOCUS - LEAST_MAIN_SHARE) * rank
    log_niche = draws.log(p.growth_reference_revenue / p.niche_share_median)
    niche = draws.normal(key, purposes.POPULATION_NICHE_SHARE)
    enterprise.niche_size = draws.exp(log_niche + p.niche_share_spread * niche)
    staffing = draws.normal(key, purposes.POPULATION_STAFF)
    log_per_employee = draws.log(p.revenue_per_employee) + p.revenue_per_employee_spread * staffing
    enterprise.revenue_per_employee = draws.exp(log_per_employee)
    u = draws.uniform(key, purposes.POPULATION_EQUITY_FINANCING)
    raised = u < p.equity_financing_share
    enterprise.equity_financing = conditions.mean_equity * -draws.log(u / p.equity_financing_share) if raised else 0.0
    u = draws.uniform(key, purposes.POPULATION_RESEARCH_INSTITUTION)
    if u < p.research_institution_provincial:
        enterprise.research_institution = criteria.PROVINCIAL_INSTITUTION
    elif u < p.research_institution_any:
        enterprise.research_institution = criteria.CITY_INSTITUTION
    else:
        enterprise.research_institution = criteria.NO_INSTITUTION
    emerging = draws.uniform(key, purposes.POPULATION_EMERGING_FIELD) < p.emerging_field_share
    enterprise.emerging_field = 1 if emerging else 0
    search = -draws.log(draws.uniform(key, purposes.POPULATION_NICHE_YEARS)) * p.niche_start_lag
    enterprise.niche_year = enterprise.founding_year + int(min(search, LONGEST))


def size_at(u: float, conditions: Conditions) -> float:
    """Ln revenue at a quantile of all enterprises: log-normal, above a quantile a Pareto tail that ends at the largest."""
    p, draws = conditions.parameters, conditions.draws
    joined = p.tail_join_quantile
    if u <= joined:
        return float(max(conditions.log_median + p.log_revenue_spread * draws.normal_quantile(u), 0.0))
    tail_from = draws.exp(conditions.log_median + p.log_revenue_spread * draws.normal_quantile(joined))
    largest = max(conditions.figures.largest_enterprise_revenue, 1.01 * tail_from)
    within = (u - joined) / (1.0 - joined)
    return draws.log(draws.pareto(within, p.upper_tail_exponent, tail_from, largest))


def found_incumbent(county: County, number: int, above_scale: bool, below_line: float) -> Manufacturer:
    """An enterprise that stands at the start; `below_line` is the share of enterprises below scale."""
    conditions, draws = county.conditions, county.draws
    p = conditions.parameters
    key = draws.entity(keys.KIND_INCUMBENT, number)
    age = min(1.0 - draws.log(draws.uniform(key, purposes.POPULATION_AGE)) * p.age_mean, LONGEST)
    u, inside = draws.uniform(key, purposes.POPULATION_ZONE), conditions.figures.zone_share
    # One draw says whether, and given that it is, which zone.
    zone = 1 + bisect_right(conditions.zone_cumulative[:-1], u / inside) if u < inside else 0
    chain = bisect_right(conditions.chain_cumulative[:-1], draws.uniform(key, purposes.POPULATION_CHAIN))
    founded = county.year - int(age)
    enterprise = Manufacturer(county, number, key, founded, county.chains[chain], county.zones[zone])
    give_character(enterprise)
    enterprise.above_scale = 1 if above_scale else 0
    # Sizes are drawn within those above or below scale, so that their number holds.
    u = draws.uniform(key, purposes.POPULATION_REVENUE)
    if above_scale:
        size = max(size_at(below_line + u * (1.0 - below_line), conditions), conditions.log_line)
    else:
        size = min(size_at(u * below_line, conditions), conditions.log_line - GAP)
    give_history(enterprise, size)
    enterprise.log_capital = enterprise.log_revenue + conditions.log_capital_ratio
    intensity = enterprise.intensity(0.0) if enterprise.does_research() else 0.0
    keep_intensity(enterprise, intensity)
    if intensity > 0.0:
        years = min(float(county.year - enterprise.founding_year), p.patent_accumulation_years)
        yearly = p.patents_per_million * intensity * enterprise.revenue_1 / MILLION
        count = draws.poisson(key, yearly * years, purposes.POPULATION_PATENTS)
        enterprise.class_one_patents = float(count)
    return enterprise


def keep_intensity(enterprise: Manufacturer, intensity: float) -> None:
    """The same R&D over revenue for the start and the years before."""
    enterprise.research_intensity = enterprise.research_intensity_1 = intensity
    enterprise.research_intensity_2 = enterprise.research_intensity_3 = intensity


def give_history(enterprise: Manufacturer, size: float) -> None:
    """Books of the start year and the three before; `size` is ln revenue of the year before the start."""
    county = enterprise.model
    conditions, draws, key = county.conditions, county.draws, enterprise.key
    p = conditions.parameters
    age = max(county.year - enterprise.founding_year, 1)
    expected = (
        p.real_growth_above_scale
        + p.organic_growth_offset
        + p.producer_price_mean
        + 0.0
        + p.mean_reversion * (size - conditions.log_reference)
        + (0.0 if enterprise.above_scale else p.subscale_growth_offset)
        + p.quality_growth_effect * enterprise.management_quality
    )
    spread = enterprise.noise_spread(size, age)
    correction = enterprise.noise_correction(spread, 0.0)

    def growth(purpose: int) -> tuple[float, float]:
        own = spread * draws.tent(key, purpose)
        return own, expected + own - correction

    enterprise.growth_noise, last = growth(purposes.POPULATION_INITIAL_GROWTH)
    enterprise.log_revenue = max(size + last, 0.0)
    enterprise.revenue = draws.exp(enterprise.log_revenue)
    before = size - growth(purposes.POPULATION_EARLIER_GROWTH)[1]
    earliest = before - growth(purposes.POPULATION_GROWTH_NOISE)[1]
    line = conditions.above_scale_line
    given = draws.exp(size)
    enterprise.revenue_1 = max(given, line) if enterprise.above_scale else min(given, line * (1.0 - GAP))
    enterprise.revenue_2 = draws.exp(before) if age >= 2 else 0.0
    enterprise.revenue_3 = draws.exp(earliest) if age >= 3 else 0.0


def found_incumbents(county: County) -> None:
    """Everyone who stands at the start; the first ones are those above scale."""
    conditions = county.conditions
    p, figures, draws = conditions.parameters, conditions.figures, conditions.draws
    below_line = draws.normal_cdf(
        (draws.log(conditions.above_scale_line) - conditions.log_median) / p.log_revenue_spread
    )
    for number in range(figures.industrial_enterprises):
        county.welcome(found_incumbent(county, number, number < figures.above_scale_enterprises, below_line))


def found_start_ups(county: County) -> list[Manufacturer]:
    """The year's start-ups of every chain and zone."""
    conditions, draws = county.conditions, county.draws
    p, figures = conditions.parameters, conditions.figures
    a_year = p.founding_rate * figures.industrial_enterprises
    log_size = draws.log(p.median_revenue * p.start_up_revenue_ratio)
    founded = []
    for chain in county.chains:
        for zone in county.zones:
            cell = (county.year * CELLS_A_YEAR + chain.number) * ZONES + zone.number
            place = draws.entity(keys.KIND_CELL, cell)
            count = draws.poisson(place, a_year * (chain.share * zone.share), purposes.ENTRY_COUNT, county.year)
            for index in range(count):
                number = cell * START_UPS_A_CELL + index
                key = draws.entity(keys.KIND_STARTUP, number)
                enterprise = Manufacturer(county, number, key, county.year, chain, zone)
                enterprise.origin = "start_up"
                give_character(enterprise)
                draw = draws.normal(key, purposes.POPULATION_REVENUE)
                enterprise.log_revenue = max(log_size + p.start_up_revenue_spread * draw, 0.0)
                enterprise.log_capital = enterprise.log_revenue + conditions.log_capital_ratio
                begin_business(enterprise)
                founded.append(enterprise)
    return founded


def found_by_projects(county: County) -> list[Manufacturer]:
    """An enterprise for each project that came to produce this year and enlarges no other."""
    draws, p = county.draws, county.conditions.parameters
    founded = []
    for project in county.projects:
        if project.stage == "producing" and project.founds and project.production_time == county.year:
            identity = ATTRACTED + project.number
            enterprise = Manufacturer(county, identity, project.key, county.year, project.chain, project.zone)
            enterprise.origin = "attracted"
            project.enterprise = identity
            give_character(enterprise)
            enterprise.log_revenue = max(draws.log(project.capacity * p.capacity_ramp_first), 0.0)
            enterprise.log_capital = draws.log(project.funds_in_place)
            begin_business(enterprise)
            founded.append(enterprise)
    return founded


def begin_business(enterprise: Manufacturer) -> None:
    """First revenue and research of one founded this year."""
    enterprise.revenue = enterprise.model.draws.exp(enterprise.log_revenue)
    enterprise.research_intensity = enterprise.intensity(0.0) if enterprise.does_research() else 0.0
