"""Counts by inverse transform: the smallest count whose distribution function reaches u.

For a fixed u the count therefore never falls when its rate rises (except where u lies within rounding, about 1e-13,
of a step of the distribution function): more start-ups are the same start-ups and some more. Small means walk from 0;
large ones start at the quantile of the normal approximation with its skewness correction (Cornish and Fisher 1938)
and walk a few steps.
"""

from __future__ import annotations

import math
from typing import Final

from model.compiled import kernel
from model.randomness.arithmetic import TURN, exp, log1p
from model.randomness.normal import normal_from_uniform
from model.randomness.special_functions import beta_tails, deviance, gamma_tails, stirling_error

LARGEST_WALK_FROM_ZERO: Final = 30.0  # mean up to which a walk from 0 is the quicker way


@kernel()
def poisson_probability(count: float, mean: float) -> float:
    """Probability of exactly this count (C. Loader 2000)."""
    if count < 0.0:
        return 0.0
    if count == 0.0 or mean <= 0.0:
        return exp(-mean) if count == 0.0 else 0.0
    return exp(-stirling_error(count) - deviance(count, mean)) / math.sqrt(TURN * count)


@kernel()
def poisson_cdf(count: float, mean: float) -> float:
    """Probability of at most this count."""
    if count < 0.0:
        return 0.0
    return gamma_tails(mean, math.floor(count) + 1.0)[1]


@kernel()
def poisson_from_uniform(u: float, mean: float) -> int:
    """Number of events of this mean at quantile u; 0 for a mean of 0 or less."""
    if not mean > 0.0:
        return 0
    if mean <= LARGEST_WALK_FROM_ZERO:
        count = 0
        probability = exp(-mean)
        reached = probability
        while reached < u:
            count += 1
            probability = probability * (mean / count)
            if reached + probability == reached:
                break
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
        if reached + probability == reached:
            break
        reached = reached + probability
    return count


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
def _binomial_lower_half(u: float, trials: int, chance: float) -> int:
    """Quantile u for chance <= 1/2."""
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
        if reached + probability == reached:
            break
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


@kernel()
def negative_binomial_cdf(count: float, mean: float, dispersion: float) -> float:
    """Probability of at most this count; variance = mean + mean^2 / dispersion."""
    whole = math.floor(count)
    if whole < 0.0:
        return 0.0
    if not mean > 0.0:
        return 1.0
    return beta_tails(mean / (mean + dispersion), whole + 1.0, dispersion)[1]


@kernel()
def negative_binomial_from_uniform(u: float, mean: float, dispersion: float) -> int:
    """Number of events at quantile u where the rate itself varies: variance = mean + mean^2 / dispersion.

    `dispersion` > 0 is the shape of the rate's gamma distribution; Poisson in the limit of a large one.
    """
    if not mean > 0.0:
        return 0
    if mean <= LARGEST_WALK_FROM_ZERO:
        count = 0
        ratio = mean / (mean + dispersion)
        probability = exp(-dispersion * log1p(mean / dispersion))
        reached = probability
        while reached < u:
            probability = probability * (ratio * ((count + dispersion) / (count + 1)))
            count += 1
            if count > mean and reached + probability == reached:
                break
            reached = reached + probability
        return count
    variance = mean + mean * mean / dispersion
    step = max(math.floor(0.1 * math.sqrt(variance)), 1.0)
    high = max(math.floor(mean + math.sqrt(variance) * normal_from_uniform(u)), 0.0)
    # Bracket: the answer is in (low, high], then halve.
    low = high - step
    while low >= 0.0 and negative_binomial_cdf(low, mean, dispersion) >= u:
        high = low
        step = 2.0 * step
        low = high - step
    low = max(low, -1.0)
    step = max(math.floor(0.1 * math.sqrt(variance)), 1.0)
    while negative_binomial_cdf(high, mean, dispersion) < u and high < 1e15:
        low = high
        step = 2.0 * step
        high = high + step
    while high - low > 1.0:
        middle = math.floor(0.5 * (low + high))
        if negative_binomial_cdf(middle, mean, dispersion) >= u:
            high = middle
        else:
            low = middle
    return int(high)
