"""Quantile functions against scipy and against known moments, and monotone where they promise it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special, stats

from model.randomness import distributions, keys, normal
from model.randomness.subbotin import SUBBOTIN_TABLE_SIZE
from tests.model.randomness.interpreted import interpreted_functions

SMALLEST = 2.0**-53
EDGES = [SMALLEST, 1e-15, 1e-12, 1e-6, 0.001, 0.1249, 0.1251, 0.25, 0.5]
POINTS = np.array(sorted({*EDGES, *(1.0 - u for u in EDGES), *np.linspace(0.003, 0.997, 200)}))


def keyed_uniforms(count: int, purpose: int) -> NDArray[np.float64]:
    """Draws as the model makes them."""
    row = np.uint64(keys.row_key(np.uint64(keys.replicate_key(11, 0)), 2030, purpose))
    return np.array([keys.uniform(row, np.uint64(keys.entity_key(3, number))) for number in range(count)])


def each(function: Callable[..., Any], u: NDArray[np.float64], *numbers: Any) -> NDArray[np.float64]:
    """The function at every u."""
    return np.array([function(x, *numbers) for x in u.tolist()], dtype=float)


def test_normal_quantile_is_exact() -> None:
    points = np.concatenate([POINTS, 2.0 ** -np.arange(2.0, 54.0), np.linspace(0.49, 0.51, 101)])
    np.testing.assert_allclose(
        each(distributions.normal_from_uniform, points), special.ndtri(points), rtol=2e-15, atol=1e-17
    )


def test_normal_quantile_beyond_the_draws() -> None:
    tiny = np.array([1e-17, 1e-30, 1e-100, 1e-300])
    np.testing.assert_allclose(each(distributions.normal_from_uniform, tiny), special.ndtri(tiny), rtol=2e-7)
    assert distributions.normal_from_uniform(0.0) == -math.inf
    assert distributions.normal_from_uniform(1.0) == math.inf
    assert distributions.normal_from_uniform(0.5) == 0.0


def test_normal_quantile_rises() -> None:
    around = np.concatenate([np.linspace(x - 1e-9, x + 1e-9, 401) for x in (0.125, 0.3, 0.875)])
    for points in (np.sort(np.random.default_rng(3).random(20_000)), around[:401], around[401:802], around[802:]):
        values = each(distributions.normal_from_uniform, points)
        assert (np.diff(values) >= -4e-16).all()


def test_normal_distribution_function_is_exact() -> None:
    points = np.concatenate([np.linspace(-8.5, 8.5, 1501), [-0.67448975, 0.67448975, -5.66, 5.66]])
    np.testing.assert_allclose(each(normal.normal_cdf, points), special.ndtr(points), rtol=2e-14)
    far = np.linspace(-37, -9, 200)
    np.testing.assert_allclose(each(normal.normal_cdf, far), special.ndtr(far), rtol=1e-12)
    assert normal.normal_cdf(-50.0) == 0.0
    assert normal.normal_cdf(50.0) == 1.0


@pytest.mark.parametrize("shape", [0.7, 0.75, 0.8, 0.9, 1.0, 1.1, 1.3, 1.5, 1.8, 2.0])
def test_subbotin_quantile(shape: float) -> None:
    table = np.zeros(SUBBOTIN_TABLE_SIZE)
    distributions.subbotin_table(shape, table)
    # Below one half only: above it, scipy's argument has lost the digits of the tail.
    points = np.concatenate([POINTS[POINTS <= 0.5], np.linspace(1e-4, 0.5, 1001)])
    expected = stats.gennorm.ppf(points, shape) * shape ** (1.0 / shape)
    got = each(distributions.subbotin_from_uniform, points, table)
    np.testing.assert_allclose(got, expected, rtol=1e-15, atol=5e-7)
    mirrored = each(distributions.subbotin_from_uniform, 1.0 - points, table)
    np.testing.assert_allclose(mirrored[points > 1e-3], -got[points > 1e-3], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("shape", [0.7, 0.8, 1.0, 1.3, 2.0])
def test_subbotin_quantile_rises(shape: float) -> None:
    table = np.zeros(SUBBOTIN_TABLE_SIZE)
    distributions.subbotin_table(shape, table)
    tails = np.exp(-np.linspace(0.0, 36.0, 5_000)) / 2.0
    points = np.concatenate([tails[::-1], 1.0 - tails[1:2000], np.linspace(0.499, 0.501, 2001)])
    values = each(distributions.subbotin_from_uniform, np.sort(points), table)
    assert (np.diff(values) >= 0.0).all()


def test_subbotin_of_shape_one_is_laplace() -> None:
    table = np.zeros(SUBBOTIN_TABLE_SIZE)
    distributions.subbotin_table(1.0, table)
    np.testing.assert_allclose(
        each(distributions.subbotin_from_uniform, POINTS, table),
        each(distributions.laplace_from_uniform, POINTS),
        rtol=1e-11,
        atol=1e-12,
    )


@pytest.mark.parametrize("shape", [0.7, 1.0, 1.3, 2.0])
def test_subbotin_moments(shape: float) -> None:
    """Variance b^(2/b) Gamma(3/b) / Gamma(1/b), and its fourth-moment error."""
    table = np.zeros(SUBBOTIN_TABLE_SIZE)
    distributions.subbotin_table(shape, table)
    values = each(distributions.subbotin_from_uniform, keyed_uniforms(40_000, 1), table)
    gamma = math.gamma
    variance = shape ** (2 / shape) * gamma(3 / shape) / gamma(1 / shape)
    fourth = shape ** (4 / shape) * gamma(5 / shape) / gamma(1 / shape)
    assert abs(values.mean()) < 4 * math.sqrt(variance / values.size)
    assert abs((values**2).mean() - variance) < 4 * math.sqrt((fourth - variance**2) / values.size)


CONTINUOUS: dict[str, tuple[Callable[..., Any], tuple[float, ...], Any]] = {
    "laplace": (distributions.laplace_from_uniform, (), stats.laplace()),
    "exponential": (distributions.exponential_from_uniform, (), stats.expon()),
    "lognormal": (distributions.lognormal, (0.3, 0.7), stats.lognorm(0.7, scale=math.exp(0.3))),
    "triangular": (distributions.triangular_quantile, (1.0, 2.0, 5.0), stats.triang(0.25, 1.0, 4.0)),
    "triangular, mode at its end": (distributions.triangular_quantile, (1.0, 5.0, 5.0), stats.triang(1.0, 1.0, 4.0)),
    "pareto": (distributions.truncated_pareto_quantile, (1.1, 2.0, math.inf), stats.pareto(1.1, scale=2.0)),
    "cut pareto": (
        distributions.truncated_pareto_quantile,
        (1.1, 2.0, 600.0),
        stats.truncpareto(1.1, 300.0, scale=2.0),
    ),
}


@pytest.mark.parametrize("name", CONTINUOUS)
def test_continuous_quantile(name: str) -> None:
    function, numbers, reference = CONTINUOUS[name]
    points = POINTS[(POINTS > 1e-6) & (POINTS < 1 - 1e-6)]
    got = each(function, points, *numbers)
    np.testing.assert_allclose(got, reference.ppf(points), rtol=1e-10, atol=1e-13)
    assert (np.diff(each(function, np.linspace(0.001, 0.999, 3000), *numbers)) >= 0).all()
    draws = each(function, keyed_uniforms(20_000, 2), *numbers)
    assert stats.kstest(draws, reference.cdf).pvalue > 1e-4


def test_cut_pareto_stays_within_its_bounds() -> None:
    assert distributions.truncated_pareto_quantile(SMALLEST, 1.1, 2.0, 600.0) >= 2.0
    assert distributions.truncated_pareto_quantile(1.0 - SMALLEST, 1.1, 2.0, 600.0) <= 600.0


def test_bernoulli_happens_more_often_when_more_likely() -> None:
    u = keyed_uniforms(5_000, 3)
    few, many = each(distributions.bernoulli_from_uniform, u, 0.2), each(distributions.bernoulli_from_uniform, u, 0.3)
    assert (few <= many).all()
    assert abs(few.mean() - 0.2) < 4 * math.sqrt(0.16 / u.size)


@pytest.mark.parametrize(
    ("module", "name", "numbers"),
    [
        ("normal", "normal_from_uniform", ()),
        ("normal", "normal_cdf", ()),
        ("distributions", "lognormal", (0.3, 0.7)),
        ("distributions", "truncated_pareto_quantile", (1.1, 2.0, 600.0)),
        ("distributions", "exponential_from_uniform", ()),
        ("special_functions", "gamma_quantile", (2.5,)),
        ("special_functions", "beta_quantile", (38.0, 362.0)),
        ("counts", "poisson_from_uniform", (70.0,)),
        ("counts", "negative_binomial_from_uniform", (70.0, 3.0)),
    ],
)
def test_compiled_bits_are_those_of_the_formula(module: str, name: str, numbers: tuple[float, ...]) -> None:
    plain = interpreted_functions()[module][name]
    compiled = getattr(__import__(f"model.randomness.{module}", fromlist=[name]), name)
    points = np.linspace(0.004, 0.996, 60).tolist()
    with np.errstate(over="ignore"):
        assert [compiled(u, *numbers) for u in points] == [plain(u, *numbers) for u in points]


def test_compiled_bits_of_subbotin_are_those_of_the_formula() -> None:
    plain = interpreted_functions()["subbotin"]
    compiled_table, plain_table = np.zeros(SUBBOTIN_TABLE_SIZE), np.zeros(SUBBOTIN_TABLE_SIZE)
    distributions.subbotin_table(1.1, compiled_table)
    with np.errstate(over="ignore"):
        plain["subbotin_table"](1.1, plain_table)
        assert compiled_table.tolist() == plain_table.tolist()
        points = np.linspace(0.004, 0.996, 60).tolist()
        assert [distributions.subbotin_from_uniform(u, compiled_table) for u in points] == [
            plain["subbotin_from_uniform"](u, plain_table) for u in points
        ]
