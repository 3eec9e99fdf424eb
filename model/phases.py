"""The phases of a year as compiled loops over columns; `year.py` says in which order they run.

A column kernel takes the columns it reads and writes, a block of places at a time, so that a block stays in the nearest
cache while one rule after another passes over it, and so that the loop vectorises. Free places hold harmless values and are
told apart by their flag, not by a branch.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import projects as prj
from model import series as ser
from model.compiled import column_kernel, kernel
from model.identity import ATTRACTED, CELLS_A_YEAR, PROJECTS_A_CELL, SIZES, START_UPS_A_CELL, ZONES
from model.population import clear_place, give_character, research_of_block, row_of
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log, square_root
from model.randomness.distributions import (
    normal_from_uniform,
    one_normal_from_uniform,
    poisson_from_uniform,
)
from model.randomness.subbotin import subbotin_from_uniform
from model.rules import counting, entry_exit, growth, investment, research

# Places in a block; a block's columns fit the nearest cache.
BLOCK: Final = 256
PROJECTS_A_ZONE: Final = SIZES * PROJECTS_A_CELL


@kernel("void(int64, uint64, float64[::1], float64[::1], float64[:,::1], float64[::1])")
def move_macro(year: int, replicate: int, inputs: Any, macro: Any, chains: Any, outcome: Any) -> None:
    """Draw the year's producer prices, the region's shock and each chain's shock; niche markets grow with the nation."""
    price_mean = inputs[inp.PRODUCER_PRICE_MEAN]
    persistence = inputs[inp.PRODUCER_PRICE_PERSISTENCE]
    world = key.entity_key(key.KIND_WORLD, 0)
    draw = one_normal_from_uniform(key.uniform(key.row_key(replicate, year, purpose.PRODUCER_PRICE), world))
    innovation = inputs[inp.PRODUCER_PRICE_SPREAD] * square_root(1.0 - persistence * persistence)
    macro[plc.PRODUCER_PRICE] = price_mean + persistence * (macro[plc.PRODUCER_PRICE] - price_mean) + innovation * draw
    macro[plc.NICHE_MARKET_1] = macro[plc.NICHE_MARKET]
    macro[plc.NICHE_MARKET] *= exp(inputs[inp.REAL_GROWTH_ABOVE_SCALE] + macro[plc.PRODUCER_PRICE])
    common = inputs[inp.COMMON_SHOCK_SPREAD]
    extra = inputs[inp.COUNTY_SHOCK_EXTRA_SPREAD]
    persistence = inputs[inp.COMMON_SHOCK_PERSISTENCE]
    remaining = square_root(1.0 - persistence * persistence)
    draw = one_normal_from_uniform(key.uniform(key.row_key(replicate, year, purpose.REGION_SHOCK), world))
    macro[plc.REGION_SHOCK] = (
        persistence * macro[plc.REGION_SHOCK] + remaining * square_root(common * common + extra * extra) * draw
    )
    row = key.row_key(replicate, year, purpose.CHAIN_SHOCK)
    for chain in range(chains.shape[1]):
        draw = one_normal_from_uniform(key.uniform(row, key.entity_key(key.KIND_CHAIN, chain)))
        chains[plc.CHAIN_SHOCK, chain] = (
            persistence * chains[plc.CHAIN_SHOCK, chain] + remaining * inputs[inp.CHAIN_SHOCK_SPREAD] * draw
        )
    outcome[ser.PRODUCER_PRICE_CHANGE] = macro[plc.PRODUCER_PRICE]


@column_kernel("void(float64[::1], float64[::1], float64[::1], float64[::1])")
def move_back(now: Any, back_1: Any, back_2: Any, back_3: Any) -> None:
    """What was this year's becomes last year's, and so on."""
    for place in range(now.shape[0]):
        back_3[place] = back_2[place]
        back_2[place] = back_1[place]
        back_1[place] = now[place]


