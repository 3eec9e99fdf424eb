"""A sheet of a planner's ledger as plain cells, whatever file it came from: values, and what a value alone does not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_BYTES = 64_000_000
"""Size of a file that is opened; 200,000 enterprises with 40 columns take about 50 MB."""
MOST_UNPACKED = 512_000_000
"""Size of all parts of a workbook unfolded, checked before anything is unfolded."""
MOST_EXPANSION = 200
"""Times that a part may be larger than its compressed form; spreadsheets of figures reach about 20."""
SMALL_PART = 5_000_000
"""A part below this size unfolded may have any expansion."""
MOST_ROWS = 200_100
MOST_COLUMNS = 400
MOST_CELLS = 12_000_000
MOST_TEXT = 2_000
"""Characters of one cell that are kept."""


class ErrorValue(str):
    """What a spreadsheet shows where a formula failed: #DIV/0!, #N/A."""

    __slots__ = ()


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet; rows and columns count from 0 here and from 1 / A where people read them.

    A value is None, float, str, bool, datetime.date, datetime.datetime, datetime.time or ErrorValue. `formulas` says by column
    and row whether a formula's last result was saved; `percent` names the rows of a column that are shown as percentages.
    `typed` is False where every value is text because the file knows nothing else (CSV).
    """

    name: str
    rows: Sequence[Sequence[Any]]
    hidden: bool = False
    typed: bool = True
    formulas: Mapping[int, Mapping[int, bool]] = field(default_factory=dict)
    percent: Mapping[int, frozenset[int]] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()
    beyond: int = 0
    """Cells to the right of the last column that is read."""
    hidden_rows: int = 0

    @property
    def width(self) -> int:
        """Count the columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    def value(self, row: int, column: int) -> Any:
        """Give a cell's value; None where the sheet has none."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None


def column_letter(column: int) -> str:
    """Write a column, counted from 0, as spreadsheets do: 0 is A, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
