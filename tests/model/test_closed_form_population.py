"""Survival, founding, research and patents against what theory says, within 3 standard errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from model import columns as col
from model import places as plc
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
NOBODY = dict.fromkeys(("innovative_holders", "srdi_holders", "little_giant_holders"), 0.0)


def hazard(age: Floats, revenue: Floats, median: float, settings: dict[str, float]) -> Floats:
    """Yearly probability of closing, as model.md and the parameters' entries state it."""
    peak, decay = settings["exit_peak_age"], settings["exit_age_decay"]
    by_age = np.where(age < peak, (age + 1.0) / (peak + 1.0), np.exp(-decay * (age - peak)))
    by_size = np.clip((revenue / median) ** -settings["exit_size_elasticity"], 0.1, 2.0)
    hazards: Floats = settings["young_exit_hazard"] * by_age * by_size
    return hazards


@pytest.mark.parametrize("elasticity", [0.0, 0.2])
@pytest.mark.parametrize(("young", "peak", "decay"), [(0.12, 3.0, 0.1), (0.3, 1.0, 0.0), (0.2, 6.0, 0.15)])
def test_survivors_follow_the_product_of_hazards(young: float, peak: float, decay: float, elasticity: float) -> None:
    years, median = 6, 75.0
    settings = {
        "young_exit_hazard": young,
        "exit_peak_age": peak,
        "exit_age_decay": decay,
        "exit_size_elasticity": elasticity,
    }
    world = with_parameters(
        small_world(400, 60, years=years),
        NO_GROWTH,
        NO_ENTRY,
        NO_APPLICATIONS,
        NO_PROJECTS,
        settings,
        median_revenue=median,
    )
    observed, expected, variance = (np.zeros(years) for _ in range(3))
    for replicate in range(25):
        region = Region(world, seed=8, replicate=replicate)
        everyone = slice(0, region.places)
        founded = region.labels[col.FOUNDING_YEAR, everyone].astype(float)
        revenue = region.numbers[col.REVENUE, everyone].copy()
        survival = np.ones(region.places)
        for year in range(years):
            survival = survival * (1.0 - hazard(world.start_year + year + 1.0 - founded, revenue, median, settings))
            region.step()
            observed[year] += region.outcome("enterprises")
            expected[year] += survival.sum()
            variance[year] += (survival * (1.0 - survival)).sum()
    assert (np.abs((observed - expected) / np.sqrt(variance)) <= 3.0).all()


@pytest.mark.parametrize("rate", [0.02, 0.06, 0.25])
@pytest.mark.parametrize("chains", [0, 9])
def test_founding_counts_are_poisson_with_the_stated_mean(rate: float, chains: int) -> None:
    years, enterprises = 4, 200
    built = small_world(enterprises, 40, years=years, chains={f"chain {number}": 0.08 for number in range(chains)})
    ensemble = simulate(with_parameters(built, NO_EXIT, NO_PROJECTS, founding_rate=rate), 6, 400, threads=1)
    counts = series(ensemble, "enterprises_founded")[:, 1:].ravel()
    mean = rate * enterprises
    assert abs(in_standard_errors(counts, mean)) <= 3.0
    # A Poisson count has its mean as its variance.
    assert abs(in_standard_errors((counts - mean) ** 2, mean)) <= 3.0
    # And its third central moment.
    assert abs(in_standard_errors((counts - mean) ** 3, mean)) <= 3.0


def test_start_ups_are_spread_over_chains_and_zones_by_their_shares() -> None:
    world = with_parameters(small_world(400, 60, years=5), NO_EXIT, NO_PROJECTS, founding_rate=0.25)
    chains, zones = [], []
    for replicate in range(12):
        region = Region(world, seed=3, replicate=replicate)
        for _ in range(world.years):
            region.step()
        young = region.labels[col.ORIGIN, : region.places] == col.START_UP
        chains.append(region.labels[col.CHAIN, : region.places][young])
        zones.append(region.labels[col.ZONE, : region.places][young])
    chain, zone = np.concatenate(chains), np.concatenate(zones)
    for number, share in enumerate(world.chain_shares[plc.SHARE]):
        assert abs(in_standard_errors((chain == number).astype(float), float(share))) <= 3.0
    assert abs(in_standard_errors((zone == 1).astype(float), 0.3)) <= 3.0


def researching(years: int, **parameters: float) -> World:
    """A world where nothing moves but research."""
    built = small_world(800, 400, years=years, figures=figures(800, 400, **NOBODY))
    return with_parameters(
        built, NO_GROWTH, NO_EXIT, NO_ENTRY, NO_APPLICATIONS, NO_PROJECTS, parameters, knowledge_spread=0.0
    )


