"""The year, written once: read `advance_year` aloud. The Mesa model and the ensemble both run this function.

A replicate begins with `begin`, which draws its inputs and builds the starting population.
"""

from __future__ import annotations

from typing import Any, Final

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import projects as prj
from model import series as ser
from model.adoption_phase import adopt, fill_status_rows, give_statuses
from model.attraction_phase import advance_projects, begin_attraction, sign_projects, supply_land
from model.compiled import kernel
from model.economy_phase import begin_economy, close_books, count_places, prepare_year
from model.enlarging_phase import settle_recent
from model.investment_phase import (
    add_investment,
    allot_upgrades,
    clear_investment,
    place_imposed,
    renew_capital,
    scale_incumbents,
    upgrade,
    want_of_block,
)
from model.ledger_start import apply_ledger, apply_statuses, fit_ledger, name_incumbents
from model.phases import (
    BLOCK,
    classify,
    close_marked,
    do_research,
    file_patents,
    found_enterprises,
    grow,
    mark_closures,
    move_back,
    move_macro,
    take_stock,
)
from model.population import fill_birth_rows, found_incumbents
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log
from model.randomness.distributions import one_normal_from_uniform
from model.randomness.priors import FIXED, prior_quantile
from model.randomness.special_functions import log_gamma
from model.randomness.subbotin import subbotin_table
from model.rulebook import criteria as crit
from model.rules import entry_exit, growth
from model.title_phase import decide_titles, fill_decision_rows
from model.title_start import give_titles

# What became of a replicate.
ANSWERED, OUT_OF_PLACES, NOT_FINITE = range(3)

# Room for projects under way: one for so many places of enterprises, and never fewer than these.
PLACES_A_PROJECT: Final = 4
FEWEST_PROJECTS: Final = 1024

# A round of a title in a year: takes place, does not, or is drawn.
ROUND_HELD, NO_ROUND, ROUND_DRAWN = range(3)
# Columns of a cut-off's dependence: number of the input, its centre, its scale, its slope.
SLOPE_INPUT, SLOPE_CENTRE, SLOPE_SCALE, SLOPE = range(4)
UNREACHABLE: Final = float("inf")


@kernel("void(uint64, float64[:,::1], uint64[::1], float64[::1], int64[::1], float64[:,::1], float64[::1])")
def draw_inputs(
    replicate: int,
    priors: Any,
    prior_keys: Any,
    particle_weights: Any,
    particle_places: Any,
    particles: Any,
    inputs: Any,
) -> None:
    """Draw parameters and starting figures; counts are whole and nested counts stay nested.

    `particles` float64[n, k] are joint draws of the inputs at `particle_places` int64[k], `particle_weights` float64[n] their
    cumulated weights, ending with 1. A replicate takes one of them whole; an input that is fixed to a value keeps it.
    """
    parameters_row = key.row_key(replicate, 0, purpose.PARAMETERS)
    figures_row = key.row_key(replicate, 0, purpose.BASELINE_FIGURES)
    for index in range(inputs.shape[0]):
        row = parameters_row if index < inp.PARAMETERS else figures_row
        inputs[index] = prior_quantile(priors[index], key.uniform(row, prior_keys[index]))
    if particle_weights.shape[0] > 0:
        u = key.uniform(key.row_key(replicate, 0, purpose.POSTERIOR_PARTICLE), key.entity_key(key.KIND_WORLD, 0))
        low, high = 0, particle_weights.shape[0] - 1
        while low < high:
            middle = (low + high) // 2
            if particle_weights[middle] < u:
                low = middle + 1
            else:
                high = middle
        for column in range(particle_places.shape[0]):
            place = particle_places[column]
            if priors[place, 0] != FIXED:
                inputs[place] = particles[low, column]
    figures = inputs[inp.PARAMETERS :]
    for figure in range(inp.INDUSTRIAL_ENTERPRISES, inp.LARGEST_ENTERPRISE_REVENUE):
        figures[figure] = float(int(figures[figure] + 0.5))
    if figures[inp.INDUSTRIAL_ENTERPRISES] <= 0.0:
        # An unknown number of enterprises follows from those above scale and their share.
        share = inputs[inp.ABOVE_SCALE_SHARE]
        figures[inp.INDUSTRIAL_ENTERPRISES] = float(int(figures[inp.ABOVE_SCALE_ENTERPRISES] / share + 0.5))
    figures[inp.INDUSTRIAL_ENTERPRISES] = max(figures[inp.INDUSTRIAL_ENTERPRISES], figures[inp.ABOVE_SCALE_ENTERPRISES])
    holders = inp.HOLDERS
    figures[holders + col.SRDI] = max(figures[holders + col.SRDI], figures[holders + col.LITTLE_GIANT])
    figures[holders + col.INNOVATIVE] = max(figures[holders + col.INNOVATIVE], figures[holders + col.SRDI])


