"""Every chart draws what its table says, in both languages, and says nothing in the wrong one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import altair as alt
import pytest

from charts import (
    Axis,
    NothingToShowError,
    fan_chart,
    funnel_bars,
    funnel_by_year,
    heat_map,
    investment_against_value,
    ladder_flow,
    life_chart,
    lines,
    scatter,
    scorecard_bars,
    stock_flow_bars,
    unmet_bars,
)
from charts.ladder import rungs_of
from charts.parts import display_width, wrapped, year_ticks
from scenarios import tables as tab
from scenarios.result import RunResult
from scenarios.tables import Table, joined
from scenarios.tables.flows import GROUP_COLUMNS

CHINESE = re.compile("[\u4e00-\u9fff]")


def money(name: str, roles: tuple[str, ...]) -> Table:
    """A table of money by year, as the engine will report it."""
    rows = [
        {
            **{"region": "x", "scenario": "x", "scenario_zh": "按规划本身", "scenario_en": "as it stands"},
            **{"step": step, "role": role, "part": None, "quantile": quantile, "year": year, "variable": f"s{step}"},
            **{"label_zh": f"金额{step}", "label_en": f"Money {step}", "unit": "亿元", "value": value * (2 - step / 2)},
        }
        for step, role in enumerate(roles)
        for year in range(2022, 2036)
        for quantile, value in (("p05", 5.0), ("p50", 10.0), ("p95", 20.0), ("mean", 11.0))
    ]
    return Table.of_rows(name, GROUP_COLUMNS, rows)


def unmet() -> Table:
    columns = ("year", "title", "title_zh", "title_en", "reason", "label_zh", "label_en", "replicates", "unit", "value")
    rows = [
        (2035, "srdi", "专精特新", "SRDI SME", "revenue", "营业收入", "revenue", 1, "家", 31.0),
        (2035, "srdi", "专精特新", "SRDI SME", "niche_years", "从事细分市场年限", "years in the niche", 1, "家", 3.0),
    ]
    return Table.of_rows("unmet_conditions", columns, [dict(zip(columns, row, strict=True)) for row in rows])


def sweep() -> Table:
    rows = [{"a": a, "b": b, "p": None if a == b == 2 else a * b / 6} for a in range(4) for b in range(3)]
    return Table.of_rows("sweep", ("a", "b", "p"), rows)


Drawer = Callable[[RunResult, str], Any]
AXES = {
    "zh": (Axis("a", "投资", "亿元"), Axis("b", "培育服务"), Axis("p", "概率", form="share")),
    "en": (Axis("a", "Investment", "亿元"), Axis("b", "Service"), Axis("p", "Probability", form="share")),
}
CHARTS: dict[str, Drawer] = {
    "fan": lambda result, language: fan_chart(
        tab.target_quantiles(result), tab.target_marks(result), language=language
    ),
    "fan_one": lambda result, language: fan_chart(tab.series_quantiles(result, ["above_scale"]), language=language),
    "scorecard": lambda result, language: scorecard_bars(tab.scorecard(result), language=language),
    "ladder": lambda result, language: ladder_flow(tab.title_flows(result), language=language),
    "flows": lambda result, language: stock_flow_bars(tab.title_flows(result), language=language),
    "funnel": lambda result, language: funnel_bars(money("funnel", ("money", "money")), language=language),
    "funnel_by_year": lambda result, language: funnel_by_year(money("funnel", ("money", "money")), language=language),
    "investment": lambda result, language: investment_against_value(
        money("investment_and_value", ("put_in", "comes_out")), language=language
    ),
    "unmet": lambda result, language: unmet_bars(unmet(), language=language),
    "heat": lambda result, language: heat_map(sweep(), *AXES[language], language=language, title="A"),
    "lines": lambda result, language: lines(sweep(), AXES[language][0], AXES[language][2], by="b", language=language),
    "scatter": lambda result, language: scatter(sweep(), AXES[language][0], AXES[language][1], language=language),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_valid_and_speaks_one_language(name: str, language: str, result: RunResult) -> None:
    spec = CHARTS[name](result, language).to_dict()
    assert spec["config"]["font"].endswith("sans-serif")
    written = json.dumps(spec, ensure_ascii=False)
    assert "NaN" not in written and "Infinity" not in written
    if language == "en":
        assert not CHINESE.search(written), CHINESE.search(written)
    else:
        assert CHINESE.search(written)


def rows_of(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_a_fan_holds_the_quantiles_and_marks_of_its_tables(result: RunResult) -> None:
    quantiles = tab.target_quantiles(result, ["xh_n_above_scale"])
    marks = tab.target_marks(result, ["xh_n_above_scale"])
    rows = rows_of(fan_chart(quantiles, marks))
    wanted = {
        (row["year"], row["quantile"]): row["value"]
        for row in quantiles.rows()
        if row["quantile"] in ("p05", "p50", "p95")
    }
    for (year, name), value in wanted.items():
        assert next(row[name] for row in rows if row["kind"] == "fan" and row["year"] == year) == value
    mark = next(row for row in rows if row["kind"] == "target")
    assert (mark["at"], mark["wanted"]) == (2035, 300.0)


def test_a_yearly_target_is_a_line_over_its_years(result: RunResult) -> None:
    rows = rows_of(
        fan_chart(tab.target_quantiles(result, ["xh_flow_srdi"]), tab.target_marks(result, ["xh_flow_srdi"]))
    )
    mark = next(row for row in rows if row["kind"] == "target")
    assert (mark["year"], mark["until"], mark["wanted"]) == (2023, 2035, 5.0)


@pytest.mark.parametrize("arrange", ["over", "beside"])
def test_two_scenarios_keep_apart(arrange: Any, result: RunResult, other: RunResult) -> None:
    ids = ["xh_n_above_scale", "xh_n_srdi_provincial"]
    second = tab.target_quantiles(other, ids)
    rows = rows_of(
        fan_chart(joined([tab.target_quantiles(result, ids), second]), tab.target_marks(result), arrange=arrange)
    )
    scenarios = {row["scenario"] for row in rows if row["kind"] == "fan"}
    assert len(scenarios) == 2
    panels = {row["panel"] for row in rows if row["kind"] == "fan"}
    assert len(panels) == (2 if arrange == "over" else 4)


def test_twelve_panels_and_long_names(result: RunResult) -> None:
    quantiles = tab.series_quantiles(result, result.samples.series[:12])
    long = quantiles.with_column("label_zh", [f"{label}" * 6 for label in quantiles["label_zh"]])
    spec = fan_chart(long).to_dict()
    panels = {row["panel"] for rows in spec["datasets"].values() for row in rows}
    assert len(panels) == 12
    assert all(display_width(line) <= 60 for panel in panels for line in panel.split("\n"))


def test_scorecard_bars_carry_interval_and_word(result: RunResult) -> None:
    score = tab.scorecard(result)
    rows = {row["target"]: row for row in rows_of(scorecard_bars(score))}
    for row in score.rows():
        drawn = rows[row["target"]]
        assert (drawn["probability"], drawn["low"], drawn["high"]) == (row["probability"], row["low"], row["high"])
        assert str(row["verdict_zh"]) in drawn["said"].replace("\n", "")


def test_a_withheld_verdict_has_no_bar_but_its_word(result: RunResult) -> None:
    score = tab.scorecard(result)
    names = ("probability", "low", "high", "successes", "replicates")
    empty = score
    for name in names:
        empty = empty.with_column(name, [None] * len(score))
    empty = empty.with_column("verdict_zh", ["不下结论"] * len(score))
    rows = rows_of(scorecard_bars(empty))
    assert all(row["probability"] is None and row["said"] == "不下结论" for row in rows)


def test_the_ladder_adds_up(result: RunResult) -> None:
    """The stock of each rung alone and of those above it is the nested mean of the table."""
    flows = tab.title_flows(result).where(quantile="mean", part="stock", rung=0)
    rungs = rungs_of(tab.title_flows(result), "zh")
    assert [rung.place for rung in rungs] == [0, 1, 2]
    nested = dict(zip(flows["year"], flows.numbers("value"), strict=True))
    assert all(min(rung.stock.values()) >= 0 for rung in rungs)
    assert len(nested) == 14


def test_nothing_to_show_is_said(result: RunResult) -> None:
    empty = Table.of_rows("funnel", GROUP_COLUMNS, [])
    for draw in (funnel_bars, funnel_by_year, investment_against_value):
        with pytest.raises(NothingToShowError):
            draw(empty)
    with pytest.raises(NothingToShowError):
        scatter(Table.of_rows("x", ("a", "b"), []), Axis("a", "a"), Axis("b", "b"))


def test_a_life_is_drawn_from_its_tables() -> None:
    life = Table.of_rows(
        "life",
        ("enterprise", "replicate", "year", "event", "age", "revenue", "research_intensity", "patents", "above_scale"),
        [
            dict(enterprise="3", replicate=0, year=2022 + age, event="lives", age=age, revenue=None if age == 4 else 0.4,
                 research_intensity=3.0, patents=1.0, above_scale=True)
            for age in range(5)
        ],
    )  # fmt: skip
    titles = Table.of_rows(
        "life_titles",
        ("year", "title", "held", "decision", "title_zh", "title_en", "said_zh", "said_en"),
        [
            dict(year=2022 + age, title="srdi", held=age > 1, decision="admitted" if age == 2 else None, title_zh="专精特新",
                 title_en="SRDI SME", said_zh="认定", said_en="recognised")
            for age in range(5)
        ],
    )  # fmt: skip
    for language in ("zh", "en"):
        spec = life_chart(life, titles, language=language).to_dict()
        assert len(spec["vconcat"]) == 3


def test_line_breaks() -> None:
    assert wrapped("规模以上工业企业数（家）", 12) == "规模以上工业\n企业数（家）"
    assert wrapped("每年培育制造业（产品）", 14) == "每年培育制造业\n（产品）"
    assert wrapped("a very long name of an indicator", 12) == "a very long\nname of an\nindicator"
    assert wrapped("一二三四五六七八九十", 8, 2).endswith("…")
    assert wrapped("", 10) == ""
    assert wrapped("一二\n三四五", 20) == "一二\n三四五"


def test_year_ticks_are_whole_and_end_with_the_last() -> None:
    assert year_ticks([2022, 2035], 400)[-1] == 2035
    assert year_ticks([2022, 2035], 100) == [2025, 2030, 2035]
    assert year_ticks([2030], 100) == [2030]


def test_the_theme_is_that_of_charts() -> None:
    assert alt.theme.active == "tuiyan"
