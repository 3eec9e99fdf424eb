"""Capital: what enterprises invest by themselves, upgrading projects, and what is imposed on a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.plain import statuses
from model import places
from model.randomness import purposes

if TYPE_CHECKING:
    from benchmarks.plain.county import County
    from benchmarks.plain.manufacturer import Manufacturer

# Capital (万元) is told apart from none down to here.
LEAST_CAPITAL: Final = 1e-6


def wanted_investment(enterprise: Manufacturer) -> float:
    """Gross investment (万元) that brings it a part of the way to the capital that next year's sales ask for."""
    county = enterprise.model
    conditions, exp = county.conditions, county.draws.exp
    own, chain = enterprise.log_capital, enterprise.chain
    wanted = enterprise.log_revenue + conditions.log_capital_ratio + county.usual_growth + chain.capital_lift
    end = exp(own + chain.adjustment * (wanted - own))
    return float(max(end - (1.0 - conditions.parameters.depreciation_rate) * exp(own), 0.0))


def upgrade_hazard(enterprise: Manufacturer) -> float:
    """Chance of an upgrading project in a year, without what is allotted or imposed."""
    p = enterprise.model.conditions.parameters
    likely = p.upgrading_hazard * statuses.weight(enterprise, p.adoption_size_elasticity)
    return float(min(likely * enterprise.chain.upgrade_factor, statuses.LIKELIEST))


def decide_on_upgrading(county: County) -> None:
    """Who carries out an upgrading project this year: known before anyone invests, its cost being part of what is imposed."""
    for enterprise in county.roll:
        if enterprise is None:
            continue
        enterprise.will_upgrade = False
        if enterprise.above_scale:
            hazard = upgrade_hazard(enterprise) * enterprise.chain.upgrades_allotted
            enterprise.will_upgrade = county.draws.uniform(enterprise.key, purposes.UPGRADE, county.year) < hazard


def cost_of_upgrading(enterprise: Manufacturer) -> float:
    """What an upgrading project costs (万元)."""
    county = enterprise.model
    return float(county.conditions.parameters.upgrading_cost * county.draws.exp(enterprise.log_capital))


def invest(enterprise: Manufacturer) -> None:
    """A year's investment, an upgrading project perhaps, and wear."""
    county = enterprise.model
    p, draws = county.conditions.parameters, county.draws
    enterprise.invested = county.investment_factor * wanted_investment(enterprise)
    enterprise.upgraded = 0.0
    if enterprise.will_upgrade:
        upgrade(enterprise)
    kept = (1.0 - p.depreciation_rate) * draws.exp(enterprise.log_capital)
    enterprise.log_capital = draws.log(max(kept + enterprise.invested + enterprise.upgraded, LEAST_CAPITAL))


def upgrade(enterprise: Manufacturer) -> None:
    """Carry out an upgrading project of one of three kinds."""
    county = enterprise.model
    p, draws = county.conditions.parameters, county.draws
    u = draws.uniform(enterprise.key, purposes.UPGRADE_KIND, county.year)
    green = p.upgrade_share_smart + p.upgrade_share_green * enterprise.chain.green_factor
    kind = "smart_upgrade" if u < p.upgrade_share_smart else "green_upgrade" if u < green else "high_end_upgrade"
    if kind not in enterprise.adopted:
        enterprise.adopted.add(kind)
        county.flows[f"adoptions:{kind}"] += 1
    enterprise.upgraded = cost_of_upgrading(enterprise)
    enterprise.log_revenue += p.upgrading_growth_effect
    county.flows["upgrading_projects"] += 1


def allot_upgrades(county: County) -> None:
    """Raise every chance of an upgrading project so that those allotted, or imposed, come on average."""
    extra = county.levers[places.UPGRADING]
    imposed = county.imposed[places.IMPOSED_UPGRADING]
    for chain in county.chains:
        chain.upgrades_allotted = 1.0
    if imposed < 0.0 and not any(extra):
        return
    usual = 0.0
    by_chain = dict.fromkeys(county.chains, 0.0)
    for enterprise in county.roll:
        if enterprise is not None and enterprise.above_scale:
            hazard = upgrade_hazard(enterprise)
            usual += hazard
            by_chain[enterprise.chain] += hazard
    for chain, own in by_chain.items():
        if own > 0.0:
            common = imposed / usual if imposed >= 0.0 else 1.0 + extra[-1] / usual
            chain.upgrades_allotted = common + extra[chain.number] / own


def plan_imposed_investment(county: County) -> None:
    """Imposed investment first scales signings."""
    county.signing_factor = 1.0
    asked = county.imposed[places.IMPOSED_INVESTMENT]
    if asked < 0.0:
        return
    own = usual_investment(county)
    signed = county.usual_signings * county.signing_growth * county.usual_contract
    attracted = signed * county.share_in_place
    if own + attracted > 0.0:
        county.signing_factor = asked / (own + attracted)


def usual_investment(county: County) -> float:
    """What enterprises would invest by themselves, one added after the other."""
    total = 0.0
    for enterprise in county.roll:
        if enterprise is not None:
            total += wanted_investment(enterprise)
    return total


def scale_incumbents(county: County) -> None:
    """What is imposed beyond the money of projects and of upgrading is put on incumbents, as projects have left them."""
    county.investment_factor = 1.0
    asked = county.imposed[places.IMPOSED_INVESTMENT]
    if asked < 0.0:
        return
    rest = asked - county.flows["attracted_investment"]
    for enterprise in county.roll:
        if enterprise is not None and enterprise.will_upgrade:
            rest -= cost_of_upgrading(enterprise)
    own = usual_investment(county)
    if own > 0.0:
        county.investment_factor = max(rest, 0.0) / own


def sum_investment(county: County) -> None:
    """The year's investment of the county, its chains and its zones."""
    county.incumbent_investment = county.upgrade_spending = 0.0
    for chain in county.chains:
        chain.investment = 0.0
    for zone in county.zones:
        zone.investment = 0.0
    for enterprise in county.roll:
        if enterprise is None:
            continue
        county.incumbent_investment += enterprise.invested
        county.upgrade_spending += enterprise.upgraded
        both = enterprise.invested + enterprise.upgraded
        enterprise.chain.investment += both
        enterprise.zone.investment += both
