"""Replicates gathered batch by batch: nothing lost, nothing mixed, memory bounded."""

from __future__ import annotations

import numpy as np
import pytest
from synthetic import Failure, ensemble

from scenarios.collecting import Collected


def batch(first: int, count: int, failures: list[Failure] | None = None) -> object:
    rows = np.arange(first, first + count, dtype=np.float64)[:, None] * np.ones(3)
    return ensemble({"a": rows, "b": -rows}, failures=failures or [])


@pytest.mark.parametrize("spill_bytes", [10**9, 100])
def test_batches_in_any_size_give_the_same_samples(spill_bytes: int) -> None:
    """In memory or in a file."""
    collected = Collected(spill_bytes)
    collected.expect(5)
    for first, count in ((0, 1), (1, 4), (5, 7)):
        collected.add(batch(first, count))  # type: ignore[arg-type]
    samples = collected.samples(12)
    assert samples.values[:, 0, 0].tolist() == list(range(12))
    assert samples.values[:, 2, 1].tolist() == [-number for number in range(12)]
    assert collected.samples(4).finished == 4
    assert isinstance(samples.values.base, np.memmap) == (spill_bytes == 100) or isinstance(samples.values, np.memmap)


def test_failures_keep_their_numbers() -> None:
    """A failure of a later batch is not one of an earlier look."""
    collected = Collected()
    collected.expect(10)
    collected.add(batch(0, 5, [Failure(1)]))  # type: ignore[arg-type]
    collected.add(batch(5, 5, [Failure(7)]))  # type: ignore[arg-type]
    assert (collected.samples(5).failed, collected.samples(10).failed) == (1, 2)
    assert collected.samples(10).values[:, 0, 0].tolist() == [0, 2, 3, 4, 5, 6, 8, 9]


def test_batches_that_do_not_fit_are_refused() -> None:
    """Another year or series is a mistake of ours that must not pass silently."""
    collected = Collected()
    collected.add(batch(0, 2))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="different"):
        collected.add(ensemble({"a": np.ones((2, 3))}))
