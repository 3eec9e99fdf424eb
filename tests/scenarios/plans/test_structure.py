"""What the rows of the five plans say about each other, checked by what an expert can read off."""

from __future__ import annotations

import pytest

from scenarios.schema.indicators import load_indicators
from scenarios.schema.load import list_plans, load_plan
from scenarios.schema.plan import Plan, Target


@pytest.fixture(scope="module")
def xihua() -> Plan:
    return load_plan("xihua")


def test_what_of_xihua_the_model_leaves_open(xihua: Plan) -> None:
    """Every row that enterprises, projects or money decide is simulated, but these."""
    gaps = {load_indicators().reasons[name].zh for name in load_indicators().gaps}
    left = {target.id for target in xihua.targets if target.reason is not None and target.reason.zh in gaps}
    assert left == {
        "xh_n_china_mfg500",
        "xh_share_firms_to_sei",
        "xh_output_future",
        "xh_n_green_supplychain",
        "xh_zone_share_industrial_land",
    }
    assert sum(target.status == "simulated" for target in xihua.targets) == 64


@pytest.mark.parametrize("name", list_plans())
def test_every_target_is_answered_or_explained(name: str) -> None:
    for target in load_plan(name).targets:
        assert target.status is not None
        assert (target.reason is None) == (target.status == "simulated"), target.id
        if target.kind == "rank" or target.value is None:
            assert target.status == "not_simulated" or target.kind == "baseline", target.id
        if target.kind == "baseline":
            assert target.status == "baseline", target.id


@pytest.mark.parametrize("name", list_plans())
def test_what_restates_measures_the_same_thing(name: str) -> None:
    plan = load_plan(name)
    for target in plan.targets:
        if target.restates is not None:
            other = plan.target(target.restates)
            assert other.restates is None, target.id
            assert other.indicator == target.indicator, target.id
            assert other.due_year == target.due_year, target.id


def milestones(plan: Plan, of: str) -> list[Target]:
    return sorted((target for target in plan.targets if target.milestone_of == of), key=lambda each: each.due_year or 0)


def test_milestones_rise_to_their_target() -> None:
    plan = load_plan("shangqiu")
    headlines = {target.milestone_of for target in plan.targets if target.milestone_of}
    assert len(headlines) == 13
    for headline in headlines:
        steps, target = milestones(plan, headline), plan.target(headline)
        assert [step.due_year for step in steps] == [2023, 2024, 2025]
        values = [step.value or 0 for step in steps]
        assert values == sorted(values)
        assert values[-1] == target.value
        assert {step.indicator for step in steps} == {target.indicator}


def test_chains_of_xihua_make_up_its_clusters(xihua: Plan) -> None:
    assert len(xihua.chains) == 9
    sums: dict[str, float] = {}
    for target in xihua.targets:
        if target.indicator == "chain_output" and target.unit == "亿元":
            (name,) = target.scope.names
            cluster = next(chain.part_of for chain in xihua.chains if chain.name == name)
            sums[str(cluster)] = sums.get(str(cluster), 0) + (target.value or 0)
    assert sums == {"电子信息": 250, "现代食品": 260, "先进装备制造业": 100}


def test_every_scope_of_a_named_part_is_one_the_plan_lists(xihua: Plan) -> None:
    known = {part.name for part in (*xihua.chains, *xihua.clusters, *xihua.zones)} | {"重点产业链"}
    for target in xihua.targets:
        if target.scope.kind in ("chain", "cluster", "zone"):
            assert set(target.scope.names) <= known, target.id


@pytest.mark.parametrize(
    ("plan", "identifier", "choice", "taken"),
    [
        ("xihua", "xh_attract_amount", "period", "annual"),
        ("xihua", "xh_flow_firms_100m_output", "period", "annual"),
        ("xihua", "xh_output_elec_food_clusters", "combination", "combined"),
        ("xihua", "xh_n_srdi_provincial", "counting", "nested"),
        ("xihua", "xh_flow_champion", "grade", "any"),
        ("xihua", "xh_cum_champion_prov", "base", "new"),
        ("shangqiu", "sq_new_above_scale", "change", "gross"),
        ("shangqiu", "sq_n_zones_20bn", "counting", "nested"),
        ("xuchang", "xu_guarantee_capital_county", "combination", "each"),
        ("xiangcheng", "xc_new_above_scale", "change", "gross"),
    ],
)
def test_ambiguous_clauses_state_their_reading(plan: str, identifier: str, choice: str, taken: str) -> None:
    readings = load_plan(plan).target(identifier).readings
    reading = readings[choice]  # type: ignore[index]
    assert reading.taken == taken
    assert reading.alternatives and reading.taken not in reading.alternatives
    assert reading.note is not None


@pytest.mark.parametrize(
    ("plan", "identifier", "value", "unit"),
    [
        ("xihua", "xh_n_chainmaster_1bn", 10, "亿元"),
        ("xihua", "xh_flow_projects_100m", 1, "亿元"),
        ("xihua", "xh_n_touyan_10bn", 100, "亿元"),
        ("xiangcheng", "xc_zone1_new_20m", 2000, "万元"),
        ("shangqiu", "sq_n_clusters_100bn", 1000, "亿元"),
        ("zhumadian", "zmd_n_clusters_30bn", 300, "亿元"),
    ],
)
def test_size_floors(plan: str, identifier: str, value: float, unit: str) -> None:
    threshold = load_plan(plan).target(identifier).threshold
    assert threshold is not None and (threshold.value, threshold.unit) == (value, unit)


def test_cadences_are_marked_and_are_never_simulated() -> None:
    marked = [target for name in list_plans() for target in load_plan(name).targets if target.reading_only == "cadence"]
    assert len(marked) == 12
    assert {target.unit for target in marked} == {"次/年"}
    assert {target.status for target in marked} == {"programme"}


@pytest.mark.parametrize("name", list_plans())
def test_every_note_is_in_both_languages(name: str) -> None:
    for target in load_plan(name).targets:
        if target.note is not None:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in target.note.zh), target.id
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in target.note.en), target.id


@pytest.mark.parametrize("name", list_plans())
def test_descriptive_titles_say_so(name: str) -> None:
    document = load_plan(name).document
    assert document.title_is_descriptive and document.note is not None and document.date is None
