"""How a number of the results is written, by form: one function each, so that whoever checks a file writes it the same way."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Literal, get_args

from scenarios.messages.shares import open_percent

Form = Literal[
    "year",
    "whole",
    "stated",
    "plain",
    "signed",
    "percent0",
    "percent1",
    "percent0_open",
    "percent0_up",
    "percent0_down",
    "percent1_up",
    "percent1_down",
    "points1",
    "points1_signed",
    "points1_up",
    "billion",
    "million",
    "index",
]
"""year, index, whole: as counted. stated: as a plan states it. plain: at most three digits of meaning below 100. signed: with its
sign. percent: a share from 0 to 1, to so many digits, rounded to the nearest, up or down; open: never 0% or 100%, which no
replicates can tell. points: the same without the sign %. billion, million: 亿元 in English."""
FORMS: tuple[Form, ...] = get_args(Form)
MINUS = "−"
BILLION, MILLION = 10.0, 100.0
"""亿元 in a billion yuan, and million yuan in one 亿元."""


def written(form: Form, value: float, language: str) -> str:
    """Write a value in a form."""
    return _WRITERS[form](value, language)


def _whole(value: float, language: str) -> str:
    return f"{round(value):,}" if language == "en" else str(round(value))


def _stated(value: float, language: str) -> str:
    from scenarios.readings import number

    return number(value)


def _plain(value: float, language: str) -> str:
    from charts.numbers import plain

    return plain(value, language)


def _signed(value: float, language: str) -> str:
    said = _plain(abs(value), language)
    return said if said == "0" else ("+" if value > 0 else MINUS) + said


def _percent(
    digits: int, sign: str = "%", rounding: Callable[[float], int] | None = None
) -> Callable[[float, str], str]:
    def write(value: float, language: str) -> str:
        step = 10 ** (digits + 2)
        # An error is never rounded down, nor a bound to the side that says more; a whole step in spite of rounding stays.
        share = value if rounding is None else rounding(round(value * step, 6)) / step
        said = f"{abs(share) * 100:.{digits}f}{sign}"
        return MINUS + said if share < 0 and float(f"{share * 100:.{digits}f}") != 0 else said

    return write


def _points_signed(value: float, language: str) -> str:
    said = f"{abs(value) * 100:.1f}"
    return said if float(said) == 0 else ("+" if value > 0 else MINUS) + said


_WRITERS: Mapping[Form, Callable[[float, str], str]] = {
    "year": lambda value, language: str(int(value)),
    "index": lambda value, language: str(int(value)),
    "whole": _whole,
    "stated": _stated,
    "plain": _plain,
    "signed": _signed,
    "percent0": _percent(0),
    "percent1": _percent(1),
    "percent0_open": lambda value, language: open_percent(value),
    "percent0_up": _percent(0, rounding=math.ceil),
    "percent0_down": _percent(0, rounding=math.floor),
    "percent1_up": _percent(1, rounding=math.ceil),
    "percent1_down": _percent(1, rounding=math.floor),
    "points1": _percent(1, ""),
    "points1_signed": _points_signed,
    "points1_up": _percent(1, "", math.ceil),
    "billion": lambda value, language: _plain(value / BILLION, language),
    "million": lambda value, language: _plain(value * MILLION, language),
}
