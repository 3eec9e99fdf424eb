"""Ensembles made by hand, so that verdicts and the command line are tested without an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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


def ensemble(series: Mapping[str, object], first_year: int = 2022, failures: Sequence[Failure] = ()) -> Ensemble:
    """Build an ensemble from series id to an array [replicates, years]."""
    columns = [np.asarray(column, dtype=np.float64) for column in series.values()]
    values = np.stack(columns, axis=2)
    years = [first_year + step for step in range(values.shape[1])]
    return Ensemble(years, list(series), values, failures)
