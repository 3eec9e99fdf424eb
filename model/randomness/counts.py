"""Counts by inverse transform: the smallest count whose distribution function reaches u.

For a fixed u the count therefore never falls when its rate rises: more start-ups are the same start-ups and some more. (Up
to rounding: where u lies within 1e-13, relative to the smaller tail, of a step of the distribution function.) Small
means walk from 0; large ones start at the quantile of the normal approximation with its skewness correction (Cornish and
Fisher 1938) and walk a few steps; draws close to 1 compare upper tails, which alone have digits left there.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from model.compiled import kernel, rule
from model.randomness.arithmetic import TURN, exp, log1p
from model.randomness.normal import normal_from_uniform
from model.randomness.special_functions import beta_tails, deviance, gamma_tails, stirling_error

LARGEST_WALK_FROM_ZERO: Final = 30.0  # mean up to which a walk from 0 is the quicker way
# Inverses of the counts that a walk from 0 can reach: a division would be the slowest part of a step.
INVERSES: Final = 1.0 / np.maximum(np.arange(128.0), 1.0)
LARGEST_COUNT: Final = 1e15
UPPER_TAIL: Final = 0.999  # above this u, upper tails are compared


@kernel("float64(float64, float64)")
def poisson_probability(count: float, mean: float) -> float:
    """Probability of exactly this count (C. Loader 2000)."""
    if count < 0.0:
        return 0.0
    if count == 0.0 or mean <= 0.0:
        return exp(-mean) if count == 0.0 else 0.0
    return exp(-stirling_error(count) - deviance(count, mean)) / math.sqrt(TURN * count)


@kernel("float64(float64, float64)")
def poisson_cdf(count: float, mean: float) -> float:
    """Probability of at most this count."""
    if count < 0.0:
        return 0.0
    return gamma_tails(mean, math.floor(count) + 1.0)[1]


@kernel("int64(float64, float64)")
def _poisson_near_one(u: float, mean: float) -> int:
    """Quantile u close to 1: from a count beyond it downwards, so that tails are summed from their small end."""
    tail = 1.0 - u
    z = normal_from_uniform(u)
    count = int(mean + math.sqrt(mean) * z + z * z / 6.0) + 2
    above = gamma_tails(mean, count + 1.0)[0]
    step = 1
    while above > tail:
        count += step
        step *= 2
        above = gamma_tails(mean, count + 1.0)[0]
    probability = poisson_probability(float(count), mean)
    while count > 0 and above + probability <= tail:
        above = above + probability
        probability = probability * (count / mean)
        count -= 1
    return count


@kernel("int64(float64, float64)")
def _poisson_walk(u: float, mean: float) -> int:
    """Quantile u for a mean above 0; counts beyond LARGEST_COUNT are not told apart."""
    if mean >= LARGEST_COUNT:
        return int(LARGEST_COUNT)
    if u > UPPER_TAIL:
        return _poisson_near_one(u, mean)
    if mean <= LARGEST_WALK_FROM_ZERO:
        count = 0
        probability = exp(-mean)
        reached = probability
        while reached < u:
            count += 1
            probability = probability * (mean * INVERSES[count])
            reached = reached + probability
        return count
    z = normal_from_uniform(u)
    count = int(max(math.floor(mean + math.sqrt(mean) * z + (z * z - 1.0) / 6.0), 0.0))
    reached = poisson_cdf(float(count), mean)
    probability = poisson_probability(float(count), mean)
    while count > 0 and reached - probability >= u:
        reached = reached - probability
        probability = probability * (count / mean)
        count -= 1
    while reached < u:
        count += 1
        probability = probability * (mean / count)
        reached = reached + probability
    return count


@rule
def poisson_from_uniform(u: float, mean: float) -> int:
    """Number of events of this mean at quantile u; 0 for a mean of 0 or less."""
    # No event has probability exp(-mean) >= 1 - mean: most rare events are settled without an exponential.
    if u <= 1.0 - mean or not mean > 0.0:
        return 0
    return _poisson_walk(u, mean)


@kernel()
def binomial_probability(count: float, trials: float, chance: float) -> float:
    """Probability of exactly this number of successes, 0 < chance < 1 (C. Loader 2000)."""
    if count < 0.0 or count > trials:
        return 0.0
    misses = trials - count
    if count == 0.0:
        return exp(trials * log1p(-chance))
    if misses == 0.0:
        return exp(trials * log1p(chance - 1.0))
    error = stirling_error(trials) - stirling_error(count) - stirling_error(misses)
    spread = deviance(count, trials * chance) + deviance(misses, trials * (1.0 - chance))
    return exp(error - spread) * math.sqrt(trials / (TURN * count * misses))


@kernel()
def binomial_cdf(count: float, trials: float, chance: float) -> float:
    """Probability of at most this number of successes."""
    whole = math.floor(count)
    if whole < 0.0:
        return 0.0
    if whole >= trials:
        return 1.0
    return beta_tails(chance, whole + 1.0, trials - whole)[1]


@kernel()
def _binomial_near_one(u: float, trials: int, chance: float) -> int:
    """Quantile u close to 1, for chance <= 1/2; see the Poisson one."""
    tail = 1.0 - u
    odds = chance / (1.0 - chance)
    z = normal_from_uniform(u)
    mean = trials * chance
    count = min(int(mean + math.sqrt(mean * (1.0 - chance)) * z + z * z / 6.0) + 2, trials)
    step = 1
    while count < trials and beta_tails(chance, count + 1.0, float(trials - count))[0] > tail:
        count = min(count + step, trials)
        step *= 2
    above = beta_tails(chance, count + 1.0, float(trials - count))[0] if count < trials else 0.0
    probability = binomial_probability(float(count), float(trials), chance)
    while count > 0 and above + probability <= tail:
        above = above + probability
        probability = probability * (count / ((trials - count + 1) * odds))
        count -= 1
    return count


@kernel()
def _binomial_lower_half(u: float, trials: int, chance: float) -> int:
    """Quantile u for chance <= 1/2."""
    if u > UPPER_TAIL:
        return _binomial_near_one(u, trials, chance)
    n = float(trials)
    odds = chance / (1.0 - chance)
    if n * chance <= LARGEST_WALK_FROM_ZERO:
        count = 0
        reached = exp(n * log1p(-chance))
        probability = reached
    else:
        z = normal_from_uniform(u)
        spread = math.sqrt(n * chance * (1.0 - chance))
        guess = math.floor(n * chance + spread * z + (1.0 - 2.0 * chance) * (z * z - 1.0) / 6.0)
        count = int(min(max(guess, 0.0), n))
        reached = binomial_cdf(float(count), n, chance)
        probability = binomial_probability(float(count), n, chance)
        while count > 0 and reached - probability >= u:
            reached = reached - probability
            probability = probability * (count / ((trials - count + 1) * odds))
            count -= 1
    while reached < u and count < trials:
        count += 1
        probability = probability * ((trials - count + 1) / count * odds)
        reached = reached + probability
    return count


@kernel()
def binomial_from_uniform(u: float, trials: int, chance: float) -> int:
    """Number of successes in this many trials at quantile u."""
    if trials <= 0 or not chance > 0.0:
        return 0
    if chance >= 1.0:
        return trials
    if chance <= 0.5:
        return _binomial_lower_half(u, trials, chance)
    return trials - _binomial_lower_half(1.0 - u, trials, 1.0 - chance)


@kernel("float64(float64, float64, float64)")
def negative_binomial_cdf(count: float, mean: float, dispersion: float) -> float:
    """Probability of at most this count; variance = mean + mean^2 / dispersion."""
    whole = math.floor(count)
    if whole < 0.0:
        return 0.0
    if not mean > 0.0:
        return 1.0
    return beta_tails(mean / (mean + dispersion), whole + 1.0, dispersion)[1]


@kernel("boolean(float64, float64, float64, float64)")
def _negative_binomial_reaches(count: float, u: float, mean: float, dispersion: float) -> bool:
    """Whether at most `count` has probability u or more, by the smaller tail."""
    above, at_most = beta_tails(mean / (mean + dispersion), count + 1.0, dispersion)
    return at_most >= u if u <= 0.5 else above <= 1.0 - u


@kernel("int64(float64, float64, float64)")
def _negative_binomial_by_halving(u: float, mean: float, dispersion: float) -> int:
    """Quantile u: a bracket about the normal quantile, widened until it holds the answer, then halved."""
    deviation = math.sqrt(mean + mean * mean / dispersion)
    step = max(math.floor(0.1 * deviation), 1.0)
    high = max(math.floor(mean + deviation * normal_from_uniform(u)), 0.0)
    low = high - step
    # The answer is in (low, high].
    while low >= 0.0 and _negative_binomial_reaches(low, u, mean, dispersion):
        high = low
        step = 2.0 * step
        low = high - step
    low = max(low, -1.0)
    while not _negative_binomial_reaches(high, u, mean, dispersion) and high < LARGEST_COUNT:
        low = high
        step = 2.0 * step
        high = high + step
    while high - low > 1.0:
        middle = math.floor(0.5 * (low + high))
        if _negative_binomial_reaches(middle, u, mean, dispersion):
            high = middle
        else:
            low = middle
    return int(high)


@kernel("int64(float64, float64, float64)")
def negative_binomial_from_uniform(u: float, mean: float, dispersion: float) -> int:
    """Number of events at quantile u where the rate itself varies: variance = mean + mean^2 / dispersion.

    `dispersion` > 0 is the shape of the rate's gamma distribution; Poisson in the limit of a large one.
    """
    if not mean > 0.0:
        return 0
    if mean > LARGEST_WALK_FROM_ZERO or u > UPPER_TAIL:
        return _negative_binomial_by_halving(u, mean, dispersion)
    count = 0
    ratio = mean / (mean + dispersion)
    probability = exp(-dispersion * log1p(mean / dispersion))
    reached = probability
    while reached < u:
        probability = probability * (ratio * ((count + dispersion) / (count + 1)))
        count += 1
        reached = reached + probability
    return count
