"""What each indicator that a plan names is in the model's outcomes, or why the model does not answer it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from scenarios.schema.common import Identifier, Model, Text, Words, mistake
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
JUDGED = ("stock", "flow_per_year", "cumulative")


class Outcome(Model):
    """The engine's series that answer an indicator; `{counting}` stands for nested, valid or highest."""

    stock: Words
    additions: Words
    losses: Words


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

    @model_validator(mode="after")
    def _answered_or_explained(self) -> Self:
        if self.status == "simulated" and self.outcome is None:
            raise mistake("indicator_incomplete", "outcome", name=self.label.en, problem="outcome")
        if self.status != "simulated" and self.reason is None:
            raise mistake("indicator_incomplete", "reason", name=self.label.en, problem="reason")
        return self

    @property
    def accepted_units(self) -> Mapping[str, float | None]:
        """Give every accepted unit with its factor to the canonical one."""
        return {self.unit: 1.0, **self.units}


class IndicatorTable(Model):
    """All indicators by key, and the reasons for which a target is not answered."""

    reasons: Mapping[Identifier, Text]
    indicators: Mapping[Identifier, Indicator]

    @model_validator(mode="after")
    def _reasons_exist(self) -> Self:
        for key, indicator in self.indicators.items():
            if indicator.reason is not None and indicator.reason not in self.reasons:
                problem = f"reason {indicator.reason}"
                raise mistake("indicator_incomplete", f"indicators.{key}.reason", name=key, problem=problem)
        return self

    def status_of(self, target: Target) -> tuple[Status, Text | None]:
        """Say how a target is answered, from indicator, kind, value and scope, and why where it is not."""
        indicator = self.indicators[target.indicator]
        if target.kind == "baseline":
            return "baseline", self.reasons["baseline"]
        if target.kind == "rank":
            return "not_simulated", self.reasons["rank"]
        if target.value is None:
            return "not_simulated", self.reasons["no_value"]
        if indicator.status != "simulated":
            return indicator.status, self.reasons[indicator.reason or "no_value"]
        if target.kind not in JUDGED:
            return "not_simulated", self.reasons["kind"]
        if target.scope.kind != "region":
            return "not_simulated", self.reasons["scope"]
        if target.threshold is not None:
            return "not_simulated", self.reasons["size_class"]
        return "simulated", None

    def series(self, target: Target, counting: str = "nested") -> str | None:
        """Name the engine's series that a simulated target is read from; None for every other target.

        A stock is read from the stock, a yearly or cumulative figure from the additions; where the clause is read as
        net, the caller subtracts `outcome.losses`.
        """
        outcome = self.indicators[target.indicator].outcome
        if outcome is None or target.kind not in JUDGED:
            return None
        return (outcome.stock if target.kind == "stock" else outcome.additions).format(counting=counting)


@cache
def load_indicators() -> IndicatorTable:
    """Load the indicators of `scenarios/indicators.yaml`."""
    return build(IndicatorTable, read_yaml(TABLE))
