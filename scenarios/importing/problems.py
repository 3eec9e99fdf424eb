"""What is wrong or doubtful in a sheet, and in which cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from scenarios.messages.catalogue import text
from scenarios.schema.errors import shown

Severity = Literal["wrong", "doubtful"]


@dataclass(frozen=True)
class CellProblem:
    """One cell that could not be read (`wrong`: its row is left out) or that was read in one way of several (`doubtful`)."""

    severity: Severity
    code: str
    sheet: str
    row: int
    column: str
    heading: str
    found: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Write the place as a spreadsheet does: sheet and cell."""
        return f"{self.sheet}!{self.column}{self.row}"

    def line(self, language: str) -> str:
        """Say place, what is wrong and how to mend it in one line."""
        values = {name: shown(value) for name, value in self.values.items()}
        said = text(f"importing.{self.code}", language, found=shown(self.found), heading=self.heading, **values)
        return text(f"importing.line.{self.severity}", language, place=self.place, said=said)

    def as_json(self, language: str) -> dict[str, Any]:
        """Give the problem as one object."""
        return {
            "severity": self.severity,
            "code": self.code,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "heading": self.heading,
            "found": shown(self.found),
            "message": self.line(language),
        }
