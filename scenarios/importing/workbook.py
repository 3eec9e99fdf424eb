"""An XLSX file as bounded plain cells: merged cells filled, formulas marked and never evaluated, nothing else loaded."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.importing.bounds import check_sheets
from scenarios.schema.errors import InputError, Place

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_ROWS = 5_200
MOST_COLUMNS = 60


@dataclass(frozen=True)
class Cell:
    """One cell: its value, whether it is shown as a percentage, and whether it holds a formula."""

    value: Any = None
    percent: bool = False
    formula: bool = False


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, row by row, the first row and column being 1."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]

    def cell(self, row: int, column: int) -> Cell:
        """Give a cell; empty where the sheet has none."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return Cell()

    @property
    def width(self) -> int:
        """Count the columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """Read every sheet of an XLSX file; raises InputError for a file that is missing, too large or no such file."""
    where = Place(str(path))
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError("file_too_large", where, limit=MOST_BYTES // 1_000_000)
        content = path.read_bytes()
    except OSError:
        raise InputError("file_missing", where, file=str(path), near="-") from None
    return read_workbook_bytes(content, where)


def read_workbook_bytes(content: bytes, where: Place) -> tuple[Sheet, ...]:
    """Read every sheet of an XLSX file held in memory; `where` names it in errors. Nothing is written to disk."""
    if len(content) > MOST_BYTES:
        raise InputError("file_too_large", where, limit=MOST_BYTES // 1_000_000)
    _check_archive(content, where)
    check_sheets(content, where, MOST_ROWS)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a broken part of the file makes it raise
        raise InputError("sheet_unreadable", where, reason=type(error).__name__) from None
    return tuple(_sheet(sheet, where) for sheet in book.worksheets)


def _check_archive(content: bytes, where: Place) -> None:
    """Refuse what is no archive, unfolds beyond bounds, or declares XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 2_000:
                raise InputError("sheet_unfolds", where, limit=MOST_UNPACKED // 1_000_000)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        head = stream.read(4_096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise InputError("sheet_entities", where)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("sheet_not_xlsx", where) from None


def _sheet(sheet: Any, where: Place) -> Sheet:
    if (sheet.max_row or 0) > MOST_ROWS or (sheet.max_column or 0) > MOST_COLUMNS:
        # A sheet whose far cells were only formatted is cut; one that holds figures there is refused.
        for row in sheet.iter_rows(min_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True):
            if any(value is not None for value in row):
                raise InputError("sheet_too_long", where, sheet=sheet.title, limit=MOST_ROWS)
    grid = [
        [_cell(cell) for cell in row]
        for row in sheet.iter_rows(
            max_row=min(sheet.max_row or 1, MOST_ROWS), max_col=min(sheet.max_column or 1, MOST_COLUMNS)
        )
    ]
    for merged in sheet.merged_cells.ranges:
        if merged.min_row > len(grid) or merged.min_col > len(grid[0]):
            continue
        top = grid[merged.min_row - 1][merged.min_col - 1]
        for row in range(merged.min_row - 1, min(merged.max_row, len(grid))):
            for column in range(merged.min_col - 1, min(merged.max_col, len(grid[row]))):
                grid[row][column] = top
    return Sheet(str(sheet.title), tuple(tuple(row) for row in grid))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        return Cell(str(getattr(value, "text", value)), formula=True)
    return Cell(value, percent="%" in str(cell.number_format or ""))
