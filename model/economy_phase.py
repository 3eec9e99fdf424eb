"""Chains, zones and the region's accounts: what a year starts from and what its books say at the end (model.md 3.1, 3.9)."""

from __future__ import annotations

from typing import Any

import numpy as np

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import series as ser
from model.compiled import column_kernel, kernel
from model.phases import BLOCK
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log
from model.randomness.distributions import one_normal_from_uniform
from model.rules import attraction, counting, economy, investment, titles


@kernel("void(uint64, float64[::1], float64[::1], float64[::1], float64[:,::1], float64[:,::1])")
def begin_economy(replicate: int, inputs: Any, macro: Any, zone_within: Any, chains: Any, zones: Any) -> None:
    """Clear the chains' and zones' state and draw what each keeps: drift, value-added rate, share of the zones."""
    for row in range(chains.shape[0]):
        for chain in range(chains.shape[1]):
            chains[row, chain] = 0.0
    for row in range(zones.shape[0]):
        for zone in range(zones.shape[1]):
            zones[row, zone] = 0.0
    macro[plc.LOG_CAPITAL_RATIO] = -log(inputs[inp.OUTPUT_PER_INVESTMENT] * inputs[inp.OUTPUT_REALISATION])
    macro[plc.SIGNING_FACTOR] = 1.0
    macro[plc.INVESTMENT_FACTOR] = 1.0
    drift_row = key.row_key(replicate, 0, purpose.CHAIN_DRIFT)
    rate_row = key.row_key(replicate, 0, purpose.CHAIN_VALUE_ADDED)
    spread = inputs[inp.VALUE_ADDED_RATE_CHAIN_SPREAD]
    for chain in range(chains.shape[1]):
        entity = key.entity_key(key.KIND_CHAIN, chain)
        drift = one_normal_from_uniform(key.uniform(drift_row, entity))
        rate = one_normal_from_uniform(key.uniform(rate_row, entity))
        chains[plc.CHAIN_DRIFT, chain] = inputs[inp.CHAIN_GROWTH_SPREAD] * drift
        chains[plc.VALUE_ADDED_RATE, chain] = inputs[inp.VALUE_ADDED_RATE] * exp(spread * rate - 0.5 * spread * spread)
        chains[plc.MATCHING, chain] = inputs[inp.MATCHING_RATE_START]
        chains[plc.CHAIN_LEVEL, chain] = 1.0
    share = inputs[inp.PARAMETERS + inp.ZONE_SHARE]
    for zone in range(zones.shape[1]):
        zones[plc.ZONE_SHARE, zone] = share * zone_within[zone - 1] if zone > 0 else 1.0 - share
        zones[plc.ZONE_LEVEL, zone] = 1.0


