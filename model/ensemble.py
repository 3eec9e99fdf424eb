"""Many replicates of one world: in chunks over threads, in flat memory, the same bytes whatever the chunks and threads."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model import inputs as inp
from model.engine import run_replicates
from model.randomness.priors import PRIOR_COLUMNS
from model.world import World
from model.year import ANSWERED, NOT_FINITE, OUT_OF_PLACES

# At most this many replicates between two looks at cancelling.
LARGEST_CHUNK: Final = 64
# Start-ups of a whole run need places of their own: so many times the starting number, before any retry.
ROOM: Final = 1.5
SPARE_PLACES: Final = 1024
# Outcomes above this many bytes go to a file.
SPILL_ABOVE: Final = 512 * 1024 * 1024

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """One replicate that gave no answer: a deterministic error of the model, to be replayed by its number."""

    replicate: int
    error: str
    place: str

    def __str__(self) -> str:
        return f"{self.error} in {self.place} (replicate {self.replicate})"


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Outcomes of replicates: `values` float64[replicate, year, series]; year 0 is the starting state.

    `numbers` names the replicates in their order; `parameters` is float64[replicate, inputs]. A failed replicate's row is NaN.
    """

    years: list[int]
    series: tuple[str, ...]
    values: NDArray[np.float64]
    numbers: NDArray[np.int64]
    parameters: NDArray[np.float64]
    parameter_names: tuple[str, ...]
    failures: list[Failure] = field(default_factory=list)
    cancelled: bool = False


def _storage(shape: tuple[int, ...], spill_above: int) -> NDArray[np.float64]:
    """Room for outcomes: memory, or an unnamed temporary file above a stated size."""
    if int(np.prod(shape)) * 8 <= spill_above:
        return np.empty(shape)
    with tempfile.TemporaryFile(prefix="tuiyan-") as file:
        return np.memmap(file, dtype=np.float64, mode="w+", shape=shape)


def _expected_places(world: World) -> int:
    """Places that nearly every replicate of a world fits into."""
    from model.randomness.priors import prior_quantile

    figures = world.priors[inp.PARAMETERS :]
    high = 0.999
    enterprises = float(prior_quantile(figures[inp.INDUSTRIAL_ENTERPRISES], high))
    if enterprises <= 0.0:
        above = float(prior_quantile(figures[inp.ABOVE_SCALE_ENTERPRISES], high))
        enterprises = above / float(prior_quantile(world.priors[inp.ABOVE_SCALE_SHARE], 1.0 - high))
    return int(ROOM * max(enterprises, float(len(world.ledger.keys)))) + SPARE_PLACES


def _run_chunk(
    world: World, seed: int, first: int, values: NDArray[np.float64], drawn: NDArray[np.float64], capacity: int
) -> NDArray[np.int64]:
    """Run consecutive replicates into the given rows; one that needs more places is run again with twice as many."""
    status = np.full(values.shape[0], ANSWERED, dtype=np.int64)
    world_arrays: list[Any] = [*world.fixed_inputs()]

    def run(start: int, room: int, rows: slice) -> None:
        arguments = [np.uint64(seed), start, room, *world_arrays, values[rows], drawn[rows], status[rows]]
        run_replicates(*arguments)

    run(first, capacity, slice(None))
    for index in np.flatnonzero(status == OUT_OF_PLACES).tolist():
        room = capacity
        while status[index] == OUT_OF_PLACES:
            room *= 2
            run(first + index, room, slice(index, index + 1))
    return status


