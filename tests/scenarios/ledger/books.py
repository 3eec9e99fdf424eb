"""Workbooks and CSV files for the tests of the ledger."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from scenarios.ledger import LedgerReading, read_ledger
from scenarios.ledger.codes import check_letter

Row = Sequence[Any]


def code(number: int) -> str:
    """A credit code whose check character is right."""
    first = f"91411622MA{number:07d}"
    return first + check_letter(first)


def workbook(path: Path, rows: Sequence[Row], *, merges: Sequence[str] = (), sheet: str = "台账") -> Path:
    """Save rows as the only sheet of a workbook."""
    book = openpyxl.Workbook()
    table = book.active
    assert table is not None
    table.title = sheet
    for row in rows:
        table.append(list(row))
    for merged in merges:
        table.merge_cells(merged)
    book.save(path)
    return path


def csv_file(path: Path, rows: Sequence[Row], encoding: str = "utf-8") -> Path:
    """Save rows as CSV."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(["" if cell is None else cell for cell in row] for row in rows)
    return path


def read(
    folder: Path, *rows: Row, merges: Sequence[str] = (), year: int | None = 2023, **declared: Any
) -> LedgerReading:
    """Save rows as a workbook and read it; complete for all and of 2023 unless told otherwise."""
    path = workbook(folder / "台账.xlsx", rows, merges=merges)
    return read_ledger(path, **{"complete_for": "all", "year": year, **declared})


def codes(reading: LedgerReading, *grades: str) -> dict[str, str]:
    """Code of each finding by its place; of errors and doubts unless grades are named."""
    wanted = grades or ("error", "doubt")
    return {finding.place: finding.code for finding in reading.findings if finding.grade in wanted}
