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
from model.opening import draw_cut_offs, draw_inputs, fill_pipeline, fill_tables, revise_rules
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
from model.randomness.arithmetic import log
from model.title_phase import decide_titles, fill_decision_rows
from model.title_start import give_titles

# What became of a replicate.
ANSWERED, OUT_OF_PLACES, NOT_FINITE = range(3)

# Room for projects under way: one for so many places of enterprises, and never fewer than these.
PLACES_A_PROJECT: Final = 4
FEWEST_PROJECTS: Final = 1024


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
