"""Whole ledgers: duplicates, checks within an enterprise, row order, declarations; every doubtful cell has its place."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from books import code, codes, csv_file, read, workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.ledger import read_ledger
from scenarios.ledger.checks import held_title
from scenarios.ledger.ledger import number_of
from scenarios.messages import LANGUAGES
from scenarios.schema.errors import InputError

HEADER = (
    "企业名称",
    "统一社会信用代码",
    "2022年营业收入（万元）",
    "2023年营业收入（万元）",
    "专精特新认定年份",
    "规上",
)


def test_any_subset_of_columns_in_either_language(tmp_path: Path) -> None:
    chinese = read(tmp_path, HEADER, ("甲公司", code(1), 2500, 3000, 2022, "是"))
    english = read(
        tmp_path,
        (
            "Above-scale",
            "Company",
            "SRDI recognised",
            "Revenue 2023 (10k yuan)",
            "Sales 2022 (million yuan)",
            "Credit code",
        ),
        ("yes", "甲公司", 2022, 3000, 25, code(1)),
    )
    assert chinese.ledger == english.ledger
    assert codes(chinese) == codes(english) == {}
    assert len(read(tmp_path, ("企业名称",), ("甲公司",), ("乙公司",)).ledger) == 2


ROWS: list[tuple[Any, ...]] = [
    ("甲公司", code(1), 2500, 3000, 2022, "是"),
    ("乙公司", None, 100, "约110", None, "否"),
    ("乙公司", None, 100, None, None, None),
    ("丙公司", code(3), 5, -5, "是", "也许"),
    ("丙公司", code(4), 7, 8, None, None),
    ("丁公司", code(5), 100, 90, None, None),
    ("丁有限公司", code(5), 100, 95, 2023, None),
    ("戊公司", "123", 1, 2, None, None),
    ("己公司", code(7), 3, 4, None, None),
    ("庚公司", code(7), 3, 4, None, None),
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(ROWS))))
def test_row_order_changes_nothing(tmp_path: Path, order: list[int]) -> None:
    """Not the ledger, not its digest or keys, not how many cells are reported."""
    first = read_ledger(csv_file(tmp_path / "a.csv", [HEADER, *ROWS]), complete_for="all", year=2023)
    other = read_ledger(
        csv_file(tmp_path / "b.csv", [HEADER, *(ROWS[row] for row in order)]), complete_for="all", year=2023
    )
    assert first.ledger.digest == other.ledger.digest
    assert first.ledger.identities == other.ledger.identities
    assert first.counts == other.counts
    for key, values in first.ledger.columns.items():
        np.testing.assert_array_equal(values, other.ledger.columns[key])
    assert first.ledger.numbers.tolist() == other.ledger.numbers.tolist()


def test_another_figure_is_another_digest(tmp_path: Path) -> None:
    digests = {
        read(tmp_path, HEADER, ("甲公司", code(1), 2500, value, 2022, "是"), complete_for=scope).ledger.digest
        for value, scope in ((3000, "all"), (3001, "all"), (3000, "nothing"), (None, "all"))
    }
    assert len(digests) == 4


def test_an_enterprise_keeps_its_number_in_another_ledger(tmp_path: Path) -> None:
    alone = read(tmp_path, ("企业名称", "信用代码"), ("甲公司", code(1))).ledger
    many = read(
        tmp_path, ("信用代码", "企业名称", "从业人员"), (code(2), "乙", 3), (code(1), "甲（集团）公司", 5)
    ).ledger
    assert alone.numbers[0] == many.numbers[list(many.codes).index(code(1))] == number_of(f"code:{code(1)}")


def test_duplicates(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER, *ROWS)
    ledger = reading.ledger
    assert len(ledger) == 8
    found = codes(reading)
    assert found["台账!A4"] == "duplicate"  # 乙公司: same name, no code
    assert found["台账!A6"] == "same_name"  # 丙公司: two codes
    assert found["台账!D8"] == "duplicate_differs"  # 丁公司: same code, other revenue
    assert found["台账!B10"] == found["台账!B11"] == "code_shared"  # 己 and 庚 share a code
    second = list(ledger.codes).index(code(5))
    assert math.isnan(ledger.values("revenue", 2023)[second])
    assert ledger.values("revenue", 2022)[second] == 100
    assert ledger.values("title:srdi:recognised")[second] == 2023
    assert "name:己公司" in ledger.identities and "name:庚公司" in ledger.identities


def test_nearly_the_same_name_is_a_doubt(tmp_path: Path) -> None:
    reading = read(tmp_path, ("企业名称", "从业人员"), ("河南甲乙丙面粉有限公司", 1), ("甲乙丙面粉股份有限公司", 2))
    assert len(reading.ledger) == 2
    assert codes(reading) == {"台账!A3": "similar_name"}


def test_a_row_without_a_code_joins_the_one_of_its_name(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("企业名称", "信用代码", "从业人员", "研发人员"),
        ("甲公司", code(1), 20, None),
        ("甲公司", None, None, 2),
    )
    assert reading.ledger.codes == (code(1),)
    assert reading.ledger.values("research_staff", 2023)[0] == 2


def test_codes(tmp_path: Path) -> None:
    good = code(1)
    wrong = good[:-1] + ("A" if good[-1] != "A" else "B")
    reading = read(
        tmp_path,
        ("企业名称", "信用代码"),
        ("甲", good),
        ("乙", wrong),
        ("丙", "12345"),
        ("丁", 914116220000000001),
        ("戊", code(2).replace("0", "O", 1)),
    )
    assert codes(reading) == {
        "台账!B3": "code_checksum",
        "台账!B4": "code_length",
        "台账!B5": "code_as_number",
        "台账!B6": "code_corrected",
    }
    assert set(reading.ledger.codes) == {good, wrong, code(2), None}


def test_figures_of_one_enterprise_that_do_not_go_together(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        (
            "企业名称",
            "2022年营收（万元）",
            "2023年营收（万元）",
            "研发费用2023（万元）",
            "从业人员",
            "研发人员",
            "成立时间",
            "规上",
            "创新型",
            "专精特新",
            "小巨人",
        ),
        ("甲", 1000, 900000, 9, 10, 20, 2030, "是", "否", 2022, None),
        ("乙", 3000, 3000, 4000, 10, 2, 2001, "否", None, None, 2016),
        ("丙", 3000, 3000, 40, 10, 2, 2001, "是", None, "是", None),
    )
    found = {(finding.place, finding.code) for finding in reading.of_grade("doubt")}
    assert {
        ("台账!C2", "jump"),
        ("台账!F2", "part_above_whole"),
        ("台账!G2", "founded_later"),
        ("台账!H2", "above_scale_revenue"),
        ("台账!I2", "title_without_lower"),
        ("台账!D3", "part_above_whole"),
        ("台账!H3", "below_scale_revenue"),
        ("台账!K3", "title_run_out"),
        ("台账!K3", "title_too_early"),
        ("台账!J4", "title_without_year"),
    } <= found


def test_titles_held_at_the_end_of_the_year(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("企业名称", "小巨人", "小巨人认定年份", "小巨人复核年份", "小巨人有效期至"),
        ("a", None, 2022, None, None),
        ("b", "是", None, None, None),
        ("c", None, 2019, None, None),
        ("d", None, 2019, 2022, None),
        ("e", "是", 2019, None, "2022-07-01"),
        ("f", "否", 2022, None, None),
        ("g", None, 2024, None, None),
        ("h", None, None, None, None),
    )
    held = dict(zip(reading.ledger.names, held_title(reading.ledger, "little_giant").tolist(), strict=True))
    assert {name: value for name, value in held.items() if value == value} == {
        "a": 1, "b": 1, "c": 1, "d": 1, "e": 0, "f": 0, "g": 0,
    }  # fmt: skip
    assert {"title_run_out", "title_ended", "title_no_but_year", "title_later", "title_without_year"} <= {
        finding.code for finding in reading.of_grade("doubt")
    }


def test_formulas_with_and_without_a_saved_result(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "f.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, ["企业名称", "2023年营业收入（万元）", "从业人员"])
    sheet.write_row(1, 0, ["甲公司"])
    sheet.write_formula(1, 1, "=1000+2000", None, 3000)
    sheet.write_formula(1, 2, "=10+10", None, "")
    book.close()
    reading = read_ledger(path, complete_for="all", year=2023)
    assert reading.ledger.values("revenue", 2023).tolist() == [3000]
    assert codes(reading, "error") == {"台账!C2": "formula_without_result"}
    assert codes(reading, "note") == {"台账!B2": "formula_result"}


def test_what_is_not_declared_is_said(tmp_path: Path) -> None:
    reading = read(tmp_path, ("企业名称", "营业收入2021（万元）"), ("甲", 1), year=None, complete_for=None)
    assert (reading.ledger.complete_for, reading.ledger.year) == ("nothing", 2021)
    assert [finding.code for finding in reading.of_grade("doubt")] == ["scope_missing", "year_assumed"]
    reading = read(tmp_path, ("企业名称", "营业收入（万元）"), ("甲", 1), year=None)
    assert [finding.code for finding in reading.of_grade("doubt")] == ["year_unknown", "year_missing"]
    with pytest.raises(InputError) as error:
        read(tmp_path, ("企业名称",), ("甲",), complete_for="most")
    assert error.value.code == "option_not_one_of"


def test_relative_years_follow_the_ledgers(tmp_path: Path) -> None:
    reading = read(tmp_path, ("企业名称", "上年营业收入（万元）", "营业收入（万元）"), ("甲", 100, 200))
    assert reading.ledger.years_of("revenue") == (2022, 2023)
    assert set(codes(reading).values()) == {"year_taken"}


def test_every_finding_can_be_said_in_both_languages_and_without_contents(tmp_path: Path) -> None:
    reading = read(tmp_path, (*HEADER, "小巨人"), *[(*row, "第四批") for row in ROWS])
    assert reading.findings
    for finding in reading.findings:
        for language in LANGUAGES:
            assert finding.sheet in finding.line(language)
            private = finding.line(language, contents=False)
            assert all(name not in private for name in ("甲公司", "乙公司", "丙公司", "丁", code(7)))
        assert "公司" not in repr(finding)
    assert "公司" not in repr(reading.ledger)


def test_nothing_is_written_while_reading(tmp_path: Path) -> None:
    path = workbook(tmp_path / "台账.xlsx", [HEADER, *ROWS])
    before = sorted(tmp_path.iterdir()), path.read_bytes()
    read_ledger(path, complete_for="all", year=2023)
    assert (sorted(tmp_path.iterdir()), path.read_bytes()) == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_any_sheet_is_read_or_refused_with_an_input_error(tmp_path: Path, seed: int) -> None:
    """Rows of odds and ends below odd headings never end in anything but a ledger or an InputError."""
    draw = random.Random(seed)
    headings = [
        "企业名称",
        "营收2022",
        "规上",
        "小巨人",
        "成立时间",
        "合计",
        "",
        "备注",
        "研发机构",
        "资产负债率",
        "荣誉称号",
        "第四批",
    ]
    odd = [
        "",
        "甲",
        "乙",
        "是",
        "2021",
        "约3,0",
        "1e400",
        "=1",
        "第四批",
        "45%",
        "合计",
        "注：",
        "2020-13-40",
        "\u3000",
        "-",
        "#N/A",
        "9" * 30,
    ]
    rows = [[draw.choice(headings) for _ in range(5)]] + [[draw.choice(odd) for _ in range(5)] for _ in range(6)]
    try:
        reading = read_ledger(csv_file(tmp_path / "a.csv", rows))
    except InputError as error:
        assert error.code in ("ledger_without_header", "ledger_without_rows")
        return
    assert len(reading.ledger) >= 1


def test_titles_in_words_fill_what_their_own_columns_leave_open(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        ("企业名称", "企业资质", "专精特新认定年份", "高新技术企业"),
        ("甲公司", "专精特新（2021）、高企", None, None),
        ("乙公司", "专精特新（2021）", 2022, "否"),
    )
    assert sorted(reading.ledger.values("title:srdi:recognised").tolist()) == [2021, 2022]
    assert codes(reading, "error") == {}
    assert codes(reading, "doubt") == {"台账!B3": "words_contradict"}


def test_a_name_in_another_writing_is_the_same_enterprise(tmp_path: Path) -> None:
    found = {
        int(read(tmp_path, ("企业名称",), (name,)).ledger.numbers[0])
        for name in ("ABC（河南）面粉有限公司", "abc(河南) 面粉有限公司", "“ＡＢＣ”（河南）面粉有限公司")
    }
    assert len(found) == 1
