"""Figures of a column in kept units (万元, shares 0 to 1, counts): every cell that is not plainly a figure is reported."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scenarios.importing.figures import ABOUT, AT_LEAST, AT_MOST, MORE_THAN, UnreadableError, plain, read_figure
from scenarios.ledger.columns import LedgerField, folded, load_columns
from scenarios.ledger.findings import ColumnPlace
from scenarios.ledger.grid import ErrorValue

Floats = NDArray[np.float64]
NONE_WORDS: Final = frozenset(("无", "没有", "零"))
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NEGATIVE = re.compile(r"\(\s*(\d[\d,]*(?:\.\d+)?)\s*\)")
_MULTIPLE = re.compile(r"\d\s*(?:[十百千]万|[百千万亿])")
_SIGNS = ("约", "大约", "近", "元", "人民币", "左右", "个", "+", "整", "¥", "￥", "rmb", "cny")
_DATED = re.compile(r"(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])(?:\D|$)")
_MORE = re.compile(r"(?<=\d)\s*([万亿]?)(?:余|多)(?=\D|$)")


def scaled(value: float | Floats, factor: float | Floats) -> Floats:
    """A figure in kept units; what is a whole part of a unit is divided, so that 95% is 0.95 and not a bit more."""
    parts = np.maximum(np.round(1.0 / np.asarray(factor)), 1.0)
    return np.where(np.asarray(factor) < 1.0, np.asarray(value) / parts, np.asarray(value) * np.asarray(factor))


@dataclass
class Collected:
    """What the cells of a column have in common and is reported once."""

    as_text: list[int] = field(default_factory=list)
    blank_words: list[int] = field(default_factory=list)
    blank_word: str = ""
    saved_formulas: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class ColumnCells:
    """The data cells of one column: row numbers counted from 0, values, and what the sheet knows besides."""

    rows: Sequence[int]
    cells: Sequence[Any]
    typed: bool = True
    formulas: Mapping[int, bool] = field(default_factory=dict)
    percent: frozenset[int] = frozenset()


def read_numbers(column: ColumnCells, known: LedgerField, unit: str | None, place: ColumnPlace) -> Floats:
    """Read a column of money, counts or shares; NaN where nothing is known. `unit` is that of the heading, or None."""
    found = np.full(len(column.rows), np.nan)
    own: dict[int, float] = {}
    collected = Collected()
    for position, value in enumerate(column.cells):
        if value is None:
            continue
        if type(value) is float:
            found[position] = value
        elif type(value) is str:
            number = _plainly(value)
            if number is not None:
                found[position] = number
                collected.as_text.append(column.rows[position])
                continue
            _from_text(position, value, column, known, unit, place, found, own, collected)
        else:
            _from_other(column.rows[position], value, place)
    check_formulas(column, place, collected)
    factor = _factor(found, own, column, known, unit, place)
    scale = np.full(len(found), factor)
    if known.kind == "share" and column.percent:
        scale[[row in column.percent for row in column.rows]] = 1.0
    found = scaled(found, scale)
    for position, value in own.items():
        found[position] = value
    _check_range(column, found, known, place)
    report(collected, column, place)
    return found


def check_formulas(column: ColumnCells, place: ColumnPlace, collected: Collected) -> None:
    """Report formulas: the saved result is used, one without a saved result is unknown."""
    if column.formulas:
        for row in column.rows:
            saved = column.formulas.get(row)
            if saved:
                collected.saved_formulas.append(row)
            elif saved is not None:
                place.cell("error", "formula_without_result", row, "=")


def report(collected: Collected, column: ColumnCells, place: ColumnPlace) -> None:
    """Report what several cells of a column share."""
    if column.typed:
        place.cells("note", "number_as_text", collected.as_text)
    place.cells("note", "blank_word", collected.blank_words, collected.blank_word)
    place.cells("note", "formula_result", collected.saved_formulas)


def _plainly(said: str) -> float | None:
    """The number that a text is, without any sign of doubt; None for anything else."""
    try:
        value = float(said)
    except ValueError:
        return None
    return value if math.isfinite(value) and said.isascii() and "_" not in said else None


def _from_other(row: int, value: object, place: ColumnPlace) -> None:
    if isinstance(value, ErrorValue):
        place.cell("error", "error_value", row, value)
    elif isinstance(value, bool):
        place.cell("error", "not_a_number", row, "TRUE" if value else "FALSE")
    else:
        place.cell("error", "date_for_number", row, value)


def _from_text(
    position: int,
    said: str,
    column: ColumnCells,
    known: LedgerField,
    unit: str | None,
    place: ColumnPlace,
    found: Floats,
    own: dict[int, float],
    collected: Collected,
) -> None:
    """Read a cell that holds text; a figure with a unit of its own goes to `own`, in kept units."""
    row = column.rows[position]
    text = said.strip()
    if not text:
        return
    text = plain(text)
    bare = folded(text)
    if bare in NONE_WORDS and known.kind in ("count", "money"):
        found[position] = 0.0
        place.cell("doubt", "none_as_zero", row, said)
        return
    if bare in load_columns().unknown_words or bare in NONE_WORDS or not bare:
        collected.blank_words.append(row)
        collected.blank_word = collected.blank_word or said
        return
    if text.startswith("#"):
        place.cell("error", "error_value", row, said)
        return
    bracketed = _NEGATIVE.fullmatch(text)
    if bracketed:
        found[position] = -float(bracketed.group(1).replace(",", ""))
        place.cell("doubt", "bracketed_negative", row, said, understood=f"-{bracketed.group(1)}")
        return
    more = _MORE.search(text) is not None
    text = _MORE.sub(r"\1", text)
    numbers = _NUMBER.findall(text)
    if _DATED.match(text):
        place.cell("error", "date_for_number", row, said)
        return
    try:
        reading = read_figure(text)
    except UnreadableError:
        place.cell("error", "not_a_number", row, said)
        return
    if reading.operator == "range":
        place.cell("error", "range_given", row, said)
        return
    if reading.value is None or len(numbers) != 1:
        place.cell("error", "several_numbers" if len(numbers) > 1 else "not_a_number", row, said)
        return
    scaled = _with_unit(text, reading.value, reading.unit, known, unit)
    if scaled is None:
        place.cell("error", "unit_of_another_kind", row, said, unit=reading.unit or "-")
        return
    value, has_unit, differs, left = scaled
    if has_unit:
        own[position] = value
    found[position] = value
    understood = f"{value:g}" + (" 万元" if has_unit and known.kind == "money" else "")
    if "," in numbers[0] and not _GROUPED.fullmatch(numbers[0]):
        place.cell("doubt", "odd_commas", row, said, understood=understood)
    elif reading.operator != "=" or more or "近" in left:
        place.cell("doubt", "approximate", row, said, understood=understood)
    elif left:
        place.cell("doubt", "words_beside", row, said, understood=understood)
    elif differs:
        place.cell("doubt", "own_unit", row, said, understood=understood, unit=unit or "-")
    else:
        collected.as_text.append(row)


def _with_unit(
    text: str, value: float, written: str | None, known: LedgerField, unit: str | None
) -> tuple[float, bool, bool, str] | None:
    """Bring a written figure to kept units; None where its unit is of another kind.

    Gives the figure, whether it had its own unit, whether another than the heading's, and words that were left aside.
    """
    columns = load_columns()
    left = folded(text)
    for word in (*ABOUT, *AT_LEAST, *AT_MOST, *MORE_THAN):
        left = left.replace(word, "")
    left = _NUMBER.sub("", left, count=1).strip(" +-.")
    multiple = _MULTIPLE.search(text) is not None
    if written is None and not multiple:
        lone = columns.unit_names.get(left)
        if lone is not None and lone[0] == known.kind:
            return (
                float(scaled(value, lone[2])),
                True,
                unit is not None and columns.factor(known.kind, unit) != lone[2],
                "",
            )
        return value, False, False, _without_signs(left)
    if known.kind == "money" and multiple and written is None:
        written, left = "元", re.sub(r"^[十百千万亿]+", "", left)
        factor: float | None = columns.factor("money", "元")
    else:
        factor = columns.factor(known.kind, written) if written else 1.0
        left = re.sub(r"^[十百千万]+(?=\S)", "", left) if multiple and written != "万元" else left
        left = left.replace(folded(written), "", 1).removeprefix("亿") if written else re.sub(r"^[十百千万]+", "", left)
    if factor is None:
        return None
    heading_factor = columns.factor(known.kind, unit) if unit else None
    said_unit = re.search(r"[十百千万亿]*(?:元|人|家|项|件|个|%)", text)
    said_factor = columns.factor(known.kind, said_unit.group()) if said_unit else None
    differs = heading_factor is not None and said_factor != heading_factor and (multiple or written is not None)
    if known.kind == "count":
        differs = False
    return float(scaled(value, factor)), True, differs, _without_signs(left)


def _without_signs(left: str) -> str:
    for sign in _SIGNS:
        if sign != "近":
            left = left.replace(sign, "")
    return left.strip(" .。,()")


def _factor(
    found: Floats, own: dict[int, float], column: ColumnCells, known: LedgerField, unit: str | None, place: ColumnPlace
) -> float:
    """Kept units per unit of the column; a unit that the heading does not give is a doubt."""
    columns = load_columns()
    if unit is not None:
        factor = columns.factor(known.kind, unit)
        if factor is not None:
            if known.kind == "share" and factor != 1.0:
                _check_fractions(found, own, column, place)
            return factor
    bare = np.array([position not in own and row not in column.percent for position, row in enumerate(column.rows)])
    numbers = found[bare & np.isfinite(found)] if len(found) else found
    if known.kind == "money":
        if len(numbers):
            place.whole("doubt", "unit_assumed", unit=columns.default_money_unit)
        return 1.0
    if known.kind == "share" and len(numbers):
        percent = bool(np.nanmax(np.abs(numbers)) > 1.0)
        place.whole("doubt", "share_in_percent" if percent else "share_in_fractions")
        return 0.01 if percent else 1.0
    return 1.0


def _check_fractions(found: Floats, own: dict[int, float], column: ColumnCells, place: ColumnPlace) -> None:
    """A heading says %, and every figure is below 1: perhaps fractions were written."""
    numbers = [
        float(value)
        for position, (row, value) in enumerate(zip(column.rows, found, strict=True))
        if np.isfinite(value) and value != 0 and position not in own and row not in column.percent
    ]
    if len(numbers) >= 3 and max(map(abs, numbers)) <= 1.0:
        place.whole("doubt", "percent_below_one")


def _check_range(column: ColumnCells, found: Floats, known: LedgerField, place: ColumnPlace) -> None:
    with np.errstate(invalid="ignore"):
        if known.range is not None:
            low, high = known.range
            for position in np.flatnonzero((found < low) | (found > high) | np.isinf(found)).tolist():
                value = found[position]
                code = "negative" if value < 0 <= low else "above_hundred" if high == 1.0 else "out_of_range"
                values = {} if code != "out_of_range" else {"low": low, "high": high, "understood": f"{value:g}"}
                place.cell("error", code, column.rows[position], column.cells[position], **values)
                found[position] = np.nan
        if known.usual is not None:
            low, high = known.usual
            for position in np.flatnonzero((found < low) | (found > high)).tolist():
                place.cell(
                    "doubt", "unusual", column.rows[position], column.cells[position], understood=f"{found[position]:g}"
                )
        if known.kind == "count":
            for position in np.flatnonzero(np.isfinite(found) & (found != np.round(found))).tolist():
                place.cell("doubt", "not_whole", column.rows[position], column.cells[position])
