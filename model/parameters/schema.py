"""What an entry of a parameter file must say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from model.parameters.forms import PriorSpec

Text = Annotated[str, Field(strict=True, min_length=1, pattern=r"\S")]
Role = Literal["input", "check"]
Kind = Literal["rule", "estimate", "assumption"]
Confidence = Literal["high", "medium", "low"]
Stage = Literal["main", "whole_world"]


class Bilingual(BaseModel):
    """A text in Chinese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: Text
    en: Text


class ParameterEntry(BaseModel):
    """One entry as written in a file; its prior is read by `PriorSpec`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Bilingual
    meaning: Bilingual
    unit: Text
    role: Role
    kind: Kind
    prior: dict[str, Any]
    source: Annotated[str, Field(strict=True, min_length=8, pattern=r"\S")]
    confidence: Confidence
    used_from: Stage
    row: Annotated[int, Field(strict=True, ge=1)] | None = None
    anchored: Annotated[bool, Field(strict=True)] = False
    note: Bilingual | None = None


class Parameter(BaseModel):
    """One number of the model: what it means, its unit, its prior, where it comes from and where it is written.

    `role` is "input" (each replicate draws its own) or "check" (must emerge from the mechanisms, never drawn by them);
    `anchored` marks a free level that the anchoring command may tie to the checks; `row` is the row of the parameter
    table it comes from (rows 13, 14, 24-26, 30-33, 37, 38, 46, 48 are checks), None for what that table lacks.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    name: str
    label_zh: str
    label_en: str
    meaning_zh: str
    meaning_en: str
    unit: str
    role: Role
    kind: Kind
    prior: PriorSpec
    source: str
    confidence: Confidence
    used_from: Stage
    row: int | None
    anchored: bool
    note_zh: str | None
    note_en: str | None
    file: str
    line: int
