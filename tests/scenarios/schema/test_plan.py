"""Plans: what is accepted, and every refusal with its line, key, nearest name and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from scenarios.schema.errors import InputError
from scenarios.schema.load import load_plan
from scenarios.schema.plan import READINGS, Plan, Scope

TARGET: dict[str, Any] = {
    "id": "t_srdi",
    "heading": "二、发展目标",
    "label": {"zh": "专精特新企业数", "en": "SRDI SMEs"},
    "indicator": "srdi_smes",
    "kind": "stock",
    "operator": ">=",
    "value": 60,
    "unit": "家",
    "from_year": 2023,
    "due_year": 2035,
}
PLAN: dict[str, Any] = {
    "id": "sample",
    "region": {
        "name": {"zh": "某县", "en": "Some county"},
        "level": "county",
        "province": {"zh": "河南省", "en": "Henan"},
    },
    "document": {"title": {"zh": "某方案", "en": "Some plan"}, "source": "test"},
    "horizon": {"start": 2023, "end": 2035},
    "planning_period_start": 2023,
    "targets": [TARGET],
}


def write(folder: Path, plan: dict[str, Any]) -> Path:
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def load(folder: Path, *targets: dict[str, Any], **changes: Any) -> Plan:
    plan = {**PLAN, **changes}
    plan["targets"] = [{**TARGET, **target} for target in targets] if targets else PLAN["targets"]
    return load_plan(write(folder, plan))


def refused(folder: Path, *targets: dict[str, Any], **changes: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        load(folder, *targets, **changes)
    error = caught.value
    assert error.where.file is not None
    return error


def test_a_sound_plan_loads_with_status(tmp_path: Path) -> None:
    plan = load(
        tmp_path, {}, {"id": "t_rank", "kind": "rank", "value": None, "indicator": "rank_in_city", "unit": None}
    )
    assert [target.status for target in plan.targets] == ["simulated", "not_simulated"]
    assert plan.target("t_srdi").reason is None
    assert plan.target("t_rank").reason is not None
    with pytest.raises(KeyError):
        plan.target("t_none")


@pytest.mark.parametrize(
    ("change", "code", "key", "near"),
    [
        ({"vale": 3}, "unknown_key", "vale", "value"),
        ({"kind": "stok"}, "not_one_of", "kind", "stock"),
        ({"operator": "≥"}, "not_one_of", "operator", None),
        ({"value": float("nan")}, "not_finite", "value", None),
        ({"value": float("inf")}, "not_finite", "value", None),
        ({"value": -3}, "negative", "value", None),
        ({"value": "60家"}, "not_number", "value", None),
        ({"value": "60"}, "not_number", "value", None),
        ({"value": True}, "not_number", "value", None),
        ({"due_year": 2020}, "due_before_start", "due_year", None),
        ({"due_year": 2035.5}, "not_whole_number", "due_year", None),
        ({"due_year": 20350}, "not_at_most", "due_year", None),
        ({"from_year": 203}, "not_at_least", "from_year", None),
        ({"indicator": "srdi_sme"}, "unknown_indicator", "indicator", "srdi_smes"),
        ({"unit": "亿元"}, "unknown_unit", "unit", None),
        ({"unit": None}, "unit_missing", "unit", None),
        ({"operator": "range", "value": 8, "value_high": 5}, "range_swapped", "value_high", None),
        ({"operator": "range", "value": 8}, "range_incomplete", "value_high", None),
        ({"value_high": 70}, "high_without_range", "value_high", None),
        ({"restates": "t_srdl"}, "unknown_target", "restates", "t_srdi"),
        ({"milestone_of": "t_srdi"}, "points_to_itself", "milestone_of", None),
        ({"id": "1 bad"}, "bad_identifier", "id", None),
        ({"heading": "  "}, "empty_text", "heading", None),
        ({"heading": 12}, "not_text", "heading", None),
        ({"binding": "yes"}, "not_true_or_false", "binding", None),
        ({"scope": {"kind": "zone"}}, "scope_without_name", "scope", None),
        ({"scope": "zone"}, "not_mapping", "scope", None),
        ({"readings": {"perod": {"taken": "annual"}}}, "not_one_of", "readings", "period"),
        ({"readings": {"period": {"taken": "anual"}}}, "unknown_reading", "readings", "annual"),
        ({"status": "programme"}, "status_without_reason", "status", None),
        ({"status": "simulated", "kind": "rank"}, "cannot_be_simulated", "status", None),
        ({"label": {"zh": "只有中文"}}, "missing_key", "label", None),
    ],
)
def test_a_wrong_target_is_refused_with_its_place(
    tmp_path: Path, change: dict[str, Any], code: str, key: str, near: str | None
) -> None:
    error = refused(tmp_path, change)
    assert error.code == code
    assert error.where.key is not None and error.where.key.startswith(f"targets[0].{key}")
    assert error.where.line is not None
    line = (tmp_path / "plan.yaml").read_text(encoding="utf-8").splitlines()[error.where.line - 1]
    # The line named is that of the key, or of the target where the key itself is absent.
    assert error.where.key.rsplit(".", 1)[-1] in line or "- id:" in line or f"{key}:" in line
    if near is not None:
        assert error.values["near"] == near


@pytest.mark.parametrize("targets", [[], None])
def test_an_empty_plan_is_refused(tmp_path: Path, targets: list[Any] | None) -> None:
    with pytest.raises(InputError) as caught:
        load_plan(write(tmp_path, {**PLAN, "targets": targets}))
    assert caught.value.code in {"empty_plan", "value_missing"}
    assert "targets" in str(caught.value)


def test_duplicate_ids_name_both_lines(tmp_path: Path) -> None:
    error = refused(tmp_path, {}, {})
    first, second = error.values["first"], error.where.line
    assert error.code == "duplicate_id"
    assert isinstance(first, int) and second is not None and first < second


def test_every_mistake_is_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    error = refused(tmp_path, {"vale": 1}, {"id": "t_2", "kind": "stok"}, {"id": "t_3", "value": -1})
    assert [each.code for each in error.every] == ["unknown_key", "not_one_of", "negative"]
    assert [each.where.line for each in error.every] == sorted(each.where.line or 0 for each in error.every)
    assert len(str(error).splitlines()) == 3


def test_horizon_and_parts_are_checked(tmp_path: Path) -> None:
    assert refused(tmp_path, horizon={"start": 2035, "end": 2023}).code == "due_before_start"
    chains = [{"name": "线束产业链", "en": "Wire harness", "part_of": "电子信息集群"}]
    clusters = [{"name": "电子信息", "en": "Electronics"}]
    error = refused(tmp_path, chains=chains, clusters=clusters)
    assert (error.code, error.values["near"]) == ("part_unknown", "电子信息")


def test_a_growth_rate_may_be_negative(tmp_path: Path) -> None:
    change = {"kind": "growth_rate", "indicator": "above_scale_growth", "unit": "%/年", "value": -1.5}
    assert load(tmp_path, change).targets[0].value == -1.5


def test_a_row_may_say_less_than_its_indicator_with_a_reason(tmp_path: Path) -> None:
    reason = {"zh": "口径不同", "en": "Counted differently"}
    target = load(tmp_path, {"status": "not_simulated", "reason": reason}).targets[0]
    assert target.status == "not_simulated"
    assert target.reason is not None and target.reason["zh"] == "口径不同"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, "simulated"),
        ({"kind": "flow_per_year"}, "simulated"),
        ({"kind": "cumulative"}, "simulated"),
        ({"kind": "share", "value": 0.3}, "not_simulated"),
        ({"kind": "baseline"}, "baseline"),
        ({"value": None}, "not_simulated"),
        ({"scope": {"kind": "zone", "names": ["经开区"]}}, "not_simulated"),
        ({"indicator": "fiveg_stations", "unit": "个"}, "programme"),
        ({"indicator": "industrial_investment", "unit": "亿元"}, "not_simulated"),
    ],
)
def test_status_follows_from_indicator_kind_value_and_scope(
    tmp_path: Path, change: dict[str, Any], status: str
) -> None:
    target = load(tmp_path, change).targets[0]
    assert target.status == status
    assert (target.reason is None) == (status == "simulated")


def test_nothing_changes_once_read(tmp_path: Path) -> None:
    plan = load(tmp_path)
    with pytest.raises(ValidationError):
        setattr(plan, "id", "other")  # noqa: B010  (a plain assignment would not type-check)


def test_names_of_a_scope_are_one_text() -> None:
    assert Scope(kind="cluster", names=("电子信息", "现代食品")).name == "电子信息、现代食品"
    assert Scope().name == ""


def test_every_choice_has_at_least_two_readings() -> None:
    assert all(len(set(words)) >= 2 for words in READINGS.values())


def test_five_thousand_targets_load_quickly(tmp_path: Path) -> None:
    plan = load(tmp_path, *({"id": f"t_{number}"} for number in range(5000)))
    assert len(plan.targets) == 5000