@column_kernel(
    "void(int64, uint64, float64, float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1],"
    " uint64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], int16[::1], int16[::1], int16[::1],"
    " int16[::1], int16[::1], int16[::1])"
)
def grow(
    last_year: int,
    row: int,
    log_line: float,
    inputs: Any,
    macro: Any,
    chain_terms: Any,
    noise_by_age: Any,
    ramp_by_age: Any,
    noise_table: Any,
    keys: Any,
    log_revenue: Any,
    revenue: Any,
    growth_noise: Any,
    quality: Any,
    log_capital: Any,
    alive: Any,
    chain: Any,
    origin: Any,
    founding_year: Any,
    srdi_expiry: Any,
    little_giant_expiry: Any,
) -> None:
    """Let the revenue of a block grow by a year; what a project founded ramps up besides."""
    capacity_effect = inputs[inp.CAPACITY_GROWTH_EFFECT]
    absorption = inputs[inp.ABSORPTION_LIMIT]
    log_ratio = macro[plc.LOG_CAPITAL_RATIO]
    common = macro[plc.COMMON_GROWTH] + macro[plc.REGION_SHOCK]
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    reversion = inputs[inp.MEAN_REVERSION]
    below_offset = inputs[inp.SUBSCALE_GROWTH_OFFSET]
    quality_effect = inputs[inp.QUALITY_GROWTH_EFFECT]
    title_effect = inputs[inp.TITLE_GROWTH_EFFECT]
    autocorrelation = inputs[inp.GROWTH_AUTOCORRELATION]
    scale = inputs[inp.GROWTH_NOISE_SCALE]
    exponent = inputs[inp.NOISE_SIZE_EXPONENT]
    variance = macro[plc.NOISE_VARIANCE]
    fourth_cumulant = macro[plc.NOISE_FOURTH_CUMULANT]
    for place in range(keys.shape[0]):
        before = log_revenue[place]
        age = min(max(last_year - founding_year[place], 0), plc.AGES - 1)
        titled = max(srdi_expiry[place], little_giant_expiry[place]) >= last_year
        expected = growth.expected_growth(
            before,
            common,
            chain_terms[chain[place]],
            log_reference,
            reversion,
            below_offset if before < log_line else 0.0,
            quality[place],
            quality_effect,
            title_effect if titled else 0.0,
        )
        expected += investment.capacity_growth(before, log_capital[place], log_ratio, capacity_effect, absorption)
        expected += ramp_by_age[age] if origin[place] == col.ATTRACTED else 0.0
        spread = growth.noise_spread(before, noise_by_age[age], scale, exponent)
        noise = subbotin_from_uniform(key.uniform(row, keys[place]), noise_table)
        realised = growth.realised_growth(
            expected, spread, noise, growth_noise[place], autocorrelation, variance, fourth_cumulant
        )
        after = growth.next_log_revenue(before, realised)
        growth_noise[place] = spread * noise
        log_revenue[place] = after
        revenue[place] = exp(after) * alive[place]


@column_kernel(
    "void(int64, uint64, float64[::1], float64[::1], uint64[::1], float64[::1], float64[::1], float64[::1], float64[::1],"
    " float64[::1], int16[::1], int16[::1], int16[::1], int16[::1])"
)
def do_research(
    last_year: int,
    row: int,
    chain_lifts: Any,
    inputs: Any,
    keys: Any,
    deviation: Any,
    intensity: Any,
    quality: Any,
    propensity: Any,
    log_revenue: Any,
    alive: Any,
    chain: Any,
    srdi_expiry: Any,
    little_giant_expiry: Any,
) -> None:
    """Move a block's research intensity on by a year; titles, support and knowledge of the chain lift it."""
    persistence = inputs[inp.RESEARCH_PERSISTENCE]
    correlation = inputs[inp.QUALITY_RESEARCH_CORRELATION]
    own_spread = inputs[inp.RESEARCH_INTENSITY_SPREAD] * square_root(1.0 - correlation * correlation)
    innovation = own_spread * square_root(1.0 - persistence * persistence)
    loading = inputs[inp.RESEARCH_INTENSITY_SPREAD] * correlation
    log_norm = log(inputs[inp.RESEARCH_INTENSITY_MEDIAN])
    title_effect = inputs[inp.TITLE_RESEARCH_EFFECT]
    active_share = inputs[inp.RESEARCH_ACTIVE_SHARE]
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    elasticity = inputs[inp.RESEARCH_SIZE_ELASTICITY]
    for place in range(keys.shape[0]):
        draw = normal_from_uniform(key.uniform(row, keys[place]))
        moved = research.next_deviation(deviation[place], persistence, innovation, draw)
        deviation[place] = moved
        titled = max(srdi_expiry[place], little_giant_expiry[place]) >= last_year
        lift = chain_lifts[chain[place]] + (title_effect if titled else 0.0)
        active = research.does_research(propensity[place], log_revenue[place], log_reference, active_share, elasticity)
        amount = research.intensity(log_norm, quality[place], loading, moved, lift)
        intensity[place] = amount if active and alive[place] == 1 else 0.0


