"""What a sweep file may say, and how a mistake in it is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from scenarios.messages import LANGUAGES, messages
from scenarios.schema.errors import InputError
from scenarios.sweep.points import check, expand
from scenarios.sweep.specification import load_sweep

ROOT = Path(__file__).parents[3]


def codes(content: dict[str, Any] | Path) -> list[str]:
    with pytest.raises(InputError) as found:
        expand(load_sweep(content), "test-1")
    return [error.code for error in found.value.every]


def test_a_grid_takes_ranges_from_the_entry(small: dict[str, Any]) -> None:
    points = expand(load_sweep(small), "test-1")
    growth = {point.changes["assumptions.real_growth_above_scale"] for point in points.points}
    assert len(points) == 6 and growth == {0.0, 0.1}  # model/parameters/growth.yaml: low and high


def test_a_point_is_named_by_what_it_asks_and_never_twice(small: dict[str, Any]) -> None:
    small["vary"] = {"levers.cultivation_service.intensity": {"values": [0, 0.5, 0.5, 1]}}
    small["cases"] = [{}, {"levers.research_support": 0}]  # a lever at zero changes nothing
    points = expand(load_sweep(small), "test-1")
    assert (len(points), points.repeated) == (3, 5)
    alone = expand(
        load_sweep({**small, "cases": [], "vary": {"levers.cultivation_service": {"values": [0.5]}}}), "test-1"
    )
    assert alone.points[0].id == points.points[1].id
    again = expand(load_sweep({**small, "seed": 2}), "test-1")
    assert not {point.id for point in again.points} & {point.id for point in points.points}
    assert expand(load_sweep(small), "test-2").points[0].id != points.points[0].id


def test_plans_times_scenarios_times_cases(small: dict[str, Any]) -> None:
    small |= {"vary": {}, "plans": ["xihua", "xuchang"], "cases": [{"rulebook": 2022}, {"rulebook": 2026}]}
    points = expand(load_sweep(small), "test-1")
    assert [(points.base(point).name, point.changes["rulebook"]) for point in points.points] == [
        ("xihua@xihua", 2022),
        ("xihua@xihua", 2026),
        ("xihua@xuchang", 2022),
        ("xihua@xuchang", 2026),
    ]
    assert points.base(points.points[3]).region == "许昌市"


def test_every_kind_of_path_can_be_set(small: dict[str, Any]) -> None:
    small["vary"] = {}
    small["cases"] = [
        {
            "levers.cultivation_service": {"intensity": 0.5, "start": 2025, "end": 2030},
            "levers.research_support.intensity": 0.1,
            "assumptions.founding_rate": 0.05,
            "assumptions.growth_noise_scale.value": 0.2,
            "baseline.above_scale_enterprises": 150,
            "rulebook": "2022",
            "counting": "valid",
            "as_of": 2023,
            "readings.change": "net",
        }
    ]
    points = expand(load_sweep(small), "test-1")
    check(points)
    loaded = points.loaded(points.points[0])
    assert loaded.scenario.levers["cultivation_service"].start == 2025
    assert (loaded.scenario.levers["research_support"].start, loaded.scenario.mode) == (2023, "as_of")
    assert loaded.scenario.assumptions["founding_rate"].value == 0.05
    assert loaded.baseline.figures["above_scale_enterprises"].support == (150, 150)
    assert loaded.span.first == 2024
    assert any(row.question and row.question.minus for row in loaded.rows)


WRONG = [
    ({"vary": {"levers.x.intensity": {"steps": 3}}}, "unknown_lever"),
    ({"vary": {"levers.signings.start": {"steps": 3}}}, "unknown_lever"),
    ({"vary": {"realism.inputs": {"steps": 3}}}, "sweep_no_range"),
    ({"vary": {"realism.inputs": {"values": [0.5]}}}, "realism_without_suppose"),
    ({"vary": {"levers.signings.chain": {"values": ["x"]}}}, "unknown_chain"),
    ({"vary": {"assumptions.real_growth_above_scal": {"steps": 3}}}, "sweep_unknown_parameter"),
    ({"vary": {"baseline.above_scale": {"steps": 3}}}, "sweep_unknown_figure"),
    ({"vary": {"baseline.provincial_champion_holders": {"steps": 3}}}, "sweep_no_range"),
    ({"vary": {"plan": {"values": ["xuchang"]}}}, "sweep_path_unknown"),
    ({"vary": {"rulebook": {"values": ["2023"]}}}, "not_one_of"),
    ({"vary": {"rulebook": {}}}, "sweep_steps_missing"),
    ({"vary": {"rulebook": {"values": []}}}, "sweep_no_values"),
    ({"vary": {"assumptions.founding_rate": {"low": 0.1, "steps": 2}}}, "sweep_half_range"),
    ({"vary": {"assumptions.founding_rate": {"low": 0.1, "high": 0.05, "steps": 2}}}, "bounds_swapped"),
    ({"vary": {"assumptions.founding_rate": {"values": [0.1], "steps": 2}}}, "sweep_values_or_range"),
    ({"design": "sobol"}, "sweep_points_missing"),
    ({"points": 3}, "sweep_points_without_sample"),
    ({"rounds": 3}, "sweep_rounds_without_hypercube"),
    ({"design": "sobol", "points": 4, "vary": {}}, "sweep_nothing_varies"),
    ({"design": "sobol", "points": 4}, "sweep_steps_without_grid"),
    ({"cases": [{"assumptions.real_growth_above_scale": 0.05}]}, "sweep_path_twice"),
    ({"scenario": None, "scenarios": ["xihua", "xihua"]}, "sweep_scenario_twice"),
    ({"replicate": 3}, "unknown_key"),
    ({"replicates": 0}, "not_at_least"),
]


@pytest.mark.parametrize(("change", "code"), WRONG, ids=[code + str(n) for n, (_, code) in enumerate(WRONG)])
def test_mistakes_are_refused(small: dict[str, Any], change: dict[str, Any], code: str) -> None:
    content = {key: value for key, value in (small | change).items() if value is not None}
    assert code in codes(content)


def test_a_mistake_names_file_line_and_key(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    lines = ["title: {zh: 试, en: t}", "author: t", "scenario: xihua", "vary:", "  assumptions.nonsense: {steps: 2}"]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as found:
        expand(load_sweep(file), "test-1")
    assert (found.value.where.file, found.value.where.line) == (str(file), 5)
    assert found.value.where.key == "vary.assumptions.nonsense"


def test_levers_and_values_that_the_model_refuses_are_found_before_anything_is_computed(small: dict[str, Any]) -> None:
    for path, values, code in (
        ("levers.cultivation_servic.intensity", [0.5], "unknown_lever"),
        ("assumptions.real_growth_above_scale", [0.05, 0.5], "model_override_out_of_range"),
    ):
        small["vary"] = {path: {"values": values}}
        with pytest.raises(InputError) as found:
            check(expand(load_sweep(small), "test-1"))
        assert found.value.code == code


def test_every_mistake_can_be_said() -> None:
    raised = re.compile(r'(?:InputError|mistake)\(\s*"([a-z_]+)"')
    files = [*(ROOT / "scenarios/sweep").glob("*.py"), *(ROOT / "scenarios/compare").glob("*.py")]
    found = {code for path in files for code in raised.findall(path.read_text(encoding="utf-8"))}
    found |= set(re.findall(r'code = "([a-z_]+)"', "".join(path.read_text(encoding="utf-8") for path in files)))
    assert len(found) > 30
    for language in LANGUAGES:
        known = messages(language)
        assert [code for code in found if f"input.{code}.what" not in known] == []