@kernel("void(float64[::1], float64[::1], float64[:,::1], float64[:,::1])")
def prepare_year(inputs: Any, macro: Any, chains: Any, levers: Any) -> None:
    """What the year's mechanisms read of each chain: growth, research, investment, adoption and application by lever.

    `levers` is float64[LEVERS, chains + 1], those of the year.
    """
    region = chains.shape[1]
    usual = (
        inputs[inp.REAL_GROWTH_ABOVE_SCALE]
        + inputs[inp.ORGANIC_GROWTH_OFFSET]
        - min(macro[plc.ATTRACTED_GROWTH], inputs[inp.ATTRACTED_GROWTH_LIMIT])
        + macro[plc.PRODUCER_PRICE]
    )
    macro[plc.COMMON_GROWTH] = usual
    # Usual signings grow by an elasticity with output, so what they add weighs less (or more) as the region grows as usual. The
    # usual path is taken, not the realised one: a policy that attracts more must not thereby move what is taken out.
    macro[plc.ATTRACTED_GROWTH] *= exp(
        (inputs[inp.SIGNING_GROWTH_ELASTICITY] - 1.0)
        * (inputs[inp.REAL_GROWTH_ABOVE_SCALE] + inputs[inp.PRODUCER_PRICE_MEAN])
    )
    for chain in range(region):
        chains[plc.NEW_PRODUCERS_1, chain] = chains[plc.NEW_PRODUCERS, chain]
        chains[plc.NEW_PRODUCERS, chain] = 0.0
        chief = levers[plc.CHAIN_CHIEF, chain] + levers[plc.CHAIN_CHIEF, region]
        before = chains[plc.MATCHING, chain]
        matching = min(inputs[inp.MATCHING_RATE_START] + inputs[inp.EFFECT_CHAIN_MATCHING] * chief, 1.0)
        chains[plc.MATCHING, chain] = matching
        growth = chains[plc.CHAIN_SHOCK, chain] + chains[plc.CHAIN_DRIFT, chain]
        if chains[plc.LEADER_REVENUE, chain] >= inputs[inp.LEADER_REVENUE_LINE]:
            growth += economy.leader_pull(
                chains[plc.LEADER_GROWTH, chain], usual, matching, inputs[inp.LEADER_PULL]
            ) + economy.matching_gain(
                matching - before,
                chains[plc.LEADER_REVENUE, chain],
                chains[plc.CHAIN_REVENUE, chain],
                chains[plc.VALUE_ADDED_RATE, chain],
            )
        training = levers[plc.TRAINING, chain] + levers[plc.TRAINING, region]
        chains[plc.GROWTH_TERM, chain] = growth + inputs[inp.EFFECT_TRAINING] * training
        support = levers[plc.RESEARCH_SUPPORT, chain] + levers[plc.RESEARCH_SUPPORT, region]
        spread = chains[plc.TITLED_SHARE, chain] - chains[plc.TITLED_SHARE_AT_START, chain]
        chains[plc.RESEARCH_LIFT, chain] = support + inputs[inp.KNOWLEDGE_SPREAD] * spread
        subsidy = levers[plc.INDUSTRIAL_INVESTMENT, chain] + levers[plc.INDUSTRIAL_INVESTMENT, region]
        chains[plc.CAPITAL_LIFT, chain] = inputs[inp.EFFECT_INDUSTRIAL_INVESTMENT] * subsidy
        finance = levers[plc.FINANCE, chain] + levers[plc.FINANCE, region]
        adjustment = inputs[inp.INVESTMENT_ADJUSTMENT]
        if finance != 0.0:
            adjustment = attraction.shifted_probability(adjustment, inputs[inp.EFFECT_FINANCE_INVESTMENT] * finance)
        chains[plc.ADJUSTMENT, chain] = adjustment
        subsidy = levers[plc.UPGRADING_SUBSIDY, chain] + levers[plc.UPGRADING_SUBSIDY, region]
        chains[plc.UPGRADE_HAZARD_FACTOR, chain] = exp(inputs[inp.EFFECT_UPGRADING_SUBSIDY] * subsidy)
        digital = levers[plc.DIGITAL_PROGRAMME, chain] + levers[plc.DIGITAL_PROGRAMME, region]
        chains[plc.DIGITAL_FACTOR, chain] = exp(inputs[inp.EFFECT_DIGITAL_PROGRAMME] * digital)
        green = levers[plc.GREEN_PROGRAMME, chain] + levers[plc.GREEN_PROGRAMME, region]
        chains[plc.GREEN_FACTOR, chain] = exp(inputs[inp.EFFECT_GREEN_PROGRAMME] * green)
        listing = levers[plc.LISTING_SUPPORT, chain] + levers[plc.LISTING_SUPPORT, region]
        chains[plc.LISTING_FACTOR, chain] = exp(inputs[inp.EFFECT_LISTING_SUPPORT] * listing)
        service = levers[plc.CULTIVATION_SERVICE, chain] + levers[plc.CULTIVATION_SERVICE, region]
        awards = levers[plc.TITLE_AWARDS, chain] + levers[plc.TITLE_AWARDS, region]
        for title in range(col.TITLES):
            rate = inputs[inp.APPLICATION + title]
            if awards != 0.0:
                rate = attraction.shifted_probability(rate, inputs[inp.EFFECT_TITLE_AWARDS] * awards)
            chains[plc.APPLICATION_RATE + title, chain] = titles.apply_probability(rate, service)


@column_kernel("void(float64[::1], float64[::1])")
def capital_of_block(log_capital: Any, capital: Any) -> None:
    """Capital (万元) of a block."""
    for place in range(capital.shape[0]):
        capital[place] = exp(log_capital[place])


