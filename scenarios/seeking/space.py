"""The levers that a search may move: how far, and what a unit of each costs over the years it acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.levers import Lever, load_levers
from scenarios.schema.errors import InputError, suggestion

if TYPE_CHECKING:
    from scenarios.loaded import LoadedScenario

Numbers = NDArray[np.float64]
LEAST = 1e-3
"""Part of a lever's range below which it is left at rest."""
DIGITS = 3
"""Significant digits of an intensity: finer than anyone can steer."""


@dataclass(frozen=True)
class Space:
    """Allowed changes: lever names, lowest and highest change float64[k], what a unit costs over the years (亿元) float64[k]."""

    names: tuple[str, ...]
    low: Numbers
    high: Numbers
    rates: Numbers

    def __len__(self) -> int:
        return len(self.names)

    def cost(self, changes: Numbers) -> Numbers:
        """Money (亿元, all years together) of changes float64[..., k]; the size of a change counts, not its sign."""
        return np.asarray(np.abs(changes) @ self.rates)

    def rounded(self, change: Numbers) -> Numbers:
        """Round a change away from zero to three significant digits, within the bounds."""
        found = np.zeros_like(change)
        for place in np.flatnonzero(np.abs(change) > LEAST * (self.high - self.low)).tolist():
            value = float(change[place])
            step = 10.0 ** (np.floor(np.log10(abs(value))) - DIGITS + 1)
            found[place] = float(f"{np.sign(value) * np.ceil(abs(value) / step - 1e-9) * step:.{DIGITS}g}")
        return np.clip(found, self.low, self.high)


def chosen_levers(loaded: LoadedScenario, wanted: Sequence[str]) -> tuple[Lever, ...]:
    """Find the levers that the planner allows, all of them where none is named; raises InputError for an unknown one."""
    known = load_levers()
    for name in wanted:
        if name not in known:
            raise InputError("unknown_lever", name=name, near=suggestion(name, known))
    return tuple(lever for name, lever in known.items() if not wanted or name in wanted)


def space_of(
    levers: Sequence[Lever],
    present: Numbers,
    unit_costs: Numbers,
    bases: tuple[int, float],
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> Space:
    """Make the space: `present` is what the scenario has of each already (least and greatest of the years, float64[k, 2]).

    `bases` are the years that the change acts and the sum over them of above-scale enterprises: what a unit cost is counted by.
    `bounds` are the planner's own for a lever's intensity, within its range.
    """
    ends = [(bounds or {}).get(lever.name, (lever.lowest, lever.highest)) for lever in levers]
    years, enterprises = bases
    rates = [
        cost * (enterprises if lever.unit_cost.per == "above_scale_enterprise" else years)
        for lever, cost in zip(levers, unit_costs.tolist(), strict=True)
    ]
    low = np.array([end[0] for end in ends]) - present[:, 0]
    high = np.array([end[1] for end in ends]) - present[:, 1]
    return Space(
        tuple(lever.name for lever in levers), np.minimum(low, 0.0), np.maximum(high, 0.0), np.array(rates, dtype=float)
    )
