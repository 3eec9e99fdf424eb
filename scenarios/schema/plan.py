"""A plan as data: its document, its horizon, and every target with the way it is read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.schema.common import Identifier, Model, NonNegative, Number, StrictBool, Text, Words, Year, mistake

Kind = Literal[
    "stock",
    "flow_per_year",
    "cumulative",
    "growth_rate",
    "share",
    "coverage",
    "input_per_year",
    "input_total",
    "rank",
    "baseline",
]
Operator = Literal[">=", "=", ">", "~", "range", "<="]
Status = Literal["simulated", "programme", "not_simulated", "baseline"]
ScopeKind = Literal["region", "county", "zone", "cluster", "chain", "above_scale", "group"]
Choice = Literal[
    "period", "counting", "change", "combination", "grade", "base", "denominator", "quantity", "stage", "prices"
]

READINGS: Mapping[str, tuple[str, ...]] = {
    "period": ("annual", "total"),
    "counting": ("nested", "exclusive"),
    "change": ("gross", "net"),
    "combination": ("combined", "each", "any"),
    "grade": ("any", "provincial", "national"),
    "base": ("new", "level"),
    "denominator": ("enterprises", "output", "assets", "stated"),
    "quantity": ("output", "revenue", "value_added", "investment"),
    "stage": ("in_place", "signed"),
    "prices": ("real", "nominal"),
}
"""The ways in which a clause can be read, by choice.

period: a figure a year, or in total to the due year. counting: a rung counts its holders and those above, or only
those who stand on it. change: recognitions as given, or less those lost. combination: named parts taken together,
each of them, or at least one. grade: which grade of single champion. base: newly formed since the plan began, or the
level reached. denominator: what a rate is a rate of. quantity: which money a "scale" (规模) means. stage: money attracted
is what arrived, or what contracts say. prices: growth in constant or in current prices.
"""
MAY_BE_NEGATIVE = frozenset({"growth_rate"})


class Scope(Model):
    """What a figure covers: the region, or parts of it by name; `each` where every one of the parts must reach it."""

    kind: ScopeKind = "region"
    names: tuple[Words, ...] = ()
    each: StrictBool = False

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.kind in ("zone", "cluster", "chain", "group") and not self.names:
            raise mistake("scope_without_name", "names", kind=self.kind)
        return self

    @property
    def name(self) -> str:
        """Write the names of the parts in one text, empty for the whole region."""
        return "、".join(self.names)


class Reading(Model):
    """One way in which the clause could be read differently: what is taken, what else it could mean, and why."""

    taken: Words
    alternatives: tuple[Words, ...] = ()
    note: Text | None = None


class Threshold(Model):
    """The floor an enterprise, project or part must reach to be counted (十亿级: 10 亿元)."""

    value: NonNegative
    unit: Words
    of: Literal["revenue", "output", "investment", "unstated"] = "unstated"
    high: NonNegative | None = None


class Target(Model):
    """One figure that a plan promises, as the document says it."""

    id: Identifier
    heading: Words
    label: Text
    indicator: Identifier
    kind: Kind
    operator: Operator
    value: Number | None = None
    value_high: Number | None = None
    unit: Words | None = None
    from_year: Year | None = None
    due_year: Year | None = None
    scope: Scope = Scope()
    hedge: Words | None = None
    binding: StrictBool | None = None
    responsible_unit: Words | None = None
    milestone_of: Identifier | None = None
    restates: Identifier | None = None
    reading_only: Literal["cadence", "wording"] | None = None
    readings: Mapping[Choice, Reading] = Field(default_factory=dict)
    threshold: Threshold | None = None
    status: Status | None = None
    reason: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.from_year is not None and self.due_year is not None and self.due_year < self.from_year:
            raise mistake("due_before_start", "due_year", due=self.due_year, start=self.from_year)
        if self.operator == "range":
            if self.value is None or self.value_high is None:
                raise mistake("range_incomplete", "value_high")
            if self.value > self.value_high:
                raise mistake("range_swapped", "value_high", low=self.value, high=self.value_high)
        elif self.value_high is not None:
            raise mistake("high_without_range", "value_high", operator=self.operator)
        if self.kind not in MAY_BE_NEGATIVE:
            for name in ("value", "value_high"):
                number = getattr(self, name)
                if number is not None and number < 0:
                    raise mistake("negative", name, value=number)
        for choice, reading in self.readings.items():
            for word in (reading.taken, *reading.alternatives):
                if word not in READINGS[choice]:
                    known = READINGS[choice]
                    raise mistake("unknown_reading", f"readings.{choice}", name=word, known=list(known))
        return self


class Part(Model):
    """A chain, cluster or zone that the plan names, and the larger part that it belongs to."""

    name: Words
    en: Words
    part_of: Words | None = None
    note: Text | None = None


class Group(Model):
    """A collective name in a plan's clauses (重点产业链, 高端产业) and the parts that are counted as it."""

    name: Words
    en: Words
    members: tuple[Words, ...] = ()
    """Chains, clusters or zones by name."""
    all_of: Literal["chains", "clusters", "zones"] | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.members) == (self.all_of is not None):
            raise mistake("group_of_nothing", "members", name=self.name)
        return self


class Region(Model):
    """The county or prefecture that the plan is for."""

    name: Text
    level: Literal["county", "prefecture"]
    parent: Text | None = None
    province: Text


class SourceDocument(Model):
    """The document that the targets were read from."""

    title: Text
    title_is_descriptive: StrictBool = False
    date: datetime.date | None = None
    source: Words
    note: Text | None = None


class Horizon(Model):
    """The first and last year of a plan."""

    start: Year
    end: Year

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise mistake("due_before_start", "end", due=self.end, start=self.start)
        return self


class Plan(Model):
    """A plan: region, document, years, the parts it names, and its targets."""

    id: Identifier
    region: Region
    document: SourceDocument
    horizon: Horizon
    planning_period_start: Year
    chains: tuple[Part, ...] = ()
    clusters: tuple[Part, ...] = ()
    zones: tuple[Part, ...] = ()
    groups: tuple[Group, ...] = ()
    baseline: Identifier | None = None
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]

    def target(self, identifier: str) -> Target:
        """Find a target by its id; raises KeyError where there is none."""
        for target in self.targets:
            if target.id == identifier:
                return target
        raise KeyError(identifier)
