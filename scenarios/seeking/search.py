"""The search: screen the levers, then let the surrogate propose and the model decide, always on the same replicates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.seeking.space import Space
from scenarios.seeking.surrogate import Surrogate, cheapest_on, evolved, needed
from scenarios.seeking.trial import Trials, met_share

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
SCREENING = 48
"""Replicates on which each lever is tried alone; what does nothing there is left out."""
CLEAR = 2.5
"""Standard errors of the paired gain above which a lever is taken to help."""
MOST_MOVING = 6
"""Levers that the search moves: those that help most."""
PROBES = (0.3, 0.05)
"""Parts of a lever by which the best is varied where the surrogate sees nothing cheaper."""
NEAR = 0.003
"""Relative saving below which a further step is not worth a trial."""


@dataclass(frozen=True)
class Found:
    """A change and what it gives on the search's replicates."""

    change: Numbers
    cost: float
    probability: float


class Search:
    """Looks for cheap changes in a space by trials; `steps` bounds the trials of one question."""

    def __init__(
        self,
        space: Space,
        trials: Trials,
        *,
        seed: int = 1,
        steps: int = 16,
        tell: Callable[[int], None] | None = None,
    ) -> None:
        self.space, self.trials, self.seed, self.steps = space, trials, seed, steps
        self.tell = tell or (lambda done: None)
        self.nothing = self.whole(np.zeros(len(space)))
        self.gains: dict[str, float] = {}
        self.best_ends = np.zeros(len(space))

    def whole(self, change: Numbers) -> Found:
        """Try a change on all replicates of the search."""
        tried = self.trials.whole(change)
        self.tell(len(self.trials.points))
        return Found(change, float(self.space.cost(change)), met_share(tried))

    def screen(self) -> Truths:
        """Try each lever alone at its bounds; tell which help some target clearly, the best few of them."""
        count = min(SCREENING, self.trials.count)
        base = self.trials.few(np.zeros(len(self.space)), count)
        spread = np.maximum(base.std(axis=0), 1e-9 + 1e-6 * np.abs(base).max(axis=0))
        for place, name in enumerate(self.space.names):
            for end in (self.space.low[place], self.space.high[place]):
                if end == 0:
                    continue
                change = np.zeros(len(self.space))
                change[place] = end
                gain = (self.trials.few(change, count) - base) / spread
                self.tell(len(self.trials.points))
                error = gain.std(axis=0, ddof=1) / np.sqrt(count)
                clear = np.where(gain.mean(axis=0) > np.maximum(CLEAR * error, 1e-9), gain.mean(axis=0), 0.0)
                if float(clear.max()) > self.gains.get(name, 0.0):
                    self.gains[name] = float(clear.max())
                    self.best_ends[place] = end
        helping = sorted(self.gains, key=lambda name: -self.gains[name])[:MOST_MOVING]
        moving = np.array([name in helping for name in self.space.names])
        for place in np.flatnonzero(moving).tolist():
            for share in (1.0, 0.4):
                change = np.zeros(len(self.space))
                change[place] = share * self.best_ends[place]
                self.whole(change)
        return moving

    def surrogate(self) -> Surrogate:
        """Interpolate what was tried so far."""
        return Surrogate(self.space, np.array(self.trials.points), np.array(self.trials.found))

    def good(self, found: Found, wish: float) -> bool:
        """Tell whether enough replicates meet the wish."""
        return round(found.probability * self.trials.count) >= needed(wish, self.trials.count)

    def cheapest(self, wish: float, allowed: Truths) -> Found | None:
        """Find the cheapest change of the allowed levers that meets a wish on the search's replicates; None for none.

        Where the surrogate sees nothing cheaper, each lever is tried a little beside the best; only when that changes nothing
        either does the search end.
        """
        best = self._known(wish, allowed)
        if best is None:
            most = self.whole(np.where(allowed, self.best_ends, 0.0))
            best = most if self.good(most, wish) else None
        missed = probes = 0
        for step in range(self.steps):
            surrogate = self.surrogate()
            change = cheapest_on(surrogate, wish, allowed, None if best is None else best.change, self.seed + step)
            promising = float(surrogate.slack(change[None], wish)[0]) >= 0
            change = self.space.rounded(change)
            if best is None and not promising:
                missed += 1
                if missed > 2:
                    break
            if best is not None and (not promising or self.space.cost(change) > best.cost * (1 - NEAR)):
                if probes == len(PROBES):
                    break
                better = self._probe(best, wish, allowed, PROBES[probes])
                probes += better is best
                best = better
                continue
            if self.trials.has(change):
                change = self._beside(change, allowed, step)
            found = self.whole(change)
            if self.good(found, wish) and (best is None or found.cost < best.cost):
                best = found
        return best

    def _probe(self, best: Found, wish: float, allowed: Truths, size: float) -> Found:
        """Try the best with each lever that matters a little less, or more where it is at rest; keep what is cheaper and good."""
        found = best
        for place in np.flatnonzero(allowed & (self.best_ends != 0)).tolist():
            change, end = best.change.copy(), self.best_ends[place]
            change[place] = change[place] * (1 - size) if change[place] != 0 else size * end
            tried = self.whole(self.space.rounded(change))
            if self.good(tried, wish) and tried.cost < found.cost:
                found = tried
        return found

    def _known(self, wish: float, allowed: Truths) -> Found | None:
        """Give the cheapest of what was tried already."""
        found = [
            Found(point, float(self.space.cost(point)), met_share(tried))
            for point, tried in zip(self.trials.points, self.trials.found, strict=True)
            if not np.any(point[~allowed])
        ]
        good = [each for each in found if self.good(each, wish)]
        return min(good, key=lambda each: each.cost) if good else None

    def _beside(self, change: Numbers, allowed: Truths, step: int) -> Numbers:
        """Give a candidate a little beyond one that was tried already, towards the best ends."""
        ends = np.where(allowed, self.best_ends, 0.0)
        return self.space.rounded(change + (ends - change) * 0.02 * (step + 1))

    def most_likely(self, allowed: Truths) -> Found:
        """Find the change with the highest probability: all at their best ends, or what the surrogate thinks better."""
        found = [self.whole(np.where(allowed, self.best_ends, 0.0))]
        free = np.flatnonzero(allowed & (self.space.high > self.space.low))
        for step in range(2 if len(free) else 0):
            surrogate = self.surrogate()

            def objective(columns: Numbers, surrogate: Surrogate = surrogate) -> Numbers:
                whole = np.zeros((columns.shape[1], len(self.space)))
                whole[:, free] = columns.T
                joint = surrogate.joint(whole)
                return np.asarray(-(joint >= 0).mean(axis=1) - 1e-3 * np.tanh(joint).mean(axis=1))

            change = np.zeros(len(self.space))
            ends = (self.space.low[free], self.space.high[free])
            change[free] = evolved(objective, ends, 40, max(6, 30 // len(free)), self.seed + step)
            found.append(self.whole(self.space.rounded(change)))
        return max(found, key=lambda each: (each.probability, -each.cost))
