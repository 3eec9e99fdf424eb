"""A share of replicates as an estimate of a probability, with its Monte-Carlo error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenarios.verdicts.settings import settings


@dataclass(frozen=True)
class Proportion:
    """How many of `total` replicates met something; `total` is at least 1."""

    successes: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.successes <= self.total or self.total < 1:
            raise ValueError(f"{self.successes} of {self.total} is no proportion")

    @classmethod
    def of(cls, met: NDArray[np.bool_]) -> Proportion:
        """Count the replicates that met it."""
        return cls(int(np.count_nonzero(met)), len(met))

    @property
    def probability(self) -> float:
        """Estimate the probability by the share."""
        return self.successes / self.total

    @property
    def standard_error(self) -> float:
        """Give the standard deviation of the Jeffreys posterior, so that 0 of 500 is not error 0.

        The posterior is Beta(successes + 1/2, failures + 1/2) (Brown, Cai, DasGupta 2001, Statistical Science 16(2)).
        """
        a, b = self.successes + 0.5, self.total - self.successes + 0.5
        whole = a + b
        return math.sqrt(a * b / (whole * whole * (whole + 1.0)))

    @property
    def interval(self) -> tuple[float, float]:
        """Give the Jeffreys interval at the confidence of the settings; 0 or 1 is an end where only that was seen."""
        return _interval(self.successes, self.total, settings().confidence)


def make_ready() -> None:
    """Load what verdicts compile now, so that a run that is stopped can be judged at once."""
    from scenarios.verdicts import drawing, rates  # noqa: F401 - loading them is the point

    _interval(1, 2, settings().confidence)


@cache
def _interval(successes: int, total: int, confidence: float) -> tuple[float, float]:
    from scenarios.verdicts.interval import posterior_quantile  # loads numba, which `import scenarios` must not

    tail = (1.0 - confidence) / 2.0
    low = 0.0 if successes == 0 else float(posterior_quantile(successes, total, tail))
    high = 1.0 if successes == total else float(posterior_quantile(successes, total, 1.0 - tail))
    return low, high
