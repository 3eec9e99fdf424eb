"""A sweep as data: which scenarios, what varies in them and over which range, how often, and which outcomes are kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from scenarios.schema.common import Identifier, Model, Number, Text, Words, mistake
from scenarios.schema.problems import build
from scenarios.schema.reading import Document, read_yaml
from scenarios.schema.scenario import Replicates, Seed

MOST_POINTS = 1_000_000
DEFAULT_REPLICATES = 200
Count = Annotated[int, Field(strict=True, ge=1, le=MOST_POINTS)]
Design = Literal["grid", "latin_hypercube", "sobol"]
Scalar = Any
"""What one path of a scenario is set to; the scenario's own schema checks it, so 2022 may stay a whole number."""


class Vary(Model):
    """How one path varies: through listed values, or over a range; without `low` and `high` that of its one entry.

    `steps` is for grids. `by: prior` spreads sampled points as the entry's own distribution does, not evenly.
    """

    values: tuple[Scalar, ...] | None = None
    low: Number | None = None
    high: Number | None = None
    steps: Count | None = None
    by: Literal["range", "prior"] = "range"

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.values is not None:
            given = [name for name in ("low", "high", "steps") if getattr(self, name) is not None]
            if given or self.by != "range":
                raise mistake("sweep_values_or_range", (given or ["by"])[0])
            if not self.values:
                raise mistake("sweep_no_values", "values")
        elif (self.low is None) != (self.high is None):
            raise mistake("sweep_half_range", "low" if self.low is None else "high")
        elif self.low is not None and self.high is not None and self.low >= self.high:
            raise mistake("bounds_swapped", "low", low=self.low, high=self.high)
        elif self.by == "prior" and self.low is not None:
            raise mistake("sweep_prior_with_range", "by")
        return self


class Keep(Model):
    """Which outcomes are kept: those that the targets ask about, all, or those named (and those of the targets)."""

    outcomes: Literal["targets", "all"] | tuple[Identifier, ...] = "targets"


class SweepSpecification(Model):
    """A sweep: every scenario, for every plan where plans are named, with every case, at every point of the design."""

    title: Text
    author: Words
    scenarios: Annotated[tuple[Words, ...], Field(min_length=1)]
    plans: tuple[Words, ...] = ()
    ledger: Words | None = None
    """The planner's own enterprises, a file beside this one, from which the scenarios start."""
    cases: tuple[Mapping[Words, Any], ...] = ()
    vary: Mapping[Words, Vary] = Field(default_factory=dict)
    design: Design = "grid"
    points: Count | None = None
    rounds: Count = 1
    replicates: Replicates = DEFAULT_REPLICATES
    seed: Seed = 1
    keep: Keep = Field(default_factory=Keep)
    note: Text | None = None

    @model_validator(mode="after")
    def _design_fits(self) -> Self:
        sampled = self.design != "grid"
        if sampled and self.points is None:
            raise mistake("sweep_points_missing", "points", design=self.design)
        if not sampled and self.points is not None:
            raise mistake("sweep_points_without_sample", "points")
        if self.rounds != 1 and self.design != "latin_hypercube":
            raise mistake("sweep_rounds_without_hypercube", "rounds")
        if sampled and not self.vary:
            raise mistake("sweep_nothing_varies", "vary")
        for path, vary in self.vary.items():
            ranged = vary.values is None
            if not sampled and ranged and vary.steps is None:
                raise mistake("sweep_steps_missing", f"vary.{path}", path=path)
            if sampled and vary.steps is not None:
                raise mistake("sweep_steps_without_grid", f"vary.{path}", path=path)
        return self


class Sweep:
    """A specification with the file it came from: names in errors and relative paths start there."""

    def __init__(self, specification: SweepSpecification, document: Document, folder: Path | None) -> None:
        self.specification, self.document, self.folder = specification, document, folder


def load_sweep(source: str | Path | Mapping[str, Any] | Sweep) -> Sweep:
    """Load a sweep from a YAML file, or from the same content as a mapping; raises InputError with file, line and key."""
    if isinstance(source, Sweep):
        return source
    if isinstance(source, Mapping):
        document, folder = Document(dict(source), "sweep", {}), None
    else:
        document, folder = read_yaml(source), Path(source).parent
    return Sweep(build(SweepSpecification, _one_scenario(document)), document, folder)


def _one_scenario(document: Document) -> Document:
    """Read `scenario: NAME` as a list of one."""
    if "scenario" not in document.data or "scenarios" in document.data:
        return document
    data = {key: value for key, value in document.data.items() if key != "scenario"}
    data["scenarios"] = [document.data["scenario"]]
    line = document.lines.get(("scenario",))
    lines = dict(document.lines)
    if line is not None:
        lines["scenarios",] = line
    return Document(data, document.file, lines)
