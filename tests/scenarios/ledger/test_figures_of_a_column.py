"""Figures in every way of writing, in kept units; nothing is guessed silently."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.ledger.columns import load_columns
from scenarios.ledger.findings import ColumnPlace, Finding, Findings
from scenarios.ledger.numbers import ColumnCells, read_numbers

NAN = math.nan


def column(
    field: str, unit: str | None, *cells: Any, percent: tuple[int, ...] = ()
) -> tuple[list[float], list[Finding]]:
    findings = Findings()
    given_cells = [float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell for cell in cells]
    found = read_numbers(
        ColumnCells(range(len(cells)), given_cells, percent=frozenset(percent)),
        load_columns().fields[field],
        unit,
        ColumnPlace(findings, "台账", 4, "列"),
    )
    return found.tolist(), findings.kept


REVENUE = [
    (3000, 3000, None),
    ("3000", 3000, "number_as_text"),
    ("3,000", 3000, "number_as_text"),
    ("３０００", 3000, "number_as_text"),
    ("3000万元", 3000, "number_as_text"),
    ("约3000", 3000, "approximate"),
    ("3000余", 3000, "approximate"),
    ("3000以上", 3000, "approximate"),
    ("3千万", 3000, "own_unit"),
    ("0.3亿元", 3000, "own_unit"),
    ("2.5亿", 25000, "own_unit"),
    ("30000000元", 3000, "own_unit"),
    ("50百万元", 5000, "own_unit"),
    ("3,5", 35, "odd_commas"),
    ("3000（含子公司）", 3000, "words_beside"),
    ("无", 0, "none_as_zero"),
    ("—", NAN, "blank_word"),
    ("不详", NAN, "blank_word"),
    ("3000-4000", NAN, "range_given"),
    ("2021年3000，2022年4000", NAN, "several_numbers"),
    ("3000吨", NAN, "unit_of_another_kind"),
    ("三千", NAN, "not_a_number"),
    ("翻一番", NAN, "not_a_number"),
    ("#DIV/0!", NAN, "error_value"),
    (-5, NAN, "negative"),
    ("(300)", NAN, "negative"),
    (9e12, NAN, "out_of_range"),
    (True, NAN, "not_a_number"),
]


@pytest.mark.parametrize(("cell", "value", "code"), REVENUE, ids=[str(case[0]) for case in REVENUE])
def test_revenue(cell: Any, value: float, code: str | None) -> None:
    found, reported = column("revenue", "万元", cell)
    assert found[0] == pytest.approx(value, nan_ok=True)
    assert (code in {finding.code for finding in reported}) if code else reported == []
    if math.isnan(value) and code != "blank_word":
        assert reported[-1].grade == "error"


@given(
    st.floats(1, 5e6, allow_nan=False),
    st.sampled_from([("元", 1e-4), ("千元", 0.1), ("万元", 1.0), ("百万元", 100.0), ("亿元", 1e4)]),
)
def test_a_unit_in_the_heading_and_one_in_the_cell_say_the_same(amount: float, unit: tuple[str, float]) -> None:
    """The same sum of money in any unit is the same number of 万元."""
    name, factor = unit
    written = amount / factor
    by_heading, _ = column("revenue", name, written)
    by_cell, _ = column("revenue", None, f"{written:.12f}{name}")
    assert by_heading[0] == pytest.approx(amount, rel=1e-9)
    assert by_cell[0] == pytest.approx(amount, rel=1e-6, abs=1e-4)


def test_mixed_units_are_each_read_and_each_reported() -> None:
    found, reported = column("revenue", "万元", 3000, "0.5亿元", "2000万元")
    assert found == [3000, 5000, 2000]
    assert [(one.row, one.code) for one in reported if one.grade == "doubt"] == [(2, "own_unit")]


def test_a_missing_unit_is_a_doubt_of_the_column() -> None:
    assert {one.code for one in column("revenue", None, 3000, 4000)[1]} == {"unit_assumed"}
    assert column("employees", None, 30)[1] == []


def test_shares() -> None:
    assert column("debt_ratio", "%", 45)[0] == [0.45]
    assert column("debt_ratio", "%", "45%") == column("debt_ratio", "%", "45%")
    assert column("debt_ratio", None, 0.45, percent=(0,)) == ([0.45], [])
    assert column("debt_ratio", "%", 0.45, percent=(0,)) == ([0.45], [])
    found, reported = column("debt_ratio", None, 45, 60)
    assert (found, [one.code for one in reported]) == ([0.45, 0.6], ["share_in_percent"])
    found, reported = column("debt_ratio", None, 0.45, 0.6)
    assert (found, [one.code for one in reported]) == ([0.45, 0.6], ["share_in_fractions"])
    assert [one.code for one in column("debt_ratio", "%", 0.4, 0.5, 0.6)[1]] == ["percent_below_one"]
    found, reported = column("main_business_share", "%", 95, 130)
    assert (found[0], math.isnan(found[1]), [one.code for one in reported]) == (0.95, True, ["above_hundred"])
    assert [one.code for one in column("debt_ratio", "%", 130)[1]] == ["unusual"]


def test_counts() -> None:
    assert column("employees", None, "1.2万人")[0] == [12000]
    assert [one.code for one in column("employees", None, 12.5)[1]] == ["not_whole"]
    assert math.isnan(column("employees", None, "20%")[0][0])


@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.floats(), st.booleans()), max_size=6))
def test_any_cell_is_read_or_reported(cells: list[Any]) -> None:
    """What is not used and not blank is reported; no figure leaves its range."""
    findings = Findings()
    found = read_numbers(
        ColumnCells(range(len(cells)), cells),
        load_columns().fields["revenue"],
        "万元",
        ColumnPlace(findings, "s", 0, "h"),
    )
    reported = {finding.row for finding in findings.kept}
    blank_words = sum(finding.cells for finding in findings.kept if finding.code == "blank_word")
    lost = 0
    for row, (cell, value) in enumerate(zip(cells, found, strict=True), start=1):
        silent = (
            cell is None
            or (isinstance(cell, str) and not cell.strip())
            or (isinstance(cell, float) and math.isnan(cell))
        )
        if np.isnan(value) and not silent and row not in reported:
            lost += 1
        assert np.isnan(value) or 0 <= value <= 1e8
    assert lost <= max(0, blank_words - 1)
