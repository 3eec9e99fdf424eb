"""What the heading of a column says: which field, of which year, in which unit. Nothing is guessed from likeness."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from scenarios.importing.figures import plain
from scenarios.ledger.columns import folded, load_columns

LONGEST = 120
_YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)(?:年度|年末|年底|年)?")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)年(?!限)")
_BRACKETS = re.compile(r"[(\[【（]([^()\[\]【】（）]*)[)\]】）]")
_TABLE_UNIT = re.compile(r"(?:金额单位|计量单位|货币单位|单位|unit)\s*:\s*(.+)", re.IGNORECASE)
_UNIT_WORD = re.compile(r"单位[:：]?|unit:?|in ", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """One heading understood: `field` is None where it names nothing known; `back` counts years before the ledger's.

    `date_of` is set for a column that only says which date it holds (认定年份) and belongs to the title beside it. `near`
    is the known heading most like it, to be suggested and never taken.
    """

    said: str
    field: str | None = None
    year: int | None = None
    back: int | None = None
    unit: str | None = None
    date_of: str | None = None
    ignored: bool = False
    short_year: bool = False
    near: str | None = None

    @property
    def known(self) -> bool:
        """Whether the heading was understood, be it as something that is not used."""
        return self.field is not None or self.ignored or self.date_of is not None


@lru_cache(maxsize=4_096)
def read_heading(said: str) -> Heading:
    """Read a heading: 2021年营业收入（万元）, revenue 2021 (10k yuan), 专精特新 认定年份; lines together, then alone."""
    shown = re.sub(r"\s+", " ", said).strip()[:LONGEST]
    lines = [line for line in said[:LONGEST].splitlines() if line.strip()]
    whole = _read(shown, shown)
    if whole.known or len(lines) < 2:
        return whole
    unit = year = None
    found: Heading | None = None
    for line in lines:
        alone = _read(line, shown)
        unit, year = unit or alone.unit, year or alone.year
        if alone.known and found is None:
            found = alone
    if found is None:
        return whole
    return Heading(shown, found.field, found.year or year, found.back, found.unit or unit, found.date_of, found.ignored)


def read_parts(parts: Sequence[str]) -> Heading:
    """Read a heading of several rows, uppermost first; a group that says nothing (主要经济指标（万元）) gives its unit only."""
    told = list(parts)
    unit = None
    while len(told) > 1 and (group := _group_unit(told[0])) is not None:
        unit = unit or group
        told.pop(0)
    found = read_heading(" ".join(told))
    return replace(found, said=" ".join(parts)[:LONGEST], unit=found.unit or unit or None)


def _group_unit(said: str) -> str | None:
    """The unit of a heading over several columns, empty without one; None where the heading does say what they hold."""
    inside = _BRACKETS.findall(plain(said))
    bare = _tidy(_BRACKETS.sub(" ", plain(said)))
    if bare not in load_columns().group_words:
        return None
    return next((unit for word in inside if (unit := _unit_of(word)) is not None), "")


def table_unit(said: str) -> str | None:
    """The unit of money that a line beside a table gives for all of it: 单位：万元; None where it gives none."""
    found = _TABLE_UNIT.search(plain(said))
    for word in re.split(r"[,，、;；/\s]+", found.group(1)) if found else ():
        unit = load_columns().unit_names.get(folded(word.strip("()")))
        if unit is not None and unit[0] == "money":
            return unit[1]
    return None


def is_year_or_unit(said: str) -> bool:
    """Whether a cell below a heading only adds a year or a unit to it."""
    bare = folded(said)
    return bool(_YEAR.fullmatch(bare) or _SHORT_YEAR.fullmatch(bare)) or _unit_of(bare) is not None


def _read(said: str, shown: str) -> Heading:
    columns = load_columns()
    text = folded(said)
    if text in columns.names:
        return Heading(shown, columns.names[text])
    unit: str | None = None
    pieces: list[str] = []

    def bracket(found: re.Match[str]) -> str:
        nonlocal unit
        inside = found.group(1)
        for part in re.split(r"[,，;；、/\s]+|(?<=年)", inside) if _unit_of(inside) is None else [inside]:
            this = _unit_of(part)
            if this is not None and unit is None:
                unit = this
            elif part:
                pieces.append(part)
        return " "

    text = _BRACKETS.sub(bracket, plain(text))
    bare, year, back, short = _without_year(f"{text} {' '.join(pieces)}")
    field, date_of, ignored = _field(bare)
    if unit is None and field is None and date_of is None and not ignored:
        bare, unit = _trailing_unit(bare)
        field, date_of, ignored = _field(bare)
    if field is None and pieces and not ignored:
        # A remark in brackets that names nothing (企业名称（盖章）, 营业收入（不含税）) is left aside where the rest is a name.
        alone, year_alone, back_alone, _ = _without_year(text)
        if not any(word in " ".join(pieces) for word in ("增", "同比", "计划", "目标", "预计", "growth", "plan")):
            field, date_of, ignored = _field(_trailing_unit(alone)[0])
            year, back = year or year_alone, back if back is not None else back_alone
    near = None
    if field is None and date_of is None and not ignored:
        close = difflib.get_close_matches(bare, columns.names, n=1, cutoff=0.6) if bare else []
        near = close[0] if close else None
    return Heading(shown, field, year, back, unit, date_of, ignored, short, near)


def _without_year(text: str) -> tuple[str, int | None, int | None, bool]:
    """Take the year out of a heading; two different years stay in, and make it unknown."""
    years = {int(found) for found in _YEAR.findall(text)}
    if len(years) == 1:
        return _tidy(_YEAR.sub(" ", text)), years.pop(), None, False
    short = _SHORT_YEAR.findall(text)
    if not years and len(short) == 1:
        return _tidy(_SHORT_YEAR.sub(" ", text)), 2000 + int(short[0]), None, True
    if not years:
        for back, words in load_columns().relative_years.items():
            for word in sorted(map(folded, words), key=len, reverse=True):
                if word in text:
                    return _tidy(text.replace(word, " ", 1)), None, back, False
    return _tidy(text), None, None, False


def _tidy(text: str) -> str:
    return folded(re.sub(r"[|:：,，;；/\-]+\s*$|^\s*[|:：,，;；/\-]+", " ", re.sub(r"\s+", " ", text).strip()))


def _trailing_unit(text: str) -> tuple[str, str | None]:
    """Split off a unit that follows the name without brackets: 营业收入 万元, 营业收入/万元."""
    cut = _UNIT_WORD.sub(" ", text)
    for mark in (" ", "/", ":", "-", ","):
        head, found, tail = cut.rpartition(mark)
        unit = _unit_of(tail) if found else None
        if unit is not None and head.strip():
            return _tidy(head), unit
    for name in sorted(load_columns().unit_names, key=len, reverse=True):
        if text.endswith(name) and text.removesuffix(name) in load_columns().names:
            return text.removesuffix(name), load_columns().unit_names[name][1]
    return text, None


def _unit_of(text: str) -> str | None:
    bare = folded(_UNIT_WORD.sub("", text))
    found = load_columns().unit_names.get(bare)
    return found[1] if found is not None else None


def _field(bare: str) -> tuple[str | None, str | None, bool]:
    """Find the field that a bare heading names: as it stands, as a title with a date, or without words that change nothing."""
    columns = load_columns()
    for candidate in _simpler(bare):
        if candidate in columns.names:
            return columns.names[candidate], None, False
        if candidate in columns.date_words:
            return None, columns.date_words[candidate], False
        for word, part in columns.date_words.items():
            head = candidate.removesuffix(word).strip(" -/:")
            if head != candidate and head:
                for name in _simpler(head):
                    field = columns.names.get(name, "")
                    if field.startswith("title:"):
                        return f"{field}:{part}", None, False
        if candidate in columns.ignored:
            return None, None, True
    return None, None, False


def _simpler(bare: str) -> list[str]:
    """A heading, and what is left of it when harmless words at its ends are taken off one after the other."""
    found = [bare]
    at = 0
    while at < len(found) and len(found) < 40:
        current = found[at]
        at += 1
        for word in load_columns().harmless_words:
            gap = " " if word.isascii() else ""
            for shorter in (current.removeprefix(word + gap), current.removesuffix(gap + word)):
                shorter = shorter.strip(" -/:的")
                if shorter and shorter not in found:
                    found.append(shorter)
    return found
