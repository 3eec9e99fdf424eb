"""Shares and amounts written where no error and no unit form stands beside them."""

from __future__ import annotations


def open_percent(share: float) -> str:
    """Write a probability from 0 to 1 in whole percent; never 0% or 100%, which no finite number of replicates shows."""
    said = round(share * 100)
    return "<1%" if said < 1 else ">99%" if said > 99 else f"{said}%"


def plain(value: float) -> str:
    """Write an amount with at most one decimal, and none from 100 on: 60, 28.5, 1234."""
    rounded = round(value) if abs(value) >= 100 else round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
