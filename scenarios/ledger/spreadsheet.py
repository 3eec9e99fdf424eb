"""An XLSX workbook as grids: one pass a sheet, bounded before and while it unfolds, formulas known but never evaluated.

Neither library that reads XLSX tells all that is needed at this size: openpyxl's read-only mode gives a formula or its saved
result, not both, and no merged cells; python-calamine gives neither formulas nor formats (docs/decisions.md).
"""

from __future__ import annotations

import datetime
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from scenarios.ledger.grid import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_EXPANSION,
    MOST_ROWS,
    MOST_TEXT,
    MOST_UNPACKED,
    SMALL_PART,
    ErrorValue,
    Grid,
)
from scenarios.ledger.workbook_parts import (
    EntitiesError,
    Formats,
    SheetPart,
    feed,
    formats,
    local,
    shared_strings,
    sheet_parts,
)
from scenarios.schema.errors import InputError, Place

MOST_PARTS = 5_000
MOST_MERGES = 20_000
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


def read_xlsx(source: Path | BinaryIO, name: str) -> tuple[Grid, ...]:
    """Read every worksheet of a workbook, `name` being that of its file; a hidden one comes empty. Raises InputError."""
    where = Place(name)
    try:
        with zipfile.ZipFile(source) as archive:
            check_parts(archive, where)
            parts, from_1904 = sheet_parts(archive)
            if not parts:
                raise InputError("ledger_no_sheet", where)
            known, styles = shared_strings(archive), formats(archive)
            grids = []
            for part in parts:
                if part.hidden:
                    grids.append(Grid(part.name, (), hidden=True))
                else:
                    grids.append(_Sheet(archive, part, known, styles, from_1904, where).read())
            return tuple(grids)
    except EntitiesError:
        raise InputError("sheet_entities", where) from None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
        raise InputError("ledger_not_workbook", where) from None
    except (expat.ExpatError, LookupError, ValueError, OSError) as error:
        # A LookupError is also what a part in an encoding that nobody knows comes to.
        if isinstance(error, InputError):
            raise
        raise InputError("sheet_unreadable", where, reason=type(error).__name__) from None


