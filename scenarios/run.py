"""The one door to the model: `load` a scenario or plan, `run` it, and get every target answered.

from scenarios import load, run
result = run(load("xihua"), replicates=500, seed=1)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scenarios import own_inputs
from scenarios.collecting import Collected
from scenarios.engine import Engine
from scenarios.loaded import LoadedScenario, load
from scenarios.result import Answer, RunResult
from scenarios.schema.errors import InputError
from scenarios.schema.scenario import MAX_REPLICATES, MAX_SEED
from scenarios.verdicts.proportion import make_ready
from scenarios.verdicts.settings import settings

__all__ = ["Answer", "CancelledError", "LoadedScenario", "Progress", "RunResult", "load", "run"]

BATCH = 128
"""Replicates between two looks at progress and cancellation; changes no result."""
MAX_THREADS = 1024


class CancelledError(Exception):
    """The run was cancelled before a single replicate was finished."""


@dataclass(frozen=True)
class Progress:
    """How far a run is: replicates done of those planned, and the answers that these allow already."""

    done: int
    total: int
    partial: Callable[[], RunResult]


def run(
    scenario: LoadedScenario | str | Path,
    replicates: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    *,
    chunk: int | None = None,
    until_decided: bool | None = None,
    engine: Engine | None = None,
    collected: Collected | None = None,
) -> RunResult:
    """Answer a scenario by simulating it `replicates` times (500 where neither the caller nor the scenario says it).

    A stated number of replicates is kept exactly. Otherwise, or with `until_decided`, blocks of 500 are added while more than
    a tenth of the verdicts are undecided, up to 2,000 (`verdicts/settings.yaml`). Threads, chunk, progress and cancel change
    no byte of the result: a cancelled run gives the result of the replicates that were finished, marked `partial`, and raises
    CancelledError where there is none. `collected` holds replicates of the very same question and seed that were simulated
    before: the run goes on from there, and adds to it. Raises InputError for replicates, seed, threads or chunk out of range.
    """
    loaded = scenario if isinstance(scenario, LoadedScenario) else load(scenario)
    stated = replicates if replicates is not None else _in_file(loaded, "replicates")
    wanted = _within("replicates", settings().default_replicates if stated is None else stated, 1, MAX_REPLICATES)
    chosen = _within("seed", loaded.scenario.seed if seed is None else seed, 0, MAX_SEED)
    _within("threads", threads, 1, MAX_THREADS)
    _within("chunk", chunk, 1, MAX_REPLICATES)
    go_on = stated is None if until_decided is None else until_decided
    simulation = _Simulation(loaded, chosen, threads, chunk, engine, cancel, progress, collected)
    simulation.reach(wanted)
    while go_on and not simulation.cancelled and simulation.done < settings().cap:
        if simulation.result().undecided_share <= settings().undecided_share:
            break
        simulation.reach(min(simulation.done + settings().block, settings().cap))
    if simulation.done == 0:
        raise CancelledError
    # What was collected before may be more than is asked now.
    return simulation.result(None if go_on else min(simulation.done, wanted))


class _Simulation:
    """The replicates of one run, batch by batch."""

    def __init__(
        self,
        loaded: LoadedScenario,
        seed: int,
        threads: int | None,
        chunk: int | None,
        engine: Engine | None,
        cancel: Callable[[], bool] | None,
        progress: Callable[[Progress], None] | None,
        collected: Collected | None,
    ) -> None:
        self.loaded, self.seed, self.threads, self.chunk = loaded, seed, threads, chunk
        self.engine, self.cancel, self.progress = engine or _compiled(), cancel, progress
        self.collected = Collected() if collected is None else collected
        self.cancelled = False

    @property
    def done(self) -> int:
        return self.collected.total

    def reach(self, total: int) -> None:
        """Simulate until `total` replicates are done, or the run is cancelled."""
        self.collected.expect(total)
        while self.done < total:
            self.cancelled = self.cancel is not None and self.cancel()
            if self.cancelled:
                return
            asked = min(BATCH, total - self.done)
            ensemble = self.engine(
                self.loaded,
                seed=self.seed,
                first_replicate=self.done,
                replicates=asked,
                threads=self.threads,
                chunk=self.chunk,
                cancel=self.cancel,
            )
            make_ready()
            own_inputs.make_ready(self.loaded.asked_inputs)
            self.collected.add(ensemble)
            if self.progress is not None:
                self.progress(Progress(self.done, total, self.result_of(self.done, total)))
            self.cancelled = len(ensemble.values) < asked
            if self.cancelled:
                return

    def result_of(self, done: int, total: int) -> Callable[[], RunResult]:
        """Make the function that judges the first `done` replicates when asked."""
        return lambda: self.result(done, partial=done < total)

    def result(self, done: int | None = None, *, partial: bool | None = None) -> RunResult:
        samples = self.collected.samples(self.done if done is None else done)
        return RunResult(self.loaded, self.seed, samples, _version(), self.cancelled if partial is None else partial)


def _within(option: str, value: int | None, low: int, high: int) -> int:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high):
        raise InputError("option_out_of_range", option=f"--{option}", found=value, low=low, high=high)
    return value if value is not None else low


def _in_file(loaded: LoadedScenario, key: str) -> int | None:
    """Give what the scenario itself says, or None where it is only a default."""
    return getattr(loaded.scenario, key) if key in loaded.scenario.model_fields_set else None


def _compiled() -> Engine:
    from scenarios.engine import compiled_engine

    return compiled_engine()


def _version() -> str:
    from model.version import RESULTS_VERSION

    return str(RESULTS_VERSION)
