"""招商: the funnel against its closed form, projects kept by their keys, money against the contract, ramping up to capacity."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from model import columns as col
from model import projects as prj
from model.ensemble import simulate
from model.investment_project import InvestmentProject
from model.randomness.distributions import one_normal_from_uniform
from model.region import Region
from model.world import World
from tests.model.worlds import (
    NO_APPLICATIONS,
    NO_ENTRY,
    NO_EXIT,
    NO_GROWTH,
    NO_LINKS,
    NO_PROJECTS,
    NO_UPGRADING,
    in_standard_errors,
    series,
    small_world,
    with_figures,
    with_imposed,
    with_levers,
    with_parameters,
)

Floats = NDArray[np.float64]

# Every project has the same chances, finds land, and draws in no other.
PLAIN_FUNNEL = NO_LINKS | {
    "start_conversion_size_slope": 0.0,
    "effect_approval_lag": 0.0,
    "effect_approval_conversion": 0.0,
}
# Numbers that a project keeps from its signing on.
FOR_LIFE = (prj.CONTRACT, prj.PLANNED_FUNDS, prj.CAPACITY)
LABELS_FOR_LIFE = (prj.CHAIN, prj.ZONE, prj.SIZE_CLASS, prj.SIGNED_YEAR, prj.STARTS, prj.PRODUCES)


def funnel(signed: float, years: int = 6, **parameters: float) -> World:
    """A county that signs so many projects a year on average, and how they fare."""
    built = small_world(120, 60, years=years, zones={"甲": 2.0, "乙": 1.0})
    return with_parameters(with_figures(built, signed_projects=signed), PLAIN_FUNNEL, parameters)


def lags(start: float, build: float, spread: float, points: int = 160) -> tuple[Floats, Floats]:
    """Share of projects that start, and that come into production, so many whole years after the year of signing.

    By quadrature over the month of signing and the two lags.
    """
    u = (np.arange(points) + 0.5) / points
    z = np.array([one_normal_from_uniform(float(value)) for value in u])
    lag = np.exp(spread * z - 0.5 * spread * spread)
    month = (np.arange(60) + 0.5) / 60
    started = np.floor(month[:, None] + start / 12.0 * lag[None, :]).astype(int)
    exact = month[:, None, None] + start / 12.0 * lag[None, :, None] + build / 12.0 * lag[None, None, :]
    produced = np.floor(exact).astype(int)
    return (np.bincount(started.ravel(), minlength=12)[:12] / started.size), (
        np.bincount(produced.ravel(), minlength=12)[:12] / produced.size
    )


@pytest.mark.parametrize(
    ("signed", "starts", "produces", "start_lag", "build_lag", "spread"),
    [
        (12.0, 0.5, 0.8, 6.0, 18.0, 0.3),
        (30.0, 0.7, 0.95, 10.0, 24.0, 0.6),
        (20.0, 0.9, 0.5, 3.0, 8.0, 0.8),
        (8.0, 1.0, 1.0, 12.0, 36.0, 0.5),
    ],
)
def test_the_funnel_is_the_convolution_of_signings_with_conversion_and_lags(
    signed: float, starts: float, produces: float, start_lag: float, build_lag: float, spread: float
) -> None:
    years = 6
    world = funnel(
        signed,
        years,
        start_conversion=starts,
        production_conversion=produces,
        signing_to_start_lag=start_lag,
        start_to_production_lag=build_lag,
        project_lag_spread=spread,
    )
    ensemble = simulate(world, 41, 300, threads=1)
    started, produced = lags(start_lag, build_lag, spread)
    expected: dict[str, list[float]] = {
        name: []
        for name in (
            "started_projects",
            "producing_projects",
            "projects_lost_after_start",
            "projects_lost_before_start",
        )
    }
    for year in range(years + 1):
        # Years since signing of all that were signed since the pipeline began, this year's included.
        since = np.arange(min(prj.YEARS_OF_PIPELINE + year, 12))
        expected["started_projects"].append(signed * starts * started[since].sum())
        expected["producing_projects"].append(signed * starts * produces * produced[since].sum())
        expected["projects_lost_after_start"].append(signed * starts * (1.0 - produces) * produced[since].sum())
        expected["projects_lost_before_start"].append(signed * (1.0 - starts))
    assert abs(in_standard_errors(series(ensemble, "signed_projects")[:, 1:].mean(axis=1), signed)) <= 3.0
    for name, theory in expected.items():
        values = series(ensemble, name)
        assert abs(in_standard_errors(values.mean(axis=1), float(np.mean(theory)))) <= 3.0, name
        by_year = [in_standard_errors(values[:, year], theory[year]) for year in range(years + 1)]
        assert max(map(abs, by_year)) <= 4.0, (name, by_year)


def test_the_counts_of_signings_are_poisson() -> None:
    counts = series(simulate(funnel(15.0), 5, 400, threads=1), "signed_projects")[:, 1:].ravel()
    assert abs(in_standard_errors(counts, 15.0)) <= 3.0
    assert abs(in_standard_errors((counts - 15.0) ** 2, 15.0)) <= 3.0


def years_of(region: Region) -> Iterator[int]:
    """The years of a region, from the start to the end."""
    yield region.year
    while region.year < region.world.start_year + region.world.years:
        region.step()
        yield region.year


def seen_projects(world: World, replicate: int = 0) -> dict[int, list[dict[str, float]]]:
    """The columns of every project in each year in which it is there."""
    region = Region(world, seed=6, replicate=replicate)
    seen: dict[int, list[dict[str, float]]] = {}
    for _ in years_of(region):
        for project in region.projects:
            seen.setdefault(project.number, []).append(project.columns())
    return seen


def test_a_project_keeps_what_it_was_signed_with_and_only_moves_on() -> None:
    seen = seen_projects(
        with_parameters(small_world(200, 80, zones={"甲": 1.0}), signing_rate=0.3, land_supply_ratio=0.5)
    )
    order = {prj.SIGNED: 0, prj.STARTED: 1, prj.PRODUCING: 2, prj.AT_CAPACITY: 3}
    order |= {prj.LOST_BEFORE_START: 4, prj.LOST_AFTER_START: 4}
    ended = 0
    for life in seen.values():
        for before, after in pairwise(life):
            for row in FOR_LIFE:
                name = prj.PROJECT_NUMBER_NAMES[row]
                assert before[name] == after[name]
            for row in LABELS_FOR_LIFE:
                name = prj.PROJECT_LABEL_NAMES[row]
                assert before[name] == after[name]
            assert order[int(before["stage"])] <= order[int(after["stage"])]
            assert before["funds_in_place"] <= after["funds_in_place"]
        for year in life:
            assert 0.0 <= year["funds_in_place"] <= year["planned_funds"] <= year["contract"] * (1.0 + 1e-12)
            assert (year["stage"] == prj.SIGNED) <= (year["funds_in_place"] == 0.0)
        last = int(life[-1]["stage"])
        ended += last in (prj.AT_CAPACITY, prj.LOST_BEFORE_START, prj.LOST_AFTER_START)
        if last == prj.LOST_BEFORE_START:
            assert life[-1]["funds_in_place"] == 0.0, "money never comes to what never started"
        if last in (prj.PRODUCING, prj.AT_CAPACITY, prj.LOST_AFTER_START):
            assert life[-1]["funds_in_place"] == pytest.approx(life[-1]["planned_funds"])
    assert ended > 20


def test_the_money_of_the_year_is_what_arrived_at_the_projects() -> None:
    region = Region(with_parameters(small_world(200, 80), signing_rate=0.3), seed=2)
    before = {project.number: project.funds_in_place for project in region.projects}
    for _ in range(region.world.years):
        region.step()
        now = {project.number: project.funds_in_place for project in region.projects}
        arrived = sum(funds - before.get(number, 0.0) for number, funds in now.items())
        assert region.outcome("attracted_investment") == pytest.approx(arrived, rel=1e-9)
        stages = [project.stage_name for project in region.projects]
        assert region.outcome("projects_under_way") == stages.count("signed") + stages.count("started")
        assert region.outcome("projects_at_capacity") == stages.count("at_capacity")
        assert region.outcome("projects_lost_before_start") == stages.count("lost_before_start")
        before = now


def signed_in(world: World, year: int, replicates: int) -> list[dict[str, float]]:
    """Columns of the projects signed in a year, over replicates."""
    found = []
    for replicate in range(replicates):
        region = Region(world, seed=9, replicate=replicate)
        while region.year < year:
            region.step()
        found += [project.columns() for project in region.projects if project.signed_year == year]
    return found


@pytest.mark.parametrize(("slope", "spread"), [(0.0, 1.2), (-0.3, 1.0), (-0.6, 1.3)])
def test_the_money_that_comes_is_the_stated_share_of_all_that_was_signed(slope: float, spread: float) -> None:
    """Also where the large projects, which hold most of the money, start less often."""
    world = funnel(
        200.0,
        1,
        start_conversion=0.6,
        production_conversion=0.8,
        lost_money_share=0.3,
        funds_in_place_share=0.15,
    )
    signed = signed_in(with_parameters(world, start_conversion_size_slope=slope, project_size_spread=spread), 2023, 12)
    contracts = np.array([one["contract"] for one in signed])
    comes = np.array([one["starts"] * one["planned_funds"] for one in signed])
    assert len(signed) > 2000
    # The mean of what comes less the share of each contract is nothing.
    assert abs(in_standard_errors((comes - 0.15 * contracts) / contracts.mean(), 0.0)) <= 3.0


def test_imposed_money_in_place_comes_once_the_pipeline_is_filled() -> None:
    built = with_parameters(small_world(200, 80, years=12), NO_LINKS, project_lag_spread=0.3)
    ensemble = simulate(with_imposed(built, funds=[(2023, 2040, 400_000.0)]), 5, 200, threads=1)
    last = series(ensemble, "attracted_investment")[:, -3:].mean(axis=1)
    assert abs(in_standard_errors(last, 400_000.0)) <= 3.0


def test_lags_have_their_stated_means() -> None:
    world = funnel(200.0, 1, start_conversion=1.0, signing_to_start_lag=9.0, start_to_production_lag=20.0)
    signed = signed_in(with_parameters(world, project_lag_spread=0.5), 2023, 12)
    # From the middle of the year of signing, on average.
    start = np.array([one["start_time"] for one in signed]) - 2023.5
    build = np.array([one["production_time"] - one["start_time"] for one in signed])
    waiting = np.array([one["start_time"] < 2024.0 for one in signed])
    assert abs(in_standard_errors(start, 9.0 / 12.0)) <= 3.0
    assert abs(in_standard_errors(build[~waiting], 20.0 / 12.0)) <= 3.0


def test_large_projects_start_less_often() -> None:
    world = with_parameters(funnel(300.0, 1), start_conversion=0.6, start_conversion_size_slope=-0.5)
    signed = signed_in(world, 2023, 10)
    starts = [
        np.mean([one["starts"] for one in signed if (one["size_class"] >= 2) == large]) for large in (False, True)
    ]
    assert starts[1] < starts[0] - 0.05


def test_size_classes_hold_the_contracts_of_their_bounds() -> None:
    bounds = (0.0, 5.0, 10.0, 50.0, 100.0, np.inf)
    signed = signed_in(with_parameters(funnel(300.0, 1), project_size_spread=1.6), 2023, 6)
    classes = {int(one["size_class"]) for one in signed}
    assert classes == set(range(5))
    for one in signed:
        size = int(one["size_class"])
        assert bounds[size] * 1e4 * (1 - 1e-9) <= one["contract"] <= bounds[size + 1] * 1e4 * (1 + 1e-9)


def test_reported_starts_are_the_true_ones_made_to_look_better() -> None:
    world = with_parameters(funnel(40.0), start_conversion=0.6, reported_start_inflation=2.0)
    ensemble = simulate(world, 3, 20, threads=1)
    np.testing.assert_allclose(series(ensemble, "expected_fulfilment"), 0.6, rtol=1e-9)
    odds = 0.6 / 0.4 * np.exp(2.0)
    np.testing.assert_allclose(series(ensemble, "reported_fulfilment"), odds / (1.0 + odds), rtol=1e-9)


def ramping(**parameters: float) -> Region:
    """A region where nothing moves but projects."""
    world = with_parameters(
        small_world(200, 100, years=8),
        NO_LINKS,
        NO_GROWTH,
        NO_EXIT,
        NO_ENTRY,
        NO_UPGRADING,
        NO_APPLICATIONS,
        signing_rate=0.15,
        capacity_ramp_first=0.3,
        capacity_ramp_second=0.7,
        **parameters,
    )
    return Region(world, seed=12)


def test_what_a_project_founds_grows_to_its_capacity_in_two_years_and_stays_there() -> None:
    region = ramping(project_founds_share=1.0)
    shares: dict[str, list[float]] = {}
    capacities: dict[str, float] = {}
    for year in years_of(region):
        for project in region.projects:
            if project.stage_name == "producing" and year > 2022 and int(project.production_time) == year:
                capacities[project.name] = project.capacity
        for agent in region.agents:
            if agent.name in capacities:
                shares.setdefault(agent.name, []).append(agent.revenue / capacities[agent.name])
                assert agent.origin_name == "attracted"
    whole = [life for life in shares.values() if len(life) >= 4]
    assert len(whole) > 10
    for life in shares.values():
        np.testing.assert_allclose(life, [0.3, 0.7, *[1.0] * 9][: len(life)], rtol=1e-9)


def test_what_a_project_enlarges_gains_its_capacity_in_two_years() -> None:
    region = ramping(project_founds_share=0.0)
    before = {agent.identity: agent.revenue for agent in region.agents}
    gains: dict[int, float] = {}
    for year in years_of(region):
        if year == 2022:
            # Those settled at the start have part of their capacity already.
            settled = {project.number for project in region.projects if project.enterprise_identity is not None}
            for project in region.projects:
                if project.number in settled:
                    reached = 0.3 if int(project.production_time) == 2022 else 0.7
                    gains[project.enterprise_identity] = (
                        gains.get(project.enterprise_identity, 0.0) - reached * project.capacity
                    )
    seen: dict[int, tuple[int, float, int]] = {}
    region = ramping(project_founds_share=0.0)
    for _ in years_of(region):
        for project in region.projects:
            if project.stage_name in ("producing", "at_capacity"):
                assert project.enterprise_identity is not None
                seen[project.number] = (project.enterprise_identity, project.capacity, int(project.production_time))
    for identity, capacity, produced in seen.values():
        reached = {0: 0.3, 1: 0.7}.get(region.year - produced, 1.0)
        gains[identity] = gains.get(identity, 0.0) + reached * capacity
    assert len(gains) > 5
    for agent in region.agents:
        assert agent.revenue == pytest.approx(before[agent.identity] + gains.get(agent.identity, 0.0), rel=1e-9)


def by_number(region: Region) -> dict[int, tuple[int, bytes]]:
    """Chain and columns of every project, as bytes, by number."""
    shown = region.projects_kept + region.projects_ended
    return {
        int(region.project_identities[prj.OWN, place]): (
            int(region.project_labels[prj.CHAIN, place]),
            region.project_numbers[:, place].tobytes()
            + region.project_labels[:, place].tobytes()
            + region.project_identities[:, place].tobytes(),
        )
        for place in range(shown)
    }


def test_more_signings_in_one_chain_leave_the_projects_of_all_others_as_they_were() -> None:
    world = with_parameters(
        small_world(200, 80, zones={"甲": 1.0}), NO_LINKS, project_founds_share=1.0, signing_rate=0.2
    )
    more = with_levers(world, {"signings": [(2023, 2040, 15.0, "装备")]})
    few, many = Region(world, 3, 1), Region(more, 3, 1)
    chain = world.chain_names.index("装备")
    for _ in range(world.years):
        few.step()
        many.step()
        before, after = by_number(few), by_number(many)
        for number, (own_chain, columns) in before.items():
            assert after[number] == (own_chain, columns), "also in the chain itself the k-th project is the same one"
        added = {own_chain for number, (own_chain, _) in after.items() if number not in before}
        assert added <= {chain}
    assert len(after) > len(before)


def test_a_higher_rate_keeps_every_project_and_adds_some() -> None:
    few, many = (Region(funnel(signed), 3, 1) for signed in (20.0, 40.0))
    for _ in range(4):
        few.step()
        many.step()
    assert set(by_number(few)) < set(by_number(many))


def test_without_land_projects_wait_and_are_lost_at_last() -> None:
    usual = with_parameters(funnel(20.0, 8), start_conversion=0.9, land_supply_ratio=4.0)
    scarce = with_parameters(usual, land_supply_ratio=0.05)
    wide, narrow = (simulate(world, 8, 60, threads=1) for world in (usual, scarce))
    assert series(narrow, "projects_waiting_for_land").mean() > 5.0 > series(wide, "projects_waiting_for_land").mean()
    assert (
        series(narrow, "started_projects")[:, 1:].mean() < 0.4 * series(wide, "started_projects")[:, 1:].mean()
    ).all()
    assert (
        series(narrow, "projects_lost_before_start")[:, -1].mean()
        > series(wide, "projects_lost_before_start")[:, -1].mean()
    )
    opened = with_levers(scarce, {"land": [(2023, 2040, 3.0)]})
    more = simulate(opened, 8, 60, threads=1)
    assert series(more, "started_projects")[:, 1:].mean() > 1.5 * series(narrow, "started_projects")[:, 1:].mean()


@pytest.mark.parametrize("switched", ["setting", "rate"])
def test_without_attraction_nothing_is_attracted(switched: str) -> None:
    world = small_world(200, 80)
    off = world.with_settings(attraction=0) if switched == "setting" else with_parameters(world, NO_PROJECTS)
    ensemble = simulate(off, 3, 10, threads=1)
    for name in ("signed_projects", "attracted_investment", "attracted_enterprises", "projects_under_way", "land_used"):
        assert (series(ensemble, name) == 0.0).all(), name


def test_the_two_ways_to_switch_attraction_off_agree() -> None:
    world = with_parameters(small_world(200, 80), NO_PROJECTS)
    by_rate, by_setting = (simulate(one, 3, 5, threads=1) for one in (world, world.with_settings(attraction=0)))
    assert by_rate.values.tobytes() == by_setting.values.tobytes()


def test_projects_of_the_last_years_belong_to_the_starting_population() -> None:
    """The baseline's counts hold although some of those counted were founded by projects."""
    built = with_figures(small_world(200, 80), signed_projects=25.0)
    region = Region(with_parameters(built, project_founds_share=1.0), seed=2)
    attracted = [agent for agent in region.agents if agent.origin_name == "attracted"]
    assert region.outcome("enterprises") == 200 and region.outcome("above_scale") == 80
    assert len(attracted) == region.outcome("attracted_enterprises") > 3
    for agent in attracted:
        assert agent.age <= 1
        (project,) = agent.projects
        reached = region.drawn["capacity_ramp_second" if agent.age == 1 else "capacity_ramp_first"]
        assert agent.revenue == pytest.approx(max(project.capacity * reached, 1.0), rel=1e-9)


def test_projects_are_agents_beside_the_enterprises() -> None:
    region = Region(with_parameters(small_world(200, 80), signing_rate=0.3), seed=2)
    watched: dict[int, InvestmentProject] = {}
    for _ in years_of(region):
        projects = list(region.projects)
        assert len(region.agents) == region.outcome("enterprises")
        assert len(projects) == len({project.number for project in projects})
        for project in projects:
            assert watched.setdefault(project.number, project) is project, "a project keeps its agent for life"
            assert region.project(project.number) is project
            if project.stage_name == "producing" and project.enterprise is not None:
                assert project in project.enterprise.projects
                assert (project.enterprise.name == project.name) <= (project.founds == 1)
    assert {agent.origin for agent in region.agents} >= {col.INCUMBENT, col.ATTRACTED}
