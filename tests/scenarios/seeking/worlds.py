"""Small worlds with levers whose best mix can be enumerated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scenarios.seeking.space import Space

Numbers = NDArray[np.float64]
Planted = Callable[[Numbers, int, int], Numbers]


def chance(first: int, count: int, columns: int = 2) -> Numbers:
    """Draws of replicates by number: the same replicate draws the same whatever is asked."""
    return np.random.default_rng(99).normal(size=(4000, columns))[first : first + count]


def two_levers(seed: int) -> tuple[Planted, Space]:
    """Two levers with diminishing effects, one of them uncertain, and costs that differ up to fifteen times."""
    generator = np.random.default_rng(seed)
    effect, bend = generator.uniform(0.8, 3, 2), generator.uniform(0.5, 3, 2)
    rates, short = generator.uniform(0.2, 3, 2), generator.uniform(0.8, 1.6)

    def trial(change: Numbers, first: int, count: int) -> Numbers:
        drawn = chance(first, count)
        gained = effect[0] * (1 + 0.3 * drawn[:, 1]) * np.tanh(bend[0] * change[0]) + effect[1] * np.tanh(
            bend[1] * change[1]
        )
        return np.asarray((drawn[:, 0] - short + gained)[:, None])

    return trial, Space(("first", "second"), np.zeros(2), np.full(2, 2.0), rates)


def enumerated(trial: Planted, space: Space, wish: float, count: int, levels: int = 41) -> float:
    """Cost of the cheapest of all combinations of levels that meets a wish; infinite where none does."""
    axes = [np.linspace(low, high, levels) for low, high in zip(space.low, space.high, strict=True)]
    best = np.inf
    for one in axes[0].tolist():
        for other in axes[1].tolist():
            change = np.array([one, other])
            if float(space.cost(change)) < best and float(np.mean(trial(change, 0, count) >= 0)) >= wish:
                best = float(space.cost(change))
    return float(best)
