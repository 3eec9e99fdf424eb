"""The forms a prior may take, the numbers each needs, and when those numbers make sense."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from model.parameters.errors import nearest_name

# Each form with the names of its numbers; the bounds `low` and `high` (truncation, and the range a user may choose
# from) come with every form. A log-normal and a gamma may be given by the mean instead of the first name.
FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "fixed": ("value",),
    "uniform": (),
    "normal": ("mean", "sd"),
    "half_normal": ("scale",),
    "lognormal": ("median", "sigma"),
    "triangular": ("left", "mode", "right"),
    "beta": ("a", "b"),
    "gamma": ("mean", "shape"),
    "poisson": ("mean",),
    "negative_binomial": ("mean", "size"),
}
_POSITIVE: Final = frozenset({"sd", "scale", "sigma", "a", "b", "shape", "size", "median"})
_FROM_ZERO: Final = frozenset({"half_normal", "lognormal", "beta", "gamma", "poisson", "negative_binomial"})


class PriorMistake(ValueError):
    """A prior does not make sense: `code`, the key at fault, what was expected, how to mend it."""

    def __init__(
        self, code: str, key: str | None, found: object, expected: str, remedy: str, nearest: str | None = None
    ) -> None:
        super().__init__(f"{code}: {key}: {found!r}; expected {expected}")
        self.code = code
        self.key = key
        self.found = found
        self.expected = expected
        self.remedy = remedy
        self.nearest = nearest


@dataclass(frozen=True)
class PriorSpec:
    """A distribution cut to [low, high]: `form`, the numbers that form needs, in the parameter's unit."""

    form: str
    numbers: Mapping[str, float]
    low: float
    high: float

    @classmethod
    def fixed(cls, value: float, low: float | None = None, high: float | None = None) -> PriorSpec:
        """State one value; without bounds the range is that value alone."""
        low = value if low is None else low
        high = value if high is None else high
        return cls.from_mapping({"form": "fixed", "value": value, "low": low, "high": high})

    @classmethod
    def from_mapping(cls, data: Mapping[str, object]) -> PriorSpec:
        """Read `{form: ..., numbers..., low: ..., high: ...}`; raise PriorMistake where it makes no sense."""
        form = data.get("form")
        if form is None:
            raise PriorMistake("missing_key", "form", None, "one of " + ", ".join(FORMS), "add the form")
        if not isinstance(form, str) or form not in FORMS:
            near = nearest_name(str(form), FORMS)
            raise PriorMistake("unknown_form", "form", form, "one of " + ", ".join(FORMS), "name a known form", near)
        names = FORMS[form]
        if form == "lognormal" and "mean" in data and "median" not in data:
            names = ("mean", "sigma")
        allowed = (*names, "low", "high")
        for key in data:
            if key != "form" and key not in allowed:
                near = nearest_name(key, allowed)
                raise PriorMistake("unknown_key", key, key, "one of " + ", ".join(allowed), "rename or remove it", near)
        values = {}
        for key in allowed:
            values[key] = _number(key, data)
        spec = cls(form, {name: values[name] for name in names}, values["low"], values["high"])
        spec._check()
        return spec

    def _check(self) -> None:
        if self.low > self.high or (self.low == self.high and self.form != "fixed"):
            raise PriorMistake("low_above_high", "low", self.low, f"below high = {self.high}", "swap the bounds")
        for name, value in self.numbers.items():
            if (name in _POSITIVE or (name == "mean" and self.form != "normal")) and value <= 0:
                raise PriorMistake("not_positive", name, value, "a number above 0", "correct the number")
        if self.form in _FROM_ZERO and self.low < 0:
            raise PriorMistake("out_of_range", "low", self.low, f"at least 0 for {self.form}", "raise the lower bound")
        if self.form == "beta" and self.high > 1:
            raise PriorMistake("out_of_range", "high", self.high, "at most 1 for beta", "lower the upper bound")
        if self.form == "triangular":
            left, mode, right = (self.numbers[name] for name in ("left", "mode", "right"))
            if not (left <= mode <= right and left < right):
                raise PriorMistake("out_of_range", "mode", mode, "left <= mode <= right", "put the three in order")
        if not self.low <= self.centre <= self.high:
            raise PriorMistake(
                "out_of_range",
                next(iter(self.numbers), "low"),
                self.centre,
                f"a centre of the prior within [{self.low}, {self.high}]",
                "correct the number or its bounds",
            )

    @property
    def centre(self) -> float:
        """Where the prior sits: its value, median or mode, or mean (beta), in the parameter's unit."""
        match self.form:
            case "uniform":
                return 0.5 * (self.low + self.high)
            case "beta":
                return self.numbers["a"] / (self.numbers["a"] + self.numbers["b"])
            case "half_normal":
                return min(max(self.numbers["scale"], self.low), self.high)
            case "lognormal":
                sigma = self.numbers["sigma"]
                median = self.numbers.get("median")
                return self.numbers["mean"] * math.exp(-0.5 * sigma * sigma) if median is None else median
            case "triangular":
                return self.numbers["mode"]
            case "fixed":
                return self.numbers["value"]
        return self.numbers["mean"]


def _number(key: str, data: Mapping[str, object]) -> float:
    if key not in data:
        raise PriorMistake("missing_key", key, None, f"the number {key!r}", "add it")
    value = data[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PriorMistake("not_a_number", key, value, "a finite number", "write a number, without unit or quotes")
    return float(value)
