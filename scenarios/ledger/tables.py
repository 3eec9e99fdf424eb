"""Where the tables of a sheet stand: header rows, side by side or one below the other, and which rows hold enterprises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.ledger.columns import folded, load_columns
from scenarios.ledger.findings import Finding, Findings, cell_text
from scenarios.ledger.grid import Grid
from scenarios.ledger.headings import Heading, is_year_or_unit, read_heading, read_parts, table_unit

MOST_HEADER_ROWS = 4
UNIT_ROWS = 5
"""Rows above a header in which a line may give the unit of the whole table."""
_NAMING = re.compile("名|码|企业|单位|公司|company|name|code|firm|enterprise|uscc", re.IGNORECASE)
IDENTITY = ("name", "code")


@dataclass(frozen=True)
class Table:
    """One table: its sheet, columns with their headings, the row of its heading and the rows that hold enterprises."""

    grid: Grid
    header_row: int
    columns: dict[int, Heading]
    rows: Sequence[int] = field(default_factory=tuple)
    merged: dict[int, frozenset[int]] = field(default_factory=dict)
    filled: dict[tuple[int, int], Any] = field(default_factory=dict)
    money_unit: str | None = None

    def fills(self, column: int) -> bool:
        """Whether a merged cell of a column says the same of every enterprise that it covers."""
        field = self.columns[column].field
        return field in IDENTITY or (field is not None and load_columns().field(field).fill_merged)

    def column_of(self, name: str) -> int | None:
        """The column of a field that stands once in a table; None where it has none."""
        return next((column for column, heading in self.columns.items() if heading.field == name), None)


@dataclass(frozen=True)
class _Header:
    row: int
    last: int
    headings: dict[int, Heading]

    @property
    def fields(self) -> set[str]:
        return {heading.field for heading in self.headings.values() if heading.field is not None}


def find_tables(grid: Grid, findings: Findings) -> list[Table]:
    """Find every table of a sheet, and report rows that hold no enterprise."""
    merged = _merged_cells(grid)
    names = {name for name, known in load_columns().names.items() if known in IDENTITY}
    headers: list[_Header] = []
    row = 0
    while row < len(grid.rows):
        header = _header_at(grid, row, merged) if _may_be_header(grid.rows[row], names) else None
        if header is None:
            row += 1
        else:
            headers.append(header)
            row = header.last + 1
    headers = _likely(headers)
    tables: list[Table] = []
    for place, header in enumerate(headers):
        end = headers[place + 1].row if place + 1 < len(headers) else len(grid.rows)
        repeated = tables and _same(header, tables[-1].columns)
        if repeated:
            _note(findings, grid, "header_repeated", header.row)
        for block in _blocks(header):
            above = headers[place - 1].last + 1 if place else 0
            unit = _unit_beside(grid, max(above, header.row - UNIT_ROWS), header.row, header.last, block)
            table = _with_rows(Table(grid, header.row, block, money_unit=unit), header.last + 1, end, merged, findings)
            if repeated and tables and set(block) <= set(tables[-1].columns):
                tables[-1] = _joined(tables[-1], table)
            else:
                tables.append(table)
    if len(tables) > 1:
        for table in tables[1:]:
            findings.add(
                Finding("doubt", "several_tables", grid.name, table.header_row + 1, min(table.columns), "", "")
            )
    return tables


def _likely(headers: list[_Header]) -> list[_Header]:
    """Leave out rows that only look like headers: one known word among others, where a row of several stands elsewhere."""
    full = [header for header in headers if len(header.fields) > 1]
    if not full:
        return headers[:1]
    first = full[0]
    return [
        header
        for header in full
        if header is first
        or _same(header, first.headings)
        or 2 * sum(heading.known for heading in header.headings.values()) > len(header.headings)
    ]


def _joined(first: Table, more: Table) -> Table:
    merged = {
        column: first.merged.get(column, frozenset()) | more.merged.get(column, frozenset())
        for column in {*first.merged, *more.merged}
    }
    return replace(first, rows=[*first.rows, *more.rows], merged=merged, filled=first.filled | more.filled)


def _same(header: _Header, columns: dict[int, Heading]) -> bool:
    return {column: (heading.field, heading.year) for column, heading in header.headings.items() if heading.known} == {
        column: (heading.field, heading.year) for column, heading in columns.items() if heading.known
    }


def _may_be_header(row: Sequence[Any], names: set[str]) -> bool:
    """A quick look: some cell of the row names the enterprise or its code."""
    for cell in row[:60]:
        if type(cell) is str and len(cell) < 80 and _NAMING.search(cell):
            if len(cell) < 24 and folded(cell) in names:
                return True
            if len(cell) > 4 and any(word in cell.lower() for word in ("名称", "代码", "name", "code")):
                return True
    return False


def _header_at(grid: Grid, row: int, merged: dict[tuple[int, int], tuple[int, int]]) -> _Header | None:
    """The header that begins in a row; None where the row is none."""
    width = len(grid.rows[row])
    for below in range(1, MOST_HEADER_ROWS):
        width = max(width, len(grid.rows[row + below]) if row + below < len(grid.rows) else 0)
    said = [[text] if (text := _heading_text(grid, row, column, merged)) else [] for column in range(width)]
    last = row
    while last + 1 < min(row + MOST_HEADER_ROWS, len(grid.rows)) and _continues(grid, row, last + 1, said, merged):
        last += 1
        for column in range(width):
            added = _heading_text(grid, last, column, merged)
            if added and added not in said[column]:
                said[column].append(added)
    headings = {column: read_parts(parts) for column, parts in enumerate(said) if parts}
    header = _Header(row, last, _with_dates(headings))
    identified = header.fields & set(IDENTITY)
    return header if identified and not _has_figures(grid.rows[row]) else None


def _has_figures(row: Sequence[Any]) -> bool:
    """Whether a row holds figures that are no years: then it is no header, whatever words stand in it."""
    for cell in row:
        said = cell_text(cell) if isinstance(cell, str | float) else ""
        if re.fullmatch(r"[-+]?[\d.,]+%?", said) and not re.fullmatch(r"(?:19|20)\d\d", said):
            return True
    return False


def _continues(
    grid: Grid, first: int, row: int, said: list[list[str]], merged: dict[tuple[int, int], tuple[int, int]]
) -> bool:
    """Whether a row carries a header on: its cells add years, units or names, and where the enterprise is named it is empty."""
    adds = 0
    for column, above in enumerate(said):
        anchor = merged.get((row, column))
        if anchor is not None and anchor[0] < row and anchor[0] >= first:
            continue
        value = grid.value(row, column)
        if value is None:
            continue
        if above and read_parts(above).field in IDENTITY:
            return False
        text = cell_text(value)
        if is_year_or_unit(text) or (isinstance(value, str) and read_parts([*above, text]).known):
            adds += 1
        elif isinstance(value, str) and len(text) < 40 and not re.search(r"\d", text) and not above:
            adds += read_heading(text).known
        else:
            return False
    return adds > 0


def _with_dates(headings: dict[int, Heading]) -> dict[int, Heading]:
    """Give a column that only says 认定年份 to the title at its left."""
    found: dict[int, Heading] = {}
    title: str | None = None
    for column in sorted(headings):
        heading = headings[column]
        if heading.date_of is not None:
            found[column] = replace(heading, field=f"{title}:{heading.date_of}") if title is not None else heading
            continue
        if heading.field is not None and heading.field.startswith("title:"):
            title = ":".join(heading.field.split(":")[:2])
        else:
            title = None
        found[column] = heading
    return found


def _unit_beside(grid: Grid, first: int, top: int, last: int, block: dict[int, Heading]) -> str | None:
    """The unit that a line above a table, or a cell of its header without a column, gives for all figures of money."""
    for row in range(last, first - 1, -1):
        for column, cell in enumerate(grid.rows[row][: max(block) + 3]):
            if isinstance(cell, str) and (unit := table_unit(cell)) is not None:
                heading = block.get(column) if row >= top else None
                if heading is None or not heading.known:
                    return unit
    return None


def _blocks(header: _Header) -> list[dict[int, Heading]]:
    """Split a header into tables that stand side by side: each begins where the enterprise is named anew."""
    blocks: list[dict[int, Heading]] = [{}]
    seen: set[str] = set()
    waiting: dict[int, Heading] = {}
    for column in sorted(header.headings):
        heading = header.headings[column]
        if heading.field in IDENTITY and heading.field in seen:
            blocks.append(waiting)
            waiting = {}
            seen = set()
        if heading.field in IDENTITY:
            seen.add(str(heading.field))
        if heading.ignored:
            waiting[column] = heading  # 序号 before a name belongs to what follows
        else:
            blocks[-1].update(waiting)
            waiting = {}
            blocks[-1][column] = heading
    blocks[-1].update(waiting)
    return blocks


def _heading_text(grid: Grid, row: int, column: int, merged: dict[tuple[int, int], tuple[int, int]]) -> str:
    top = merged.get((row, column), (row, column))
    value = grid.value(*top)
    return "" if value is None else cell_text(value)


def _merged_cells(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Every cell that a merged one covers, with the cell that holds its value; at most a bounded number."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in grid.merges:
        if (bottom - top + 1) * (right - left + 1) > 200_000 or len(found) > 1_000_000:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found[row, column] = (top, left)
    return found


def _with_rows(
    table: Table, first: int, end: int, merged: dict[tuple[int, int], tuple[int, int]], findings: Findings
) -> Table:
    """Choose the rows that hold enterprises: no totals, remarks, numbering of columns or empty rows."""
    columns = sorted(table.columns)
    name, code = table.column_of("name"), table.column_of("code")
    known = load_columns()
    totals = {folded(word) for word in known.totals}
    first_letters = {word[0].lower() for word in (*known.totals, *known.footnotes)}
    remark = re.compile(rf"(?:{'|'.join(re.escape(folded(word)) for word in known.footnotes)})\s*[:：]")
    rows: list[int] = []
    filled: dict[tuple[int, int], Any] = {}
    spread: dict[int, set[int]] = {}
    for (row, column), (top, left) in merged.items():
        if first <= row < end and column in table.columns and (row, column) != (top, left):
            whose = (merged.get((at, name), (at, name)) for at in (row, top)) if name is not None else (row, top)
            if len(set(whose)) == 1:
                continue  # one enterprise over several rows
            spread.setdefault(column, set()).update((row, top))
            if left == column and table.fills(column):
                filled[row, column] = table.grid.value(top, left)
    for row in range(first, end):
        cells = table.grid.rows[row]
        present = [column for column in columns if column < len(cells) and cells[column] is not None]
        if not present:
            continue
        called = [
            value
            for column in (name, code)
            if column is not None and (value := filled.get((row, column), table.grid.value(row, column))) is not None
        ]
        # Most rows begin with a name that begins like no total and no remark: only the others are looked at closely.
        leads = [
            folded(cell)
            for cell in (cells[0], *(cells[column] for column in present[:2]))
            if type(cell) is str and len(cell) < 40 and cell.lstrip()[:1].lower() in first_letters
        ]
        if any(_is_total(word, totals) for word in leads):
            _note(findings, table.grid, "totals_row", row)
        elif row == first and _is_index_row([cells[column] for column in present]):
            _note(findings, table.grid, "index_row", row)
        elif len(present) == 1 and called and row + 1 == end < len(table.grid.rows):
            _note(findings, table.grid, "remark_row", row)  # the title of the next table
        elif len(present) <= 2 and any(remark.match(word) for word in leads):
            _note(findings, table.grid, "remark_row", row)
        elif not called:
            if all(table.columns[column].field is None for column in present):
                _note(findings, table.grid, "remark_row", row)
            else:
                findings.add(Finding("error", "row_without_identity", table.grid.name, row + 1, None, "", ""))
        else:
            rows.append(row)
    return replace(
        table, rows=rows, filled=filled, merged={column: frozenset(found) for column, found in spread.items()}
    )


def _note(findings: Findings, grid: Grid, code: str, row: int) -> None:
    findings.add(Finding("note", code, grid.name, row + 1, None, "", ""))


def _is_total(word: str, totals: set[str]) -> bool:
    """Whether a cell says 合计, alone or with a number behind it (合计30家)."""
    if word in totals:
        return True
    return any(
        not known.isascii() and word.startswith(known) and not word[len(known)].isalpha() for known in totals if known
    )


def _is_index_row(cells: Sequence[Any]) -> bool:
    """Whether cells number the columns: 甲, 乙, 1, 2, 3 below the headings."""
    words = {folded(word) for word in load_columns().index_row}
    named = [cell for cell in cells if isinstance(cell, str) and folded(cell) in words]
    numbers = [cell_text(cell) for cell in cells if not (isinstance(cell, str) and folded(cell) in words)]
    counted = numbers == [str(number + 1) for number in range(len(numbers))]
    return counted and len(numbers) + len(named) == len(cells) and (len(numbers) >= 2 or len(named) >= 2)
