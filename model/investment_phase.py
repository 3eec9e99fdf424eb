"""Incumbents invest, upgrading projects are allotted, capital wears out (model.md 3.3)."""

from __future__ import annotations

from typing import Any

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import series as ser
from model.attraction_phase import usual_funds_share
from model.compiled import column_kernel, kernel, rule
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log
from model.rules import adoption, investment


@column_kernel(
    "void(float64, float64, float64, float64, float64[::1], float64[::1], float64[::1], float64[::1], int16[::1],"
    " int16[::1], float64[::1])"
)
def want_investment(
    log_ratio: float,
    expected_growth: float,
    depreciation: float,
    factor: float,
    adjustment: Any,
    lift: Any,
    log_revenue: Any,
    log_capital: Any,
    alive: Any,
    chain: Any,
    wanted: Any,
) -> None:
    """Fill `wanted` with what each enterprise of a block invests this year (万元), times `factor`."""
    for place in range(wanted.shape[0]):
        own_chain = chain[place]
        target = investment.wanted_log_capital(log_revenue[place], log_ratio, expected_growth, lift[own_chain])
        amount = investment.endogenous_investment(log_capital[place], target, adjustment[own_chain], depreciation)
        wanted[place] = factor * amount if alive[place] == 1 else 0.0


@column_kernel("void(float64, float64[::1], float64[::1], float64[::1])")
def renew_capital(depreciation: float, invested: Any, upgraded: Any, log_capital: Any) -> None:
    """Capital of a block after wear and investment; `upgraded` is what upgrading projects add."""
    for place in range(invested.shape[0]):
        kept = (1.0 - depreciation) * exp(log_capital[place]) + invested[place] + upgraded[place]
        log_capital[place] = log(max(kept, 1e-6))


@rule
def upgrade_hazard(place: int, log_reference: float, inputs: Any, chains: Any, numbers: Any, labels: Any) -> float:
    """Probability that an enterprise above scale carries out an upgrading project this year, before what is allotted."""
    weight = adoption.adoption_weight(
        numbers[col.LOG_REVENUE, place] - log_reference,
        inputs[inp.ADOPTION_SIZE_ELASTICITY],
        numbers[col.MANAGEMENT_QUALITY, place],
        inputs[inp.ADOPTION_QUALITY_EFFECT],
    )
    factor = chains[plc.UPGRADE_HAZARD_FACTOR, labels[col.CHAIN, place]]
    return adoption.adoption_hazard(inputs[inp.UPGRADING_HAZARD], weight, factor)


@kernel("void(int64, float64[::1], float64[:,::1], float64[:,::1], float64[::1], float64[:,::1], int16[:,::1])")
def allot_upgrades(places: int, inputs: Any, chains: Any, levers: Any, imposed: Any, numbers: Any, labels: Any) -> None:
    """Factor on every enterprise's chance of an upgrading project, so that those allotted or imposed come on average."""
    region = chains.shape[1]
    extra = levers[plc.UPGRADING, region]
    wanted = imposed[plc.IMPOSED_UPGRADING]
    any_extra = extra != 0.0 or wanted >= 0.0
    for chain in range(region):
        chains[plc.UPGRADES_USUAL, chain] = 0.0
        chains[plc.UPGRADES_ALLOTTED, chain] = 1.0
        any_extra = any_extra or levers[plc.UPGRADING, chain] != 0.0
    if not any_extra:
        return
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    usual = 0.0
    for place in range(places):
        if labels[col.ABOVE_SCALE, place] == 1:
            hazard = upgrade_hazard(place, log_reference, inputs, chains, numbers, labels)
            usual += hazard
            chains[plc.UPGRADES_USUAL, labels[col.CHAIN, place]] += hazard
    for chain in range(region):
        own = chains[plc.UPGRADES_USUAL, chain]
        if own > 0.0:
            common = wanted / usual if wanted >= 0.0 else 1.0 + extra / usual
            chains[plc.UPGRADES_ALLOTTED, chain] = common + levers[plc.UPGRADING, chain] / own


