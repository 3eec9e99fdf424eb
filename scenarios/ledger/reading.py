"""Read a planner's ledger from XLSX or CSV: what was understood, and every cell that was not, or only doubtfully."""

from __future__ import annotations

import gc
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scenarios.ledger.checks import check
from scenarios.ledger.columns import SCOPES, Scope, load_columns
from scenarios.ledger.declaration import Declared, is_declaration, is_help, read_declaration
from scenarios.ledger.delimited import read_csv
from scenarios.ledger.findings import Finding, Findings, Grade
from scenarios.ledger.grid import MOST_COLUMNS, Grid, column_letter
from scenarios.ledger.ledger import Ledger
from scenarios.ledger.merging import merge
from scenarios.ledger.rows import Rows, Understood, YearsOf, add_table
from scenarios.ledger.spreadsheet import check_bytes, check_size, read_xlsx
from scenarios.ledger.tables import Table, find_tables
from scenarios.schema.common import FIRST_YEAR, LAST_YEAR
from scenarios.schema.errors import InputError, Place, suggestion

WORKBOOKS = (".xlsx", ".xlsm")
TEXTS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class LedgerReading:
    """A ledger and what reading it brought up; `counts` are of all findings by grade and code, also those beyond the kept."""

    ledger: Ledger
    findings: tuple[Finding, ...]
    counts: Mapping[tuple[Grade, str], int]
    understood: tuple[Understood, ...]
    encoding: str | None = None

    def of_grade(self, grade: Grade) -> tuple[Finding, ...]:
        """The findings of one grade, in the order of the file."""
        return tuple(finding for finding in self.findings if finding.grade == grade)

    def total(self, grade: Grade) -> int:
        """Cells, rows and columns with a finding of a grade."""
        return sum(count for (known, _), count in self.counts.items() if known == grade)


def read_ledger(path: Path | str, *, complete_for: str | None = None, year: int | None = None) -> LedgerReading:
    """Read a ledger from a file; raises InputError where nothing can be read.

    `complete_for` (all, above_scale, title_holders, nothing) and `year`, the year at whose end the ledger holds, go before what
    the file itself declares.
    """
    path = Path(path)
    _check_options(complete_for, year)
    check_size(path)
    if path.suffix.lower() in WORKBOOKS:
        return _read(path, path.name, complete_for, year)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", Place(path.name), file=path.name, reason=error.strerror or "-") from None
    return _read(content, path.name, complete_for, year)


def read_ledger_bytes(
    content: bytes, name: str, *, complete_for: str | None = None, year: int | None = None
) -> LedgerReading:
    """Read a ledger that is in memory, as a browser hands it over: nothing of it touches the disk. `name` is its file's."""
    _check_options(complete_for, year)
    check_bytes(len(content), Place(name))
    return _read(content, name, complete_for, year)


def _check_options(complete_for: str | None, year: int | None) -> None:
    if complete_for is not None and complete_for not in SCOPES:
        near = suggestion(complete_for, SCOPES)
        raise InputError(
            "option_not_one_of", option="--complete-for", found=complete_for, options=", ".join(SCOPES), near=near
        )
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError("ledger_year_out_of_range", found=year, low=FIRST_YEAR, high=LAST_YEAR)


def _read(source: Path | bytes, name: str, complete_for: str | None, year: int | None) -> LedgerReading:
    with _no_collection():
        findings = Findings()
        grids, encoding = _grids(source, name, findings)
        declared = read_declaration(grids, findings)
        tables = _tables(grids, name, findings)
        return _understand(tables, grids, declared, complete_for, year, encoding, findings)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of cells and no cycle among them: looking for cycles would take a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _grids(source: Path | bytes, name: str, findings: Findings) -> tuple[tuple[Grid, ...], str | None]:
    suffix = Path(name).suffix.lower()
    if suffix in WORKBOOKS:
        return read_xlsx(io.BytesIO(source) if isinstance(source, bytes) else source, name), None
    if suffix in TEXTS and isinstance(source, bytes):
        grid, encoding = read_csv(source, name)
        if encoding != "utf-8-sig":
            findings.add(Finding("note", "encoding", grid.name, None, None, "", "", {"encoding": encoding}))
        return (grid,), encoding
    raise InputError("ledger_suffix", Place(name), found=suffix or "-")


