"""Cells about titles: held or not, since which year, valid to when; in a column of their own or named within a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.importing.figures import plain
from scenarios.ledger.columns import folded, load_columns
from scenarios.ledger.findings import ColumnPlace
from scenarios.ledger.grid import ErrorValue
from scenarios.ledger.numbers import Collected, ColumnCells, check_formulas, report
from scenarios.ledger.words import date_of

Floats = NDArray[np.float64]
EARLIEST, LATEST = 1990, 2100
_BATCH = re.compile(r"第?\s*([一二三四五六七八九十\d]{1,2})\s*批")
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", start=1)}
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PARTS = re.compile(r"[、,，;；/|+\n]+|(?<=[)）])")


@dataclass(frozen=True)
class TitleCells:
    """What cells say of one title: held (1, 0, NaN unknown) and the year of recognition (NaN unknown)."""

    held: Floats
    recognised: Floats


def read_title(column: ColumnCells, title: str, heading_year: int | None, place: ColumnPlace) -> TitleCells:
    """Read the column of one title: yes or no, a year or date of recognition, or a batch."""
    held, recognised = np.full(len(column.rows), np.nan), np.full(len(column.rows), np.nan)
    collected = Collected()
    known = load_columns()
    for position, (row, value) in enumerate(zip(column.rows, column.cells, strict=True)):
        if value is None:
            continue
        word = folded(value) if isinstance(value, str) else None
        if isinstance(value, bool) or (isinstance(value, float) and value in (0.0, 1.0)):
            held[position] = float(value)
        elif word in known.flag_words:
            held[position] = float(known.flag_words[word])
        elif word in known.unknown_words:
            collected.blank_words.append(row)
            collected.blank_word = collected.blank_word or str(value)
        elif isinstance(value, ErrorValue):
            place.cell("error", "error_value", row, value)
        else:
            year = _year_of(value, title, row, place)
            if year is not None:
                held[position], recognised[position] = 1.0, year
        if held[position] == 1.0 and np.isnan(recognised[position]) and heading_year is not None:
            recognised[position] = heading_year
    if heading_year is not None and np.any(held == 1.0):
        place.whole("doubt", "title_heading_year", understood=heading_year)
    check_formulas(column, place, collected)
    report(collected, ColumnCells((), (), typed=False), place)
    return TitleCells(held, recognised)


def read_batches(column: ColumnCells, title: str, place: ColumnPlace) -> Floats:
    """Read a column of years of recognition, some of which may be batches (第四批)."""
    found = np.full(len(column.rows), np.nan)
    collected = Collected()
    for position, (row, value) in enumerate(zip(column.rows, column.cells, strict=True)):
        if value is None:
            continue
        if isinstance(value, str) and folded(value) in (
            load_columns().unknown_words | load_columns().flag_words.keys()
        ):
            collected.blank_words.append(row)
            collected.blank_word = collected.blank_word or value
            continue
        year = _year_of(value, title, row, place)
        if year is not None:
            found[position] = year
    check_formulas(column, place, collected)
    report(collected, ColumnCells((), (), typed=False), place)
    return found


def _year_of(value: object, title: str, row: int, place: ColumnPlace) -> float | None:
    """The year of recognition that a cell gives; None, and reported, where it gives none."""
    if isinstance(value, str):
        batch = _BATCH.search(plain(value))
        if batch and not _YEARS.search(plain(value)):
            number = int(batch.group(1)) if batch.group(1).isdecimal() else _DIGITS.get(batch.group(1), 0)
            year = load_columns().little_giant_batches.get(number) if title == "little_giant" else None
            if year is None:
                place.cell("error", "batch_unknown", row, value)
                return None
            place.cell("doubt", "batch_as_year", row, value, understood=year)
            return float(year)
    year, _, _, code = date_of(value)
    if year is None or not EARLIEST <= year <= LATEST:
        code = code if year is None else "impossible_year"
        bounds = {"low": EARLIEST, "high": LATEST} if code == "impossible_year" else {}
        place.cell("error", "not_a_title" if code in (None, "not_a_year") else str(code), row, value, **bounds)
        return None
    if code is not None:
        place.cell("doubt", code, row, value, understood=year)
    return float(year)


def read_title_texts(column: ColumnCells, place: ColumnPlace) -> tuple[Mapping[str, TitleCells], Mapping[str, Floats]]:
    """Read a column that names titles in words: 省级专精特新（2021）、高企; titles, and flags that are named among them.

    What it does not name it leaves unknown.
    """
    titles = load_columns().titles
    found = {
        title: TitleCells(np.full(len(column.rows), np.nan), np.full(len(column.rows), np.nan)) for title in titles
    }
    known = load_columns()
    flags: dict[str, Floats] = {}
    for position, (row, value) in enumerate(zip(column.rows, column.cells, strict=True)):
        if value is None or (isinstance(value, str) and folded(value) in known.unknown_words):
            continue
        if not isinstance(value, str) or isinstance(value, ErrorValue):
            place.cell("error", "not_a_title", row, value)
            continue
        if folded(value) in known.flag_words and not known.flag_words[folded(value)]:
            for cells in found.values():
                cells.held[position] = 0.0
            continue
        for part in _PARTS.split(plain(value)):
            bare = folded(part).strip(" ()")
            if not bare:
                continue
            title = _title_within(bare)
            flag = known.names.get(bare, "")
            if title is None and flag in known.fields and known.fields[flag].kind == "flag":
                flags.setdefault(flag, np.full(len(column.rows), np.nan))[position] = 1.0
                continue
            if title is None:
                if not re.fullmatch(r"[\d.年月日批第-]+", bare):
                    place.cell("note", "title_not_known", row, value, understood=bare)
                continue
            if title == "?":
                title = "provincial_champion"
                place.cell("doubt", "champion_grade", row, value)
            found[title].held[position] = 1.0
            years = {int(year) for year in _YEARS.findall(bare)}
            if len(years) == 1:
                found[title].recognised[position] = years.pop()
            elif len(years) > 1:
                place.cell("doubt", "title_years", row, value)
    check_formulas(column, place, Collected())
    return found, flags


def _title_within(bare: str) -> str | None:
    """The title that a text names; `?` for a champion whose grade it does not say, None for no title."""
    known = load_columns()
    words = [(folded(word), title) for title, given in known.titles.items() for word in given.words]
    for word, title in sorted(words, key=lambda pair: len(pair[0]), reverse=True):
        if word in bare and not (title == "srdi" and "小巨人" in bare):
            return title
    return "?" if any(folded(word) in bare for word in known.champion_without_grade) else None
