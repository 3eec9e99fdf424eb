"""The phases of a year as compiled loops over enterprises; `year.py` says in which order they run.

Loops run over blocks of places, so that a block's columns stay in the nearest cache while one rule after another passes over
them. Free places hold harmless values and are passed over by the flags, not by branches, where a loop is to vectorise.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import series as ser
from model.compiled import kernel
from model.identity import CELLS_A_YEAR, START_UPS_A_CELL, ZONES
from model.population import clear_places, give_character, research_intensity, row_of
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log, square_root
from model.randomness.distributions import normal_from_uniform, poisson_from_uniform, subbotin_from_uniform
from model.rules import counting, entry_exit, growth, research

# Places in a block; a block's columns fit the nearest cache.
BLOCK: Final = 256






@kernel("void(int64, uint64, float64[::1], float64[::1], float64[::1])")
def move_macro(year: int, replicate: int, inputs: Any, macro: Any, outcome: Any) -> None:
    """Draw the year's producer prices, the region's shock and each chain's shock; niche markets grow with the nation."""
    price_mean = inputs[inp.PRODUCER_PRICE_MEAN]
    persistence = inputs[inp.PRODUCER_PRICE_PERSISTENCE]
    world = key.entity_key(key.KIND_WORLD, 0)
    draw = normal_from_uniform(key.uniform(key.row_key(replicate, year, purpose.PRODUCER_PRICE), world))
    innovation = inputs[inp.PRODUCER_PRICE_SPREAD] * square_root(1.0 - persistence * persistence)
    macro[plc.PRODUCER_PRICE] = (
        price_mean + persistence * (macro[plc.PRODUCER_PRICE] - price_mean) + innovation * draw
    )
    macro[plc.NICHE_MARKET_1] = macro[plc.NICHE_MARKET]
    macro[plc.NICHE_MARKET] *= exp(inputs[inp.REAL_GROWTH_ABOVE_SCALE] + macro[plc.PRODUCER_PRICE])
    common = inputs[inp.COMMON_SHOCK_SPREAD]
    extra = inputs[inp.COUNTY_SHOCK_EXTRA_SPREAD]
    persistence = inputs[inp.COMMON_SHOCK_PERSISTENCE]
    remaining = square_root(1.0 - persistence * persistence)
    draw = normal_from_uniform(key.uniform(key.row_key(replicate, year, purpose.REGION_SHOCK), world))
    macro[plc.REGION_SHOCK] = (
        persistence * macro[plc.REGION_SHOCK] + remaining * square_root(common * common + extra * extra) * draw
    )
    row = key.row_key(replicate, year, purpose.CHAIN_SHOCK)
    for chain in range(macro.shape[0] - plc.FIRST_CHAIN_SHOCK):
        draw = normal_from_uniform(key.uniform(row, key.entity_key(key.KIND_CHAIN, chain)))
        place = plc.FIRST_CHAIN_SHOCK + chain
        macro[place] = persistence * macro[place] + remaining * inputs[inp.CHAIN_SHOCK_SPREAD] * draw
    outcome[ser.PRODUCER_PRICE_CHANGE] = macro[plc.PRODUCER_PRICE]


