"""What the form offers, each from its one entry: levers, parameters, starting figures; labels, units, ranges, sources.

Lists are taken from the model at run time: whatever it has learned is in the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from model.parameters.forms import PriorSpec
from model.parameters.schema import Parameter
from model.parameters.table import load_parameters
from scenarios.messages import messages
from scenarios.schema.baseline import FIGURE_UNITS, Baseline, BaselineFigure
from scenarios.schema.common import Text


@dataclass(frozen=True)
class LeverEntry:
    """One thing a planner can do more of, as the model's own list states it."""

    name: str
    label: Text
    meaning: Text
    unit: str
    low: float
    high: float
    evidence: bool
    source: str


@cache
def levers() -> Mapping[str, LeverEntry]:
    """Give every lever that the model has, in its order."""
    from model.places import LEVER_NAMES

    entries = _model_entries()
    return {name: entries.get(name) or _bare(name) for name in LEVER_NAMES}


def _model_entries() -> Mapping[str, LeverEntry]:
    """Read the model's own entries of levers, where it has them."""
    try:
        from model.levers import load_levers  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return {}
    return {name: _entry(name, entry) for name, entry in load_levers().items()}


def _entry(name: str, entry: Any) -> LeverEntry:
    return LeverEntry(
        name,
        Text(zh=entry.label.zh, en=entry.label.en),
        Text(zh=entry.meaning.zh, en=entry.meaning.en),
        entry.unit,
        float(entry.low),
        float(entry.high),
        bool(entry.evidence),
        entry.source,
    )


def _bare(name: str) -> LeverEntry:
    """Describe a lever that has no entry by the explorer's own texts, or by its name; its effect has no evidence."""

    def said(part: str, language: str) -> str:
        return messages(language).get(f"explorer.lever.{name}.{part}", name)

    return LeverEntry(
        name,
        Text(zh=said("label", "zh"), en=said("label", "en")),
        Text(zh=said("meaning", "zh"), en=said("meaning", "en")),
        "1",
        0.0,
        1.0,
        False,
        "",
    )


@cache
def assumptions() -> Mapping[str, Parameter]:
    """Give every parameter that a run draws, in the order of the files: these may be fixed or believed differently."""
    from model.inputs import PARAMETER_NAMES

    drawn = frozenset(PARAMETER_NAMES)
    return {name: entry for name, entry in load_parameters().items() if entry.role == "input" and name in drawn}


@cache
def all_parameters() -> Mapping[str, Parameter]:
    """Give every parameter, drawn or checked."""
    return dict(load_parameters())


def no_evidence(entry: Parameter) -> bool:
    """Tell whether a parameter is an assumption: nothing that was observed stands behind it."""
    return entry.kind == "assumption"


def topic_of(entry: Parameter) -> str:
    """Name the file that a parameter stands in: parameters of one topic stand together."""
    return entry.file.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".yaml")


def figures(baseline: Baseline) -> Mapping[str, BaselineFigure]:
    """Give the starting figures of a baseline, in the order of their definition."""
    return {name: baseline.figures[name] for name in FIGURE_UNITS if name in baseline.figures}  # type: ignore[index]


def spread_of(spec: PriorSpec) -> tuple[float, float, float]:
    """Give low, centre and high of a prior; a single value is all three."""
    return spec.low, spec.centre, spec.high
