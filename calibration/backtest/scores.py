"""Scores of probabilities and distributions against what came: plain functions with closed forms in their tests.

Brier 1950; logarithmic score (Good 1952); CRPS (Gneiting & Raftery 2007, JASA 102:359-378), for a finite ensemble the fair
one (Ferro 2014, QJRMS 140:1917-1923). Smaller is better in all of them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def brier(probability: float, happened: bool) -> float:
    """Squared distance of a probability from what came: 0 is certain and right, 1 certain and wrong."""
    return (probability - float(happened)) ** 2


def log_score(probability: float, happened: bool) -> float:
    """Surprise at what came: -ln of the probability that was given to it. Raises ValueError for 0 given to what came."""
    given = probability if happened else 1.0 - probability
    if given <= 0:
        raise ValueError("what was called impossible came: the logarithmic score is infinite")
    return -math.log(given)


def crps_of_members(members: Numbers, observed: float) -> float:
    """CRPS of an ensemble float64[m], in the unit of the value; fair, so that its size does not matter. One member: |x - y|."""
    ordered = np.sort(members)
    count = len(ordered)
    distance = float(np.abs(ordered - observed).sum()) / count
    if count == 1:
        return distance
    # Sum of |xi - xj| over all ordered pairs, from the sorted members.
    ranks = 2.0 * np.arange(count) - count + 1.0
    spread = 2.0 * float((ranks * ordered).sum())
    return distance - spread / (2.0 * count * (count - 1.0))


def crps_of_points(points: Numbers, observed: float) -> float:
    """CRPS of the distribution that gives each of these points the same mass."""
    ordered = np.sort(points)
    count = len(ordered)
    ranks = 2.0 * np.arange(count) - count + 1.0
    spread = 2.0 * float((ranks * ordered).sum())
    return float(np.abs(ordered - observed).sum()) / count - spread / (2.0 * count * count)


def sign_flip(differences: Mapping[str, Sequence[float]], exact_up_to: int = 14, draws: int = 10_000) -> float | None:
    """Two-sided probability of a mean difference this large if, plan by plan, better and worse were equally likely.

    The differences of one plan keep their signs together, because its targets hang together. All assignments are counted
    for up to `exact_up_to` plans, else `draws` of them with a fixed seed; None without differences.
    """
    sums = np.array([math.fsum(found) for found in differences.values() if len(found)])
    if not len(sums):
        return None
    seen = abs(float(sums.sum())) * (1 - 1e-12)
    if len(sums) <= exact_up_to:
        signs = np.array(list(itertools.product((1.0, -1.0), repeat=len(sums))))
        return float((np.abs(signs @ sums) >= seen).mean())
    signs = np.random.default_rng(1).integers(0, 2, size=(draws, len(sums))) * 2.0 - 1.0
    return float((1 + np.count_nonzero(np.abs(signs @ sums) >= seen)) / (draws + 1))


def poisson_binomial(probabilities: Sequence[float]) -> Numbers:
    """Distribution of how many of independent events come, float64[n + 1]: what a reliability count is held against."""
    found = np.ones(1)
    for probability in probabilities:
        grown = np.zeros(len(found) + 1)
        grown[:-1] = found * (1.0 - probability)
        grown[1:] += found * probability
        found = grown
    return found


def central(distribution: Numbers, share: float) -> tuple[int, int]:
    """Give the smallest and largest count between which at least `share` of a distribution lies, equal tails at most."""
    tail = (1.0 - share) / 2
    running = np.cumsum(distribution)
    low = int(np.searchsorted(running, tail, side="right"))
    high = int(np.searchsorted(running, 1.0 - tail, side="left"))
    return low, min(high, len(distribution) - 1)
