"""What may be observed, each quantity once: outcome series, unit, error law, and what inflates a self-reported figure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from scenarios.schema.common import Identifier, Model, Text, Words
from scenarios.schema.errors import InputError, suggestion
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

FILE = Path(__file__).with_name("definitions.yaml")

Reporting = Literal["published", "self_reported", "remembered"]
Form = Literal["stock", "flow", "growth", "rate", "share"]
ErrorLaw = Literal["count", "money", "growth", "investment_growth", "share"]


class Definition(Model):
    """One quantity as people write it, in the engine's outcome series.

    A reported value is (sum of `of`) / (sum of `over`) / `per_unit`; growth and shares are in per cent. `first_step` is the first
    year, counted from the start, in which the engine has the series (growth needs one more).
    """

    label: Text
    unit: Words
    form: Form
    of: tuple[Words, ...] = Field(min_length=1)
    over: tuple[Words, ...] = ()
    per_unit: float = Field(default=1.0, gt=0)
    error: ErrorLaw
    inflation: Identifier | None = None
    reporting: Reporting = "published"
    first_step: int = Field(default=0, ge=0)


class Definitions(Model):
    """All quantities by name."""

    definitions: Mapping[Identifier, Definition]


@cache
def definitions() -> Mapping[str, Definition]:
    """Load `definitions.yaml`, in its order."""
    document = read_yaml(FILE)
    return build(Definitions, document, {"definitions": document.data}).definitions


def definition(name: str) -> Definition:
    """Find a quantity; raises InputError naming the nearest one."""
    known = definitions()
    if name not in known:
        raise InputError("unknown_quantity", name=name, near=suggestion(name, known))
    return known[name]