@kernel("void(uint64, int64[::1], float64[::1], float64[:,:,::1], float64[:,:,::1])")
def revise_rules(replicate: int, settings: Any, inputs: Any, criteria: Any, own_criteria: Any) -> None:
    """Copy the rulebook for one replicate; from the year of a drawn revision on, its thresholds are tighter.

    The lines at which records bunch are written as the least true value that is recorded as reaching them.
    """
    reached_from = 1.0 - inputs[inp.LINE_BUNCHING]
    for step in range(criteria.shape[0]):
        for at in range(criteria.shape[1]):
            for criterion in range(criteria.shape[2]):
                own_criteria[step, at, criterion] = criteria[step, at, criterion]
            for bunched in crit.BUNCHED_AT:
                own_criteria[step, at, bunched] *= reached_from
    first = settings[plc.FIRST_REVISION_YEAR] - settings[plc.START_YEAR]
    world = key.entity_key(key.KIND_WORLD, 0)
    revised = False
    for step in range(max(first, 1), criteria.shape[0]):
        year = settings[plc.START_YEAR] + step
        u = key.uniform(key.row_key(replicate, year, purpose.RULE_REVISION), world)
        revised = revised or u < inputs[inp.RULE_REVISION_PROBABILITY]
        if revised:
            for title in range(col.TITLES):
                for act in range(crit.ACTS):
                    for moved in crit.MOVED_BY_A_REVISION:
                        at = act * col.TITLES + title
                        own_criteria[step, at, moved] *= inputs[inp.RULE_REVISION_TIGHTENING]


@kernel(
    "void(uint64, int64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,:,::1], int64[:,::1], float64[:,::1])"
)
def draw_cut_offs(
    replicate: int,
    settings: Any,
    inputs: Any,
    means: Any,
    spreads: Any,
    slopes: Any,
    rounds: Any,
    cut_offs: Any,
) -> None:
    """Cut-offs of each year and title, float64[years + 1, TITLES]: expectation given the replicate's inputs, and a residual.

    `slopes` is float64[TITLES, n, 4] (input, centre, scale, slope); `rounds` says for each year and title whether a round takes
    place.
    """
    for title in range(col.TITLES):
        entity = key.entity_key(key.KIND_TITLE, title)
        residual = one_normal_from_uniform(
            key.uniform(key.row_key(replicate, 0, purpose.CUT_OFF_RESIDUAL + title), entity)
        )
        shift = 0.0
        for term in range(slopes.shape[1]):
            slope = slopes[title, term]
            if slope[SLOPE] != 0.0:
                shift += slope[SLOPE] * (inputs[int(slope[SLOPE_INPUT])] - slope[SLOPE_CENTRE]) / slope[SLOPE_SCALE]
        for step in range(cut_offs.shape[0]):
            held = rounds[step, title] == ROUND_HELD
            if rounds[step, title] == ROUND_DRAWN:
                year = settings[plc.START_YEAR] + step
                u = key.uniform(key.row_key(replicate, year, purpose.CHAMPION_ROUND_HELD), entity)
                held = u < inputs[inp.CHAMPION_ROUND_PROBABILITY]
            cut_offs[step, title] = (
                means[step, title] + shift + spreads[step, title] * residual if held else UNREACHABLE
            )


