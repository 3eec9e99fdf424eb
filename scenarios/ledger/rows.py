"""The rows of all tables of a ledger as columns, before those of one enterprise are merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.ledger.columns import TEXTS, Columns, LedgerField, load_columns
from scenarios.ledger.findings import ColumnPlace, Finding, Findings, Grade, cell_text
from scenarios.ledger.grid import column_letter
from scenarios.ledger.headings import Heading
from scenarios.ledger.ledger import Key
from scenarios.ledger.numbers import ColumnCells, read_numbers
from scenarios.ledger.tables import Table
from scenarios.ledger.titles import read_batches, read_title, read_title_texts
from scenarios.ledger.words import read_codes, read_flags, read_levels, read_texts, read_years

Floats = NDArray[np.float64]
TEXT_FIELDS = ("name", "code", "chain", "zone")


@dataclass(frozen=True)
class Understood:
    """One column as it was understood, with how many of its cells are known."""

    sheet: str
    column: int
    heading: str
    field: str
    year: int | None
    unit: str | None
    known: int


@dataclass
class Rows:
    """Rows in the order of the file: a place a row, and the columns in kept units; NaN and None are unknown."""

    findings: Findings
    places: list[tuple[int, int]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    texts: dict[str, list[str | None]] = field(default_factory=lambda: {name: [] for name in TEXT_FIELDS})
    columns: dict[Key, Floats] = field(default_factory=dict)
    where: dict[tuple[int, Key], tuple[int, str]] = field(default_factory=dict)
    understood: list[Understood] = field(default_factory=list)

    def place_of(self, row: int) -> str:
        """Sheet and row number as people read them."""
        table, at = self.places[row]
        return f"{self.tables[table].grid.name}!{at + 1}"

    def report(self, grade: Grade, code: str, row: int, key: Key, found: object = "", **values: Any) -> None:
        """Report something about a row, at the column that holds the key where its table has one."""
        table, at = self.places[row]
        column, heading = self.where.get((table, key), (None, ""))
        sheet = self.tables[table].grid.name
        self.findings.add(Finding(grade, code, sheet, at + 1, column, heading, cell_text(found), values))


@dataclass(frozen=True)
class YearsOf:
    """The ledger's year, as far as it is known, and the unit of money that it declares."""

    year: int | None
    money_unit: str | None


def add_table(rows: Rows, table: Table, known: YearsOf) -> None:
    """Read every column of a table and append its rows."""
    number = len(rows.tables)
    rows.tables.append(table)
    before, count = len(rows.places), len(table.rows)
    rows.places += [(number, row) for row in table.rows]
    for name in TEXT_FIELDS:
        rows.texts[name] += [None] * count
    for key in rows.columns:
        rows.columns[key] = np.concatenate([rows.columns[key], np.full(count, np.nan)])
    taken: dict[Key, int] = {}
    # Columns that name titles in words come last: they fill what columns of their own leave open.
    for column in sorted(table.columns, key=lambda column: (table.columns[column].field == "titles", column)):
        heading = table.columns[column]
        place = ColumnPlace(rows.findings, table.grid.name, column, heading.said)
        if heading.field is None:
            _unknown_heading(heading, table, place)
            continue
        found = _read_column(table, column, heading, place, known)
        for key, values in found.items():
            if key in taken and heading.field == "titles":
                _fill(rows, key, values, before, place)
                continue
            if key in taken:
                place.whole("error", "column_twice", table.header_row, heading.said, other=column_letter(taken[key]))
                continue
            taken[key] = column
            rows.where[number, key] = (column, heading.said)
            _put(rows, key, values, before, count)
            amount = sum(1 for value in values if value is not None and value == value)
            rows.understood.append(
                Understood(table.grid.name, column, heading.said, key[0], key[1], heading.unit, amount)
            )


def _put(rows: Rows, key: Key, values: Any, before: int, count: int) -> None:
    if key[0] in TEXT_FIELDS:
        rows.texts[key[0]][before : before + count] = values
        return
    if key not in rows.columns:
        rows.columns[key] = np.full(before + count, np.nan)
    rows.columns[key][before : before + count] = values


def _fill(rows: Rows, key: Key, values: Any, before: int, place: ColumnPlace) -> None:
    """Fill what a column of its own leaves unknown; where it says otherwise it counts, and the words are reported."""
    own = rows.columns[key][before:]
    for position, value in enumerate(values.tolist()):
        if value == value and own[position] == own[position] and value != own[position]:
            place.cell("doubt", "words_contradict", rows.places[before + position][1], f"{value:g}", title=key[0])
    rows.columns[key][before:] = np.where(np.isnan(own), values, own)


def _unknown_heading(heading: Heading, table: Table, place: ColumnPlace) -> None:
    if heading.ignored:
        place.whole("note", "heading_not_used", table.header_row, heading.said)
    elif heading.date_of is not None:
        place.whole("error", "date_without_title", table.header_row, heading.said)
    elif heading.year is not None and not heading.near:
        place.whole("doubt", "heading_year_only", table.header_row, heading.said)
    elif heading.near is not None:
        place.whole("doubt", "heading_near", table.header_row, heading.said, near=heading.near)
    else:
        place.whole("note", "heading_unknown", table.header_row, heading.said)