@kernel(
    "void(int64, int64, int64, uint64, float64[::1], float64[::1], float64[::1], float64[:,::1], float64[::1], float64[:,::1],"
    " int16[:,::1], uint64[::1])"
)
def grow(  # noqa: PLR0913 - one argument an array
    first: int,
    stop: int,
    year: int,
    row: int,
    inputs: Any,
    lines: Any,
    macro: Any,
    age_tables: Any,
    noise_table: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
) -> None:
    """Move a block's accounts on by a year and let revenue grow."""
    common = inputs[inp.REAL_GROWTH_ABOVE_SCALE] + macro[plc.PRODUCER_PRICE] + macro[plc.REGION_SHOCK]
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    log_line = log(lines[plc.ABOVE_SCALE_LINE])
    reversion = inputs[inp.MEAN_REVERSION]
    below_offset = inputs[inp.SUBSCALE_GROWTH_OFFSET]
    quality_effect = inputs[inp.QUALITY_GROWTH_EFFECT]
    title_effect = inputs[inp.TITLE_GROWTH_EFFECT]
    autocorrelation = inputs[inp.GROWTH_AUTOCORRELATION]
    scale = inputs[inp.GROWTH_NOISE_SCALE]
    exponent = inputs[inp.NOISE_SIZE_EXPONENT]
    variance = macro[plc.NOISE_VARIANCE]
    last_year = year - 1
    for place in range(first, stop):
        numbers[col.REVENUE_3, place] = numbers[col.REVENUE_2, place]
        numbers[col.REVENUE_2, place] = numbers[col.REVENUE_1, place]
        numbers[col.REVENUE_1, place] = numbers[col.REVENUE, place]
    for place in range(first, stop):
        log_revenue = numbers[col.LOG_REVENUE, place]
        age = min(max(last_year - labels[col.FOUNDING_YEAR, place], 1), plc.AGES - 1)
        titled = max(labels[col.EXPIRY + col.SRDI, place], labels[col.EXPIRY + col.LITTLE_GIANT, place]) >= last_year
        expected = growth.expected_growth(
            log_revenue,
            common,
            macro[plc.FIRST_CHAIN_SHOCK + labels[col.CHAIN, place]],
            log_reference,
            reversion,
            below_offset if log_revenue < log_line else 0.0,
            numbers[col.MANAGEMENT_QUALITY, place],
            quality_effect,
            title_effect if titled else 0.0,
        )
        spread = growth.noise_spread(log_revenue, age_tables[plc.NOISE_BY_AGE, age], scale, exponent)
        noise = subbotin_from_uniform(key.uniform(row, keys[place]), noise_table)
        realised = growth.realised_growth(
            expected, spread, noise, numbers[col.GROWTH_NOISE, place], autocorrelation, variance
        )
        alive = labels[col.ALIVE, place]
        log_revenue = growth.next_log_revenue(log_revenue, realised)
        numbers[col.GROWTH_NOISE, place] = spread * noise
        numbers[col.LOG_REVENUE, place] = log_revenue
        numbers[col.REVENUE, place] = exp(log_revenue) * alive


@kernel(
    "void(int64, int64, int64, uint64, float64, float64[::1], float64[::1], float64[:,::1], int16[:,::1], uint64[::1])"
)
def do_research(  # noqa: PLR0913
    first: int,
    stop: int,
    year: int,
    row: int,
    support: float,
    inputs: Any,
    lines: Any,
    numbers: Any,
    labels: Any,
    keys: Any,
) -> None:
    """Move a block's research intensity on by a year; titles and support lift it."""
    persistence = inputs[inp.RESEARCH_PERSISTENCE]
    correlation = inputs[inp.QUALITY_RESEARCH_CORRELATION]
    own_spread = inputs[inp.RESEARCH_INTENSITY_SPREAD] * square_root(1.0 - correlation * correlation)
    innovation = own_spread * square_root(1.0 - persistence * persistence)
    loading = inputs[inp.RESEARCH_INTENSITY_SPREAD] * correlation
    log_norm = log(inputs[inp.RESEARCH_INTENSITY_MEDIAN])
    title_effect = inputs[inp.TITLE_RESEARCH_EFFECT]
    active_share = inputs[inp.RESEARCH_ACTIVE_SHARE]
    subscale_ratio = inputs[inp.SUBSCALE_RESEARCH_RATIO]
    line = lines[plc.ABOVE_SCALE_LINE]
    last_year = year - 1
    for place in range(first, stop):
        numbers[col.RESEARCH_INTENSITY_3, place] = numbers[col.RESEARCH_INTENSITY_2, place]
        numbers[col.RESEARCH_INTENSITY_2, place] = numbers[col.RESEARCH_INTENSITY_1, place]
        numbers[col.RESEARCH_INTENSITY_1, place] = numbers[col.RESEARCH_INTENSITY, place]
    for place in range(first, stop):
        draw = normal_from_uniform(key.uniform(row, keys[place]))
        deviation = research.next_deviation(numbers[col.RESEARCH_DEVIATION, place], persistence, innovation, draw)
        numbers[col.RESEARCH_DEVIATION, place] = deviation
        titled = max(labels[col.EXPIRY + col.SRDI, place], labels[col.EXPIRY + col.LITTLE_GIANT, place]) >= last_year
        lift = support + (title_effect if titled else 0.0)
        intensity = research.intensity(
            log_norm, numbers[col.MANAGEMENT_QUALITY, place], loading, deviation, lift
        )
        active = research.does_research(
            numbers[col.RESEARCH_PROPENSITY, place],
            numbers[col.REVENUE_1, place] >= line,
            active_share,
            subscale_ratio,
        )
        numbers[col.RESEARCH_INTENSITY, place] = intensity if active and labels[col.ALIVE, place] == 1 else 0.0


