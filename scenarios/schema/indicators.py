"""What each indicator that a plan names is in the model's outcomes, or why the model does not answer it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from scenarios.schema.common import Identifier, Model, NonNegative, StrictBool, Text, Words, mistake
from scenarios.schema.plan import Status, Target
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

TABLE = Path(__file__).resolve().parent.parent / "indicators.yaml"
Nature = Literal[
    "enterprise_count",
    "project_count",
    "money",
    "share",
    "growth",
    "index",
    "facility_count",
    "recognition",
    "people",
    "land",
    "programme",
    "qualitative",
]
COUNTED = ("stock", "flow_per_year", "cumulative")
"""Kinds of target that a count answers."""
JUDGED = COUNTED
Imposed = Literal["investment", "funds", "signed_money", "signed_projects", "upgrading"]
"""The promised inputs that a scenario may suppose to come (`suppose`)."""


class Heads(Model):
    """The heads of the series of one part: `stock` and `additions` stand before `:zone:NAME` or `:chain:NAME`."""

    stock: Words
    additions: Words | None = None


class Sized(Model):
    """The series that count what reaches a floor, given in 亿元."""

    floor: NonNegative
    series: tuple[Words, ...]


class Outcome(Model):
    """The engine's series that answer an indicator; `{counting}` stands for nested, valid or highest.

    Without `additions` the yearly figure is the rise of the stock. `zone` and `chain` are the heads for a part of the
    region; `sizes` the stocks above a floor.
    """

    stock: Words
    additions: Words | None = None
    further: tuple[Words, ...] = ()
    """Stocks that count together with `stock`; their additions are named by `further_additions`."""
    further_additions: tuple[Words, ...] = ()
    losses: Words | None = None
    zone: Heads | None = None
    chain: Heads | None = None
    sizes: tuple[Sized, ...] = ()
    group_as_region: StrictBool = False


class Ratio(Model):
    """A share: some series over others. With `head` the series are those of the scope's parts, or of all named chains.

    `union` takes each series over the denominator as the share of enterprises in one state, and gives the share in any of
    them as if the states were independent. `reported` are the series as they are reported, `reported_input` the drawn
    factor of over-reporting.
    """

    of: tuple[Words, ...] = ()
    head: Words | None = None
    parts: Literal["scope", "all_chains"] = "scope"
    of_part: Words | None = None
    """The chain, cluster or group whose series stand above the line, where the clause's scope is not that part."""
    over: tuple[Words, ...] = ()
    over_all: Literal["chains", "zones", "scope"] | None = None
    union: StrictBool = False
    added_input: Words | None = None
    reported: tuple[Words, ...] = ()
    reported_input: Words | None = None
    limit: NonNegative | None = None
    gain: StrictBool = False
    pooled: StrictBool = False
    """A share of flows, over all years since the start."""
    group_as_region: StrictBool = False


class Growth(Model):
    """Yearly growth in percent: of a series that is logarithmic growth (`rate`), or of a level (`levels`, `head`).

    `levels` is nominal where the levels are money. A lead subtracts the growth of `behind` or the drawn `behind_input`.
    A `flow` has no level before the first year, so its growth counts from the second, unless the baseline states one.
    """

    rate: Words | None = None
    levels: Words | None = None
    head: Words | None = None
    reported: Words | None = None
    lead: StrictBool = False
    behind: Words | None = None
    behind_input: Words | None = None
    flow: StrictBool = False
    start: Literal["zone_outputs", "zone_investments"] | None = None
    """The table of the baseline that states the level before the first year."""


class Flow(Model):
    """An input or a flow of the year: its series, its heads for zones and chains, and what it imposes when supposed."""

    series: Words
    head: Words | None = None
    signed: Words | None = None
    """The series where the clause is read as what is signed, not what is in place."""
    signed_head: Words | None = None
    sizes: tuple[Sized, ...] = ()
    imposes: Imposed | None = None
    imposes_signed: Imposed | None = None


class Scale(Model):
    """Money of parts: of those the scope names, together or each; or how many parts reach a size."""

    head: Words
    count: Literal["chains", "clusters", "zones"] | None = None


class Indicator(Model):
    """One quantity that plans name: label, units, and how it is answered."""

    label: Text
    unit: Words
    units: Mapping[Words, float | None] = Field(default_factory=dict)
    """Every other accepted unit and the factor that turns it into `unit`; null where no factor exists."""
    nature: Nature
    status: Literal["simulated", "programme", "not_simulated"]
    reason: Identifier | None = None
    outcome: Outcome | None = None
    ratio: Ratio | None = None
    growth: Growth | None = None
    flow: Flow | None = None
    scale: Scale | None = None
    note: Text | None = None
    """What a verdict on this indicator stands for where the model's quantity is not exactly the document's."""
    sized_note: Text | None = None
    """The same, for clauses with a size floor only."""

    @model_validator(mode="after")
    def _answered_or_explained(self) -> Self:
        answers = [self.outcome, self.ratio, self.growth, self.flow, self.scale]
        if (self.status == "simulated") != (sum(answer is not None for answer in answers) == 1):
            raise mistake("indicator_incomplete", "outcome", name=self.label.en, problem="outcome")
        if self.status != "simulated" and self.reason is None:
            raise mistake("indicator_incomplete", "reason", name=self.label.en, problem="reason")
        return self

    @property
    def accepted_units(self) -> Mapping[str, float | None]:
        """Give every accepted unit with its factor to the canonical one."""
        return {self.unit: 1.0, **self.units}


class IndicatorTable(Model):
    """All indicators by key, and the reasons for which a target is not answered.

    `gaps` are the reasons that name a limit of this model: a row left unanswered for one of them is decided by the
    region's enterprises, projects or money all the same.
    """

    reasons: Mapping[Identifier, Text]
    gaps: tuple[Identifier, ...] = ()
    indicators: Mapping[Identifier, Indicator]

    @model_validator(mode="after")
    def _reasons_exist(self) -> Self:
        for key, indicator in self.indicators.items():
            if indicator.reason is not None and indicator.reason not in self.reasons:
                problem = f"reason {indicator.reason}"
                raise mistake("indicator_incomplete", f"indicators.{key}.reason", name=key, problem=problem)
        for gap in self.gaps:
            if gap not in self.reasons:
                raise mistake("indicator_incomplete", "gaps", name=gap, problem=f"reason {gap}")
        return self

    def status_without_parts(self, target: Target) -> tuple[Status, str | None]:
        """Say how a target is answered as far as indicator, kind and value tell, and the reason's key where it is not."""
        indicator = self.indicators[target.indicator]
        if target.kind == "baseline":
            return "baseline", "baseline"
        if target.kind == "rank":
            return "not_simulated", "rank"
        if target.value is None:
            return "not_simulated", "no_value"
        if indicator.status != "simulated":
            return indicator.status, indicator.reason
        return "simulated", None

    def series(self, target: Target, counting: str = "nested") -> str | None:
        """Name the engine's series that a counted target of the region is read from; None for every other target.

        A stock is read from the stock, a yearly or cumulative figure from the additions; where the clause is read as
        net, the caller subtracts `outcome.losses`.
        """
        outcome = self.indicators[target.indicator].outcome
        if outcome is None or target.kind not in COUNTED or target.scope.kind != "region":
            return None
        found = outcome.stock if target.kind == "stock" else outcome.additions
        return found.format(counting=counting) if found is not None else None


@cache
def load_indicators() -> IndicatorTable:
    """Load the indicators of `scenarios/indicators.yaml`."""
    return build(IndicatorTable, read_yaml(TABLE))
