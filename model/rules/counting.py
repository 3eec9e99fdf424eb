"""How titles are counted (model.md 2, *Counting titles*). Sets of titles are bits: title k is 1 << k."""

from __future__ import annotations

from typing import Any

from model import columns as col
from model.compiled import rule


@rule
def nested_titles(title: int, national_is_provincial: bool) -> int:
    """The titles any of which counts for the nested reading of `title`; TITLES itself means a champion of any grade."""
    if title == col.INNOVATIVE:
        return 1 << col.INNOVATIVE | 1 << col.SRDI | 1 << col.LITTLE_GIANT
    if title == col.SRDI:
        return 1 << col.SRDI | 1 << col.LITTLE_GIANT
    if title == col.PROVINCIAL_CHAMPION and national_is_provincial:
        return 1 << col.PROVINCIAL_CHAMPION | 1 << col.NATIONAL_CHAMPION
    if title == col.TITLES:
        return 1 << col.PROVINCIAL_CHAMPION | 1 << col.NATIONAL_CHAMPION
    return 1 << title


@rule
def higher_titles(title: int) -> int:
    """Titles of the same nest above `title`."""
    if title == col.INNOVATIVE:
        return 1 << col.SRDI | 1 << col.LITTLE_GIANT
    if title == col.SRDI:
        return 1 << col.LITTLE_GIANT
    if title == col.PROVINCIAL_CHAMPION:
        return 1 << col.NATIONAL_CHAMPION
    return 0


@rule
def titles_held(labels: Any, place: int, year: int) -> int:
    """Set of the titles whose certificate counts at the end of `year`."""
    held = 0
    for title in range(col.TITLES):
        if labels[col.EXPIRY + title, place] >= year:
            held |= 1 << title
    return held
