"""The sheet of yearly figures, read cell by cell: what was understood, what is doubtful, what cannot be used."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from calibration.definitions import Definition, definitions
from calibration.local.columns import column_names, factor, folded, load_columns, quantity_names, reporting_of
from calibration.observation import ObservedPoint, first_year, usable
from scenarios.importing.figures import UnreadableError, plain, read_figure, read_year
from scenarios.ledger.delimited import read_csv
from scenarios.ledger.findings import cell_text
from scenarios.ledger.grid import ErrorValue, Grid, column_letter
from scenarios.ledger.spreadsheet import check_bytes, check_size, read_xlsx
from scenarios.messages import text
from scenarios.schema.errors import InputError, Place, shown, suggestion

Grade = Literal["error", "doubt", "note"]
HEADINGS_WITHIN = 12
"""Rows in which the headings are looked for."""
MOST_ROWS = 2_000
USUAL_GROWTH = 60.0
"""Growth in per cent beyond which a figure is asked about."""
ABOUT_STEP = 0.1
"""A figure said to be about is taken as rounded to this share of itself."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One cell: `error` (not used), `doubt` (used as understood, please confirm) or `note`."""

    grade: Grade
    code: str
    place: str
    found: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """Say what was found, what was understood and how to mend it."""
        values = {name: shown(value) for name, value in self.values.items()}
        return text(f"calibrate.doubt.{self.code}", language, found=shown(self.found, 60), **values)

    def line(self, language: str) -> str:
        """Say in one line also how grave it is and where."""
        said = self.said(language)
        grade = text(f"ledger.grade.{self.grade}", language)
        return text("ledger.line", language, grade=grade, place=self.place, said=said)

    def as_json(self, language: str) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "grade": self.grade,
            "code": self.code,
            "place": self.place,
            "found": shown(self.found) or None,
            "message": self.line(language),
        }


@dataclass(frozen=True)
class SheetReading:
    """The figures of a sheet that can be used, where each stands, and what is to be said about the others."""

    name: str
    points: tuple[ObservedPoint, ...]
    places: tuple[str, ...]
    doubts: tuple[Doubt, ...]

    def total(self, grade: Grade) -> int:
        """Count what was found of a grade."""
        return sum(1 for doubt in self.doubts if doubt.grade == grade)


def with_years(reading: SheetReading, years: Sequence[int]) -> SheetReading:
    """Part off the figures that draws of these years cannot speak of: each becomes a doubt that names its cell."""
    inside, _ = usable(reading.points, years)
    known = set(inside)
    kept = [pair for pair in zip(reading.points, reading.places, strict=True) if pair[0] in known]
    left = [
        Doubt("error", "other_years", place, str(point.year), {"first": first_year(point, years), "last": years[-1]})
        for point, place in zip(reading.points, reading.places, strict=True)
        if point not in known
    ]
    return replace(
        reading,
        points=tuple(point for point, _ in kept),
        places=tuple(place for _, place in kept),
        doubts=(*reading.doubts, *left),
    )


def read_sheet(path: Path | str, region: str = "-") -> SheetReading:
    """Read a file of yearly figures (XLSX or CSV); raises InputError where nothing can be read."""
    path = Path(path)
    try:
        check_size(path)
        content = path.read_bytes()
    except OSError as error:
        if not path.exists():
            raise InputError("file_missing", Place(path.name), file=path.name, near="-") from None
        reason = error.strerror or "-"
        raise InputError("file_unreadable", Place(path.name), file=path.name, reason=reason) from None
    return read_sheet_bytes(content, path.name, region)


def read_sheet_bytes(content: bytes, name: str, region: str = "-") -> SheetReading:
    """Read yearly figures that are in memory; nothing of them touches the disk. Raises InputError."""
    check_bytes(len(content), Place(name))
    suffix = Path(name).suffix.lower()
    if suffix == ".xlsx":
        grids = read_xlsx(io.BytesIO(content), name)
    elif suffix == ".csv":
        grids = (read_csv(content, name)[0],)
    else:
        raise InputError("calibrate_suffix", Place(name), found=suffix or "-")
    for grid in grids:
        layout = None if grid.hidden else _layout(grid)
        if layout is not None:
            return _Rows(grid, *layout, name, region).read()
    raise InputError("calibrate_no_headings", Place(name), names=_required())


def _required() -> str:
    known = load_columns()
    return ", ".join(f"{known.columns[name].zh} / {known.columns[name].en}" for name in known.required)


