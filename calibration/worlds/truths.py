"""Made-up counties: simulated in full, of which what is observed, what is judged and what was drawn are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calibration.definitions import definitions
from calibration.observation import nuisance_draws
from model.world import World
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.trials import StoppedError
from scenarios.verdicts.course import Question, course
from scenarios.verdicts.samples import Samples

Numbers = NDArray[np.float64]
BATCH = 512
COUNTED = (
    "above_scale",
    "innovative_nested",
    "srdi_nested",
    "little_giant_nested",
    "provincial_champion_nested",
    "national_champion_nested",
    "adopters:high_technology",
    "revenue_above_100_million",
)
"""Counts whose coverage is shown by indicator and by size."""


@dataclass(frozen=True)
class Truths:
    """Counties: `values` float64[counties, years, series] of the series kept, `judged` float64[counties, questions], `inputs`."""

    years: tuple[int, ...]
    series: tuple[str, ...]
    values: Numbers
    judged: Numbers
    inputs: Numbers
    names: tuple[str, ...]
    numbers: NDArray[np.int64]
    seed: int

    @cached_property
    def nuisance(self) -> dict[str, Numbers]:
        """How each county's figures are reported."""
        return nuisance_draws(self.seed, self.numbers, names=self.names, inputs=self.inputs)

    def counts(self, years: Sequence[int]) -> Numbers:
        """The counts of some years, float64[counties, years x COUNTED]."""
        columns = [self.series.index(name) for name in COUNTED]
        found = self.values[:, [self.years.index(year) for year in years]][:, :, columns]
        return np.asarray(found.reshape(len(found), -1))


def questions_of(loaded: LoadedScenario) -> tuple[Question, ...]:
    """What a plan asks, each once."""
    asked = {row.target.id for row in loaded.rows if row.question is not None}
    return tuple(
        row.question
        for row in loaded.rows
        if row.question is not None and not row.supposed and row.restates not in asked
    )


def simulate_truths(
    loaded: LoadedScenario,
    world: World,
    seed: int,
    first: int,
    count: int,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Truths:
    """Simulate the replicates first .. first + count - 1 of a world; a failed one's numbers are not numbers."""
    from model.ensemble import simulate

    questions = questions_of(loaded)
    kept = [each for known in definitions().values() for each in (*known.of, *known.over)]
    series = tuple(dict.fromkeys((*kept, *COUNTED)))
    columns = [world.series.index(name) for name in series]
    values = np.empty((count, world.years + 1, len(series)))
    judged = np.full((count, len(questions)), np.nan)
    inputs = np.empty((count, len(world.input_names)))
    years: tuple[int, ...] = ()
    for start in range(0, count, BATCH):
        many = min(BATCH, count - start)
        found = simulate(world, seed, many, first_replicate=first + start, threads=threads, cancelled=cancelled)
        if len(found.numbers) < many:
            raise StoppedError
        years = tuple(found.years)
        values[start : start + many] = found.values[:, :, columns]
        inputs[start : start + many] = found.parameters
        samples = Samples.set_apart(years, found.series, found.values, (), found.parameters, found.parameter_names)
        rows = start + samples.numbers
        samples = RunResult(loaded, seed, _numbered(samples, first + start), "").samples_with_inputs
        judged[rows] = np.column_stack([course(question, samples).values[:, -1] for question in questions])
        if progress is not None:
            progress(start + many, count)
    numbers = np.arange(first, first + count, dtype=np.int64)
    return Truths(years, series, values, judged, inputs, world.input_names, numbers, seed)


def _numbered(samples: Samples, first: int) -> Samples:
    from dataclasses import replace

    return replace(samples, numbers=samples.numbers + first)
