"""Gamma and beta functions: logarithm, distribution functions, quantiles. Compiled, not inlined: they loop.

The density factors use the saddle-point form of C. Loader (2000), Fast and accurate computation of binomial
probabilities, so that they stay accurate for large parameters. Tails by series and continued fraction (W. H. Press et
al. 2007, Numerical Recipes, 6.2 and 6.4), quantiles by Newton steps on the logarithm of the smaller tail inside a
shrinking bracket. Relative accuracy about 1e-12 for parameters from 0.01 to 1e6
(tests/model/randomness/test_special_functions.py).
"""

from __future__ import annotations

import math
from typing import Final

from model.compiled import kernel, rule
from model.randomness.arithmetic import TURN, exp, log, log1p
from model.randomness.normal import normal_from_uniform

HALF_LOG_TURN: Final = 0.9189385332046728  # ln(2 pi) / 2
SMALLEST: Final = 1e-300
PRECISION: Final = 1e-17
LIMIT: Final = 200_000
CLOSE_ENOUGH: Final = 1e-8  # last Newton step: convergence is quadratic, so what is left is below rounding


@rule
def _stirling_series(x: float) -> float:
    """What ln Gamma(x) has beyond its leading terms, for x >= 10 (Abramowitz and Stegun 6.1.41)."""
    w = 1.0 / (x * x)
    p = 1.0 / 156.0
    p = p * w - 691.0 / 360360.0
    p = p * w + 1.0 / 1188.0
    p = p * w - 1.0 / 1680.0
    p = p * w + 1.0 / 1260.0
    p = p * w - 1.0 / 360.0
    p = p * w + 1.0 / 12.0
    return p / x


@kernel("float64(float64)")
def log_gamma(x: float) -> float:
    """Natural logarithm of Gamma(x) for x > 0; infinite at 0, not a number below."""
    if not x > 0.0:
        return math.inf if x == 0.0 else math.nan
    product = 1.0
    y = x + 0.0
    while y < 10.0:
        product = product * y
        y = y + 1.0
    return (y - 0.5) * log(y) - y + HALF_LOG_TURN + _stirling_series(y) - log(product)


@kernel("float64(float64)")
def stirling_error(x: float) -> float:
    """Error of Stirling's formula: ln Gamma(x) - (x - 1/2) ln x + x - ln(2 pi)/2, without cancellation for large x."""
    if x >= 10.0:
        return _stirling_series(x)
    return log_gamma(x) - ((x - 0.5) * log(x) - x + HALF_LOG_TURN)


@kernel("float64(float64, float64)")
def deviance(count: float, mean: float) -> float:
    """Half the Poisson deviance, mean - count - count ln(mean / count), exact also where both are close."""
    d = (mean - count) / count
    if d > 0.5 or d < -0.4:
        return mean - count - count * log(mean / count)
    s = d / (2.0 + d)
    z = s * s
    p = 0.0
    for k in range(25, 1, -2):
        p = p * z + 1.0 / k
    return count * s * (d - 2.0 * z * p)


@kernel("UniTuple(float64, 3)(float64, float64)")
def gamma_tails(x: float, shape: float) -> tuple[float, float, float]:
    """Lower tail, upper tail, and x times the density, of the gamma distribution of unit scale."""
    if x <= 0.0:
        return 0.0, 1.0, 0.0
    if x == math.inf:
        return 1.0, 0.0, 0.0
    factor = exp(-stirling_error(shape) - deviance(shape, x)) * math.sqrt(shape / TURN)
    if x < shape + 1.0:
        term = 1.0 / shape
        total = term
        a = shape
        for _ in range(LIMIT):
            a = a + 1.0
            term = term * (x / a)
            total = total + term
            if term < total * PRECISION:
                break
        lower = min(factor * total, 1.0)
        return lower, 1.0 - lower, factor
    b = x + 1.0 - shape
    c = 1.0 / SMALLEST
    d = 1.0 / b
    h = d
    for i in range(1, LIMIT):
        numerator = -i * (i - shape)
        b = b + 2.0
        d = numerator * d + b
        if math.fabs(d) < SMALLEST:
            d = SMALLEST
        c = b + numerator / c
        if math.fabs(c) < SMALLEST:
            c = SMALLEST
        d = 1.0 / d
        change = d * c
        h = h * change
        if math.fabs(change - 1.0) < 2.3e-16:
            break
    upper = min(factor * h, 1.0)
    return 1.0 - upper, upper, factor