@kernel(
    "void(int64, int64, int64, float64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,::1], int16[:,::1],"
    " float64[::1], float64[::1])"
)
def count_block(
    first: int,
    stop: int,
    year: int,
    inputs: Any,
    macro: Any,
    chains: Any,
    zones: Any,
    numbers: Any,
    labels: Any,
    capitals: Any,
    outcome: Any,
) -> None:
    """Add a block to the sums of `count_places`; `capitals` holds its capital."""
    region = chains.shape[1]
    zone_base = ser.SERIES + region * ser.CHAIN_SERIES
    ratio = exp(macro[plc.LOG_CAPITAL_RATIO])
    slack = exp(inputs[inp.IDLE_BAND])
    for place in range(first, stop):
        if labels[col.ALIVE, place] == 0:
            continue
        chain = labels[col.CHAIN, place]
        zone = labels[col.ZONE, place]
        own_chain = ser.SERIES + chain * ser.CHAIN_SERIES
        own_zone = zone_base + zone * ser.ZONE_SERIES
        revenue = numbers[col.REVENUE, place]
        capital = capitals[place - first]
        added = revenue * chains[plc.VALUE_ADDED_RATE, chain]
        outcome[ser.CAPITAL] += capital
        outcome[ser.IDLE_CAPITAL] += investment.idle_capital(capital, revenue * ratio, slack)
        outcome[ser.VALUE_ADDED] += added
        outcome[own_chain + ser.CHAIN_OUTPUT] += revenue
        outcome[own_chain + ser.CHAIN_VALUE_ADDED] += added
        outcome[own_chain + ser.CHAIN_ENTERPRISES] += 1.0
        outcome[own_zone + ser.ZONE_OUTPUT] += revenue
        outcome[own_zone + ser.ZONE_VALUE_ADDED] += added
        outcome[own_zone + ser.ZONE_ENTERPRISES] += 1.0
        if labels[col.ORIGIN, place] == col.ATTRACTED:
            outcome[ser.ATTRACTED_ENTERPRISES] += 1.0
        if revenue > chains[plc.LEADER_REVENUE, chain]:
            earlier = numbers[col.REVENUE_1, place]
            chains[plc.LEADER_REVENUE, chain] = revenue
            chains[plc.LEADER_GROWTH, chain] = log(revenue / earlier) if earlier > 0.0 else macro[plc.COMMON_GROWTH]
        adopted = labels[col.ADOPTED, place]
        above = labels[col.ABOVE_SCALE, place] == 1
        status = 0
        left = adopted
        while left != 0:
            if left & 1:
                outcome[ser.ADOPTERS + status] += 1.0
                if above:
                    outcome[ser.ABOVE_SCALE_ADOPTERS + status] += 1.0
            left >>= 1
            status += 1
        if revenue >= inputs[inp.LEADER_REVENUE_LINE]:
            outcome[ser.CHAIN_LEADERS] += 1.0
        if above:
            outcome[ser.ABOVE_SCALE_VALUE_ADDED] += added
            outcome[own_chain + ser.CHAIN_ABOVE_SCALE] += 1.0
            outcome[own_zone + ser.ZONE_ABOVE_SCALE] += 1.0
            if labels[col.EMERGING_FIELD, place] == 1:
                outcome[ser.EMERGING_VALUE_ADDED] += added
            if adopted & (1 << col.HIGH_TECHNOLOGY):
                outcome[ser.HIGH_TECHNOLOGY_VALUE_ADDED] += added
            if labels[col.RESEARCH_INSTITUTION, place] > 0 and numbers[col.RESEARCH_INTENSITY, place] > 0.0:
                outcome[ser.RESEARCH_INSTITUTIONS] += 1.0
        held = counting.titles_held(labels, place, year)
        if held != 0:
            for title in range(col.SME_TITLES):
                if held & counting.nested_titles(title, False):
                    outcome[own_chain + ser.CHAIN_TITLES + title] += 1.0


