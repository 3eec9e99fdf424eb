"""A result table: named columns of plain values, with what is needed to compute it again.

Columns are plain lists and values plain numbers, texts or None, so that the core needs no pandas: rows go to charts,
CSV, XLSX and JSON as they are, and `to_pandas` is there for those who have it installed.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Table:
    """Rows of one kind: `name` says which kind, `columns` hold one list each, all of one length.

    `arguments` are what the table was asked with (names of series, ids of targets ...), as plain data: with them and the
    same run, `scenarios.tables.compute(name, result, arguments)` gives the same table.
    """

    name: str
    columns: Mapping[str, Sequence[Value]]
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len({len(column) for column in self.columns.values()}) > 1:
            raise ValueError(f"table {self.name!r}: columns of different length")

    @classmethod
    def of_rows(
        cls,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Mapping[str, Value]],
        arguments: Mapping[str, Any] | None = None,
    ) -> Table:
        """Make a table of rows; every row has every column. A table without rows keeps its columns."""
        found = list(rows)
        return cls(name, {column: [row[column] for row in found] for column in columns}, dict(arguments or {}))

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, column: str) -> Sequence[Value]:
        return self.columns[column]

    def numbers(self, column: str) -> list[float]:
        """Give a column as numbers; what is absent is NaN."""
        return [float(value) if isinstance(value, int | float) else math.nan for value in self.columns[column]]

    def texts(self, column: str) -> list[str]:
        """Give a column as texts; what is absent is empty."""
        return ["" if value is None else str(value) for value in self.columns[column]]

    def rows(self) -> list[dict[str, Value]]:
        """Give the rows, each as a mapping from column to value."""
        names = list(self.columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*self.columns.values(), strict=True)]

    def distinct(self, column: str) -> list[Value]:
        """Give the values of a column, each once, in the order of the rows."""
        return list(dict.fromkeys(self.columns[column]))

    def where(self, keep: Callable[[Mapping[str, Value]], bool] | None = None, /, **equal: Value) -> Table:
        """Keep the rows that hold these values, and that `keep` accepts."""
        rows = [
            row
            for row in self.rows()
            if all(row[name] == value for name, value in equal.items()) and (keep is None or keep(row))
        ]
        return Table.of_rows(self.name, list(self.columns), rows, self.arguments)

    def with_column(self, column: str, values: Sequence[Value]) -> Table:
        """Add or replace a column."""
        return Table(self.name, {**self.columns, column: list(values)}, self.arguments)

    @property
    def digest(self) -> str:
        """Give the SHA-256 of name, columns and values; floats count to their last bit, 3.0 and 3 alike."""
        rows = [[_plain(value) for value in row] for row in zip(*self.columns.values(), strict=True)]
        content = {"name": self.name, "columns": list(self.columns), "rows": rows}
        written = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()

    def to_pandas(self) -> pandas.DataFrame:
        """Give it as a data frame; pandas comes with the extra `explorer`."""
        import pandas

        return pandas.DataFrame({name: list(column) for name, column in self.columns.items()})


def joined(tables: Sequence[Table]) -> Table:
    """Put tables of one kind below one another: two scenarios, several plans."""
    first = tables[0]
    for table in tables:
        if (table.name, list(table.columns)) != (first.name, list(first.columns)):
            raise ValueError(f"{table.name!r} and {first.name!r} have different columns")
    columns = {name: [value for table in tables for value in table.columns[name]] for name in first.columns}
    return Table(first.name, columns, first.arguments)


def _plain(value: Value) -> Value:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a table holds finite numbers, or None")
        return int(value) if value.is_integer() else value
    return value
