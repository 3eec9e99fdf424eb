"""Counts against scipy, monotone in their rate, and with the moments they should have."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from model.randomness import counts
from model.randomness.distributions import (
    binomial_cdf,
    binomial_from_uniform,
    negative_binomial_cdf,
    negative_binomial_from_uniform,
    poisson_cdf,
    poisson_from_uniform,
)

POINTS = [1e-12, 1e-6, 1e-3, *np.linspace(0.0123, 0.9877, 40).tolist(), 0.999, 1 - 1e-6, 1 - 1e-9]
SMALLEST, LARGEST = 2.0**-53, 1 - 2.0**-53


@pytest.mark.parametrize("mean", [0.01, 0.5, 3.0, 12.7, 29.99, 30.01, 100.0, 1234.5, 1e4, 1e6])
def test_poisson(mean: float) -> None:
    assert [poisson_from_uniform(u, mean) for u in POINTS] == stats.poisson.ppf(POINTS, mean).astype(int).tolist()
    for count in {0, int(mean), int(mean + 3 * math.sqrt(mean)), int(max(mean - 3 * math.sqrt(mean), 0))}:
        assert poisson_cdf(count, mean) == pytest.approx(float(stats.poisson.cdf(count, mean)), rel=1e-10)
        assert counts.poisson_probability(float(count), mean) == pytest.approx(
            float(stats.poisson.pmf(count, mean)), rel=1e-9
        )


@pytest.mark.parametrize(
    ("trials", "chance"),
    [(1, 0.3), (10, 0.01), (10, 0.5), (100, 0.9), (1000, 0.02), (1000, 0.4), (100_000, 0.02), (50_000, 0.97)],
)
def test_binomial(trials: int, chance: float) -> None:
    got = [binomial_from_uniform(u, trials, chance) for u in POINTS]
    assert got == stats.binom.ppf(POINTS, trials, chance).astype(int).tolist()
    for count in {0, int(trials * chance), trials - 1, trials}:
        assert binomial_cdf(count, trials, chance) == pytest.approx(
            float(stats.binom.cdf(count, trials, chance)), rel=1e-10
        )
        assert counts.binomial_probability(float(count), float(trials), chance) == pytest.approx(
            float(stats.binom.pmf(count, trials, chance)), rel=1e-9, abs=1e-300
        )


@pytest.mark.parametrize(
    ("mean", "dispersion"),
    [(0.2, 1.0), (3.0, 0.5), (29.0, 2.0), (31.0, 2.0), (1000.0, 0.3), (1000.0, 1e4), (1e5, 20.0)],
)
def test_negative_binomial(mean: float, dispersion: float) -> None:
    reference = stats.nbinom(dispersion, dispersion / (dispersion + mean))
    got = [negative_binomial_from_uniform(u, mean, dispersion) for u in POINTS]
    assert got == reference.ppf(POINTS).astype(int).tolist()
    assert reference.var() == pytest.approx(mean + mean**2 / dispersion)
    for count in (0, int(mean), int(3 * mean)):
        assert negative_binomial_cdf(count, mean, dispersion) == pytest.approx(float(reference.cdf(count)), rel=1e-9)


def test_counts_never_fall_when_their_rate_rises() -> None:
    """Promise 2 of design.md: more start-ups are the same ones and some more."""
    for u in [SMALLEST, 0.001, 0.2, 0.5, 0.77, 0.999, LARGEST]:
        means = np.concatenate([np.linspace(0.0, 60.0, 400), np.geomspace(60, 1e5, 100)])
        for values in (
            [poisson_from_uniform(u, mean) for mean in means.tolist()],
            [binomial_from_uniform(u, 500, chance) for chance in np.linspace(0.0, 1.0, 300).tolist()],
            [binomial_from_uniform(u, trials, 0.3) for trials in range(300)],
            [negative_binomial_from_uniform(u, mean, 2.5) for mean in means.tolist()[::3]],
        ):
            assert (np.diff(values) >= 0).all()


def test_counts_never_fall_when_the_draw_rises() -> None:
    points = np.linspace(1e-6, 1 - 1e-6, 2000).tolist()
    for values in (
        [poisson_from_uniform(u, 5.0) for u in points],
        [poisson_from_uniform(u, 500.0) for u in points],
        [binomial_from_uniform(u, 400, 0.7) for u in points],
        [negative_binomial_from_uniform(u, 200.0, 0.7) for u in points[::10]],
    ):
        assert (np.diff(values) >= 0).all()


def test_outermost_draws_end() -> None:
    for mean in (1e-3, 1.0, 29.0, 31.0, 1e6):
        assert poisson_from_uniform(SMALLEST, mean) <= mean
        assert mean - 1 <= poisson_from_uniform(LARGEST, mean) < mean + 9.5 * math.sqrt(mean) + 25
        assert negative_binomial_from_uniform(LARGEST, mean, 3.0) >= mean - 1
    assert binomial_from_uniform(LARGEST, 1000, 0.5) <= 1000
    assert binomial_from_uniform(SMALLEST, 1000, 0.5) >= 0


def test_rates_of_nothing_and_of_everything() -> None:
    assert poisson_from_uniform(0.7, 0.0) == poisson_from_uniform(0.7, -1.0) == 0
    assert binomial_from_uniform(0.7, 0, 0.5) == binomial_from_uniform(0.7, 9, 0.0) == 0
    assert binomial_from_uniform(0.7, 9, 1.0) == 9
    assert negative_binomial_from_uniform(0.7, 0.0, 1.0) == 0
    assert poisson_cdf(-1.0, 3.0) == binomial_cdf(-1.0, 3, 0.5) == negative_binomial_cdf(-1.0, 3.0, 1.0) == 0.0
    assert binomial_cdf(3.0, 3, 0.5) == 1.0
