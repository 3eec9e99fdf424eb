"""What a unit is called: 亿元 is a word of data, and in English people read 100 million yuan."""

from __future__ import annotations

from scenarios.messages.catalogue import messages


def unit_name(unit: str, language: str = "zh") -> str:
    """Name a unit: as it is in Chinese, in words in English; a composed one (亿元/链) part by part, an unknown one as it is."""
    known = messages(language)
    if f"unit.{unit}" in known:
        return known[f"unit.{unit}"]
    return "/".join(known.get(f"unit.{part}", part) for part in unit.split("/"))


def counted_unit(unit: str, language: str = "zh") -> str:
    """Name a unit after a number: 500 亿元 is 500 × 100 million yuan in English, where a bare name would run into the number."""
    name = unit_name(unit, language)
    return f"× {name}" if name[:1].isdigit() else name
