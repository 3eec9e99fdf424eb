"""The range of whatever a sweep may vary, read from the one entry that has it."""

from __future__ import annotations

from dataclasses import dataclass

from model.levers import load_levers
from model.parameters.forms import PriorSpec
from model.parameters.table import load_parameters
from scenarios.loaded import LoadedScenario
from scenarios.schema.errors import InputError, Place, suggestion
from scenarios.sweep.changes import TABLES


@dataclass(frozen=True)
class Range:
    """The lowest and highest value of a path, its unit, and how it is believed to be spread between them (or None)."""

    low: float
    high: float
    unit: str
    prior: PriorSpec | None = None

    def at(self, share: float) -> float:
        """Give the value that lies this share (0..1) of the way from the lowest to the highest."""
        return self.low + (self.high - self.low) * share

    def quantile(self, share: float) -> float:
        """Give the value that the prior holds this share (0..1) below."""
        # Loads numba, which commands that do not simulate must not.
        from model.parameters.table import prior_row
        from model.randomness.priors import prior_quantile

        assert self.prior is not None
        return float(prior_quantile(prior_row(self.prior), share))


def range_of(path: str, loaded: LoadedScenario, place: Place | None = None) -> Range:
    """Find the range of a path: of an assumption its entry's, of a starting figure its distribution's, of a lever its own.

    Raises InputError for an unknown name, and for a path whose entry states no range: then `low` and `high` are needed.
    """
    head, _, name = path.partition(".")
    if head == "assumptions":
        return _of_parameter(name.removesuffix(".value"), place)
    if head == "baseline" and name:
        return _of_figure(name, loaded, place)
    found = lever_range(name.removesuffix(".intensity")) if head == "levers" else None
    if head == "levers" and found is None:
        lever = name.removesuffix(".intensity")
        raise InputError("unknown_lever", place, name=lever, near=suggestion(lever, load_levers()))
    if found is None:
        raise InputError("sweep_no_range", place, path=path)
    return found


def lever_range(name: str) -> Range | None:
    """Give the range of a lever's intensity from its entry; None for a name that is no lever."""
    entry = load_levers().get(name)
    return Range(entry.lowest, entry.highest, entry.unit) if entry is not None else None


def _of_parameter(name: str, place: Place | None) -> Range:
    table = load_parameters()
    entry = table.get(name)
    if entry is None or entry.role == "check":
        known = [known for known in table if table[known].role == "input"]
        raise InputError("sweep_unknown_parameter", place, name=name, near=suggestion(name, known))
    return Range(entry.prior.low, entry.prior.high, entry.unit, entry.prior)


def _of_figure(name: str, loaded: LoadedScenario, place: Place | None) -> Range:
    baseline = loaded.baseline
    figures = {str(known): figure for known, figure in baseline.figures.items()}
    for table in TABLES:
        figures |= {f"{table}.{known}": figure for known, figure in getattr(baseline, table).items()}
    if name not in figures:
        raise InputError("sweep_unknown_figure", place, name=name, near=suggestion(name, figures))
    figure = figures[name]
    spec = figure.distribution.spec if figure.distribution is not None else None  # in the figure's own unit, as written
    if spec is None or spec.low >= spec.high:
        raise InputError("sweep_no_range", place, path=f"baseline.{name}")
    return Range(spec.low, spec.high, figure.unit, spec)
