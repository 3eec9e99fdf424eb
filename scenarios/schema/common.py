"""What plan, baseline and scenario files share: strict frozen models, bilingual text, finite numbers, distributions."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from model.parameters.forms import FORMS, PriorMistake, PriorSpec

FIRST_YEAR, LAST_YEAR = 1949, 2100

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number, written as a number."""
NonNegative = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
"""A finite number that is not below zero."""
Year = Annotated[int, Field(strict=True, ge=FIRST_YEAR, le=LAST_YEAR)]
"""A calendar year."""


def _writable(words: str) -> str:
    """Refuse characters that no document can hold: they would break a terminal, a drawing or a Word file."""
    found = next((letter for letter in words if _never_written(letter)), None)
    if found is not None:
        raise mistake("text_not_writable", "", found=f"U+{ord(found):04X}")
    return words


def _never_written(letter: str) -> bool:
    code = ord(letter)
    return (
        (code < 32 and letter not in "\t\n\r")
        or 0x7F <= code < 0xA0
        or 0xD800 <= code <= 0xDFFF
        or code in (0xFFFE, 0xFFFF)
    )


Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1), AfterValidator(_writable)]
"""Text that is not empty and holds no control characters."""
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


Form = Literal[
    "fixed",
    "uniform",
    "normal",
    "half_normal",
    "lognormal",
    "triangular",
    "beta",
    "gamma",
    "poisson",
    "negative_binomial",
]


class Distribution(Model):
    """What is believed of a number not known exactly, cut to [low, high]; written as the priors of `model/parameters`.

    Each form takes its own numbers, in the figure's unit: fixed: value; normal: mean, sd; half_normal: scale;
    lognormal: median, sigma (of the logarithm); triangular: left, mode, right; beta: a, b; gamma: mean, shape;
    poisson: mean; negative_binomial: mean, size; uniform: none beside low and high.
    """

    form: Form
    value: Number | None = None
    mean: Number | None = None
    median: Number | None = None
    sd: Number | None = None
    sigma: Number | None = None
    scale: Number | None = None
    left: Number | None = None
    mode: Number | None = None
    right: Number | None = None
    a: Number | None = None
    b: Number | None = None
    shape: Number | None = None
    size: Number | None = None
    low: Number
    high: Number

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        wanted = FORMS[self.form]
        given = [name for name in NUMBERS if getattr(self, name) is not None]
        names = ", ".join((*wanted, "low", "high"))
        if set(given) != set(wanted):
            raise mistake("distribution_numbers", form=self.form, names=names, found=", ".join(given) or "-")
        if self.low > self.high:
            raise mistake("bounds_swapped", "low", low=self.low, high=self.high)
        try:
            self.spec  # noqa: B018  (its own checks are the point)
        except PriorMistake as error:
            raise mistake("distribution_impossible", error.key or "", form=self.form, names=names) from None
        return self

    @property
    def spec(self) -> PriorSpec:
        """Give the prior of the model's own parameters that says the same."""
        numbers = {name: getattr(self, name) for name in FORMS[self.form]}
        return PriorSpec.from_mapping({"form": self.form, **numbers, "low": self.low, "high": self.high})

    def times(self, factor: float) -> Distribution:
        """Give the distribution of the number times a positive factor, for forms that scale.

        Raises ValueError for counts and shares (poisson, negative_binomial, beta), which do not.
        """
        if self.form in ("beta", "poisson", "negative_binomial"):
            raise ValueError(f"{self.form} does not scale")
        scaled = {name: getattr(self, name) for name in ("low", "high", *SCALING) if getattr(self, name) is not None}
        return self.model_copy(update={name: value * factor for name, value in scaled.items()})

    @property
    def support(self) -> tuple[float, float]:
        """Give the lowest and highest value that can be drawn."""
        return self.low, self.high


NUMBERS = tuple(dict.fromkeys(name for names in FORMS.values() for name in names))
"""Every number that some form takes."""
SCALING = ("value", "mean", "median", "sd", "scale", "left", "mode", "right")
"""The numbers of a form that are in the unit of the figure."""


def mistake(code: str, field: str = "", **values: Any) -> PydanticCustomError:
    """Make a validation error that becomes an InputError of this code, at `field` of the part being checked.

    The English sentence is not written here: `scenarios/messages` has the text of every code.
    """
    return PydanticCustomError("tuiyan", code, {"code": code, "field": field, "values": values})


__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Distribution",
    "Form",
    "Identifier",
    "Model",
    "NonNegative",
    "Number",
    "PriorSpec",
    "StrictBool",
    "StrictStr",
    "Text",
    "Words",
    "Year",
    "mistake",
]
