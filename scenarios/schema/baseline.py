"""A baseline as data: what the region starts from, each figure with its kind and source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from scenarios.schema.common import Distribution, Identifier, Model, NonNegative, PriorSpec, Text, Words, Year, mistake

FigureName = Literal[
    "industrial_enterprises",
    "above_scale_enterprises",
    "innovative_holders",
    "srdi_holders",
    "little_giant_holders",
    "provincial_champion_holders",
    "national_champion_holders",
    "largest_enterprise_revenue",
    "zone_share",
    "signed_projects",
    "gdp",
    "industry_value_added",
    "above_scale_value_added",
]
OPTIONAL_FIGURES: tuple[FigureName, ...] = ("signed_projects", "gdp", "industry_value_added", "above_scale_value_added")
"""Figures that follow from the model's own parameters where nothing is known of them; no reference class fills them in."""
FIGURE_UNITS: Mapping[str, str] = {
    "industrial_enterprises": "家",
    "above_scale_enterprises": "家",
    "innovative_holders": "家",
    "srdi_holders": "家",
    "little_giant_holders": "家",
    "provincial_champion_holders": "家",
    "national_champion_holders": "家",
    "largest_enterprise_revenue": "万元",
    "zone_share": "1",
    "signed_projects": "个",
    "gdp": "万元",
    "industry_value_added": "万元",
    "above_scale_value_added": "万元",
}
"""The unit of each starting figure; "1" is a share between 0 and 1. Money may be written in 亿元 too.

Holders of an SME title include those of higher SME titles (nested). The grades of single champion are counted apart.
"""
MONEY = "万元"
MONEY_UNITS: Mapping[str, float] = {MONEY: 1.0, "亿元": 10_000.0}
"""The units in which money may be written, and how many 万元 each is."""
NESTED: tuple[tuple[FigureName, FigureName], ...] = (
    ("above_scale_enterprises", "industrial_enterprises"),
    ("srdi_holders", "innovative_holders"),
    ("little_giant_holders", "srdi_holders"),
    ("innovative_holders", "industrial_enterprises"),
    ("provincial_champion_holders", "industrial_enterprises"),
    ("national_champion_holders", "industrial_enterprises"),
    ("above_scale_value_added", "industry_value_added"),
    ("industry_value_added", "gdp"),
)
"""Pairs of which the first can never exceed the second."""
KindOfNumber = Literal["published", "derived", "assumed"]


class BaselineFigure(Model):
    """One starting figure: a value or a distribution, with unit, kind and source."""

    value: NonNegative | None = None
    distribution: Distribution | None = None
    unit: Words
    kind: KindOfNumber
    source: Words
    note: Text | None = None
    taken_from: Identifier | None = None
    """The reference class whose prior stands here because the baseline does not know the figure; else None."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.value is None) == (self.distribution is None):
            raise mistake("value_or_distribution", "value")
        if self.distribution is not None and self.distribution.support[0] < 0:
            raise mistake("figure_may_be_negative", "distribution", low=self.distribution.support[0])
        return self

    @property
    def spec(self) -> PriorSpec:
        """Give the prior that the engine draws the figure from, money in 万元; a known value is a fixed one."""
        factor = MONEY_UNITS.get(self.unit, 1.0)
        if self.value is not None:
            return PriorSpec.fixed(self.value * factor)
        assert self.distribution is not None
        return (self.distribution if factor == 1 else self.distribution.times(factor)).spec

    @property
    def support(self) -> tuple[float, float]:
        """Give the lowest and highest value the figure can take, money in 万元."""
        factor = MONEY_UNITS.get(self.unit, 1.0)
        if self.value is not None:
            return self.value * factor, self.value * factor
        assert self.distribution is not None
        low, high = self.distribution.support
        return low * factor, high * factor


class Shares(Model):
    """How the enterprises are spread over parts of the region; what is left to one belongs to none of them."""

    shares: Mapping[Words, NonNegative]
    part_of: Mapping[Words, Words] = Field(default_factory=dict)
    """The larger part (a cluster, a collective name of zones) that a part belongs to, where the plan does not say it."""
    kind: KindOfNumber
    source: Words
    note: Text | None = None
    taken_from: Identifier | None = None

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        total = sum(self.shares.values())
        if total > 1 + 1e-9:
            raise mistake("shares_above_one", "shares", total=total)
        for name in self.part_of:
            if name not in self.shares:
                raise mistake("unknown_part", f"part_of.{name}", name=name, known=list(self.shares))
        return self


class ChainShares(Shares):
    """How the enterprises are spread over the chains; what is left to one belongs to none of them."""


class ZoneShares(Shares):
    """How the enterprises that are in zones are spread over the named zones."""


class Achievement(Model):
    """How much of a yearly or cumulative target was reached before the simulated years, in the target's own unit."""

    value: NonNegative
    kind: KindOfNumber
    source: Words
    note: Text | None = None