@kernel("void(float64[::1], float64[::1], float64[:,::1], float64[::1])")
def fill_tables(inputs: Any, macro: Any, age_tables: Any, noise_table: Any) -> None:
    """Tables of one replicate: what age does to noise and closing, the quantiles of its noise, and the noise's variance."""
    for age in range(plc.AGES):
        age_tables[plc.NOISE_BY_AGE, age] = growth.age_noise_factor(
            max(float(age), 1.0), inputs[inp.NOISE_AGE_EXPONENT]
        )
        age_tables[plc.EXIT_BY_AGE, age] = entry_exit.exit_age_factor(
            float(age), inputs[inp.EXIT_PEAK_AGE], inputs[inp.EXIT_AGE_DECAY]
        )
        age_tables[plc.RAMP_BY_AGE, age] = 0.0
    # What a project founded produces a part of its capacity at first, more in the second year, all in the third; growth reads
    # the age of the year before, so the second year's is 0.
    age_tables[plc.RAMP_BY_AGE, 0] = log(inputs[inp.CAPACITY_RAMP_SECOND] / inputs[inp.CAPACITY_RAMP_FIRST])
    age_tables[plc.RAMP_BY_AGE, 1] = -log(inputs[inp.CAPACITY_RAMP_SECOND])
    shape = inputs[inp.GROWTH_NOISE_SHAPE]
    subbotin_table(shape, noise_table)
    # Variance of the unit Subbotin: b^(2/b) G(3/b) / G(1/b).
    variance = exp(2.0 / shape * log(shape) + log_gamma(3.0 / shape) - log_gamma(1.0 / shape))
    fourth_moment = exp(4.0 / shape * log(shape) + log_gamma(5.0 / shape) - log_gamma(1.0 / shape))
    macro[plc.NOISE_VARIANCE] = variance
    macro[plc.NOISE_FOURTH_CUMULANT] = fourth_moment - 3.0 * variance * variance


@kernel(
    "int64(uint64, int64[::1], float64[::1], float64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,::1],"
    " float64[:,:,::1], float64[:,::1], int16[:,::1], int64[:,::1], float64[:,::1], int16[:,::1], int64[::1], uint64[::1],"
    " float64[::1])"
)
def fill_pipeline(
    replicate: int,
    settings: Any,
    inputs: Any,
    macro: Any,
    imposed: Any,
    chain_shares: Any,
    chains: Any,
    zones: Any,
    levers: Any,
    project_numbers: Any,
    project_labels: Any,
    project_identities: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
    outcome: Any,
) -> int:
    """Sign and advance the projects of the years before the start, at the usual rate; returns how many are under way, or -1.

    The start year is the last of them: its signings and starts stand in the starting row of outcomes.
    """
    start_year = settings[plc.START_YEAR]
    projects = 0
    if settings[plc.ATTRACTION] == 0:
        return projects
    for year in range(start_year - prj.YEARS_OF_PIPELINE + 1, start_year + 1):
        for number in range(outcome.shape[0]):
            outcome[number] = 0.0
        projects = sign_projects(
            year,
            projects,
            replicate,
            inputs,
            macro,
            chain_shares,
            chains,
            zones,
            levers[0],
            imposed,
            project_numbers,
            project_labels,
            project_identities,
            outcome,
        )
        if projects < 0:
            return projects
        projects = advance_projects(
            year,
            projects,
            0,
            replicate,
            True,
            inputs,
            macro,
            chains,
            zones,
            project_numbers,
            project_labels,
            project_identities,
            numbers,
            labels,
            identities,
            keys,
            outcome,
        )
        for chain in range(chains.shape[1]):
            chains[plc.NEW_PRODUCERS, chain] = 0.0
    return projects


