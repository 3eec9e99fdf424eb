"""The two places where a ledger needs the model's compiled functions, as loops that are compiled once and kept on disk."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.compiled import kernel
from model.randomness.keys import KIND_LEDGER, entity_key
from model.randomness.priors import prior_quantile


@kernel("void(uint64[::1], uint64[::1])")
def fill_keys(numbers: Any, keys: Any) -> None:
    """Keys of ledger enterprises from their numbers."""
    for place in range(numbers.shape[0]):
        keys[place] = entity_key(KIND_LEDGER, numbers[place])


@kernel("void(float64[:,::1], float64[::1], float64[:,::1])")
def fill_quantiles(rows: Any, levels: Any, found: Any) -> None:
    """Quantiles of prior rows: found[row, level]."""
    for place in range(rows.shape[0]):
        for column in range(levels.shape[0]):
            found[place, column] = prior_quantile(rows[place], levels[column])


def ledger_keys(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`entity_key(KIND_LEDGER, number)` of every number, uint64[L]."""
    keys = np.empty_like(numbers)
    fill_keys(np.ascontiguousarray(numbers), keys)
    return keys


def prior_quantiles(rows: NDArray[np.float64], levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles of prior rows float64[P, 8] at levels, float64[P, levels]."""
    found = np.empty((len(rows), len(levels)))
    fill_quantiles(np.ascontiguousarray(rows), np.ascontiguousarray(levels), found)
    return found