def simulate(
    world: World,
    seed: int,
    replicates: int,
    *,
    first_replicate: int = 0,
    threads: int | None = None,
    chunk: int = 16,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    spill_above: int = SPILL_ABOVE,
) -> Ensemble:
    """Run replicates `first_replicate`, `first_replicate` + 1, ... of a world.

    `threads` defaults to the machine's cores, `chunk` is the number of replicates between two looks at `cancelled`; neither
    changes a byte. When cancelled, the replicates finished so far are returned and `cancelled` is set.
    """
    threads = threads or os.cpu_count() or 1
    chunk = max(1, min(chunk, LARGEST_CHUNK))
    years = world.years
    series = world.series
    values = _storage((replicates, years + 1, len(series)), spill_above)
    drawn = np.empty((replicates, world.priors.shape[0]))
    status = np.full(replicates, ANSWERED, dtype=np.int64)
    done = np.zeros(replicates, dtype=bool)
    capacity = _expected_places(world)
    starts = iter(range(0, replicates, chunk))
    stopped = False
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running: dict[Future[NDArray[np.int64]], slice] = {}

        def submit_next() -> None:
            start = next(starts, None)
            if start is None:
                return
            part = slice(start, min(start + chunk, replicates))
            future = pool.submit(_run_chunk, world, seed, first_replicate + start, values[part], drawn[part], capacity)
            running[future] = part

        for _ in range(threads):
            submit_next()
        while running:
            finished, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            stopped = stopped or (cancelled is not None and cancelled())
            for future in finished:
                part = running.pop(future)
                status[part] = future.result()
                done[part] = True
                if not stopped:
                    submit_next()
            if finished and progress is not None:
                progress(int(done.sum()), replicates)
    numbers = np.arange(first_replicate, first_replicate + replicates)
    if not done.all():
        values, drawn, status, numbers = values[done], drawn[done], status[done], numbers[done]
    failures = []
    for index in np.flatnonzero(status == NOT_FINITE):
        values[index] = np.nan
        failures.append(Failure(int(numbers[index]), "NotFinite", "model.year.advance_year"))
    return Ensemble(
        years=[world.start_year + step for step in range(years + 1)],
        series=series,
        values=values,
        numbers=numbers,
        parameters=drawn,
        parameter_names=world.input_names,
        failures=failures,
        cancelled=stopped,
    )


def simulate_drawn(
    world: World,
    seed: int,
    numbers: Sequence[int],
    inputs: NDArray[np.float64],
    *,
    levers: NDArray[np.float64] | None = None,
    cut_off_means: NDArray[np.float64] | None = None,
    threads: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Ensemble:
    """Run the chances of the replicates `numbers` upon inputs that are given instead of drawn: row k upon `inputs`[k].

    `inputs` is float64[n, inputs] as `Ensemble.parameters` holds them; with those that the replicates drew themselves the
    outcomes are the same to the bit. `levers` float64[n, years + 1, LEVERS, chains + 1] and `cut_off_means` float64[n, years + 1,
    TITLES] give rows their own. When cancelled, no outcome is given: `values` has no rows. Threads change no byte.
    """
    rows = len(numbers)
    if inputs.shape != (rows, world.priors.shape[0]):
        raise ValueError(f"inputs of shape {inputs.shape}; expected {(rows, world.priors.shape[0])}")
    values = np.empty((rows, world.years + 1, len(world.series)))
    drawn = np.empty_like(inputs)
    status = np.full(rows, ANSWERED, dtype=np.int64)
    capacity = _expected_places(world)

    def run(row: int) -> None:
        if cancelled is not None and cancelled():
            return
        priors = np.zeros((inputs.shape[1], PRIOR_COLUMNS))
        priors[:, 1], priors[:, 4], priors[:, 5], priors[:, 7] = inputs[row], -np.inf, np.inf, 1.0
        own = replace(
            world,
            priors=priors,
            levers=world.levers if levers is None else np.ascontiguousarray(levers[row]),
            cut_off_means=world.cut_off_means if cut_off_means is None else np.ascontiguousarray(cut_off_means[row]),
        )
        part = slice(row, row + 1)
        status[part] = _run_chunk(own, seed, int(numbers[row]), values[part], drawn[part], capacity)

    with ThreadPoolExecutor(max_workers=threads or os.cpu_count() or 1) as pool:
        for _ in pool.map(run, range(rows)):
            pass
    stopped = cancelled is not None and cancelled()
    failures = []
    for index in np.flatnonzero(status == NOT_FINITE).tolist():
        values[index] = np.nan
        failures.append(Failure(index, "NotFinite", "model.year.advance_year"))
    return Ensemble(
        years=[world.start_year + step for step in range(world.years + 1)],
        series=world.series,
        values=values[:0] if stopped else values,
        numbers=np.asarray(numbers, dtype=np.int64)[: 0 if stopped else rows],
        parameters=drawn[:0] if stopped else drawn,
        parameter_names=world.input_names,
        failures=[] if stopped else failures,
        cancelled=stopped,
    )