@kernel(
    "int64(uint64, int64[::1], float64[::1], float64[:,::1], uint64[::1], float64[:,:,::1], float64[:,::1], float64[:,::1],"
    " float64[::1], float64[:,::1], float64[:,::1], float64[:,:,::1], int64[:,::1], float64[:,::1], float64[:,::1],"
    " float64[:,:,::1], float64[:,::1], float64[:,::1], int16[:,::1], int16[:,::1], uint64[::1],"
    " float64[::1], int64[::1], float64[:,::1], float64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,:,::1],"
    " float64[:,::1], float64[:,::1], float64[::1], uint64[::1], uint64[::1], float64[::1], int16[::1], float64[:,::1],"
    " int16[:,::1], int64[:,::1], float64[:,::1], int16[:,::1], int64[::1], uint64[::1], float64[:,::1])"
)
def begin(
    replicate: int,
    settings: Any,
    lines: Any,
    priors: Any,
    prior_keys: Any,
    criteria: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    cut_off_means: Any,
    cut_off_spreads: Any,
    cut_off_slopes: Any,
    rounds: Any,
    chain_shares: Any,
    zone_shares: Any,
    levers: Any,
    imposed: Any,
    ledger_numbers: Any,
    ledger_labels: Any,
    ledger_statuses: Any,
    ledger_keys: Any,
    particle_weights: Any,
    particle_places: Any,
    particles: Any,
    inputs: Any,
    macro: Any,
    chains: Any,
    zones: Any,
    own_criteria: Any,
    cut_offs: Any,
    age_tables: Any,
    noise_table: Any,
    birth_rows: Any,
    decision_rows: Any,
    facts: Any,
    marks: Any,
    project_numbers: Any,
    project_labels: Any,
    project_identities: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
    outcomes: Any,
) -> int:
    """Draw a replicate's inputs and build its state at the end of the start year.

    Returns the number of places in use, RUNAWAY, or minus the number needed where the arrays are too small.
    """
    start_year = settings[plc.START_YEAR]
    draw_inputs(replicate, priors, prior_keys, particle_weights, particle_places, particles, inputs)
    fit_ledger(settings, ledger_labels, inputs)
    needed = int(inputs[inp.PARAMETERS + inp.INDUSTRIAL_ENTERPRISES])
    if needed > numbers.shape[1]:
        return -needed
    for number in range(macro.shape[0]):
        macro[number] = 0.0
    macro[plc.PRODUCER_PRICE] = inputs[inp.PRODUCER_PRICE_MEAN]
    macro[plc.NICHE_MARKET] = 1.0
    macro[plc.NICHE_MARKET_1] = 1.0
    fill_tables(inputs, macro, age_tables, noise_table)
    revise_rules(replicate, settings, inputs, criteria, own_criteria)
    draw_cut_offs(replicate, settings, inputs, cut_off_means, cut_off_spreads, cut_off_slopes, rounds, cut_offs)
    fill_birth_rows(replicate, birth_rows)
    for step in range(outcomes.shape[0]):
        for series in range(outcomes.shape[1]):
            outcomes[step, series] = 0.0
    begin_economy(replicate, inputs, macro, zone_shares[plc.SHARE], chains, zones)
    begin_attraction(settings[plc.ATTRACTION] == 1, inputs, macro, zones)
    projects = fill_pipeline(
        replicate,
        settings,
        inputs,
        macro,
        imposed[0],
        chain_shares,
        chains,
        zones,
        levers,
        project_numbers,
        project_labels,
        project_identities,
        numbers,
        labels,
        identities,
        keys,
        outcomes[0],
    )
    if projects < 0:
        return projects if projects == prj.RUNAWAY else -2 * numbers.shape[1]
    macro[plc.PROJECTS] = float(projects)
    above = int(inputs[inp.PARAMETERS + inp.ABOVE_SCALE_ENTERPRISES])
    name_incumbents(needed, min(above, needed), ledger_labels, ledger_keys, identities, keys)
    places = found_incumbents(
        settings,
        lines,
        inputs,
        macro,
        age_tables,
        noise_table,
        chain_shares,
        zone_shares,
        birth_rows,
        numbers,
        labels,
        identities,
        keys,
    )
    settle_recent(
        projects,
        places,
        start_year,
        replicate,
        lines[plc.ABOVE_SCALE_LINE],
        inputs,
        project_numbers,
        project_labels,
        project_identities,
        numbers,
        labels,
        identities,
        keys,
        chains.shape[1],
    )
    apply_ledger(places, settings, inputs, birth_rows, ledger_numbers, ledger_labels, numbers, labels, identities, keys)
    fill_decision_rows(start_year, replicate, decision_rows)
    give_titles(
        places,
        settings,
        inputs,
        own_criteria[0],
        breaks,
        increments,
        remainders,
        macro,
        birth_rows,
        decision_rows,
        numbers,
        labels,
        keys,
        facts,
        marks,
    )
    # Giving titles raises records to what a title asked; what the ledger knows stays as it is.
    apply_ledger(places, settings, inputs, birth_rows, ledger_numbers, ledger_labels, numbers, labels, identities, keys)
    give_statuses(places, start_year, replicate, settings, lines, inputs, numbers, labels, keys)
    apply_statuses(places, settings, ledger_statuses, labels, identities)
    national_is_provincial = settings[plc.NATIONAL_COUNTS_AS_PROVINCIAL] == 1
    take_stock(places, start_year, national_is_provincial, numbers, labels, outcomes[0])
    count_places(places, start_year, inputs, macro, chains, zones, numbers, labels, outcomes[0])
    break_year = settings[plc.CENSUS_BREAK_YEAR]
    close_books(start_year, True, replicate, break_year, inputs, macro, chains, zones, imposed[0], outcomes[0])
    return places


