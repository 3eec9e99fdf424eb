"""What each lever is: label, unit, range, what it moves, how well its effect is known, what it costs (`levers.yaml`).

Sliders, checks of scenarios, sensitivity ranges and statements of cost read it here and nowhere else. Loading needs neither
numba nor mesa.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from model.parameters.errors import DataFileError, nearest_name
from model.parameters.forms import PriorMistake, PriorSpec
from model.parameters.reading import DataFile, KeyPath, read_data_file
from model.parameters.schema import Bilingual, Text
from model.parameters.table import ParameterTable, load_parameters
from model.places import LEVER_NAMES
from model.series import SERIES_NAMES

FILE: Final = Path(__file__).parent / "levers.yaml"

Evidence = Literal["definition", "none", "weak", "some"]
CostBase = Literal["intensity", "above_scale_enterprise"]
CostKind = Literal["estimate", "assumption"]
Link = Literal[
    "entry",
    "revenue_line",
    "research_line",
    "years_in_niche",
    "application",
    "cut_off",
    "re_review",
    "signings",
    "conversion",
    "lags",
    "demand",
    "land",
    "capital",
    "adoption",
]
Source = Annotated[str, Field(strict=True, min_length=8, pattern=r"\S")]
COST_UNIT: Final = "亿元/年"


class LeverError(DataFileError):
    """The list of levers cannot be accepted."""


class UnitCostEntry(BaseModel):
    """Public money per unit of intensity and year, as written in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prior: dict[str, Any]
    per: CostBase
    kind: CostKind
    source: Source


class LeverEntry(BaseModel):
    """One lever as written in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Bilingual
    meaning: Bilingual
    unit: Text
    lowest: float
    highest: float
    effects: tuple[Text, ...]
    evidence: Evidence
    effect_source: Source
    by_chain: Annotated[bool, Field(strict=True)]
    links: Annotated[tuple[Link, ...], Field(min_length=1)]
    moves: Annotated[tuple[Text, ...], Field(min_length=1)]
    unit_cost: UnitCostEntry


class UnitCost(BaseModel):
    """Public money (亿元 a year) that one unit of a lever's intensity costs, over the region or per above-scale enterprise.

    An assumption has no source: the planner is asked to fill it, and answers about cost say whether they survive its range.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    prior: PriorSpec
    per: CostBase
    kind: CostKind
    source: str

    @property
    def unit(self) -> str:
        """Money of a year; the lever's own unit and `per` say of what."""
        return COST_UNIT

    def money(self, unit_cost: float, intensity: float, above_scale_enterprises: float) -> float:
        """Money of one year (亿元) at this intensity (its size counts, not its sign), for a unit cost within the prior."""
        base = above_scale_enterprises if self.per == "above_scale_enterprise" else 1.0
        return abs(intensity) * unit_cost * base


class Lever(BaseModel):
    """One lever: `name` as the engine knows it, range of intensity in `unit`, what it works on and how well that is known.

    `effects` names the parameters that say what intensity 1 does (none where `evidence` is "definition": the intensity itself
    is what the model takes in); `links` the links of the chain from promise to target, `moves` the outcomes moved first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    name: str
    label: Bilingual
    meaning: Bilingual
    unit: str
    lowest: float
    highest: float
    effects: tuple[str, ...]
    evidence: Evidence
    effect_source: str
    by_chain: bool
    links: tuple[Link, ...]
    moves: tuple[str, ...]
    unit_cost: UnitCost
    file: str
    line: int


def load_levers(path: Path | None = None) -> Mapping[str, Lever]:
    """Load the levers by name, in the order of the engine's levers.

    Raises LeverError with file, line and key for an entry that is not understood or contradicts itself, and for a list that
    does not hold every lever of the engine once.
    """
    return _committed() if path is None else _load(path)


@cache
def _committed() -> Mapping[str, Lever]:
    return _load(FILE)


def _load(path: Path) -> Mapping[str, Lever]:
    content = read_data_file(path, LeverError)
    for name in content.data:
        if name not in LEVER_NAMES:
            raise _unknown(
                content, "unknown_lever", (name,), name, LEVER_NAMES, "a lever of the engine (model/places.py)"
            )
    for name in LEVER_NAMES:
        if name not in content.data:
            raise content.refuse(
                "missing_lever", (), found=name, expected="every lever of the engine once", remedy=f"add {name}"
            )
    parameters = load_parameters()
    return MappingProxyType({name: _lever(name, content, parameters) for name in LEVER_NAMES})


def _lever(name: str, content: DataFile, parameters: ParameterTable) -> Lever:
    entry = content.validated(LeverEntry, (name,))
    _check_range(name, entry, content)
    _check_effects(name, entry, content, parameters)
    for number, series in enumerate(entry.moves):
        if series not in SERIES_NAMES:
            place: KeyPath = (name, "moves", number)
            raise _unknown(content, "unknown_outcome", place, series, SERIES_NAMES, "a series (model/series.py)")
    cost = entry.unit_cost
    return Lever(
        name=name,
        **{key: value for key, value in dict(entry).items() if key != "unit_cost"},
        unit_cost=UnitCost(prior=_prior(name, entry, content), per=cost.per, kind=cost.kind, source=cost.source),
        file=content.file,
        line=content.line((name,)) or 1,
    )


def _check_range(name: str, entry: LeverEntry, content: DataFile) -> None:
    if not entry.lowest <= 0.0 < entry.highest:
        raise content.refuse(
            "out_of_range",
            (name, "lowest"),
            found=[entry.lowest, entry.highest],
            expected="lowest <= 0 < highest, because 0 is nothing beyond today",
            remedy="correct the range",
        )


def _check_effects(name: str, entry: LeverEntry, content: DataFile, parameters: ParameterTable) -> None:
    if (entry.evidence == "definition") != (not entry.effects):
        raise content.refuse(
            "evidence_without_effect",
            (name, "evidence"),
            found=entry.evidence,
            expected="definition for a lever without effect parameters, and for no other",
            remedy="name the effects, or correct the evidence",
        )
    for number, effect in enumerate(entry.effects):
        place: KeyPath = (name, "effects", number)
        if effect not in parameters:
            raise _unknown(content, "unknown_parameter", place, effect, tuple(parameters), "the name of a parameter")
        prior = parameters[effect].prior
        if entry.evidence != "some" and not prior.low < 0.0 < prior.high:
            raise content.refuse(
                "zero_outside_prior",
                place,
                found=effect,
                expected=f"zero inside the prior of an effect whose evidence is {entry.evidence}",
                remedy="widen the prior, or state the evidence",
            )


def _prior(name: str, entry: LeverEntry, content: DataFile) -> PriorSpec:
    place: KeyPath = (name, "unit_cost", "prior")
    try:
        prior = PriorSpec.from_mapping(entry.unit_cost.prior)
    except PriorMistake as mistake:
        raise content.refuse(
            mistake.code,
            place if mistake.key is None else (*place, mistake.key),
            found=mistake.found,
            expected=mistake.expected,
            remedy=mistake.remedy,
            nearest=mistake.nearest,
        ) from None
    if prior.low < 0.0:
        raise content.refuse(
            "out_of_range", (*place, "low"), found=prior.low, expected="at least 0", remedy="raise the lower bound"
        )
    return prior


def _unknown(
    content: DataFile, code: str, place: KeyPath, found: str, names: Sequence[str], expected: str
) -> DataFileError:
    return content.refuse(
        code, place, found=found, expected=expected, remedy="correct the name", nearest=nearest_name(found, names)
    )
