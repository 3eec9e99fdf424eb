"""Files: encodings of CSV, bounds of size and expansion, and the same cells as openpyxl sees."""

from __future__ import annotations

import datetime
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import codes, csv_file, workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.ledger import read_ledger, read_ledger_bytes
from scenarios.ledger.grid import MOST_BYTES, MOST_UNPACKED
from scenarios.ledger.spreadsheet import read_xlsx
from scenarios.schema.errors import InputError

ROWS = [("企业名称", "2023年营业收入（万元）"), ("甲公司", 100), ("乙公司", 200)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    plain = read_ledger(csv_file(tmp_path / "a.csv", ROWS), complete_for="all").ledger
    assert read_ledger(csv_file(tmp_path / "b.csv", ROWS, encoding), complete_for="all").ledger == plain


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_csv_with_other_delimiters(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(mark.join(map(str, row)) for row in ROWS), encoding="utf-8")
    reading = read_ledger(path, complete_for="all")
    assert reading.ledger.values("revenue", 2023).tolist() == [200, 100]


def test_numbers_in_csv_are_not_reported_as_text(tmp_path: Path) -> None:
    reading = read_ledger(csv_file(tmp_path / "a.csv", ROWS, "utf-8-sig"), complete_for="all", year=2023)
    assert reading.findings == ()


def code_of(path: Path) -> str:
    with pytest.raises(InputError) as error:
        read_ledger(path)
    assert "no such" not in str(error.value)
    return error.value.code


def test_files_that_are_no_ledgers(tmp_path: Path) -> None:
    assert code_of(tmp_path / "missing.xlsx") == "file_missing"
    assert code_of(tmp_path) == "file_is_folder"
    for name, content, code in (
        ("a.xls", b"x", "ledger_suffix"),
        ("b.xlsx", b"", "ledger_empty_file"),
        ("c.xlsx", b"PK\x03\x04nothing", "ledger_not_workbook"),
        ("d.csv", b"\x00\x01\x02", "ledger_not_text"),
        ("e.csv", b"\xff\xff\xff\xff", "ledger_not_text"),
        ("f.csv", "甲,乙\n1,2".encode(), "ledger_without_header"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        assert code_of(path) == code


def test_a_hundred_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    started = time.process_time()
    assert code_of(path) == "ledger_too_large"
    assert time.process_time() - started < 1.0 and MOST_BYTES < 100_000_000


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/app.xml"])
def test_a_file_that_swells_is_refused_unopened(tmp_path: Path, part: str) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
        target.writestr(part, b" " * 20_000_000)
    assert bomb.stat().st_size < 200_000 and MOST_UNPACKED > 20_000_000
    assert code_of(bomb) == "ledger_unfolds"


def test_entities_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
            target.writestr(name, content)
    assert code_of(bad) == "sheet_entities"


@pytest.mark.parametrize("encoding", ["UTF-81e308", "rot13", "base64"])
def test_a_sheet_in_an_encoding_that_nobody_knows_is_refused(tmp_path: Path, encoding: str) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = (
                    f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + content[content.index(b"<worksheet") :]
                )
            target.writestr(name, content)
    assert code_of(bad) == "sheet_unreadable"


def test_a_broken_sheet_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if name == "xl/worksheets/sheet1.xml" else content)
    assert code_of(bad) == "sheet_unreadable"


def test_cells_far_away_are_bounded(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ROWS)
    book = openpyxl.load_workbook(path)
    book["台账"]["XFD5"] = 1
    book.save(path)
    assert codes(read_ledger(path, complete_for="all", year=2023)) == {"台账": "cells_beyond"}
    book["台账"]["A1048576"] = "丙"
    book.save(path)
    assert code_of(path) == "ledger_too_long"


VALUES = st.one_of(
    st.none(),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=12),
    st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(2090, 1, 1)).map(
        lambda one: one.replace(microsecond=0)
    ),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=6))
def test_cells_are_those_that_openpyxl_sees(tmp_path: Path, rows: list[list[Any]]) -> None:
    rows = [["'" + cell if isinstance(cell, str) and cell.startswith("=") else cell for cell in row] for row in rows]
    path = workbook(tmp_path / "a.xlsx", rows)
    (grid,) = read_xlsx(path, path.name)
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    for line in sheet.iter_rows():
        for cell in line:
            found = grid.value(cell.row - 1, cell.column - 1)
            wanted = cell.value
            if isinstance(wanted, str):
                assert (found or "").strip() == wanted.strip()
            elif isinstance(wanted, bool):
                assert found is wanted
            elif isinstance(wanted, int | float):
                assert found == pytest.approx(float(wanted), rel=1e-12)
            else:
                assert found == wanted


def test_percentages_merges_and_phonetic_readings(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("企业名称", "资产负债率"), ("甲公司", 0.45)], merges=["A4:B6"])
    book = openpyxl.load_workbook(path)
    book["台账"]["B2"].number_format = "0.00%"
    book.save(path)
    (grid,) = read_xlsx(path, path.name)
    assert grid.percent == {1: frozenset({1})}
    assert grid.merges == ((3, 0, 1, 1),) or grid.merges == ((3, 0, 5, 1),)
    reading = read_ledger(path, complete_for="all", year=2023)
    assert reading.ledger.values("debt_ratio", 2023).tolist() == [0.45]
    assert codes(reading) == {}
    strings = tmp_path / "phonetic.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(strings, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace(
                    "<t>甲公司</t>".encode(),
                    "<r><t>甲</t></r><r><t>公司</t></r><rPh sb='0' eb='1'><t>jia</t></rPh>".encode(),
                )
            target.writestr(name, content)
    assert read_ledger(strings, complete_for="all").ledger.names == ("甲公司",)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_ledger_in_memory_is_the_same(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    (workbook if suffix == "xlsx" else csv_file)(path, ROWS)
    assert read_ledger_bytes(path.read_bytes(), path.name).ledger == read_ledger(path).ledger
    with pytest.raises(InputError) as error:
        read_ledger_bytes(b"", path.name)
    assert error.value.code == "ledger_empty_file"
    with pytest.raises(InputError) as error:
        read_ledger_bytes(b"x" * (MOST_BYTES + 1), path.name)
    assert error.value.code == "ledger_too_large"
