"""Quantile functions: a uniform draw in, a draw of the named distribution out; every one is monotone in u.

This is the door to the package's distributions; the longer ones live in files of their own.
"""

from __future__ import annotations

import math

from model.compiled import rule
from model.randomness.arithmetic import exp, expm1, log, log1p
from model.randomness.counts import (
    binomial_cdf,
    binomial_from_uniform,
    negative_binomial_cdf,
    negative_binomial_from_uniform,
    poisson_cdf,
    poisson_from_uniform,
)
from model.randomness.normal import normal_cdf, normal_from_uniform, one_normal_from_uniform
from model.randomness.special_functions import beta_cdf, beta_quantile, gamma_cdf, gamma_quantile, log_gamma
from model.randomness.subbotin import SUBBOTIN_TABLE_SIZE, subbotin_from_uniform, subbotin_table
from model.randomness.words import choose

__all__ = [
    "SUBBOTIN_TABLE_SIZE",
    "bernoulli_from_uniform",
    "beta_cdf",
    "beta_quantile",
    "binomial_cdf",
    "binomial_from_uniform",
    "exponential_from_uniform",
    "gamma_cdf",
    "gamma_quantile",
    "laplace_from_uniform",
    "log_gamma",
    "lognormal",
    "lognormal_cdf",
    "negative_binomial_cdf",
    "negative_binomial_from_uniform",
    "normal_cdf",
    "normal_from_uniform",
    "one_normal_from_uniform",
    "poisson_cdf",
    "poisson_from_uniform",
    "subbotin_from_uniform",
    "subbotin_table",
    "triangular_cdf",
    "triangular_quantile",
    "truncated_pareto_quantile",
]


@rule
def bernoulli_from_uniform(u: float, chance: float) -> bool:
    """Whether an event of this probability happens; what happens at one probability happens at every higher one."""
    return u < chance


@rule
def laplace_from_uniform(u: float) -> float:
    """Laplace quantile of scale 1 (standard deviation sqrt(2))."""
    below = u < 0.5
    size = -log(2.0 * choose(below, u, 1.0 - u))
    return choose(below, -size, size)


@rule
def exponential_from_uniform(u: float) -> float:
    """Exponential quantile of mean 1."""
    return -log1p(-u)


@rule
def lognormal(u: float, log_median: float, log_deviation: float) -> float:
    """Log-normal quantile: median exp(log_median), standard deviation of the logarithm log_deviation."""
    return exp(log_median + log_deviation * normal_from_uniform(u))


@rule
def lognormal_cdf(x: float, log_median: float, log_deviation: float) -> float:
    """Probability that a log-normal draw is at most x."""
    return normal_cdf((log(x) - log_median) / log_deviation) if x > 0.0 else 0.0


@rule
def triangular_quantile(u: float, low: float, mode: float, high: float) -> float:
    """Triangular quantile, low <= mode <= high."""
    rising = low + math.sqrt(u * (high - low) * (mode - low))
    falling = high - math.sqrt((1.0 - u) * (high - low) * (high - mode))
    return choose(u * (high - low) < mode - low, rising, falling)


@rule
def triangular_cdf(x: float, low: float, mode: float, high: float) -> float:
    """Probability that a triangular draw is at most x."""
    if x <= low:
        return 0.0
    if x >= high:
        return 1.0
    if x < mode:
        return (x - low) * (x - low) / ((high - low) * (mode - low))
    return 1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))


@rule
def truncated_pareto_quantile(u: float, exponent: float, low: float, high: float) -> float:
    """Quantile of a Pareto tail between low and high (may be infinite): P(X > x) falls as x^-exponent."""
    share = -expm1(-exponent * log(high / low))
    x = low * exp(-log1p(-u * share) / exponent)
    return choose(x < high, x, high)
