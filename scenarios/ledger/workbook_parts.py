"""The parts of an XLSX archive that the sheets point to: names and states of sheets, shared strings, formats of cells."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from scenarios.ledger.grid import MOST_TEXT

PIECE = 1 << 20
MOST_SHEETS = 200


@dataclass(frozen=True)
class SheetPart:
    """One sheet of a workbook: its name, the archive's part that holds it, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Formats:
    """Which cell formats show percentages, and which show dates."""

    percent: frozenset[int]
    dates: frozenset[int]


def feed(archive: zipfile.ZipFile, part: str, start: Any, text: Any = None, end: Any = None) -> None:
    """Parse one part piece by piece; attributes come as a flat list. expat.ExpatError and EntitiesError for what is no good."""
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    parser.EntityDeclHandler = _no_entities
    parser.StartDoctypeDeclHandler = _no_entities
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


class EntitiesError(ValueError):
    """A part declares a document type or entities, which no spreadsheet program does."""


def _no_entities(*_: object) -> None:
    raise EntitiesError


def local(name: str) -> str:
    """Name an element without its namespace prefix."""
    return name.rpartition(":")[2]


def _elements(archive: zipfile.ZipFile, part: str, found: Callable[[str, dict[str, str]], None]) -> None:
    def start(name: str, attributes: list[str]) -> None:
        keys = (local(key) for key in attributes[::2])
        found(local(name), dict(zip(keys, attributes[1::2], strict=True)))

    if part in archive.namelist():
        feed(archive, part, start)


def sheet_parts(archive: zipfile.ZipFile) -> tuple[tuple[SheetPart, ...], bool]:
    """List the worksheets in the workbook's order, and say whether its dates count from 1904."""
    targets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[attributes.get("Id", "")] = path

    sheets: list[SheetPart] = []
    from_1904 = False

    def sheet(name: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        if name == "workbookPr":
            from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet" and attributes.get("id", "") in targets and len(sheets) < MOST_SHEETS:
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append(SheetPart(attributes.get("name", "")[:100], targets[attributes["id"]], hidden))

    _elements(archive, "xl/_rels/workbook.xml.rels", relation)
    _elements(archive, "xl/workbook.xml", sheet)
    known = set(archive.namelist())
    return tuple(one for one in sheets if one.part in known), from_1904


def formats(archive: zipfile.ZipFile) -> Formats:
    """Read which of the workbook's cell formats are percentages and which are dates."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    used: list[int] = []
    inside = False

    def style(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            used.append(int(attributes.get("numFmtId", "0")))

    _elements(archive, "xl/styles.xml", style)
    # Formats 27 to 36 and 50 to 58 are dates in Chinese and Japanese editions, and stand in no list of theirs.
    east_asian = {*range(27, 37), *range(50, 59)}
    bare = {number: re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", codes.get(number, "")) for number in set(used)}
    percent = frozenset(place for place, number in enumerate(used) if "%" in bare[number])
    dates = frozenset(
        place
        for place, number in enumerate(used)
        if number in east_asian or (codes.get(number) and is_date_format(codes[number]))
    )
    return Formats(percent, dates)


def shared_strings(archive: zipfile.ZipFile, most: int = MOST_TEXT) -> list[str]:
    """Read the workbook's shared strings, each cut at `most` characters, without the readings (pinyin) written above them."""
    part = "xl/sharedStrings.xml"
    if part not in archive.namelist():
        return []
    strings: list[str] = []
    pieces: list[str] = []
    inside = False
    phonetic = False

    def start(name: str, attributes: list[str]) -> None:
        nonlocal inside, phonetic
        kind = local(name)
        if kind == "si":
            pieces.clear()
        elif kind == "rPh":
            phonetic = True
        elif kind == "t":
            inside = not phonetic

    def text(data: str) -> None:
        if inside:
            pieces.append(data)

    def end(name: str) -> None:
        nonlocal inside, phonetic
        kind = local(name)
        if kind == "t":
            inside = False
        elif kind == "rPh":
            phonetic = False
        elif kind == "si":
            strings.append("".join(pieces)[:most])

    feed(archive, part, start, text, end)
    return strings
