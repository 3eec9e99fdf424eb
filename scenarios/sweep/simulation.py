"""The replicates of one point: simulated, failed ones told apart, and only those outcomes taken along that are kept."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenarios.engine import Engine
from scenarios.loaded import LoadedScenario
from scenarios.schema.errors import InputError, suggestion
from scenarios.verdicts.course import Question
from scenarios.verdicts.samples import EnsembleLike, FailureLike, Samples

Numbers = NDArray[np.float64]
Outcomes = Literal["targets", "all"] | tuple[str, ...]
CIRCUMSTANCES = (MemoryError, OSError)
"""What may go well the next time: an incident. Every other error of the model is the same each time: a failure."""
OWN_PACKAGES = ("model", "scenarios")


@dataclass(frozen=True)
class FailureRow:
    """One replicate without an answer: the class of the error and the place in the model; no paths, no times."""

    replicate: int
    error: str
    place: str


@dataclass(frozen=True)
class Segment:
    """Consecutive replicates of one point: `values` float64[finished, years, series] of those named by `replicates`.

    `inputs` float64[finished, names] are the drawn numbers that verdicts need and only the engine knows.
    """

    years: tuple[int, ...]
    series: tuple[str, ...]
    replicates: tuple[int, ...]
    values: Numbers
    failures: tuple[FailureRow, ...]
    input_names: tuple[str, ...] = ()
    inputs: Numbers = field(default_factory=lambda: np.zeros((0, 0)))

    def __post_init__(self) -> None:
        if not self.input_names:  # no numbers, but still one row a replicate
            object.__setattr__(self, "inputs", np.zeros((len(self.replicates), 0)))

    @property
    def total(self) -> int:
        """Number of replicates that were tried."""
        return len(self.replicates) + len(self.failures)

    def followed_by(self, other: Segment) -> Segment:
        """Append later replicates of the same point."""
        failures = (*self.failures, *other.failures)
        if not self.replicates or not other.replicates:
            return replace(self if self.replicates else other, failures=failures)
        if (self.years, self.series, self.input_names) != (other.years, other.series, other.input_names):
            raise ValueError("replicates of one point have different years or series")
        return replace(
            self,
            replicates=self.replicates + other.replicates,
            values=np.concatenate([self.values, other.values]),
            inputs=np.concatenate([self.inputs, other.inputs]),
            failures=failures,
        )

    def samples(self) -> Samples:
        """Give the replicates as verdicts read them."""
        failures = tuple(_Failed(row.replicate) for row in self.failures)
        numbers = np.array(self.replicates, dtype=np.int64)
        return Samples(
            self.years, self.series, self.values, self.total, failures, self.inputs, self.input_names, numbers
        )


@dataclass(frozen=True)
class _Failed:
    replicate: int


NOTHING = Segment((), (), (), np.zeros((0, 0, 0)), ())


def target_series(loaded: LoadedScenario) -> tuple[str, ...]:
    """Name the outcomes that the targets of a scenario are judged by, in alphabetical order."""
    return tuple(sorted({name for question in questions_of(loaded) for name in question.outcomes}))


def questions_of(loaded: LoadedScenario) -> list[Question]:
    """List what the targets ask, and what they ask of the figures as they would be reported."""
    return [question for row in loaded.rows for question in (row.question, row.reported) if question is not None]


def simulate_segment(
    loaded: LoadedScenario,
    seed: int,
    first: int,
    count: int,
    outcomes: Outcomes,
    engine: Engine,
    *,
    threads: int | None = 1,
    cancel: Callable[[], bool] | None = None,
) -> Segment | None:
    """Simulate the replicates first .. first + count - 1; None where that was cancelled before the end.

    A deterministic error of the model is told apart replicate by replicate. Raises OSError and MemoryError, which are
    no property of the point, and InputError for an outcome that the engine does not report.
    """
    try:
        found = _simulate(loaded, seed, first, count, engine, threads, cancel)
    except CIRCUMSTANCES:
        raise
    except Exception as error:
        if count == 1:
            return Segment((), (), (), np.zeros((0, 0, 0)), (_failure(first, error),))
        whole = NOTHING
        for replicate in range(first, first + count):
            one = simulate_segment(loaded, seed, replicate, 1, outcomes, engine, threads=threads, cancel=cancel)
            if one is None:
                return None
            whole = whole.followed_by(one)
        return whole
    if len(found.values) < count:
        return None
    return _kept(found, loaded, first, outcomes)


def _simulate(
    loaded: LoadedScenario,
    seed: int,
    first: int,
    count: int,
    engine: Engine,
    threads: int | None,
    cancel: Callable[[], bool] | None,
) -> EnsembleLike:
    return engine(
        loaded, seed=seed, first_replicate=first, replicates=count, threads=threads, chunk=None, cancel=cancel
    )


def _kept(found: EnsembleLike, loaded: LoadedScenario, first: int, outcomes: Outcomes) -> Segment:
    names = _names(found.series, loaded, outcomes)
    finished: NDArray[np.bool_] = np.asarray(np.isfinite(found.values).all(axis=(1, 2)))
    known = {failure.replicate: failure for failure in found.failures}
    for replicate in known:
        finished[replicate - first] = False
    failures = [_reported(first + int(row), known.get(first + int(row))) for row in np.flatnonzero(~finished).tolist()]
    columns = [list(found.series).index(name) for name in names]
    values = np.ascontiguousarray(found.values[finished][:, :, columns], dtype=np.float64)
    replicates = tuple(first + int(row) for row in np.flatnonzero(finished).tolist())
    drawn = tuple(name for name in loaded.asked_inputs if name in found.parameter_names)
    places = [list(found.parameter_names).index(name) for name in drawn]
    inputs = np.ascontiguousarray(
        np.asarray(found.parameters, dtype=np.float64).reshape(len(finished), -1)[finished][:, places]
    )
    years = tuple(int(year) for year in found.years)
    return Segment(years, names, replicates, values, tuple(failures), drawn, inputs)


def _names(series: Sequence[str], loaded: LoadedScenario, outcomes: Outcomes) -> tuple[str, ...]:
    """Name the kept outcomes in the engine's order."""
    if outcomes == "all":
        return tuple(series)
    wanted = {*target_series(loaded), *(() if outcomes == "targets" else outcomes)}
    for name in sorted(wanted):
        if name not in series:
            raise InputError("sweep_unknown_outcome", name=name, near=suggestion(name, series))
    return tuple(name for name in series if name in wanted)


def _reported(replicate: int, failure: FailureLike | None) -> FailureRow:
    if failure is None:
        return FailureRow(replicate, "NotFinite", "")
    error = getattr(failure, "error", None)
    return FailureRow(replicate, str(failure if error is None else error), str(getattr(failure, "place", "")))


def _failure(replicate: int, error: Exception) -> FailureRow:
    """Name the class of an error and the innermost function of ours it came from."""
    place = ""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__", ""))
        if module.split(".")[0] in OWN_PACKAGES:
            place = f"{module}.{frame.f_code.co_name}"
    name = type(error).__name__
    return FailureRow(replicate, f"{name}: {error.code}" if isinstance(error, InputError) else name, place)
