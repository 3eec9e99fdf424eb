"""What clauses of the five plans are in the engine's series: cases that an expert can read off, and no series it lacks."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.amounts import amount_of
from scenarios.loaded import LoadedScenario, load
from scenarios.readings import Row
from scenarios.schema.load import list_plans
from scenarios.schema.plan import Target
from scenarios.verdicts.course import Question


@pytest.fixture(scope="module")
def plans() -> dict[str, LoadedScenario]:
    return {name: load(name) for name in list_plans()}


def row(plans: dict[str, LoadedScenario], identifier: str) -> Row:
    return next(row for one in plans.values() for row in one.rows if row.target.id == identifier)


def question(plans: dict[str, LoadedScenario], identifier: str) -> Question:
    found = row(plans, identifier).question
    assert found is not None, identifier
    return found


@pytest.mark.parametrize(
    ("identifier", "wanted"),
    [
        ("xh_va_all_industry", {"series": ("published_value_added",), "scale": 0.0001, "log_path": True}),
        ("xh_share_mfg_gdp", {"series": ("manufacturing_value_added",), "denominator": ("gdp",), "scale": 100.0}),
        ("xh_cov_rd_activity", {"series": ("above_scale_with_research",), "denominator": ("above_scale",)}),
        ("xh_n_chainmaster_5bn", {"series": ("revenue_above_5_billion",), "change": True, "measure": "total"}),
        ("xh_flow_firms_100m_output", {"series": ("revenue_above_100_million",), "change": True, "measure": "average"}),
        ("xh_n_touyan_10bn", {"series": ("revenue_above_10_billion",), "measure": "level"}),
        ("xh_cum_touyan", {"series": ("adopters:lead_goose",), "measure": "level"}),
        ("xh_cum_smart_factories", {"series": ("adoptions:smart_factory",), "measure": "total"}),
        ("xh_flow_hitech_firms", {"series": ("adoptions:high_technology",), "measure": "average", "minus": ()}),
        ("xh_attract_amount", {"series": ("attracted_investment",), "measure": "average", "scale": 0.0001}),
        ("xh_zone_revenue", {"series": ("output:zone:经开区",), "measure": "level"}),
        ("xh_chain_meat", {"series": ("output:chain:肉制品加工产业链",)}),
        ("xc_new_above_scale_zone1", {"series": ("above_scale_additions:zone:产业集聚区",), "measure": "average"}),
        ("xc_zone1_new_inv", {"series": ("signed_money:zone:产业集聚区",)}),
        ("xc_share_sei_change", {"series": ("emerging_value_added",), "since_start": True}),
        ("xu_growth_va_above", {"series": ("real_growth",), "growth": "lead", "behind_input": "provincial_growth"}),
        ("zmd_growth_va_mfg_above", {"series": ("real_growth",), "growth": "of_rates", "measure": "average"}),
        ("sq_attract_signed", {"series": ("signed_money",), "measure": "average"}),
        ("sq_n_emerging_clusters_100bn", {"taken": "count", "size": 10_000_000.0, "threshold": 4.0}),
        ("sq_chains_10bn_market", {"taken": "greatest"}),
        ("zmd_cluster_size_50bn", {"taken": "least"}),
        ("sq_flow_listed", {"series": ("adoptions:listed", "adoptions:regional_board")}),
    ],
)
def test_what_a_clause_is(plans: dict[str, LoadedScenario], identifier: str, wanted: dict[str, Any]) -> None:
    found = question(plans, identifier)
    assert {name: getattr(found, name) for name in wanted} == wanted


def test_a_cluster_is_the_sum_of_its_chains_and_two_are_taken_together(plans: dict[str, LoadedScenario]) -> None:
    """Two chains of electronics and five of food."""
    found = question(plans, "xh_output_elec_food_clusters")
    assert len(found.series) == 7 and found.taken == "together"
    assert set(found.series) > {"output:chain:智能终端零部件产业链", "output:chain:胡辣汤产业链"}


def test_nine_clusters_twenty_four_chains_and_twelve_zones_of_shangqiu(plans: dict[str, LoadedScenario]) -> None:
    assert len(question(plans, "sq_n_clusters_100bn").members) == 9
    assert len(question(plans, "sq_n_chains_10bn").members) == 24
    assert len(question(plans, "sq_n_zones_50bn").members) == 12
    assert question(plans, "sq_n_zones_50bn").size == 5_000_000


def test_projects_above_a_size_are_the_classes_above_it(plans: dict[str, LoadedScenario]) -> None:
    classes = [name.split(":")[-1] for name in question(plans, "xh_flow_projects_1bn").series]
    assert classes == ["1_to_5_billion", "5_to_10_billion", "above_10_billion"]
    assert question(plans, "xh_flow_projects_100m").series == ("signed_projects",)
    assert question(plans, "zmd_flow_1bn_projects_per_zone").scale == pytest.approx(1 / 12)


def test_growth_of_investment_needs_a_year_before_it(plans: dict[str, LoadedScenario]) -> None:
    """From the second year on; from the level that the baseline derives; or not at all."""
    assert question(plans, "xh_growth_techreform_inv").first_year == 2024
    stated = question(plans, "xc_zone1_fai_growth")
    assert (stated.first_year, stated.start_level) == (2019, 600_000)
    alone = row(plans, "xc_growth_fai_vs_gdp")
    assert alone.status == "not_simulated" and alone.reason is not None
    assert "上年" in alone.reason.in_language("zh")


def test_what_is_self_reported_is_judged_by_the_true_figure_and_shown_beside_it(
    plans: dict[str, LoadedScenario],
) -> None:
    covered = row(plans, "xh_cov_rd_activity")
    assert covered.question is not None and covered.reported is not None
    assert covered.question.inputs == () and covered.reported.inputs == ("reported_research_coverage_inflation",)
    grown = row(plans, "zmd_growth_va_mfg_above")
    assert grown.reported is not None and grown.reported.series == ("reported_growth",)
    assert row(plans, "xh_n_srdi_provincial").reported is None


@pytest.mark.parametrize(
    ("choice", "identifier", "series"),
    [
        ({"stage": "signed"}, "xh_attract_amount", ("signed_money",)),
        ({"prices": "nominal"}, "zmd_growth_va_mfg_above", ("above_scale_value_added",)),
        ({"base": "level"}, "xh_n_chainmaster_1bn", ("revenue_above_1_billion",)),
    ],
)
def test_open_readings_can_be_switched(choice: dict[str, str], identifier: str, series: tuple[str, ...]) -> None:
    plan = {"xh": "xihua", "zm": "zhumadian"}[identifier[:2]]
    before = {one.target.id: one.question for one in load(plan).rows}
    after = {one.target.id: one for one in load(plan, readings=choice).rows}
    found = after[identifier].question
    assert found is not None and found != before[identifier] and found.series == series
    assert len({text.in_language("zh") for text in after[identifier].reading}) >= 2


def test_each_or_together_is_switched_too(plans: dict[str, LoadedScenario]) -> None:
    each = {one.target.id: one.question for one in load("xihua", readings={"combination": "each"}).rows}
    found = each["xh_output_elec_food_clusters"]
    assert found is not None and found.taken == "least" and [len(part) for part in found.members] == [2, 5]


def test_every_series_of_every_question_is_one_of_the_engine(plans: dict[str, LoadedScenario]) -> None:
    """Region, size class, status, and every chain and zone of the plan's own world."""
    from model.series import CHAIN_HEADS, SERIES_NAMES, ZONE_HEADS

    for name, loaded in plans.items():
        chains, zones = (*loaded.parts.chains, "other"), (*loaded.parts.zones, "outside")
        known = {*SERIES_NAMES}
        known |= {f"{head}:chain:{part}" for head in CHAIN_HEADS for part in chains}
        known |= {f"{head}:zone:{part}" for head in ZONE_HEADS for part in zones}
        for one in loaded.rows:
            for asked in (one.question, one.reported):
                if asked is not None:
                    assert set(asked.outcomes) <= known, (name, one.target.id)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"scope": {"kind": "chain", "names": ["没有的链"]}}, "part_unknown"),
        ({"scope": {"kind": "county"}}, "scope"),
        ({"indicator": "little_giants", "unit": "家", "scope": {"kind": "zone", "names": ["经开区"]}}, "scope"),
        ({"indicator": "little_giants", "unit": "家", "threshold": {"value": 10, "unit": "亿元"}}, "size_class"),
        ({"indicator": "industrial_investment", "scope": {"kind": "region"}}, "kind"),
    ],
)
def test_what_the_model_does_not_break_down_has_a_reason(
    plans: dict[str, LoadedScenario], changes: dict[str, Any], reason: str
) -> None:
    from scenarios.schema.indicators import load_indicators

    told = {
        **{"id": "t", "heading": "一", "label": {"zh": "甲", "en": "A"}, "indicator": "chain_output"},
        **{"kind": "stock", "operator": "=", "value": 10.0, "unit": "亿元", "due_year": 2035},
    }
    target = Target.model_validate(told | changes)
    indicator = load_indicators().indicators[target.indicator]
    assert amount_of(target, indicator, plans["xihua"].parts) == reason


def test_parts_that_must_each_reach_a_size_may_be_taken_together() -> None:
    """装备制造、现代医药 of 500亿: each by default, both together by the other reading."""
    each = {one.target.id: one.question for one in load("zhumadian").rows}["zmd_cluster_size_50bn"]
    both = {one.target.id: one.question for one in load("zhumadian", readings={"combination": "combined"}).rows}
    together = both["zmd_cluster_size_50bn"]
    assert each is not None and together is not None
    assert (each.taken, together.taken, len(together.series)) == ("least", "together", 2)
