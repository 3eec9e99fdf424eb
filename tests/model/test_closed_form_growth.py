"""Gibrat's law, its variants, common shocks and prices, against what theory says, within 3 standard errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from model import columns as col
from model.ensemble import simulate
from model.region import Region
from model.world import World
from tests.model.worlds import (
    NO_APPLICATIONS,
    NO_ENTRY,
    NO_EXIT,
    NO_GROWTH,
    NO_PROJECTS,
    figures,
    in_standard_errors,
    series,
    small_world,
    with_parameters,
)

Floats = NDArray[np.float64]

ENTERPRISES = 1500
# A population of large enterprises, so that neither the floor of revenue nor the ceiling of the spread is ever met.
LARGE = {"median_revenue": 20_000.0, "log_revenue_spread": 0.5, "noise_size_exponent": 0.0, "noise_age_exponent": 0.0}


def growing(years: int, **parameters: float) -> World:
    """A world where nothing but growth happens, with these parameters of growth."""
    nobody = dict.fromkeys(("innovative_holders", "srdi_holders", "little_giant_holders"), 0.0)
    world = small_world(
        ENTERPRISES, ENTERPRISES, years=years, figures=figures(ENTERPRISES, ENTERPRISES, **nobody), chains={}
    )
    return with_parameters(world, NO_GROWTH, NO_EXIT, NO_ENTRY, NO_APPLICATIONS, NO_PROJECTS, LARGE, parameters)


@dataclass
class Paths:
    """Ln revenue of every enterprise at the start and by year, float64[year, enterprise]."""

    log_revenue: Floats

    @property
    def growth(self) -> Floats:
        """Growth since the start."""
        since_start: Floats = self.log_revenue - self.log_revenue[0]
        return since_start


def paths(world: World, seed: int = 3, replicates: int = 4) -> Paths:
    """Live through replicates, enterprise by enterprise."""
    parts = []
    for replicate in range(replicates):
        region = Region(world, seed=seed, replicate=replicate)
        years = [region.numbers[col.LOG_REVENUE, : region.places].copy()]
        for _ in range(world.years):
            region.step()
            years.append(region.numbers[col.LOG_REVENUE, : region.places].copy())
        parts.append(np.array(years))
    return Paths(np.concatenate(parts, axis=1))


def subbotin_variance(shape: float) -> float:
    """Variance of the density ~ exp(-|x|^b / b)."""
    return float(shape ** (2.0 / shape)) * math.gamma(3.0 / shape) / math.gamma(1.0 / shape)


def variance_in_standard_errors(values: Floats, expected: float) -> float:
    """How many standard errors a sample variance lies from its expectation."""
    squares = (values - values.mean()) ** 2
    return in_standard_errors(squares * values.size / (values.size - 1), expected)


@pytest.mark.parametrize("shape", [0.8, 1.0, 1.3, 2.0])
@pytest.mark.parametrize("scale", [0.05, 0.2, 0.4])
def test_the_variance_of_log_revenue_grows_by_that_of_the_noise(shape: float, scale: float) -> None:
    years = 6
    lived = paths(growing(years, growth_noise_shape=shape, growth_noise_scale=scale))
    yearly = subbotin_variance(shape) * scale**2
    for year in (1, 3, years):
        assert abs(variance_in_standard_errors(lived.growth[year], year * yearly)) <= 3.0
    start = lived.log_revenue[0]
    grown = start.var(ddof=1) + years * yearly
    # Cross-section: growth does not depend on size, so variances add up.
    covariances = (start - start.mean()) * (lived.growth[years] - lived.growth[years].mean())
    assert abs(in_standard_errors(covariances, 0.0)) <= 3.0
    assert lived.log_revenue[years].var(ddof=1) == pytest.approx(grown, rel=0.1)


@pytest.mark.parametrize("rate", [-0.03, 0.0, 0.08])
@pytest.mark.parametrize("scale", [0.1, 0.25])
def test_mean_log_growth_is_the_stated_rate_less_the_correction(rate: float, scale: float) -> None:
    years = 5
    lived = paths(growing(years, real_growth_above_scale=rate, growth_noise_scale=scale, growth_noise_shape=1.0))
    # Laplace noise of unit scale has variance 2 and fourth cumulant 12.
    theory = years * (rate - 2.0 / 2.0 * scale**2 - 12.0 / 24.0 * scale**4)
    assert abs(in_standard_errors(lived.growth[years], theory)) <= 3.0


@pytest.mark.parametrize("scale", [0.1, 0.2, 0.3])
@pytest.mark.parametrize(("shape", "rate"), [(2.0, 0.05), (1.0, 0.05), (1.0, -0.02)])
def test_expected_revenue_grows_at_the_stated_rate(shape: float, scale: float, rate: float) -> None:
    years = 4
    lived = paths(growing(years, real_growth_above_scale=rate, growth_noise_scale=scale, growth_noise_shape=shape))
    # Half the variance is the whole correction for normal noise; for Laplace noise ln E exp(s x) = -ln(1 - s^2), of which
    # the correction holds the first two terms.
    excess = 0.0 if shape == 2.0 else -math.log(1.0 - scale**2) - scale**2 - 0.5 * scale**4
    assert abs(in_standard_errors(np.exp(lived.growth[years]), math.exp(years * (rate + excess)))) <= 3.0
    # What the correction leaves is less than what any growth rate is known to.
    assert excess <= 0.0005


@pytest.mark.parametrize("autocorrelation", [-0.3, 0.1, 0.4])
def test_autocorrelated_noise_adds_up_as_a_moving_average(autocorrelation: float) -> None:
    years, scale = 5, 0.15
    lived = paths(
        growing(years, growth_noise_scale=scale, growth_noise_shape=1.0, growth_autocorrelation=autocorrelation)
    )
    yearly = 2.0 * scale**2
    for year in (1, years):
        # e_t + (1 + rho) (e_1 + ... + e_(t-1)) + rho e_0
        theory = yearly * (1.0 + (year - 1) * (1.0 + autocorrelation) ** 2 + autocorrelation**2)
        assert abs(variance_in_standard_errors(lived.growth[year], theory)) <= 3.0


def laplace_exponential(coefficient: float) -> float:
    """Expected exponential of Laplace noise of unit scale times a coefficient."""
    return 1.0 / (1.0 - coefficient**2)


@pytest.mark.parametrize("autocorrelation", [-0.3, -0.05, 0.2])
@pytest.mark.parametrize("scale", [0.1, 0.25])
def test_memory_of_noise_leaves_expected_revenue_to_the_stated_rate(autocorrelation: float, scale: float) -> None:
    years, rate = 5, 0.04
    lived = paths(
        growing(
            years,
            real_growth_above_scale=rate,
            growth_noise_scale=scale,
            growth_noise_shape=1.0,
            growth_autocorrelation=autocorrelation,
        )
    )
    lasting = scale * (1.0 + autocorrelation)
    correction = lasting**2 + 0.5 * lasting**4
    # e_t + (1 + rho) (e_1 + ... + e_(t-1)) + rho e_0, each noise independent of the others
    theory = math.exp(years * (rate - correction)) * laplace_exponential(scale)
    theory *= laplace_exponential(lasting) ** (years - 1) * laplace_exponential(autocorrelation * scale)
    assert abs(in_standard_errors(np.exp(lived.growth[years]), theory)) <= 3.0
    # From year to year, once under way, the rate is the stated one.
    assert math.log(laplace_exponential(lasting)) - correction <= 0.0005


@pytest.mark.parametrize("reversion", [-0.08, -0.02])
def test_mean_reversion_pulls_to_the_reference_size(reversion: float) -> None:
    years, reference = 6, 20_000.0
    lived = paths(growing(years, mean_reversion=reversion, growth_reference_revenue=reference), replicates=1)
    distance = lived.log_revenue - math.log(reference)
    np.testing.assert_allclose(distance[years], distance[0] * (1.0 + reversion) ** years, rtol=1e-9)


def test_the_spread_falls_with_size_and_age_as_stated() -> None:
    scale, size, age = 0.1, 0.15, 0.2
    world = growing(
        1,
        growth_noise_scale=scale,
        growth_noise_shape=1.0,
        noise_size_exponent=size,
        noise_age_exponent=age,
    )
    standardised, sizes, ages = [], [], []
    for replicate in range(6):
        region = Region(world, seed=3, replicate=replicate)
        log_size = region.numbers[col.LOG_REVENUE, : region.places].copy()
        years = world.start_year - region.labels[col.FOUNDING_YEAR, : region.places].astype(float)
        region.step()
        grown = region.numbers[col.LOG_REVENUE, : region.places] - log_size
        spread = scale * (np.exp(log_size) / 10_000.0) ** -size * (np.maximum(years, 1.0) / 10.0) ** -age
        standardised.append((grown + spread**2 + 0.5 * spread**4) / spread)
        sizes.append(log_size)
        ages.append(years)
    noise = np.concatenate(standardised)
    assert abs(in_standard_errors(noise, 0.0)) <= 3.0
    assert abs(variance_in_standard_errors(noise, 2.0)) <= 3.0
    # Not only on the whole: large and small, young and old alike.
    for order in (np.concatenate(sizes), np.concatenate(ages)):
        for half in (order <= np.median(order), order > np.median(order)):
            assert abs(variance_in_standard_errors(noise[half], 2.0)) <= 3.0


@pytest.mark.parametrize(("spread", "persistence"), [(0.02, 0.0), (0.02, 0.6), (0.05, 0.4)])
def test_producer_prices_are_an_autoregression_from_their_mean(spread: float, persistence: float) -> None:
    world = with_parameters(
        small_world(50, 20, years=6, chains={}),
        producer_price_mean=0.01,
        producer_price_spread=spread,
        producer_price_persistence=persistence,
    )
    prices = series(simulate(world, 9, 1500, threads=1), "producer_price_change")
    for year in (1, 2, 6):
        theory = spread**2 * (1.0 - persistence ** (2 * year))
        assert abs(in_standard_errors(prices[:, year], 0.01)) <= 3.0
        assert abs(variance_in_standard_errors(prices[:, year], theory)) <= 3.0
    products = (prices[:, 5] - 0.01) * (prices[:, 6] - 0.01)
    assert abs(in_standard_errors(products, persistence * spread**2 * (1.0 - persistence**10))) <= 3.0


@pytest.mark.parametrize(
    ("common", "county", "chain", "persistence"),
    [(0.03, 0.0, 0.0, 0.0), (0.03, 0.04, 0.0, 0.5), (0.0, 0.0, 0.06, 0.5), (0.02, 0.03, 0.04, 0.3)],
)
def test_common_shocks_move_all_enterprises_as_stated(
    common: float, county: float, chain: float, persistence: float
) -> None:
    years = 3
    nobody = dict.fromkeys(("innovative_holders", "srdi_holders", "little_giant_holders"), 0.0)
    # One chain only: its shock and the region's add up for everyone.
    built = small_world(50, 50, years=years, figures=figures(50, 50, **nobody), chains={})
    world = with_parameters(
        built,
        NO_GROWTH,
        NO_EXIT,
        NO_ENTRY,
        NO_APPLICATIONS,
        NO_PROJECTS,
        LARGE,
        common_shock_spread=common,
        county_shock_extra_spread=county,
        chain_shock_spread=chain,
        common_shock_persistence=persistence,
    )
    revenue = series(simulate(world, 21, 1500, threads=1), "revenue")
    yearly = np.diff(np.log(revenue), axis=1)
    for year in range(years):
        theory = (common**2 + county**2 + chain**2) * (1.0 - persistence ** (2 * year + 2))
        assert abs(in_standard_errors(yearly[:, year], 0.0)) <= 3.0
        assert abs(variance_in_standard_errors(yearly[:, year], theory)) <= 3.0


def test_an_enterprise_below_the_line_grows_by_its_offset_less() -> None:
    world = with_parameters(
        small_world(400, 100, years=1),
        NO_GROWTH,
        NO_EXIT,
        NO_ENTRY,
        NO_APPLICATIONS,
        NO_PROJECTS,
        subscale_growth_offset=-0.05,
    )
    region = Region(world, seed=1)
    before = region.numbers[col.LOG_REVENUE, : region.places].copy()
    region.step()
    grown = region.numbers[col.LOG_REVENUE, : region.places] - before
    below = (before < math.log(2000.0)) & (before > 0.05)
    np.testing.assert_allclose(grown[below], -0.05, rtol=1e-9)
    assert (grown[before >= math.log(2000.0)] == 0.0).all()
    assert below.any() and not below.all()
