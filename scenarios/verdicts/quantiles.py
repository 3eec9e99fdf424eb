"""Quantiles and means of a sample, by one documented method whose every bit is fixed.

A quantile is Hyndman and Fan's type 7 (1996, The American Statistician 50(4):361-365): linear between the order
statistics at (n - 1) p. A mean is the exactly rounded sum (`math.fsum`) over n. Neither depends on the order of the
replicates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def quantile(ordered: Numbers, level: float) -> float:
    """Give the quantile of an ascending sample of any size from 1 up at `level` between 0 and 1."""
    position = (len(ordered) - 1) * level
    below = math.floor(position)
    low = float(ordered[below])
    if below + 1 >= len(ordered):
        return low
    return low + (float(ordered[below + 1]) - low) * (position - below)


def quantiles(sample: Numbers, levels: Sequence[float]) -> dict[str, float]:
    """Give the quantiles of a sample under the names p05, p10 ..., one a level."""
    ordered = np.sort(sample)
    return {quantile_name(level): quantile(ordered, level) for level in levels}


def quantile_name(level: float) -> str:
    """Name the quantile at a level: 0.05 is p05."""
    return f"p{round(level * 100):02d}"


def mean(sample: Numbers) -> float:
    """Give the mean of a sample, its sum exactly rounded."""
    return math.fsum(sample.tolist()) / len(sample)


def reached_in(sample: Numbers, share: float, *, at_least: bool = True) -> float:
    """Give the most demanding value that at least `share` of the sample reaches: an observed value, never between two.

    With `at_least` the greatest value v such that at least that share is v or more; else the least such that that
    share is v or less.
    """
    ordered = np.sort(sample)
    count = max(1, math.ceil(share * len(ordered)))
    return float(ordered[len(ordered) - count] if at_least else ordered[count - 1])
