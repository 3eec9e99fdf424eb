"""What a ledger's columns may be: `columns.yaml`, checked, with every name folded for comparison."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from scenarios.importing.figures import plain
from scenarios.schema.common import Identifier, Model, Text, Words
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

Kind = Literal["code", "text", "year", "flag", "title", "titles", "level", "money", "count", "share"]
NUMERIC: frozenset[str] = frozenset(("money", "count", "share"))
TEXTS: frozenset[str] = frozenset(("code", "text"))
Scope = Literal["all", "above_scale", "title_holders", "nothing"]
SCOPES: tuple[Scope, ...] = ("all", "above_scale", "title_holders", "nothing")
LEVELS = ("none", "below_city", "city", "provincial", "national")
"""Levels of a research institution, in the order of the model's numbers (model/rulebook/criteria.py)."""
Bounds = tuple[float, float]


class LedgerField(Model):
    """One thing that a ledger may say of an enterprise."""

    label: Text
    kind: Kind
    unit: Words | None = None
    synonyms: tuple[Words, ...] = ()
    per_year: bool = False
    state: bool = False
    fill_merged: bool = False
    range: Bounds | None = None
    usual: Bounds | None = None
    source: Words | None = None
    model: tuple[Identifier, ...] = ()
    template: tuple[int, ...] | None = None


class TitleField(Model):
    """One title of the ladder: its names, words that name it in a text, and the first year in which it could be had."""

    label: Text
    synonyms: tuple[Words, ...]
    words: tuple[Words, ...]
    first_year: int
    source: Words


class Limit(Model):
    """A bound of what is shown, with its unit and why."""

    value: float
    unit: Words
    note: Words


class Named(Model):
    """A choice or a declared entry, under its names."""

    label: Text
    synonyms: tuple[Words, ...] = ()


class ScopeNames(Model):
    """One way of being complete, under its names."""

    zh: Words
    en: Words
    synonyms: tuple[Words, ...] = ()


class Declaration(Model):
    """How the sheet is called on which a ledger declares what it is, and its entries."""

    sheets: tuple[Words, ...]
    help_sheets: tuple[Words, ...]
    complete_for: Named
    year: Named
    region: Named
    money_unit: Named


class Columns(Model):
    """Everything that `columns.yaml` says."""

    fields: Mapping[Identifier, LedgerField]
    titles: Mapping[Identifier, TitleField]
    champion_without_grade: tuple[Words, ...]
    little_giant_batches: Mapping[int, int]
    title_dates: Mapping[Identifier, tuple[Words, ...]]
    units: Mapping[Identifier, Mapping[str, float]]
    default_money_unit: Words
    levels: Mapping[Identifier, tuple[Words, ...]]
    yes_words: tuple[Words, ...] = Field(alias="yes")
    no_words: tuple[Words, ...] = Field(alias="no")
    unknown: tuple[Words, ...]
    totals: tuple[Words, ...]
    footnotes: tuple[Words, ...]
    index_row: tuple[Words, ...]
    serial: tuple[Words, ...]
    provinces: tuple[Words, ...]
    harmless: tuple[Words, ...]
    groups: tuple[Words, ...]
    relative_years: Mapping[int, tuple[Words, ...]]
    declaration: Declaration
    complete_for: Mapping[Scope, ScopeNames]
    clash_limits: Mapping[Identifier, Limit]
    jump: float

    @model_validator(mode="after")
    def _one_meaning_a_name(self) -> Self:
        """A heading must not name two things."""
        seen: dict[str, str] = {}
        for field, names in self._named():
            for name in names:
                if seen.setdefault(folded(name), field) != field:
                    raise ValueError(f"{name!r} names both {seen[folded(name)]} and {field}")
        return self

    def _named(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        for field, known in self.fields.items():
            yield field, (field, known.label.zh, known.label.en, *known.synonyms)
        for title, given in self.titles.items():
            yield f"title:{title}", (title, given.label.zh, given.label.en, *given.synonyms)
        yield "title:?", self.champion_without_grade

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every folded name of a column, with its field; titles are `title:<name>`, `title:?` a champion of unsaid grade."""
        return {folded(name): field for field, names in self._named() for name in names}

    @cached_property
    def date_words(self) -> Mapping[str, str]:
        """Folded words that say which date of a title a column holds."""
        return {folded(word): part for part, words in self.title_dates.items() for word in words}

    @cached_property
    def harmless_words(self) -> tuple[str, ...]:
        """Folded words of a heading that change nothing, longest first."""
        return tuple(sorted({folded(word) for word in self.harmless}, key=len, reverse=True))

    @cached_property
    def group_words(self) -> frozenset[str]:
        """Folded headings over several columns that say nothing of what stands in them."""
        return frozenset(folded(word) for word in self.groups)

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Folded headings that are known and hold nothing the model could use."""
        return frozenset(folded(word) for word in self.serial)

    @cached_property
    def unit_names(self) -> Mapping[str, tuple[str, str, float]]:
        """Folded units: kind, name and factor."""
        return {
            folded(name): (kind, name, factor) for kind, known in self.units.items() for name, factor in known.items()
        }

    @cached_property
    def flag_words(self) -> Mapping[str | None, bool]:
        """Folded words for yes and no."""
        words: dict[str | None, bool] = {folded(word): True for word in self.yes_words}
        return words | {folded(word): False for word in self.no_words}

    @cached_property
    def level_words(self) -> Mapping[str, int]:
        """Folded words for the levels of a research institution."""
        return {folded(word): LEVELS.index(level) for level, words in self.levels.items() for word in words}

    @cached_property
    def unknown_words(self) -> frozenset[str | None]:
        """Folded words that stand where nothing is known."""
        return frozenset(folded(word) for word in self.unknown)

    @cached_property
    def scope_words(self) -> Mapping[str, Scope]:
        """Folded names of what a ledger may be complete for."""
        return {
            folded(name): scope
            for scope, known in self.complete_for.items()
            for name in (scope, known.zh, known.en, *known.synonyms)
        }

    def factor(self, kind: str, unit: str) -> float | None:
        """Kept units per unit of a kind; None where the unit is none of that kind."""
        found = self.unit_names.get(folded(unit))
        return found[2] if found is not None and found[0] == kind else None

    def field(self, name: str) -> LedgerField:
        """The field of a column's name; titles and their dates have fields of their own kind."""
        if name.startswith("title:"):
            title, _, part = name.removeprefix("title:").partition(":")
            kind: Kind = "year" if part else "title"
            known = self.titles.get(title) or self.titles["provincial_champion"]
            return LedgerField(label=known.label, kind=kind, range=(1980, 2120), per_year=False)
        return self.fields[name]


@cache
def load_columns() -> Columns:
    """Load `scenarios/ledger/columns.yaml`."""
    return build(Columns, read_yaml(Path(__file__).resolve().parent / "columns.yaml"))


_QUOTES = re.compile("[\"'“”‘’「」『』《》]")
_BETWEEN = re.compile(r"[\s_]+")


@lru_cache(maxsize=16_384)
def folded(said: str) -> str:
    """Fold a heading or word for comparison: ordinary width, lower case, no blanks around hanzi, one blank between words."""
    bare = _QUOTES.sub("", _BETWEEN.sub(" ", plain(said))).strip().lower().strip("*:：.;；,，、")
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", bare)