def check_parts(archive: zipfile.ZipFile, where: Place) -> None:
    """Refuse a workbook that unfolds beyond bounds, from its table of contents alone; raises InputError."""
    parts = archive.infolist()
    whole = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or whole > MOST_UNPACKED:
        raise InputError("ledger_unfolds", where, limit=MOST_UNPACKED // 1_000_000)
    for part in parts:
        if part.file_size > SMALL_PART and part.file_size > MOST_EXPANSION * max(part.compress_size, 1):
            raise InputError("ledger_unfolds", where, limit=MOST_UNPACKED // 1_000_000)


def check_size(path: Path) -> None:
    """Refuse a file that is missing, a folder, empty or too large, before it is opened; raises InputError."""
    where = Place(path.name)
    try:
        if path.is_dir():
            raise InputError("file_is_folder", where, file=path.name)
        size = path.stat().st_size
    except OSError:
        raise InputError("file_missing", where, file=str(path), near="-") from None
    check_bytes(size, where)


def check_bytes(size: int, where: Place) -> None:
    """Refuse a file of no bytes or of too many; raises InputError."""
    if size == 0:
        raise InputError("ledger_empty_file", where)
    if size > MOST_BYTES:
        raise InputError("ledger_too_large", where, found=size // 1_000_000, limit=MOST_BYTES // 1_000_000)


class _Sheet:
    """One sheet being read: cells arrive as events of the parser, and each is finished when the next thing begins."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        part: SheetPart,
        known: list[str],
        styles: Formats,
        from_1904: bool,
        where: Place,
    ) -> None:
        self.archive, self.part, self.known, self.styles, self.where = archive, part, known, styles, where
        self.from_1904 = from_1904
        self.rows: list[list[Any]] = []
        self.formulas: dict[int, dict[int, bool]] = {}
        self.percent: dict[int, set[int]] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.beyond = 0
        self.hidden_rows = 0

    def read(self) -> Grid:
        start, text, finish = self._handlers()
        feed(self.archive, self.part.part, start, text)
        finish()
        return Grid(
            self.part.name,
            self.rows,
            formulas=self.formulas,
            percent={column: frozenset(rows) for column, rows in self.percent.items()},
            merges=tuple(self.merges),
            beyond=self.beyond,
            hidden_rows=self.hidden_rows,
        )

    def _handlers(self) -> tuple[Callable[[str, list[str]], None], Callable[[str], None], Callable[[], None]]:
        """Make the parser's handlers; local names instead of attributes, because they run for every cell."""
        rows, columns, percent_styles = self.rows, dict[str, int](), self.styles.percent
        date_styles, known, value_of = self.styles.dates, self.known, self._value
        row = column = -1
        cells = 0
        kind, style = "n", 0
        pending = reading = formula = phonetic = False
        pieces: list[str] = []

        def finish() -> None:
            nonlocal pending, cells
            pending = False
            # What stands between elements may follow a value; it is only ever white space.
            said = ("".join(pieces) if len(pieces) != 1 else pieces[0]).strip()
            if not said and not formula:
                return
            if column >= MOST_COLUMNS:
                self.beyond += 1
                return
            if row >= MOST_ROWS:
                raise InputError("ledger_too_long", self.where, sheet=self.part.name, limit=MOST_ROWS - 100)
            cells += 1
            if cells > MOST_CELLS:
                raise InputError("ledger_too_long", self.where, sheet=self.part.name, limit=MOST_ROWS - 100)
            if kind == "n" and style not in date_styles:
                value: Any = float(said) if said else None
                if style in percent_styles:
                    self.percent.setdefault(column, set()).add(row)
            elif kind == "s":
                value = known[int(said)] if said else None
            else:
                value = value_of(kind, style, said)
            if formula:
                self.formulas.setdefault(column, {})[row] = value is not None
            while len(rows) <= row:
                rows.append([])
            line = rows[row]
            while len(line) < column:
                line.append(None)
            if len(line) == column:
                line.append(value)
            else:
                line[column] = value

        def start(name: str, attributes: list[str]) -> None:
            nonlocal row, column, kind, style, pending, reading, formula, phonetic
            if name == "v":
                reading = True
                return
            if name != "c" and ":" in name:
                name = local(name)
                if name == "v":
                    reading = True
                    return
            if name == "c":
                if pending:
                    finish()
                pieces.clear()
                reading = formula = phonetic = False
                pending = True
                kind, style = "n", 0
                column += 1
                for place in range(0, len(attributes), 2):
                    key = attributes[place]
                    if key == "r":
                        letters = attributes[place + 1].rstrip("0123456789")
                        found = columns.get(letters)
                        if found is None:
                            found = columns[letters] = _column_number(letters)
                        column = found
                    elif key == "t":
                        kind = attributes[place + 1]
                    elif key == "s":
                        style = int(attributes[place + 1])
                return
            reading = False
            if name == "f":
                formula = True
            elif name == "t":
                reading = not phonetic
            elif name == "rPh":
                phonetic = True
            elif name == "row":
                if pending:
                    finish()
                given = dict(zip(attributes[::2], attributes[1::2], strict=True))
                row = int(given["r"]) - 1 if "r" in given else row + 1
                column = -1
                self.hidden_rows += given.get("hidden") in ("1", "true")
            elif name == "mergeCell":
                self._merge(attributes)

        def text(data: str) -> None:
            if reading:
                pieces.append(data)

        def close() -> None:
            if pending:
                finish()

        return start, text, close

    def _value(self, kind: str, style: int, said: str) -> Any:
        """Read the rarer kinds of cell: dates, booleans, errors, text that stands in the cell itself."""
        if not said:
            return None
        if kind == "n":
            from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

            try:
                return from_excel(float(said), CALENDAR_MAC_1904 if self.from_1904 else CALENDAR_WINDOWS_1900)
            except (OverflowError, ValueError):
                return float(said)
        if kind == "b":
            return said == "1"
        if kind == "e":
            return ErrorValue(said[:40])
        if kind == "d":
            try:
                return datetime.datetime.fromisoformat(said)
            except ValueError:
                return said
        return said[:MOST_TEXT]

    def _merge(self, attributes: list[str]) -> None:
        found = _RANGE.fullmatch(dict(zip(attributes[::2], attributes[1::2], strict=True)).get("ref", ""))
        if found is None or len(self.merges) >= MOST_MERGES:
            return
        left, top, right, bottom = found.groups()
        first, last = _column_number(left), min(_column_number(right), MOST_COLUMNS - 1)
        self.merges.append((int(top) - 1, first, min(int(bottom), len(self.rows)) - 1, last))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
