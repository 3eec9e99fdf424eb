"""Cells that hold words, years or yes and no: names, codes, chains, years, flags, levels of institutions."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scenarios.importing.figures import plain
from scenarios.ledger.codes import read_code
from scenarios.ledger.columns import LedgerField, folded, load_columns
from scenarios.ledger.findings import ColumnPlace
from scenarios.ledger.grid import ErrorValue
from scenarios.ledger.numbers import Collected, ColumnCells, check_formulas, report

Floats = NDArray[np.float64]
FIRST_SERIAL: Final = 20_000
"""A number from here to LAST_SERIAL in a column of years is a spreadsheet's count of days, 1954 to 2119."""
LAST_SERIAL: Final = 80_000
_WHOLE = re.compile(r"((?:19|20|21)\d\d)(?:年(?:度|底|末)?)?")
_DATE = re.compile(
    r"((?:19|20|21)\d\d)(?:[-/.年\s]\s*|)(\d{1,2})(?:(?:[-/.月\s]\s*|)(\d{1,2}))?\s*[月日号]?(?:\s+[\d:]+)?"
)
_INSIDE = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)")
_SPACES = re.compile(r"\s+")


def read_texts(column: ColumnCells, place: ColumnPlace, *, unknown: bool = True) -> list[str | None]:
    """Read names of enterprises, chains or zones: ordinary width, no blanks between hanzi; None where nothing stands."""
    collected = Collected()
    found: list[str | None] = []
    words = load_columns().unknown_words
    for row, value in zip(column.rows, column.cells, strict=True):
        if value is None:
            found.append(None)
            continue
        if isinstance(value, ErrorValue):
            place.cell("error", "error_value", row, value)
            found.append(None)
            continue
        said = tidy_name(value if isinstance(value, str) else _as_words(value))
        if unknown and folded(said) in words:
            collected.blank_words.append(row)
            collected.blank_word = collected.blank_word or said
            found.append(None)
            continue
        found.append(said or None)
    check_formulas(column, place, collected)
    report(collected, column, place)
    return found


def tidy_name(said: str) -> str:
    """A name in ordinary width without blanks that change nothing: 河南 甲（集团）公司 is 河南甲(集团)公司."""
    bare = _SPACES.sub(" ", plain(said)).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", bare)