@kernel("float64(float64, float64)")
def gamma_cdf(x: float, shape: float) -> float:
    """Probability that a gamma draw of unit scale is at most x."""
    return gamma_tails(x, shape)[0]


@kernel("float64(float64, boolean, float64)")
def _gamma_from_tail(target: float, from_above: bool, shape: float) -> float:
    """Where the lower tail (or, from above, the upper one) equals `target`, 0 < target < 1."""
    # Start: E. B. Wilson, M. M. Hilferty (1931), or the leading term of the lower tail
    z = normal_from_uniform(target)
    w = 1.0 - 1.0 / (9.0 * shape) + (-z if from_above else z) / (3.0 * math.sqrt(shape))
    x = shape * w * w * w
    if w < 0.3:
        x = exp(((log1p(-target) if from_above else log(target)) + log_gamma(shape + 1.0)) / shape)
        if x == 0.0:
            return 0.0
    low = 0.0
    high = math.inf
    for _ in range(200):
        lower, upper, factor = gamma_tails(x, shape)
        proposal = -1.0
        if from_above:
            below = upper > target
            if upper > 0.0 and factor > 0.0:
                proposal = x + x * upper / factor * log(upper / target)
        else:
            below = lower < target
            if lower > 0.0 and factor > 0.0:
                proposal = x * exp(-lower / factor * log(lower / target))
        if below:
            low = x
        else:
            high = x
        if not (proposal > low and proposal < high):
            if math.fabs(proposal - x) <= 1e-15 * x:
                return x
            proposal = 2.0 * low if high == math.inf else (0.5 * high if low == 0.0 else 0.5 * (low + high))
        change = math.fabs(proposal - x)
        x = proposal
        if change <= CLOSE_ENOUGH * x or x == 0.0:
            break
    return x


@kernel("float64(float64, float64)")
def gamma_quantile(u: float, shape: float) -> float:
    """Quantile u of the gamma distribution of unit scale (mean = shape)."""
    if not (u > 0.0 and u < 1.0):
        return 0.0 if u == 0.0 else (math.inf if u == 1.0 else math.nan)
    if u <= 0.5:
        return _gamma_from_tail(u, False, shape)
    return _gamma_from_tail(1.0 - u, True, shape)


@kernel("float64(float64, float64)")
def gamma_upper_quantile(tail: float, shape: float) -> float:
    """Where the upper tail of the gamma distribution of unit scale equals `tail`, exact also for tiny tails."""
    if not (tail > 0.0 and tail < 1.0):
        return math.inf if tail == 0.0 else (0.0 if tail == 1.0 else math.nan)
    return _gamma_from_tail(tail, True, shape)


@rule
def _beta_fraction(x: float, a: float, b: float) -> float:
    """Continued fraction of the incomplete beta function, for x < (a + 1) / (a + b + 2)."""
    c = 1.0
    d = 1.0 - (a + b) * x / (a + 1.0)
    if math.fabs(d) < SMALLEST:
        d = SMALLEST
    d = 1.0 / d
    h = d
    for i in range(1, LIMIT):
        m = float(i)
        numerator = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        d = 1.0 + numerator * d
        c = 1.0 + numerator / c
        if math.fabs(d) < SMALLEST:
            d = SMALLEST
        if math.fabs(c) < SMALLEST:
            c = SMALLEST
        d = 1.0 / d
        h = h * (d * c)
        numerator = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        d = 1.0 + numerator * d
        c = 1.0 + numerator / c
        if math.fabs(d) < SMALLEST:
            d = SMALLEST
        if math.fabs(c) < SMALLEST:
            c = SMALLEST
        d = 1.0 / d
        change = d * c
        h = h * change
        if math.fabs(change - 1.0) < 2.3e-16:
            break
    return h


@kernel("float64(float64, float64)")
def beta_scale(a: float, b: float) -> float:
    """The part of the beta density that does not depend on x, in the saddle-point form."""
    error = stirling_error(a + b) - stirling_error(a) - stirling_error(b)
    return exp(error) * math.sqrt(a * (b / (a + b)) / TURN)


