"""The baselines of the five plans: what is derived follows from the plans' own rows, and every part they name has a place."""

from __future__ import annotations

import pytest

from scenarios.loaded import load
from scenarios.parts import parts_of
from scenarios.schema.baseline import Baseline
from scenarios.schema.load import baseline_for, list_plans, load_plan
from scenarios.schema.plan import Plan

REFERENCES = {"zone_outputs": "revenue", "zone_investments": "fai"}


@pytest.fixture(scope="module")
def xiangcheng() -> tuple[Plan, Baseline]:
    plan = load_plan("xiangcheng")
    return plan, baseline_for(plan)


@pytest.mark.parametrize(("zone", "name"), [("zone1", "产业集聚区"), ("zone2", "循环经济产业集聚区")])
@pytest.mark.parametrize("table", ["zone_outputs", "zone_investments"])
def test_growth_targets_imply_the_year_before(
    xiangcheng: tuple[Plan, Baseline], zone: str, name: str, table: str
) -> None:
    """60.0, 78.5, 23.0 and 279.3亿 in 2018: each target over one plus its growth."""
    plan, baseline = xiangcheng
    level = plan.target(f"xc_{zone}_{REFERENCES[table]}").value
    growth = plan.target(f"xc_{zone}_{REFERENCES[table]}_growth").value
    assert level is not None and growth is not None
    figure = getattr(baseline, table)[name]
    assert figure.kind == "derived" and figure.unit == "亿元"
    assert figure.value == round(level / (1 + growth / 100), 1)


def test_the_four_numbers_of_2018(xiangcheng: tuple[Plan, Baseline]) -> None:
    _, baseline = xiangcheng
    figures = [*baseline.zone_outputs.values(), *baseline.zone_investments.values()]
    assert sorted(figure.value or 0 for figure in figures) == [23.0, 60.0, 78.5, 279.3]
    assert baseline.year == 2018


@pytest.mark.parametrize("name", list_plans())
def test_every_plan_has_a_baseline_of_the_year_before_its_first(name: str) -> None:
    plan = load_plan(name)
    baseline = baseline_for(plan)
    assert plan.baseline == baseline.id == name
    assert baseline.year == plan.planning_period_start - 1


@pytest.mark.parametrize("name", list_plans())
def test_every_chain_cluster_and_zone_that_a_plan_names_is_in_its_world(name: str) -> None:
    loaded = load(name)
    baseline, parts = loaded.baseline, loaded.parts
    assert baseline.chain_shares is not None and set(parts.chains) == set(baseline.chain_shares.shares)
    for part in (*loaded.plan.chains, *loaded.plan.clusters):
        assert parts.chains_of(part.name), part.name
    for part in loaded.plan.zones:
        assert parts.zones_of(part.name), part.name
    for target in loaded.plan.targets:
        for scope in target.scope.names:
            if target.status == "simulated" and target.scope.kind in ("chain", "cluster"):
                assert parts.chains_of(scope), (target.id, scope)
            if target.status == "simulated" and target.scope.kind == "zone":
                assert parts.zones_of(scope), (target.id, scope)


def test_a_cluster_without_chains_is_a_chain_of_the_world() -> None:
    parts = parts_of(load_plan("zhumadian"))
    assert parts.chains_of("现代食品") == ("现代食品",) and "现代食品" in parts.chains
    nested = load("shangqiu").parts
    assert nested.chains_of("新能源汽车") == ("新能源汽车链1", "新能源汽车链2")
    assert "新能源汽车" not in nested.chains


def test_chains_that_a_baseline_does_not_know_get_a_visible_share() -> None:
    """A plan with nobody's baseline starts from the reference class, with its own chains in the place of those."""
    plan = load_plan("xihua").model_copy(update={"baseline": None})
    baseline = baseline_for(plan)
    shares = baseline.chain_shares
    assert shares is not None and set(shares.shares) == {part.name for part in plan.chains}
    assert shares.kind == "assumed" and shares.taken_from == "reference_county"
    assert sum(shares.shares.values()) == pytest.approx(0.6)
    assert baseline.zone_shares is not None and set(baseline.zone_shares.shares) == {zone.name for zone in plan.zones}
