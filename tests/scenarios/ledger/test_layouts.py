"""Where tables stand: title lines, two header rows, merged cells, totals, several tables, hidden sheets."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from books import codes, read, workbook

from scenarios.ledger import read_ledger
from scenarios.schema.errors import InputError

HEADER = ("企业名称", "2023年营业收入（万元）", "产业链")


def test_a_header_below_titles_in_two_merged_rows(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("某县工业企业台账",),
        ("填报单位：县工信局",),
        ("序号", "企业名称", "营业收入（万元）", None, "从业人员"),
        (None, None, "2022年", "2023年", None),
        (1, "甲公司", 100, 110, 20),
        ("合计", None, 100, 110, 20),
        ("注：数据来自年报",),
        merges=["A1:E1", "A3:A4", "B3:B4", "C3:D3", "E3:E4"],
    )
    assert reading.ledger.names == ("甲公司",)
    assert [reading.ledger.values("revenue", year)[0] for year in (2022, 2023)] == [100, 110]
    assert codes(reading) == {}
    assert {"totals_row", "remark_row"} <= set(codes(reading, "note").values())


def test_two_header_rows_without_merging_and_an_index_row(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("企业名称", "营业收入（万元）", "研发费用（万元）"),
        (None, 2023, 2023),
        ("甲", 1, 2),
        ("甲公司", 100, 5),
    )
    assert reading.ledger.names == ("甲公司",)
    assert reading.ledger.values("research_spending", 2023)[0] == 5


def test_merged_cells_name_a_chain_but_give_no_figure(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        HEADER,
        ("甲公司", 100, "面粉"),
        ("乙公司", None, None),
        ("丙公司", 300, "肉制品"),
        merges=["B2:B3", "C2:C3"],
    )
    by_name = dict(zip(reading.ledger.names, reading.ledger.chains, strict=True))
    assert by_name == {"甲公司": "面粉", "乙公司": "面粉", "丙公司": "肉制品"}
    assert sorted(value for value in reading.ledger.values("revenue", 2023) if value == value) == [300]
    assert codes(reading) == {"台账!B2": "merged_figure", "台账!C3": "merged_filled"}


def test_an_enterprise_over_two_merged_rows_is_one(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        HEADER,
        ("甲公司", 100, "面粉"),
        (None, None, None),
        ("乙公司", 5, "面粉"),
        merges=["A2:A3", "B2:B3", "C2:C3"],
    )
    assert len(reading.ledger) == 2
    assert reading.ledger.values("revenue", 2023)[list(reading.ledger.names).index("甲公司")] == 100


def test_tables_side_by_side_and_below_each_other(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("企业名称", "2023年营业收入（万元）", None, "企业名称", "2023年营业收入（万元）"),
        ("甲公司", 100, None, "乙公司", 200),
        (),
        ("专精特新企业",),
        ("企业名称", "从业人员（人）"),
        ("丙公司", 30),
    )
    assert set(reading.ledger.names) == {"甲公司", "乙公司", "丙公司"}
    assert [finding.code for finding in reading.of_grade("doubt")].count("several_tables") == 2


def test_a_repeated_header_is_skipped(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER, ("甲公司", 100, "面粉"), HEADER, ("乙公司", 200, "面粉"))
    assert len(reading.ledger) == 2
    assert codes(reading) == {}
    assert codes(reading, "note") == {"台账!3": "header_repeated"}


def test_hidden_sheets_are_named_and_not_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADER, ("甲公司", 100, "面粉")])
    book = openpyxl.load_workbook(path)
    hidden = book.create_sheet("去年")
    hidden.append(HEADER)
    hidden.append(("乙公司", 100, "面粉"))
    hidden.sheet_state = "hidden"
    book.save(path)
    reading = read_ledger(path, complete_for="all")
    assert reading.ledger.names == ("甲公司",)
    assert codes(reading)["去年"] == "hidden_sheet"


def test_rows_and_columns_that_say_nothing_usable(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        (*HEADER, "营业收人", "用电量", None, "认定年份"),
        ("甲公司", 100, "面粉", 1, 2, 3, 2021),
        (None, 100, "面粉"),
    )
    assert codes(reading, "error") == {"台账!3": "row_without_identity", "台账!G1": "date_without_title"}
    assert codes(reading, "doubt") == {"台账!D1": "heading_near"}
    assert codes(reading, "note") == {"台账!E1": "heading_unknown", "台账!F1": "column_without_heading"}


def test_a_column_given_twice_is_used_once(tmp_path: Path) -> None:
    reading = read(tmp_path, ("企业名称", "2023年营收（万元）", "营业收入2023（万元）"), ("甲公司", 1, 2))
    assert reading.ledger.values("revenue", 2023).tolist() == [1]
    assert codes(reading) == {"台账!C1": "column_twice"}


def test_no_rows_and_no_header(tmp_path: Path) -> None:
    with pytest.raises(InputError) as none:
        read(tmp_path, HEADER)
    assert none.value.code == "ledger_without_rows"
    with pytest.raises(InputError) as bare:
        read(tmp_path, ("甲", "乙"), (1, 2))
    assert bare.value.code == "ledger_without_header"


def test_words_of_a_data_row_do_not_make_it_a_header(tmp_path: Path) -> None:
    """A column of kinds says 企业 in every row, and a title's name may stand in a cell."""
    reading = read(
        tmp_path,
        ("类别", "企业名称", "荣誉称号", "2023年营业收入（万元）"),
        ("企业", "甲公司", "专精特新", 100),
        ("企业", "乙公司", "创新型", 200),
        ("合计2家", None, None, 300),
    )
    assert set(reading.ledger.names) == {"甲公司", "乙公司"}
    assert "several_tables" not in codes(reading).values()