def _as_words(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_codes(column: ColumnCells, place: ColumnPlace) -> list[str | None]:
    """Read credit codes; a wrong check character is a doubt, what is no code of 18 characters is not used."""
    found: list[str | None] = []
    words = load_columns().unknown_words
    for row, value in zip(column.rows, column.cells, strict=True):
        if value is None or (isinstance(value, str) and (not value.strip() or folded(value) in words)):
            found.append(None)
            continue
        if not isinstance(value, str) or isinstance(value, ErrorValue):
            place.cell("error", "code_as_number", row, value)
            found.append(None)
            continue
        code, state = read_code(plain(value))
        if re.fullmatch(r"\d(?:\.\d+)?E\+\d+", code):
            place.cell("error", "code_as_number", row, value)
            state, code = "bad_length", ""
        elif state == "bad_length":
            place.cell("error", "code_length", row, value, length=len(code))
        elif state == "bad_letter":
            place.cell("error", "code_letter", row, value)
        elif state == "corrected":
            place.cell("doubt", "code_corrected", row, value, understood=code)
        elif state == "bad_checksum":
            place.cell("doubt", "code_checksum", row, value)
        found.append(code if state in ("good", "corrected", "bad_checksum") else None)
    check_formulas(column, place, Collected())
    return found


def read_years(column: ColumnCells, known: LedgerField, place: ColumnPlace, *, last_whole: bool = False) -> Floats:
    """Read years or dates as years. `last_whole`: the last year at whose end a date that ends something has not yet passed."""
    found = np.full(len(column.rows), np.nan)
    collected = Collected()
    for position, (row, value) in enumerate(zip(column.rows, column.cells, strict=True)):
        if value is None:
            continue
        year, month, day, code = date_of(value)
        if code == "blank_word":
            collected.blank_words.append(row)
            collected.blank_word = collected.blank_word or str(value)
        elif year is None:
            place.cell("error", code or "not_a_year", row, value)
        else:
            if code is not None:
                place.cell("doubt", code, row, value, understood=year)
            if last_whole and (month, day) != (12, 31):
                if month is None:
                    place.cell("doubt", "valid_to_year", row, value, understood=year - 1)
                year -= 1
            found[position] = year
    if known.range is not None:
        low, high = known.range
        for position in np.flatnonzero((found < low) | (found > high)).tolist():
            place.cell("error", "impossible_year", column.rows[position], column.cells[position], low=low, high=high)
            found[position] = np.nan
    if known.usual is not None:
        low, high = known.usual
        for position in np.flatnonzero((found < low) | (found > high)).tolist():
            place.cell(
                "doubt", "unusual", column.rows[position], column.cells[position], understood=f"{found[position]:g}"
            )
    check_formulas(column, place, collected)
    report(collected, ColumnCells((), (), typed=False), place)
    return found


def date_of(value: Any) -> tuple[int | None, int | None, int | None, str | None]:
    """Year, month and day of a cell, as far as it says them, and the code of what is doubtful or wrong about it."""
    if isinstance(value, ErrorValue):
        return None, None, None, "error_value"
    if isinstance(value, datetime.date):
        return value.year, value.month, value.day, None
    if isinstance(value, float):
        if not value.is_integer():
            return None, None, None, "not_a_year"
        number = int(value)
        if FIRST_SERIAL <= number <= LAST_SERIAL:
            day = datetime.date(1899, 12, 30) + datetime.timedelta(days=number)
            return day.year, day.month, day.day, "serial_date"
        value = str(number)
        if len(value) == 4:
            return number, None, None, None
    if not isinstance(value, str):
        return None, None, None, "not_a_year"
    said = plain(value)
    if folded(said) in load_columns().unknown_words:
        return None, None, None, "blank_word"
    whole = _WHOLE.fullmatch(said)
    if whole:
        return int(whole.group(1)), None, None, None
    if re.fullmatch(r"\d{5}", said) and FIRST_SERIAL <= int(said) <= LAST_SERIAL:
        return date_of(float(said))
    dated = _DATE.fullmatch(said)
    if dated:
        month, day_of = int(dated.group(2)), int(dated.group(3) or 0)
        if 1 <= month <= 12 and day_of <= 31:
            return int(dated.group(1)), month, day_of or None, None
        return None, None, None, "not_a_year"
    if re.fullmatch(r"\d{4}年?", said):
        return int(said[:4]), None, None, None  # the range says that it is impossible
    years = {int(year) for year in _INSIDE.findall(said)}
    if len(years) == 1:
        return years.pop(), None, None, "year_within_words"
    return None, None, None, "not_a_year"


def read_flags(column: ColumnCells, place: ColumnPlace) -> Floats:
    """Read yes and no in their many forms; 1, 0 and NaN. A year or date says that it has been so since then."""
    found = np.full(len(column.rows), np.nan)
    collected = Collected()
    known = load_columns()
    for position, (row, value) in enumerate(zip(column.rows, column.cells, strict=True)):
        if value is None:
            continue
        if isinstance(value, bool):
            found[position] = float(value)
            continue
        if isinstance(value, float) and value in (0.0, 1.0):
            found[position] = value
            continue
        word = folded(value) if isinstance(value, str) else None
        if word in known.flag_words:
            found[position] = float(known.flag_words[word])
        elif word in known.unknown_words:
            collected.blank_words.append(row)
            collected.blank_word = collected.blank_word or str(value)
        elif isinstance(value, ErrorValue):
            place.cell("error", "error_value", row, value)
        elif date_of(value)[0] is not None and 1980 <= (date_of(value)[0] or 0) <= 2100:
            found[position] = 1.0
            place.cell("doubt", "year_for_flag", row, value)
        else:
            place.cell("error", "not_yes_or_no", row, value)
    check_formulas(column, place, collected)
    report(collected, column, place)
    return found


def read_levels(column: ColumnCells, place: ColumnPlace) -> Floats:
    """Read the level of a research institution, 0 (none) to 4 (national); only that there is one is no level."""
    found = np.full(len(column.rows), np.nan)
    collected = Collected()
    known = load_columns()
    for position, (row, value) in enumerate(zip(column.rows, column.cells, strict=True)):
        if value is None:
            continue
        word = folded(value) if isinstance(value, str) else folded(_as_words(value))
        level = known.level_words.get(word)
        if level is None and word not in known.flag_words:
            inside = {
                number for name, number in known.level_words.items() if number > 0 and len(name) > 1 and name in word
            }
            if len(inside) == 1:
                level = inside.pop()
                place.cell("doubt", "level_within_words", row, value, understood=_level_name(level))
        if level is not None:
            found[position] = float(level)
        elif known.flag_words.get(word) is False:
            found[position] = 0.0
        elif known.flag_words.get(word) is True:
            found[position] = 1.0
            place.cell("doubt", "level_missing", row, value, understood=_level_name(1))
        elif word in known.unknown_words:
            collected.blank_words.append(row)
            collected.blank_word = collected.blank_word or str(value)
        else:
            place.cell("error", "not_a_level", row, value, options=", ".join(_level_names()))
    check_formulas(column, place, collected)
    report(collected, column, place)
    return found


def _level_names() -> Sequence[str]:
    return [words[0] for words in load_columns().levels.values()]


def _level_name(level: int) -> str:
    from scenarios.ledger.columns import LEVELS

    return load_columns().levels[LEVELS[level]][0]


def names_none(word: str) -> bool:
    """Whether a chain or zone is said to be none (无, 园区外)."""
    return load_columns().flag_words.get(folded(word)) is False or "区外" in word


def chain_key(name: str) -> str:
    """What tells chains apart: 面粉精深加工 and 面粉精深加工产业链 are one."""
    bare = folded(name)
    return bare.removesuffix("产业链").removesuffix("链").removesuffix(" chain") or bare
