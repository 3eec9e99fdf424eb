"""Years, flags, levels and titles as planners write them."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.ledger.columns import load_columns
from scenarios.ledger.findings import ColumnPlace, Findings
from scenarios.ledger.numbers import ColumnCells
from scenarios.ledger.titles import read_batches, read_title, read_title_texts
from scenarios.ledger.words import date_of, read_flags, read_levels, read_years

NAN = math.nan


def place() -> tuple[Findings, ColumnPlace]:
    findings = Findings()
    return findings, ColumnPlace(findings, "台账", 0, "列")


def cells(*values: Any) -> ColumnCells:
    return ColumnCells(range(len(values)), values)


YEARS: list[tuple[Any, float, str | None]] = [
    (2008.0, 2008, None),
    ("2008年", 2008, None),
    ("２００８", 2008, None),
    (datetime.datetime(2008, 5, 3), 2008, None),
    ("2008-05-03", 2008, None),
    ("2008.5", 2008, None),
    ("2008年5月3日", 2008, None),
    (20080503.0, 2008, None),
    (39571.0, 2008, "serial_date"),
    ("成立于2008年", 2008, "year_within_words"),
    (1008.0, NAN, "impossible_year"),
    (2208.0, NAN, "impossible_year"),
    ("2008-15-03", NAN, "not_a_year"),
    ("去年", NAN, "not_a_year"),
    (2008.5, NAN, "not_a_year"),
    (1900.0, 1900, "unusual"),
]


@pytest.mark.parametrize(("cell", "year", "code"), YEARS, ids=[str(case[0]) for case in YEARS])
def test_years(cell: Any, year: float, code: str | None) -> None:
    findings, where = place()
    found = read_years(cells(cell), load_columns().fields["founding_year"], where)
    assert found[0] == pytest.approx(year, nan_ok=True)
    assert [one.code for one in findings.kept] == ([code] if code else [])


@given(st.dates(datetime.date(1955, 1, 1), datetime.date(2100, 1, 1)))
def test_a_date_in_any_form_is_the_same_year(day: datetime.date) -> None:
    forms = (day, day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", f"{day.year}/{day.month}")
    assert {date_of(form)[0] for form in forms} == {day.year}
    assert date_of(float((day - datetime.date(1899, 12, 30)).days))[:3] == (day.year, day.month, day.day)


def test_flags() -> None:
    findings, where = place()
    found = read_flags(cells("是", "否", "√", "×", 1.0, 0.0, True, "Y", "no", "规上", None, "也许", 2021.0), where)
    assert found[:10].tolist() == [1, 0, 1, 0, 1, 0, 1, 1, 0, 1]
    assert math.isnan(found[10]) and math.isnan(found[11]) and found[12] == 1
    assert [(one.row, one.code) for one in findings.kept] == [(12, "not_yes_or_no"), (13, "year_for_flag")]


def test_levels() -> None:
    findings, where = place()
    found = read_levels(cells("国家级", "省级企业技术中心", "市级", "无", "有", "很好"), where)
    assert found[:5].tolist() == [4, 3, 2, 0, 1] and math.isnan(found[5])
    assert [one.code for one in findings.kept] == ["level_within_words", "level_missing", "not_a_level"]


def test_a_title_is_held_since_a_year_or_held_or_not() -> None:
    findings, where = place()
    found = read_title(cells("是", "否", 2021.0, "2022年7月", "第四批", "也许", None), "little_giant", None, where)
    assert found.held[:5].tolist() == [1, 0, 1, 1, 1] and math.isnan(found.held[5]) and math.isnan(found.held[6])
    assert found.recognised[2:5].tolist() == [2021, 2022, 2022] and math.isnan(found.recognised[0])
    assert [one.code for one in findings.kept] == ["batch_as_year", "not_a_title"]


def test_a_batch_of_another_title_tells_no_year() -> None:
    findings, where = place()
    assert math.isnan(read_batches(cells("第二批"), "srdi", where)[0])
    assert [one.code for one in findings.kept] == ["batch_unknown"]


def test_validity_counts_the_last_whole_year() -> None:
    _, where = place()
    known = load_columns().field("title:srdi:valid_to")
    found = read_years(cells("2025-12-31", "2025-07-01", "2025"), known, where, last_whole=True)
    assert found.tolist() == [2025, 2024, 2024]


def test_titles_named_in_a_text() -> None:
    findings, where = place()
    found, flags = read_title_texts(
        cells("省级专精特新（2021）、创新型中小企业", "国家级专精特新“小巨人”企业", "单项冠军", "驰名商标、高企", "无"),
        where,
    )
    assert found["srdi"].held.tolist()[0] == 1 and found["srdi"].recognised[0] == 2021
    assert found["innovative"].held[0] == 1 and math.isnan(found["innovative"].recognised[0])
    assert found["little_giant"].held[1] == 1 and math.isnan(found["srdi"].held[1])
    assert found["provincial_champion"].held[2] == 1
    assert [(one.row, one.code) for one in findings.kept] == [(3, "champion_grade"), (4, "title_not_known")]
    assert found["national_champion"].held[4] == 0
    assert flags["high_technology"][3] == 1 and math.isnan(flags["high_technology"][0])
