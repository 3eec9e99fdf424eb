"""What plan, baseline and scenario files share: strict frozen models, bilingual text, finite numbers, distributions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

FIRST_YEAR, LAST_YEAR = 1949, 2100

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number, written as a number."""
NonNegative = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
"""A finite number that is not below zero."""
Year = Annotated[int, Field(strict=True, ge=FIRST_YEAR, le=LAST_YEAR)]
"""A calendar year."""
Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
"""Text that is not empty."""
Identifier = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_\-]{0,79}$")]
"""A short name of letters, digits, _ and -, beginning with a letter."""


class Model(BaseModel):
    """A part of an input file: unknown keys are refused, and nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(Model):
    """One text in Chinese and in English."""

    zh: Words
    en: Words

    def __getitem__(self, language: str) -> str:
        """Give the text in a language: "zh" or "en"."""
        return self.en if language == "en" else self.zh


Form = Literal["fixed", "normal", "lognormal", "triangular", "beta", "uniform", "poisson"]
FORM_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "sd of the logarithm"),
    "triangular": ("low", "mode", "high"),
    "beta": ("a", "b"),
    "uniform": ("low", "high"),
    "poisson": ("mean",),
}
"""The numbers each form takes, in order. A log-normal is given by its median, in the unit of the figure."""


class Distribution(Model):
    """What is believed of a number that is not known exactly, cut to the interval from `low` to `high`."""

    form: Form
    numbers: tuple[Number, ...]
    low: Number | None = None
    high: Number | None = None

    @model_validator(mode="after")
    def _shape(self) -> Self:
        names = FORM_NUMBERS[self.form]
        if len(self.numbers) != len(names):
            raise mistake(
                "distribution_numbers",
                "numbers",
                form=self.form,
                names=", ".join(names),
                wanted=len(names),
                found=len(self.numbers),
            )
        if self.low is not None and self.high is not None and self.low > self.high:
            raise mistake("bounds_swapped", "low", low=self.low, high=self.high)
        if not _possible(self.form, self.numbers):
            raise mistake("distribution_impossible", "numbers", form=self.form, names=", ".join(names))
        low, high = self.support
        if low > high:
            raise mistake("distribution_empty", "low", low=low, high=high)
        return self

    @property
    def support(self) -> tuple[float, float]:
        """Give the lowest and highest value that can be drawn."""
        low, high = _natural_support(self.form, self.numbers)
        lower = low if self.low is None else max(low, self.low)
        upper = high if self.high is None else min(high, self.high)
        return lower, upper


def _possible(form: str, numbers: tuple[float, ...]) -> bool:
    if form == "normal":
        return numbers[1] >= 0
    if form == "lognormal":
        return numbers[0] > 0 and numbers[1] >= 0
    if form == "triangular":
        return numbers[0] <= numbers[1] <= numbers[2]
    if form == "beta":
        return min(numbers) > 0
    if form == "uniform":
        return numbers[0] <= numbers[1]
    return form != "poisson" or numbers[0] >= 0


def _natural_support(form: str, numbers: tuple[float, ...]) -> tuple[float, float]:
    infinite = float("inf")
    if form == "normal":
        return -infinite, infinite
    if form in ("lognormal", "poisson"):
        return 0.0, infinite
    if form == "beta":
        return 0.0, 1.0
    return numbers[0], numbers[-1]


def mistake(code: str, field: str = "", **values: Any) -> PydanticCustomError:
    """Make a validation error that becomes an InputError of this code, at `field` of the part being checked.

    The English sentence is not written here: `scenarios/messages` has the text of every code.
    """
    return PydanticCustomError("tuiyan", code, {"code": code, "field": field, "values": values})


__all__ = [
    "FIRST_YEAR",
    "FORM_NUMBERS",
    "LAST_YEAR",
    "Distribution",
    "Form",
    "Identifier",
    "Model",
    "NonNegative",
    "Number",
    "StrictBool",
    "StrictStr",
    "Text",
    "Words",
    "Year",
    "mistake",
]
