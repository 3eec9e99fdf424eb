"""Chains and zones, what a year's mechanisms find in them, and the county's accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model import places
from model.randomness import keys, purposes

if TYPE_CHECKING:
    from benchmarks.plain.collecting import Record
    from benchmarks.plain.county import County

# A leader's good or bad year counts no further than this (ln), new local orders no further than that (share of sales).
LARGEST_SURPRISE: Final = 0.5
LARGEST_GAIN: Final = 0.1
# GDP outside manufacturing is at least this share of the whole.
LEAST_OUTSIDE: Final = 0.1


class Chain:
    """A chain: what it keeps, what the levers do in it, and what its enterprises added up to at the end of last year."""

    def __init__(self, county: County, number: int) -> None:
        self.county = county
        self.number = number
        self.name = county.conditions.world.chain_names[number]
        self.share = county.conditions.chain_shares[number]
        p, draws = county.conditions.parameters, county.draws
        self.key = draws.entity(keys.KIND_CHAIN, number)
        self.drift = p.chain_growth_spread * draws.normal(self.key, purposes.CHAIN_DRIFT)
        spread = p.value_added_rate_chain_spread
        apart = spread * draws.normal(self.key, purposes.CHAIN_VALUE_ADDED)
        self.value_added_rate = p.value_added_rate * draws.exp(apart - 0.5 * spread * spread)
        self.shock = 0.0
        self.matching = p.matching_rate_start
        self.level = 1.0
        self.new_producers = self.new_producers_last_year = 0
        self.revenue = self.leader_revenue = self.leader_growth = 0.0
        self.titled_share = self.titled_share_at_start = 0.0
        self.investment = 0.0
        self.upgrades_allotted = 1.0

    def lever(self, lever: int) -> float:
        """Intensity of a lever in this chain: its own and the whole county's."""
        intensities = self.county.levers[lever]
        return intensities[self.number] + intensities[-1]

    def prepare(self) -> None:
        """What demand, knowledge and the levers make of the year to come."""
        p, draws = self.county.conditions.parameters, self.county.draws
        self.new_producers_last_year, self.new_producers = self.new_producers, 0
        before = self.matching
        self.matching = min(p.matching_rate_start + p.effect_chain_matching * self.lever(places.CHAIN_CHIEF), 1.0)
        growth = self.shock + self.drift
        if self.leader_revenue >= p.leader_revenue_line:
            growth += self.pull_of_leaders() + self.gain_by_matching(self.matching - before)
        self.growth_term = growth + p.effect_training * self.lever(places.TRAINING)
        spread = self.titled_share - self.titled_share_at_start
        self.research_lift = self.lever(places.RESEARCH_SUPPORT) + p.knowledge_spread * spread
        self.capital_lift = p.effect_industrial_investment * self.lever(places.INDUSTRIAL_INVESTMENT)
        loans = p.effect_finance_investment * self.lever(places.FINANCE)
        self.adjustment = draws.shifted(p.investment_adjustment, loans)
        self.upgrade_factor = draws.exp(p.effect_upgrading_subsidy * self.lever(places.UPGRADING_SUBSIDY))
        self.digital_factor = draws.exp(p.effect_digital_programme * self.lever(places.DIGITAL_PROGRAMME))
        self.green_factor = draws.exp(p.effect_green_programme * self.lever(places.GREEN_PROGRAMME))
        self.listing_factor = draws.exp(p.effect_listing_support * self.lever(places.LISTING_SUPPORT))
        awards, service = self.lever(places.TITLE_AWARDS), self.lever(places.CULTIVATION_SERVICE)
        self.application = []
        for usual in self.county.conditions.application:
            rate = draws.shifted(usual, p.effect_title_awards * awards)
            self.application.append(rate + (1.0 - rate) * service)

    def pull_of_leaders(self) -> float:
        """What a leader's year beyond the usual gives its suppliers (ln)."""
        surprise = self.leader_growth - self.county.usual_growth
        surprise = min(max(surprise, -LARGEST_SURPRISE), LARGEST_SURPRISE)
        return float(self.county.conditions.parameters.leader_pull * self.matching * surprise)

    def gain_by_matching(self, rise: float) -> float:
        """What the rest of the chain sells more when leaders buy a further share of their inputs near by."""
        rest = self.revenue - self.leader_revenue
        if rest <= 0.0:
            return 0.0
        gain: float = rise * (1.0 - self.value_added_rate) * self.leader_revenue / rest
        return min(max(gain, -LARGEST_GAIN), LARGEST_GAIN)


class Zone:
    """A development zone, or what lies outside all of them (number 0)."""

    def __init__(self, county: County, number: int) -> None:
        conditions = county.conditions
        self.number = number
        self.name = conditions.world.zone_names[number]
        self.share = conditions.zone_share(number)
        self.level = 1.0
        self.land_left = self.land_a_year = 0.0
        self.investment = 0.0


