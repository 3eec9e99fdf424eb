"""Scenarios: one question, refused where it makes no sense."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scenarios.schema.errors import InputError
from scenarios.schema.load import load_scenario
from scenarios.schema.scenario import MAX_SEED, Scenario

SCENARIO: dict[str, Any] = {"title": {"zh": "照规划", "en": "As planned"}, "author": "测试", "plan": "xihua"}


def load(folder: Path, **changes: Any) -> Scenario:
    path = folder / "scenario.yaml"
    path.write_text(yaml.safe_dump({**SCENARIO, **changes}, allow_unicode=True), encoding="utf-8")
    return load_scenario(path)


def test_defaults(tmp_path: Path) -> None:
    scenario = load(tmp_path)
    assert (scenario.mode, scenario.rulebook, scenario.counting) == ("as_planned", "calendar", "nested")
    assert scenario.levers == {} and scenario.assumptions == {}


def test_everything_can_be_said(tmp_path: Path) -> None:
    scenario = load(
        tmp_path,
        mode="as_of",
        as_of=2025,
        rulebook=2022,
        counting="highest",
        levers={"research_subsidy": {"start": 2026, "end": 2030, "intensity": 0.5}},
        assumptions={
            "score_noise": {"value": 10},
            "real_growth_above_scale": {
                "distribution": {"form": "normal", "mean": 0.05, "sd": 0.02, "low": 0, "high": 0.1}
            },
        },
        rulebook_changes={"little_giant.revenue": 3000},
        replicates=500,
        seed=MAX_SEED,
    )
    assert scenario.rulebook == "2022"
    assert scenario.levers["research_subsidy"].intensity == 0.5
    spread = scenario.assumptions["real_growth_above_scale"].distribution
    assert spread is not None and spread.spec.numbers == {"mean": 0.05, "sd": 0.02}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"replicates": 0}, "not_at_least"),
        ({"replicates": 10**9}, "not_at_most"),
        ({"replicates": 1.5}, "not_whole_number"),
        ({"seed": -1}, "not_at_least"),
        ({"seed": 2**63}, "not_at_most"),
        ({"mode": "as_of"}, "as_of_without_year"),
        ({"as_of": 2025}, "year_without_as_of"),
        ({"rulebook": 2023}, "not_one_of"),
        ({"counting": "nest"}, "not_one_of"),
        ({"lever": {}}, "unknown_key"),
        ({"levers": {"a": {"start": 2030, "end": 2026, "intensity": 1}}}, "lever_ends_before_start"),
        ({"realism": {"inputs": 0.5}}, "realism_without_suppose"),
        ({"suppose": ["inputs"], "realism": {"inputs": -0.5}}, "not_at_least"),
        ({"assumptions": {"a": {}}}, "value_or_distribution"),
        ({"assumptions": {"a": {"value": float("inf")}}}, "not_finite"),
        ({"plan": None}, "value_missing"),
    ],
)
def test_bad_scenarios_are_refused(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, **changes)
    assert caught.value.code == code
    assert caught.value.where.line is not None
