"""The compiled loop over replicates: the same `begin` and `advance_year` as the Mesa model, many times over."""

from __future__ import annotations

from typing import Any

import numpy as np

from model import columns as col
from model import places as plc
from model import projects as prj
from model import series as ser
from model.compiled import kernel
from model.outside import add_holders_outside_industry
from model.phases import BLOCK
from model.population import BIRTH_ROWS
from model.randomness import keys as key
from model.randomness.subbotin import SUBBOTIN_TABLE_SIZE
from model.rules.accounts import FACTS
from model.title_phase import DECISION_ROWS
from model.year import ANSWERED, FEWEST_PROJECTS, NOT_FINITE, OUT_OF_PLACES, PLACES_A_PROJECT, advance_year, begin


@kernel(
    "void(uint64, int64, int64, int64[::1], float64[::1], float64[:,::1], uint64[::1], float64[:,:,::1], float64[:,::1],"
    " float64[:,::1], float64[::1], float64[:,::1], float64[:,::1], float64[:,:,::1], int64[:,::1], float64[:,::1],"
    " float64[:,::1], float64[:,:,::1], float64[:,::1], float64[:,::1], int16[:,::1], int16[:,::1], uint64[::1],"
    " float64[::1], int64[::1], float64[:,::1], float64[:,:,::1], float64[:,::1], int64[::1])",
    allocates=True,
)
def run_replicates(
    seed: int,
    first_replicate: int,
    capacity: int,
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
    outcomes: Any,
    drawn: Any,
    status: Any,
) -> None:
    """Run `outcomes.shape[0]` replicates from `first_replicate` on, one after another in the same memory.

    Fills outcomes float64[replicate, years + 1, series], drawn float64[replicate, inputs] and status int64[replicate]
    (ANSWERED, OUT_OF_PLACES where `capacity` does not suffice, NOT_FINITE where a total is not a number).
    """
    # Not cleared: a place is written when it is taken, and room that no replicate needs never becomes resident memory.
    numbers = np.empty((col.NUMBERS, capacity))
    labels = np.empty((col.LABELS, capacity), dtype=np.int16)
    identities = np.empty(capacity, dtype=np.int64)
    keys = np.empty(capacity, dtype=np.uint64)
    room = max(capacity // PLACES_A_PROJECT, FEWEST_PROJECTS)
    project_numbers = np.empty((prj.PROJECT_NUMBERS, room))
    project_labels = np.empty((prj.PROJECT_LABELS, room), dtype=np.int16)
    project_identities = np.empty((prj.PROJECT_IDENTITIES, room), dtype=np.int64)
    macro = np.zeros(plc.MACRO)
    chains = np.zeros((plc.CHAIN_ROWS, chain_shares.shape[1]))
    zones = np.zeros((plc.ZONE_ROWS, zone_shares.shape[1] + 1))
    own_criteria = np.empty_like(criteria)
    cut_offs = np.empty((criteria.shape[0], col.TITLES))
    age_tables = np.empty((plc.AGE_TABLES, plc.AGES))
    noise_table = np.empty(SUBBOTIN_TABLE_SIZE)
    birth_rows = np.empty(BIRTH_ROWS, dtype=np.uint64)
    decision_rows = np.empty(DECISION_ROWS, dtype=np.uint64)
    status_rows = np.empty(col.STATUSES, dtype=np.uint64)
    facts = np.empty(FACTS)
    marks = np.empty(BLOCK, dtype=np.int16)
    amounts = np.empty((2, BLOCK))
    for index in range(outcomes.shape[0]):
        replicate = key.replicate_key(seed, first_replicate + index)
        own_outcomes = outcomes[index]
        places = begin(
            replicate,
            settings,
            lines,
            priors,
            prior_keys,
            criteria,
            breaks,
            increments,
            remainders,
            cut_off_means,
            cut_off_spreads,
            cut_off_slopes,
            rounds,
            chain_shares,
            zone_shares,
            levers,
            imposed,
            ledger_numbers,
            ledger_labels,
            ledger_statuses,
            ledger_keys,
            particle_weights,
            particle_places,
            particles,
            drawn[index],
            macro,
            chains,
            zones,
            own_criteria,
            cut_offs,
            age_tables,
            noise_table,
            birth_rows,
            decision_rows,
            facts,
            marks,
            project_numbers,
            project_labels,
            project_identities,
            numbers,
            labels,
            identities,
            keys,
            own_outcomes,
        )
        step = 0
        # A replicate that has left the numbers ends there: the years after it could not be computed.
        finite = np.isfinite(own_outcomes[0, ser.TOTAL_REVENUE])
        while finite and places >= 0 and step < settings[plc.YEARS]:
            step += 1
            places = advance_year(
                replicate,
                step,
                places,
                settings,
                lines,
                breaks,
                increments,
                remainders,
                chain_shares,
                levers,
                imposed,
                drawn[index],
                macro,
                chains,
                zones,
                own_criteria,
                cut_offs,
                age_tables,
                noise_table,
                birth_rows,
                decision_rows,
                status_rows,
                facts,
                marks,
                amounts,
                project_numbers,
                project_labels,
                project_identities,
                numbers,
                labels,
                identities,
                keys,
                own_outcomes[step],
            )
            finite = np.isfinite(own_outcomes[step, ser.TOTAL_REVENUE]) and np.isfinite(
                own_outcomes[step, ser.INDUSTRIAL_INVESTMENT]
            )
        if places < 0 and places != prj.RUNAWAY:
            status[index] = OUT_OF_PLACES
            continue
        if not finite or places == prj.RUNAWAY:
            status[index] = NOT_FINITE
            continue
        if settings[plc.OUTSIDE_INDUSTRY_COUNTED] == 1:
            add_holders_outside_industry(replicate, drawn[index], own_outcomes)
        status[index] = ANSWERED
