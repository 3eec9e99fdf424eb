"""The audit on plans that are odd: one target, no years, five thousand targets, extremes; it never fails and stays quick."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.audit import audit
from scenarios.audit.intervals import Interval, planned, rounding, solve, written
from scenarios.schema.errors import InputError
from scenarios.schema.indicators import load_indicators
from scenarios.schema.load import check_plan
from scenarios.schema.plan import Plan
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml_text
from tests.scenarios.audit.test_cases import plan_of
from tests.scenarios.audit.worlds import sound_plan

KINDS = ("stock", "flow_per_year", "cumulative", "growth_rate", "share", "coverage", "input_per_year", "baseline")


def test_one_target() -> None:
    report = audit(plan_of([{"is": "srdi_smes stock = 60 家 2023-2035"}], "one", {}))
    assert {finding.grade for finding in report.findings} <= {"cannot_check"}
    assert "missing_baseline" in {finding.rule for finding in report.findings}


def test_no_years_at_all() -> None:
    targets = [
        {"is": "srdi_smes stock = 60 家 ?-?"},
        {"is": "srdi_smes flow_per_year = 5 家 ?-?"},
        {"is": "above_scale_growth growth_rate >= 7 %/年 ?-?"},
        {"is": "cluster_output stock >= 1000 亿元 ?-?"},
    ]
    report = audit(plan_of(targets, "undated", {}))
    rules = {finding.rule for finding in report.findings}
    assert {"missing_year", "growth_without_first_year"} <= rules
    assert not report.of_grade("contradiction")


def test_five_thousand_targets_are_audited() -> None:
    rng = random.Random(1)
    keys = list(load_indicators().indicators)
    targets = []
    for number in range(5000):
        key = rng.choice(keys)
        unit = load_indicators().indicators[key].unit
        due = rng.randint(2023, 2035)
        kind = rng.choice(KINDS)
        targets.append({"is": f"{key} {kind} >= {rng.randint(1, 90)}.{number:04d} {unit} 2023-{due}"})
    plan = plan_of(targets, "large", {})
    report = audit(plan)
    assert report.findings


def test_five_thousand_times_the_same_clash_is_bounded() -> None:
    targets = [{"is": f"innovative_smes stock = {300 + number} 家 2023-2035"} for number in range(2500)]
    targets += [{"is": f"innovative_smes flow_per_year = {50 + number} 家 2023-2035"} for number in range(2500)]
    plan = plan_of(targets, "clashing", {})
    audit(plan)


def test_zero_and_enormous_figures() -> None:
    for value in ("0", "1e-9", "1e15"):
        for kind in KINDS:
            targets = [
                {"is": f"{indicator} {kind} {operator} {value} {unit} 2023-2035"}
                for indicator, unit in (
                    ("srdi_smes", "家"),
                    ("innovative_smes", "家"),
                    ("industry_value_added", "亿元"),
                )
                for operator in ("=", ">=", "~", "<=")
            ]
            report = audit(plan_of(targets, "extreme", {}))
            for finding in report.findings:
                assert "nan" not in finding.arithmetic
                assert finding.message("zh")
                assert finding.message("en")


def test_swapped_range_and_wrong_unit_are_refused_where_they_stand() -> None:
    head = """\
id: bad
region: {name: {zh: 县, en: C}, level: county, province: {zh: 省, en: P}}
document: {title: {zh: 规划, en: Plan}, source: x}
horizon: {start: 2023, end: 2035}
planning_period_start: 2023
targets:
  - {id: a, heading: 一, label: {zh: 甲, en: A}, indicator: srdi_smes, kind: stock, due_year: 2035, """
    swapped = read_yaml_text(head + "operator: range, value: 60, value_high: 50, unit: 家}\n", "bad.yaml")
    with pytest.raises(InputError) as error:
        build(Plan, swapped)
    assert error.value.code == "range_swapped"
    assert error.value.where.line == 7
    document = read_yaml_text(head + "operator: '=', value: 60, unit: 亿元}\n", "bad.yaml")
    with pytest.raises(InputError) as error:
        check_plan(build(Plan, document), document)
    assert error.value.code == "unknown_unit"
    assert error.value.where.line == 7


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 500), st.randoms(use_true_random=False))
def test_any_change_of_figures_is_audited(seed: int, rng: random.Random) -> None:
    plan = sound_plan(seed)
    changed = tuple(
        target.model_copy(update={"value": (target.value or 0) * rng.choice((0.0, 0.1, 1.0, 10.0, 1e6))})
        if rng.random() < 0.3 and target.operator != "range"
        else target
        for target in plan.targets
    )
    report = audit(plan.model_copy(update={"targets": changed}))
    for finding in report.findings:
        assert finding.targets
        assert finding.message("zh")
        assert finding.remedy("en")


def test_the_same_plan_gives_the_same_report() -> None:
    plan = sound_plan(3)
    assert audit(plan) == audit(plan)
    turned = plan.model_copy(update={"targets": tuple(reversed(plan.targets))})

    def content(one: Plan) -> set[tuple[str, str, frozenset[str]]]:
        return {(f.rule, f.grade, frozenset(f.targets)) for f in audit(one).findings if f.rule != "missing_owner"}

    assert content(plan) == content(turned)


def test_written_and_planned_figures() -> None:
    assert written(">=", 300) == Interval(285, math.inf)
    assert written("=", 21) == Interval(20.5, 21.5)
    assert written("range", 5, 8) == Interval(4.75, 8.4)
    assert written("~", 16_000).low == pytest.approx(15_200)
    assert written("<=", 5).low == -math.inf
    assert planned(">", 300) == Interval(285, 315)
    assert rounding(169.34) == pytest.approx(0.005)
    assert rounding(0) == 0
    assert solve(lambda x: x * x, 0.25, 0, 1) == pytest.approx(0.5)
    assert solve(lambda x: x, 2, 0, 1) is None


def test_interval_arithmetic_contains_what_it_stands_for() -> None:
    one, other = Interval(2, 3), Interval(4, 5)
    assert one + other == Interval(6, 8)
    assert other - one == Interval(1, 3)
    assert one * other == Interval(8, 15)
    assert one / other == Interval(0.4, 0.75)
    assert (one / Interval(0, 1)).high == math.inf
    assert one.meets(Interval(3, 9))
    assert not one.meets(other)
