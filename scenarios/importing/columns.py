"""Which column of a sheet is what: headers in one or two rows, merged or not, under any of their usual names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scenarios.importing.figures import plain
from scenarios.importing.workbook import Sheet
from scenarios.schema.common import Identifier, Model, Words
from scenarios.schema.indicators import load_indicators
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

SEARCHED_ROWS = 20
"""Headers stand within the first rows, below a title."""


class Names(Model):
    """The names under which columns, kinds, scopes and indicators are known."""

    columns: Mapping[Identifier, tuple[Words, ...]]
    kinds: Mapping[Identifier, tuple[Words, ...]]
    scopes: Mapping[Identifier, tuple[Words, ...]]
    binding: tuple[Words, ...]
    expected: tuple[Words, ...]
    indicators: Mapping[Identifier, tuple[Words, ...]]


@cache
def load_names() -> Names:
    """Load `scenarios/importing/headers.yaml`."""
    return build(Names, read_yaml(Path(__file__).resolve().parent / "headers.yaml"))


@dataclass(frozen=True)
class Layout:
    """Where a sheet's rows begin and what its columns hold; a value column may be for one year."""

    sheet: Sheet
    first_row: int
    columns: Mapping[str, int]
    values: tuple[tuple[int, int | None], ...]
    headings: Mapping[int, str]


def find_layout(sheet: Sheet) -> Layout | None:
    """Find the header of a sheet of targets; None where there is none."""
    for row in range(1, min(SEARCHED_ROWS, len(sheet.rows)) + 1):
        found = _layout(sheet, row)
        if found is not None:
            return found
    return None


def _layout(sheet: Sheet, row: int) -> Layout | None:
    columns: dict[str, int] = {}
    values: list[tuple[int, int | None]] = []
    headings: dict[int, str] = {}
    two_rows = False
    for column in range(1, sheet.width + 1):
        upper, lower = _text(sheet, row, column), _text(sheet, row + 1, column)
        name = _column_of(upper)
        year = _year(upper)
        headings[column] = upper
        if name == "value" and _year(lower) is not None:
            values.append((column, _year(lower)))
            headings[column] = f"{upper}/{lower}"
            two_rows = True
        elif name == "value" or (name is None and year is not None):
            values.append((column, year))
        elif name is not None and name not in columns:
            columns[name] = column
            two_rows = two_rows or (lower == upper and upper != "" and row < len(sheet.rows))
    if "indicator" not in columns or not values:
        return None
    return Layout(sheet, row + 2 if two_rows else row + 1, columns, tuple(values), headings)


def _text(sheet: Sheet, row: int, column: int) -> str:
    value = sheet.cell(row, column).value
    return re.sub(r"\s+", "", plain(str(value)))[:60] if value is not None else ""


def _column_of(header: str) -> str | None:
    bare = re.sub(r"[((].*?[))]", "", header).rstrip("*:：").lower()
    for name, known in load_names().columns.items():
        if bare in {plain(one).lower() for one in known}:
            return name
    return None


def _year(header: str) -> int | None:
    found = re.fullmatch(r"(?:到)?((?:19|20|21)\d\d)年?(?:目标|目标值|末|底)?", header)
    return int(found.group(1)) if found else None


def _bare(label: str) -> str:
    said = re.sub(r"[\s“”\"'‘’、,。()()]", "", plain(label)).lower()
    said = re.sub(r"^(新增|累计|每年|年均|培育|力争)+", "", said)
    return re.sub(r"(数量|个数|家数|总数|数)$", "", said)


@cache
def known_indicators() -> Mapping[str, str]:
    """Give every name of an indicator, bared of what does not matter, with its key."""
    found = {_bare(indicator.label.zh): key for key, indicator in load_indicators().indicators.items()}
    found.update({_bare(indicator.label.en): key for key, indicator in load_indicators().indicators.items()})
    found.update({key: key for key in load_indicators().indicators})
    for key, names in load_names().indicators.items():
        found.update({_bare(name): key for name in names})
    return found


def indicator_of(label: str) -> tuple[str | None, str | None]:
    """Give the indicator that a label names, and, where it names none, the nearest label there is."""
    known = known_indicators()
    bare = _bare(label)
    if bare in known:
        return known[bare], None
    inside = [name for name in known if len(name) >= 4 and (name in bare)]
    if inside:
        return known[max(inside, key=len)], None
    near = difflib.get_close_matches(bare, known, n=1, cutoff=0.5)
    return None, load_indicators().indicators[known[near[0]]].label.zh if near else None


def option_of(word: str, options: Mapping[str, tuple[str, ...]]) -> str | None:
    """Give the option that a word stands for."""
    bare = re.sub(r"\s+", "", plain(word)).lower()
    for name, known in options.items():
        if bare in {plain(one).lower() for one in known}:
            return name
    return None