class Baseline(Model):
    """The state of a region at the end of a year."""

    id: Identifier
    region: Text
    level: Literal["county", "prefecture"]
    year: Year
    figures: Mapping[FigureName, BaselineFigure] = Field(default_factory=dict)
    chain_shares: ChainShares | None = None
    zone_shares: ZoneShares | None = None
    chain_outputs: Mapping[Words, BaselineFigure] = Field(default_factory=dict)
    """Output of single chains in the year, money."""
    zone_outputs: Mapping[Words, BaselineFigure] = Field(default_factory=dict)
    """Output (main business revenue) of single zones in the year, money."""
    zone_investments: Mapping[Words, BaselineFigure] = Field(default_factory=dict)
    """Investment in single zones in the year, money; growth of investment is held against it."""
    achieved: Mapping[Identifier, Achievement] = Field(default_factory=dict)
    """What was reached of a plan's yearly and cumulative targets before the year this baseline stands for, by target id."""
    note: Text | None = None

    @model_validator(mode="after")
    def _units_and_nesting(self) -> Self:
        for name, figure in self.figures.items():
            wanted = FIGURE_UNITS[name]
            if figure.unit != wanted and not (wanted == MONEY and figure.unit in MONEY_UNITS):
                raise mistake("figure_unit", f"figures.{name}.unit", name=name, unit=figure.unit, wanted=wanted)
            if name == "zone_share" and figure.support[1] > 1:
                raise mistake("share_above_one", f"figures.{name}", high=figure.support[1])
        for table in ("chain_outputs", "zone_outputs", "zone_investments"):
            for name, figure in getattr(self, table).items():
                if figure.unit not in MONEY_UNITS:
                    raise mistake("figure_unit", f"{table}.{name}.unit", name=name, unit=figure.unit, wanted="亿元")
        for inner, outer, low, high in self.not_nested:
            raise mistake("not_nested", f"figures.{inner}", inner=inner, outer=outer, low=low, high=high)
        return self

    @property
    def not_nested(self) -> list[tuple[str, str, float, float]]:
        """List the pairs of figures of which the first is larger than the second, with the two numbers that clash.

        Distributions clash where the least of the first exceeds the most of the second, or the first's centre the
        second's: then most draws would be impossible.
        """
        found: list[tuple[str, str, float, float]] = []
        for inner, outer in NESTED:
            first, second = self.figures.get(inner), self.figures.get(outer)
            if first is None or second is None:
                continue
            if first.support[0] > second.support[1]:
                found.append((inner, outer, first.support[0], second.support[1]))
            elif first.spec.centre > second.spec.centre:
                found.append((inner, outer, first.spec.centre, second.spec.centre))
        return found

    @property
    def defaults(self) -> dict[str, str]:
        """Name the figures that come from a reference class, and from which one."""
        found: dict[str, str] = {name: figure.taken_from for name, figure in self.figures.items() if figure.taken_from}
        if self.chain_shares is not None and self.chain_shares.taken_from:
            found["chain_shares"] = self.chain_shares.taken_from
        if self.zone_shares is not None and self.zone_shares.taken_from:
            found["zone_shares"] = self.zone_shares.taken_from
        return found


__all__ = [
    "FIGURE_UNITS",
    "NESTED",
    "OPTIONAL_FIGURES",
    "Achievement",
    "Baseline",
    "BaselineFigure",
    "ChainShares",
    "FigureName",
    "KindOfNumber",
    "ZoneShares",
]