@kernel("void(uint64, float64[::1], uint64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1])")
def file_patents(
    row: int,
    inputs: Any,
    keys: Any,
    intensity_2: Any,
    revenue_2: Any,
    intensity_3: Any,
    revenue_3: Any,
    patents: Any,
) -> None:
    """New Class-I patents from the research of two to three years before."""
    lag = inputs[inp.PATENT_LAG]
    per_million = inputs[inp.PATENTS_PER_MILLION]
    for place in range(keys.shape[0]):
        if intensity_2[place] + intensity_3[place] > 0.0:
            expected = research.expected_patents(
                intensity_2[place] * revenue_2[place], intensity_3[place] * revenue_3[place], lag, per_million
            )
            patents[place] += float(poisson_from_uniform(key.uniform(row, keys[place]), expected))


@kernel("void(int64, int64, boolean, float64[::1])")
def count_changes(held: int, holds: int, national_is_provincial: bool, outcome: Any) -> None:
    """Count the additions and losses of one enterprise whose set of titles goes from `held` to `holds`."""
    for title in range(col.TITLES + 1):
        counted = counting.nested_titles(title, national_is_provincial)
        before = (held & counted) != 0
        now = (holds & counted) != 0
        base = title * ser.TITLE_SERIES
        if before and not now:
            outcome[base + ser.LOSSES] += 1.0
        if now and not before:
            outcome[base + ser.ADDITIONS] += 1.0


@column_kernel(
    "void(int64, uint64, float64[::1], float64[::1], uint64[::1], float64[::1], int16[::1], int16[::1], int16[::1])"
)
def mark_closures(
    year: int,
    row: int,
    inputs: Any,
    exit_by_age: Any,
    keys: Any,
    log_revenue: Any,
    alive: Any,
    founding_year: Any,
    closes: Any,
) -> None:
    """Say for a block which enterprises close this year."""
    log_median = log(inputs[inp.MEDIAN_REVENUE])
    young = inputs[inp.YOUNG_EXIT_HAZARD]
    elasticity = inputs[inp.EXIT_SIZE_ELASTICITY]
    for place in range(keys.shape[0]):
        age = min(max(year - founding_year[place], 0), plc.AGES - 1)
        hazard = entry_exit.exit_hazard(log_revenue[place], log_median, exit_by_age[age], young, elasticity)
        closes[place] = alive[place] if key.uniform(row, keys[place]) < hazard else np.int16(0)


@kernel(
    "void(int64, int64, int64, boolean, int16[::1], float64[:,::1], int16[:,::1], int64[::1], uint64[::1], float64[::1])"
)
def close_marked(
    first: int,
    stop: int,
    year: int,
    national_is_provincial: bool,
    closes: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
    outcome: Any,
) -> None:
    """Close what is marked; what an enterprise held is lost with it."""
    for place in range(first, stop):
        if closes[place - first] == 0:
            continue
        outcome[ser.ENTERPRISES_CLOSED] += 1.0
        if labels[col.ABOVE_SCALE, place] == 1:
            outcome[ser.ABOVE_SCALE_LOSSES] += 1.0
        held = counting.titles_held(labels, place, year - 1)
        if held != 0:
            count_changes(held, 0, national_is_provincial, outcome)
        clear_place(place, numbers, labels, identities, keys)


