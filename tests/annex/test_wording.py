"""How amounts, conditions and levers are said: what a reader of the pages stumbled over."""

from __future__ import annotations

import pytest
from annex_making import SIMULATED, made
from every_outcome import full_engine

from annex import AnnexRequest, build_annex
from annex.document import Bullets, Table, Words, plain
from annex.forms import written
from annex.phrases import Sayer
from annex.results_analysis import _condition
from annex.sections.binding import _change
from model.levers import load_levers
from model.outcomes import outcome_of
from scenarios import load, run
from scenarios.loaded import complete
from scenarios.messages import text
from scenarios.schema.scenario import Lever
from scenarios.tables.names import run_names


def rows_of(language: str, name: str) -> list[list[str]]:
    annex = made("xihua", language, sections=SIMULATED)
    table = next(
        block
        for section in annex.sections
        for block in section.blocks
        if isinstance(block, Table) and block.name == name
    )
    return [[plain(words) for words in row] for row in table.rows]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("table", "wanted", "values"), [("verdicts", 2, (3,)), ("revised", 1, (3, 4, 5))])
def test_what_is_asked_a_year_is_answered_a_year(
    language: str, table: str, wanted: int, values: tuple[int, ...]
) -> None:
    each = text("annex.each_year", language)
    yearly = [row for row in rows_of(language, table) if row[wanted].endswith(each)]
    others = [row for row in rows_of(language, table) if not row[wanted].endswith(each)]
    silent = {"—", text("annex.revised.nothing", language)}
    assert yearly and others
    assert all(row[place].endswith(each) or row[place] in silent for row in yearly for place in values)
    assert not any(row[place].endswith(each) for row in others for place in values)


@pytest.mark.parametrize(
    ("series", "zh", "en"),
    [
        ("stopped:little_giant:revenue", "营业收入", "revenue"),
        ("stopped:innovative:open", "尚无这一称号的认定", "no recognition of this title yet"),
    ],
)
def test_a_condition_is_named_without_title_and_quotes(series: str, zh: str, en: str) -> None:
    assert outcome_of(series).label.zh.endswith(f"“{zh}”")
    assert (_condition(series, "zh"), _condition(series, "en")) == (zh, en)


def test_what_was_moved_is_not_called_the_plan_as_it_stands() -> None:
    """In the explorer a question keeps the plan's name while levers, assumptions and figures are moved."""
    stands = load("xihua").scenario
    lever = Lever(start=2023, end=2035, intensity=0.5)
    moved = stands.model_copy(update={"levers": {next(iter(load_levers())): lever}})
    asked = [complete(scenario) for scenario in (stands, moved)]
    leads = [
        plain(build_annex(AnnexRequest(each, ("limits",), replicates=100), engine=full_engine).lead[0])
        for each in asked
    ]
    assert "按规划原样" in leads[0] and "按规划原样" not in leads[1] and "改动了" in leads[1]
    called = [run_names(run(each, 100, 1, engine=full_engine))["scenario_zh"] for each in asked]
    assert called == ["按规划本身", "改动后"]


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "<1%"), (0.004, "<1%"), (0.45, "45%"), (0.996, ">99%"), (1.0, ">99%")]
)
def test_a_share_of_replicates_is_never_said_as_certain(value: float, said: str) -> None:
    assert written("percent0_open", value, "zh") == said


def test_a_lever_without_a_unit_moves_its_intensity() -> None:
    tree = {"changes": [{"label": "绿色制造行动", "change": 0.95}, {"label": "新增签约项目", "change": 3.0}]}

    def said(place: str, unit: str) -> str:
        words: Words = _change(Sayer(tree, "zh"), place, unit)  # type: ignore[arg-type]
        return plain(words)

    assert said("changes.0", "") == "绿色制造行动的强度+0.95"
    assert said("changes.1", "个/年") == "新增签约项目+3个/年"


def test_findings_name_their_targets() -> None:
    """Several numbers bind nothing in the same words: without a name a planner could not tell which."""
    annex = made("shangqiu", "zh", sections=("audit",))
    said = [
        plain(words)
        for section in annex.sections
        for block in section.blocks
        if isinstance(block, Bullets)
        for words in block.items
    ]
    same = [words for words in said if words.startswith("数字相同")]
    assert len(same) > 1 and all(words.endswith("（省级各类创新平台数、省级创新平台数）") for words in same)
