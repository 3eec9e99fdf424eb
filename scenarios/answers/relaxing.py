"""A link relaxed: the same replicates with one thing moved, and nothing else.

Moves act on each replicate's own drawn numbers, so that its place in the prior, and every chance, stay what they were. Cut-offs
depend on inputs because a province with more research has a higher line; here one region is relaxed and not its province, so
the lines are held where they were.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from model import inputs as inp
from model import places as plc
from model.attraction_phase import mean_contract
from model.columns import TITLES
from model.levers import load_levers
from model.opening import SLOPE, SLOPE_INPUT, SLOPE_SCALE
from model.parameters.table import load_parameters, prior_row
from model.randomness.priors import FIXED, prior_quantile
from model.rulebook.criteria import COLUMNS, NUMBER_OF
from model.rules.attraction import delivered_share
from model.world import World
from scenarios.answers.drawn import Drawn
from scenarios.answers.links import Link, Operation

Numbers = NDArray[np.float64]
Mode = Literal["removed", "moved"]
TENTH: Final = 0.1
"""The comparable amount for a threshold, and for a number without spread: a tenth of it."""
NEAR_CERTAIN: Final = 1e-12
GREATEST_SHIFT: Final = 40.0
"""A shift of a logarithm or logit that leaves nothing of what it works against."""
QUANTILES: Final = 400


@dataclass(frozen=True)
class Relaxed:
    """What to run instead: a world, each replicate's inputs and, where they differ, its levers and cut-offs."""

    world: World
    inputs: Numbers
    levers: Numbers | None = None
    cut_off_means: Numbers | None = None


def relax(link: Link, mode: Mode, drawn: Drawn) -> Relaxed:
    """Relax one link for every replicate, removed or moved by its stated amount."""
    state = _State(drawn)
    for operation in link.operations:
        if operation.parameter is not None:
            _move_parameters(state, operation, mode)
        elif operation.through is not None:
            _move_through(state, operation, mode)
        elif operation.lever is not None:
            _move_lever(state, operation, mode)
        else:
            _move_rules(state, link, operation, mode)
    return Relaxed(state.world, state.inputs, state.levers, _held_cut_offs(state, drawn))


class _State:
    """What is being changed."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.world = drawn.world
        self.names = drawn.world.input_names
        self.inputs = drawn.inputs.copy()
        self.levers: Numbers | None = None

    def place(self, name: str) -> int:
        return self.names.index(name)

    def own_levers(self) -> Numbers:
        """Give every replicate levers of its own: float64[replicates, years + 1, LEVERS, chains + 1]."""
        if self.levers is None:
            self.levers = np.repeat(self.world.levers[None], len(self.inputs), axis=0)
        return self.levers


def amount_of(world: World, place: int) -> float:
    """Give the standard deviation of what an input is believed to be; that of the model's own prior where a scenario fixes it.

    A number without any spread moves by a tenth of itself.
    """
    row = world.priors[place]
    if int(row[0]) != FIXED and (learned := world.particles.spread(place)) is not None:
        return learned
    if int(row[0]) == FIXED and place < inp.PARAMETERS:
        row = np.asarray(prior_row(load_parameters()[inp.PARAMETER_NAMES[place]].prior))
    if int(row[0]) == FIXED:
        return TENTH * abs(float(row[1]))
    return _spread_of(tuple(row.tolist()))


@cache
def _spread_of(row: tuple[float, ...]) -> float:
    found = np.array([prior_quantile(np.array(row), (step + 0.5) / QUANTILES) for step in range(QUANTILES)])
    mean = math.fsum(found.tolist()) / QUANTILES
    return math.sqrt(math.fsum(((found - mean) ** 2).tolist()) / QUANTILES)


def bounds_of(world: World, place: int) -> tuple[float, float]:
    """Give the bounds of an input's prior, the model's own where a scenario fixes the number; never infinite for a parameter."""
    if place < inp.PARAMETERS:
        prior = load_parameters()[inp.PARAMETER_NAMES[place]].prior
        return prior.low, prior.high
    row = world.priors[place]
    return float(row[4]), float(row[5])


def _new_values(state: _State, operation: Operation, mode: Mode, place: int) -> Numbers:
    """Give what each replicate's number becomes: never worse than it was, never beyond its bounds unless removed."""
    old = state.inputs[:, place]
    low, high = bounds_of(state.world, place)
    if mode == "removed" and operation.removed != "bound":
        assert operation.removed is not None
        wanted = np.full_like(old, operation.removed)
    elif mode == "removed":
        wanted = np.full_like(old, high if operation.direction > 0 else low)
    else:
        wanted = np.clip(old + operation.direction * amount_of(state.world, place), low, high)
    return np.maximum(old, wanted) if operation.direction > 0 else np.minimum(old, wanted)


