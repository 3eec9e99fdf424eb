"""Two runs of the same replicate numbers side by side: what differs between them is what their inputs do, not chance.

Replicate k of both scenarios makes the same keyed draws, so the difference has a far smaller error than two independent
runs would give (common random numbers; Glasserman and Yao 1992, Management Science 38(6):884-908).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.engine import Engine
from scenarios.loaded import LoadedScenario
from scenarios.readings import Row
from scenarios.sweep.simulation import NOTHING, Segment, simulate_segment
from scenarios.verdicts.course import Course, course
from scenarios.verdicts.quantiles import mean
from scenarios.verdicts.samples import Samples

BATCH = 128
MOVED = 2.0
"""Standard errors beyond which an average difference is called moved."""
Numbers = NDArray[np.float64]
Advance = Callable[[int], None]


class ComparisonCancelledError(Exception):
    """The comparison was stopped before its end."""


@dataclass(frozen=True)
class Difference:
    """A mean paired difference (second less first) and its standard error, over so many pairs of replicates."""

    mean: float
    standard_error: float
    pairs: int

    @classmethod
    def of(cls, differences: Numbers) -> Difference:
        """Average paired differences; sums are exactly rounded."""
        count = len(differences)
        middle = mean(differences)
        if count < 2:
            return cls(middle, math.inf, count)
        spread = math.fsum(((differences - middle) ** 2).tolist()) / (count - 1)
        return cls(middle, math.sqrt(spread / count), count)

    @property
    def moved(self) -> bool:
        """Tell whether it lies beyond MOVED standard errors."""
        return abs(self.mean) > MOVED * self.standard_error


def difference_of_chances(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Difference:
    """Give the difference of two shares over the same replicates, its error that of a Jeffreys posterior.

    Of every pair the target is met in the second alone, in the first alone, or in both or neither; with half a pair added to
    each (Dirichlet), 0 of 500 is not error 0.
    """
    count = len(first)
    gained, lost = int(np.count_nonzero(second & ~first)), int(np.count_nonzero(first & ~second))
    a, b, whole = gained + 0.5, lost + 0.5, count + 1.5
    variance = (a * (whole - a) + b * (whole - b) + 2.0 * a * b) / (whole * whole * (whole + 1.0))
    return Difference((gained - lost) / count, math.sqrt(variance), count)


def simulate_all(
    loaded: LoadedScenario,
    seed: int,
    replicates: int,
    engine: Engine,
    threads: int | None,
    cancel: Callable[[], bool] | None,
    advance: Advance,
) -> Segment:
    """Simulate replicates with all outcomes; raises ComparisonCancelledError."""
    parts = []
    for first in range(0, replicates, BATCH):
        count = min(BATCH, replicates - first)
        part = simulate_segment(loaded, seed, first, count, "all", engine, threads=threads, cancel=cancel)
        if part is None or (cancel is not None and cancel()):
            raise ComparisonCancelledError
        parts.append(part)
        advance(count)
    return _joined(parts)


def paired(first: Segment, second: Segment) -> tuple[Segment, Segment]:
    """Keep of two runs the replicates that finished in both."""
    common = sorted(set(first.replicates) & set(second.replicates))
    return _only(first, common), _only(second, common)


def target_course(row: Row, run: Samples) -> Course:
    """Follow the quantity that a target is judged by through the replicates of a run."""
    assert row.question is not None
    return course(row.question, run)


def _joined(parts: Sequence[Segment]) -> Segment:
    shaped = [part for part in parts if part.replicates]
    failures = tuple(failure for part in parts for failure in part.failures)
    if not shaped:
        return replace(NOTHING, failures=failures)
    return replace(
        shaped[0],
        replicates=tuple(number for part in shaped for number in part.replicates),
        values=np.concatenate([part.values for part in shaped]),
        inputs=np.concatenate([part.inputs for part in shaped]),
        failures=failures,
    )


def _only(run: Segment, numbers: Sequence[int]) -> Segment:
    if len(numbers) == len(run.replicates):
        return run
    places = {number: place for place, number in enumerate(run.replicates)}
    rows = [places[number] for number in numbers]
    return replace(run, replicates=tuple(numbers), values=run.values[rows], inputs=run.inputs[rows])
