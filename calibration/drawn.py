"""A bank of simulated draws: what each drew and what came of it, the series kept that someone asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.world import World
from scenarios.trials import StoppedError

Numbers = NDArray[np.float64]
BATCH = 512
"""Replicates simulated before all but the kept series are let go; changes no byte."""


@dataclass(frozen=True)
class Bank:
    """Draws of one world: `values` float64[draws, years, series], `inputs` float64[draws, inputs], `numbers` int64[draws].

    A failed draw's values are not numbers. `chances` names the replicate whose chances each draw had.
    """

    years: tuple[int, ...]
    series: tuple[str, ...]
    values: Numbers
    inputs: Numbers
    names: tuple[str, ...]
    numbers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.values)

    def part(self, rows: NDArray[np.int64] | slice) -> Bank:
        """Keep some draws."""
        return Bank(self.years, self.series, self.values[rows], self.inputs[rows], self.names, self.numbers[rows])


def simulate_bank(
    world: World,
    seed: int,
    draws: int,
    series: Sequence[str],
    *,
    first: int = 0,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Bank:
    """Simulate the replicates first .. first + draws - 1 of a world and keep some series; raises StoppedError when cancelled."""
    from model.ensemble import simulate

    columns = [world.series.index(name) for name in series]
    values = np.empty((draws, world.years + 1, len(columns)))
    inputs = np.empty((draws, len(world.input_names)))
    for start in range(0, draws, BATCH):
        count = min(BATCH, draws - start)
        found = simulate(world, seed, count, first_replicate=first + start, threads=threads, cancelled=cancelled)
        if len(found.numbers) < count:
            raise StoppedError
        values[start : start + count] = found.values[:, :, columns]
        inputs[start : start + count] = found.parameters
        if progress is not None:
            progress(start + count, draws)
    years = tuple(world.start_year + step for step in range(world.years + 1))
    numbers = np.arange(first, first + draws, dtype=np.int64)
    return Bank(years, tuple(series), values, inputs, world.input_names, numbers)
