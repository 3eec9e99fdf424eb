"""Scores of predictions: coverage of intervals, CRPS, randomised PIT. Draws are float64[draws] of the report, in its unit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Score:
    """How one point came out: quantiles of its prediction, which intervals cover it, its CRPS, its PIT."""

    key: str
    outcome: float
    quantiles: dict[str, float]
    covered: dict[float, bool]
    crps: float
    pit: float
    baselines: dict[str, float]
    """CRPS of each baseline."""
    growth: bool
    scale: float
    pooled: bool
    at_least: bool


def crps(draws: Floats, outcome: float) -> float:
    """Continuous ranked probability score of draws, fair form: E|X - y| - E|X - X'| / 2 over different draws."""
    import scoringrules

    if len(draws) == 1:
        return abs(float(draws[0]) - outcome)
    return float(scoringrules.crps_ensemble(outcome, draws, estimator="fair"))


def covered(draws: Floats, outcome: float, level: float, at_least: bool = False) -> bool:
    """Tell whether the central interval of a level holds the outcome; one that is stated as "more than" only from above."""
    low, high = np.quantile(draws, [0.5 - level / 2.0, 0.5 + level / 2.0])
    return bool(high >= outcome) if at_least else bool(low <= outcome <= high)


def randomised_pit(draws: Floats, outcome: float, key: str) -> float:
    """Probability integral transform, randomised where draws equal the outcome, by a number keyed by the point."""
    below, equal = float(np.mean(draws < outcome)), float(np.mean(draws == outcome))
    word = int.from_bytes(hashlib.sha256(f"pit:{key}".encode()).digest()[:8], "big")
    return below + (word + 0.5) / 2.0**64 * equal


def binomial_band(points: int, share: float, level: float = 0.9) -> tuple[float, float]:
    """Central interval of a binomial share: what a bin of so many independent points shows by chance alone."""
    from scipy.stats import binom

    if points == 0:
        return 0.0, 1.0
    low, high = (float(binom.ppf(0.5 + side * level / 2.0, points, share)) for side in (-1, 1))
    return low / points, high / points


def histogram(pits: Sequence[float], bins: int) -> list[int]:
    """Number of PITs in each of so many equal bins."""
    counts, _ = np.histogram(np.array(list(pits)), bins=bins, range=(0.0, 1.0))
    return [int(count) for count in counts]
