"""What a file shows, whatever its format: parts (a sheet, a table, running text) of rows of cells, and how two of them differ.

Cells are compared as people read them: 0.50 in a CSV is the number 0.5, and a number counts to its fifteenth digit, because
office programs keep no more when they save a file again.
"""

from __future__ import annotations

import base64
import difflib
import json
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Value = str | int | float | bool | None
Kind = Literal["sheet", "table", "text", "picture"]
DIGITS = 15
MOST_CELLS = 40_000
"""Cells that a stamp repeats; a file with more is told apart by its digest and by computing it again."""
MOST_ALIGNED = 3_000
"""Rows of one part that are aligned one with another where rows were put in or taken out; beyond, place by place."""
NUMBER = re.compile(r"[-+−]?\d+(?:[,，]\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Part:
    """One part of a file: `name` is its sheet's name or its number, rows are cells from the left."""

    kind: Kind
    name: str
    rows: tuple[tuple[Value, ...], ...]

    @property
    def cells(self) -> int:
        """Count the cells that hold something."""
        return sum(1 for row in self.rows for value in row if canonical(value))


Shown = tuple[Part, ...]


@dataclass(frozen=True)
class Difference:
    """One cell in which two files differ; None on the side that lacks it. Rows and columns count from 0."""

    part: Part
    row: int
    column: int
    found: Value
    expected: Value
    label: str
    """What the row is called: its first text, so that people find it."""
    heading: str = ""
    """What the column is called, in a table with a heading."""

    @property
    def numbers(self) -> tuple[list[str], list[str]]:
        """Give the numbers that differ, as found and as expected: the whole cell of a table, the figures within a sentence."""
        if isinstance(self.found, str) and isinstance(self.expected, str):
            found, expected = NUMBER.findall(self.found), NUMBER.findall(self.expected)
            if NUMBER.sub("0", self.found) == NUMBER.sub("0", self.expected) and len(found) == len(expected):
                pairs = [(one, other) for one, other in zip(found, expected, strict=True) if one != other]
                return [one for one, _ in pairs], [other for _, other in pairs]
        return [_said(self.found)], [_said(self.expected)]


def canonical(value: Value) -> str:
    """Write a cell so that equal cells are equal text: numbers by their value, spaces as one, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(float(value))
    words = " ".join(value.split())
    return _number(float(words)) if _PLAIN.fullmatch(words) else words


_PLAIN = re.compile(r"[-+]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][-+]?\d{1,3})?", re.ASCII)


def same(one: Value, other: Value) -> bool:
    """Tell whether two cells are equal: texts and small numbers to the letter, numbers as far as office programs keep them."""
    left, right = canonical(one), canonical(other)
    if left == right:
        return True
    if _PLAIN.fullmatch(left) and _PLAIN.fullmatch(right):
        # A unit in the fifteenth digit: LibreOffice writes that many, rounded its own way.
        return math.isclose(float(left), float(right), rel_tol=1.2e-14)
    return False


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return "0" if value == 0 else f"{value:.{DIGITS}g}"


def is_number(value: Value) -> bool:
    """Tell whether a cell is a number."""
    if isinstance(value, bool) or value is None:
        return False
    return isinstance(value, int | float) or bool(_PLAIN.fullmatch(value.strip()))


def count_numbers(shown: Shown) -> int:
    """Count the numbers that a file shows: number cells, and figures within texts."""
    total = 0
    for part in shown:
        for row in part.rows:
            for value in row:
                if isinstance(value, str):
                    total += len(NUMBER.findall(value))
                elif is_number(value):
                    total += 1
    return total


def differences(found: Shown, expected: Shown) -> Iterator[Difference]:
    """Give every cell in which a file differs from what it should show, part by part; parts go together by kind and name."""
    wanted = {(part.kind, part.name): part for part in expected}
    seen = set()
    for part in found:
        other = wanted.get((part.kind, part.name))
        seen.add((part.kind, part.name))
        yield from _part(part, other if other is not None else Part(part.kind, part.name, ()))
    for key, part in wanted.items():
        if key not in seen:
            yield from _part(Part(part.kind, part.name, ()), part)


def _part(found: Part, expected: Part) -> Iterator[Difference]:
    rows, wanted = _trimmed(found), _trimmed(expected)
    heading = wanted[0] if wanted else ()
    for number, at in _aligned(rows, wanted):
        row = rows[number] if number is not None else ()
        other = wanted[at] if at is not None else ()
        for column in range(max(len(row), len(other))):
            here = row[column] if column < len(row) else None
            there = other[column] if column < len(other) else None
            if not same(here, there):
                place = number if number is not None else at or 0
                named = heading[column] if column < len(heading) and found.kind != "text" else None
                title = named if isinstance(named, str) and at != 0 else ""
                label = "" if found.kind == "text" else _label(other or row)
                yield Difference(found, place, column, here, there, label, title)


def _aligned(
    found: Sequence[tuple[Value, ...]], wanted: Sequence[tuple[Value, ...]]
) -> Iterator[tuple[int | None, int | None]]:
    """Pair the rows: one by one where they are equally many, else by what is the same on both sides."""
    if len(found) == len(wanted) or max(len(found), len(wanted)) > MOST_ALIGNED:
        for place in range(max(len(found), len(wanted))):
            yield place if place < len(found) else None, place if place < len(wanted) else None
        return
    left, right = [_key(row) for row in found], [_key(row) for row in wanted]
    for what, i, j, k, m in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        for place in range(max(j - i, m - k)):
            yield (i + place if i + place < j else None), (k + place if k + place < m else None)


def _key(row: Sequence[Value]) -> str:
    """Write a row so that equal rows are equal text, numbers to twelve digits."""
    words = [canonical(value) for value in row]
    return "\x1f".join(f"{float(word):.12g}" if _PLAIN.fullmatch(word) else word for word in words).rstrip("\x1f")


def _trimmed(part: Part) -> list[tuple[Value, ...]]:
    """Leave out what stands empty at the end of rows and below the last one."""
    rows = []
    for row in part.rows:
        end = len(row)
        while end and not canonical(row[end - 1]):
            end -= 1
        rows.append(tuple(row[:end]))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _label(row: Sequence[Value]) -> str:
    for value in row:
        if canonical(value):
            return _said(value)[:40]
    return ""


def _said(value: Value) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def pack_shown(shown: Shown, most: int = MOST_CELLS) -> str | None:
    """Write what a file shows as ASCII for its stamp; None where it is too much."""
    if sum(len(row) for part in shown for row in part.rows) > most:
        return None
    content = [[part.kind, part.name, [list(row) for row in part.rows]] for part in shown]
    written = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(written.encode("utf-8", "replace"), 9)).decode("ascii")


def unpack_shown(packed: str, largest: int) -> Shown:
    """Read what a stamp says the file showed; raises ValueError, TypeError or zlib.error for what is none."""
    unfold = zlib.decompressobj()
    written = unfold.decompress(base64.b64decode(packed.encode("ascii"), validate=True), largest)
    if unfold.unconsumed_tail or not unfold.eof:
        raise ValueError("too large or cut off")
    parts = []
    for kind, name, rows in json.loads(written):
        if kind not in ("sheet", "table", "text", "picture"):
            raise ValueError("unknown part")
        parts.append(Part(kind, str(name), tuple(tuple(_plain(value) for value in row) for row in rows)))
    return tuple(parts)


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ValueError("not a cell")