def _layout(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Find the row of headings and the column of each."""
    names = column_names()
    for row in range(min(HEADINGS_WITHIN, len(grid.rows))):
        found: dict[str, int] = {}
        for column, value in enumerate(grid.rows[row]):
            known = None if value is None else names.get(folded(value))
            if known is not None and known not in found:
                found[known] = column
        if set(load_columns().required) <= set(found):
            return row, found
    return None


class _Rows:
    """The rows of one sheet below its headings."""

    def __init__(self, grid: Grid, header: int, columns: dict[str, int], file: str, region: str) -> None:
        self.grid, self.header, self.columns, self.file, self.region = grid, header, columns, file, region
        self.doubts: list[Doubt] = []
        self.points: list[tuple[ObservedPoint, int]] = []

    def read(self) -> SheetReading:
        if len(self.grid.rows) > MOST_ROWS:
            raise InputError("calibrate_too_long", Place(self.file), limit=MOST_ROWS)
        fractions = self._fractions()
        for row in range(self.header + 1, len(self.grid.rows)):
            point = self._row(row, fractions)
            if point is not None:
                self.points.append((point, row))
        kept = self._without_clashes()
        if not kept and not self.doubts:
            raise InputError("calibrate_no_figures", Place(self.file), sheet=self.grid.name)
        return SheetReading(
            self.file,
            tuple(point for point, _ in kept),
            tuple(self._place(row, "value") for _, row in kept),
            tuple(self.doubts),
        )

    def _cell(self, row: int, column: str) -> Any:
        value = self.grid.value(row, self.columns[column]) if column in self.columns else None
        return None if isinstance(value, str) and not value.strip() else value

    def _place(self, row: int, column: str) -> str:
        letter = column_letter(self.columns[column]) if column in self.columns else ""
        return f"{self.grid.name}!{letter}{row + 1}"

    def _say(self, grade: Grade, code: str, row: int, column: str, found: object = "", **values: Any) -> None:
        self.doubts.append(Doubt(grade, code, self._place(row, column), cell_text(found), values))

    def _fractions(self) -> frozenset[str]:
        """Quantities in per cent whose figures are all below 1: fractions were written."""
        sizes: dict[str, list[float]] = {}
        for row in range(self.header + 1, len(self.grid.rows)):
            name = quantity_names().get(folded(self._cell(row, "quantity") or ""))
            value = self._cell(row, "value")
            shown_as = row in self.grid.percent.get(self.columns["value"], frozenset())
            if name and definitions()[name].unit == "%" and isinstance(value, float) and not shown_as and value != 0.0:
                sizes.setdefault(name, []).append(abs(value))
        return frozenset(name for name, some in sizes.items() if max(some) < 1.0)

    def _row(self, row: int, fractions: frozenset[str]) -> ObservedPoint | None:
        value, said = self._cell(row, "value"), self._cell(row, "quantity")
        if value is None:
            if self.grid.formulas.get(self.columns["value"], {}).get(row) is False:
                self._say("error", "formula_without_result", row, "value", "=")
            return None
        if said is None:
            self._say("error", "no_quantity", row, "quantity", value)
            return None
        name = quantity_names().get(folded(said))
        if name is None:
            near = suggestion(folded(said), quantity_names(), 0)
            label = definitions()[quantity_names()[near]].label.zh if near in quantity_names() else "-"
            self._say("error", "unknown_quantity", row, "quantity", said, near=label)
            return None
        known = definitions()[name]
        year, month = self._year(row), self._month(row)
        figure = self._figure(row, value, name, known, name in fractions)
        if year is None or month is None or figure is None:
            return None
        number, at_least, rounding = figure
        reporting = self._reporting(row, known)
        source = self._cell(row, "source")
        if source is None and reporting != "remembered":
            self._say("error", "no_source", row, "source", value)
            return None
        target = self._target(row, known, name in fractions)
        return ObservedPoint(
            name,
            year,
            number,
            known.unit,
            self.region,
            str(source) if source is not None else "remembered",
            reporting=reporting,
            month=month,
            rounding=rounding,
            target=target,
            at_least=at_least,
            definition=str(self._cell(row, "note") or ""),
        )

    def _year(self, row: int) -> int | None:
        cell = self._cell(row, "year")
        try:
            year = read_year(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
        except UnreadableError:
            year = None
        if year is None or not 1990 <= year <= 2100:
            self._say("error", "no_year", row, "year", cell)
            return None
        return year

    def _month(self, row: int) -> int | None:
        cell = self._cell(row, "month")
        if cell is None:
            return 12
        digits = "".join(letter for letter in plain(cell_text(cell)) if letter.isdecimal())
        if not digits or not 1 <= int(digits[-2:]) <= 12:
            self._say("error", "no_month", row, "month", cell)
            return None
        return int(digits[-2:])

    def _figure(
        self, row: int, value: object, name: str, known: Definition, fraction: bool
    ) -> tuple[float, bool, float | None] | None:
        """The figure in the quantity's unit, whether it is only said to be exceeded, and the step it is rounded to."""
        if isinstance(value, ErrorValue | bool) or not isinstance(value, str | float):
            self._say("error", "not_a_number", row, "value", value)
            return None
        if self.grid.formulas.get(self.columns["value"], {}).get(row):
            self._say("note", "formula_result", row, "value", value)
        try:
            read = read_figure(value)
        except UnreadableError:
            self._say("error", "not_a_number", row, "value", value)
            return None
        if read.value is None or read.operator == "range":
            self._say("error", "range_given" if read.operator == "range" else "not_a_number", row, "value", value)
            return None
        number = read.value
        written = read.unit or (str(self._cell(row, "unit")) if self._cell(row, "unit") is not None else known.unit)
        times = factor(known.unit, written)
        if times is None:
            self._say("error", "other_unit", row, "unit", written, unit=known.unit)
            return None
        number *= times
        if known.unit == "%" and read.unit is None:
            if row in self.grid.percent.get(self.columns["value"], frozenset()):
                number = round(number * 100.0, 10)
            elif fraction:
                number = round(number * 100.0, 10)
                self._say("doubt", "fraction", row, "value", value, understood=f"{number:g}%")
        if not self._possible(row, value, number, known):
            return None
        at_least = read.operator in (">", ">=")
        rounding = None
        if read.operator == "~":
            rounding = max(abs(number) * ABOUT_STEP, 1.0 if known.error == "count" else 0.1)
            self._say("doubt", "about", row, "value", value, understood=f"{number:g}")
        elif at_least:
            self._say("doubt", "at_least", row, "value", value, understood=f"{number:g}")
        elif read.operator == "<=":
            self._say("error", "at_most", row, "value", value)
            return None
        return number, at_least, rounding

    def _possible(self, row: int, value: object, number: float, known: Definition) -> bool:
        """Refuse what no such quantity can be, and ask about what it hardly is."""
        if not math.isfinite(number):
            self._say("error", "not_a_number", row, "value", value)
            return False
        if known.error in ("count", "money", "share") and number < 0.0:
            self._say("error", "negative", row, "value", value)
            return False
        if known.error == "share" and number > 100.0:
            self._say("error", "above_hundred", row, "value", value)
            return False
        if known.error in ("growth", "investment_growth") and number <= -100.0:
            self._say("error", "below_nothing", row, "value", value)
            return False
        if known.error == "count" and number != round(number):
            self._say("doubt", "not_whole", row, "value", value)
        if known.error in ("growth", "investment_growth") and abs(number) > USUAL_GROWTH:
            self._say("doubt", "unusual_growth", row, "value", value, understood=f"{number:g}%")
        return True

    def _reporting(self, row: int, known: Definition) -> Any:
        cell = self._cell(row, "reporting")
        if cell is None:
            return known.reporting
        found = reporting_of(str(cell))
        if found is None:
            named = load_columns().reporting[known.reporting]
            self._say("doubt", "unknown_reporting", row, "reporting", cell, understood=f"{named.zh} / {named.en}")
            return known.reporting
        return found

    def _target(self, row: int, known: Definition, fraction: bool) -> float | None:
        cell = self._cell(row, "target")
        if cell is None:
            return None
        try:
            read = read_figure(cell)
        except UnreadableError:
            read = None
        if read is None or read.value is None or read.operator == "range" or read.value <= 0.0:
            self._say("doubt", "target_unread", row, "target", cell)
            return None
        percent = known.unit == "%" and read.unit is None
        if percent and (fraction or row in self.grid.percent.get(self.columns["target"], frozenset())):
            return round(read.value * 100.0, 10)
        return read.value * (factor(known.unit, read.unit or str(self._cell(row, "unit") or known.unit)) or 1.0)

    def _without_clashes(self) -> list[tuple[ObservedPoint, int]]:
        """Of figures written twice one is used; where the two differ, neither."""
        by_date: dict[tuple[str, int, int], list[tuple[ObservedPoint, int]]] = {}
        for point, row in self.points:
            by_date.setdefault((point.series, point.year, point.month), []).append((point, row))
        kept = []
        for some in by_date.values():
            first, *others = some
            clash = any(point.value != first[0].value for point, _ in others)
            for point, row in others:
                grade: Grade = "error" if clash else "note"
                values = {"other": self._place(first[1], "value"), "first": f"{first[0].value:g}"}
                self._say(grade, "twice_differing" if clash else "twice", row, "value", point.value, **values)
            if not clash:
                kept.append(first)
        return kept
