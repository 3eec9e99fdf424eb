"""The numbers of the backtest, read once from `settings.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from scenarios.schema.reading import read_yaml

FILE = Path(__file__).with_name("settings.yaml")


@cache
def _all() -> dict[str, float]:
    data = read_yaml(FILE).data
    for name, entry in data.items():
        missing = {"value", "unit", "kind", "source"} - set(entry)
        if missing:
            raise ValueError(f"backtest/settings.yaml: {name} lacks {', '.join(sorted(missing))}")
    return {name: float(entry["value"]) for name, entry in data.items()}


def number(name: str) -> float:
    """Give one number of the settings; raises KeyError for one that there is not."""
    return _all()[name]


def whole(name: str) -> int:
    """Give one number of the settings that counts something."""
    return int(_all()[name])