@kernel(
    "void(int64, int64, float64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,::1], int16[:,::1],"
    " float64[::1])",
    allocates=True,
)
def count_places(
    places: int,
    year: int,
    inputs: Any,
    macro: Any,
    chains: Any,
    zones: Any,
    numbers: Any,
    labels: Any,
    outcome: Any,
) -> None:
    """Sum over the enterprises, in the order of places: by chain, by zone, by field and by status."""
    for row in (plc.CHAIN_REVENUE, plc.LEADER_REVENUE, plc.LEADER_GROWTH, plc.TITLED_SHARE):
        chains[row, :] = 0.0
    capitals = np.empty(BLOCK)
    for first in range(0, places, BLOCK):
        stop = min(first + BLOCK, places)
        capital_of_block(numbers[col.LOG_CAPITAL, first:stop], capitals[: stop - first])
        count_block(first, stop, year, inputs, macro, chains, zones, numbers, labels, capitals, outcome)
    for chain in range(chains.shape[1]):
        own_chain = ser.SERIES + chain * ser.CHAIN_SERIES
        chains[plc.CHAIN_REVENUE, chain] = outcome[own_chain + ser.CHAIN_OUTPUT]
        above_scale = outcome[own_chain + ser.CHAIN_ABOVE_SCALE]
        if above_scale > 0.0:
            chains[plc.TITLED_SHARE, chain] = outcome[own_chain + ser.CHAIN_TITLES + col.SRDI] / above_scale


