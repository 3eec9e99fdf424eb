"""The starting population and the birth of an enterprise (model.md 8).

The numbers of industrial and of above-scale enterprises hold exactly: each size stratum is drawn within itself. Titles go to the
enterprises most likely to hold them, exactly as many as the drawn baseline says, and a holder's record is raised to what its
title asked of it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from model import columns as col
from model import inputs as inp
from model import places as plc
from model.compiled import column_kernel, kernel, rule
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log, square_root
from model.randomness.distributions import (
    normal_cdf,
    normal_from_uniform,
    poisson_from_uniform,
    truncated_pareto_quantile,
)
from model.randomness.subbotin import subbotin_from_uniform
from model.rulebook import criteria as crit
from model.rules import growth, research

# Main business of an enterprise without focus lies evenly between these shares; with focus between FOCUS and 1 (definition).
UNFOCUSED_LOW: Final = 0.5
FOCUS: Final = 0.9
# Ages beyond this are not told apart.
OLDEST: Final = 60.0
# Relative distance kept from the line between the size strata.
STRATUM_GAP: Final = 1e-12
# Incumbents are drawn in blocks that fit the nearest cache.
BIRTH_BLOCK: Final = 256
# Purposes 200 to 299 are those of birth.
BIRTH_ROWS: Final = 60


@rule
def row_of(rows: Any, wanted: int) -> int:
    """Key row of a purpose of birth; `rows` holds them from POPULATION_REVENUE on."""
    return rows[wanted - purpose.POPULATION_REVENUE]


@rule
def place_in(cumulative: Any, u: float) -> int:
    """Index of the class that a uniform draw falls into; `cumulative` ends in 1."""
    index = 0
    for candidate in range(cumulative.shape[0] - 1):
        if u >= cumulative[candidate]:
            index = candidate + 1
    return index


@kernel("void(uint64, uint64[::1])")
def fill_birth_rows(replicate: int, rows: Any) -> None:
    """Key rows of everything that is drawn once in the life of an enterprise."""
    for offset in range(rows.shape[0]):
        rows[offset] = key.row_key(replicate, 0, purpose.POPULATION_REVENUE + offset)


@column_kernel(
    "void(float64[::1], uint64[::1], uint64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1],"
    " float64[::1])"
)
def draw_management(
    inputs: Any,
    rows: Any,
    keys: Any,
    quality: Any,
    propensity: Any,
    deviation: Any,
    debt: Any,
    margin: Any,
    staff: Any,
) -> None:
    """Quality, research propensity (a rank: low does research) and deviation, lasting debt and margin, R&D staff."""
    quality_row = row_of(rows, purpose.POPULATION_QUALITY)
    activity_row = row_of(rows, purpose.POPULATION_RESEARCH_ACTIVITY)
    level_row = row_of(rows, purpose.POPULATION_RESEARCH_LEVEL)
    debt_row = row_of(rows, purpose.POPULATION_DEBT)
    margin_row = row_of(rows, purpose.POPULATION_MARGIN)
    staff_row = row_of(rows, purpose.POPULATION_RESEARCH_STAFF)
    correlation = inputs[inp.QUALITY_RESEARCH_CORRELATION]
    apart = square_root(1.0 - correlation * correlation)
    own_spread = inputs[inp.RESEARCH_INTENSITY_SPREAD] * apart
    debt_mean = inputs[inp.DEBT_RATIO_MEAN]
    debt_spread = inputs[inp.DEBT_RATIO_SPREAD] * square_root(1.0 - inputs[inp.DEBT_RATIO_TRANSITORY])
    margin_mean = inputs[inp.NET_MARGIN_MEAN]
    margin_spread = inputs[inp.NET_MARGIN_SPREAD] * square_root(1.0 - inputs[inp.NET_MARGIN_TRANSITORY])
    staff_mean = inputs[inp.RESEARCH_STAFF_SHARE_MEAN]
    staff_spread = inputs[inp.RESEARCH_STAFF_SHARE_SPREAD]
    for place in range(keys.shape[0]):
        entity = keys[place]
        own = normal_from_uniform(key.uniform(quality_row, entity))
        activity = normal_from_uniform(key.uniform(activity_row, entity))
        quality[place] = own
        propensity[place] = correlation * own + apart * activity
    for place in range(keys.shape[0]):
        entity = keys[place]
        deviation[place] = own_spread * normal_from_uniform(key.uniform(level_row, entity))
        debt[place] = debt_mean + debt_spread * normal_from_uniform(key.uniform(debt_row, entity))
    for place in range(keys.shape[0]):
        entity = keys[place]
        margin[place] = margin_mean + margin_spread * normal_from_uniform(key.uniform(margin_row, entity))
        share = staff_mean + staff_spread * normal_from_uniform(key.uniform(staff_row, entity))
        staff[place] = min(max(share, 0.0), 1.0)


@kernel("void(float64[::1])")
def rank_propensity(propensity: Any) -> None:
    """Turn standard normal propensities into ranks: 0 is the enterprise most given to research."""
    for place in range(propensity.shape[0]):
        propensity[place] = normal_cdf(-propensity[place])


@column_kernel(
    "void(float64[::1], uint64[::1], uint64[::1], float64[::1], float64[::1], float64[::1], float64[::1], int16[::1],"
    " int16[::1], int16[::1], int16[::1])"
)
def draw_business(
    inputs: Any,
    rows: Any,
    keys: Any,
    main_share: Any,
    niche_size: Any,
    per_employee: Any,
    equity: Any,
    institution: Any,
    emerging: Any,
    founding_year: Any,
    niche_year: Any,
) -> None:
    """Main-business share, niche, revenue an employee, equity financing, research institution, field."""
    main_row = row_of(rows, purpose.POPULATION_MAIN_BUSINESS_SHARE)
    niche_row = row_of(rows, purpose.POPULATION_NICHE_SHARE)
    employee_row = row_of(rows, purpose.POPULATION_STAFF)
    equity_row = row_of(rows, purpose.POPULATION_EQUITY_FINANCING)
    institution_row = row_of(rows, purpose.POPULATION_RESEARCH_INSTITUTION)
    emerging_row = row_of(rows, purpose.POPULATION_EMERGING_FIELD)
    years_row = row_of(rows, purpose.POPULATION_NICHE_YEARS)
    focus = inputs[inp.MAIN_BUSINESS_FOCUS]
    log_niche = log(inputs[inp.GROWTH_REFERENCE_REVENUE] / inputs[inp.NICHE_SHARE_MEDIAN])
    niche_spread = inputs[inp.NICHE_SHARE_SPREAD]
    log_per_employee = log(inputs[inp.REVENUE_PER_EMPLOYEE])
    employee_spread = inputs[inp.REVENUE_PER_EMPLOYEE_SPREAD]
    equity_share = inputs[inp.EQUITY_FINANCING_SHARE]
    # The stated amount is the median of an exponential, whose mean is 1 / ln 2 times it.
    equity_amount = inputs[inp.EQUITY_FINANCING_AMOUNT] / log(2.0)
    provincial = inputs[inp.RESEARCH_INSTITUTION_PROVINCIAL]
    any_institution = inputs[inp.RESEARCH_INSTITUTION_ANY]
    emerging_share = inputs[inp.EMERGING_FIELD_SHARE]
    lag_mean = inputs[inp.NICHE_START_LAG]
    for place in range(keys.shape[0]):
        entity = keys[place]
        u = key.uniform(main_row, entity)
        focused = FOCUS + (1.0 - FOCUS) * (u / focus)
        unfocused = UNFOCUSED_LOW + (FOCUS - UNFOCUSED_LOW) * ((u - focus) / (1.0 - focus))
        main_share[place] = focused if u < focus else unfocused
        niche_size[place] = exp(log_niche + niche_spread * normal_from_uniform(key.uniform(niche_row, entity)))
    for place in range(keys.shape[0]):
        entity = keys[place]
        draw = normal_from_uniform(key.uniform(employee_row, entity))
        per_employee[place] = exp(log_per_employee + employee_spread * draw)
        # The same draw says whether and how much: given that it is below the share, its quotient is uniform again.
        u = key.uniform(equity_row, entity)
        equity[place] = equity_amount * -log(u / equity_share) if u < equity_share else 0.0
    for place in range(keys.shape[0]):
        entity = keys[place]
        u = key.uniform(institution_row, entity)
        level = crit.CITY_INSTITUTION if u < any_institution else crit.NO_INSTITUTION
        institution[place] = crit.PROVINCIAL_INSTITUTION if u < provincial else level
        emerging[place] = 1 if key.uniform(emerging_row, entity) < emerging_share else 0
        lag = min(-log(key.uniform(years_row, entity)) * lag_mean, OLDEST)
        niche_year[place] = founding_year[place] + np.int16(lag)


@kernel("void(int64, int64, float64[::1], uint64[::1], float64[:,::1], int16[:,::1], uint64[::1])")
def give_character(first: int, stop: int, inputs: Any, rows: Any, numbers: Any, labels: Any, keys: Any) -> None:
    """Draw what enterprises keep for life (not size, age, chain or zone), and mark their places as taken."""
    own_keys = keys[first:stop]
    propensity = numbers[col.RESEARCH_PROPENSITY, first:stop]
    draw_management(
        inputs,
        rows,
        own_keys,
        numbers[col.MANAGEMENT_QUALITY, first:stop],
        propensity,
        numbers[col.RESEARCH_DEVIATION, first:stop],
        numbers[col.DEBT_RATIO_LEVEL, first:stop],
        numbers[col.NET_MARGIN_LEVEL, first:stop],
        numbers[col.RESEARCH_STAFF_SHARE, first:stop],
    )
    rank_propensity(propensity)
    draw_business(
        inputs,
        rows,
        own_keys,
        numbers[col.MAIN_BUSINESS_SHARE, first:stop],
        numbers[col.NICHE_SIZE, first:stop],
        numbers[col.REVENUE_PER_EMPLOYEE, first:stop],
        numbers[col.EQUITY_FINANCING, first:stop],
        labels[col.RESEARCH_INSTITUTION, first:stop],
        labels[col.EMERGING_FIELD, first:stop],
        labels[col.FOUNDING_YEAR, first:stop],
        labels[col.NICHE_YEAR, first:stop],
    )
    for place in range(first, stop):
        numbers[col.CLASS_ONE_PATENTS, place] = 0.0
        numbers[col.GROWTH_NOISE, place] = 0.0
        labels[col.ALIVE, place] = 1
    for row in range(col.ABOVE_SCALE, col.LABELS):
        for place in range(first, stop):
            labels[row, place] = 0


@column_kernel("void(float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1])")
def research_of_block(
    inputs: Any, log_revenue: Any, quality: Any, propensity: Any, deviation: Any, intensity: Any
) -> None:
    """R&D over revenue at the present deviation, without titles or levers; 0 without research activity."""
    active_share = inputs[inp.RESEARCH_ACTIVE_SHARE]
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    elasticity = inputs[inp.RESEARCH_SIZE_ELASTICITY]
    loading = inputs[inp.RESEARCH_INTENSITY_SPREAD] * inputs[inp.QUALITY_RESEARCH_CORRELATION]
    log_norm = log(inputs[inp.RESEARCH_INTENSITY_MEDIAN])
    for place in range(intensity.shape[0]):
        active = research.does_research(propensity[place], log_revenue[place], log_reference, active_share, elasticity)
        amount = research.intensity(log_norm, quality[place], loading, deviation[place], 0.0)
        intensity[place] = amount if active else 0.0


@column_kernel(
    "void(float64[::1], float64[::1], uint64[::1], float64[::1], float64[::1], int64, int64, int64, float64, float64,"
    " uint64[::1], float64[::1], int16[::1], int16[::1], int16[::1], int16[::1], int16[::1])"
)
def draw_sizes(
    inputs: Any,
    figures: Any,
    rows: Any,
    chain_cumulative: Any,
    zone_cumulative: Any,
    first: int,
    above: int,
    start_year: int,
    line: float,
    below_line: float,
    keys: Any,
    log_revenue: Any,
    above_scale: Any,
    founding_year: Any,
    chain: Any,
    zone: Any,
    origin: Any,
) -> None:
    """Size (ln revenue of the year before the start), age, chain and zone of a block of incumbents.

    The first `above` of all are above scale: sizes are drawn within their stratum, so the count holds exactly.
    """
    revenue_row = row_of(rows, purpose.POPULATION_REVENUE)
    age_row = row_of(rows, purpose.POPULATION_AGE)
    chain_row = row_of(rows, purpose.POPULATION_CHAIN)
    zone_row = row_of(rows, purpose.POPULATION_ZONE)
    joined = inputs[inp.TAIL_JOIN_QUANTILE]
    log_median = log(inputs[inp.MEDIAN_REVENUE])
    spread = inputs[inp.LOG_REVENUE_SPREAD]
    log_line = log(line)
    age_mean = inputs[inp.AGE_MEAN]
    zone_share = figures[inp.ZONE_SHARE]
    for place in range(keys.shape[0]):
        is_above = first + place < above
        u = key.uniform(revenue_row, keys[place])
        u = below_line + u * (1.0 - below_line) if is_above else u * below_line
        size = max(log_median + spread * normal_from_uniform(min(u, joined)), growth.LOG_REVENUE_FLOOR)
        # Rounding must not move an enterprise across the line that defines its stratum.
        log_revenue[place] = max(size, log_line) if is_above else min(size, log_line - STRATUM_GAP)
        above_scale[place] = 1 if is_above else 0
    for place in range(keys.shape[0]):
        age = min(1.0 - log(key.uniform(age_row, keys[place])) * age_mean, OLDEST)
        founding_year[place] = start_year - np.int16(age)
        origin[place] = col.INCUMBENT
        u = key.uniform(zone_row, keys[place])
        # Given that it is below the share, its quotient is uniform again and says which of the zones.
        zone[place] = 1 + place_in(zone_cumulative, u / zone_share) if u < zone_share else 0
    for place in range(keys.shape[0]):
        chain[place] = place_in(chain_cumulative, key.uniform(chain_row, keys[place]))
    # The tail is reached by few, and takes a second form.
    log_joined = log_median + spread * normal_from_uniform(joined)
    largest = max(figures[inp.LARGEST_ENTERPRISE_REVENUE], 1.01 * exp(log_joined))
    for place in range(keys.shape[0]):
        u = key.uniform(revenue_row, keys[place])
        u = below_line + u * (1.0 - below_line) if first + place < above else u * below_line
        if u > joined:
            within = (u - joined) / (1.0 - joined)
            tail = truncated_pareto_quantile(within, inputs[inp.UPPER_TAIL_EXPONENT], exp(log_joined), largest)
            size = log(tail)
            log_revenue[place] = max(size, log_line) if first + place < above else min(size, log_line - STRATUM_GAP)


@column_kernel(
    "void(float64[::1], uint64[::1], float64, float64, int64, float64, float64[::1], float64[::1], uint64[::1],"
    " int16[::1], int16[::1],"
    " float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1])"
)
def draw_history(
    inputs: Any,
    rows: Any,
    variance: float,
    fourth_cumulant: float,
    start_year: int,
    line: float,
    noise_by_age: Any,
    noise_table: Any,
    keys: Any,
    above_scale: Any,
    founding_year: Any,
    quality: Any,
    log_revenue: Any,
    growth_noise: Any,
    revenue: Any,
    revenue_1: Any,
    revenue_2: Any,
    revenue_3: Any,
) -> None:
    """Accounts of the start year and of the two years before the given one, by the growth rule without common shocks.

    `log_revenue` comes in as that of the year before the start and goes out as that of the start year.
    """
    last_row = row_of(rows, purpose.POPULATION_INITIAL_GROWTH)
    before_row = row_of(rows, purpose.POPULATION_EARLIER_GROWTH)
    earliest_row = row_of(rows, purpose.POPULATION_GROWTH_NOISE)
    log_reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    common = inputs[inp.REAL_GROWTH_ABOVE_SCALE] + inputs[inp.ORGANIC_GROWTH_OFFSET] + inputs[inp.PRODUCER_PRICE_MEAN]
    reversion = inputs[inp.MEAN_REVERSION]
    below_offset = inputs[inp.SUBSCALE_GROWTH_OFFSET]
    quality_effect = inputs[inp.QUALITY_GROWTH_EFFECT]
    scale = inputs[inp.GROWTH_NOISE_SCALE]
    exponent = inputs[inp.NOISE_SIZE_EXPONENT]
    for place in range(keys.shape[0]):
        entity = keys[place]
        age = min(max(start_year - founding_year[place], 1), plc.AGES - 1)
        size = log_revenue[place]
        offset = 0.0 if above_scale[place] == 1 else below_offset
        expected = growth.expected_growth(
            size, common, 0.0, log_reference, reversion, offset, quality[place], quality_effect, 0.0
        )
        spread = growth.noise_spread(size, noise_by_age[age], scale, exponent)
        noise = subbotin_from_uniform(key.uniform(last_row, entity), noise_table)
        grown = growth.realised_growth(expected, spread, noise, 0.0, 0.0, variance, fourth_cumulant)
        after = growth.next_log_revenue(size, grown)
        growth_noise[place] = spread * noise
        log_revenue[place] = after
        revenue[place] = exp(after)
        noise = subbotin_from_uniform(key.uniform(before_row, entity), noise_table)
        before = size - growth.realised_growth(expected, spread, noise, 0.0, 0.0, variance, fourth_cumulant)
        noise = subbotin_from_uniform(key.uniform(earliest_row, entity), noise_table)
        earliest = before - growth.realised_growth(expected, spread, noise, 0.0, 0.0, variance, fourth_cumulant)
        given = exp(size)
        revenue_1[place] = max(given, line) if above_scale[place] == 1 else min(given, line * (1.0 - STRATUM_GAP))
        revenue_2[place] = exp(before) if age >= 2 else 0.0
        revenue_3[place] = exp(earliest) if age >= 3 else 0.0


@kernel("void(float64[::1], uint64[::1], int64, uint64[::1], int16[::1], float64[::1], float64[::1], float64[::1])")
def draw_patents(
    inputs: Any, rows: Any, start_year: int, keys: Any, founding_year: Any, intensity: Any, revenue_1: Any, patents: Any
) -> None:
    """Class-I patents held at the start: a stated number of years of the present research."""
    row = row_of(rows, purpose.POPULATION_PATENTS)
    for place in range(keys.shape[0]):
        if intensity[place] > 0.0:
            years = min(float(start_year - founding_year[place]), inputs[inp.PATENT_ACCUMULATION_YEARS])
            yearly = inputs[inp.PATENTS_PER_MILLION] * intensity[place] * revenue_1[place] / research.WAN_PER_MILLION
            patents[place] = float(poisson_from_uniform(key.uniform(row, keys[place]), yearly * years))


@kernel(
    "int64(int64[::1], float64[::1], float64[::1], float64[::1], float64[:,::1], float64[::1], float64[:,::1],"
    " float64[:,::1], uint64[::1], float64[:,::1], int16[:,::1], int64[::1], uint64[::1])"
)
def found_incumbents(
    settings: Any,
    lines: Any,
    inputs: Any,
    macro: Any,
    age_tables: Any,
    noise_table: Any,
    chain_shares: Any,
    zone_shares: Any,
    rows: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
) -> int:
    """Fill the columns with the enterprises alive at the end of the start year; returns how many.

    Their identities and keys are there already, those above scale first.
    """
    start_year = settings[plc.START_YEAR]
    figures = inputs[inp.PARAMETERS :]
    enterprises = int(figures[inp.INDUSTRIAL_ENTERPRISES])
    above = min(int(figures[inp.ABOVE_SCALE_ENTERPRISES]), enterprises)
    line = lines[plc.ABOVE_SCALE_LINE]
    below_line = normal_cdf((log(line) - log(inputs[inp.MEDIAN_REVENUE])) / inputs[inp.LOG_REVENUE_SPREAD])
    for first in range(0, enterprises, BIRTH_BLOCK):
        stop = min(first + BIRTH_BLOCK, enterprises)
        own_keys = keys[first:stop]
        log_revenue = numbers[col.LOG_REVENUE, first:stop]
        founding_year = labels[col.FOUNDING_YEAR, first:stop]
        above_scale = labels[col.ABOVE_SCALE, first:stop]
        intensity = numbers[col.RESEARCH_INTENSITY, first:stop]
        revenue_1 = numbers[col.REVENUE_1, first:stop]
        quality = numbers[col.MANAGEMENT_QUALITY, first:stop]
        draw_sizes(
            inputs,
            figures,
            rows,
            chain_shares[plc.CUMULATIVE],
            zone_shares[plc.CUMULATIVE],
            first,
            above,
            start_year,
            line,
            below_line,
            own_keys,
            log_revenue,
            above_scale,
            founding_year,
            labels[col.CHAIN, first:stop],
            labels[col.ZONE, first:stop],
            labels[col.ORIGIN, first:stop],
        )
        give_character(first, stop, inputs, rows, numbers, labels, keys)
        for place in range(stop - first):
            above_scale[place] = 1 if first + place < above else 0
        draw_history(
            inputs,
            rows,
            macro[plc.NOISE_VARIANCE],
            macro[plc.NOISE_FOURTH_CUMULANT],
            start_year,
            line,
            age_tables[plc.NOISE_BY_AGE],
            noise_table,
            own_keys,
            above_scale,
            founding_year,
            quality,
            log_revenue,
            numbers[col.GROWTH_NOISE, first:stop],
            numbers[col.REVENUE, first:stop],
            revenue_1,
            numbers[col.REVENUE_2, first:stop],
            numbers[col.REVENUE_3, first:stop],
        )
        research_of_block(
            inputs,
            log_revenue,
            quality,
            numbers[col.RESEARCH_PROPENSITY, first:stop],
            numbers[col.RESEARCH_DEVIATION, first:stop],
            intensity,
        )
        for place in range(first, stop):
            present = intensity[place - first]
            numbers[col.LOG_CAPITAL, place] = numbers[col.LOG_REVENUE, place] + macro[plc.LOG_CAPITAL_RATIO]
            numbers[col.RESEARCH_INTENSITY_1, place] = present
            numbers[col.RESEARCH_INTENSITY_2, place] = present
            numbers[col.RESEARCH_INTENSITY_3, place] = present
        draw_patents(
            inputs,
            rows,
            start_year,
            own_keys,
            founding_year,
            intensity,
            revenue_1,
            numbers[col.CLASS_ONE_PATENTS, first:stop],
        )
    return enterprises


@kernel("void(int64, float64[:,::1], int16[:,::1], int64[::1], uint64[::1])")
def clear_place(place: int, numbers: Any, labels: Any, identities: Any, keys: Any) -> None:
    """Empty a place: nothing alive, no size, no accounts, no title, no key; what is drawn once in a life may stay behind."""
    for row in range(col.RESEARCH_PROPENSITY):
        numbers[row, place] = 0.0
    numbers[col.LOG_CAPITAL, place] = 0.0
    labels[col.ALIVE, place] = 0
    labels[col.ORIGIN, place] = col.INCUMBENT
    for row in range(col.ABOVE_SCALE, col.DECISION):
        labels[row, place] = 0
    labels[col.ADOPTED, place] = 0
    labels[col.HIGH_TECHNOLOGY_EXPIRY, place] = 0
    identities[place] = -1
    keys[place] = np.uint64(0)