@pytest.mark.parametrize("persistence", [0.0, 0.7, 0.92])
@pytest.mark.parametrize(("spread", "correlation"), [(0.9, 0.0), (0.9, 0.5), (0.7, 0.3)])
def test_research_deviations_keep_their_variance_and_their_memory(
    persistence: float, spread: float, correlation: float
) -> None:
    years = 5
    world = researching(
        years,
        research_persistence=persistence,
        research_intensity_spread=spread,
        quality_research_correlation=correlation,
    )
    deviations = []
    for replicate in range(6):
        region = Region(world, seed=14, replicate=replicate)
        lived = [region.numbers[col.RESEARCH_DEVIATION, : region.places].copy()]
        for _ in range(years):
            region.step()
            lived.append(region.numbers[col.RESEARCH_DEVIATION, : region.places].copy())
        deviations.append(np.array(lived))
    by_year = np.concatenate(deviations, axis=1)
    variance = spread**2 * (1.0 - correlation**2)
    for year in (0, 1, years):
        assert abs(in_standard_errors(by_year[year], 0.0)) <= 3.0
        assert abs(in_standard_errors(by_year[year] ** 2, variance)) <= 3.0
        assert abs(in_standard_errors(by_year[0] * by_year[year], persistence**year * variance)) <= 3.0


@pytest.mark.parametrize(("active", "elasticity"), [(0.3, 0.0), (0.3, 0.3), (0.55, 0.2)])
@pytest.mark.parametrize("steps", [0, 1], ids=["at the start", "a year later"])
def test_the_share_that_does_research_rises_with_size(active: float, elasticity: float, steps: int) -> None:
    world = researching(
        1, growth_reference_revenue=4900.0, research_active_share=active, research_size_elasticity=elasticity
    )
    difference = {True: 0.0, False: 0.0}
    variance = {True: 0.0, False: 0.0}
    for replicate in range(8):
        region = Region(world, seed=2, replicate=replicate)
        for _ in range(steps):
            region.step()
        does = region.numbers[col.RESEARCH_INTENSITY, : region.places] > 0.0
        size = region.numbers[col.REVENUE, : region.places] / 4900.0
        share = np.minimum(active * size**elasticity, 0.95)
        for above in (True, False):
            chosen = (size >= 1.0) == above
            difference[above] += float((does[chosen] - share[chosen]).sum())
            variance[above] += float((share[chosen] * (1.0 - share[chosen])).sum())
    assert abs(difference[True]) <= 3.0 * math.sqrt(variance[True])
    assert abs(difference[False]) <= 3.0 * math.sqrt(variance[False])


@pytest.mark.parametrize("lag", [2.0, 2.4, 3.0])
def test_patents_follow_the_research_of_two_and_three_years_before(lag: float) -> None:
    years, per_million = 4, 0.2
    world = researching(years, patents_per_million=per_million, patent_lag=lag, research_persistence=0.5)
    surprises = []
    for replicate in range(6):
        region = Region(world, seed=10, replicate=replicate)
        places = slice(0, region.places)
        # Before the start, spending is that of the start: the accounts that the population is built with.
        spending = [
            region.numbers[intensity, places] * region.numbers[revenue, places]
            for revenue, intensity in (
                (col.REVENUE_2, col.RESEARCH_INTENSITY_2),
                (col.REVENUE_1, col.RESEARCH_INTENSITY_1),
                (col.REVENUE, col.RESEARCH_INTENSITY),
            )
        ]
        for year in range(years):
            before = region.numbers[col.CLASS_ONE_PATENTS, places].copy()
            region.step()
            filed = region.numbers[col.CLASS_ONE_PATENTS, places] - before
            mean = per_million / 100.0 * ((3.0 - lag) * spending[year + 1] + (lag - 2.0) * spending[year])
            assert (filed[mean == 0.0] == 0.0).all()
            surprises.append((filed[mean > 0.0] - mean[mean > 0.0]) / np.sqrt(mean[mean > 0.0]))
            spending.append(region.numbers[col.RESEARCH_INTENSITY, places] * region.numbers[col.REVENUE, places])
    standard = np.concatenate(surprises)
    assert abs(in_standard_errors(standard, 0.0)) <= 3.0
    assert abs(in_standard_errors(standard**2, 1.0)) <= 3.0


@pytest.mark.parametrize("support", [0.1, 0.4])
def test_research_support_lifts_intensity_by_its_logarithm(support: float) -> None:
    built = small_world(
        400, 200, years=2, figures=figures(400, 200, **NOBODY), levers={"research_support": [(2024, 2030, support)]}
    )
    world = with_parameters(
        built,
        NO_GROWTH,
        NO_EXIT,
        NO_ENTRY,
        NO_APPLICATIONS,
        NO_PROJECTS,
        research_persistence=1.0,
        knowledge_spread=0.0,
    )
    region = Region(world, seed=3)
    region.step()
    before = region.numbers[col.RESEARCH_INTENSITY, : region.places].copy()
    region.step()
    after = region.numbers[col.RESEARCH_INTENSITY, : region.places]
    inside = (before > 0.0) & (after < 0.5)
    assert inside.sum() > 50
    np.testing.assert_allclose(after[inside] / before[inside], math.exp(support), rtol=1e-12)
    assert (after[before == 0.0] == 0.0).all()
