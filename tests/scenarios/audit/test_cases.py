"""Each rule has a case it must find and one it must leave alone, written so that an official can read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.audit import RULES, Finding, audit
from scenarios.audit.references import load_references
from scenarios.schema.plan import Plan
from scenarios.schema.reading import read_yaml

FOLDER = Path(__file__).parent / "cases"
CASES: list[dict[str, Any]] = [case for path in sorted(FOLDER.glob("*.yaml")) for case in read_yaml(path).data["cases"]]
SIDES = [(case, side) for case in CASES for side in ("for", "against")]


def target(written: dict[str, Any], number: int) -> dict[str, Any]:
    """Read a target from "indicator kind operator value unit first-due"; ? stands for a missing year, - for no value."""
    indicator, kind, operator, value, unit, span = str(written["is"]).split()
    first, due = span.split("-")
    fields: dict[str, Any] = {
        "id": f"t{number}",
        "heading": f"第{number}条",
        "label": {"zh": f"指标{number}", "en": f"target {number}"},
        "indicator": indicator,
        "kind": kind,
        "operator": operator,
        "value": None if value == "-" else float(value),
        "unit": unit,
        "from_year": None if first == "?" else int(first),
        "due_year": None if due == "?" else int(due),
    }
    more = {key: content for key, content in written.items() if key != "is"}
    if "threshold" in more:
        more["threshold"] = {**more["threshold"], "value": float(more["threshold"]["value"])}
    return {**fields, **more}


def repeated(written: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write out a target that stands `times` over, with another number {n} and year {y} each time."""
    return [
        {**{key: value for key, value in one.items() if key != "times"}, "is": one["is"].format(n=100 + n, y=2023 + n)}
        if "times" in one
        else one
        for one in written
        for n in range(int(one.get("times", 1)))
    ]


def plan_of(targets: list[dict[str, Any]], name: str, settings: dict[str, Any]) -> Plan:
    """Make a plan from a case's targets and the parts it names."""
    start, end = settings.get("years", (2023, 2035))
    return Plan.model_validate(
        {
            "id": name,
            "region": {
                "name": {"zh": "某县", "en": "A county"},
                "level": "county",
                "province": {"zh": "省", "en": "P"},
            },
            "document": {"title": {"zh": "规划", "en": "Plan"}, "source": "case"},
            "horizon": {"start": start, "end": end},
            "planning_period_start": start,
            "chains": [{"name": chain, "en": chain, "part_of": of} for chain, of in settings.get("chains", {}).items()],
            "clusters": [{"name": cluster, "en": cluster} for cluster in settings.get("clusters", [])],
            "zones": [{"name": zone, "en": zone} for zone in settings.get("zones", [])],
            "targets": [target(written, number) for number, written in enumerate(repeated(targets), start=1)],
        }
    )


def found_by(case: dict[str, Any], side: dict[str, Any]) -> list[Finding]:
    """Audit one side of a case and keep what its rule finds."""
    settings = {**case.get("plan", {}), **side.get("plan", {})}
    others = [plan_of(side["others"], "other", settings)] if "others" in side else []
    report = audit(plan_of(side["targets"], "case", settings), others)
    return [finding for finding in report.findings if finding.rule == case["rule"]]


def test_every_rule_has_both_cases() -> None:
    assert [case["rule"] for case in CASES if case["rule"] not in RULES] == []
    assert sorted(set(RULES) - {case["rule"] for case in CASES}) == []
    assert len(RULES) >= 50


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_what_a_rule_must_find(case: dict[str, Any]) -> None:
    side = case["for"]
    findings = found_by(case, side)
    matching = [one for one in findings if one.grade == side["grade"] and set(side["names"]) <= set(one.targets)]
    assert matching, [(one.grade, one.targets, one.arithmetic) for one in findings]
    if "arithmetic" in side:
        assert matching[0].arithmetic == side["arithmetic"]
    for language in ("zh", "en"):
        assert matching[0].message(language)
        assert matching[0].remedy(language)
    if matching[0].grade == "implausible" and matching[0].reference is not None:
        assert load_references()[matching[0].reference].source


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_what_a_rule_must_leave_alone(case: dict[str, Any]) -> None:
    findings = found_by(case, case["against"])
    expected = "closes"
    assert [one for one in findings if one.grade != expected] == []
