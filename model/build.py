"""Build a world from data: parameters, rulebook, starting figures, cut-offs, levers."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from model import inputs as inp
from model import places as plc
from model.columns import NATIONAL_CHAMPION, TITLES
from model.opening import NO_ROUND, ROUND_DRAWN, ROUND_HELD
from model.parameters.table import Override, load_parameters
from model.posterior import Posterior
from model.randomness.priors import FIXED, make_prior_row
from model.rulebook.criteria import ACTS, CRITERIA
from model.rulebook.tables import RulebookArrays, RulebookChoice, load_rulebook
from model.world import (
    MOST_CHAINS,
    MOST_ZONES,
    OUTSIDE,
    Floats,
    Integers,
    LedgerStart,
    LeverSpan,
    Particles,
    World,
    imposed_years,
    input_names,
    lever_years,
    no_cut_offs,
    no_ledger,
    no_particles,
    prior_keys,
)

# Share of the enterprises that belong to no chain the plan names.
NO_CHAIN: Final = "other"
# The zones together, where a baseline names none.
ANY_ZONE: Final = "any"
# The census of 2023 moved the level of published figures from that year on (facts.md row 50).
CENSUS_BREAK_YEAR: Final = 2023
# The rulebook known today holds at least until this year; one revision may come after it (model.md 4).
FIRST_POSSIBLE_REVISION: Final = 2027
NEVER: Final = 9999
FIGURE_PREFIX: Final = "baseline:"


@dataclass(frozen=True)
class WorldRequest:
    """What a world is built from.

    `figures` are prior rows float64[8] by name of starting figure; a missing number of industrial enterprises follows from those
    above scale. `chains` are shares of enterprises by chain; what they leave belongs to no chain. `zones` are weights of the
    named zones among the enterprises that are in any. `chain_outputs` and `zone_outputs` are prior rows (万元) of what a baseline
    states as output at the start. `levers` are spans (first year, last year, intensity, chain or None) by name, `imposed` spans
    (first year, last year, value a year in 万元 or projects) by name of what is imposed (`places.IMPOSED_NAMES`). `posterior` is
    what its parameters are drawn from jointly instead of from their priors; an override wins over it. `learned_figures` are the
    starting figures that are taken from it too.
    """

    start_year: int
    years: int
    figures: Mapping[str, Floats]
    chains: Mapping[str, float] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    rulebook: RulebookChoice = field(default_factory=RulebookChoice)
    levers: Mapping[str, Sequence[LeverSpan]] = field(default_factory=dict)
    zones: Mapping[str, float] = field(default_factory=dict)
    chain_outputs: Mapping[str, Floats] = field(default_factory=dict)
    zone_outputs: Mapping[str, Floats] = field(default_factory=dict)
    imposed: Mapping[str, Sequence[tuple[int, int, float]]] = field(default_factory=dict)
    attraction: bool = True
    ledger: LedgerStart | None = None
    national_counts_as_provincial: bool = True
    outside_industry_counted: bool = True
    binding_cut_offs: bool = True
    anchored: bool = True
    county: bool = True
    rule_revision: bool = True
    posterior: Posterior | None = None
    learned_figures: frozenset[str] = frozenset()


def figure_rows(figures: Mapping[str, Floats]) -> Floats:
    """Prior rows of the starting figures in the engine's order; an absent one is 0."""
    return _rows_of(inp.FIGURE_NAMES, figures)


def _rows_of(names: Sequence[str], rows: Mapping[str, Floats]) -> Floats:
    absent = np.asarray(make_prior_row(FIXED, 0.0, 0.0, 0.0, -np.inf, np.inf))
    return np.array([rows.get(name, absent) for name in names])


def chain_shares(chains: Mapping[str, float]) -> tuple[Floats, tuple[str, ...]]:
    """Shares by chain, float64[2, chains] (as they are, cumulated), ending with the enterprises of no chain; and the names.

    ValueError for more chains than have numbers.
    """
    if len(chains) >= MOST_CHAINS:
        raise ValueError(f"{len(chains)} chains; at most {MOST_CHAINS - 1} have numbers")
    # In the order of their names: the order in a file is no part of a question, and numbers key draws.
    ordered = dict(sorted(chains.items()))
    left = max(0.0, 1.0 - sum(ordered.values()))
    return _with_cumulative(np.array([*ordered.values(), left])), (*ordered, NO_CHAIN)


def zone_shares(zones: Mapping[str, float]) -> tuple[Floats, tuple[str, ...]]:
    """Shares of the named zones among the enterprises in any, float64[2, zones]; and the names, outside all of them first."""
    if len(zones) >= MOST_ZONES:
        raise ValueError(f"{len(zones)} zones; at most {MOST_ZONES - 1} have numbers")
    named = dict(sorted(zones.items())) or {ANY_ZONE: 1.0}
    return _with_cumulative(np.array(list(named.values()))), (OUTSIDE, *named)


def _with_cumulative(weights: Floats) -> Floats:
    shares = weights / weights.sum()
    cumulative = np.cumsum(shares)
    cumulative[-1] = 1.0
    return np.array([shares, cumulative])


def rounds_of(rules: RulebookArrays, steps: int) -> Integers:
    """Whether each title's round takes place, int64[steps, TITLES]: only national champion rounds are ever uncertain."""
    rounds = np.full((steps, TITLES), ROUND_HELD, dtype=np.int64)
    known = rules.champion_round
    rounds[:, NATIONAL_CHAMPION] = np.where(known < 0, ROUND_DRAWN, np.where(known > 0, ROUND_HELD, NO_ROUND))
    return rounds