@kernel("void(int64, int64, uint64, float64[::1], float64[:,::1], uint64[::1])")
def file_patents(first: int, stop: int, row: int, inputs: Any, numbers: Any, keys: Any) -> None:
    """New Class-I patents from the research of two to three years before."""
    lag = inputs[inp.PATENT_LAG]
    per_million = inputs[inp.PATENTS_PER_MILLION]
    for place in range(first, stop):
        earlier = numbers[col.RESEARCH_INTENSITY_2, place] * numbers[col.REVENUE_2, place]
        earliest = numbers[col.RESEARCH_INTENSITY_3, place] * numbers[col.REVENUE_3, place]
        if earlier + earliest > 0.0:
            expected = research.expected_patents(earlier, earliest, lag, per_million)
            numbers[col.CLASS_ONE_PATENTS, place] += float(
                poisson_from_uniform(key.uniform(row, keys[place]), expected)
            )


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


@kernel(
    "void(int64, int64, int64, uint64, boolean, float64[::1], float64[:,::1], float64[:,::1], int16[:,::1], int64[::1],"
    " uint64[::1], float64[::1], float64[::1])"
)
def close_enterprises(  # noqa: PLR0913
    first: int,
    stop: int,
    year: int,
    row: int,
    national_is_provincial: bool,
    inputs: Any,
    age_tables: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
    hazards: Any,
    outcome: Any,
) -> None:
    """Some enterprises close; what they held is lost with them. `hazards` is float64[BLOCK], scratch."""
    log_median = log(inputs[inp.MEDIAN_REVENUE])
    young = inputs[inp.YOUNG_EXIT_HAZARD]
    elasticity = inputs[inp.EXIT_SIZE_ELASTICITY]
    for place in range(first, stop):
        age = min(max(year - labels[col.FOUNDING_YEAR, place], 0), plc.AGES - 1)
        hazard = entry_exit.exit_hazard(
            numbers[col.LOG_REVENUE, place], log_median, age_tables[plc.EXIT_BY_AGE, age], young, elasticity
        )
        hazards[place - first] = hazard - key.uniform(row, keys[place])
    for place in range(first, stop):
        if hazards[place - first] > 0.0 and labels[col.ALIVE, place] == 1:
            outcome[ser.ENTERPRISES_CLOSED] += 1.0
            if labels[col.ABOVE_SCALE, place] == 1:
                outcome[ser.ABOVE_SCALE_LOSSES] += 1.0
            held = counting.titles_held(labels, place, year - 1)
            if held != 0:
                count_changes(held, 0, national_is_provincial, outcome)
            clear_places(place, place + 1, numbers, labels, identities, keys)


@kernel(
    "int64(int64, int64, uint64, int64[::1], float64[::1], float64[::1], uint64[::1], float64[:,::1], int16[:,::1], int64[::1],"
    " uint64[::1], float64[::1])"
)
def found_enterprises(  # noqa: PLR0913
    places: int,
    year: int,
    replicate: int,
    settings: Any,
    inputs: Any,
    chain_shares: Any,
    rows: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
    outcome: Any,
) -> int:
    """Found the year's start-ups, cell by cell; returns the number of places now in use, or -1 where they do not suffice.

    A cell's start-ups are numbered within it, and its count grows with its rate, so that the k-th start-up of a cell is the
    same enterprise whatever the other cells or a policy do. They take free places first.
    """
    figures = inputs[inp.PARAMETERS :]
    yearly = inputs[inp.FOUNDING_RATE] * figures[inp.INDUSTRIAL_ENTERPRISES]
    zone_share = figures[inp.ZONE_SHARE]
    log_start = log(inputs[inp.MEDIAN_REVENUE] * inputs[inp.START_UP_REVENUE_RATIO])
    count_row = key.row_key(replicate, year, purpose.ENTRY_COUNT)
    free = 0
    for chain in range(chain_shares.shape[0]):
        for zone in range(ZONES):
            share = chain_shares[chain] * (zone_share if zone == 1 else 1.0 - zone_share)
            cell = (year * CELLS_A_YEAR + chain) * ZONES + zone
            u = key.uniform(count_row, key.entity_key(key.KIND_CELL, cell))
            count = int(poisson_from_uniform(u, yearly * share))
            for index in range(count):
                while free < places and labels[col.ALIVE, free] == 1:
                    free += 1
                if free == places:
                    if places == numbers.shape[1]:
                        return -1
                    clear_places(places, places + 1, numbers, labels, identities, keys)
                    places += 1
                number = cell * START_UPS_A_CELL + index
                entity = key.entity_key(key.KIND_STARTUP, number)
                identities[free] = number
                keys[free] = entity
                labels[col.FOUNDING_YEAR, free] = year
                labels[col.CHAIN, free] = chain
                labels[col.ZONE, free] = zone
                labels[col.ORIGIN, free] = col.START_UP
                give_character(free, year, inputs, rows, numbers, labels, keys)
                draw = normal_from_uniform(key.uniform(row_of(rows, purpose.POPULATION_REVENUE), entity))
                log_revenue = max(log_start + inputs[inp.START_UP_REVENUE_SPREAD] * draw, growth.LOG_REVENUE_FLOOR)
                numbers[col.LOG_REVENUE, free] = log_revenue
                numbers[col.REVENUE, free] = exp(log_revenue)
                numbers[col.RESEARCH_INTENSITY, free] = research_intensity(free, False, 0.0, inputs, numbers)
                outcome[ser.ENTERPRISES_FOUNDED] += 1.0
    return places


