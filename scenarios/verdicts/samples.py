"""The replicates that were simulated, as the verdicts read them: those that failed set apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class FailureLike(Protocol):
    """A replicate that the model could not finish; its `str` says the class and place of the error, no paths."""

    @property
    def replicate(self) -> int:
        """Number of the replicate, counted from 0 over the whole run."""
        ...


class EnsembleLike(Protocol):
    """What an engine hands over for the replicates first_replicate, first_replicate + 1 ... of a run."""

    @property
    def years(self) -> Sequence[int]:
        """Calendar years; the first is the year at whose end the simulation starts."""
        ...

    @property
    def series(self) -> Sequence[str]:
        """Ids of the outcomes."""
        ...

    @property
    def values(self) -> Numbers:
        """Outcomes, float64[replicates, years, series]; what stands in the row of a failed replicate is not read."""
        ...

    @property
    def failures(self) -> Sequence[FailureLike]:
        """The replicates that failed, each once."""
        ...

    @property
    def parameters(self) -> Numbers:
        """What each replicate drew before its first year, float64[replicates, inputs]."""
        ...

    @property
    def parameter_names(self) -> Sequence[str]:
        """Names of the inputs; a starting figure is `baseline:` and its name."""
        ...


class UnknownSeriesError(KeyError):
    """A target asks for an outcome or a drawn number that the engine does not report: a mistake of ours."""

    def __init__(self, series: str, known: Sequence[str]) -> None:
        super().__init__(series)
        self.series, self.known = series, tuple(known)

    def __str__(self) -> str:
        """Name the outcome and those that there are."""
        return f"outcome {self.series!r} is not among {', '.join(self.known)}"


@dataclass(frozen=True)
class Samples:
    """All replicates of a run: `total` were tried, the rows of `values` are those that finished, in order."""

    years: tuple[int, ...]
    series: tuple[str, ...]
    values: Numbers
    total: int
    failures: tuple[FailureLike, ...] = ()
    inputs: Numbers = field(default_factory=lambda: np.zeros((0, 0)))
    """What the finished replicates drew before their first year, float64[finished, inputs]."""
    input_names: tuple[str, ...] = ()
    numbers: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """The numbers of the finished replicates."""

    @classmethod
    def of(cls, ensemble: EnsembleLike) -> Samples:
        """Read an ensemble that begins with replicate 0."""
        return cls.set_apart(
            tuple(ensemble.years),
            tuple(ensemble.series),
            np.asarray(ensemble.values, dtype=np.float64),
            ensemble.failures,
            np.asarray(ensemble.parameters, dtype=np.float64),
            tuple(ensemble.parameter_names),
        )

    @classmethod
    def set_apart(
        cls,
        years: tuple[int, ...],
        series: tuple[str, ...],
        values: Numbers,
        failures: Sequence[FailureLike],
        inputs: Numbers,
        input_names: tuple[str, ...],
    ) -> Samples:
        """Set apart the replicates that failed, or hold a number that is not finite."""
        finished: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=(1, 2)))
        for failure in failures:
            finished[failure.replicate] = False
        whole = bool(finished.all())
        kept = values if whole else values[finished]
        drawn = inputs if whole or not input_names else inputs[finished]
        numbers = np.flatnonzero(finished).astype(np.int64)
        return cls(years, series, kept, len(values), tuple(failures), drawn, input_names, numbers)

    def joined(self, names: Sequence[str], columns: Sequence[Numbers]) -> Samples:
        """Add further drawn numbers, one column float64[finished] a name."""
        if not names:
            return self
        inputs = self.inputs if self.input_names else np.zeros((self.finished, 0))
        return replace(self, inputs=np.column_stack([inputs, *columns]), input_names=(*self.input_names, *names))

    @cached_property
    def input_ranks(self) -> NDArray[np.int64]:
        """Give the centred ranks of the inputs, int64[inputs, finished], which every verdict needs."""
        from scenarios.verdicts.spread import input_ranks

        return input_ranks(self.inputs)

    @property
    def finished(self) -> int:
        """Number of replicates that finished."""
        return len(self.values)

    @property
    def failed(self) -> int:
        """Number of replicates that did not."""
        return self.total - self.finished

    def sum_of(self, names: Sequence[str]) -> Numbers:
        """Add up outcomes in the order they are named; float64[finished, years]."""
        found = self.values[:, :, self._place(names[0])].copy()
        for name in names[1:]:
            found += self.values[:, :, self._place(name)]
        return found

    def drawn(self, name: str) -> Numbers:
        """Give what each finished replicate drew of an input, float64[finished]."""
        if name not in self.input_names:
            raise UnknownSeriesError(name, self.input_names)
        return self.inputs[:, self.input_names.index(name)]

    def has(self, names: Sequence[str]) -> bool:
        """Tell whether the engine reports all of these outcomes."""
        return all(name in self.series for name in names)

    def _place(self, name: str) -> int:
        if name not in self.series:
            raise UnknownSeriesError(name, self.series)
        return self.series.index(name)
