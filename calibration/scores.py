"""Normal scores: any quantity of a bank as standard normal numbers and back, so that straight lines may be fitted to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
CLOSEST: float = 1e-6
"""Probability beyond which nothing of a bank is known; scores stay within 4.8."""


@dataclass(frozen=True)
class Scores:
    """The normal scores of one quantity, learned from a bank: `ordered` float64[draws] its values in order.

    Draws that share a value (counts) share a stretch of scores, so that a shift smaller than the stretch moves only some of them
    to the next count. What lies beyond the bank is at its edge: nothing is extrapolated.
    """

    ordered: Numbers

    @classmethod
    def of(cls, values: Numbers) -> Scores:
        """Learn from the values of all draws; those that are not numbers are left out."""
        return cls(np.sort(values[np.isfinite(values)]))

    @property
    def varies(self) -> bool:
        """Say whether the draws differ at all."""
        return len(self.ordered) > 0 and bool(self.ordered[0] < self.ordered[-1])

    def middle(self, values: Numbers) -> Numbers:
        """Score each value by the middle of the stretch that equal values share."""
        return _normal((self._below(values) + self._up_to(values)) / 2.0)

    def spread(self, values: Numbers, places: Numbers) -> Numbers:
        """Score each value at a place (0 to 1) within the stretch that equal values share."""
        below, up_to = self._below(values), self._up_to(values)
        return _normal(below + (up_to - below) * places)

    def values(self, scores: Numbers) -> Numbers:
        """Give back the values that scores stand for: the bank's own, never one in between for counts."""
        from scipy.special import ndtr

        places = ndtr(scores) * len(self.ordered)
        return np.asarray(self.ordered[np.clip(places.astype(np.int64), 0, len(self.ordered) - 1)])

    def _below(self, values: Numbers) -> Numbers:
        return np.searchsorted(self.ordered, values, side="left") / len(self.ordered)

    def _up_to(self, values: Numbers) -> Numbers:
        return np.searchsorted(self.ordered, values, side="right") / len(self.ordered)


def _normal(probability: Numbers) -> Numbers:
    from scipy.special import ndtri

    found: Numbers = ndtri(np.clip(probability, CLOSEST, 1.0 - CLOSEST))
    return found