def _move_parameters(state: _State, operation: Operation, mode: Mode) -> None:
    assert operation.parameter is not None
    for place, name in enumerate(state.names):
        if fnmatchcase(name, operation.parameter):
            before = state.inputs.copy()
            state.inputs[:, place] = _new_values(state, operation, mode, place)
            if operation.usual_growth_kept:
                _keep_delivery(state, before)
                _keep_usual_growth(state, before)


def _delivered(inputs: Numbers) -> Numbers:
    """Money that a producing project puts in place over its contract, by replicate."""
    columns = (inp.FUNDS_IN_PLACE_SHARE, inp.START_CONVERSION, inp.PRODUCTION_CONVERSION, inp.LOST_MONEY_SHARE)
    return np.array([delivered_share(*(row[column] for column in columns)) for row in inputs])


def _keep_delivery(state: _State, before: Numbers) -> None:
    """Keep what a producing project puts in place: the stated share is one over all signed projects."""
    factor = _delivered(before) / _delivered(state.inputs)
    state.inputs[:, inp.FUNDS_IN_PLACE_SHARE] *= factor


def _keep_usual_growth(state: _State, before: Numbers) -> None:
    """Give back through yearly growth what the move would make usual attraction take out of incumbents' growth."""
    steps = state.world.years
    change = _taken_out(state, state.inputs, steps) - _taken_out(state, before, steps)
    levers = state.own_levers()
    effect = state.inputs[:, inp.EFFECT_TRAINING]
    if not state.world.levers[:, plc.TRAINING].any():
        effect[:] = 1.0
    usable = np.where(np.abs(effect) > NEAR_CERTAIN, effect, np.inf)
    levers[:, 1:, plc.TRAINING, -1] += change / usable[:, None]


def _taken_out(state: _State, inputs: Numbers, steps: int) -> Numbers:
    """What usual attraction takes out of incumbents' growth, float64[replicates, years] (`model/economy_phase.py`)."""
    signings = _usual_signings(inputs)
    contract = np.array([mean_contract(0.0, row) for row in inputs])
    output = signings * contract * _delivered(inputs)
    for column in (
        inp.START_CONVERSION,
        inp.PRODUCTION_CONVERSION,
        inp.OUTPUT_PER_INVESTMENT,
        inp.OUTPUT_REALISATION,
    ):
        output = output * inputs[:, column]
    revenue = state.drawn.samples.sum_of(["revenue"])[:, 0]
    first = np.log1p(np.divide(output, revenue, out=np.zeros_like(output), where=revenue > 0))
    rate = (inputs[:, inp.SIGNING_GROWTH_ELASTICITY] - 1.0) * (
        inputs[:, inp.REAL_GROWTH_ABOVE_SCALE] + inputs[:, inp.PRODUCER_PRICE_MEAN]
    )
    found = first[:, None] * np.exp(rate[:, None] * np.arange(steps))
    return np.asarray(np.minimum(found, inputs[:, inp.ATTRACTED_GROWTH_LIMIT][:, None]))


def _usual_signings(inputs: Numbers) -> Numbers:
    stated = inputs[:, inp.PARAMETERS + inp.SIGNED_PROJECTS]
    above = inputs[:, inp.PARAMETERS + inp.ABOVE_SCALE_ENTERPRISES]
    return np.asarray(np.where(stated > 0, stated, inputs[:, inp.SIGNING_RATE] * above))


