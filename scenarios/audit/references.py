"""The ranges that a figure is held against, each with unit, kind, source and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from scenarios.audit.intervals import Interval
from scenarios.schema.common import Identifier, Model, Number, Text, Words, mistake
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

TABLE = Path(__file__).resolve().parent / "references.yaml"


class Reference(Model):
    """One sourced range: a value within it is ordinary, outside it is implausible, never impossible."""

    label: Text
    unit: Words
    low: Number
    high: Number
    kind: Literal["rule", "estimate", "assumption", "published", "derived"]
    source: Words
    confidence: Literal["high", "medium", "low"]
    note: Words | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise mistake("bounds_swapped", "low", low=self.low, high=self.high)
        return self

    @property
    def interval(self) -> Interval:
        """Give the range."""
        return Interval(self.low, self.high)

    @property
    def value(self) -> float:
        """Give the number of a reference that is one number, else the middle of the range."""
        return (self.low + self.high) / 2


class ReferenceTable(Model):
    """All references by name."""

    references: Mapping[Identifier, Reference]

    def __getitem__(self, name: str) -> Reference:
        return self.references[name]


@cache
def load_references() -> ReferenceTable:
    """Load `scenarios/audit/references.yaml`."""
    return build(ReferenceTable, read_yaml(TABLE))
