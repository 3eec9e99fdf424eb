"""One candidate tried on some replicates: the margin of every wished target in every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scenarios.loaded import LoadedScenario
from scenarios.readings import Row
from scenarios.trials import Cancel, margins, simulate_world
from scenarios.verdicts.samples import Samples

Numbers = NDArray[np.float64]


class Trial(Protocol):
    """Tries a change of levers, float64[k], on the replicates first .. first + count - 1.

    Gives float64[count, targets]: by how much a replicate meets a target, met where it is not negative. The same replicate
    number has the same chance in it whatever the change.
    """

    def __call__(self, change: Numbers, first: int, count: int) -> Numbers:
        """Try."""
        ...


class ModelTrial:
    """The model as a trial: the scenario's world with levers added in some years, over the whole region."""

    def __init__(
        self,
        loaded: LoadedScenario,
        rows: Sequence[Row],
        levers: Sequence[str],
        years: tuple[int, int],
        seed: int,
        threads: int | None = None,
        cancel: Cancel | None = None,
    ) -> None:
        from model.places import LEVER_NAMES
        from scenarios.world import world_of

        self.loaded, self.seed, self.threads, self.cancel = loaded, seed, threads, cancel
        self.questions = [row.question for row in rows if row.question is not None]
        self.world = world_of(loaded)
        self.numbers = [LEVER_NAMES.index(name) for name in levers]
        start = self.world.start_year
        self.steps = [step for step in range(1, self.world.years + 1) if years[0] <= start + step <= years[1]]

    @property
    def present(self) -> Numbers:
        """What the scenario has of each lever already in those years: least and greatest, float64[k, 2]."""
        own = self.world.levers[self.steps][:, self.numbers, :]
        # A lever of one chain adds to the region's, so the greatest of both is what must stay within the range.
        region = own[:, :, -1:]
        reached = np.concatenate([region, own[:, :, :-1] + region], axis=2)
        return np.column_stack([reached.min(axis=(0, 2)), reached.max(axis=(0, 2))])

    def samples(self, change: Numbers, first: int, count: int) -> Samples:
        """Simulate a change."""
        levers = self.world.levers.copy()
        for number, value in zip(self.numbers, change.tolist(), strict=True):
            levers[self.steps, number, -1] += value
        world = replace(self.world, levers=levers)
        return simulate_world(self.loaded, world, self.seed, first, count, threads=self.threads, cancel=self.cancel)

    def __call__(self, change: Numbers, first: int, count: int) -> Numbers:
        """Try a change of levers."""
        return margins(self.questions, self.samples(change, first, count), first, count)

    def bases(self, count: int) -> tuple[int, float]:
        """Count the years that a change acts, and sum the expected above-scale enterprises over them, for unit costs."""
        samples = self.samples(np.zeros(len(self.numbers)), 0, count)
        enterprises = samples.sum_of(("above_scale",))[:, self.steps]
        return len(self.steps), float(enterprises.mean(axis=0).sum())


@dataclass
class Trials:
    """Every candidate tried so far on the search's replicates 0 .. count - 1, in the order of trying; none is tried twice."""

    trial: Trial
    count: int
    points: list[Numbers] = field(default_factory=list)
    found: list[Numbers] = field(default_factory=list)
    _known: dict[tuple[float, ...], int] = field(default_factory=dict)
    _begun: dict[tuple[float, ...], Numbers] = field(default_factory=dict)

    def few(self, change: Numbers, count: int) -> Numbers:
        """Try a candidate on the first few replicates only."""
        key = tuple(change.tolist())
        if key in self._known:
            return self.found[self._known[key]][:count]
        if key not in self._begun:
            self._begun[key] = self.trial(change, 0, count)
        return self._begun[key]

    def whole(self, change: Numbers) -> Numbers:
        """Try a candidate on all replicates of the search."""
        key = tuple(change.tolist())
        if key not in self._known:
            begun = self._begun.get(key)
            if begun is None or len(begun) >= self.count:
                tried = self.trial(change, 0, self.count) if begun is None else begun[: self.count]
            else:
                tried = np.concatenate([begun, self.trial(change, len(begun), self.count - len(begun))])
            self._known[key] = len(self.points)
            self.points.append(change.copy())
            self.found.append(tried)
        return self.found[self._known[key]]

    def has(self, change: Numbers) -> bool:
        """Tell whether a candidate was tried on all replicates."""
        return tuple(change.tolist()) in self._known


def met_share(tried: Numbers) -> float:
    """Give the share of replicates that meet every target."""
    return float(np.mean((tried >= 0).all(axis=1)))