@rule
def upgrades(
    place: int, row: int, log_reference: float, inputs: Any, chains: Any, numbers: Any, labels: Any, keys: Any
) -> bool:
    """Whether an enterprise carries out an upgrading project this year; `row` is the year's key row of that draw."""
    if labels[col.ABOVE_SCALE, place] == 0:
        return False
    hazard = upgrade_hazard(place, log_reference, inputs, chains, numbers, labels)
    allotted: float = chains[plc.UPGRADES_ALLOTTED, labels[col.CHAIN, place]]
    return key.uniform(row, keys[place]) < hazard * allotted


@rule
def upgrade_cost(place: int, inputs: Any, numbers: Any) -> float:
    """What an upgrading project of an enterprise costs (万元): a share of its capital."""
    share: float = inputs[inp.UPGRADING_COST]
    return share * exp(numbers[col.LOG_CAPITAL, place])


@kernel(
    "void(int64, int64, int64, uint64, float64[::1], float64[::1], float64[:,::1], float64[:,::1], int16[:,::1],"
    " uint64[::1], float64[::1], float64[::1])"
)
def upgrade(
    first: int,
    stop: int,
    year: int,
    replicate: int,
    inputs: Any,
    macro: Any,
    chains: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
    upgraded: Any,
    outcome: Any,
) -> None:
    """Carry out the upgrading projects of a block: capital (into `upgraded`), a step of revenue, and the kind of status."""
    row = key.row_key(replicate, year, purpose.UPGRADE)
    kind_row = key.row_key(replicate, year, purpose.UPGRADE_KIND)
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    for place in range(first, stop):
        upgraded[place - first] = 0.0
        if not upgrades(place, row, log_reference, inputs, chains, numbers, labels, keys):
            continue
        chain = labels[col.CHAIN, place]
        u = key.uniform(kind_row, keys[place])
        status = col.HIGH_END_UPGRADE
        if u < inputs[inp.UPGRADE_SHARE_SMART]:
            status = col.SMART_UPGRADE
        elif u < inputs[inp.UPGRADE_SHARE_SMART] + inputs[inp.UPGRADE_SHARE_GREEN] * chains[plc.GREEN_FACTOR, chain]:
            # A green programme turns high-end upgrades into green ones.
            status = col.GREEN_UPGRADE
        if labels[col.ADOPTED, place] & (1 << status) == 0:
            outcome[ser.ADOPTIONS + status] += 1.0
        labels[col.ADOPTED, place] = labels[col.ADOPTED, place] | (1 << status)
        spent = upgrade_cost(place, inputs, numbers)
        upgraded[place - first] = spent
        macro[plc.UPGRADE_SPENDING] += spent
        numbers[col.LOG_REVENUE, place] += inputs[inp.UPGRADING_GROWTH_EFFECT]
        outcome[ser.UPGRADING_PROJECTS] += 1.0


@kernel(
    "void(int64, int64, float64, float64[::1], float64[::1], float64[:,::1], float64[:,::1], int16[:,::1], float64[::1])"
)
def want_of_block(
    first: int, stop: int, factor: float, inputs: Any, macro: Any, chains: Any, numbers: Any, labels: Any, wanted: Any
) -> None:
    """Fill `wanted` with what the enterprises of a block invest this year, times `factor`."""
    want_investment(
        macro[plc.LOG_CAPITAL_RATIO],
        macro[plc.COMMON_GROWTH],
        inputs[inp.DEPRECIATION_RATE],
        factor,
        chains[plc.ADJUSTMENT],
        chains[plc.CAPITAL_LIFT],
        numbers[col.LOG_REVENUE, first:stop],
        numbers[col.LOG_CAPITAL, first:stop],
        labels[col.ALIVE, first:stop],
        labels[col.CHAIN, first:stop],
        wanted[: stop - first],
    )


@kernel("float64(int64, int64, float64[::1], float64[::1], float64[:,::1], float64[:,::1], int16[:,::1], float64[::1])")
def sum_wanted(
    places: int, block: int, inputs: Any, macro: Any, chains: Any, numbers: Any, labels: Any, wanted: Any
) -> float:
    """What all enterprises would invest by themselves this year (万元); `wanted` is scratch of one block."""
    total = 0.0
    for first in range(0, places, block):
        stop = min(first + block, places)
        want_of_block(first, stop, 1.0, inputs, macro, chains, numbers, labels, wanted)
        for place in range(stop - first):
            total += wanted[place]
    return total