@column_kernel("void(float64, int64, float64[::1], int16[::1], int16[::1], float64[::1])")
def classify(line: float, zone_base: int, last_revenue: Any, above_scale: Any, zone: Any, outcome: Any) -> None:
    """规上 of the year follows from last year's revenue; `zone_base` is where the zones' series begin in `outcome`."""
    additions = 0
    losses = 0
    for place in range(last_revenue.shape[0]):
        before = above_scale[place]
        now = np.int16(1) if last_revenue[place] >= line else np.int16(0)
        above_scale[place] = now
        additions += 1 if now > before else 0
        losses += 1 if now < before else 0
        if now > before:
            outcome[zone_base + zone[place] * ser.ZONE_SERIES + ser.ZONE_ABOVE_SCALE_ADDITIONS] += 1.0
    outcome[ser.ABOVE_SCALE_ADDITIONS] += float(additions)
    outcome[ser.ABOVE_SCALE_LOSSES] += float(losses)


@column_kernel("void(float64, float64, uint64, uint64[::1], float64[::1], float64[::1])")
def draw_start_up_sizes(log_median: float, spread: float, row: int, keys: Any, log_revenue: Any, revenue: Any) -> None:
    """First-year revenue of a block of start-ups."""
    for place in range(keys.shape[0]):
        draw = normal_from_uniform(key.uniform(row, keys[place]))
        size = max(log_median + spread * draw, growth.LOG_REVENUE_FLOOR)
        log_revenue[place] = size
        revenue[place] = exp(size)


@kernel("int64(int64, int16[:,::1])")
def count_free(places: int, labels: Any) -> int:
    """Number of places that closures have left free."""
    taken = 0
    for place in range(places):
        taken += labels[col.ALIVE, place]
    return places - taken


@kernel(
    "int64(int64, int64, int64, int64, int64, float64[::1], float64[::1], uint64[::1], float64[:,::1], int64[:,::1],"
    " float64[:,::1], int16[:,::1], int64[::1], uint64[::1])"
)
def equip_newly_founded(
    first: int,
    stop: int,
    start_ups: int,
    year: int,
    project: int,
    inputs: Any,
    macro: Any,
    rows: Any,
    project_numbers: Any,
    project_identities: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
) -> int:
    """Give those at `first` up to `stop`, of known identity and key, all that they are born with.

    Those before `start_ups` are start-ups, the others were founded by projects, the last by `project` or one before it;
    returns the number of the project that founded the first of them.
    """
    start_ups = min(max(start_ups, first), stop)
    for number in range(numbers.shape[0]):
        for place in range(first, stop):
            numbers[number, place] = 0.0
    for place in range(first, stop):
        is_start_up = place < start_ups
        cell = (
            identities[place] // START_UPS_A_CELL if is_start_up else (identities[place] - ATTRACTED) // PROJECTS_A_ZONE
        )
        labels[col.FOUNDING_YEAR, place] = year
        labels[col.ZONE, place] = cell % ZONES
        labels[col.CHAIN, place] = cell // ZONES % CELLS_A_YEAR
        labels[col.ORIGIN, place] = col.START_UP if is_start_up else col.ATTRACTED
    give_character(first, stop, inputs, rows, numbers, labels, keys)
    draw_start_up_sizes(
        log(inputs[inp.MEDIAN_REVENUE] * inputs[inp.START_UP_REVENUE_RATIO]),
        inputs[inp.START_UP_REVENUE_SPREAD],
        row_of(rows, purpose.POPULATION_REVENUE),
        keys[first:start_ups],
        numbers[col.LOG_REVENUE, first:start_ups],
        numbers[col.REVENUE, first:start_ups],
    )
    for place in range(first, start_ups):
        numbers[col.LOG_CAPITAL, place] = numbers[col.LOG_REVENUE, place] + macro[plc.LOG_CAPITAL_RATIO]
    for place in range(stop - 1, start_ups - 1, -1):
        while project_identities[prj.ENTERPRISE, project] != identities[place]:
            project -= 1
        size = log(project_numbers[prj.CAPACITY, project] * inputs[inp.CAPACITY_RAMP_FIRST])
        size = max(size, growth.LOG_REVENUE_FLOOR)
        numbers[col.LOG_REVENUE, place] = size
        numbers[col.REVENUE, place] = exp(size)
        numbers[col.LOG_CAPITAL, place] = log(project_numbers[prj.FUNDS_IN_PLACE, project])
    research_of_block(
        inputs,
        numbers[col.LOG_REVENUE, first:stop],
        numbers[col.MANAGEMENT_QUALITY, first:stop],
        numbers[col.RESEARCH_PROPENSITY, first:stop],
        numbers[col.RESEARCH_DEVIATION, first:stop],
        numbers[col.RESEARCH_INTENSITY, first:stop],
    )
    return project


