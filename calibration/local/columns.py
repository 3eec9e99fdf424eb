"""What the columns, words and units of the sheet of yearly figures may be called (`columns.yaml`)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from calibration.definitions import Reporting, definitions
from scenarios.schema.common import Identifier, Model, Words
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

FILE = Path(__file__).with_name("columns.yaml")


class Named(Model):
    """A name in two languages, and others that are understood."""

    zh: Words
    en: Words
    also: tuple[Words, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is understood."""
        return (self.zh, self.en, *self.also)


class Columns(Model):
    """The whole file."""

    columns: Mapping[Identifier, Named]
    required: tuple[Identifier, ...]
    reporting: Mapping[Reporting, Named]
    units: Mapping[Words, Mapping[Words, float]]
    template: tuple[Identifier, ...]


@cache
def load_columns() -> Columns:
    """Load `columns.yaml`."""
    return build(Columns, read_yaml(FILE))


def folded(name: object) -> str:
    """Write a name so that width, case and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", str(name)).casefold().split())


@cache
def column_names() -> Mapping[str, str]:
    """Columns by every name they may have; a heading of two lines is known by both together and by each."""
    found = {folded(name): column for column, named in load_columns().columns.items() for name in named.names}
    both = {folded(named.zh + named.en): column for column, named in load_columns().columns.items()}
    return found | both


@cache
def quantity_names() -> Mapping[str, str]:
    """Quantities by their labels in both languages, with or without what stands in brackets, and by id."""
    found: dict[str, str] = {}
    for name, known in definitions().items():
        for label in (name, known.label.zh, known.label.en, f"{known.label.zh}{known.label.en}"):
            found[folded(label)] = name
            found.setdefault(_without_brackets(folded(label)), name)
    return found


def reporting_of(word: str) -> Reporting | None:
    """Understand how a figure was reported."""
    for kind, named in load_columns().reporting.items():
        if folded(word) in {folded(name) for name in named.names}:
            return kind
    return None


def factor(unit: str, written: str) -> float | None:
    """Say by what a figure in a written unit is multiplied to be in the quantity's own; None for one of another kind."""
    known = {folded(name): value for name, value in load_columns().units.get(unit, {unit: 1.0}).items()}
    return known.get(folded(written))


def _without_brackets(name: str) -> str:
    for opening, closing in (("(", ")"), ("（", "）")):
        while opening in name and closing in name[name.index(opening) :]:
            start = name.index(opening)
            name = name[:start] + name[name.index(closing, start) + 1 :]
    return name


def labels(names: Iterable[str], language: str) -> list[str]:
    """Say quantities in a language."""
    return [definitions()[name].label[language] for name in names]