@kernel(
    "void(int64, boolean, uint64, int64, float64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[::1],"
    " float64[::1])"
)
def close_books(
    year: int,
    starts: bool,
    replicate: int,
    break_year: int,
    inputs: Any,
    macro: Any,
    chains: Any,
    zones: Any,
    imposed: Any,
    outcome: Any,
) -> None:
    """The region's accounts of the year from its sums; at the start also the levels that the baseline states."""
    region = chains.shape[1]
    figures = inputs[inp.PARAMETERS :]
    zone_base = ser.SERIES + region * ser.CHAIN_SERIES
    added = outcome[ser.VALUE_ADDED]
    above = outcome[ser.ABOVE_SCALE_VALUE_ADDED]
    share = inputs[inp.MANUFACTURING_SHARE_OF_INDUSTRY]
    outcome[ser.MANUFACTURING_VALUE_ADDED] = share * added
    if starts:
        macro[plc.VALUE_ADDED_LEVEL] = 1.0
        macro[plc.ABOVE_SCALE_LEVEL] = 1.0
        if figures[inp.INDUSTRY_VALUE_ADDED] > 0.0 and added > 0.0:
            macro[plc.VALUE_ADDED_LEVEL] = figures[inp.INDUSTRY_VALUE_ADDED] / added
            macro[plc.ABOVE_SCALE_LEVEL] = macro[plc.VALUE_ADDED_LEVEL]
        if figures[inp.ABOVE_SCALE_VALUE_ADDED] > 0.0 and above > 0.0:
            macro[plc.ABOVE_SCALE_LEVEL] = figures[inp.ABOVE_SCALE_VALUE_ADDED] / above
            if figures[inp.INDUSTRY_VALUE_ADDED] <= 0.0:
                macro[plc.VALUE_ADDED_LEVEL] = macro[plc.ABOVE_SCALE_LEVEL]
        for chain in range(region):
            stated = inputs[inp.LEVELS + chain]
            own = outcome[ser.SERIES + chain * ser.CHAIN_SERIES + ser.CHAIN_OUTPUT]
            if stated > 0.0 and own > 0.0:
                chains[plc.CHAIN_LEVEL, chain] = stated / own
        for zone in range(zones.shape[1]):
            stated = inputs[inp.LEVELS + region + zone]
            own = outcome[zone_base + zone * ser.ZONE_SERIES + ser.ZONE_OUTPUT]
            if stated > 0.0 and own > 0.0:
                zones[plc.ZONE_LEVEL, zone] = stated / own
        # Usual growth contains usual attraction: what it adds is taken out of incumbents' own growth.
        new_output = (
            macro[plc.USUAL_SIGNINGS]
            * macro[plc.USUAL_CONTRACT]
            * macro[plc.DELIVERED_SHARE]
            * macro[plc.MONEY_CONVERSION]
            * inputs[inp.PRODUCTION_CONVERSION]
            * exp(-macro[plc.LOG_CAPITAL_RATIO])
        )
        base = outcome[ser.TOTAL_REVENUE]
        macro[plc.REVENUE_AT_START] = base
        macro[plc.ATTRACTED_GROWTH] = log(1.0 + new_output / base) if base > 0.0 else 0.0
        for chain in range(region):
            chains[plc.TITLED_SHARE_AT_START, chain] = chains[plc.TITLED_SHARE, chain]
    # A level published before the census of 2023 stands above what is published after it (facts.md row 50).
    stated_before = figures[inp.INDUSTRY_VALUE_ADDED] > 0.0 or figures[inp.ABOVE_SCALE_VALUE_ADDED] > 0.0
    broken = stated_before and year >= break_year
    level_break = inputs[inp.CENSUS_BREAK] if broken else 1.0
    outcome[ser.PUBLISHED_VALUE_ADDED] = added * macro[plc.VALUE_ADDED_LEVEL] * level_break
    outcome[ser.PUBLISHED_ABOVE_SCALE_VALUE_ADDED] = above * macro[plc.ABOVE_SCALE_LEVEL] * level_break
    outcome[ser.PUBLISHED_MANUFACTURING_VALUE_ADDED] = share * outcome[ser.PUBLISHED_VALUE_ADDED]
    if starts:
        whole = figures[inp.GDP]
        if whole <= 0.0:
            whole = outcome[ser.PUBLISHED_VALUE_ADDED] / inputs[inp.INDUSTRY_SHARE_OF_GDP]
        # What is left cannot be less than a tenth of all: a region of nothing but industry is an error of the figures.
        macro[plc.NON_MANUFACTURING] = max(whole - outcome[ser.PUBLISHED_MANUFACTURING_VALUE_ADDED], 0.1 * whole)
    else:
        macro[plc.NON_MANUFACTURING] *= exp(inputs[inp.NON_MANUFACTURING_GROWTH] + inputs[inp.NON_MANUFACTURING_PRICE])
        if above > 0.0 and macro[plc.ABOVE_SCALE_VALUE_ADDED_1] > 0.0:
            real = log(above / macro[plc.ABOVE_SCALE_VALUE_ADDED_1]) - macro[plc.PRODUCER_PRICE]
            row = key.row_key(replicate, year, purpose.REPORTING_NOISE)
            noise = one_normal_from_uniform(key.uniform(row, key.entity_key(key.KIND_WORLD, 0)))
            outcome[ser.REAL_GROWTH] = real
            outcome[ser.REPORTED_GROWTH] = (
                real + inputs[inp.REPORTED_GROWTH_BIAS] + inputs[inp.REPORTED_GROWTH_NOISE] * noise
            )
        incumbent = macro[plc.INCUMBENT_INVESTMENT]
        outcome[ser.INCUMBENT_INVESTMENT] = incumbent + macro[plc.UPGRADE_SPENDING]
        outcome[ser.RENOVATION_INVESTMENT] = inputs[inp.RENOVATION_SHARE] * incumbent + macro[plc.UPGRADE_SPENDING]
        outcome[ser.INDUSTRIAL_INVESTMENT] = outcome[ser.INCUMBENT_INVESTMENT] + outcome[ser.ATTRACTED_INVESTMENT]
        asked = imposed[plc.IMPOSED_INVESTMENT]
        if asked >= 0.0:
            outcome[ser.UNPLACED_INVESTMENT] = max(asked - outcome[ser.INDUSTRIAL_INVESTMENT], 0.0)
    macro[plc.ABOVE_SCALE_VALUE_ADDED_1] = above
    outcome[ser.GDP] = macro[plc.NON_MANUFACTURING] + outcome[ser.PUBLISHED_MANUFACTURING_VALUE_ADDED]
    for chain in range(region):
        own = ser.SERIES + chain * ser.CHAIN_SERIES
        outcome[own + ser.CHAIN_OUTPUT] *= chains[plc.CHAIN_LEVEL, chain]
        outcome[own + ser.CHAIN_VALUE_ADDED] *= chains[plc.CHAIN_LEVEL, chain]
        outcome[own + ser.CHAIN_INVESTMENT] = chains[plc.CHAIN_INVESTMENT, chain] + outcome[own + ser.CHAIN_FUNDS]
    for zone in range(zones.shape[1]):
        own = zone_base + zone * ser.ZONE_SERIES
        outcome[own + ser.ZONE_OUTPUT] *= zones[plc.ZONE_LEVEL, zone]
        outcome[own + ser.ZONE_VALUE_ADDED] *= zones[plc.ZONE_LEVEL, zone]
        outcome[own + ser.ZONE_INVESTMENT] = zones[plc.ZONE_INVESTMENT, zone] + outcome[own + ser.ZONE_FUNDS]
