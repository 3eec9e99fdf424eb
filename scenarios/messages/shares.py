"""Shares written where no error stands beside them."""

from __future__ import annotations


def open_percent(share: float) -> str:
    """Write a probability from 0 to 1 in whole percent; never 0% or 100%, which no finite number of replicates shows."""
    said = round(share * 100)
    return "<1%" if said < 1 else ">99%" if said > 99 else f"{said}%"
