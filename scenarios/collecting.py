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
        self.failures: list[FailureLike] = []
        self._values: Numbers = np.zeros((0, 0, 0))
        self._expected = 0
        self._spill_bytes = spill_bytes

    def expect(self, total: int) -> None:
        """Make room for this many replicates in all."""
        self._expected = max(self._expected, total)

    def add(self, ensemble: EnsembleLike) -> None:
        """Append the next replicates; all batches have the same years and series."""
        values = np.asarray(ensemble.values, dtype=np.float64)
        if self.total == 0:
            self.years, self.series = tuple(ensemble.years), tuple(ensemble.series)
        elif (self.years, self.series) != (tuple(ensemble.years), tuple(ensemble.series)):
            raise ValueError("batches of one run have different years or series")
        end = self.total + len(values)
        if end > len(self._values):
            grown = self._room((max(self._expected, end), *values.shape[1:]))
            if self.total:
                grown[: self.total] = self._values[: self.total]
            self._values = grown
        self._values[self.total : end] = values
        self.total = end
        self.failures.extend(ensemble.failures)

    def samples(self, total: int) -> Samples:
        """Give the first `total` replicates as the verdicts read them."""
        failures: Sequence[FailureLike] = [failure for failure in self.failures if failure.replicate < total]
        return Samples.of(_First(self.years, self.series, self._values[:total], failures))

    def _room(self, shape: tuple[int, ...]) -> Numbers:
        size = int(np.prod(shape)) * 8
        if size <= self._spill_bytes:
            return np.empty(shape)
        with (
            tempfile.TemporaryFile() as file
        ):  # the mapping keeps the file open, and the file has no name to leave behind
            return np.memmap(file, dtype=np.float64, mode="w+", shape=shape)


class _First:
    """The first replicates of a run, as an ensemble."""

    def __init__(
        self, years: tuple[int, ...], series: tuple[str, ...], values: Numbers, failures: Sequence[FailureLike]
    ) -> None:
        self.years, self.series, self.values, self.failures = years, series, values, failures
        self.parameters: Numbers = np.zeros((len(values), 0))