@kernel(
    "int64(int64, int64, uint64, float64[::1], float64[::1], float64[:,::1], float64[:,::1], uint64[::1], int64,"
    " float64[:,::1], int16[:,::1], int64[:,::1], float64[:,::1], int16[:,::1], int64[::1], uint64[::1], float64[::1])"
)
def found_enterprises(
    places: int,
    year: int,
    replicate: int,
    inputs: Any,
    macro: Any,
    chain_shares: Any,
    zones: Any,
    rows: Any,
    projects: int,
    project_numbers: Any,
    project_labels: Any,
    project_identities: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
    outcome: Any,
) -> int:
    """Found the year's start-ups, cell by cell, and what its projects found; returns the places now in use, or -1: too few.

    A cell's start-ups are numbered within it, and its count grows with its rate, so that the k-th start-up of a cell is the
    same enterprise whatever the other cells or a policy do. They are listed behind the others; the last of them take the places
    that closures have left free, block by block, so that no more room is ever touched than enterprises need.
    """
    figures = inputs[inp.PARAMETERS :]
    yearly = inputs[inp.FOUNDING_RATE] * figures[inp.INDUSTRIAL_ENTERPRISES]
    count_row = key.row_key(replicate, year, purpose.ENTRY_COUNT)
    stop = places
    for chain in range(chain_shares.shape[1]):
        for zone in range(zones.shape[1]):
            share = chain_shares[plc.SHARE, chain] * zones[plc.ZONE_SHARE, zone]
            cell = (year * CELLS_A_YEAR + chain) * ZONES + zone
            u = key.uniform(count_row, key.entity_key(key.KIND_CELL, cell))
            count = int(poisson_from_uniform(u, yearly * share))
            if stop + count > numbers.shape[1]:
                return -1
            for index in range(count):
                number = cell * START_UPS_A_CELL + index
                identities[stop] = number
                keys[stop] = key.entity_key(key.KIND_STARTUP, number)
                stop += 1
    start_ups = stop
    for project in range(projects):
        # One that came into production this year: its time of production is then the year itself.
        if (
            project_labels[prj.STAGE, project] == prj.PRODUCING
            and project_labels[prj.FOUNDS, project] == 1
            and project_numbers[prj.PRODUCTION_TIME, project] == float(year)
        ):
            if stop >= numbers.shape[1]:
                return -1
            number = project_identities[prj.OWN, project]
            identities[stop] = ATTRACTED + number
            project_identities[prj.ENTERPRISE, project] = ATTRACTED + number
            keys[stop] = key.entity_key(key.KIND_PROJECT, number)
            stop += 1
    outcome[ser.ENTERPRISES_FOUNDED] += float(stop - places)
    # Those that find no free place stay where they are listed; the block behind them is where the others are born.
    end = places + max(stop - places - count_free(places, labels), 0)
    project = projects - 1
    free = 0
    while stop > end:
        listed = max(stop - BLOCK, end)
        shift = listed - end
        own_identities = identities[shift:]
        own_keys = keys[shift:]
        born = stop - shift
        project = equip_newly_founded(
            end,
            born,
            start_ups - shift,
            year,
            project,
            inputs,
            macro,
            rows,
            project_numbers,
            project_identities,
            numbers,
            labels,
            own_identities,
            own_keys,
        )
        for place in range(born - 1, end - 1, -1):
            while labels[col.ALIVE, free] == 1:
                free += 1
            for row in range(numbers.shape[0]):
                numbers[row, free] = numbers[row, place]
            for row in range(labels.shape[0]):
                labels[row, free] = labels[row, place]
            identities[free] = own_identities[place]
            keys[free] = own_keys[place]
        stop = listed
    equip_newly_founded(
        places,
        end,
        start_ups,
        year,
        project,
        inputs,
        macro,
        rows,
        project_numbers,
        project_identities,
        numbers,
        labels,
        identities,
        keys,
    )
    return end


