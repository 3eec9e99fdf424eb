"""Numbers as officials write them."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.numbers import amount, change, percent, plain, points, unit_name
from scenarios.messages.catalogue import messages


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (300, "家", "300家", "300 enterprises"),
        (12_000, "家", "1.2万家", "12,000 enterprises"),
        (0, "家", "0家", "0 enterprises"),
        (12.5, "亿元", "12.5亿元", "1.25 billion yuan"),
        (3686, "亿元", "3686亿元", "369 billion yuan"),
        (0.3, "亿元", "0.3亿元", "30 million yuan"),
        (35, "%", "35%", "35%"),
        (8.5, "%/年", "8.5%/年", "8.5% a year"),
        (-3.2, "亿元", "−3.2亿元", "−320 million yuan"),
        (math.nan, "家", "—", "—"),
        (2.34, "套/项目", "2.34套/项目", "2.34 套/项目"),
    ],
)
def test_an_amount_with_its_unit(value: float, unit: str, zh: str, en: str) -> None:
    assert amount(value, unit) == zh
    assert amount(value, unit, "en") == en


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3.0, "3"),
        (28.54, "28.5"),
        (128.6, "129"),
        (0.034, "0.034"),
        (0.0012345, "0.0012"),
        (-0.0, "0"),
        (100_000, "100000"),
    ],
)
def test_a_plain_number_has_no_empty_fraction(value: float, said: str) -> None:
    assert plain(value) == said


def test_points_say_up_and_down() -> None:
    assert points(0.032) == "上升3.2个百分点"
    assert points(-0.1) == "下降10.0个百分点"
    assert points(0.0001) == "持平"
    assert points(0.032, "en") == "up 3.2 percentage points"
    assert points(-0.032, signed=False) == "-3.2个百分点"


def test_changes_carry_their_sign_and_shares_change_in_points() -> None:
    assert change(12, "家") == "+12家"
    assert change(-3.5, "亿元") == "−3.5亿元"
    assert change(2.5, "%") == "上升2.5个百分点"


@pytest.mark.parametrize(
    ("share", "said"), [(0.35, "35%"), (0.012, "1.2%"), (0.996, "99.6%"), (1.0, "100%"), (0.0, "0%")]
)
def test_percent(share: float, said: str) -> None:
    assert percent(share) == said


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_number_reads_back_close_to_itself(value: float) -> None:
    """Never more wrong than its last digit shown."""
    said = plain(value, "en").replace(",", "").replace("−", "-")
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]*[1-9])?", said)
    assert float(said) == pytest.approx(
        value, rel=0.05, abs=0.51 if abs(value) >= 100 else 0.06 if abs(value) >= 1 else 6e-5
    )


def test_every_unit_of_a_shown_number_has_a_name_in_english() -> None:
    """Units of outcomes and of judged targets; 家 would stand in an English chart otherwise."""
    from model.outcomes import load_outcomes
    from scenarios import load
    from scenarios.schema.load import list_plans
    from scenarios.tables.units import reading_of

    units = {reading_of(outcome.unit).unit for outcome in load_outcomes().values()}
    for plan in list_plans():
        units |= {str(row.target.unit) for row in load(plan).rows if row.question is not None}
    hanzi = {part for unit in units for part in unit.split("/") if re.search("[\u4e00-\u9fff]", part)}
    missing = sorted(part for part in hanzi if f"unit.{part}" not in messages("en"))
    assert not missing
    assert all(not re.search("[\u4e00-\u9fff]", unit_name(unit, "en")) for unit in units)
