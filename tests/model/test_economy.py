"""The region's accounts: levels that statistics publish, GDP, growth, chains and what links their enterprises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model import columns as col
from model import inputs as inp
from model import places as plc
from model.build import build_world
from model.ensemble import simulate
from model.region import Region
from tests.model.worlds import (
    NO_ENTRY,
    NO_EXIT,
    NO_GROWTH,
    NO_PROJECTS,
    fixed,
    series,
    small_request,
    small_world,
    with_figures,
    with_levers,
    with_parameters,
)


def test_outcomes_of_chains_zones_and_statuses_are_sums_over_the_enterprises() -> None:
    region = Region(
        small_world(300, 90, zones={"甲": 2.0, "乙": 1.0}, outside_industry_counted=False), seed=5, replicate=3
    )
    line = region.drawn["leader_revenue_line"]
    while region.year < region.world.start_year + region.world.years:
        region.step()
        agents = list(region.agents)
        rates = region.chains[plc.VALUE_ADDED_RATE]
        for number, name in enumerate(region.world.chain_names):
            own = [agent for agent in agents if agent.chain == number]
            revenue = sum(agent.revenue for agent in own)
            assert region.outcome(f"output:chain:{name}") == pytest.approx(revenue, rel=1e-9)
            assert region.outcome(f"value_added:chain:{name}") == pytest.approx(revenue * rates[number], rel=1e-9)
            assert region.outcome(f"enterprises:chain:{name}") == len(own)
            assert region.outcome(f"above_scale:chain:{name}") == sum(agent.above_scale for agent in own)
            held = sum(bool(agent.titles & {"srdi", "little_giant"}) for agent in own)
            assert region.outcome(f"srdi:chain:{name}") == held
        for number, name in enumerate(region.world.zone_names):
            own = [agent for agent in agents if agent.zone == number]
            assert region.outcome(f"output:zone:{name}") == pytest.approx(sum(a.revenue for a in own), rel=1e-9)
            assert region.outcome(f"enterprises:zone:{name}") == len(own)
        for status in col.STATUS_NAMES:
            have = [agent for agent in agents if status in agent.statuses]
            assert region.outcome(f"adopters:{status}") == len(have)
            assert region.outcome(f"above_scale_adopters:{status}") == sum(agent.above_scale for agent in have)
        assert region.outcome("chain_leaders") == sum(agent.revenue >= line for agent in agents)
        assert region.outcome("attracted_enterprises") == sum(agent.origin_name == "attracted" for agent in agents)
        emerging = sum(a.revenue * rates[a.chain] for a in agents if a.above_scale and a.emerging_field)
        assert region.outcome("emerging_value_added") == pytest.approx(emerging, rel=1e-9)


def test_stated_outputs_of_chains_and_zones_hold_at_the_start_and_move_with_the_enterprises() -> None:
    request = small_request(200, 80, zones={"甲": 1.0})
    stated = replace(request, chain_outputs={"装备": fixed(500_000.0)}, zone_outputs={"甲": fixed(200_000.0)})
    plain, levelled = (simulate(build_world(one), 3, 8, threads=1) for one in (request, stated))
    for name, level in (("output:chain:装备", 500_000.0), ("output:zone:甲", 200_000.0)):
        values, own = series(levelled, name), series(plain, name)
        np.testing.assert_allclose(values[:, 0], level, rtol=1e-9)
        np.testing.assert_allclose(values / values[:, :1], own / own[:, :1], rtol=1e-9)
    others = "output:chain:食品"
    assert series(levelled, others).tobytes() == series(plain, others).tobytes()
    assert series(levelled, "revenue").tobytes() == series(plain, "revenue").tobytes()


@pytest.mark.parametrize(("start", "broken"), [(2021, True), (2022, True), (2023, False), (2024, False)])
def test_a_level_published_before_the_census_of_2023_is_broken_by_it(start: int, broken: bool) -> None:
    built = small_world(200, 80, start_year=start, years=4)
    world = with_parameters(with_figures(built, industry_value_added=900_000.0), census_break=0.8)
    ensemble = simulate(world, 3, 8, threads=1)
    published, own = series(ensemble, "published_value_added"), series(ensemble, "value_added")
    np.testing.assert_allclose(published[:, 0], 900_000.0, rtol=1e-9)
    ratio = published / own / (published[:, :1] / own[:, :1])
    years = np.array(ensemble.years)
    np.testing.assert_allclose(ratio[:, years < 2023] if broken else ratio, 1.0, rtol=1e-9)
    if broken:
        np.testing.assert_allclose(ratio[:, years >= 2023], 0.8, rtol=1e-9)


def test_no_break_where_no_level_was_published() -> None:
    ensemble = simulate(small_world(200, 80), 3, 8, threads=1)
    assert series(ensemble, "published_value_added").tobytes() == series(ensemble, "value_added").tobytes()


def test_gdp_is_manufacturing_and_the_rest() -> None:
    world = with_figures(small_world(200, 80), gdp=3_000_000.0)
    ensemble = simulate(world, 3, 8, threads=1)
    rest = series(ensemble, "gdp") - series(ensemble, "published_manufacturing_value_added")
    np.testing.assert_allclose(series(ensemble, "gdp")[:, 0], 3_000_000.0, rtol=1e-9)
    drawn = ensemble.parameters
    growth = drawn[:, inp.NON_MANUFACTURING_GROWTH] + drawn[:, inp.NON_MANUFACTURING_PRICE]
    steps = np.arange(rest.shape[1])
    np.testing.assert_allclose(rest, rest[:, :1] * np.exp(growth[:, None] * steps), rtol=1e-9)


def test_real_growth_is_nominal_growth_less_producer_prices_and_what_is_reported_deviates() -> None:
    world = with_parameters(small_world(200, 80), reported_growth_bias=0.02, reported_growth_noise=0.0)
    ensemble = simulate(world, 3, 8, threads=1)
    nominal = np.diff(np.log(series(ensemble, "above_scale_value_added")), axis=1)
    real = series(ensemble, "real_growth")[:, 1:]
    np.testing.assert_allclose(real, nominal - series(ensemble, "producer_price_change")[:, 1:], atol=1e-12)
    np.testing.assert_allclose(series(ensemble, "reported_growth")[:, 1:], real + 0.02, atol=1e-12)


def test_usual_attraction_is_part_of_usual_growth_and_fades_along_the_usual_path() -> None:
    world = with_parameters(
        with_figures(small_world(400, 150, years=6), signed_projects=6.0),
        signing_growth_elasticity=0.5,
        real_growth_above_scale=0.05,
        producer_price_mean=0.01,
        attracted_growth_limit=0.1,
    )
    region = Region(world, seed=3)
    drawn = region.drawn
    share = (
        6.0
        * region.macro[plc.USUAL_CONTRACT]
        * region.macro[plc.DELIVERED_SHARE]
        * region.macro[plc.MONEY_CONVERSION]
        * drawn["production_conversion"]
        * drawn["output_per_investment"]
        * drawn["output_realisation"]
        / region.outcome("revenue")
    )
    for year in range(1, world.years + 1):
        region.step()
        taken_out = min(np.log1p(share) * np.exp(-0.5 * 0.06 * (year - 1)), 0.1)
        usual = (
            drawn["real_growth_above_scale"]
            + drawn["organic_growth_offset"]
            + region.macro[plc.PRODUCER_PRICE]
            - taken_out
        )
        assert region.macro[plc.COMMON_GROWTH] == pytest.approx(usual, rel=1e-9)


def test_a_chain_grows_with_the_surprise_of_its_leader_and_others_do_not() -> None:
    built = small_world(300, 100, years=2)
    world = with_parameters(
        built,
        NO_GROWTH,
        NO_EXIT,
        NO_ENTRY,
        NO_PROJECTS,
        leader_pull=0.5,
        matching_rate_start=0.4,
        leader_revenue_line=20_000.0,
    )
    calm, lifted = Region(world, seed=4), Region(world, seed=4)
    calm.step()
    lifted.step()
    chain = lifted.world.chain_names.index("装备")
    assert lifted.chains[plc.LEADER_REVENUE, chain] >= 20_000.0
    # The leader's growth of the year behind, 20 points more than it was.
    lifted.chains[plc.LEADER_GROWTH, chain] += 0.2
    calm.step()
    lifted.step()
    gained = lifted.numbers[col.LOG_REVENUE, : lifted.places] - calm.numbers[col.LOG_REVENUE, : calm.places]
    own = lifted.labels[col.CHAIN, : lifted.places] == chain
    np.testing.assert_allclose(gained[own], 0.5 * 0.4 * 0.2, atol=1e-9)
    assert (gained[~own] == 0.0).all()


def test_knowledge_of_titled_enterprises_lifts_research_of_their_chain() -> None:
    world = small_world(300, 120, years=6)
    served = {"cultivation_service": [(2023, 2040, 1.0)]}
    means = []
    for spread in (0.0, 0.4):
        base = with_parameters(world, knowledge_spread=spread, title_research_effect=0.0, title_growth_effect=0.0)
        before, after = (simulate(one, 3, 60, threads=1) for one in (base, with_levers(base, served)))
        means.append(
            (series(after, "above_scale_research_spending") - series(before, "above_scale_research_spending"))[:, -1]
        )
    assert (means[0] == 0.0).all()
    assert means[1].mean() > 0.0
