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
from model.compiled import kernel, rule
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log, square_root
from model.randomness.distributions import (
    normal_cdf,
    normal_from_uniform,
    poisson_from_uniform,
    subbotin_from_uniform,
    truncated_pareto_quantile,
)
from model.rulebook import criteria as crit
from model.rules import growth, research

# Main business of an enterprise without focus lies evenly between these shares; with focus between FOCUS and 1 (definition).
UNFOCUSED_LOW: Final = 0.5
FOCUS: Final = 0.9
# Debt ratios beyond these are insolvency or no lending at all.
OLDEST: Final = 60.0
MILLION_AS_WAN: Final = 100.0
# Purposes 200 to 299 are those of birth.
BIRTH_ROWS: Final = 60


@rule
def log_size(u: float, inputs: Any) -> float:
    """Ln revenue at a quantile of the size distribution: log-normal body, Pareto tail cut at the largest known enterprise."""
    body = min(u, inputs[inp.TAIL_JOIN_QUANTILE])
    body_log = log(inputs[inp.MEDIAN_REVENUE]) + inputs[inp.LOG_REVENUE_SPREAD] * normal_from_uniform(body)
    if u <= inputs[inp.TAIL_JOIN_QUANTILE]:
        return body_log
    joined = exp(body_log)
    within = (u - inputs[inp.TAIL_JOIN_QUANTILE]) / (1.0 - inputs[inp.TAIL_JOIN_QUANTILE])
    largest = max(inputs[inp.PARAMETERS + inp.LARGEST_ENTERPRISE_REVENUE], 1.01 * joined)
    return log(truncated_pareto_quantile(within, inputs[inp.UPPER_TAIL_EXPONENT], joined, largest))


@rule
def quantile_of_size(log_revenue: float, inputs: Any) -> float:
    """Share of enterprises of the log-normal body below a size."""
    return normal_cdf((log_revenue - log(inputs[inp.MEDIAN_REVENUE])) / inputs[inp.LOG_REVENUE_SPREAD])


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


@kernel("void(int64, int64, float64[::1], uint64[::1], float64[:,::1], int16[:,::1], uint64[::1])")
def give_character(place: int, year: int, inputs: Any, rows: Any, numbers: Any, labels: Any, keys: Any) -> None:
    """Draw what an enterprise keeps for life: quality, research, property, finance, niche (not size, age, chain or zone)."""
    entity = keys[place]
    correlation = inputs[inp.QUALITY_RESEARCH_CORRELATION]
    apart = square_root(1.0 - correlation * correlation)
    quality = normal_from_uniform(key.uniform(row_of(rows, purpose.POPULATION_QUALITY), entity))
    activity = normal_from_uniform(key.uniform(row_of(rows, purpose.POPULATION_RESEARCH_ACTIVITY), entity))
    level = normal_from_uniform(key.uniform(row_of(rows, purpose.POPULATION_RESEARCH_LEVEL), entity))
    numbers[col.MANAGEMENT_QUALITY, place] = quality
    numbers[col.RESEARCH_PROPENSITY, place] = 1.0 - normal_cdf(correlation * quality + apart * activity)
    numbers[col.RESEARCH_DEVIATION, place] = inputs[inp.RESEARCH_INTENSITY_SPREAD] * apart * level
    focus = inputs[inp.MAIN_BUSINESS_FOCUS]
    u = key.uniform(row_of(rows, purpose.POPULATION_MAIN_BUSINESS_SHARE), entity)
    if u < focus:
        numbers[col.MAIN_BUSINESS_SHARE, place] = FOCUS + (1.0 - FOCUS) * (u / focus)
    else:
        within = (u - focus) / (1.0 - focus)
        numbers[col.MAIN_BUSINESS_SHARE, place] = UNFOCUSED_LOW + (FOCUS - UNFOCUSED_LOW) * within
    lasting_debt = inputs[inp.DEBT_RATIO_SPREAD] * square_root(1.0 - inputs[inp.DEBT_RATIO_TRANSITORY])
    numbers[col.DEBT_RATIO_LEVEL, place] = inputs[inp.DEBT_RATIO_MEAN] + lasting_debt * normal_from_uniform(
        key.uniform(row_of(rows, purpose.POPULATION_DEBT), entity)
    )
    lasting_margin = inputs[inp.NET_MARGIN_SPREAD] * square_root(1.0 - inputs[inp.NET_MARGIN_TRANSITORY])
    numbers[col.NET_MARGIN_LEVEL, place] = inputs[inp.NET_MARGIN_MEAN] + lasting_margin * normal_from_uniform(
        key.uniform(row_of(rows, purpose.POPULATION_MARGIN), entity)
    )
    staff = inputs[inp.RESEARCH_STAFF_SHARE_MEAN] + inputs[inp.RESEARCH_STAFF_SHARE_SPREAD] * normal_from_uniform(
        key.uniform(row_of(rows, purpose.POPULATION_RESEARCH_STAFF), entity)
    )
    numbers[col.RESEARCH_STAFF_SHARE, place] = min(max(staff, 0.0), 1.0)
    reference_niche = inputs[inp.GROWTH_REFERENCE_REVENUE] / inputs[inp.NICHE_SHARE_MEDIAN]
    numbers[col.NICHE_SIZE, place] = reference_niche * exp(
        inputs[inp.NICHE_SHARE_SPREAD]
        * normal_from_uniform(key.uniform(row_of(rows, purpose.POPULATION_NICHE_SHARE), entity))
    )
    numbers[col.REVENUE_PER_EMPLOYEE, place] = inputs[inp.REVENUE_PER_EMPLOYEE] * exp(
        inputs[inp.REVENUE_PER_EMPLOYEE_SPREAD]
        * normal_from_uniform(key.uniform(row_of(rows, purpose.POPULATION_STAFF), entity))
    )
    u = key.uniform(row_of(rows, purpose.POPULATION_EQUITY_FINANCING), entity)
    share = inputs[inp.EQUITY_FINANCING_SHARE]
    # The same draw says whether and how much: given that it is below the share, its quotient is uniform again.
    numbers[col.EQUITY_FINANCING, place] = inputs[inp.EQUITY_FINANCING_AMOUNT] * -log(u / share) if u < share else 0.0
    u = key.uniform(row_of(rows, purpose.POPULATION_RESEARCH_INSTITUTION), entity)
    institution = crit.NO_INSTITUTION
    if u < inputs[inp.RESEARCH_INSTITUTION_PROVINCIAL]:
        institution = crit.PROVINCIAL_INSTITUTION
    elif u < inputs[inp.RESEARCH_INSTITUTION_ANY]:
        institution = crit.CITY_INSTITUTION
    labels[col.RESEARCH_INSTITUTION, place] = institution
    u = key.uniform(row_of(rows, purpose.POPULATION_EMERGING_FIELD), entity)
    labels[col.EMERGING_FIELD, place] = 1 if u < inputs[inp.EMERGING_FIELD_SHARE] else 0
    u = key.uniform(row_of(rows, purpose.POPULATION_NICHE_YEARS), entity)
    lag = int(min(-log(u) * inputs[inp.NICHE_START_LAG], OLDEST))
    labels[col.NICHE_YEAR, place] = labels[col.FOUNDING_YEAR, place] + lag
    numbers[col.CLASS_ONE_PATENTS, place] = 0.0
    numbers[col.GROWTH_NOISE, place] = 0.0
    for title in range(col.TITLES):
        labels[col.EXPIRY + title, place] = 0
        labels[col.DECISION + title, place] = 0
    labels[col.ABOVE_SCALE, place] = 0
    labels[col.ALIVE, place] = 1