@kernel("void(int64, int64, float64[::1], float64[:,::1], int16[:,::1], float64[::1])")
def classify(first: int, stop: int, lines: Any, numbers: Any, labels: Any, outcome: Any) -> None:
    """规上 of the year follows from last year's revenue."""
    line = lines[plc.ABOVE_SCALE_LINE]
    additions = 0
    losses = 0
    for place in range(first, stop):
        before = labels[col.ABOVE_SCALE, place]
        now = np.int16(1) if numbers[col.REVENUE_1, place] >= line else np.int16(0)
        labels[col.ABOVE_SCALE, place] = now
        additions += 1 if now > before else 0
        losses += 1 if now < before else 0
    outcome[ser.ABOVE_SCALE_ADDITIONS] += float(additions)
    outcome[ser.ABOVE_SCALE_LOSSES] += float(losses)


@kernel("void(int64, int64, boolean, float64[:,::1], int16[:,::1], float64[::1])")
def take_stock(
    places: int, year: int, national_is_provincial: bool, numbers: Any, labels: Any, outcome: Any
) -> None:
    """Count what stands at the end of the year; sums run in the order of places."""
    enterprises = 0
    above_scale = 0
    with_research = 0
    above_100_million = 0
    above_1_billion = 0
    above_5_billion = 0
    above_10_billion = 0
    revenue = 0.0
    above_revenue = 0.0
    spending = 0.0
    for place in range(places):
        own = numbers[col.REVENUE, place]
        above = labels[col.ABOVE_SCALE, place]
        enterprises += labels[col.ALIVE, place]
        above_scale += above
        intensity = numbers[col.RESEARCH_INTENSITY, place]
        with_research += above if intensity > 0.0 else 0
        above_100_million += 1 if own >= 1e4 else 0
        above_1_billion += 1 if own >= 1e5 else 0
        above_5_billion += 1 if own >= 5e5 else 0
        above_10_billion += 1 if own >= 1e6 else 0
        revenue += own
        above_revenue += own * above
        spending += own * intensity * above
    outcome[ser.ENTERPRISES] = float(enterprises)
    outcome[ser.ABOVE_SCALE_COUNT] = float(above_scale)
    outcome[ser.ABOVE_SCALE_WITH_RESEARCH] = float(with_research)
    outcome[ser.ABOVE_100_MILLION] = float(above_100_million)
    outcome[ser.ABOVE_1_BILLION] = float(above_1_billion)
    outcome[ser.ABOVE_5_BILLION] = float(above_5_billion)
    outcome[ser.ABOVE_10_BILLION] = float(above_10_billion)
    outcome[ser.TOTAL_REVENUE] = revenue
    outcome[ser.ABOVE_SCALE_REVENUE] = above_revenue
    outcome[ser.ABOVE_SCALE_RESEARCH_SPENDING] = spending
    for place in range(places):
        held = counting.titles_held(labels, place, year)
        if held == 0:
            continue
        for title in range(col.TITLES + 1):
            base = title * ser.TITLE_SERIES
            if held & counting.nested_titles(title, national_is_provincial):
                outcome[base + ser.NESTED] += 1.0
            if title < col.TITLES:
                if held & (1 << title):
                    outcome[base + ser.VALID] += 1.0
                    if not held & counting.higher_titles(title):
                        outcome[base + ser.HIGHEST] += 1.0
            elif held & counting.nested_titles(title, national_is_provincial):
                outcome[base + ser.VALID] += 1.0
                outcome[base + ser.HIGHEST] += 1.0
