"""A scenario as data: one question asked of a plan, from a baseline, under assumptions and levers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from scenarios.schema.baseline import FigureName
from scenarios.schema.common import Distribution, Identifier, Model, NonNegative, Number, Text, Words, Year, mistake
from scenarios.schema.plan import Choice

MAX_REPLICATES = 1_000_000
MAX_SEED = 2**63 - 1

Mode = Literal["as_planned", "as_of"]
Counting = Literal["nested", "valid", "highest"]


def _version_text(value: Any) -> Any:
    """Take the number 2022 as the name "2022", as people write it in YAML."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


RulebookName = Annotated[Literal["calendar", "2022", "2026"], BeforeValidator(_version_text)]
Replicates = Annotated[int, Field(strict=True, ge=1, le=MAX_REPLICATES)]
Seed = Annotated[int, Field(strict=True, ge=0, le=MAX_SEED)]


class Lever(Model):
    """What a planner does more of: from which year to which, and how much (0 is nothing beyond today)."""

    start: Year
    end: Year
    intensity: Number
    chain: Words | None = None
    """The one chain that the lever reaches; None for the whole region."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise mistake("lever_ends_before_start", "end", end=self.end, start=self.start)
        return self


class Assumption(Model):
    """A parameter fixed to a value, or believed differently than its entry says."""

    value: Number | None = None
    distribution: Distribution | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.value is None) == (self.distribution is None):
            raise mistake("value_or_distribution", "value")
        return self


class Scenario(Model):
    """One question: which plan, from which start, with which levers and assumptions, answered how often."""

    title: Text
    author: Words
    plan: Words
    baseline: Words | None = None
    mode: Mode = "as_planned"
    as_of: Year | None = None
    levers: Mapping[Identifier, Lever] = Field(default_factory=dict)
    suppose: tuple[Words, ...] = ()
    """Promised inputs that are supposed to come: ids of targets, or "inputs" for all that can be."""
    realism: Mapping[Words, NonNegative] = Field(default_factory=dict)
    """What share of a supposed input really comes, by id of target, or "inputs" for the rest."""
    assumptions: Mapping[Identifier, Assumption] = Field(default_factory=dict)
    figures: Mapping[FigureName, Assumption] = Field(default_factory=dict)
    """Starting figures that stand in for those of the baseline, as where someone has found one out."""
    readings: Mapping[Choice, Words] = Field(default_factory=dict)
    """Another reading by choice, wherever rows of the plan leave it open."""
    posterior: Words = "default"
    """What parameters are drawn from: "default" (the fitted posterior that comes with the package), "prior", or a file."""
    rulebook: RulebookName = "calendar"
    rulebook_changes: Mapping[Words, Number] = Field(default_factory=dict)
    known_in: Year | None = None
    """The rulebook as known at the end of this year: when a plan was drafted, say; None for as known today."""
    counting: Counting = "nested"
    replicates: Replicates = 1000
    seed: Seed = 1
    note: Text | None = None

    @property
    def named(self) -> bool:
        """Whether it has a title of its own; a plan asked about without a scenario file is called by the plan's id."""
        return not self.title.zh == self.title.en == self.plan

    @property
    def moved(self) -> bool:
        """Whether it sets anything beyond the plan: a lever above zero, inputs that come, an assumption, a figure, a reading."""
        levers = any(lever.intensity for lever in self.levers.values())
        return levers or any((self.suppose, self.assumptions, self.figures, self.readings, self.rulebook_changes))

    @model_validator(mode="after")
    def _mode_has_year(self) -> Self:
        if self.mode == "as_of" and self.as_of is None:
            raise mistake("as_of_without_year", "as_of")
        if self.mode == "as_planned" and self.as_of is not None:
            raise mistake("year_without_as_of", "as_of", year=self.as_of)
        if self.realism and not self.suppose:
            raise mistake("realism_without_suppose", "realism")
        return self
