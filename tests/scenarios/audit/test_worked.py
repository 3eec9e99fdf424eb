"""The audit of the five plans is exactly what was worked out by hand, finding by finding, sum by sum."""

from __future__ import annotations

import ast
import math
import operator
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios.audit import AuditReport, audit
from scenarios.audit.report import as_json, as_markdown
from scenarios.schema.load import list_plans, load_plan
from scenarios.schema.reading import read_yaml

FOLDER = Path(__file__).parent / "worked"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
SIGNS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def computed(formula: str) -> float:
    """Compute a sum of numbers and signs; anything else is a mistake in the worked file."""

    def value(node: ast.expr) -> float:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return float(node.value)
        if isinstance(node, ast.BinOp):
            return float(SIGNS[type(node.op)](value(node.left), value(node.right)))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        raise ValueError(formula)

    return value(ast.parse(formula, mode="eval").body)


def report_of(name: str) -> AuditReport:
    return audit(load_plan(name), [load_plan(other) for other in list_plans()])


def worked(name: str) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = read_yaml(FOLDER / f"{name}.yaml").data["findings"]
    return findings


def test_every_plan_is_worked() -> None:
    assert set(list_plans()) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_findings_are_those_worked_by_hand(name: str) -> None:
    found = {(one.rule, one.grade, one.targets) for one in report_of(name).findings}
    by_hand = {(one["rule"], one["grade"], tuple(one["targets"])) for one in worked(name)}
    assert found - by_hand == set()
    assert by_hand - found == set()


@pytest.mark.parametrize("name", NAMES)
def test_sums_by_hand_are_right(name: str) -> None:
    for one in worked(name):
        assert one["by_hand"]
        for line in one["by_hand"]:
            formula, _, result = str(line).rpartition("=")
            assert computed(formula) == pytest.approx(float(result), rel=5e-3, abs=1e-9), line


@pytest.mark.parametrize("name", NAMES)
def test_measures_are_among_the_sums_by_hand(name: str) -> None:
    """Where a rule compared a number, that number is one of the results worked out by hand."""
    by_hand = {(one["rule"], tuple(one["targets"])): one["by_hand"] for one in worked(name)}
    for one in report_of(name).findings:
        if one.measure is None:
            continue
        lines = by_hand[one.rule, one.targets]
        numbers = [float(number) for line in lines for number in re.findall(r"\d+(?:\.\d+)?", str(line))]
        near = [number for number in numbers if math.isclose(number, one.measure, rel_tol=6e-3)]
        percentages = [number for number in numbers if math.isclose(number * 100, one.measure, rel_tol=6e-3)]
        assert near or percentages, (one.rule, one.targets[:2], one.measure, lines)


def test_starting_figures_that_follow_from_growth() -> None:
    found = {figure.targets[1]: figure for figure in report_of("xiangcheng").implied_baselines}
    by_hand = {
        "xc_zone1_fai": 60.0,
        "xc_zone1_revenue": 78.5,
        "xc_zone2_fai": 23.0,
        "xc_zone2_revenue": 279.3,
    }
    for target, value in by_hand.items():
        assert found[target].low == pytest.approx(value, abs=0.05)
        assert found[target].year == 2018
        assert found[target].unit == "亿元"


@pytest.mark.parametrize("name", NAMES)
def test_reports_say_everything_in_both_languages(name: str) -> None:
    report, plan = report_of(name), load_plan(name)
    for language in ("zh", "en"):
        written = as_markdown(report, plan, language)
        assert "{" not in written
        assert all(finding.message(language) in written for finding in report.findings)
        for one in as_json(report, language)["findings"]:
            assert one["arithmetic"]
            assert one["headings"]
            assert one["grade"] != "implausible" or one["reference"] is None or one["reference"]["source"]


@pytest.mark.parametrize("name", NAMES)
def test_an_audit_takes_less_than_a_second(name: str) -> None:
    plan, others = load_plan(name), [load_plan(other) for other in list_plans()]
    started = time.process_time()
    audit(plan, others)
    assert time.process_time() - started < 1.0
