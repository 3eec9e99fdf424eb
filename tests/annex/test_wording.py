"""How amounts, conditions and levers are said: what a reader of the pages stumbled over."""

from __future__ import annotations

import pytest
from annex_making import SIMULATED, made

from annex.document import Table, Words, plain
from annex.forms import written
from annex.phrases import Sayer
from annex.results_analysis import _condition
from annex.sections.binding import _change
from model.outcomes import outcome_of
from scenarios.messages import text


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
