"""Capital and investment: the account of capital, what is imposed on a year, what lies idle, upgrading projects."""

from __future__ import annotations

import numpy as np
import pytest

from model import columns as col
from model import inputs as inp
from model.ensemble import Ensemble, simulate
from model.region import Region
from model.world import World
from tests.model.worlds import (
    NO_ENTRY,
    NO_EXIT,
    NO_GROWTH,
    NO_PROJECTS,
    NO_UPGRADING,
    in_standard_errors,
    series,
    small_world,
    with_imposed,
    with_levers,
    with_parameters,
)


def capital_of(region: Region) -> float:
    """Capital of all enterprises alive."""
    return sum(agent.capital for agent in region.agents)


def closed_capital(world: World, seed: int, replicate: int, year: int) -> float:
    """Capital of those who close in a year, from the same year with no one closing: all before the closing is the same."""
    closing, staying = Region(world, seed, replicate), Region(world, seed, replicate)
    while closing.year < year - 1:
        closing.step()
        staying.step()
    staying.inputs[inp.YOUNG_EXIT_HAZARD] = 0.0
    closing.step()
    staying.step()
    left = {agent.identity for agent in closing.agents}
    return sum(agent.capital for agent in staying.agents if agent.identity not in left)


@pytest.mark.parametrize("replicate", [0, 3])
def test_the_account_of_capital_closes(replicate: int) -> None:
    """K = (1 - d)(K before + funds of what is enlarged) + incumbents' investment + the founded's capital - the closed's."""
    world = with_parameters(small_world(250, 100, years=5), signing_rate=0.3, project_founds_share=0.6)
    region = Region(world, seed=5, replicate=replicate)
    kept = 1.0 - region.drawn["depreciation_rate"]
    enlarged_at_all = 0
    before = capital_of(region)
    assert before == pytest.approx(region.outcome("capital"), rel=1e-9)
    for _ in range(world.years):
        region.step()
        born = sum(agent.capital for agent in region.agents if agent.founding_year == region.year)
        new = [p for p in region.projects if p.stage_name == "producing" and int(p.production_time) == region.year]
        enlarged = sum(project.funds_in_place for project in new if not project.founds)
        enlarged_at_all += enlarged > 0.0
        expected = kept * (before + enlarged) + region.outcome("incumbent_investment") + born
        expected -= closed_capital(world, 5, replicate, region.year)
        before = capital_of(region)
        assert before == pytest.approx(expected, rel=1e-6)
        assert before == pytest.approx(region.outcome("capital"), rel=1e-9)
    assert enlarged_at_all > 0


def test_what_a_project_founds_starts_with_the_money_in_place() -> None:
    region = Region(with_parameters(small_world(200, 80), signing_rate=0.3, project_founds_share=1.0), seed=5)
    found = 0
    for _ in range(region.world.years):
        region.step()
        for project in region.projects:
            if project.stage_name == "producing" and int(project.production_time) == region.year:
                assert project.enterprise is not None
                assert project.enterprise.capital == pytest.approx(project.funds_in_place, rel=1e-9)
                found += 1
    assert found > 5


def test_investment_follows_growth() -> None:
    quiet = with_parameters(small_world(200, 80), NO_GROWTH, NO_EXIT, NO_ENTRY, NO_PROJECTS, NO_UPGRADING)
    growing = with_parameters(quiet, real_growth_above_scale=0.06)
    still, more = (simulate(world, 2, 10, threads=1) for world in (quiet, growing))
    wear = still.parameters[:, [inp.DEPRECIATION_RATE]] * series(still, "capital")[:, :-1]
    np.testing.assert_allclose(series(still, "incumbent_investment")[:, 1:], wear, rtol=1e-6)
    assert (series(more, "incumbent_investment")[:, 1:] > series(still, "incumbent_investment")[:, 1:]).all()
    # In the long run capital grows as sales do.
    growth = np.diff(np.log(series(more, "capital")), axis=1)
    assert (np.abs(growth[:, -1] - 0.06) < 0.03).all()


def test_spare_capacity_lets_grow_and_shortage_holds_back() -> None:
    world = with_parameters(
        small_world(100, 100, years=1),
        NO_GROWTH,
        NO_EXIT,
        NO_ENTRY,
        NO_PROJECTS,
        NO_UPGRADING,
        capacity_growth_effect=0.1,
        investment_adjustment=0.0,
        depreciation_rate=0.0,
        absorption_limit=0.2,
    )
    for gap, growth in ((0.1, 0.01), (-0.1, -0.01), (0.8, 0.02), (-0.8, -0.02), (0.0, 0.0)):
        region = Region(world, seed=1)
        region.numbers[col.LOG_CAPITAL, : region.places] += gap
        before = region.numbers[col.LOG_REVENUE, : region.places].copy()
        region.step()
        grown = region.numbers[col.LOG_REVENUE, : region.places] - before
        np.testing.assert_allclose(grown, growth, atol=1e-9)


# Imposed investment --------------------------------------------------------------------------------------------------

ASKED = 600_000.0


def imposed(amount: float, **parameters: float) -> tuple[Ensemble, Ensemble]:
    """The same county with a yearly investment imposed, and left to itself."""
    world = with_parameters(small_world(300, 120, years=6), parameters)
    spent = with_imposed(world, investment=[(2023, 2030, amount)])
    return simulate(spent, 7, 40, threads=1), simulate(world, 7, 40, threads=1)


