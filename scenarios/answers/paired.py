"""Differences between two answers of the same replicates, with errors that know that they are the same.

The gain in probability is judged by the replicates that turn, with the Jeffreys posterior of the three shares gained, lost and
unchanged, so that "none turned" is not error 0 (Dirichlet(1/2, 1/2, 1/2); Gelman et al. 2013, Bayesian Data Analysis, 3.4). The
error of a difference of medians is a jackknife that leaves out one group of replicates at a time (Shao and Wu 1989, Annals of
Statistics 17(3):1176-1197: leaving out one replicate is not enough for a median). The median of a small count moves in whole
steps only, so the mean of the replicates' own differences decides whether a value moved, with its paired standard error.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scenarios.verdicts.quantiles import quantile

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
GROUPS: Final = 10
CLEAR: Final = 2.0
"""Standard errors beyond which a gain is told from none."""


@dataclass(frozen=True)
class Gain:
    """What changed in probability, median and mean value (towards the target: positive), each with its paired standard error."""

    probability: float
    probability_error: float
    median: float
    median_error: float
    value: float
    """The mean of the replicates' differences."""
    value_error: float

    @property
    def clear_in_probability(self) -> bool:
        """Tell whether the probability rose by more than its error allows to be chance."""
        return self.probability > CLEAR * self.probability_error

    @property
    def clear_in_value(self) -> bool:
        """Tell whether the value moved towards the target by more than its error allows to be chance."""
        return self.value > 0 and self.value > CLEAR * self.value_error


NO_GAIN: Final = Gain(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""The gain of a link that, by how the rules are read, stopped nobody: exactly none."""


def gain(before: Numbers, after: Numbers, met_before: Truths, met_after: Truths, *, at_least: bool = True) -> Gain:
    """Compare the final values and the meeting of a target of the same replicates before and after a change."""
    total = len(before)
    won = int(np.count_nonzero(met_after & ~met_before))
    lost = int(np.count_nonzero(met_before & ~met_after))
    whole = total + 1.5
    p, q = (won + 0.5) / whole, (lost + 0.5) / whole
    error = math.sqrt((p + q - (p - q) ** 2) / (whole + 1.0))
    sign = 1.0 if at_least else -1.0
    differences = (after - before).tolist()
    mean = math.fsum(differences) / total
    spread = math.sqrt(math.fsum((each - mean) ** 2 for each in differences) / (total - 1)) if total > 1 else math.inf
    return Gain(
        (won - lost) / total,
        error,
        sign * (median(after) - median(before)),
        _jackknife_of_medians(before, after),
        sign * mean,
        spread / math.sqrt(total),
    )


def median(values: Numbers) -> float:
    """Give the median of a sample."""
    return quantile(np.sort(values), 0.5)


def _jackknife_of_medians(before: Numbers, after: Numbers) -> float:
    """Give the standard error of the difference of two medians, as `jackknife` would, but all groups at once."""
    total = len(before)
    groups = min(GROUPS, total)
    if groups < 2 or total < 2 * groups:
        return jackknife(total, lambda kept: median(after[kept]) - median(before[kept]))
    found = np.empty(groups)
    for rows, which in _left_out(total):
        ends = np.sort(after[which], axis=1), np.sort(before[which], axis=1)
        found[rows] = _middles(ends[0]) - _middles(ends[1])
    listed: list[float] = found.tolist()
    mean = math.fsum(listed) / groups
    return math.sqrt((groups - 1) / groups * math.fsum((each - mean) ** 2 for each in listed))


@cache
def _left_out(total: int) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...]:
    """List the replicates kept when each group is left out, groups of one size together."""
    places = np.arange(total)
    kept = [places[places % GROUPS != group] for group in range(GROUPS)]
    sizes = sorted({len(each) for each in kept})
    return tuple(
        (
            np.array([group for group in range(GROUPS) if len(kept[group]) == size]),
            np.array([each for each in kept if len(each) == size]),
        )
        for size in sizes
    )


def _middles(ordered: Numbers) -> Numbers:
    """Give the median of each row of ascending values, by the formula of `quantile`."""
    position = (ordered.shape[1] - 1) * 0.5
    below = math.floor(position)
    low = ordered[:, below]
    if below + 1 >= ordered.shape[1]:
        return np.asarray(low)
    return np.asarray(low + (ordered[:, below + 1] - low) * (position - below))


def jackknife(total: int, estimate: Callable[[NDArray[np.int64]], float]) -> float:
    """Give the standard error of an estimate by leaving out every tenth replicate in turn."""
    groups = min(GROUPS, total)
    if groups < 2:
        return math.inf
    places = np.arange(total)
    found = [estimate(places[places % groups != group]) for group in range(groups)]
    mean = math.fsum(found) / groups
    return math.sqrt((groups - 1) / groups * math.fsum((each - mean) ** 2 for each in found))