def _tables(grids: tuple[Grid, ...], name: str, findings: Findings) -> list[Table]:
    tables: list[Table] = []
    for grid in grids:
        if grid.hidden:
            findings.add(Finding("doubt", "hidden_sheet", grid.name, None, None, "", ""))
            continue
        if is_declaration(grid) or is_help(grid):
            continue
        found = find_tables(grid, findings)
        if not found and any(cell is not None for row in grid.rows for cell in row):
            findings.add(Finding("note", "sheet_without_table", grid.name, None, None, "", ""))
        if found and grid.beyond:
            letter = column_letter(MOST_COLUMNS - 1)
            values = {"count": grid.beyond, "letter": letter}
            findings.add(Finding("error", "cells_beyond", grid.name, None, None, "", "", values))
        if found and grid.hidden_rows:
            findings.add(Finding("note", "hidden_rows", grid.name, None, None, "", "", {"count": grid.hidden_rows}))
        tables += found
    where = Place(name)
    names = ", ".join(grid.name for grid in grids)
    if not tables:
        raise InputError("ledger_without_header", where, sheets=names)
    if len({table.grid.name for table in tables}) > 1:
        findings.add(Finding("doubt", "several_sheets", tables[0].grid.name, None, None, "", "", {"sheets": names}))
    if not any(table.rows for table in tables):
        raise InputError("ledger_without_rows", where, sheet=tables[0].grid.name, row=tables[0].header_row + 1)
    return tables


def _understand(
    tables: list[Table],
    grids: tuple[Grid, ...],
    declared: Declared,
    complete_for: str | None,
    year: int | None,
    encoding: str | None,
    findings: Findings,
) -> LedgerReading:
    scope = _scope(complete_for, declared, grids, findings)
    known_year = _year(year, declared, tables, grids, findings)
    rows = Rows(findings)
    for table in tables:
        _unheaded(table, findings)
        add_table(rows, table, YearsOf(known_year, declared.money_unit))
    merged = merge(rows)
    ledger = Ledger(
        tuple(merged.names),
        tuple(merged.codes),
        tuple(merged.chains),
        tuple(merged.zones),
        merged.columns,
        scope,
        known_year,
        declared.region,
        tuple((rows.tables[rows.places[row][0]].grid.name, rows.places[row][1] + 1) for row in merged.first),
    )
    check(ledger, rows, merged.first)
    order = {grid.name: place for place, grid in enumerate(grids)}
    kept = sorted(findings.kept, key=lambda one: (order.get(one.sheet, 0), one.row or 0, one.column or 0))
    return LedgerReading(ledger, tuple(kept), Counter(findings.counts), tuple(rows.understood), encoding)


def _scope(given: str | None, declared: Declared, grids: tuple[Grid, ...], findings: Findings) -> Scope:
    wanted = next((scope for scope in SCOPES if scope == given), None)
    if wanted is not None:
        if declared.complete_for not in (None, wanted):
            findings.add(_said_otherwise(grids, "scope_replaced", wanted, declared.complete_for))
        return wanted
    if declared.complete_for is None:
        findings.add(Finding("doubt", "scope_missing", grids[0].name, None, None, "", ""))
        return "nothing"
    return declared.complete_for


def _year(
    given: int | None, declared: Declared, tables: list[Table], grids: tuple[Grid, ...], findings: Findings
) -> int | None:
    if given is not None:
        if declared.year not in (None, given):
            findings.add(_said_otherwise(grids, "year_replaced", given, declared.year))
        return given
    if declared.year is not None:
        return declared.year
    fields = load_columns().fields
    years = [
        heading.year
        for table in tables
        for heading in table.columns.values()
        if heading.year is not None
        and heading.field is not None
        and heading.field in fields
        and fields[heading.field].per_year
    ]
    if years:
        findings.add(Finding("doubt", "year_assumed", grids[0].name, None, None, "", "", {"understood": max(years)}))
        return max(years)
    findings.add(Finding("doubt", "year_unknown", grids[0].name, None, None, "", ""))
    return None


def _said_otherwise(grids: tuple[Grid, ...], code: str, wanted: object, found: object) -> Finding:
    return Finding("doubt", code, grids[0].name, None, None, "", str(found), {"understood": wanted})


def _unheaded(table: Table, findings: Findings) -> None:
    """Report columns that hold something below no heading, beside those that have one."""
    last = max(table.columns)
    looked_at = table.rows[:200]
    for column in range(min(table.columns), min(last + 3, MOST_COLUMNS)):
        if column not in table.columns and any(table.grid.value(row, column) is not None for row in looked_at):
            findings.add(
                Finding("note", "column_without_heading", table.grid.name, table.header_row + 1, column, "", "")
            )
