"""First- and total-order indices of a function of the unit cube, with confidence intervals (SALib)."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
WIDE = 0.1
"""Half-width of a 95% interval above which samples are called too few."""


@dataclass(frozen=True)
class Index:
    """Share of the variance that an input explains alone (first) and with all its interplay (total), with 95% half-widths."""

    name: str
    first: float
    first_error: float
    total: float
    total_error: float


@dataclass(frozen=True)
class Indices:
    """Indices of all inputs of one outcome, the largest total first; `few` tells that samples are too few to trust them."""

    indices: tuple[Index, ...]
    samples: int
    evaluations: int
    few: bool
    constant: bool = False
    """The outcome does not vary, so there is nothing to explain."""


def saltelli_points(inputs: int, samples: int, seed: int) -> Numbers:
    """Give the points of the design, float64[samples * (inputs + 2), inputs] in the unit cube (Saltelli 2010).

    `samples` is a power of two: Sobol points are balanced only then.
    """
    from SALib.sample import sobol

    found: Numbers = sobol.sample(
        _problem([str(place) for place in range(inputs)]), samples, calc_second_order=False, seed=seed
    )
    return np.clip(found, 1e-9, 1 - 1e-9)


def indices(names: Sequence[str], outcome: Numbers, samples: int, seed: int) -> Indices:
    """Analyse the outcome at the points of `saltelli_points`; intervals are bootstrapped."""
    from SALib.analyze import sobol

    if np.ptp(outcome) <= 1e-12 * max(1.0, float(np.abs(outcome).max())):
        none = tuple(Index(name, 0.0, 0.0, 0.0, 0.0) for name in names)
        return Indices(none, samples, len(outcome), False, constant=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # resamples without variance are reported as `few` below
        found = sobol.analyze(
            _problem(names), np.asarray(outcome, dtype=float), calc_second_order=False, num_resamples=200, seed=seed
        )
    rows = [
        Index(name, *(float(np.nan_to_num(found[key][place])) for key in ("S1", "S1_conf", "ST", "ST_conf")))
        for place, name in enumerate(names)
    ]
    widest = max(max(row.first_error, row.total_error) for row in rows)
    over = any(row.first > row.total + row.first_error + row.total_error for row in rows)
    ordered = tuple(sorted(rows, key=lambda row: (-row.total, row.name)))
    return Indices(ordered, samples, len(outcome), widest > WIDE or over)


def evaluate(function: Callable[[Numbers], Numbers], points: Numbers) -> Numbers:
    """Evaluate a function point by point, float64[points, outcomes]."""
    return np.array([function(point) for point in points])


def _problem(names: Sequence[str]) -> dict[str, object]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
