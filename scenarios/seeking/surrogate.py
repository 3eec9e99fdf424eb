"""A smooth stand-in for the model between the candidates tried: the margin of each replicate, interpolated.

The share of replicates that meet a target is a staircase, on which a search has nothing to go by. The margin of one replicate is
nearly smooth in the levers, because the replicate keeps its draws. So every replicate's margins are interpolated (radial basis
functions; Gutmann 2001, Journal of Global Optimization 19:201-227), exactly at what was tried, and the probability is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.seeking.space import Space

Numbers = NDArray[np.float64]


def needed(wish: float, count: int) -> int:
    """Give how many of `count` replicates must meet the wish."""
    return min(count, max(1, int(np.ceil(wish * count - 1e-9))))


class Surrogate:
    """Interpolates tried candidates: points float64[n, k], margins float64[n, replicates, targets]."""

    def __init__(self, space: Space, points: Numbers, found: Numbers) -> None:
        from scipy.interpolate import RBFInterpolator

        self.space = space
        self.width = np.where(space.high > space.low, space.high - space.low, 1.0)
        self.replicates, self.targets = found.shape[1:]
        base = found[0]
        self.scale = np.maximum(base.std(axis=0), 1e-9 + 1e-6 * np.abs(base).max(axis=0))
        values = (found / self.scale).reshape(len(points), -1)
        # Levers that no candidate moved yet tell nothing; the linear part needs one candidate more than levers.
        self._moving = np.flatnonzero(np.ptp(points, axis=0) > 0)
        self._still = values[0] if len(points) <= len(self._moving) or len(self._moving) == 0 else None
        if self._still is None:
            moved = (points / self.width)[:, self._moving]
            self._interpolate = RBFInterpolator(moved, values, kernel="cubic", degree=1)

    def joint(self, changes: Numbers) -> Numbers:
        """Give the least margin over the targets, in spreads of each at the start; float64[candidates, replicates]."""
        if self._still is not None:
            whole = np.tile(self._still, (len(changes), 1))
        else:
            whole = self._interpolate((changes / self.width)[:, self._moving])
        found: Numbers = whole.reshape(len(changes), self.replicates, self.targets).min(axis=2)
        return found

    def slack(self, changes: Numbers, wish: float) -> Numbers:
        """Tell how far candidates are from the wish, float64[candidates]: not negative where enough replicates meet it."""
        place = self.replicates - needed(wish, self.replicates)
        return np.asarray(np.partition(self.joint(changes), place, axis=1)[:, place])


def cheapest_on(
    surrogate: Surrogate, wish: float, allowed: NDArray[np.bool_], start: Numbers | None, seed: int
) -> Numbers:
    """Find the cheapest change that the surrogate takes for good enough, or the one nearest to it.

    Differential evolution (Storn, Price 1997; scipy) finds the basin, because costs of levers differ by orders of magnitude and
    effects may bend; exchanges of one lever for another then settle it at the edge, where the answer lies.
    """
    space = surrogate.space
    free = np.flatnonzero(allowed & (space.high > space.low))
    change = np.zeros(len(space))
    if len(free) == 0:
        return change
    greatest = max(float(space.cost(np.maximum(np.abs(space.low), np.abs(space.high)))), 1e-12)

    def filled(parts: Numbers) -> Numbers:
        whole = np.zeros((len(parts), len(space)))
        whole[:, free] = parts
        return whole

    def objective(columns: Numbers) -> Numbers:
        whole = filled(columns.T)
        slack = surrogate.slack(whole, wish)
        return np.where(slack >= 0, space.cost(whole) / greatest, 1.0 - np.minimum(slack, 0.0))

    begin = None if start is None else np.clip(start[free], space.low[free], space.high[free])
    ends = (space.low[free], space.high[free])
    generations = 60 if start is None else 20
    change[free] = evolved(objective, ends, generations, max(6, 40 // len(free)), seed, begin)
    return settle(surrogate, wish, free, change)


def evolved(
    objective: Callable[[Numbers], Numbers],
    ends: tuple[Numbers, Numbers],
    generations: int,
    population: int,
    seed: int,
    begin: Numbers | None = None,
) -> Numbers:
    """Minimise a function of columns float64[k, candidates] within bounds by differential evolution."""
    from scipy.optimize import Bounds, differential_evolution

    minimise: Any = differential_evolution
    found = minimise(
        objective,
        Bounds(*ends),
        maxiter=generations,
        popsize=population,
        tol=1e-4,
        polish=False,
        vectorized=True,
        updating="deferred",
        x0=begin,
        rng=seed,
    )
    return np.asarray(found.x, dtype=np.float64)


def settle(surrogate: Surrogate, wish: float, free: NDArray[np.intp], change: Numbers) -> Numbers:
    """Make a change cheaper as far as the surrogate allows: each lever less, or one more and another less."""
    if float(surrogate.slack(change[None], wish)[0]) < 0:
        return change
    moves = [0.0, 0.5, 0.25, 0.1, 0.04, 0.015, 0.006, 0.002, 0.0]
    for size in moves:
        for _ in range(4):
            tried = _exchanges(surrogate, wish, free, change, size)
            if tried is None:
                break
            change = tried
    return change


def _exchanges(
    surrogate: Surrogate, wish: float, free: NDArray[np.intp], change: Numbers, size: float
) -> Numbers | None:
    """Move one lever by a part of its range and lessen another as far as it goes; None where nothing gets cheaper."""
    space = surrogate.space
    candidates, lessened = [], []
    for down in free.tolist():
        if abs(change[down]) <= 1e-12 and size == 0:
            continue
        movers = [None] if size == 0 else [up for up in free.tolist() if up != down]
        for up in movers:
            for sign in (1.0,) if up is None else (1.0, -1.0):
                moved = change.copy()
                if up is not None:
                    moved[up] = np.clip(moved[up] + sign * size * surrogate.width[up], space.low[up], space.high[up])
                    if moved[up] == change[up]:
                        continue
                candidates.append(moved)
                lessened.append(down)
    if not candidates:
        return None
    whole, place = np.array(candidates), np.array(lessened)
    rows = np.arange(len(whole))
    low, high = np.zeros(len(whole)), whole[rows, place].copy()
    good = surrogate.slack(whole, wish) >= 0
    for _ in range(14):
        middle = (low + high) / 2
        whole[rows, place] = middle
        enough = surrogate.slack(whole, wish) >= 0
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    whole[rows, place] = 0.0
    none = surrogate.slack(whole, wish) >= 0
    whole[rows, place] = np.where(none, 0.0, high)
    costs = np.where(good | none, space.cost(whole), np.inf)
    best = int(np.argmin(costs))
    return whole[best] if costs[best] < float(space.cost(change)) * (1 - 1e-4) else None
