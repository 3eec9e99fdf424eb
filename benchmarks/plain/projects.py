"""招商: investment projects as Mesa agents, signed cell by cell; they wait, start, are built, produce, or are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import mesa

from benchmarks.plain.contracts import (
    YI,
    chance_of_start,
    mean_contract,
    share_of_money_that_starts,
    size_at,
    size_classes,
)
from benchmarks.plain.manufacturer import Manufacturer
from model import places
from model.identity import CELLS_A_YEAR, PROJECTS_A_CELL, SIZES, ZONES
from model.randomness import keys, purposes

if TYPE_CHECKING:
    from benchmarks.plain.county import County
    from benchmarks.plain.economy import Chain, Zone

MONTHS: Final = 12.0
SIZE_NAMES: Final = places.SIZE_CLASS_NAMES
# Given up so long after signing; waits for land so many years; signed so many years before the start at the most.
GIVEN_UP_AFTER: Final = 2.0
PATIENCE: Final = 3
YEARS_BEFORE: Final = 6
# Shortest time of building that a quotient is taken by.
SHORTEST: Final = 1e-9
# More signings a year than this and the county has left all bounds.
MOST_SIGNINGS: Final = 100_000.0


class RunawayError(RuntimeError):
    """More projects are wanted in a year than can be told apart."""


class Project(mesa.Agent):  # type: ignore[misc]  # mesa's classes carry no types that mypy reads
    """One investment project; drawn whole when it is signed, told year by year."""

    model: County

    def __init__(self, county: County, number: int, chain: Chain, zone: Zone, size_class: int) -> None:
        super().__init__(county)
        self.number = number
        self.key = county.draws.entity(keys.KIND_PROJECT, number)
        self.chain, self.zone, self.size_class = chain, zone, size_class
        self.stage = "signed"
        self.signed_year = county.year
        self.funds_in_place = 0.0
        self.waited = 0
        self.enterprise: int | None = None

    def draw(self, terms: Terms, low: float, high: float) -> None:
        """What it is worth, whether and when it will start and produce, and what it brings."""
        county = self.model
        p, draws, key = county.conditions.parameters, county.draws, self.key
        value = size_at(county.conditions, draws.uniform(key, purposes.PROJECT_SIZE), low, high, terms.log_median)
        self.chance = chance_of_start(county.conditions, value, terms.lift)
        signed = float(county.year) + draws.uniform(key, purposes.PROJECT_MONTH)
        self.starts = draws.uniform(key, purposes.PROJECT_STARTS) < self.chance
        self.produces = draws.uniform(key, purposes.PROJECT_PRODUCES) < p.production_conversion
        lag = terms.lag_factor * self.lag(p.signing_to_start_lag, purposes.PROJECT_START_LAG)
        building = terms.lag_factor * self.lag(p.start_to_production_lag, purposes.PROJECT_BUILD_LAG)
        self.start_time = signed + lag if self.starts else signed + GIVEN_UP_AFTER
        self.production_time = self.start_time + building
        self.contract = value * YI
        self.planned_funds = self.contract * terms.delivered * (1.0 if self.produces else p.lost_money_share)
        self.capacity = self.planned_funds * p.output_per_investment * p.output_realisation
        self.founds = draws.uniform(key, purposes.PROJECT_FOUNDS) < p.project_founds_share

    def lag(self, months: float, purpose: int) -> float:
        """A log-normal lag of this mean, in years."""
        p, draws = self.model.conditions.parameters, self.model.draws
        spread = p.project_lag_spread
        apart = spread * draws.normal(self.key, purpose) - 0.5 * spread * spread
        return float(months / MONTHS * draws.exp(apart))

    def advance(self) -> None:
        """One year."""
        county = self.model
        if self.stage == "signed":
            if self.start_time < county.year + 1:
                self.try_to_start()
        elif self.stage == "producing":
            self.ramp_up()
        if self.stage == "started":
            self.build()
        if self.stage in ("signed", "started"):
            county.flows["projects_under_way"] += 1

    def leave(self, stage: str) -> None:
        """Its story ends here."""
        self.stage = stage
        self.model.flows["projects_at_capacity" if stage == "at_capacity" else f"projects_{stage}"] += 1

    def count(self, head: str, amount: float, *by: str) -> None:
        """Count by size class, and by chain or zone where asked."""
        flows = self.model.flows
        flows[f"{head}:size:{SIZE_NAMES[self.size_class]}"] += amount
        for kind in by:
            place = self.chain if kind == "chain" else self.zone
            flows[f"{head}:{kind}:{place.name}"] += amount

    def try_to_start(self) -> None:
        """It starts where there is land for it; some never meant to."""
        county = self.model
        if not self.starts:
            self.leave("lost_before_start")
            return
        land = self.contract / YI * county.conditions.parameters.land_per_investment
        if county.before_start or self.zone.land_left >= land:
            if not county.before_start:
                self.zone.land_left -= land
            self.stage = "started"
            county.flows["started_projects"] += 1
            self.count("started_projects", 1)
            county.flows["land_used"] += land
            county.flows[f"land_used:zone:{self.zone.name}"] += land
        elif self.waited >= PATIENCE:
            self.leave("lost_before_start")
        else:
            self.waited += 1
            delay = county.year + 1 - self.start_time
            self.start_time += delay
            self.production_time += delay
            county.flows["projects_waiting_for_land"] += 1

    def build(self) -> None:
        """Money arrives evenly over the building; at its end the project produces or stops."""
        county = self.model
        end = float(county.year + 1)
        length = max(self.production_time - self.start_time, SHORTEST)
        in_place = self.planned_funds * min(max((end - self.start_time) / length, 0.0), 1.0)
        arrived = in_place - self.funds_in_place
        self.funds_in_place = in_place
        county.flows["attracted_investment"] += arrived
        self.count("funds_in_place", arrived, "chain", "zone")
        if self.production_time >= end:
            return
        if not self.produces:
            self.leave("lost_after_start")
            return
        self.stage = "producing"
        self.production_time = float(county.year)
        county.flows["producing_projects"] += 1
        self.count("producing_projects", 1, "zone")
        county.flows["new_output_of_projects"] += self.capacity
        self.chain.new_producers += 1
        if self.founds or county.before_start:
            return
        target = self.find_target()
        if target is None:
            # Nobody to enlarge: an enterprise of its own.
            self.founds = True
        else:
            self.enterprise = target.identity
            target.enlarge(self.capacity * county.conditions.parameters.capacity_ramp_first, in_place)

    def find_target(self) -> Manufacturer | None:
        """The enterprise above scale of its chain that it enlarges."""
        fitting = [one for one in self.model.roll if one and one.above_scale and one.chain is self.chain]
        return self.model.draws.choose(self.key, purposes.PROJECT_TARGET, fitting) if fitting else None

    def ramp_up(self) -> None:
        """What it enlarged grows further in the second year, to capacity in the third."""
        county = self.model
        p = county.conditions.parameters
        years = county.year - int(self.production_time)
        if not (self.founds or county.before_start):
            first, second = p.capacity_ramp_first, p.capacity_ramp_second
            step = second - first if years == 1 else 1.0 - second
            enlarged = county.enterprise(self.enterprise)
            if enlarged is not None:
                enlarged.enlarge(self.capacity * step, 0.0)
        if years >= 2:
            self.leave("at_capacity")


class Terms:
    """What holds for all projects signed in a chain in a year."""

    def __init__(self, county: County, chain: Chain, log_median: float) -> None:
        p, draws = county.conditions.parameters, county.draws
        approval = chain.lever(places.APPROVAL_SPEED)
        self.log_median = log_median
        self.lift = p.effect_approval_conversion * approval
        self.lag_factor = draws.exp(-p.effect_approval_lag * approval)
        self.delivered = draws.shifted(county.delivered_share, p.effect_finance_funds * chain.lever(places.FINANCE))


def begin_attraction(county: County) -> None:
    """Usual signings, their mean contract, the money they deliver, and the land that the zones supply each year."""
    conditions, figures = county.conditions, county.conditions.figures
    p = conditions.parameters
    signings = figures.signed_projects
    if signings <= 0.0:
        signings = p.signing_rate * figures.above_scale_enterprises
    county.usual_signings = signings if conditions.attracts else 0.0
    county.usual_contract = mean_contract(conditions, 0.0)
    # The share in place is one over all money signed: who never starts brings nothing, who stops later a part.
    county.money_conversion = share_of_money_that_starts(conditions)
    brings = p.production_conversion + (1.0 - p.production_conversion) * p.lost_money_share
    county.delivered_share = min(p.funds_in_place_share / (county.money_conversion * brings), 1.0)
    # Of all money signed, what comes in the end: as stated, or less where even the whole contracts bring less.
    county.share_in_place = county.delivered_share * county.money_conversion * brings
    needed = county.usual_signings * county.usual_contract / YI * county.money_conversion * p.land_per_investment
    for zone in county.zones:
        zone.land_a_year = needed * p.land_supply_ratio * zone.share


def mix_of_chains(county: County) -> list[float]:
    """Share of each chain in new signings: as many as its enterprises, more where revenue is concentrated."""
    p, draws = county.conditions.parameters, county.draws
    revenue = 0.0
    for chain in county.chains:
        revenue += chain.revenue
    county.signing_growth = 1.0
    if revenue > 0.0 and county.revenue_at_start > 0.0:
        grown = draws.log(revenue / county.revenue_at_start)
        county.signing_growth = draws.exp(p.signing_growth_elasticity * grown)
    weights = []
    total = 0.0
    for chain in county.chains:
        weight = chain.share
        if weight > 0.0 and p.cluster_pull > 0.0 and revenue > 0.0:
            concentration = max(chain.revenue / revenue / chain.share, 1e-6)
            weight = chain.share * draws.exp(p.cluster_pull * draws.log(concentration))
        weights.append(weight)
        total += weight
    return [weight / total if total > 0.0 else 0.0 for weight in weights]


def signings_imposed(county: County, contract: float) -> float | None:
    """Signings that what is imposed asks for: as projects, as money signed, or as money in place."""
    asked = county.imposed
    if asked[places.IMPOSED_SIGNED_PROJECTS] >= 0.0:
        return asked[places.IMPOSED_SIGNED_PROJECTS]
    if asked[places.IMPOSED_SIGNED_MONEY] >= 0.0:
        return asked[places.IMPOSED_SIGNED_MONEY] / contract
    if asked[places.IMPOSED_FUNDS] >= 0.0:
        return float(asked[places.IMPOSED_FUNDS] / (contract * county.share_in_place))
    return None


def sign_projects(county: County) -> None:
    """The year's projects, by chain, zone and size class."""
    conditions, draws = county.conditions, county.draws
    p = conditions.parameters
    shift = county.levers[places.SIGNING_SIZE][-1]
    log_median = draws.log(p.project_size_median) + shift
    mix = mix_of_chains(county)
    usual = county.usual_signings * county.signing_growth * county.signing_factor
    extra = county.levers[places.SIGNINGS]
    rates = []
    total = 0.0
    for chain, share in zip(county.chains, mix, strict=True):
        drawn_in = p.attraction_by_attraction * chain.new_producers_last_year
        rates.append(usual * share + (extra[chain.number] + extra[-1] * share) + drawn_in)
        total += rates[-1]
    asked = signings_imposed(county, mean_contract(conditions, shift))
    scale = asked / total if asked is not None and total > 0.0 else 1.0
    if not scale * total <= MOST_SIGNINGS:
        raise RunawayError(f"{scale * total} signings in {county.year}")
    classes = size_classes(conditions, log_median)
    signed = 0
    chances = 0.0
    for chain, rate in zip(county.chains, rates, strict=True):
        terms = Terms(county, chain, log_median)
        for zone in county.zones:
            for size_class, (low, high, share) in enumerate(classes):
                cell = ((county.year * CELLS_A_YEAR + chain.number) * ZONES + zone.number) * SIZES + size_class
                mean = scale * rate * zone.share * share
                place = draws.entity(keys.KIND_CELL, cell)
                for index in range(draws.poisson(place, mean, purposes.SIGNED_COUNT, county.year)):
                    project = Project(county, cell * PROJECTS_A_CELL + index, chain, zone, size_class)
                    project.draw(terms, low, high)
                    county.projects.append(project)
                    chances += project.chance
                    signed += 1
                    county.flows["signed_projects"] += 1
                    county.flows["signed_money"] += project.contract
                    project.count("signed_projects", 1, "zone")
                    county.flows[f"signed_money:zone:{zone.name}"] += project.contract
    if signed:
        truly = chances / signed
        county.flows["expected_fulfilment"] = truly
        county.flows["reported_fulfilment"] = draws.shifted(truly, p.reported_start_inflation)


