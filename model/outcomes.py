"""What each outcome of the engine is: label, unit, kind of number, good direction (`outcomes.yaml`, one entry a series).

Charts, tables, targets and exports read it here and nowhere else. Loading needs neither numba nor mesa.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from model.parameters.errors import DataFileError, nearest_name
from model.parameters.reading import read_data_file
from model.parameters.schema import Bilingual, Text
from model.series import SERIES_NAMES

FILE: Final = Path(__file__).parent / "outcomes.yaml"

OutcomeKind = Literal["stock", "flow", "sum", "mean"]
Better = Literal["higher", "lower", "neutral"]


class OutcomeError(DataFileError):
    """The list of outcomes cannot be accepted."""


class OutcomeEntry(BaseModel):
    """One outcome as written in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Bilingual
    unit: Text
    kind: OutcomeKind
    better: Better
    meaning: Bilingual


class Outcome(OutcomeEntry):
    """One outcome: its `id` is the name of its series in `model/series.py`.

    `kind` says what the number is: a stock at the end of the year, a flow over the year, a sum over enterprises or a mean;
    `better` which way is good.
    """

    id: str


def load_outcomes(path: Path | None = None) -> Mapping[str, Outcome]:
    """Load the outcomes by id, in the order of the engine's series.

    Raises OutcomeError with file, line and key for an entry that is not understood, and for a list that does not hold
    every series of the engine once.
    """
    return _committed() if path is None else _load(path)


@cache
def _committed() -> Mapping[str, Outcome]:
    return _load(FILE)


def _load(path: Path) -> Mapping[str, Outcome]:
    content = read_data_file(path, OutcomeError)
    for name in content.data:
        if name not in SERIES_NAMES:
            raise content.refuse(
                "unknown_outcome",
                (name,),
                expected="the name of a series of the engine (model/series.py)",
                remedy="correct the name, or give the engine the series",
                nearest=nearest_name(name, SERIES_NAMES),
            )
    for name in SERIES_NAMES:
        if name not in content.data:
            raise content.refuse(
                "missing_outcome",
                (),
                found=name,
                expected="every series of the engine once",
                remedy=f"add an entry for {name}",
            )
    entries = {name: content.validated(OutcomeEntry, (name,)) for name in SERIES_NAMES}
    return MappingProxyType({name: Outcome(id=name, **dict(entry)) for name, entry in entries.items()})
