"""What rulebook files must say: versions, point tables, standards, calendar."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from model.parameters.schema import Bilingual, Confidence, Text

Title = Literal["innovative", "srdi", "little_giant", "provincial_champion", "national_champion"]
Act = Literal["recognition", "re_review"]
Acts = Literal["recognition", "re_review", "both"]
Kind = Literal["rule", "estimate", "assumption"]
# Which accounts a condition looks at; in year t the last year is t-1. "state" is what holds at the time of the act.
Accounts = Literal[
    "state",
    "last_year",
    "two_year_mean",
    "each_of_two_years",
    "either_of_two_years",
    "two_year_sum",
    "two_year_compound",
    "three_year_mean",
    "three_year_sum",
]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Year = Annotated[int, Field(strict=True, ge=1990, le=2100)]
Date = Annotated[str, Field(strict=True, pattern=r"^\d{4}-\d{2}-\d{2}$")]
Source = Annotated[str, Field(strict=True, min_length=4, pattern=r"\S")]


class Part(BaseModel):
    """Anything read from a rulebook file: fixed once read, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CriterionEntry(Part):
    """One condition of one title under one version. `threshold` is a number, or a name for settings that have names."""

    id: Text
    label: Bilingual
    threshold: Number | Text
    unit: Text
    sense: Literal["at_least", "at_most", "alternative", "setting"]
    accounts: Accounts
    applies_to: Acts
    kind: Kind
    source: Source
    confidence: Confidence
    note: Bilingual | None = None


class NotModelled(Part):
    """A condition of the document that the model cannot test, and why."""

    title: Title
    condition: Text
    reason: Text


class InForce(Part):
    """Dates (inclusive, ISO) between which a document is in force; no end while it still is."""

    start: Date
    end: Date | None


class Version(Part):
    """One document's conditions, by title."""

    version: Text
    label: Bilingual
    document: Text
    in_force: InForce
    source: Source
    titles: dict[Title, list[CriterionEntry]]
    not_modelled: list[NotModelled] = []


class GradeReading(Part):
    """How graded intellectual property is read from the number of Class-I items held (an assumption)."""

    measure: Literal["class_one_patents"]
    unit: Text
    with_class_one: Text
    break_at: Annotated[float, Field(strict=True, gt=0)]
    without_class_one: Text
    kind: Literal["assumption"]
    source: Source


class PointTable(Part):
    """One indicator of a score: `steps` (value: points) or `grades` with a reading of them.

    Tables that share `higher_of` count once, with the higher points.
    """

    id: Text
    label: Bilingual
    section: Literal["innovation", "growth", "specialisation", "refinement", "distinction"]
    maximum: Annotated[float, Field(strict=True, gt=0)]
    kind: Kind
    source: Source
    confidence: Confidence
    measure: Text | None = None
    unit: Text | None = None
    sense: Literal["at_least", "at_most"] = "at_least"
    steps: dict[str, Number] | None = None
    otherwise: Number = 0.0
    higher_of: Text | None = None
    grades: dict[str, Number] | None = None
    reading: GradeReading | None = None


class PointScheme(Part):
    """All tables found of one score, and the total that they and the unknown remainder make up."""

    scheme: Text
    label: Bilingual
    total: Annotated[float, Field(strict=True, gt=0)]
    source: Source
    tables: list[PointTable]


class Standard(Part):
    """A line that does not belong to one title (above scale, SME definition, validity)."""

    label: Bilingual
    threshold: Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
    unit: Text
    sense: Literal["at_least", "setting"]
    kind: Kind
    source: Source
    confidence: Confidence


class Governs(Part):
    """From `from_year` on, `version` (none: the title does not exist) governs this act of this title."""

    title: Title
    act: Acts
    from_year: Year
    version: Text | None
    kind: Kind
    source: Source
    confidence: Confidence


class Round(Part):
    """Whether a selection round was held in a year."""

    title: Title
    year: Year
    held: Annotated[bool, Field(strict=True)]
    kind: Kind
    source: Source
    confidence: Confidence


class Calendar(Part):
    """Which version governs which act when, which rounds are known, and the named choices."""

    governs: list[Governs]
    rounds: list[Round]
    choices: dict[str, Text]
