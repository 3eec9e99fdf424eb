"""The sheet of yearly figures, cell by cell: what a planner writes and what is made of it."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from calibration.definitions import definitions
from calibration.local.columns import load_columns
from calibration.local.sheet import SheetReading, read_sheet, read_sheet_bytes, with_years
from calibration.local.template import template_xlsx
from scenarios.messages import LANGUAGES, messages
from scenarios.schema.errors import InputError

HEADINGS = ("指标", "年份", "截至月份", "数值", "单位", "报送方式", "当年目标", "来源", "备注")


def sheet(*rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS) -> SheetReading:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(headings)
    for row in rows:
        page.append(row)
    paper = io.BytesIO()
    book.save(paper)
    return read_sheet_bytes(paper.getvalue(), "年度数据.xlsx", "西华县")


def row(value: Any, quantity: str = "规上工业企业", **cells: Any) -> tuple[Any, ...]:
    given: dict[str, Any] = {"指标": quantity, "年份": 2024, "数值": value, "来源": "公报"} | cells
    return tuple(given.get(name) for name in HEADINGS)


def only(reading: SheetReading) -> tuple[float, list[str]]:
    """The one value that was read, and the codes of what was said."""
    assert len(reading.points) == 1, [doubt.line("en") for doubt in reading.doubts]
    return reading.points[0].value, [doubt.code for doubt in reading.doubts]


def refused(reading: SheetReading) -> str:
    assert reading.points == () and len(reading.doubts) == 1
    return reading.doubts[0].code


@pytest.mark.parametrize(
    ("cells", "value", "said"),
    [
        (row(141), 141.0, []),
        (row("１４１家"), 141.0, []),
        (row("约120"), 120.0, ["about"]),
        (row("突破100家"), 100.0, ["at_least"]),
        (row(9.7, "规上工业增加值增速"), 9.7, []),
        (row("9.7%", "规上工业增加值增速"), 9.7, []),
        (row(0.097, "规上工业增加值增速"), 9.7, ["fraction"]),
        (row(12000, "招商项目到位资金", 单位="万元"), 1.2, []),
        (row("12.5亿元", "招商项目到位资金"), 12.5, []),
        (row(140, "above_scale"), 140.0, []),
        (row(140, "规上工业企业 above-scale enterprises"), 140.0, []),
        (row(140.5), 140.5, ["not_whole"]),
        (row(85, "工业投资增速"), 85.0, ["unusual_growth"]),
        (row(141, 年份="2024年底"), 141.0, []),
        (row(141, 报送方式="口头"), 141.0, ["unknown_reporting"]),
        (row(141, 当年目标="翻番"), 141.0, ["target_unread"]),
    ],
)
def test_what_is_understood(cells: tuple[Any, ...], value: float, said: list[str]) -> None:
    found, codes = only(sheet(cells))
    assert found == pytest.approx(value) and codes == said


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (row("很多"), "not_a_number"),
        (row("100-120"), "range_given"),
        (row("不超过100"), "at_most"),
        (row(-3), "negative"),
        (row(140, "签约项目开工（履约）率"), "above_hundred"),
        (row(-100, "工业投资增速"), "below_nothing"),
        (row(141, "规上工业企业用电量"), "unknown_quantity"),
        (row(141, None), "no_quantity"),  # type: ignore[arg-type]
        (row(141, 年份="去年"), "no_year"),
        (row(141, 截至月份=13), "no_month"),
        (row(141, 来源=None), "no_source"),
        (row(12, "招商项目到位资金", 单位="家"), "other_unit"),
        (row(True), "not_a_number"),
        (row("#N/A"), "not_a_number"),
    ],
)
def test_what_cannot_be_used_is_said_and_not_used(cells: tuple[Any, ...], code: str) -> None:
    assert refused(sheet(cells)) == code


def test_every_doubt_can_be_said_and_names_its_cell() -> None:
    reading = sheet(row("约120"), row("很多", 年份=2023), row(5, "未知量", 年份=2022))
    for language in LANGUAGES:
        for doubt in reading.doubts:
            assert "Sheet!" in doubt.line(language)
    assert {doubt.place for doubt in reading.doubts} == {"Sheet!D2", "Sheet!D3", "Sheet!A4"}
    said = {key.rsplit(".", 1)[1] for key in messages("zh") if key.startswith("calibrate.doubt.")}
    assert {doubt.code for doubt in reading.doubts} <= said


def test_how_it_was_reported_what_was_aimed_at_and_when() -> None:
    point = sheet(row(18, "签约亿元以上工业项目", 当年目标=18, 截至月份="1-11月")).points[0]
    assert (point.reporting, point.target, point.month) == ("self_reported", 18.0, 11)
    told = sheet(row(18, 报送方式="凭记忆", 来源=None)).points[0]
    assert told.reporting == "remembered"


def test_a_figure_written_twice_counts_once_and_two_that_differ_not_at_all() -> None:
    same = sheet(row(141), row(141))
    assert len(same.points) == 1 and [doubt.code for doubt in same.doubts] == ["twice"]
    differing = sheet(row(141), row(150), row(20, "专精特新中小企业"))
    assert [point.series for point in differing.points] == ["srdi"]
    assert [doubt.code for doubt in differing.doubts] == ["twice_differing"]


def test_a_formula_is_never_evaluated() -> None:
    reading = sheet(row("=1+1"), row(20, "专精特新中小企业"))
    assert [doubt.code for doubt in reading.doubts] == ["formula_without_result"]


def test_headings_may_stand_lower_in_english_and_in_any_order() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["西华县"])
    page.append(["Value", "Source", "Quantity", "Year"])
    page.append([141, "bulletin", "above-scale enterprises", 2024])
    paper = io.BytesIO()
    book.save(paper)
    assert only(read_sheet_bytes(paper.getvalue(), "x.xlsx")) == (141.0, [])


def test_csv_is_read_too() -> None:
    content = "指标,年份,数值,来源\n专精特新中小企业,2024,25,公示名单\n".encode("gb18030")
    assert only(read_sheet_bytes(content, "x.csv"))[0] == 25.0


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"x", "x.docx", "calibrate_suffix"),
        ("甲,乙\n1,2\n".encode(), "x.csv", "calibrate_no_headings"),
        ("指标,年份,数值\n规上工业企业,2024,\n".encode(), "x.csv", "calibrate_no_figures"),
    ],
)
def test_files_without_figures_are_refused(content: bytes, name: str, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_sheet_bytes(content, name)
    assert refusal.value.code == code


def test_a_missing_file_is_named(tmp_path: Any) -> None:
    with pytest.raises(InputError):
        read_sheet(tmp_path / "none.xlsx")


def test_the_template_is_empty_and_reads_without_a_doubt_once_filled() -> None:
    with pytest.raises(InputError) as refusal:
        read_sheet_bytes(template_xlsx(), "t.xlsx")
    assert refusal.value.code == "calibrate_no_figures"
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx()))
    page = book.worksheets[0]
    for place in range(2, page.max_row + 1):
        page.cell(place, 4).value = 12
        page.cell(place, 8).value = "公报"
    paper = io.BytesIO()
    book.save(paper)
    reading = read_sheet_bytes(paper.getvalue(), "t.xlsx")
    assert reading.doubts == () and len(reading.points) == page.max_row - 1
    assert {point.series for point in reading.points} == set(load_columns().template)


def test_quantities_of_the_template_are_known() -> None:
    assert set(load_columns().template) <= set(definitions())


def test_figures_of_years_that_cannot_be_compared_are_named_before_the_work_begins() -> None:
    reading = sheet(
        row(120, 年份=2019),
        row(140, 年份=2022),
        row(12.0, "规上工业增加值增速", 年份=2022),  # growth needs the year before
        row(9.0, "规上工业增加值增速", 年份=2023),
    )
    found = with_years(reading, range(2022, 2036))
    assert [(point.series, point.year) for point in found.points] == [
        ("above_scale", 2022),
        ("above_scale_growth", 2023),
    ]
    assert len(found.places) == len(found.points)
    told = [(doubt.code, doubt.place, doubt.values["first"]) for doubt in found.doubts]
    assert told == [("other_years", reading.places[0], 2022), ("other_years", reading.places[2], 2023)]
    assert reading.places[0] in found.doubts[0].line("zh") and reading.places[0] not in found.doubts[0].said("zh")