@kernel(
    "int64(uint64, int64, int64, int64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[::1], float64[:,::1],"
    " float64[:,:,::1], float64[:,::1], float64[::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,:,::1],"
    " float64[:,::1], float64[:,::1], float64[::1], uint64[::1], uint64[::1], uint64[::1], float64[::1], int16[::1],"
    " float64[:,::1], float64[:,::1], int16[:,::1], int64[:,::1], float64[:,::1], int16[:,::1], int64[::1], uint64[::1],"
    " float64[::1])"
)
def advance_year(
    replicate: int,
    step: int,
    places: int,
    settings: Any,
    lines: Any,
    breaks: Any,
    increments: Any,
    remainders: Any,
    chain_shares: Any,
    levers: Any,
    imposed: Any,
    inputs: Any,
    macro: Any,
    chains: Any,
    zones: Any,
    criteria: Any,
    cut_offs: Any,
    age_tables: Any,
    noise_table: Any,
    birth_rows: Any,
    decision_rows: Any,
    status_rows: Any,
    facts: Any,
    marks: Any,
    amounts: Any,
    project_numbers: Any,
    project_labels: Any,
    project_identities: Any,
    numbers: Any,
    labels: Any,
    identities: Any,
    keys: Any,
    outcome: Any,
) -> int:
    """Run one year; returns the number of places in use, -1 where there are too few, or RUNAWAY.

    `amounts` is scratch float64[2, BLOCK], `marks` int16[BLOCK], `facts` float64[FACTS].
    """
    year = settings[plc.START_YEAR] + step
    national_is_provincial = settings[plc.NATIONAL_COUNTS_AS_PROVINCIAL] == 1
    growth_row = key.row_key(replicate, year, purpose.GROWTH_NOISE)
    research_row = key.row_key(replicate, year, purpose.RESEARCH_NOISE)
    patents_row = key.row_key(replicate, year, purpose.PATENTS)
    exit_row = key.row_key(replicate, year, purpose.EXIT)
    fill_decision_rows(year, replicate, decision_rows)
    fill_status_rows(year, replicate, status_rows)
    log_line = log(lines[plc.ABOVE_SCALE_LINE])
    line = lines[plc.ABOVE_SCALE_LINE]
    zone_base = ser.SERIES + chains.shape[1] * ser.CHAIN_SERIES

    # Macro and demand.
    move_macro(year, replicate, inputs, macro, chains, outcome)
    prepare_year(inputs, macro, chains, levers[step])

    # Attraction.
    place_imposed(places, BLOCK, inputs, macro, chains, imposed[step], numbers, labels, amounts[0])
    projects = int(macro[plc.PROJECTS])
    if settings[plc.ATTRACTION] == 1:
        supply_land(zones, levers[step], chains.shape[1])
        projects = sign_projects(
            year,
            projects,
            replicate,
            inputs,
            macro,
            chain_shares,
            chains,
            zones,
            levers[step],
            imposed[step],
            project_numbers,
            project_labels,
            project_identities,
            outcome,
        )
        if projects < 0:
            return projects
        projects = advance_projects(
            year,
            projects,
            places,
            replicate,
            False,
            inputs,
            macro,
            chains,
            zones,
            project_numbers,
            project_labels,
            project_identities,
            numbers,
            labels,
            identities,
            keys,
            outcome,
        )
        macro[plc.PROJECTS] = float(projects)

    # Investment and upgrading: what is imposed beyond the projects scales what incumbents invest.
    allot_upgrades(places, inputs, chains, levers[step], imposed[step], numbers, labels)
    scale_incumbents(
        places, BLOCK, year, replicate, inputs, macro, chains, imposed[step], numbers, labels, keys, amounts[0]
    )
    clear_investment(macro, chains, zones)

    for first in range(0, places, BLOCK):
        stop = min(first + BLOCK, places)
        own_keys = keys[first:stop]
        log_revenue = numbers[col.LOG_REVENUE, first:stop]
        log_capital = numbers[col.LOG_CAPITAL, first:stop]
        revenue = numbers[col.REVENUE, first:stop]
        revenue_1 = numbers[col.REVENUE_1, first:stop]
        revenue_2 = numbers[col.REVENUE_2, first:stop]
        revenue_3 = numbers[col.REVENUE_3, first:stop]
        intensity = numbers[col.RESEARCH_INTENSITY, first:stop]
        intensity_2 = numbers[col.RESEARCH_INTENSITY_2, first:stop]
        intensity_3 = numbers[col.RESEARCH_INTENSITY_3, first:stop]
        quality = numbers[col.MANAGEMENT_QUALITY, first:stop]
        alive = labels[col.ALIVE, first:stop]
        chain = labels[col.CHAIN, first:stop]
        founding_year = labels[col.FOUNDING_YEAR, first:stop]
        srdi_expiry = labels[col.EXPIRY + col.SRDI, first:stop]
        little_giant_expiry = labels[col.EXPIRY + col.LITTLE_GIANT, first:stop]
        invested = amounts[0, : stop - first]
        upgraded = amounts[1, : stop - first]
        move_back(revenue, revenue_1, revenue_2, revenue_3)
        move_back(intensity, numbers[col.RESEARCH_INTENSITY_1, first:stop], intensity_2, intensity_3)
        want_of_block(first, stop, macro[plc.INVESTMENT_FACTOR], inputs, macro, chains, numbers, labels, invested)
        upgrade(first, stop, year, replicate, inputs, macro, chains, numbers, labels, keys, upgraded, outcome)
        renew_capital(inputs[inp.DEPRECIATION_RATE], invested, upgraded, log_capital)
        add_investment(invested, upgraded, chain, labels[col.ZONE, first:stop], macro, chains, zones)
        grow(
            year - 1,
            growth_row,
            log_line,
            inputs,
            macro,
            chains[plc.GROWTH_TERM],
            age_tables[plc.NOISE_BY_AGE],
            age_tables[plc.RAMP_BY_AGE],
            noise_table,
            own_keys,
            log_revenue,
            revenue,
            numbers[col.GROWTH_NOISE, first:stop],
            quality,
            log_capital,
            alive,
            chain,
            labels[col.ORIGIN, first:stop],
            founding_year,
            srdi_expiry,
            little_giant_expiry,
        )
        do_research(
            year - 1,
            research_row,
            chains[plc.RESEARCH_LIFT],
            inputs,
            own_keys,
            numbers[col.RESEARCH_DEVIATION, first:stop],
            intensity,
            quality,
            numbers[col.RESEARCH_PROPENSITY, first:stop],
            log_revenue,
            alive,
            chain,
            srdi_expiry,
            little_giant_expiry,
        )
        file_patents(
            patents_row,
            inputs,
            own_keys,
            intensity_2,
            revenue_2,
            intensity_3,
            revenue_3,
            numbers[col.CLASS_ONE_PATENTS, first:stop],
        )
        own_closes = marks[: stop - first]
        mark_closures(
            year,
            exit_row,
            inputs,
            age_tables[plc.EXIT_BY_AGE],
            own_keys,
            log_revenue,
            alive,
            founding_year,
            own_closes,
        )
        close_marked(first, stop, year, national_is_provincial, own_closes, numbers, labels, identities, keys, outcome)
        classify(line, zone_base, revenue_1, labels[col.ABOVE_SCALE, first:stop], labels[col.ZONE, first:stop], outcome)
        decide_titles(
            first,
            stop,
            year,
            settings,
            lines,
            criteria[step],
            breaks,
            increments,
            remainders,
            cut_offs[step],
            chains,
            inputs,
            macro,
            numbers,
            labels,
            keys,
            decision_rows,
            facts,
            marks,
            outcome,
        )
        adopt(first, stop, year, settings, lines, inputs, chains, numbers, labels, keys, status_rows, outcome)
    places = found_enterprises(
        places,
        year,
        replicate,
        inputs,
        macro,
        chain_shares,
        zones,
        birth_rows,
        projects,
        project_numbers,
        project_labels,
        project_identities,
        numbers,
        labels,
        identities,
        keys,
        outcome,
    )
    if places < 0:
        return places
    take_stock(places, year, national_is_provincial, numbers, labels, outcome)
    count_places(places, year, inputs, macro, chains, zones, numbers, labels, outcome)
    break_year = settings[plc.CENSUS_BREAK_YEAR]
    close_books(year, False, replicate, break_year, inputs, macro, chains, zones, imposed[step], outcome)
    return places
