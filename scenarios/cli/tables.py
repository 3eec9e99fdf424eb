"""Plain text tables that keep their columns with Chinese text, the same on a terminal, in a pipe and in a file."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

PIPE_WIDTH = 120
"""Columns of a table that is not shown on a terminal."""
NARROWEST = 60
NARROWEST_COLUMN = 2
GAP = 3
"""Columns between two columns of a table."""


@dataclass(frozen=True)
class Column:
    """The heading of a column, whether its cells stand at the right, and a width below which it shrinks only at last."""

    heading: str
    right: bool = False
    least: int = 0


_paper: ContextVar[bool] = ContextVar("paper", default=False)


@contextmanager
def on_paper() -> Iterator[None]:
    """Write for a file within: a fixed number of columns, so that the same answer is the same file on every terminal."""
    token = _paper.set(True)
    try:
        yield
    finally:
        _paper.reset(token)


def terminal_width() -> int:
    """Give the columns to write for: those of the terminal, or a fixed number where the output is a file or no terminal."""
    if _paper.get() or not sys.stdout.isatty():
        return PIPE_WIDTH
    return max(NARROWEST, shutil.get_terminal_size().columns)


def make_ready() -> None:
    """Load what draws tables now, so that a run that is stopped can be shown at once."""
    grid([Column("-")], [["-"]], NARROWEST)


def grid(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> str:
    """Draw a table at most `width` columns wide; cells that are too long are wrapped, none is cut."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=False)
    for column, wide in zip(columns, _widths(columns, rows, width), strict=True):
        side: Literal["left", "right"] = "right" if column.right else "left"
        table.add_column(Text(column.heading), justify=side, overflow="fold", width=wide)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    paper = io.StringIO()
    Console(file=paper, width=width, color_system=None, force_terminal=False, legacy_windows=False).print(table)
    return "\n".join(line.rstrip() for line in paper.getvalue().rstrip().splitlines())


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Give each column what it needs, less from the widest ones until all fit: rich itself cuts some tables instead."""
    from rich.cells import cell_len

    lines = [[column.heading, *(row[place] for row in rows)] for place, column in enumerate(columns)]
    wide = [max(cell_len(line) for cell in cells for line in cell.splitlines() or [""]) for cells in lines]
    for least in ([column.least for column in columns], [0] * len(columns)):
        floors = [max(NARROWEST_COLUMN, floor) for floor in least]
        while sum(wide) + GAP * (len(columns) - 1) > width:
            spare = [now - floor for now, floor in zip(wide, floors, strict=True)]
            if max(spare) <= 0:
                break
            wide[max(range(len(wide)), key=lambda place: (spare[place] > 0, wide[place]))] -= 1
    return wide
