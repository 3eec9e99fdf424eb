"""Priors as rows of numbers: any form, cut at its bounds, drawn by one compiled function.

A row is float64[8]: `[form, a, b, c, low, high, cdf_low, cdf_high]`. The last two are the probabilities of the uncut
distribution below the two bounds, so that a draw needs one inverse transform and no rejection: it is monotone in u,
and one draw is one uniform whatever the form.

| form | a | b | c |
|---|---|---|---|
| FIXED | value | | |
| UNIFORM | low | high | |
| NORMAL | mean | standard deviation | |
| HALF_NORMAL | standard deviation of the uncut normal | | |
| LOGNORMAL | ln of the median | standard deviation of the ln | |
| TRIANGULAR | low | mode | high |
| BETA | a | b | |
| GAMMA | shape | mean | |
| POISSON | mean | | |
| NEGATIVE_BINOMIAL | mean | dispersion: variance = mean + mean^2 / dispersion | |
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.compiled import kernel
from model.randomness.distributions import (
    beta_cdf,
    beta_quantile,
    gamma_cdf,
    gamma_quantile,
    lognormal,
    lognormal_cdf,
    negative_binomial_cdf,
    negative_binomial_from_uniform,
    normal_cdf,
    normal_from_uniform,
    poisson_cdf,
    poisson_from_uniform,
    triangular_cdf,
    triangular_quantile,
)

FIXED: Final = 0
UNIFORM: Final = 1
NORMAL: Final = 2
HALF_NORMAL: Final = 3
LOGNORMAL: Final = 4
TRIANGULAR: Final = 5
BETA: Final = 6
GAMMA: Final = 7
POISSON: Final = 8
NEGATIVE_BINOMIAL: Final = 9

FORM_NAMES: Final = (
    "fixed",
    "uniform",
    "normal",
    "half_normal",
    "lognormal",
    "triangular",
    "beta",
    "gamma",
    "poisson",
    "negative_binomial",
)
PRIOR_COLUMNS: Final = 8
SMALLEST_MASS: Final = 1e-6  # bounds that leave less of the distribution are a mistake, and would be drawn inexactly

_REQUIREMENTS: Final[dict[int, tuple[str, Callable[[float, float, float], bool]]]] = {
    FIXED: ("a finite value a", lambda a, b, c: math.isfinite(a)),
    UNIFORM: ("finite a < b", lambda a, b, c: math.isfinite(a) and math.isfinite(b) and a < b),
    NORMAL: ("a finite mean a and a standard deviation b > 0", lambda a, b, c: math.isfinite(a) and 0 < b < math.inf),
    HALF_NORMAL: ("a standard deviation a > 0", lambda a, b, c: 0 < a < math.inf),
    LOGNORMAL: (
        "a finite logarithm of the median a and a standard deviation of the logarithm b > 0",
        lambda a, b, c: math.isfinite(a) and 0 < b < math.inf,
    ),
    TRIANGULAR: (
        "finite low a <= mode b <= high c with a < c",
        lambda a, b, c: math.isfinite(a) and math.isfinite(c) and a <= b <= c and a < c,
    ),
    BETA: ("a > 0 and b > 0", lambda a, b, c: 0 < a < math.inf and 0 < b < math.inf),
    GAMMA: ("a shape a > 0 and a mean b > 0", lambda a, b, c: 0 < a < math.inf and 0 < b < math.inf),
    POISSON: ("a mean a, 0 < a <= 1e9", lambda a, b, c: 0 < a <= 1e9),
    NEGATIVE_BINOMIAL: (
        "a mean a, 0 < a <= 1e9, and a dispersion b > 0",
        lambda a, b, c: 0 < a <= 1e9 and 0 < b < math.inf,
    ),
}


@kernel("float64(int64, float64, float64, float64, float64)")
def prior_cdf(form: int, a: float, b: float, c: float, x: float) -> float:
    """Probability that a draw of the uncut distribution is at most x."""
    if x == math.inf:
        return 1.0
    if x == -math.inf:
        return 0.0
    if form == UNIFORM:
        return min(max((x - a) / (b - a), 0.0), 1.0)
    if form == NORMAL:
        return normal_cdf((x - a) / b)
    if form == HALF_NORMAL:
        return max(2.0 * normal_cdf(x / a) - 1.0, 0.0)
    if form == LOGNORMAL:
        return lognormal_cdf(x, a, b)
    if form == TRIANGULAR:
        return triangular_cdf(x, a, b, c)
    if form == BETA:
        return beta_cdf(x, a, b)
    if form == GAMMA:
        return gamma_cdf(x * a / b, a)
    if form == POISSON:
        return poisson_cdf(x, a)
    if form == NEGATIVE_BINOMIAL:
        return negative_binomial_cdf(x, a, b)
    return 1.0 if x >= a else 0.0


@kernel("float64(int64, float64, float64, float64, float64)")
def _uncut_quantile(form: int, a: float, b: float, c: float, u: float) -> float:
    """Quantile of the uncut distribution."""
    if form == UNIFORM:
        return a + (b - a) * u
    if form == NORMAL:
        return a + b * normal_from_uniform(u)
    if form == HALF_NORMAL:
        return a * normal_from_uniform(0.5 + 0.5 * u)
    if form == LOGNORMAL:
        return lognormal(u, a, b)
    if form == TRIANGULAR:
        return triangular_quantile(u, a, b, c)
    if form == BETA:
        return beta_quantile(u, a, b)
    if form == GAMMA:
        return gamma_quantile(u, a) * (b / a)
    if form == POISSON:
        return float(poisson_from_uniform(u, a))
    if form == NEGATIVE_BINOMIAL:
        return float(negative_binomial_from_uniform(u, a, b))
    return a


@kernel("float64(float64[::1], float64)")
def prior_quantile(row: NDArray[np.float64], u: float) -> float:
    """Quantile u of the prior cut to [low, high]; u in the open interval (0, 1)."""
    form = int(row[0])
    if form == FIXED:
        return float(row[1])
    share = row[6] + u * (row[7] - row[6])
    value = _uncut_quantile(form, row[1], row[2], row[3], share)
    return float(min(max(value, row[4]), row[5]))


def make_prior_row(
    form: int, a: float, b: float = 0.0, c: float = 0.0, low: float = -math.inf, high: float = math.inf
) -> NDArray[np.float64]:
    """The row of a prior: float64[8]. Raises ValueError, saying what was expected, where it is no distribution."""
    if form not in _REQUIREMENTS:
        raise ValueError(f"prior form {form!r} is unknown: expected one of {dict(enumerate(FORM_NAMES))}")
    name = FORM_NAMES[form]
    a, b, c, low, high = float(a), float(b), float(c), float(low), float(high)
    expected, holds = _REQUIREMENTS[form]
    if not holds(a, b, c):
        raise ValueError(f"a prior of form {name} needs {expected}; got a={a}, b={b}, c={c}")
    if not low <= high:
        raise ValueError(f"the bounds of a prior need low <= high; got [{low}, {high}]")
    if form == FIXED:
        if not low <= a <= high:
            raise ValueError(f"the fixed value {a} lies outside its bounds [{low}, {high}]: move one of them")
        return np.array([form, a, b, c, low, high, 0.0, 1.0])
    if form in (POISSON, NEGATIVE_BINOMIAL):
        low, high = math.ceil(low) if math.isfinite(low) else low, math.floor(high) if math.isfinite(high) else high
        below = prior_cdf(form, a, b, c, low - 1.0)
    else:
        below = prior_cdf(form, a, b, c, low)
    up_to = prior_cdf(form, a, b, c, float(high))
    if not up_to - below >= SMALLEST_MASS:
        raise ValueError(
            f"the bounds [{low}, {high}] leave {up_to - below:.2g} of the {name} prior (a={a}, b={b}, c={c}), less than"
            f" {SMALLEST_MASS}: move the bounds to where the distribution is"
        )
    return np.array([form, a, b, c, low, high, below, up_to])
