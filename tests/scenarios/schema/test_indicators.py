"""Indicators: each answered by the engine's series or explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.schema.errors import InputError
from scenarios.schema.indicators import IndicatorTable, load_indicators
from scenarios.schema.load import list_plans, load_plan
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml_text


def test_every_indicator_is_used_by_a_plan_and_every_reason_by_something() -> None:
    table = load_indicators()
    used = {target.indicator for name in list_plans() for target in load_plan(name).targets}
    assert used == set(table.indicators)
    given = {indicator.reason for indicator in table.indicators.values()} - {None}
    structural = {"baseline", "rank", "no_value", "kind", "scope", "part_unknown", "size_class", "first_year"}
    assert given | structural == set(table.reasons)


def test_series_of_a_target() -> None:
    table, plan = load_indicators(), load_plan("xihua")
    assert table.series(plan.target("xh_n_srdi_provincial"), "valid") == "srdi_valid"
    assert table.series(plan.target("xh_flow_srdi")) == "srdi_additions"
    assert table.series(plan.target("xh_n_above_scale")) == "above_scale"
    assert table.series(plan.target("xh_n_5g_stations")) is None


@pytest.mark.parametrize(
    "entry",
    [
        "{label: {zh: 甲, en: A}, unit: 家, nature: money, status: simulated}",
        "{label: {zh: 甲, en: A}, unit: 家, nature: money, status: programme}",
        "{label: {zh: 甲, en: A}, unit: 家, nature: money, status: programme, reason: nothing}",
        "{label: {zh: 甲, en: A}, unit: 家, nature: money, status: simulated, outcome: {stock: a}, ratio: {of: [a]}}",
    ],
)
def test_an_incomplete_indicator_is_refused(tmp_path: Path, entry: str) -> None:
    text = f"reasons: {{rank: {{zh: 甲, en: A}}}}\nindicators:\n  a: {entry}\n"
    with pytest.raises(InputError) as caught:
        build(IndicatorTable, read_yaml_text(text, "indicators.yaml"))
    assert caught.value.code == "indicator_incomplete"
    assert caught.value.where.line == 3