def _read_column(
    table: Table, column: int, heading: Heading, place: ColumnPlace, known: YearsOf
) -> dict[Key, Floats | list[str | None]]:
    """Read one column; most give one key, a column that names titles gives two for each."""
    columns = load_columns()
    name = str(heading.field)
    if name.startswith("title:?"):
        name = name.replace("?", "provincial_champion")
        place.whole("doubt", "champion_grade", table.header_row, heading.said)
    if heading.short_year:
        place.whole("doubt", "short_year", table.header_row, heading.said, understood=heading.year)
    if heading.date_of is not None:
        place.whole("doubt", "date_of_title", table.header_row, heading.said, title=name.rpartition(":")[0])
    what = columns.field(name)
    cells = cells_of(table, column, place)
    if name.startswith("title:"):
        return _titles(name, cells, what, heading, place)
    if what.kind == "titles":
        found: dict[Key, Floats | list[str | None]] = {}
        titles, flags = read_title_texts(cells, place)
        found.update({(flag, None): values for flag, values in flags.items()})
        for title, values in titles.items():
            if np.all(np.isnan(values.held)):
                continue
            found[f"title:{title}", None] = values.held
            if np.any(~np.isnan(values.recognised)):
                found[f"title:{title}:recognised", None] = values.recognised
        return found
    return {
        (name, _year_of(what, heading, table, place, known)): _values(
            name, table, what, cells, heading, place, known, columns
        )
    }


def _titles(
    name: str, cells: ColumnCells, what: LedgerField, heading: Heading, place: ColumnPlace
) -> dict[Key, Floats | list[str | None]]:
    title, _, part = name.removeprefix("title:").partition(":")
    if part == "recognised":
        return {(name, None): read_batches(cells, title, place)}
    if part:
        return {(name, None): read_years(cells, what, place, last_whole=part == "valid_to")}
    values = read_title(cells, title, heading.year, place)
    found: dict[Key, Floats | list[str | None]] = {(name, None): values.held}
    if np.any(~np.isnan(values.recognised)):
        found[f"{name}:recognised", None] = values.recognised
    return found


def _values(
    name: str,
    table: Table,
    what: LedgerField,
    cells: ColumnCells,
    heading: Heading,
    place: ColumnPlace,
    known: YearsOf,
    columns: Columns,
) -> Floats | list[str | None]:
    if what.kind == "code":
        return read_codes(cells, place)
    if what.kind in TEXTS:
        return read_texts(cells, place, unknown=name in ("name", "code"))
    if what.kind == "year":
        return read_years(cells, what, place)
    if what.kind == "flag":
        return read_flags(cells, place)
    if what.kind == "level":
        return read_levels(cells, place)
    unit = heading.unit
    if unit is not None and columns.factor(what.kind, unit) is None:
        place.whole("error", "heading_unit", None, heading.said, unit=unit)
        return np.full(len(cells.rows), np.nan)
    if unit is None and what.kind == "money":
        unit = table.money_unit or known.money_unit
        if table.money_unit is not None:
            place.whole("note", "unit_of_table", unit=unit)
    return read_numbers(cells, what, unit, place)


def _year_of(what: LedgerField, heading: Heading, table: Table, place: ColumnPlace, known: YearsOf) -> int | None:
    """The year that a column is about: that of its heading, else the ledger's; said where it was not written."""
    if not what.per_year:
        return None
    if heading.year is not None:
        if known.year is not None and heading.year > known.year:
            place.whole("note", "year_after", table.header_row, heading.said, year=known.year)
        return heading.year
    if known.year is None:
        place.whole("doubt", "year_missing", table.header_row, heading.said)
        return None
    year = known.year - (heading.back or 0)
    if heading.back or not what.state:
        place.whole("doubt", "year_taken", table.header_row, heading.said, understood=year)
    return year


def cells_of(table: Table, column: int, place: ColumnPlace) -> ColumnCells:
    """The data cells of a column; a merged cell over several enterprises names the chain of each, but its figure is nobody's."""
    grid = table.grid
    cells = [line[column] if column < len(line := grid.rows[row]) else None for row in table.rows]
    merged = table.merged.get(column, frozenset())
    if merged:
        filled: list[int] = []
        for position, row in enumerate(table.rows):
            if (row, column) in table.filled:
                cells[position] = table.filled[row, column]
                filled.append(row)
            elif row in merged and cells[position] is not None and not table.fills(column):
                place.cell("error", "merged_figure", row, cells[position])
                cells[position] = None
        place.cells("doubt", "merged_filled", filled)
    return ColumnCells(
        table.rows, cells, grid.typed, grid.formulas.get(column, {}), grid.percent.get(column, frozenset())
    )
