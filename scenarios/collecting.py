"""Replicates gathered batch by batch into one array, in memory or, above a stated size, in a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenarios.verdicts.samples import EnsembleLike, FailureLike, Samples

Numbers = NDArray[np.float64]

SPILL_BYTES = 1_000_000_000
"""Outcomes beyond this size are kept in a temporary file, so that memory does not grow with replicates."""


class Collected:
    """The outcomes of the replicates 0, 1, 2 ... of one run."""

    def __init__(self, spill_bytes: int = SPILL_BYTES) -> None:
        self.total = 0
        self.years: tuple[int, ...] = ()
        self.series: tuple[str, ...] = ()
        self.input_names: tuple[str, ...] = ()
        self.failures: list[FailureLike] = []
        self._values = _Rows(spill_bytes)
        self._inputs = _Rows(spill_bytes)

    def expect(self, total: int) -> None:
        """Make room for this many replicates in all."""
        self._values.expected = self._inputs.expected = max(self._values.expected, total)

    def add(self, ensemble: EnsembleLike) -> None:
        """Append the next replicates; all batches have the same years and series."""
        if self.total == 0:
            self.years, self.series = tuple(ensemble.years), tuple(ensemble.series)
            self.input_names = tuple(ensemble.parameter_names)
        elif (self.years, self.series) != (tuple(ensemble.years), tuple(ensemble.series)):
            raise ValueError("batches of one run have different years or series")
        self._values.append(np.asarray(ensemble.values, dtype=np.float64))
        self._inputs.append(np.asarray(ensemble.parameters, dtype=np.float64))
        self.total += len(ensemble.values)
        self.failures.extend(ensemble.failures)

    def samples(self, total: int) -> Samples:
        """Give the first `total` replicates as the verdicts read them."""
        return Samples.set_apart(
            self.years,
            self.series,
            self._values.first(total),
            [failure for failure in self.failures if failure.replicate < total],
            self._inputs.first(total),
            self.input_names,
        )


class _Rows:
    """An array that grows by rows."""

    def __init__(self, spill_bytes: int) -> None:
        self.expected = 0
        self._filled = 0
        self._rows: Numbers = np.zeros((0, 0))
        self._spill_bytes = spill_bytes

    def append(self, rows: Numbers) -> None:
        end = self._filled + len(rows)
        if end > len(self._rows) or self._filled == 0:
            grown = self._room((max(self.expected, end), *rows.shape[1:]))
            if self._filled:
                grown[: self._filled] = self._rows[: self._filled]
            self._rows = grown
        self._rows[self._filled : end] = rows
        self._filled = end

    def first(self, count: int) -> Numbers:
        return self._rows[:count]

    def _room(self, shape: Sequence[int]) -> Numbers:
        if int(np.prod(shape)) * 8 <= self._spill_bytes:
            return np.empty(shape)
        with tempfile.TemporaryFile() as file:  # the mapping keeps it open, and it has no name to leave behind
            return np.memmap(file, dtype=np.float64, mode="w+", shape=tuple(shape))