def test_the_whole_of_an_imposed_investment_is_spent_where_projects_alone_do_not_exceed_it() -> None:
    spent, _ = imposed(ASKED)
    total = series(spent, "industrial_investment")[:, 1:]
    rest = ASKED - series(spent, "attracted_investment")[:, 1:]
    assert (rest > 0.0).mean() > 0.8
    # Where even upgrading does not fit any more, the sum is more than asked for.
    fits = total <= ASKED * (1.0 + 1e-9)
    assert fits[rest > 0.35 * ASKED].all()
    np.testing.assert_allclose(total[fits], ASKED, rtol=1e-9)
    np.testing.assert_allclose(series(spent, "unplaced_investment")[:, 1:], 0.0, atol=1e-3)


def test_what_finds_no_taker_is_told() -> None:
    nobody = with_parameters(small_world(40, 0, years=3), NO_EXIT, NO_PROJECTS, NO_UPGRADING)
    world = with_parameters(nobody, investment_adjustment=0.0, depreciation_rate=0.0, founding_rate=0.0)
    ensemble = simulate(with_imposed(world, investment=[(2023, 2030, ASKED)]), 7, 5, threads=1)
    placed = series(ensemble, "industrial_investment")[:, 1:]
    np.testing.assert_allclose(series(ensemble, "unplaced_investment")[:, 1:], ASKED - placed)
    assert (placed < 1e-3).all()


def test_money_beyond_what_demand_takes_lies_idle() -> None:
    usual = imposed(ASKED)[1]
    amounts = [4.0, 8.0, 16.0]
    ends = []
    for factor in amounts:
        spent, _ = imposed(factor * ASKED)
        ends.append(spent)
        assert (series(spent, "idle_capital")[:, -1] > series(usual, "idle_capital")[:, -1]).all()
    idle = [series(spent, "idle_capital")[:, -1].mean() for spent in ends]
    assert idle == sorted(idle)
    # Twice the money is far from twice the output.
    output = [series(spent, "revenue")[:, -1].mean() for spent in ends]
    assert output[2] / output[0] < 3.0


def test_nothing_imposed_changes_no_byte() -> None:
    world = small_world(200, 80)
    before = simulate(with_imposed(world), 3, 8, threads=1)
    assert before.values.tobytes() == simulate(world, 3, 8, threads=1).values.tobytes()
    late = with_imposed(world, investment=[(2026, 2030, ASKED)], upgrading=[(2026, 2026, 10.0)])
    after = simulate(late, 3, 8, threads=1)
    assert np.ascontiguousarray(before.values[:, :4]).tobytes() == np.ascontiguousarray(after.values[:, :4]).tobytes()
    assert before.values[:, 4:].tobytes() != after.values[:, 4:].tobytes()


def test_imposed_signings_come_on_average() -> None:
    world = small_world(200, 80, years=6)
    by_number = simulate(with_imposed(world, signed_projects=[(2023, 2030, 33.0)]), 5, 150, threads=1)
    assert abs(in_standard_errors(series(by_number, "signed_projects")[:, 1:].ravel(), 33.0)) <= 3.0
    by_money = simulate(with_imposed(world, signed_money=[(2023, 2030, 2e6)]), 5, 150, threads=1)
    assert abs(in_standard_errors(series(by_money, "signed_money")[:, 1:].ravel(), 2e6)) <= 3.0


def test_imposed_upgrading_comes_on_average() -> None:
    world = with_parameters(small_world(300, 150, years=4), upgrading_hazard=0.05)
    ensemble = simulate(with_imposed(world, upgrading=[(2023, 2030, 20.0)]), 5, 100, threads=1)
    assert abs(in_standard_errors(series(ensemble, "upgrading_projects")[:, 1:].ravel(), 20.0)) <= 3.0


def test_allotted_upgrading_projects_come_on_top_of_the_usual() -> None:
    world = with_parameters(
        small_world(300, 150, years=4), NO_GROWTH, NO_EXIT, NO_ENTRY, NO_PROJECTS, upgrading_hazard=0.06
    )
    more = with_levers(world, {"upgrading": [(2023, 2030, 12.0)]})
    usual, allotted = (simulate(one, 5, 150, threads=1) for one in (world, more))
    extra = series(allotted, "upgrading_projects")[:, 1:] - series(usual, "upgrading_projects")[:, 1:]
    assert abs(in_standard_errors(extra.mean(axis=1), 12.0)) <= 3.0
    assert (extra >= 0.0).all(), "who upgrades anyway upgrades still"


def test_an_upgrading_project_adds_capital_and_a_kind() -> None:
    world = with_parameters(
        small_world(200, 100, years=1),
        NO_GROWTH,
        NO_EXIT,
        NO_ENTRY,
        NO_PROJECTS,
        upgrading_hazard=0.3,
        upgrading_cost=0.1,
        adoption_start_smart_upgrade=0.0,
        adoption_start_green_upgrade=0.0,
        adoption_start_high_end_upgrade=0.0,
    )
    region = Region(world, seed=1)
    before = {agent.identity: agent.capital for agent in region.agents}
    region.step()
    kinds = {"smart_upgrade", "green_upgrade", "high_end_upgrade"}
    upgraded = [agent for agent in region.agents if agent.statuses & kinds]
    assert len(upgraded) == region.outcome("upgrading_projects") > 5
    for agent in region.agents:
        added = 0.1 if agent in upgraded else 0.0
        assert agent.capital / before[agent.identity] == pytest.approx(1.0 + added, rel=1e-9)
    assert set().union(*(agent.statuses & kinds for agent in upgraded)) == kinds
