"""What is wrong, doubtful or worth knowing in a ledger, and in which cell."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from scenarios.ledger.grid import column_letter
from scenarios.messages.catalogue import text
from scenarios.schema.errors import shown

Grade = Literal["error", "doubt", "note"]
GRADES: tuple[Grade, ...] = get_args(Grade)
MOST_KEPT = 100_000
"""Findings that are kept one by one; beyond it they are only counted, and the count says so."""
SHOWN_ROWS = 8
HIDDEN = "…"
CONTENTS = ("understood", "other", "name")
"""Values of a finding that may repeat what a cell says."""
NAMED = ("title", "lower", "field")
"""Values that name a field or title of `columns.yaml` and are said in the reader's language."""


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """One cell, row or column: `error` (not used), `doubt` (used as understood, please confirm) or `note`.

    `row` counts from 1 as people count, `column` from 0; None where the finding concerns more than one. `rows` are all the
    rows that a finding about several cells of one column stands for, of which only some are shown.
    """

    grade: Grade
    code: str
    sheet: str
    row: int | None
    column: int | None
    heading: str
    found: str
    values: Mapping[str, Any] = field(default_factory=dict)
    cells: int = 1

    def __repr__(self) -> str:
        # A representation ends in logs and tracebacks: place and code, nothing of what the cell says.
        return f"Finding({self.grade}, {self.code}, {self.letter or ''}{self.row or ''})"

    @property
    def letter(self) -> str | None:
        """The column as a spreadsheet writes it."""
        return None if self.column is None else column_letter(self.column)

    @property
    def place(self) -> str:
        """The place as a spreadsheet writes it: sheet and cell, or what is known of it."""
        spot = f"{self.letter or ''}{self.row or ''}"
        return f"{self.sheet}!{spot}" if spot else self.sheet

    def line(self, language: str, *, contents: bool = True) -> str:
        """Say in one line where it is, what was found, what was understood and how to mend it.

        Without `contents` nothing that stands in the cell is repeated: such a line may go into a log.
        """
        values = {name: shown(value) for name, value in self.values.items()}
        for name in NAMED:
            if name in values:
                values[name] = label_of(str(self.values[name]), language)
        if not contents:
            values |= {name: HIDDEN for name in CONTENTS if name in values}
        said = text(
            f"ledger.finding.{self.code}",
            language,
            found=shown(self.found, 60) if contents else HIDDEN,
            heading=shown(self.heading, 40) or "-",
            **values,
        )
        return text(
            "ledger.line", language, grade=text(f"ledger.grade.{self.grade}", language), place=self.place, said=said
        )

    def as_json(self, language: str, *, contents: bool = True) -> dict[str, Any]:
        """Give the finding as one object of plain values."""
        return {
            "grade": self.grade,
            "code": self.code,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.letter,
            "heading": self.heading or None,
            "found": (shown(self.found) if contents else HIDDEN) if self.found else None,
            "cells": self.cells,
            "message": self.line(language, contents=contents),
        }


class Findings:
    """Collects findings while a ledger is read; every one is counted, the first MOST_KEPT are kept."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.counts: Counter[tuple[Grade, str]] = Counter()

    def add(self, finding: Finding) -> None:
        """Keep one finding."""
        self.counts[finding.grade, finding.code] += finding.cells
        if len(self.kept) < MOST_KEPT:
            self.kept.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Keep several findings."""
        for finding in findings:
            self.add(finding)


@dataclass(frozen=True)
class ColumnPlace:
    """One column of one sheet, where findings about its cells are written down. Rows are given counted from 0."""

    findings: Findings
    sheet: str
    column: int
    heading: str

    def cell(self, grade: Grade, code: str, row: int, found: object, **values: Any) -> None:
        """Report one cell."""
        said = cell_text(found)
        self.findings.add(Finding(grade, code, self.sheet, row + 1, self.column, self.heading, said, values))

    def cells(self, grade: Grade, code: str, rows: Sequence[int], found: object = "", **values: Any) -> None:
        """Report what several cells of the column have in common, in one finding; nothing for no cell."""
        if rows:
            some = ", ".join(str(row + 1) for row in rows[:SHOWN_ROWS]) + (" …" if len(rows) > SHOWN_ROWS else "")
            values = {**values, "count": len(rows), "rows": some}
            said = cell_text(found)
            self.findings.add(
                Finding(grade, code, self.sheet, rows[0] + 1, self.column, self.heading, said, values, len(rows))
            )

    def whole(self, grade: Grade, code: str, row: int | None = None, found: object = "", **values: Any) -> None:
        """Report the column as a whole; `row` is that of its heading."""
        shown_row = None if row is None else row + 1
        said = cell_text(found)
        self.findings.add(Finding(grade, code, self.sheet, shown_row, self.column, self.heading, said, values))


def cell_text(value: object) -> str:
    """Write a cell as people see it: 3000 and not 3000.0, a date without its hour."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return str(value.date()) if value.time() == datetime.time() else str(value)
    return str(value)[:200]


def label_of(name: str, language: str) -> str:
    """Say a field or title of `columns.yaml` in a language: revenue, title:srdi, title:srdi:recognised."""
    from scenarios.ledger.columns import load_columns

    columns = load_columns()
    if not name.startswith("title:"):
        return columns.fields[name].label[language] if name in columns.fields else name
    title, _, part = name.removeprefix("title:").partition(":")
    label = columns.titles[title].label[language]
    if not part:
        return label
    word = next(word for word in columns.title_dates[part] if word.isascii() == (language == "en"))
    return label + (" " if language == "en" else "") + word
