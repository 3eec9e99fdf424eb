"""What a ledger declares of itself on a sheet of its own: what it is complete for, its year, region and unit of money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.importing.figures import UnreadableError, read_year
from scenarios.ledger.columns import Scope, folded, load_columns
from scenarios.ledger.findings import Finding, Findings, cell_text
from scenarios.ledger.grid import Grid
from scenarios.ledger.words import tidy_name
from scenarios.schema.common import FIRST_YEAR, LAST_YEAR

SEARCHED_ROWS, SEARCHED_COLUMNS = 40, 6


@dataclass(frozen=True)
class Declared:
    """What is declared; None where nothing is."""

    complete_for: Scope | None = None
    year: int | None = None
    region: str | None = None
    money_unit: str | None = None


def is_declaration(grid: Grid) -> bool:
    """Whether a sheet is the one that declares, by its name."""
    return folded(grid.name) in {folded(name) for name in load_columns().declaration.sheets}


def is_help(grid: Grid) -> bool:
    """Whether a sheet only explains, by its name."""
    return folded(grid.name) in {folded(name) for name in load_columns().declaration.help_sheets}


def read_declaration(grids: Iterable[Grid], findings: Findings) -> Declared:
    """Read every declaration sheet: a cell names an entry, the cell to its right says it; the first one counts."""
    known = load_columns().declaration
    labels = {
        folded(name): entry
        for entry in ("complete_for", "year", "region", "money_unit")
        for name in (
            entry,
            getattr(known, entry).label.zh,
            getattr(known, entry).label.en,
            *getattr(known, entry).synonyms,
        )
    }
    found: dict[str, tuple[str, Grid, int, int]] = {}
    for grid in grids:
        if grid.hidden or not is_declaration(grid):
            continue
        for row, cells in enumerate(grid.rows[:SEARCHED_ROWS]):
            for column, cell in enumerate(cells[:SEARCHED_COLUMNS]):
                parts = cell_text(cell).split("\n") if isinstance(cell, str) else []
                entry = next((labels[folded(part)] for part in parts if folded(part) in labels), None)
                value = grid.value(row, column + 1)
                if entry is not None and value is not None and entry not in found and cell_text(value).strip():
                    found[entry] = (cell_text(value).strip(), grid, row, column + 1)
    return _understood(found, findings)


def _understood(found: dict[str, tuple[str, Grid, int, int]], findings: Findings) -> Declared:
    columns = load_columns()

    def wrong(entry: str, code: str, **values: object) -> None:
        said, grid, row, column = found[entry]
        findings.add(Finding("error", code, grid.name, row + 1, column, "", said, values))

    scope: Scope | None = None
    year = None
    unit = None
    if "complete_for" in found:
        said = found["complete_for"][0]
        scope = next((columns.scope_words[word] for word in _parts(said) if word in columns.scope_words), None)
        if scope is None:
            options = "、".join(known.zh for known in columns.complete_for.values())
            wrong("complete_for", "declared_scope", options=options)
    if "year" in found:
        try:
            year = read_year(found["year"][0])
        except UnreadableError:
            year = None
        if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
            wrong("year", "declared_year")
            year = None
    if "money_unit" in found:
        unit = next((word for word in _parts(found["money_unit"][0]) if columns.factor("money", word)), None)
        if unit is None:
            wrong("money_unit", "declared_unit", options=", ".join(columns.units["money"]))
        else:
            unit = columns.unit_names[unit][1]
    region = tidy_name(found["region"][0])[:60] if "region" in found else None
    return Declared(scope, year, region, unit)


def _parts(said: str) -> list[str]:
    """A declared word, and its two halves where it is written in two languages (规模以上工业企业 / above-scale enterprises)."""
    return [folded(part) for part in (said, *said.split("/"), *said.split("\n"))]
