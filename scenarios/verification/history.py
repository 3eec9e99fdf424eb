"""Which entries of the changelog moved results, by results version: what `verify` names where numbers are no longer the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scenarios.schema.reading import read_yaml

FILE = Path(__file__).with_name("results_history.yaml")
"""The changelog's entries that move results, in both languages; a test holds it and CHANGELOG.md together."""


@dataclass(frozen=True)
class Change:
    """One entry of the changelog that moved results."""

    version: str
    zh: str
    en: str

    def said(self, language: str) -> str:
        """Say the entry in a language."""
        return self.en if language == "en" else self.zh


@cache
def changes() -> tuple[Change, ...]:
    """Give every entry that moved results, oldest first."""
    return tuple(Change(str(each["version"]), each["zh"], each["en"]) for each in read_yaml(FILE).data["changes"])


def order(version: str) -> tuple[int, ...] | None:
    """Give what results versions are ordered by; None for what is no results version."""
    parts = version.split(".")
    return tuple(int(part) for part in parts) if parts and all(part.isdecimal() for part in parts) else None


def between(old: str, new: str) -> tuple[Change, ...]:
    """Give the entries that moved results after version `old`, up to and with `new`; none where they cannot be ordered."""
    low, high = order(old), order(new)
    if low is None or high is None:
        return ()
    found = []
    for change in changes():
        at = order(change.version)
        if at is not None and low < at <= high:
            found.append(change)
    return tuple(found)


def is_newer(version: str, than: str) -> bool:
    """Tell whether a results version is later than another."""
    low, high = order(than), order(version)
    return low is not None and high is not None and high > low
