"""What each outcome of the engine is: label, unit, kind of number, good direction (`outcomes.yaml`, one entry a series).

Charts, tables, targets and exports read it here and nowhere else. The region's series are fixed; those of chains and zones carry
the name of a chain or zone, so one entry stands for all chains, and `outcome_of` fills the name in. Loading needs neither
numba nor mesa.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from model.columns import SME_TITLES, TITLE_NAMES
from model.parameters.errors import DataFileError, nearest_name
from model.parameters.reading import DataFile, read_data_file
from model.parameters.schema import Bilingual, Text
from model.series import CHAIN_HEADS, SERIES_NAMES, STOP_REASONS, ZONE_HEADS

FILE: Final = Path(__file__).parent / "outcomes.yaml"

OutcomeKind = Literal["stock", "flow", "sum", "mean"]
Better = Literal["higher", "lower", "neutral"]

# Entries that stand for a family of series, and the word in braces that a member fills in.
FAMILIES: Final[Mapping[str, str]] = MappingProxyType(
    {f"chain:{head}": "name" for head in CHAIN_HEADS}
    | {f"zone:{head}": "name" for head in ZONE_HEADS}
    | {f"stopped:{reason}": "title" for reason in STOP_REASONS}
)
# The chain and the zone that hold what no other does; their names stand in the file under `names`.
REST_NAMES: Final = ("other", "outside")
_NAMES: Final = "names"
_STOPPED: Final = {
    f"stopped:{title}:{reason}": (f"stopped:{reason}", title)
    for title in TITLE_NAMES[:SME_TITLES]
    for reason in STOP_REASONS
}
_WRITTEN: Final = tuple(name for name in SERIES_NAMES if name not in _STOPPED)


class OutcomeError(DataFileError):
    """The list of outcomes cannot be accepted, or a series is none of them."""


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


@dataclass(frozen=True)
class _Outcomes:
    """The fixed outcomes by id, in the order of the engine's series; families by entry; names of the rest."""

    fixed: Mapping[str, Outcome]
    families: Mapping[str, OutcomeEntry]
    names: Mapping[str, Bilingual]


def load_outcomes(path: Path | None = None) -> Mapping[str, Outcome]:
    """Load the outcomes of the region by id, in the order of the engine's series.

    Raises OutcomeError with file, line and key for an entry that is not understood, and for a list that does not hold
    every series of the engine and every family of chains and zones once.
    """
    return (_committed() if path is None else _load(path)).fixed


def outcome_of(series: str) -> Outcome:
    """Find what a series is: one of the region, or HEAD:chain:NAME, HEAD:zone:NAME with the name filled in.

    Raises OutcomeError for a name that is no series.
    """
    outcomes = _committed()
    if series in outcomes.fixed:
        return outcomes.fixed[series]
    head, _, rest = series.partition(":")
    family, _, name = rest.partition(":")
    entry = f"{family}:{head}"
    if not name or entry not in outcomes.families or family not in ("chain", "zone"):
        raise OutcomeError(
            "unknown_outcome",
            file="outcomes",
            key=series,
            expected="a series of the engine, HEAD:chain:NAME or HEAD:zone:NAME",
            remedy="correct the name",
            nearest=nearest_name(series, (*outcomes.fixed, *_series_of(family, name))),
        )
    rest_name = "other" if family == "chain" else "outside"
    shown = outcomes.names[name] if name == rest_name else Bilingual(zh=name, en=name)
    return _member(series, outcomes.families[entry], "name", shown)


def _series_of(family: str, name: str) -> tuple[str, ...]:
    heads = {"chain": CHAIN_HEADS, "zone": ZONE_HEADS}.get(family, ())
    return tuple(f"{head}:{family}:{name}" for head in heads if name)


@cache
def _committed() -> _Outcomes:
    return _load(FILE)


def _load(path: Path) -> _Outcomes:
    content = read_data_file(path, OutcomeError)
    known = (*_WRITTEN, *FAMILIES, _NAMES)
    for name in content.data:
        if name not in known:
            raise content.refuse(
                "unknown_outcome",
                (name,),
                expected="the name of a series of the engine (model/series.py)",
                remedy="correct the name, or give the engine the series",
                nearest=nearest_name(name, known),
            )
    for name in known:
        if name not in content.data:
            raise content.refuse(
                "missing_outcome",
                (),
                found=name,
                expected="every series of the engine once",
                remedy=f"add an entry for {name}",
            )
    written = {name: content.validated(OutcomeEntry, (name,)) for name in _WRITTEN}
    families = {name: _family(name, word, content) for name, word in FAMILIES.items()}
    fixed = {}
    for name in SERIES_NAMES:
        if name in written:
            fixed[name] = Outcome(id=name, **dict(written[name]))
        else:
            family, title = _STOPPED[name]
            fixed[name] = _member(name, families[family], "title", written[f"{title}_nested"].label)
    return _Outcomes(MappingProxyType(fixed), MappingProxyType(families), MappingProxyType(_rest_names(content)))


def _family(name: str, word: str, content: DataFile) -> OutcomeEntry:
    entry = content.validated(OutcomeEntry, (name,))
    for language in ("zh", "en"):
        if f"{{{word}}}" not in getattr(entry.label, language):
            raise content.refuse(
                "missing_word",
                (name, "label", language),
                found=getattr(entry.label, language),
                expected=f"the word {{{word}}} in the label of a family",
                remedy=f"say where {{{word}}} goes",
            )
    return entry


def _rest_names(content: DataFile) -> dict[str, Bilingual]:
    names = content.data[_NAMES]
    if not isinstance(names, dict) or set(names) != set(REST_NAMES):
        raise content.refuse(
            "wrong_value", (_NAMES,), found=names, expected="names for " + ", ".join(REST_NAMES), remedy="name both"
        )
    return {name: content.validated(Bilingual, (_NAMES, name)) for name in REST_NAMES}


def _member(series: str, family: OutcomeEntry, word: str, shown: Bilingual) -> Outcome:
    """Fill a name into the entry of a family (by plain replacement: a name is data, and may hold braces)."""

    def filled(text: Bilingual) -> Bilingual:
        return Bilingual(
            zh=text.zh.replace(f"{{{word}}}", shown.zh),
            en=text.en.replace(f"{{{word}}}", shown.en),
        )

    fields = dict(family) | {"label": filled(family.label), "meaning": filled(family.meaning)}
    return Outcome(id=series, **fields)