@kernel(
    "void(int64, int64, float64[::1], float64[::1], float64[:,::1], float64[::1], float64[:,::1], int16[:,::1],"
    " float64[::1])"
)
def place_imposed(
    places: int,
    block: int,
    inputs: Any,
    macro: Any,
    chains: Any,
    imposed: Any,
    numbers: Any,
    labels: Any,
    wanted: Any,
) -> None:
    """Where a year's investment is imposed: the factor on signings.

    Imposed money first scales the number of keyed projects, then what incumbents invest (model.md 3.3).
    """
    macro[plc.SIGNING_FACTOR] = 1.0
    asked = imposed[plc.IMPOSED_INVESTMENT]
    if asked < 0.0:
        return
    total = sum_wanted(places, block, inputs, macro, chains, numbers, labels, wanted)
    attracted = (
        macro[plc.USUAL_SIGNINGS]
        * macro[plc.SIGNING_GROWTH]
        * macro[plc.USUAL_CONTRACT]
        * usual_funds_share(inputs, macro)
    )
    if total + attracted > 0.0:
        macro[plc.SIGNING_FACTOR] = asked / (total + attracted)


@kernel(
    "void(int64, int64, int64, uint64, float64[::1], float64[::1], float64[:,::1], float64[::1], float64[:,::1],"
    " int16[:,::1], uint64[::1], float64[::1])"
)
def scale_incumbents(
    places: int,
    block: int,
    year: int,
    replicate: int,
    inputs: Any,
    macro: Any,
    chains: Any,
    imposed: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
    wanted: Any,
) -> None:
    """Factor on incumbents' investment that brings the year's total to what is imposed; 1 where nothing is.

    What projects have brought and what the year's upgrading costs comes off first: both are part of the total. `wanted` is
    scratch of one block.
    """
    macro[plc.INVESTMENT_FACTOR] = 1.0
    asked = imposed[plc.IMPOSED_INVESTMENT]
    if asked < 0.0:
        return
    row = key.row_key(replicate, year, purpose.UPGRADE)
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    rest = asked - macro[plc.ATTRACTED_FUNDS]
    for place in range(places):
        if upgrades(place, row, log_reference, inputs, chains, numbers, labels, keys):
            rest -= upgrade_cost(place, inputs, numbers)
    macro[plc.USUAL_INVESTMENT] = sum_wanted(places, block, inputs, macro, chains, numbers, labels, wanted)
    if macro[plc.USUAL_INVESTMENT] > 0.0:
        macro[plc.INVESTMENT_FACTOR] = max(rest, 0.0) / macro[plc.USUAL_INVESTMENT]


@kernel("void(float64[::1], float64[:,::1], float64[:,::1])")
def clear_investment(macro: Any, chains: Any, zones: Any) -> None:
    """Set the year's sums of incumbents' investment to nothing."""
    macro[plc.INCUMBENT_INVESTMENT] = 0.0
    macro[plc.UPGRADE_SPENDING] = 0.0
    for chain in range(chains.shape[1]):
        chains[plc.CHAIN_INVESTMENT, chain] = 0.0
    for zone in range(zones.shape[1]):
        zones[plc.ZONE_INVESTMENT, zone] = 0.0


@column_kernel("void(float64[::1], float64[::1], int16[::1], int16[::1], float64[::1], float64[:,::1], float64[:,::1])")
def add_investment(invested: Any, upgraded: Any, chain: Any, zone: Any, macro: Any, chains: Any, zones: Any) -> None:
    """Add what a block has invested to the sums of the region, of its chains and of its zones, in the order of places."""
    total = macro[plc.INCUMBENT_INVESTMENT]
    for place in range(invested.shape[0]):
        amount = invested[place]
        total += amount
        chains[plc.CHAIN_INVESTMENT, chain[place]] += amount + upgraded[place]
        zones[plc.ZONE_INVESTMENT, zone[place]] += amount + upgraded[place]
    macro[plc.INCUMBENT_INVESTMENT] = total
