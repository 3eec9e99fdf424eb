"""The template: empty it holds no enterprise; filled in as asked it reads back exactly, without one doubt."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import code

from scenarios.ledger import read_ledger
from scenarios.ledger.headings import read_heading
from scenarios.ledger.template import Column, template_columns, template_xlsx
from scenarios.schema.errors import InputError

SCOPE = "规模以上工业企业 / above-scale enterprises"


def test_every_heading_is_understood_in_both_languages() -> None:
    for column in template_columns():
        for said in (column.heading, column.zh, column.en):
            assert read_heading(said).field == column.name, said
        assert read_heading(column.zh).year == read_heading(column.en).year


def test_the_empty_template_has_no_enterprise(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(template_xlsx())
    with pytest.raises(InputError) as error:
        read_ledger(path)
    assert error.value.code == "ledger_without_rows"


def cell(column: Column, number: int, draw: random.Random) -> tuple[Any, Any]:
    """What a planner writes into a column, and what the ledger must make of it."""
    match column.kind:
        case "code":
            return code(number), code(number)
        case "text":
            said = f"示范{number}号公司" if column.name == "name" else f"某某{number % 3}"
            return said, said
        case "year":
            year = draw.randrange(1990, 2010) + (10 if column.name == "niche_year" else 0)
            return year, year
        case "flag":
            yes = draw.random() < 0.5
            if column.name == "above_scale":
                yes = True
            return ("是" if yes else "否"), float(yes)
        case "level":
            level = draw.randrange(5)
            return ["无", "县级", "市级", "省级", "国家级"][level], level
        case "title":
            return 2024, 2024
        case "valid_to":
            return datetime.date(2026, 12, 31), 2026
        case "share":
            percent = draw.randrange(10, 90)
            return percent, percent / 100
        case "count":
            people = draw.randrange(100, 200) if column.name == "employees" else draw.randrange(1, 50)
            return people, people
        case "money":
            large = column.name in ("revenue", "assets")
            amount = draw.randrange(5000, 9000) if large else draw.randrange(10, 500)
            return amount, amount
    raise AssertionError(column.kind)


def test_filled_in_it_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(template_xlsx(2024))
    book = openpyxl.load_workbook(path)
    about, sheet = book["台账信息"], book["企业台账"]
    about["B1"], about["B2"], about["B3"] = SCOPE, 2024, "某某县"
    draw = random.Random(7)
    wanted: dict[int, dict[tuple[str, int | None], Any]] = {}
    for number in range(20):
        for place, column in enumerate(template_columns(2024), start=1):
            written, meant = cell(column, number, draw)
            sheet.cell(number + 2, place).value = written
            wanted.setdefault(number, {})[column.name, read_heading(column.zh).year] = meant
    book.save(path)
    reading = read_ledger(path)
    assert [finding.line("zh") for finding in reading.findings] == []
    ledger = reading.ledger
    assert (len(ledger), ledger.complete_for, ledger.year, ledger.region) == (20, "above_scale", 2024, "某某县")
    for number, columns in wanted.items():
        at = ledger.codes.index(code(number))
        texts = {"name": ledger.names, "code": ledger.codes, "chain": ledger.chains, "zone": ledger.zones}
        for (name, year), meant in columns.items():
            found = texts[name][at] if name in texts else ledger.values(name, year)[at]
            assert found == meant, (name, year)


def test_declarations_that_are_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(template_xlsx())
    book = openpyxl.load_workbook(path)
    book["台账信息"]["B1"], book["台账信息"]["B2"], book["台账信息"]["B4"] = "差不多全", "去年", "美元"
    book["企业台账"]["A2"] = "甲公司"
    book.save(path)
    found = {finding.place: finding.code for finding in read_ledger(path).of_grade("error")}
    assert found == {"台账信息!B1": "declared_scope", "台账信息!B2": "declared_year", "台账信息!B4": "declared_unit"}


def test_a_declared_unit_holds_for_headings_without_one(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(template_xlsx())
    book = openpyxl.load_workbook(path)
    book["台账信息"]["B4"] = "亿元"
    sheet = book["企业台账"]
    sheet.delete_cols(2, 100)
    sheet["B1"], sheet["A2"], sheet["B2"] = "2025年营业收入", "甲公司", 1.5
    book.save(path)
    reading = read_ledger(path)
    assert reading.ledger.values("revenue", 2025).tolist() == [15000]
    assert reading.of_grade("error") == reading.of_grade("doubt") == ()


def test_choices_are_offered(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(template_xlsx())
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:2] == ["台账信息", "企业台账"]
    lists = [rule.formula1 for rule in book["企业台账"].data_validations.dataValidation]
    assert '"是,否"' in lists and any("国家级" in one for one in lists)
    assert any("全部工业企业" in rule.formula1 for rule in book["台账信息"].data_validations.dataValidation)
