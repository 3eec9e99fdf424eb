"""Tables keep their columns and lose no letter, at any width, in both scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from scenarios.cli.tables import Column, grid

words = st.text("家规模以上ab cd-_()", min_size=0, max_size=40)


@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=5), st.integers(30, 150))
def test_no_letter_is_lost_and_no_line_is_too_long(rows: list[tuple[str, str, str]], width: int) -> None:
    columns = [Column("目标"), Column("Wanted", right=True), Column("说法")]
    drawn = grid(columns, rows, width)
    assert max(cell_len(line) for line in drawn.splitlines()) <= width

    def letters(text: str) -> list[str]:
        return sorted(letter for letter in text if not letter.isspace() and letter != "─")

    assert letters(drawn) == letters("".join(column.heading for column in columns) + "".join(map("".join, rows)))


@pytest.mark.parametrize("width", [40, 80])
def test_a_short_table_is_one_line_a_row(width: int) -> None:
    assert grid([Column("目标"), Column("到期", right=True)], [["小巨人", "2035"]], width).splitlines() == [
        "目标     到期",
        "─────────────",
        "小巨人   2035",
    ]
