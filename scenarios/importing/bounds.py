"""Bounds of a workbook, looked at before a library loads it: cells and merged ranges that stand too far out cost without end.

openpyxl goes through every cell of a merged range and through every row up to the last cell, whether or not anything stands
there: a workbook of a few kilobytes could occupy it for hours.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from scenarios.ledger.workbook_parts import EntitiesError, feed, local
from scenarios.schema.errors import InputError, Place

FARTHEST_ROW = 20_000
FARTHEST_COLUMN = 1_000
MOST_CELLS = 1_000_000
MOST_MERGES = 5_000
MOST_MERGED = 2_000_000
"""Cells in all merged ranges together."""
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def check_sheets(content: bytes, where: Place, limit: int) -> None:
    """Refuse a workbook whose cells or merged ranges go too far; raises InputError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".xml"):
                    feed(archive, name, _Bounds(name, where, limit).start)
    except EntitiesError:
        raise InputError("sheet_entities", where) from None
    except (
        expat.ExpatError,
        LookupError,
        ValueError,
        OSError,
        RuntimeError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
    ) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("sheet_unreadable", where, reason=type(error).__name__) from None


class _Bounds:
    """What one sheet claims."""

    def __init__(self, name: str, where: Place, limit: int) -> None:
        self.name, self.where, self.limit = name.rpartition("/")[2], where, limit
        self.cells = self.merges = self.merged = 0

    def start(self, name: str, attributes: list[str]) -> None:
        """Look at one element."""
        kind = local(name)
        if kind == "c":
            self.cells += 1
            self._near(attributes, "r")
        elif kind == "row":
            for place in range(0, len(attributes), 2):
                if attributes[place] == "r" and not attributes[place + 1].isdecimal():
                    raise ValueError(attributes[place + 1])
        elif kind == "mergeCell":
            self.merges += 1
            self._merge(attributes)
        if self.cells > MOST_CELLS or self.merges > MOST_MERGES or self.merged > MOST_MERGED:
            self._refuse()

    def _near(self, attributes: list[str], key: str) -> None:
        for place in range(0, len(attributes), 2):
            if attributes[place] == key:
                column, row = _place(attributes[place + 1])
                if row > FARTHEST_ROW or column > FARTHEST_COLUMN:
                    self._refuse()

    def _merge(self, attributes: list[str]) -> None:
        for place in range(0, len(attributes), 2):
            if attributes[place] == "ref":
                first, _, last = attributes[place + 1].partition(":")
                left, top = _place(first)
                right, bottom = _place(last or first)
                self.merged += max(1, (right - left + 1) * (bottom - top + 1))

    def _refuse(self) -> None:
        raise InputError("sheet_too_long", self.where, sheet=self.name, limit=self.limit)


def _place(written: str) -> tuple[int, int]:
    """Give column and row of a cell's name, counted from 1; raises ValueError."""
    found = _CELL.fullmatch(written)
    if found is None:
        raise ValueError(written)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(found[2])
