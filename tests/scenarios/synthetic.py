"""Ensembles made by hand, so that verdicts and the command line are tested without an engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Failure:
    """A replicate that failed."""

    replicate: int
    what: str = "ZeroDivisionError in growth"

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True)
class Ensemble:
    """What an engine hands over."""

    years: Sequence[int]
    series: Sequence[str]
    values: Numbers
    failures: Sequence[Failure] = ()
    parameters: Numbers = field(default_factory=lambda: np.zeros((0, 0)))
    parameter_names: Sequence[str] = ()


def ensemble(series: Mapping[str, object], first_year: int = 2022, failures: Sequence[Failure] = ()) -> Ensemble:
    """Build an ensemble from series id to an array [replicates, years]."""
    columns = [np.asarray(column, dtype=np.float64) for column in series.values()]
    values = np.stack(columns, axis=2)
    years = [first_year + step for step in range(values.shape[1])]
    return Ensemble(years, list(series), values, failures)


@dataclass
class FakeEngine:
    """An engine whose replicates are random walks that depend on seed and number alone, like the real one's."""

    rate: float = 1.0
    fails: frozenset[int] = frozenset()
    seconds: float = 0.0
    """Time that each call takes."""
    calls: list[tuple[int, int]] = field(default_factory=list)
    options: list[Mapping[str, Any]] = field(default_factory=list)

    def __call__(
        self,
        scenario: Any,
        *,
        seed: int,
        first_replicate: int,
        replicates: int,
        threads: int | None,
        chunk: int | None,
        cancel: Callable[[], bool] | None,
    ) -> Ensemble:
        """Simulate every outcome that the scenario's questions name."""
        self.calls.append((first_replicate, replicates))
        self.options.append({"threads": threads, "chunk": chunk, "seed": seed})
        time.sleep(self.seconds)
        questions = [asked for row in scenario.rows for asked in (row.question, row.reported) if asked is not None]
        series = sorted({name for asked in questions for name in asked.outcomes})
        years = list(range(scenario.span.state_year, scenario.span.last + 1))
        values = np.empty((replicates, len(years), len(series)))
        for position in range(replicates):
            steps = np.random.default_rng([seed, first_replicate + position]).poisson(self.rate, values.shape[1:])
            values[position] = np.cumsum(steps, axis=0)
        failed = [
            Failure(number) for number in sorted(self.fails) if first_replicate <= number < first_replicate + replicates
        ]
        for failure in failed:
            values[failure.replicate - first_replicate] = np.nan
        names = ("baseline:above_scale_enterprises", "baseline:provincial_champion_holders", "founding_rate")
        drawn = np.stack([values[:, -1, 0], values[:, 1, 0], values[:, 1, -1]], axis=1)
        return Ensemble(years, series, values, failed, drawn, names)