@column_kernel("void(float64[::1], float64[::1], float64[::1], int16[::1], int16[::1])")
def take_stock_of_block(outcome: Any, revenue: Any, intensity: Any, alive: Any, above_scale: Any) -> None:
    """Count and sum a block; sums run in the order of places."""
    enterprises = 0
    above = 0
    with_research = 0
    above_100_million = 0
    above_1_billion = 0
    above_5_billion = 0
    above_10_billion = 0
    for place in range(revenue.shape[0]):
        own = revenue[place]
        enterprises += alive[place]
        above += above_scale[place]
        with_research += above_scale[place] if intensity[place] > 0.0 else 0
        above_100_million += 1 if own >= plc.HUNDRED_MILLION else 0
        above_1_billion += 1 if own >= 10.0 * plc.HUNDRED_MILLION else 0
        above_5_billion += 1 if own >= 50.0 * plc.HUNDRED_MILLION else 0
        above_10_billion += 1 if own >= 100.0 * plc.HUNDRED_MILLION else 0
    outcome[ser.ENTERPRISES] += float(enterprises)
    outcome[ser.ABOVE_SCALE_COUNT] += float(above)
    outcome[ser.ABOVE_SCALE_WITH_RESEARCH] += float(with_research)
    outcome[ser.ABOVE_100_MILLION] += float(above_100_million)
    outcome[ser.ABOVE_1_BILLION] += float(above_1_billion)
    outcome[ser.ABOVE_5_BILLION] += float(above_5_billion)
    outcome[ser.ABOVE_10_BILLION] += float(above_10_billion)
    total = outcome[ser.TOTAL_REVENUE]
    above_total = outcome[ser.ABOVE_SCALE_REVENUE]
    spending = outcome[ser.ABOVE_SCALE_RESEARCH_SPENDING]
    for place in range(revenue.shape[0]):
        own = revenue[place]
        counted = own * above_scale[place]
        total += own
        above_total += counted
        spending += counted * intensity[place]
    outcome[ser.TOTAL_REVENUE] = total
    outcome[ser.ABOVE_SCALE_REVENUE] = above_total
    outcome[ser.ABOVE_SCALE_RESEARCH_SPENDING] = spending


@kernel("void(int64, int64, boolean, float64[:,::1], int16[:,::1], float64[::1])")
def take_stock(places: int, year: int, national_is_provincial: bool, numbers: Any, labels: Any, outcome: Any) -> None:
    """Count what stands at the end of the year."""
    for first in range(0, places, BLOCK):
        stop = min(first + BLOCK, places)
        take_stock_of_block(
            outcome,
            numbers[col.REVENUE, first:stop],
            numbers[col.RESEARCH_INTENSITY, first:stop],
            labels[col.ALIVE, first:stop],
            labels[col.ABOVE_SCALE, first:stop],
        )
    for place in range(places):
        held = counting.titles_held(labels, place, year)
        if held == 0:
            continue
        for title in range(col.TITLES + 1):
            base = title * ser.TITLE_SERIES
            nested = (held & counting.nested_titles(title, national_is_provincial)) != 0
            valid = nested if title == col.TITLES else (held & (1 << title)) != 0
            highest = valid and (title == col.TITLES or (held & counting.higher_titles(title)) == 0)
            outcome[base + ser.NESTED] += 1.0 if nested else 0.0
            outcome[base + ser.VALID] += 1.0 if valid else 0.0
            outcome[base + ser.HIGHEST] += 1.0 if highest else 0.0
