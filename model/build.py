"""Build a world from data: parameters, rulebook, starting figures, cut-offs, levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from model import inputs as inp
from model import places as plc
from model.columns import NATIONAL_CHAMPION, TITLES
from model.parameters.table import Override, load_parameters
from model.randomness.priors import FIXED, make_prior_row
from model.rulebook.criteria import ACTS, CRITERIA
from model.rulebook.tables import RulebookArrays, RulebookChoice, load_rulebook
from model.world import MOST_CHAINS, Floats, Integers, World, input_names, lever_years, no_cut_offs, prior_keys
from model.year import NO_ROUND, ROUND_DRAWN, ROUND_HELD

# Share of the enterprises that belong to no chain the plan names.
NO_CHAIN: Final = "other"
# The rulebook known today holds at least until this year; one revision may come after it (model.md 4).
FIRST_POSSIBLE_REVISION: Final = 2027
NEVER: Final = 9999


@dataclass(frozen=True)
class WorldRequest:
    """What a world is built from.

    `figures` are prior rows float64[8] by name of starting figure; a missing number of industrial enterprises follows from those
    above scale. `chains` are shares of enterprises by chain; what they leave belongs to no chain. `levers` are spans (first
    year, last year, intensity) by name.
    """

    start_year: int
    years: int
    figures: Mapping[str, Floats]
    chains: Mapping[str, float] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    rulebook: RulebookChoice = field(default_factory=RulebookChoice)
    levers: Mapping[str, Sequence[tuple[int, int, float]]] = field(default_factory=dict)
    national_counts_as_provincial: bool = True
    outside_industry_counted: bool = True
    binding_cut_offs: bool = True
    anchored: bool = True
    county: bool = True
    rule_revision: bool = True


def figure_rows(figures: Mapping[str, Floats]) -> Floats:
    """Prior rows of the starting figures in the engine's order; an absent one is 0."""
    absent = np.asarray(make_prior_row(FIXED, 0.0, 0.0, 0.0, -np.inf, np.inf))
    return np.array([figures.get(name, absent) for name in inp.FIGURE_NAMES])


def chain_shares(chains: Mapping[str, float]) -> tuple[Floats, tuple[str, ...]]:
    """Shares by chain number, ending with the enterprises of no chain; ValueError for more chains than have numbers."""
    if len(chains) >= MOST_CHAINS:
        raise ValueError(f"{len(chains)} chains; at most {MOST_CHAINS - 1} have numbers")
    names = (*chains, NO_CHAIN)
    shares = np.array([*chains.values(), max(0.0, 1.0 - sum(chains.values()))])
    return shares / shares.sum(), names


def rounds_of(rules: RulebookArrays, steps: int) -> Integers:
    """Whether each title's round takes place, int64[steps, TITLES]: only national champion rounds are ever uncertain."""
    rounds = np.full((steps, TITLES), ROUND_HELD, dtype=np.int64)
    known = rules.champion_round
    rounds[:, NATIONAL_CHAMPION] = np.where(known < 0, ROUND_DRAWN, np.where(known > 0, ROUND_HELD, NO_ROUND))
    return rounds


def build_world(request: WorldRequest) -> World:
    """Build the arrays that the engine reads; raises ParameterError and RulebookError for what data do not allow."""
    steps = request.years + 1
    rules = load_rulebook().arrays(request.start_year, steps, request.rulebook)
    overrides: dict[str, Override] = {}
    if request.anchored:
        from model.reference.results import anchored_priors

        overrides |= anchored_priors()
    parameters = load_parameters().rows(inp.PARAMETER_NAMES, overrides | dict(request.overrides))
    if not request.county:
        # A prefecture's shock is the prefecture-year shock alone; only a county adds its own.
        parameters[inp.COUNTY_SHOCK_EXTRA_SPREAD] = make_prior_row(FIXED, 0.0, 0.0, 0.0, -np.inf, np.inf)
    shares, names = chain_shares(request.chains)
    settings = np.zeros(plc.SETTINGS, dtype=np.int64)
    settings[plc.START_YEAR] = request.start_year
    settings[plc.YEARS] = request.years
    settings[plc.VALIDITY] = rules.validity
    settings[plc.NATIONAL_COUNTS_AS_PROVINCIAL] = int(request.national_counts_as_provincial)
    settings[plc.OUTSIDE_INDUSTRY_COUNTED] = int(request.outside_industry_counted)
    settings[plc.FIRST_REVISION_YEAR] = FIRST_POSSIBLE_REVISION if request.rule_revision else NEVER
    lines = np.zeros(plc.LINES)
    lines[plc.ABOVE_SCALE_LINE] = rules.above_scale_revenue
    lines[plc.SME_EMPLOYEES] = rules.sme_employees
    lines[plc.SME_REVENUE] = rules.sme_revenue
    means, spreads, slopes, _ = no_cut_offs(request.years)
    rounds = rounds_of(rules, steps)
    if request.binding_cut_offs:
        from model.reference.cut_offs import load_cut_offs

        means, spreads, slopes = load_cut_offs().arrays(request.start_year, steps)
    else:
        rounds[:] = ROUND_HELD
    tables = rules.breaks.shape[0]
    return World(
        settings=settings,
        lines=lines,
        priors=np.ascontiguousarray(np.vstack([parameters, figure_rows(request.figures)])),
        prior_keys=prior_keys(input_names()),
        criteria=np.ascontiguousarray(rules.criteria.reshape(steps, ACTS * TITLES, CRITERIA)),
        breaks=np.ascontiguousarray(np.hstack([np.full((tables, 1), -np.inf), rules.breaks])),
        increments=np.ascontiguousarray(np.hstack([rules.base[:, None], rules.increments])),
        remainders=rules.remainder,
        cut_off_means=means,
        cut_off_spreads=spreads,
        cut_off_slopes=slopes,
        rounds=rounds,
        chain_shares=shares,
        levers=lever_years(request.start_year, request.years, request.levers),
        chain_names=names,
    )
