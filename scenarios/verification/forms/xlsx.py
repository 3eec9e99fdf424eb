"""XLSX: every cell of every sheet but that of the stamp, as it is saved; formulas are told as formulas, never evaluated.

Read by an own pass over the archive, within bounds: a workbook from outside may claim cells without end.
"""

from __future__ import annotations

import json
import re
import zipfile
from typing import Any

from scenarios.verification.forms.reading import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Read,
    UnreadableError,
    archive,
    attributes_of,
    bounded,
    digest_of,
    parse,
)
from scenarios.verification.shown import Part, Shown, Value
from scenarios.verification.stamp import NAME, NoStampError, Stamp, unpacked

CELL = 30_000
"""Characters of a packed stamp in one cell (a cell holds 32,767)."""
LONGEST = 40_000
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def pieces_of(packed: str) -> list[str]:
    """Cut a packed stamp into pieces that a cell holds."""
    return [packed[start : start + CELL] for start in range(0, len(packed), CELL)]


def read(content: bytes) -> Read:
    """Read a workbook; raises StampError."""
    bounded(content)
    parts = sheets(content)
    stamp = stamp_of_sheets(parts)
    shown = without_stamp(parts)
    return Read("xlsx", stamp, shown, digest_of(shown))


def shown_in(content: bytes) -> Shown:
    """Give the cells of a workbook without its stamp; raises StampError."""
    return without_stamp(sheets(content))


def without_stamp(parts: Shown) -> Shown:
    """Leave the sheet of the stamp out."""
    return tuple(part for part in parts if not _stamp_rows(part))


def stamp_of_sheets(parts: Shown) -> Stamp:
    """Find the stamp among the sheets; raises StampError."""
    for part in parts:
        found = _stamp_rows(part)
        if found:
            return unpacked("".join(found))
    raise NoStampError("the workbook carries no stamp")


def _stamp_rows(part: Part) -> list[str]:
    return [str(row[1]).strip() for row in part.rows if len(row) > 1 and row[0] == NAME and row[1]]


def sheets(content: bytes) -> Shown:
    """Give the cells of every worksheet, hidden ones too; raises StampError."""
    from scenarios.ledger.workbook_parts import shared_strings, sheet_parts

    with archive(content) as opened:
        found, _ = sheet_parts(opened)
        if not found:
            raise UnreadableError("damaged")
        known = shared_strings(opened, LONGEST)
        return tuple(Part("sheet", part.name, _Sheet(known).read(opened, part.part)) for part in found)


class _Sheet:
    """One sheet being read."""

    def __init__(self, known: list[str]) -> None:
        self.known = known
        self.cells: dict[int, dict[int, Value]] = {}
        self.count = 0

    def read(self, opened: zipfile.ZipFile, part: str) -> tuple[tuple[Value, ...], ...]:
        row = column = -1
        kind = "n"
        reading = ""
        formula: str | None = None
        pieces: dict[str, list[str]] = {}

        def start(name: str, attributes: list[str]) -> None:
            nonlocal row, column, kind, reading, formula
            local = name.rpartition(":")[2]
            if local == "row":
                given = attributes_of(attributes)
                row = int(given["r"]) - 1 if "r" in given else row + 1
                column = -1
            elif local == "c":
                given = attributes_of(attributes)
                found = _PLACE.fullmatch(given.get("r", ""))
                column = _column(found[1]) if found else column + 1
                if found:
                    row = int(found[2]) - 1
                kind, formula = given.get("t", "n"), None
                pieces.clear()
            elif local in ("v", "t", "f"):
                reading = local
                pieces.setdefault(local, [])
            elif local == "rPh":
                reading = "reading"
                pieces.setdefault(reading, [])

        def text(words: str) -> None:
            if reading:
                pieces[reading].append(words)

        def end(name: str) -> None:
            nonlocal reading
            local = name.rpartition(":")[2]
            if local == "c":
                said = {key: "".join(words) for key, words in pieces.items()}
                self._keep(row, column, self._value(kind, said))
            elif local in ("v", "t", "f", "rPh"):
                reading = ""

        parse(opened, part, start, text, end)
        return self._rows()

    def _value(self, kind: str, said: dict[str, str]) -> Value:
        if said.get("f"):
            return "=" + said["f"][:LONGEST]
        words = said.get("t" if kind == "inlineStr" else "v", "")
        if kind == "s":
            return self.known[int(words)] if words else None
        if kind == "b":
            return words.strip() == "1"
        if kind in ("str", "inlineStr", "e", "d"):
            return words[:LONGEST]
        return float(words) if words.strip() else None

    def _keep(self, row: int, column: int, value: Value) -> None:
        if value is None or value == "":
            return
        self.count += 1
        if not 0 <= row < MOST_ROWS or not 0 <= column < MOST_COLUMNS or self.count > MOST_CELLS:
            raise UnreadableError("large")
        self.cells.setdefault(row, {})[column] = value

    def _rows(self) -> tuple[tuple[Value, ...], ...]:
        last = max(self.cells, default=-1)
        rows: list[tuple[Value, ...]] = []
        for number in range(last + 1):
            cells = self.cells.get(number, {})
            rows.append(tuple(cells.get(column) for column in range(max(cells, default=-1) + 1)))
        return tuple(rows)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def old_digest(parts: Shown) -> str:
    """Give the digest that stamps without cells carry: the rows of every sheet but the last, as openpyxl reads them."""
    import hashlib

    content: list[list[list[Any]]] = []
    for part in parts[:-1]:
        width = max((len(row) for row in part.rows), default=0)
        rows = [[*(_as_read(value) for value in row), *[None] * (width - len(row))] for row in part.rows]
        content.append([row for row in rows if any(cell is not None for cell in row)])
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, default=str).encode()).hexdigest()


def _as_read(value: Value) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() else value
