"""Where the spread of an answer comes from: the share of each unknown that a replicate draws before its first year.

The share of an unknown is its squared rank correlation with the outcome (Spearman 1904), less what chance alone gives,
1/(n - 1). The unknowns are drawn independently, so their shares add up; what they leave is chance, interactions, and what
does not rise or fall with the unknown. Ranks are whole numbers here, so no order of summation can change a bit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.verdicts.settings import settings

Numbers = NDArray[np.float64]
FIGURE_PREFIX = "baseline:"


@dataclass(frozen=True)
class Spread:
    """The share of an outcome's spread that each unknown explains, the largest first; shares of nothing are left out."""

    shares: Mapping[str, float]

    def of(self, names: Sequence[str]) -> float:
        """Give the share that some unknowns explain together, at most 1."""
        return min(1.0, math.fsum(self.shares.get(name, 0.0) for name in names))

    def first_of(self, names: Sequence[str]) -> str | None:
        """Name the one of these unknowns that explains most, or None where none explains anything."""
        return next((name for name in self.shares if name in names), None)


def spread(
    outcome: Numbers, inputs: Numbers, names: Sequence[str], ranks: NDArray[np.int64] | None = None
) -> Spread | None:
    """Explain the spread of an outcome, float64[n], by inputs, float64[n, names]; None for too few replicates.

    `ranks` are the centred ranks of the inputs, int64[names, n], where they are known already.
    """
    count = len(outcome)
    if count < settings().spread_least or inputs.shape != (count, len(names)):
        return None
    others = input_ranks(inputs) if ranks is None else ranks
    own = centred_ranks(outcome)
    size = int(np.dot(own, own))
    chance = 1 / (count - 1)
    found: dict[str, float] = {}
    for name, each in zip(names, others, strict=True):
        product = size * int(np.dot(each, each))
        if product == 0:
            continue
        share = (int(np.dot(own, each)) ** 2 / product - chance) / (1 - chance)
        if share > 0:
            found[name] = share
    return Spread(dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))))


def input_ranks(inputs: Numbers) -> NDArray[np.int64]:
    """Give the centred ranks of each input, int64[names, n], from float64[n, names]."""
    found = np.empty((inputs.shape[1], inputs.shape[0]), dtype=np.int64)
    for column in range(inputs.shape[1]):
        found[column] = centred_ranks(inputs[:, column])
    return found


def centred_ranks(sample: Numbers) -> NDArray[np.int64]:
    """Give twice the rank of each value less n + 1, ties at their mean rank: whole numbers that sum to 0."""
    _, place, counts = np.unique(sample, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((2 * last - counts + 1 - (len(sample) + 1))[place], dtype=np.int64)
