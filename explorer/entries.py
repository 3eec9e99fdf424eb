"""What the form offers, each from its one entry: levers, parameters, starting figures; labels, units, ranges, sources.

Lists are taken from the model at run time: whatever it has learned is in the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from model.levers import Lever, load_levers
from model.parameters.forms import PriorSpec
from model.parameters.schema import Parameter
from model.parameters.table import load_parameters
from scenarios.schema.baseline import FIGURE_UNITS, Baseline, BaselineFigure


def levers() -> Mapping[str, Lever]:
    """Give every lever that the model has, in its order."""
    return load_levers()


def unproven(lever: Lever) -> bool:
    """Tell whether no study speaks for what a lever does, or for what buys it."""
    return lever.evidence in ("none", "definition")


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