def set_levels(county: County, record: Record) -> None:
    """At the start: levels that the starting figures state, and what usual attraction adds to growth."""
    conditions, figures = county.conditions, county.conditions.figures
    p, draws = conditions.parameters, county.draws
    added, above = record["value_added"], record["above_scale_value_added"]
    county.value_added_level = county.above_scale_level = 1.0
    if figures.industry_value_added > 0.0 and added > 0.0:
        county.value_added_level = county.above_scale_level = figures.industry_value_added / added
    if figures.above_scale_value_added > 0.0 and above > 0.0:
        county.above_scale_level = figures.above_scale_value_added / above
        if figures.industry_value_added <= 0.0:
            county.value_added_level = county.above_scale_level
    for chain, output in zip(county.chains, conditions.chain_outputs, strict=True):
        own = record[f"output:chain:{chain.name}"]
        if output > 0.0 and own > 0.0:
            chain.level = output / own
    for zone, output in zip(county.zones, conditions.zone_outputs, strict=True):
        own = record[f"output:zone:{zone.name}"]
        if output > 0.0 and own > 0.0:
            zone.level = output / own
    for chain in county.chains:
        chain.titled_share_at_start = chain.titled_share
    # Usual growth contains what usual attraction adds.
    new_output = (
        county.usual_signings
        * county.usual_contract
        * county.delivered_share
        * county.money_conversion
        * p.production_conversion
        * draws.exp(-conditions.log_capital_ratio)
    )
    county.revenue_at_start = record["revenue"]
    county.growth_by_attraction = 0.0
    if county.revenue_at_start > 0.0:
        county.growth_by_attraction = draws.log(1.0 + new_output / county.revenue_at_start)
    # It fades (or gains) year by year as output grows as usual and signings by an elasticity with it.
    usual_path = p.real_growth_above_scale + p.producer_price_mean
    county.fading_of_attraction = draws.exp((p.signing_growth_elasticity - 1.0) * usual_path)


def close_the_books(county: County, record: Record) -> None:
    """Complete the year's record from the sums over enterprises and from what happened in the year."""
    conditions, figures, draws = county.conditions, county.conditions.figures, county.draws
    p = conditions.parameters
    starts = county.year == conditions.start_year
    if starts:
        set_levels(county, record)
    added, above = record["value_added"], record["above_scale_value_added"]
    stated = figures.industry_value_added > 0.0 or figures.above_scale_value_added > 0.0
    level_break = p.census_break if stated and county.year >= conditions.census_break_year else 1.0
    published = added * county.value_added_level * level_break
    manufacturing = p.manufacturing_share_of_industry * published
    record["manufacturing_value_added"] = p.manufacturing_share_of_industry * added
    record["published_value_added"] = published
    record["published_above_scale_value_added"] = above * county.above_scale_level * level_break
    record["published_manufacturing_value_added"] = manufacturing
    if starts:
        gdp = figures.gdp if figures.gdp > 0.0 else published / p.industry_share_of_gdp
        county.outside_manufacturing = max(gdp - manufacturing, LEAST_OUTSIDE * gdp)
    else:
        county.outside_manufacturing *= draws.exp(p.non_manufacturing_growth + p.non_manufacturing_price)
        report_growth(county, record, above)
        report_investment(county, record)
    record["gdp"] = county.outside_manufacturing + manufacturing
    county.above_scale_value_added = above
    for chain in county.chains:
        record[f"output:chain:{chain.name}"] *= chain.level
        record[f"value_added:chain:{chain.name}"] *= chain.level
        record[f"investment:chain:{chain.name}"] = chain.investment + record[f"funds_in_place:chain:{chain.name}"]
    for zone in county.zones:
        record[f"output:zone:{zone.name}"] *= zone.level
        record[f"value_added:zone:{zone.name}"] *= zone.level
        record[f"investment:zone:{zone.name}"] = zone.investment + record[f"funds_in_place:zone:{zone.name}"]


def report_growth(county: County, record: Record, above: float) -> None:
    """Real growth of above-scale value added, and what would be published."""
    p, draws = county.conditions.parameters, county.draws
    before = county.above_scale_value_added
    if above > 0.0 and before > 0.0:
        real = draws.log(above / before) - county.producer_price
        noise = p.reported_growth_noise * draws.normal(county.own_key, purposes.REPORTING_NOISE, county.year)
        record["real_growth"] = real
        record["reported_growth"] = real + p.reported_growth_bias + noise


def report_investment(county: County, record: Record) -> None:
    """Industrial investment: incumbents', by upgrading projects, and money in place."""
    share = county.conditions.parameters.renovation_share
    own, upgrades = county.incumbent_investment, county.upgrade_spending
    record["incumbent_investment"] = own + upgrades
    record["renovation_investment"] = share * own + upgrades
    record["industrial_investment"] = record["incumbent_investment"] + record["attracted_investment"]
    asked = county.imposed[places.IMPOSED_INVESTMENT]
    if asked >= 0.0:
        record["unplaced_investment"] = max(asked - record["industrial_investment"], 0.0)
