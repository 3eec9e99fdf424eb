"""What a store keeps of a point's replicates: what each target reaches and whether that meets it; trajectories on request.

It is enough to say everything about the targets, and it adds up: more replicates are appended, none is simulated again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.engine import Engine
from scenarios.loaded import LoadedScenario
from scenarios.readings import Row
from scenarios.result import RunResult
from scenarios.sweep.simulation import FailureRow, Outcomes, Segment, simulate_segment
from scenarios.verdicts.course import course, on_path

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
Counts = NDArray[np.int64]
NOT_COVERED = -1


@dataclass(frozen=True)
class Kept:
    """Consecutive replicates of one point. Failed ones have a failure and no place in the arrays.

    `reached` float64[finished, targets] is in the unit of each target at its due year, `met` bool[finished, targets];
    `on_path` int64[targets, years] counts the replicates on the path they need, NOT_COVERED in years that a target does not
    cover; `values` float64[finished, years, series] are the trajectories that were asked for.
    """

    replicates: tuple[int, ...]
    targets: tuple[str, ...]
    reached: Numbers
    met: Truths
    years: tuple[int, ...]
    on_path: Counts
    series: tuple[str, ...] = ()
    values: Numbers = field(default_factory=lambda: np.zeros((0, 0, 0)))
    failures: tuple[FailureRow, ...] = ()

    @property
    def total(self) -> int:
        """Number of replicates that were tried."""
        return len(self.replicates) + len(self.failures)

    def followed_by(self, other: Kept) -> Kept:
        """Append later replicates of the same point."""
        failures = (*self.failures, *other.failures)
        if not self.replicates or not other.replicates:
            return replace(self if self.replicates else other, failures=failures)
        if (self.targets, self.years, self.series) != (other.targets, other.years, other.series):
            raise ValueError("replicates of one point have different targets, years or series")
        covered = self.on_path != NOT_COVERED
        return Kept(
            self.replicates + other.replicates,
            self.targets,
            np.concatenate([self.reached, other.reached]),
            np.concatenate([self.met, other.met]),
            self.years,
            np.where(covered, self.on_path + other.on_path, NOT_COVERED),
            self.series,
            np.concatenate([self.values, other.values]),
            failures,
        )


def judged_rows(loaded: LoadedScenario) -> list[Row]:
    """List the rows that are judged by themselves: those that restate another are answered by it."""
    asked = {row.target.id for row in loaded.rows if row.question is not None}
    return [row for row in loaded.rows if row.question is not None and row.restates not in asked]


def keep(loaded: LoadedScenario, seed: int, run: Segment, outcomes: Outcomes) -> Kept:
    """Keep of simulated replicates what a store needs."""
    rows = judged_rows(loaded)
    years = tuple(range(loaded.span.state_year, loaded.span.last + 1))
    count = len(run.replicates)
    reached, met = np.zeros((count, len(rows))), np.zeros((count, len(rows)), dtype=np.bool_)
    paths = np.full((len(rows), len(years)), NOT_COVERED, dtype=np.int64)
    series = () if outcomes == "targets" else run.series if outcomes == "all" else outcomes
    names = tuple(name for name in run.series if name in series)
    places = [run.series.index(name) for name in names]
    if count:
        samples = RunResult(loaded, seed, run.samples(), "").samples_with_inputs
        for place, row in enumerate(rows):
            assert row.question is not None
            followed = course(row.question, samples)
            reached[:, place], met[:, place] = followed.final, followed.met[:, -1]
            # The first year is the start of the path, on which everything is.
            for year, number in zip(followed.years[1:], on_path(followed).sum(axis=0)[1:].tolist(), strict=True):
                paths[place, years.index(year)] = number
    values = np.ascontiguousarray(run.values[:, :, places]) if count else np.zeros((0, len(years), 0))
    return Kept(
        run.replicates, tuple(row.target.id for row in rows), reached, met, years, paths, names, values, run.failures
    )


def keep_segment(
    loaded: LoadedScenario,
    seed: int,
    first: int,
    count: int,
    outcomes: Outcomes,
    engine: Engine,
    cancel: Callable[[], bool] | None = None,
) -> Kept | None:
    """Simulate replicates in this thread and keep of them what a store needs; None where that was cancelled."""
    run = simulate_segment(loaded, seed, first, count, outcomes, engine, cancel=cancel)
    return None if run is None else keep(loaded, seed, run, outcomes)
