"""Priors: every form against scipy, cut at its bounds, refused where it is none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from model.randomness import priors

INFINITY = math.inf
POINTS = [1e-9, 0.001, *np.linspace(0.02, 0.98, 25).tolist(), 0.999, 1 - 1e-9]

# Form, its numbers, the same distribution of scipy, bounds that cut it.
FORMS: dict[str, tuple[int, tuple[float, ...], Any, tuple[float, float]]] = {
    "uniform": (priors.UNIFORM, (0.8, 1.3), stats.uniform(0.8, 0.5), (0.9, 1.2)),
    "normal": (priors.NORMAL, (3.0, 2.0), stats.norm(3.0, 2.0), (0.0, 4.0)),
    "half_normal": (priors.HALF_NORMAL, (0.03,), stats.halfnorm(0, 0.03), (0.01, 0.06)),
    "lognormal": (priors.LOGNORMAL, (math.log(0.2), 0.25), stats.lognorm(0.25, scale=0.2), (0.12, 0.35)),
    "triangular": (priors.TRIANGULAR, (1.0, 2.0, 5.0), stats.triang(0.25, 1.0, 4.0), (1.5, 4.0)),
    "beta": (priors.BETA, (38.0, 362.0), stats.beta(38.0, 362.0), (0.08, 0.12)),
    "gamma": (priors.GAMMA, (4.0, 7.0), stats.gamma(4.0, scale=7.0 / 4.0), (3.0, 14.0)),
    "poisson": (priors.POISSON, (7.0,), stats.poisson(7.0), (4.0, 12.0)),
    "negative_binomial": (priors.NEGATIVE_BINOMIAL, (20.0, 3.0), stats.nbinom(3.0, 3.0 / 23.0), (5.0, 60.0)),
}


@pytest.mark.parametrize("name", FORMS)
def test_uncut_prior_is_the_distribution(name: str) -> None:
    form, numbers, reference, _ = FORMS[name]
    assert priors.FORM_NAMES[form] == name
    row = priors.make_prior_row(form, *numbers)
    assert row.shape == (priors.PRIOR_COLUMNS,)
    got = [priors.prior_quantile(row, u) for u in POINTS]
    np.testing.assert_allclose(got, reference.ppf(POINTS), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", FORMS)
def test_cut_prior_is_the_distribution_within_its_bounds(name: str) -> None:
    form, numbers, reference, (low, high) = FORMS[name]
    a, b, c = (*numbers, 0.0, 0.0)[:3]
    row = priors.make_prior_row(form, a, b, c, low, high)
    discrete = name in ("poisson", "negative_binomial")
    below = float(reference.cdf(low - 1 if discrete else low))
    assert row[6] == pytest.approx(below, rel=1e-12, abs=1e-15)
    assert row[7] == pytest.approx(float(reference.cdf(high)), rel=1e-12)
    got = [priors.prior_quantile(row, u) for u in POINTS]
    shares = below + np.array(POINTS) * (float(reference.cdf(high)) - below)
    np.testing.assert_allclose(got, reference.ppf(shares), rtol=1e-9, atol=1e-12)
    assert min(got) >= low and max(got) <= high
    assert (np.diff([priors.prior_quantile(row, u) for u in np.linspace(1e-6, 1 - 1e-6, 800)]) >= 0).all()
    if discrete:
        assert {low, high} <= {priors.prior_quantile(row, u) for u in np.linspace(1e-6, 1 - 1e-6, 800)}


def test_fixed_prior_is_its_value() -> None:
    row = priors.make_prior_row(priors.FIXED, 2.5)
    assert {priors.prior_quantile(row, u) for u in POINTS} == {2.5}


def test_bounds_between_whole_numbers_cut_whole_numbers() -> None:
    row = priors.make_prior_row(priors.POISSON, 7.0, low=3.5, high=9.5)
    assert (row[4], row[5]) == (4.0, 9.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((42, 1.0), "prior form 42 is unknown: expected one of"),
        ((priors.FIXED, math.nan), "fixed needs a finite value"),
        ((priors.FIXED, 3.0, 0.0, 0.0, 4.0, 5.0), "lies outside its bounds"),
        ((priors.UNIFORM, 2.0, 1.0), "finite a < b"),
        ((priors.NORMAL, 0.0, -1.0), "standard deviation b > 0"),
        ((priors.NORMAL, math.nan, 1.0), "finite mean"),
        ((priors.HALF_NORMAL, 0.0), "standard deviation a > 0"),
        ((priors.LOGNORMAL, 0.0, INFINITY), "standard deviation of the logarithm"),
        ((priors.TRIANGULAR, 1.0, 0.5, 2.0), "low a <= mode b <= high c"),
        ((priors.TRIANGULAR, 1.0, 1.0, 1.0), "a < c"),
        ((priors.BETA, 0.0, 1.0), "a > 0 and b > 0"),
        ((priors.GAMMA, 2.0, math.nan), "mean b > 0"),
        ((priors.POISSON, 0.0), "0 < a <= 1e9"),
        ((priors.NEGATIVE_BINOMIAL, 5.0, 0.0), "dispersion b > 0"),
        ((priors.NORMAL, 0.0, 1.0, 0.0, 2.0, 1.0), "low <= high"),
        ((priors.NORMAL, 0.0, 1.0, 0.0, 9.0, 10.0), "move the bounds"),
        ((priors.BETA, 2.0, 2.0, 0.0, 1.5, 2.0), "leave 0 of the beta prior"),
    ],
)
def test_what_is_no_prior_is_refused(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        priors.make_prior_row(*arguments)
