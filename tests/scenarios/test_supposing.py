"""Promised inputs that are supposed to come: which they are, what is imposed, and what cannot be supposed."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic import FakeEngine

from scenarios import load, run
from scenarios.messages import messages
from scenarios.readings import Span, reread
from scenarios.schema.errors import InputError
from scenarios.schema.load import load_plan
from scenarios.supposing import inputs_of, suppose

SPAN = Span(2023, 2023, 2035)
SCENARIO = "title: {zh: 试, en: try}\nauthor: someone\nplan: xihua\n"


def scenario(folder: Path, more: str) -> Path:
    path = folder / "s.yaml"
    path.write_text(SCENARIO + more + "\n", encoding="utf-8")
    return path


def test_the_inputs_of_xihua_and_what_each_imposes() -> None:
    """Restatements and projects above a size that the model does not impose are left out."""
    assert inputs_of(load_plan("xihua")) == {
        "xh_flow_projects_100m": "signed_projects",
        "xh_attract_amount": "funds",
        "xh_industrial_investment": "investment",
        "xh_flow_three_hua_projects": "upgrading",
    }


def test_money_is_imposed_in_the_engines_unit_and_years() -> None:
    """100 亿元 a year is 1,000,000 万元, from the plan's first year to its due year."""
    found = suppose(load_plan("xihua"), ("xh_industrial_investment",), SPAN)
    assert dict(found.imposed) == {"investment": ((2023, 2035, 1_000_000.0),)}
    later = suppose(load_plan("xihua"), ("xh_industrial_investment",), Span(2023, 2026, 2035))
    assert later.imposed["investment"] == ((2026, 2035, 1_000_000.0),)


def test_another_reading_imposes_another_row_or_another_amount() -> None:
    """Money attracted may be what contracts say; a total is spread over the plan's years."""
    signed = reread(load_plan("xihua"), {"stage": "signed"})
    assert set(suppose(signed, ("xh_attract_amount",), SPAN).imposed) == {"signed_money"}
    total = reread(load_plan("xihua"), {"period": "total"})
    assert suppose(total, ("xh_attract_amount",), SPAN).imposed["funds"][0][2] == pytest.approx(2_000_000 / 13)


def test_all_inputs_are_those_that_can_be_supposed_together() -> None:
    """Of money, contracts and number of projects, which all set the signings, the money in place."""
    found = suppose(load_plan("xihua"), ("inputs",), SPAN, {"inputs": 0.9, "xh_attract_amount": 0.35})
    assert {name: spans[0][2] for name, spans in found.imposed.items()} == {
        "funds": 700_000.0,
        "investment": 900_000.0,
        "upgrading": 9.0,
    }
    assert "xh_flow_projects_100m" not in found.ids


@pytest.mark.parametrize(
    ("more", "code", "near"),
    [
        ("suppose: [xh_industrial_investmen]", "unknown_supposed", "xh_industrial_investment"),
        ("suppose: [xh_va_manufacturing]", "not_an_input", None),
        ("suppose: [xh_flow_projects_100m, xh_attract_amount]", "supposed_twice", None),
        ("suppose: [inputs]\nrealism: {xh_attract_amoun: 0.5}", "realism_of_nothing", "xh_attract_amount"),
        (
            "levers: {research_support: {start: 2024, end: 2030, intensity: 0.1, chain: 肉制品加工产业}}",
            "unknown_chain",
            "肉制品加工产业链",
        ),
        ("levers: {research_support: {start: 2040, end: 2045, intensity: 0.1}}", "lever_outside_years", None),
        ("levers: {research_support: {start: 2030, end: 2024, intensity: 0.1}}", "lever_ends_before_start", None),
    ],
)
def test_what_cannot_be_is_refused_in_words(more: str, code: str, near: str | None, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load(scenario(tmp_path, more))
    assert refused.value.code == code
    assert near is None or refused.value.values["near"] == near
    for language in ("zh", "en"):
        assert set(refused.value.text(messages(language))) >= {"what", "remedy"}


@pytest.mark.usefixtures("named_version")
def test_a_supposed_input_is_left_out_of_the_joint_probability_and_says_so(tmp_path: Path) -> None:
    plain, supposed = load("xihua"), load(scenario(tmp_path, "suppose: [xh_industrial_investment]"))
    assert plain.investment_mode == "outcome" and supposed.investment_mode == "promised"
    before, after = run(plain, 30, engine=FakeEngine()), run(supposed, 30, engine=FakeEngine())
    assert set(before.joint.target_ids) - set(after.joint.target_ids) == {"xh_industrial_investment"}
    found = {target["id"]: target for target in after.to_json(detail=True)["targets"]}
    assert "假定" in found["xh_industrial_investment"]["reason"]
    assert found["xh_industrial_investment"]["detail"]["supposed"] is True
    assert after.to_json(detail=True)["detail"]["investment_mode"] == "promised"
    assert plain.hash != supposed.hash
