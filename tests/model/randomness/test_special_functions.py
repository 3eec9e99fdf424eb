"""Gamma and beta functions against scipy, against exact sums, and as inverses of themselves."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy import special, stats

from model.randomness import special_functions
from model.randomness.distributions import beta_cdf, beta_quantile, gamma_cdf, gamma_quantile, log_gamma

POINTS = [2.0**-53, 1e-12, 1e-6, 0.01, 0.2, 0.5, 0.8, 0.99, 1 - 1e-6, 1 - 1e-9]
SHAPES = [0.01, 0.1, 0.5, 0.7, 1.0, 2.5, 9.9, 30.0, 300.0, 1e4]
PAIRS = [
    (0.1, 0.2),
    (0.5, 0.5),
    (1.0, 1.0),
    (1.0, 5.0),
    (2.6, 97.4),
    (38.0, 362.0),
    (87.0, 13.0),
    (0.3, 40.0),
    (40.0, 0.3),
    (5e3, 2e4),
    (1e5, 2e5),
]


def test_log_gamma() -> None:
    for x in np.concatenate([10 ** np.linspace(-5, 7, 300), np.linspace(0.5, 15, 200), [1.0, 2.0]]).tolist():
        assert log_gamma(x) == pytest.approx(special.gammaln(x), rel=2e-15, abs=8e-15 * max(1.0, math.log(x) + 1))
    assert log_gamma(0.0) == math.inf
    assert math.isnan(log_gamma(-1.0))


def test_stirling_error_and_deviance_do_not_cancel() -> None:
    assert special_functions.stirling_error(1e6) == pytest.approx(1 / 12e6, rel=1e-12)
    with localcontext() as context:
        context.prec = 50
        for count, mean in ((1e6, 1e6 + 3.0), (1e6, 0.7e6), (5.0, 5.5), (2.0, 40.0), (40.0, 2.0), (1e-3, 7.0)):
            exact = Decimal(mean) - Decimal(count) - Decimal(count) * (Decimal(mean) / Decimal(count)).ln()
            assert special_functions.deviance(count, mean) == pytest.approx(float(exact), rel=5e-13)


@pytest.mark.parametrize("shape", SHAPES)
def test_gamma(shape: float) -> None:
    for u in POINTS:
        expected = float(special.gammaincinv(shape, u) if u <= 0.5 else special.gammainccinv(shape, 1.0 - u))
        got = gamma_quantile(u, shape)
        # A shape of 0.01 raises the error of u to its hundredth power: 1e-14 there is 1e-12 here.
        assert got == pytest.approx(expected, rel=5e-12, abs=1e-300)
        if expected > 1e-290:
            assert gamma_cdf(expected, shape) == pytest.approx(u, rel=5e-12)
    assert gamma_quantile(0.0, shape) == 0.0
    assert gamma_quantile(1.0, shape) == math.inf


@pytest.mark.parametrize("shape", [0.5, 1.0, 1.43, 20.0])
def test_gamma_upper_quantile_keeps_tiny_tails(shape: float) -> None:
    for tail in (1e-16, 1e-40, 1e-200, 0.3, 0.9):
        x = special_functions.gamma_upper_quantile(tail, shape)
        assert x == pytest.approx(float(special.gammainccinv(shape, tail)), rel=1e-12)
        assert special_functions.gamma_tails(x, shape)[1] == pytest.approx(tail, rel=1e-11)


@pytest.mark.parametrize("standard_score", [-8, -5, -3, 0])
def test_gamma_of_a_large_shape_against_an_exact_sum(standard_score: int) -> None:
    """The library scipy 1.17 is wrong by 4e-6 relative at minus five deviations of shape a million; the series is not."""
    shape, x = 1_000_000, 1_000_000 + 1000 * standard_score
    with localcontext() as context:
        context.prec = 45
        a = Decimal(shape)
        w = 1 / (a * a)
        stirling = (Decimal(1) / 12 - w * (Decimal(1) / 360 - w * (Decimal(1) / 1260 - w / 1680))) / a
        turn = Decimal("6.283185307179586476925286766559005768394338798750211641949889")
        log_gamma_exact = (a - Decimal("0.5")) * a.ln() - a + turn.ln() / 2 + stirling
        term = total = 1 / a
        place = shape
        while term > total * Decimal("1e-20"):
            place += 1
            term = term * x / place
            total += term
        exact = (a * Decimal(x).ln() - x - log_gamma_exact).exp() * total
    assert gamma_cdf(float(x), float(shape)) == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_beta(a: float, b: float) -> None:
    for u in POINTS:
        expected = float(stats.beta.ppf(u, a, b))
        assert beta_quantile(u, a, b) == pytest.approx(expected, rel=5e-12, abs=1e-300)
        if 1e-290 < expected < 1 - 1e-9:
            assert beta_cdf(expected, a, b) == pytest.approx(float(special.betainc(a, b, expected)), rel=2e-12)
    assert (beta_quantile(0.0, a, b), beta_quantile(1.0, a, b)) == (0.0, 1.0)
    assert (beta_cdf(-1.0, a, b), beta_cdf(2.0, a, b)) == (0.0, 1.0)


def test_quantiles_rise() -> None:
    points = np.linspace(0.0005, 0.9995, 1500).tolist()
    for values in (
        [gamma_quantile(u, 1.7) for u in points],
        [gamma_quantile(u, 0.05) for u in points],
        [beta_quantile(u, 2.6, 97.4) for u in points],
        [beta_quantile(u, 0.3, 0.4) for u in points],
    ):
        assert (np.diff(values) >= 0).all()


def test_numbers_outside_the_range_are_no_numbers() -> None:
    for u in (-0.1, 1.1, math.nan):
        assert math.isnan(gamma_quantile(u, 2.0))
        assert math.isnan(beta_quantile(u, 2.0, 3.0))
