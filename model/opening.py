"""What a replicate is given before its first year: its inputs, rules and cut-offs, tables of its own, projects under way."""

from __future__ import annotations

from typing import Any, Final

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import projects as prj
from model.attraction_phase import advance_projects, sign_projects
from model.compiled import kernel
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import exp, log
from model.randomness.distributions import one_normal_from_uniform
from model.randomness.priors import FIXED, prior_quantile
from model.randomness.special_functions import log_gamma
from model.randomness.subbotin import subbotin_table
from model.rulebook import criteria as crit
from model.rules import entry_exit, growth

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
