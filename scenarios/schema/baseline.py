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
]
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
}
"""The unit of each starting figure; "1" is a share between 0 and 1.

Holders of an SME title include those of higher SME titles (nested). The grades of single champion are counted apart.
"""
NESTED = (
    ("above_scale_enterprises", "industrial_enterprises"),
    ("srdi_holders", "innovative_holders"),
    ("little_giant_holders", "srdi_holders"),
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
        """Give the prior that the engine draws the figure from; a known value is a fixed one."""
        if self.value is not None:
            return PriorSpec.fixed(self.value)
        assert self.distribution is not None
        return self.distribution.spec

    @property
    def support(self) -> tuple[float, float]:
        """Give the lowest and highest value the figure can take."""
        if self.value is not None:
            return self.value, self.value
        assert self.distribution is not None
        return self.distribution.support


class ChainShares(Model):
    """How the enterprises are spread over the chains; what is left to one belongs to none of them."""

    shares: Mapping[Words, NonNegative]
    kind: KindOfNumber
    source: Words
    note: Text | None = None
    taken_from: Identifier | None = None

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        total = sum(self.shares.values())
        if total > 1 + 1e-9:
            raise mistake("shares_above_one", "shares", total=total)
        return self


class Baseline(Model):
    """The state of a region at the end of a year."""

    id: Identifier
    region: Text
    level: Literal["county", "prefecture"]
    year: Year
    figures: Mapping[FigureName, BaselineFigure] = Field(default_factory=dict)
    chain_shares: ChainShares | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _units_and_nesting(self) -> Self:
        for name, figure in self.figures.items():
            if figure.unit != FIGURE_UNITS[name]:
                field = f"figures.{name}.unit"
                raise mistake("figure_unit", field, name=name, unit=figure.unit, wanted=FIGURE_UNITS[name])
            if name == "zone_share" and figure.support[1] > 1:
                raise mistake("share_above_one", f"figures.{name}", high=figure.support[1])
        for inner, outer in NESTED:
            if inner in self.figures and outer in self.figures:
                low, high = self.figures[inner].support[0], self.figures[outer].support[1]  # type: ignore[index]
                if low > high:
                    raise mistake("not_nested", f"figures.{inner}", inner=inner, outer=outer, low=low, high=high)
        return self

    @property
    def defaults(self) -> dict[str, str]:
        """Name the figures that come from a reference class, and from which one."""
        found: dict[str, str] = {name: figure.taken_from for name, figure in self.figures.items() if figure.taken_from}
        if self.chain_shares is not None and self.chain_shares.taken_from:
            found["chain_shares"] = self.chain_shares.taken_from
        return found


__all__ = ["FIGURE_UNITS", "Baseline", "BaselineFigure", "ChainShares", "FigureName", "KindOfNumber"]