def _move_through(state: _State, operation: Operation, mode: Mode) -> None:
    """Let a lever at intensity 1 carry the move; what the lever does already, on average over the years, stays."""
    assert operation.through is not None
    assert operation.effect is not None
    assert operation.of is not None
    place = state.place(operation.of)
    old, new = state.inputs[:, place], _new_values(state, operation, mode, place)
    if operation.of == "funds_in_place_share":
        moved = state.inputs.copy()
        moved[:, place] = new
        old, new = _delivered(state.inputs), np.ones_like(old) if mode == "removed" else _delivered(moved)
    shift = _shift(operation, old, new)
    number = plc.LEVER_NAMES.index(operation.through)
    levers = state.own_levers()
    already = float(state.world.levers[1:, number, -1].mean())
    levers[:, 1:, number, -1] += 1.0
    for name in load_levers()[operation.through].effects:
        effect = state.place(name)
        state.inputs[:, effect] *= already / (already + 1.0)
        if name == operation.effect:
            state.inputs[:, effect] += shift / (already + 1.0)


def _shift(operation: Operation, old: Numbers, new: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        if operation.form == "sum":
            found = new - old
        elif operation.form == "logit":
            found = np.log(new / old) - np.log((1.0 - new) / (1.0 - old))
        else:
            found = np.log(new / old)
    if operation.form == "minus_ln":
        found = -found
    found = np.where(new == old, 0.0, found)
    return np.clip(found, -GREATEST_SHIFT, GREATEST_SHIFT)


def _move_lever(state: _State, operation: Operation, mode: Mode) -> None:
    assert operation.of is not None
    place = state.place(operation.of)
    old, new = state.inputs[:, place], _new_values(state, operation, mode, place)
    more = new / old - 1.0
    levers = state.own_levers()
    if operation.lever == "signings":
        levers[:, 1:, plc.SIGNINGS, -1] += (more * _usual_signings(state.inputs))[:, None]
    else:
        levers[:, 1:, plc.LAND, -1] += more[:, None] * (1.0 + levers[:, 1:, plc.LAND, -1])


def _move_rules(state: _State, link: Link, operation: Operation, mode: Mode) -> None:
    world = state.world
    if operation.sme_limit:
        lines = world.lines.copy()
        both = [plc.SME_EMPLOYEES, plc.SME_REVENUE]
        lines[both] = np.inf if mode == "removed" else lines[both] * (1.0 + TENTH)
        state.world = replace(world, lines=lines)
        return
    assert link.title is not None
    if operation.cut_off:
        means, spreads = world.cut_off_means.copy(), world.cut_off_spreads.copy()
        line = means[1:, link.title]
        means[1:, link.title] = -np.inf if mode == "removed" else line - TENTH * np.abs(line)
        if mode == "removed":
            spreads[1:, link.title] = 0.0
        state.world = replace(world, cut_off_means=means, cut_off_spreads=spreads)
        return
    criteria = world.criteria.copy()
    for name in operation.criteria:
        number = NUMBER_OF[name]
        column, cells = COLUMNS[number], criteria[1:, link.title, number]
        stated = np.isfinite(cells)
        factor = 1.0 + TENTH if column.sense == "at_most" else 1.0 - TENTH
        lifted = -np.inf if column.sense == "alternative" else column.absent
        cells[stated] = lifted if mode == "removed" else cells[stated] * factor
    state.world = replace(world, criteria=criteria)


def _held_cut_offs(state: _State, drawn: Drawn) -> Numbers | None:
    """Give each replicate cut-offs that do not follow its moved inputs; None where they do not depend on what was moved."""
    slopes = state.world.cut_off_slopes
    moved = state.inputs - drawn.inputs
    shift = np.zeros((len(moved), TITLES))
    for title in range(TITLES):
        for term in slopes[title]:
            if term[SLOPE] != 0.0:
                shift[:, title] += term[SLOPE] * moved[:, int(term[SLOPE_INPUT])] / term[SLOPE_SCALE]
    if not shift.any():
        return None
    return np.asarray(state.world.cut_off_means[None] - shift[:, None, :])