@rule
def research_intensity(place: int, above_scale: bool, lift: float, inputs: Any, numbers: Any) -> float:
    """R&D over revenue of an enterprise of this year's deviation; 0 without research activity."""
    if not research.does_research(
        numbers[col.RESEARCH_PROPENSITY, place],
        above_scale,
        inputs[inp.RESEARCH_ACTIVE_SHARE],
        inputs[inp.SUBSCALE_RESEARCH_RATIO],
    ):
        return 0.0
    loading = inputs[inp.RESEARCH_INTENSITY_SPREAD] * inputs[inp.QUALITY_RESEARCH_CORRELATION]
    return research.intensity(
        log(inputs[inp.RESEARCH_INTENSITY_MEDIAN]),
        numbers[col.MANAGEMENT_QUALITY, place],
        loading,
        numbers[col.RESEARCH_DEVIATION, place],
        lift,
    )


@kernel(
    "int64(uint64, int64[::1], float64[::1], float64[::1], float64[::1], float64[:,::1], float64[::1], float64[::1], uint64[::1],"
    " float64[:,::1], int16[:,::1], int64[::1], uint64[::1])"
)
def found_incumbents(  # noqa: PLR0913, PLR0915 - one argument an array
    replicate: int,
    settings: Any,
    lines: Any,
    inputs: Any,
    macro: Any,
    age_tables: Any,
    noise_table: Any,
    chain_cumulative: Any,
    rows: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
) -> int:
    """Fill the columns with the enterprises alive at the end of the start year; returns how many.

    The first `above_scale_enterprises` of them are above scale by the accounts of the year before the start; three earlier
    years follow by running the growth rule backwards without common shocks.
    """
    start_year = settings[plc.START_YEAR]
    figures = inputs[inp.PARAMETERS :]
    enterprises = int(figures[inp.INDUSTRIAL_ENTERPRISES])
    above = min(int(figures[inp.ABOVE_SCALE_ENTERPRISES]), enterprises)
    line = lines[plc.ABOVE_SCALE_LINE]
    below_line = quantile_of_size(log(line), inputs)
    reference = log(inputs[inp.GROWTH_REFERENCE_REVENUE])
    common = inputs[inp.REAL_GROWTH_ABOVE_SCALE] + inputs[inp.PRODUCER_PRICE_MEAN]
    for place in range(enterprises):
        identities[place] = place
        entity = key.entity_key(key.KIND_INCUMBENT, place)
        keys[place] = entity
        u = key.uniform(row_of(rows, purpose.POPULATION_REVENUE), entity)
        is_above = place < above
        u = below_line + u * (1.0 - below_line) if is_above else u * below_line
        log_revenue_1 = max(log_size(u, inputs), growth.LOG_REVENUE_FLOOR)
        revenue_1 = exp(log_revenue_1)
        # Rounding of exp and log must not move an enterprise across the line that defines its stratum.
        revenue_1 = max(revenue_1, line) if is_above else min(revenue_1, line * (1.0 - 1e-12))
        u = key.uniform(row_of(rows, purpose.POPULATION_AGE), entity)
        age = int(min(1.0 - log(u) * inputs[inp.AGE_MEAN], OLDEST))
        labels[col.FOUNDING_YEAR, place] = start_year - age
        labels[col.CHAIN, place] = place_in(chain_cumulative, key.uniform(row_of(rows, purpose.POPULATION_CHAIN), entity))
        u = key.uniform(row_of(rows, purpose.POPULATION_ZONE), entity)
        labels[col.ZONE, place] = 1 if u < figures[inp.ZONE_SHARE] else 0
        labels[col.ORIGIN, place] = col.INCUMBENT
        give_character(place, start_year, inputs, rows, numbers, labels, keys)
        labels[col.ABOVE_SCALE, place] = 1 if is_above else 0
        age_factor = age_tables[plc.NOISE_BY_AGE, min(age, plc.AGES - 1)]
        offset = 0.0 if is_above else inputs[inp.SUBSCALE_GROWTH_OFFSET]
        expected = growth.expected_growth(
            log_revenue_1,
            common,
            0.0,
            reference,
            inputs[inp.MEAN_REVERSION],
            offset,
            numbers[col.MANAGEMENT_QUALITY, place],
            inputs[inp.QUALITY_GROWTH_EFFECT],
            0.0,
        )
        spread = growth.noise_spread(
            log_revenue_1, age_factor, inputs[inp.GROWTH_NOISE_SCALE], inputs[inp.NOISE_SIZE_EXPONENT]
        )
        variance = macro[plc.NOISE_VARIANCE]
        noise = subbotin_from_uniform(key.uniform(row_of(rows, purpose.POPULATION_INITIAL_GROWTH), entity), noise_table)
        last = growth.realised_growth(expected, spread, noise, 0.0, 0.0, variance)
        log_revenue = growth.next_log_revenue(log(revenue_1), last)
        numbers[col.GROWTH_NOISE, place] = spread * noise
        numbers[col.LOG_REVENUE, place] = log_revenue
        numbers[col.REVENUE, place] = exp(log_revenue)
        numbers[col.REVENUE_1, place] = revenue_1
        noise = subbotin_from_uniform(key.uniform(row_of(rows, purpose.POPULATION_EARLIER_GROWTH), entity), noise_table)
        before = growth.realised_growth(expected, spread, noise, 0.0, 0.0, variance)
        numbers[col.REVENUE_2, place] = revenue_1 * exp(-before) if age >= 2 else 0.0
        noise = subbotin_from_uniform(key.uniform(row_of(rows, purpose.POPULATION_GROWTH_NOISE), entity), noise_table)
        earliest = growth.realised_growth(expected, spread, noise, 0.0, 0.0, variance)
        numbers[col.REVENUE_3, place] = numbers[col.REVENUE_2, place] * exp(-earliest) if age >= 3 else 0.0
        intensity = research_intensity(place, is_above, 0.0, inputs, numbers)
        numbers[col.RESEARCH_INTENSITY, place] = intensity
        numbers[col.RESEARCH_INTENSITY_1, place] = intensity
        numbers[col.RESEARCH_INTENSITY_2, place] = intensity
        numbers[col.RESEARCH_INTENSITY_3, place] = intensity
        if intensity > 0.0:
            years = min(float(age), inputs[inp.PATENT_ACCUMULATION_YEARS])
            expected_stock = inputs[inp.PATENTS_PER_MILLION] * intensity * revenue_1 / MILLION_AS_WAN * years
            u = key.uniform(row_of(rows, purpose.POPULATION_PATENTS), entity)
            numbers[col.CLASS_ONE_PATENTS, place] = float(poisson_from_uniform(u, expected_stock))
    return enterprises


@kernel("void(int64, int64, float64[:,::1], int16[:,::1], int64[::1], uint64[::1])")
def clear_places(first: int, stop: int, numbers: Any, labels: Any, identities: Any, keys: Any) -> None:
    """Empty the places from `first` up to `stop`: nothing alive, no size, no key."""
    for row in range(numbers.shape[0]):
        for place in range(first, stop):
            numbers[row, place] = 0.0
    for row in range(labels.shape[0]):
        for place in range(first, stop):
            labels[row, place] = 0
    for place in range(first, stop):
        identities[place] = -1
        keys[place] = np.uint64(0)