def advance_projects(county: County) -> None:
    """Every project advances by a year; those lost or at capacity leave."""
    for project in county.projects:
        project.advance()
    staying = []
    for project in county.projects:
        if project.stage in ("signed", "started", "producing"):
            staying.append(project)
        else:
            project.remove()
    county.projects = staying


def fill_pipeline(county: County) -> None:
    """What was signed in the years before the start, at the usual rate, and where it stands by now."""
    if not county.conditions.attracts:
        return
    county.before_start = True
    start_year = county.year
    for year in range(start_year - YEARS_BEFORE + 1, start_year + 1):
        county.year = year
        county.flows.clear()
        sign_projects(county)
        advance_projects(county)
        for chain in county.chains:
            chain.new_producers = 0
    county.before_start = False


def settle_recent(county: County) -> None:
    """Tell who of those standing at the start is what recent projects founded or enlarged.

    What was founded this year is below scale still and takes the last of all; what was founded the year before and already sold
    enough is the last of those above scale.
    """
    conditions, draws = county.conditions, county.draws
    p = conditions.parameters
    standing = [one for one in county.roll if one is not None]
    above = [one for one in standing if one.above_scale]
    below = standing[len(above) :]
    for project in county.projects:
        if project.stage != "producing":
            continue
        if not project.founds:
            target = project.find_target()
            if target is not None:
                project.enterprise = target.identity
            continue
        first = project.capacity * p.capacity_ramp_first
        in_second_year = project.production_time < county.year
        is_above = in_second_year and first >= conditions.above_scale_line
        pool = above if is_above else below
        if not pool:
            continue
        own = pool.pop()
        project.enterprise = own.identity
        own.log_revenue = max(draws.log(project.capacity * p.capacity_ramp_second if in_second_year else first), 0.0)
        own.revenue = draws.exp(own.log_revenue)
        own.revenue_1 = first if in_second_year else 0.0
        own.revenue_2 = own.revenue_3 = 0.0
        own.growth_noise = 0.0
        own.log_capital = draws.log(project.funds_in_place)
        own.founding_year = own.niche_year = int(project.production_time)
        own.origin = "attracted"
        own.chain, own.zone = project.chain, project.zone
