"""Figures as planners write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.importing.figures import Reading, UnreadableError, read_figure, read_year

CASES = [
    ("１００", Reading("=", 100)),
    ("约60家", Reading("~", 60, None, "家")),
    ("50-60", Reading("range", 50, 60)),
    ("５０—６０家", Reading("range", 50, 60, "家")),
    ("5～8家", Reading("range", 5, 8, "家")),
    ("60家以上", Reading(">=", 60, None, "家")),
    ("突破300家", Reading(">", 300, None, "家")),
    ("30%", Reading("=", 30, None, "%")),
    ("２０—３０％", Reading("range", 20, 30, "%")),
    ("1.6万家", Reading("=", 16_000, None, "家")),
    ("1.6万家左右", Reading("~", 16_000, None, "家")),
    ("100亿元", Reading("=", 100, None, "亿元")),
    ("3000万元", Reading("=", 3000, None, "万元")),
    ("1,200", Reading("=", 1200)),
    ("不超过5%", Reading("<=", 5, None, "%")),
    ("到2025年达到60家", Reading(">=", 60, None, "家")),
    ("翻一番", Reading(">=", None, None, None, 2.0)),
    ("60-50家", Reading("range", 50, 60, "家", None, True)),
    (0.3, Reading("=", 0.3)),
    (60, Reading("=", 60)),
]


@pytest.mark.parametrize(("cell", "reading"), CASES, ids=[str(cell) for cell, _ in CASES])
def test_figures(cell: object, reading: Reading) -> None:
    assert read_figure(cell) == reading


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "empty"),
        ("  ", "empty"),
        ("若干", "no_number"),
        ("2025—2030年", "no_number"),
        ("1e999", "no_number"),
        (float("inf"), "not_finite"),
        (float("nan"), "not_finite"),
        ("9" * 150 + ".0", None),
        ("九" * 500, "too_long"),
        (True, "no_number"),
    ],
)
def test_cells_that_are_no_figure(cell: object, code: str | None) -> None:
    if code is None:
        assert read_figure(cell).value
        return
    with pytest.raises(UnreadableError) as error:
        read_figure(cell)
    assert error.value.args[0] == code


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read_figure(text)
    except UnreadableError:
        return
    assert reading.multiple is not None or reading.value is not None


@pytest.mark.parametrize(
    ("cell", "year"),
    [("2025年", 2025), ("２０３５", 2035), (2030, 2030), ("“十四五”末", 2025), (None, None), ("", None)],
)
def test_years(cell: object, year: int | None) -> None:
    assert read_year(cell) == year


def test_what_is_no_year_is_refused() -> None:
    with pytest.raises(UnreadableError):
        read_year("明年")