def particles_of(
    posterior: Posterior, overrides: Mapping[str, Override], figures: Collection[str] = frozenset()
) -> Particles:
    """Lay a posterior out for the engine, without the parameters that are believed differently here.

    Of its starting figures (`baseline:NAME`) those named in `figures` are taken.
    """
    places = input_names()
    kept = [
        column
        for column, name in enumerate(posterior.parameters)
        if name not in overrides and (name in inp.PARAMETER_NAMES or name.removeprefix(FIGURE_PREFIX) in figures)
    ]
    # A correctly rounded total: how a library orders a sum differs between machines, and particles are picked by these.
    weights = np.cumsum(posterior.weights / math.fsum(posterior.weights.tolist()))
    weights[-1] = 1.0
    return Particles(
        weights,
        np.array([places.index(posterior.parameters[column]) for column in kept], dtype=np.int64),
        np.ascontiguousarray(posterior.values[:, kept]),
    )


def build_world(request: WorldRequest) -> World:
    """Build the arrays that the engine reads; raises ParameterError and RulebookError for what data do not allow."""
    steps = request.years + 1
    rules = load_rulebook().arrays(request.start_year, steps, request.rulebook)
    overrides: dict[str, Override] = {}
    if request.anchored:
        from model.reference.results import anchored_priors

        overrides |= anchored_priors()
    particles = no_particles()
    if request.posterior is not None:
        particles = particles_of(request.posterior, request.overrides, request.learned_figures)
    parameters = load_parameters().rows(inp.PARAMETER_NAMES, overrides | dict(request.overrides))
    if not request.county:
        # A prefecture's shock is the prefecture-year shock alone; only a county adds its own.
        parameters[inp.COUNTY_SHOCK_EXTRA_SPREAD] = make_prior_row(FIXED, 0.0, 0.0, 0.0, -np.inf, np.inf)
    shares, names = chain_shares(request.chains)
    within, zone_names = zone_shares(request.zones)
    settings = np.zeros(plc.SETTINGS, dtype=np.int64)
    settings[plc.START_YEAR] = request.start_year
    settings[plc.YEARS] = request.years
    settings[plc.VALIDITY] = rules.validity
    settings[plc.NATIONAL_COUNTS_AS_PROVINCIAL] = int(request.national_counts_as_provincial)
    settings[plc.OUTSIDE_INDUSTRY_COUNTED] = int(request.outside_industry_counted)
    settings[plc.CENSUS_BREAK_YEAR] = CENSUS_BREAK_YEAR if request.start_year < CENSUS_BREAK_YEAR else NEVER
    settings[plc.ATTRACTION] = int(request.attraction)
    ledger = request.ledger or no_ledger()
    settings[plc.LEDGER_SCOPE] = plc.LEDGER_SCOPES.index(ledger.complete_for)
    known = request.rulebook.known_in
    revision = FIRST_POSSIBLE_REVISION if known is None else min(FIRST_POSSIBLE_REVISION, known + 1)
    settings[plc.FIRST_REVISION_YEAR] = revision if request.rule_revision else NEVER
    lines = np.zeros(plc.LINES)
    lines[plc.ABOVE_SCALE_LINE] = rules.above_scale_revenue
    lines[plc.SME_EMPLOYEES] = rules.sme_employees
    lines[plc.SME_REVENUE] = rules.sme_revenue
    lines[plc.SMALL_REVENUE] = rules.small_revenue
    lines[plc.HIGH_TECHNOLOGY_SMALL_LINE : plc.HIGH_TECHNOLOGY_LARGE_INTENSITY + 1] = rules.high_technology
    means, spreads, slopes, _ = no_cut_offs(request.years)
    rounds = rounds_of(rules, steps)
    if request.binding_cut_offs:
        from model.reference.cut_offs import CutOffs, load_cut_offs

        own = None if request.posterior is None else request.posterior.cut_offs
        found = load_cut_offs() if own is None else CutOffs(own)
        means, spreads, slopes = found.arrays(request.start_year, steps)
    else:
        rounds[:] = ROUND_HELD
    tables = rules.breaks.shape[0]
    return World(
        settings=settings,
        lines=lines,
        priors=np.ascontiguousarray(
            np.vstack(
                [
                    parameters,
                    figure_rows(request.figures),
                    _rows_of(names, request.chain_outputs),
                    _rows_of(zone_names, request.zone_outputs),
                ]
            )
        ),
        prior_keys=prior_keys(input_names(names, zone_names)),
        criteria=np.ascontiguousarray(rules.criteria.reshape(steps, ACTS * TITLES, CRITERIA)),
        breaks=np.ascontiguousarray(np.hstack([np.full((tables, 1), -np.inf), rules.breaks])),
        increments=np.ascontiguousarray(np.hstack([rules.base[:, None], rules.increments])),
        remainders=rules.remainder,
        cut_off_means=means,
        cut_off_spreads=spreads,
        cut_off_slopes=slopes,
        rounds=rounds,
        chain_shares=shares,
        zone_shares=within,
        levers=lever_years(request.start_year, request.years, request.levers, names),
        imposed=imposed_years(request.start_year, request.years, request.imposed),
        chain_names=names,
        zone_names=zone_names,
        ledger=ledger,
        particles=particles,
    )