@kernel("UniTuple(float64, 3)(float64, float64, float64, float64, float64)")
def _beta_tails(x: float, y: float, a: float, b: float, scale: float) -> tuple[float, float, float]:
    """Lower tail, upper tail, and x times y times the density, where y = 1 - x and scale = beta_scale(a, b)."""
    if x <= 0.0:
        return 0.0, 1.0, 0.0
    if y <= 0.0:
        return 1.0, 0.0, 0.0
    factor = scale * exp(-deviance(a, (a + b) * x) - deviance(b, (a + b) * y))
    if x < (a + 1.0) / (a + b + 2.0):
        lower = min(factor * _beta_fraction(x, a, b) / a, 1.0)
        return lower, 1.0 - lower, factor
    upper = min(factor * _beta_fraction(y, b, a) / b, 1.0)
    return 1.0 - upper, upper, factor


@kernel("UniTuple(float64, 2)(float64, float64, float64)")
def beta_tails(x: float, a: float, b: float) -> tuple[float, float]:
    """Lower and upper tail of the beta distribution."""
    lower, upper, _factor = _beta_tails(x, 1.0 - x, a, b, beta_scale(a, b))
    return lower, upper


@kernel("float64(float64, float64, float64)")
def beta_cdf(x: float, a: float, b: float) -> float:
    """Probability that a beta draw is at most x."""
    return beta_tails(x, a, b)[0]


@rule
def _beta_start(u: float, a: float, b: float) -> float:
    """A first guess of the beta quantile: Abramowitz and Stegun 26.5.22, or the leading terms of both tails."""
    if a >= 1.0 and b >= 1.0:
        z = -normal_from_uniform(u)
        skew = (z * z - 3.0) / 6.0
        p = 1.0 / (2.0 * a - 1.0)
        q = 1.0 / (2.0 * b - 1.0)
        h = 2.0 / (p + q)
        w = z * math.sqrt(max(h + skew, 0.0)) / h - (q - p) * (skew + 5.0 / 6.0 - 2.0 / (3.0 * h))
        return a / (a + b * exp(2.0 * w))
    left = exp(a * log(a / (a + b))) / a
    right = exp(b * log(b / (a + b))) / b
    if u < left / (left + right):
        return exp(log(a * (left + right) * u) / a)
    return 1.0 - exp(log(b * (left + right) * (1.0 - u)) / b)


@kernel("float64(float64, float64, float64)")
def _beta_lower_quantile(u: float, a: float, b: float) -> float:
    """Quantile u <= 1/2."""
    scale = beta_scale(a, b)
    x = _beta_start(u, a, b)
    if not (x > 0.0 and x < 1.0):
        x = exp((log(u * a) - log(scale) + a * log(a / (a + b)) + b * log(b / (a + b))) / a)
        x = x if x < 1.0 else 0.5
    if x == 0.0:
        return 0.0
    low = 0.0
    high = 1.0
    for _ in range(200):
        lower, _upper, factor = _beta_tails(x, 1.0 - x, a, b, scale)
        if lower < u:
            low = x
        else:
            high = x
        proposal = -1.0
        if lower > 0.0 and factor > 0.0:
            proposal = x * exp(-(1.0 - x) * lower / factor * log(lower / u))
        if not (proposal > low and proposal < high):
            if math.fabs(proposal - x) <= 1e-15 * x:
                return x
            proposal = 0.5 * high if low == 0.0 else 0.5 * (low + high)
        change = math.fabs(proposal - x)
        x = proposal
        if change <= CLOSE_ENOUGH * x or x == 0.0:
            break
    return x


@kernel("float64(float64, float64, float64)")
def beta_quantile(u: float, a: float, b: float) -> float:
    """Quantile u of the beta distribution with parameters a and b."""
    if not (u > 0.0 and u < 1.0):
        return 0.0 if u == 0.0 else (1.0 if u == 1.0 else math.nan)
    if u <= 0.5:
        return _beta_lower_quantile(u, a, b)
    return 1.0 - _beta_lower_quantile(1.0 - u, b, a)