def test_instructions_above_the_table_are_not_enterprises(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("企业名称", "按营业执照填写"),
        ("营业收入", "按年报填写"),
        ("企业名称", "2023年营业收入（万元）"),
        ("甲公司", 100),
    )
    assert reading.ledger.names == ("甲公司",)


def test_groups_over_headings_and_a_unit_above_the_table(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("单位：亿元",),
        ("企业名称", "主要经济指标（万元）", None, None, "2023年", "资质情况"),
        (None, "营业收入", None, "研发投入", "净利润", "企业资质"),
        (None, "2022", "2023", "2023", None, None),
        ("甲公司", 3000, 3100, 90, 0.02, "高企、专精特新（2022）"),
        merges=["A2:A4", "B2:D2", "B3:C3"],
    )
    ledger = reading.ledger
    assert [ledger.values("revenue", year)[0] for year in (2022, 2023)] == [3000, 3100]
    assert (ledger.values("research_spending", 2023)[0], ledger.values("net_profit", 2023)[0]) == (90, 200)
    assert (ledger.values("high_technology")[0], ledger.values("title:srdi:recognised")[0]) == (1, 2022)
    assert codes(reading) == {}
    assert "unit_of_table" in codes(reading, "note").values()


def test_a_group_that_changes_the_meaning_is_not_left_aside(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("企业名称", "营业收入（万元）", "同比增速（%）", None),
        (None, "2023", "营业收入", "研发费用"),
        ("甲公司", 3000, 3100, 90),
        merges=["A1:A2", "C1:D1"],
    )
    assert reading.ledger.years_of("revenue") == (2023,)
    assert reading.ledger.values("revenue", 2023).tolist() == [3000]
    assert reading.ledger.years_of("research_spending") == ()


def test_years_alone_are_no_figures(tmp_path: Path) -> None:
    reading = read(tmp_path, ("企业名称", "2022年", "2023年"), ("甲公司", 1, 2))
    assert codes(reading) == {"台账!B1": "heading_year_only", "台账!C1": "heading_year_only"}
