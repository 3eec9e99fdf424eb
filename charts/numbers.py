"""Numbers as officials write them: 12.5亿元, 300家, 上升3.2个百分点; in English with the units in words.

Every text comes from the catalogue (`unit.*`, `number.*`); nothing here rounds a number to more digits than it is read with.
"""

from __future__ import annotations

import math

from scenarios.messages import text
from scenarios.messages.units import unit_name as unit_name

LARGE = 1e4
"""From here on Chinese counts in 万: 12000家 is 1.2万家."""
BILLION, HUNDRED = 10.0, 100.0
"""亿元 in a billion yuan, and million yuan in one 亿元."""
COUNTED = ("家", "个", "项", "人", "人次", "件", "户")
"""Units in which things are counted, so that large amounts of them are written in 万."""


def plain(value: float, language: str = "zh", digits: int | None = None) -> str:
    """Write a number alone: at most three digits of meaning below 100, no empty fraction, grouped in English.

    Not a number is written as a dash.
    """
    if not math.isfinite(value):
        return "—"
    places = _places(value) if digits is None else digits
    written = f"{value:,.{places}f}" if language == "en" else f"{value:.{places}f}"
    if "." in written and digits is None:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written.replace("-", "−")


def amount(value: float, unit: str, language: str = "zh") -> str:
    """Write a number with its unit: 300家, 1.2万家, 12.5亿元, 35%; 300 enterprises, 12.5 hundred million yuan."""
    if not math.isfinite(value):
        return "—"
    if language == "zh":
        if unit in COUNTED and abs(value) >= LARGE:
            return f"{plain(value / LARGE)}万{unit}"
        return f"{plain(value)}{unit}"
    if unit == "亿元":
        # English has no word for 亿: 12亿元 is 1.2 billion yuan, 0.3亿元 is 30 million yuan.
        large = abs(value) >= BILLION
        written = plain(value / BILLION if large else value * HUNDRED, language)
        return text("number.billion_yuan" if large else "number.million_yuan", language, number=written)
    if unit.startswith("%") or not unit:
        return plain(value, language) + unit_name(unit, language)
    return text("number.with_unit", language, number=plain(value, language), unit=unit_name(unit, language))


def percent(share: float, digits: int | None = None) -> str:
    """Write a share from 0 to 1 in percent: 0.35 is 35%."""
    if not math.isfinite(share):
        return "—"
    places = digits if digits is not None else (1 if 0 < abs(share) < 0.0995 or 0.9005 < share < 1 else 0)
    return f"{share * 100:.{places}f}%"


def points(difference: float, language: str = "zh", *, signed: bool = True) -> str:
    """Write a difference of two shares from 0 to 1 in percentage points: 0.032 is 上升3.2个百分点, +3.2 percentage points."""
    if not math.isfinite(difference):
        return "—"
    number = f"{abs(difference) * 100:.1f}"
    if float(number) == 0:
        return text("number.points_same", language)
    if not signed:
        return text("number.points", language, number=("-" if difference < 0 else "") + number)
    return text("number.points_up" if difference > 0 else "number.points_down", language, number=number)


def change(difference: float, unit: str, language: str = "zh") -> str:
    """Write a difference of two amounts with its sign: +12家, −3.5亿元; of two percentages in percentage points."""
    if unit.startswith("%"):
        return points(difference / 100, language)
    if not math.isfinite(difference):
        return "—"
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return sign + amount(abs(difference), unit, language)


def _places(value: float) -> int:
    size = abs(value)
    if size >= 100 or size == 0:
        return 0
    if size >= 1:
        return 1 if size >= 10 else 2
    return min(4, 1 - math.floor(math.log10(size)))
