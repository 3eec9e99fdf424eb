"""The file of summaries: numbers that people chose, each once with unit, range, kind and source, and what draws are held to.

Read strictly: an unknown key, series, date, parameter, measure or number is an error that names it, its line and the nearest
right name; so is a number that nothing uses, or that lies outside its own range.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from calibration.measures import MEASURES, NEEDS
from calibration.series import load_series
from model.parameters.errors import DataFileError, nearest_name
from model.parameters.reading import DataFile, KeyPath, read_data_file
from model.parameters.table import load_parameters

FILE: Final = Path(__file__).with_name("summaries.yaml")
REGIONS: Final = ("province", "nation")
NUMBERS: Final = "numbers"
GENERAL: Final = ("fewest", "farthest")
"""Numbers that every summary uses without naming them."""

STANDARD_ERROR: Final = "standard_error"
"""The tolerance of a mean: what so few years leave uncertain."""

Word = Annotated[str, Field(min_length=1, pattern=r"\S")]
Year = Annotated[int, Field(strict=True, ge=1990, le=2100)]
Date = Annotated[str, BeforeValidator(str), Field(pattern=r"^[12]\d{3}(-(0[1-9]|1[0-2]))?$")]


class SummaryError(DataFileError):
    """The file of summaries cannot be accepted."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Number(_Strict):
    """A number that somebody chose: within `low`..`high`, with its unit, kind and source."""

    value: Annotated[float, Field(allow_inf_nan=False)]
    unit: Word
    low: Annotated[float, Field(allow_inf_nan=False)]
    high: Annotated[float, Field(allow_inf_nan=False)]
    kind: Literal["published", "derived", "assumed", "estimate"]
    source: Annotated[str, Field(min_length=4, pattern=r"\S")]

    def mistake(self) -> tuple[str, str] | None:
        """The key that contradicts another one and what was expected; None where all agree."""
        if self.low <= self.value <= self.high:
            return None
        return "value", f"a value within its range {self.low:g} to {self.high:g}"


class Measure(_Strict):
    """What is computed of a draw: the kind (`calibration/measures.py`), series and years (first and last)."""

    kind: Word
    years: tuple[Year, Year]
    of: str = ""
    over: str = ""
    under: str = ""
    month: Annotated[int, Field(strict=True, ge=0, le=12)] = 0

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.years[0] > self.years[1]:
            raise ValueError("the first year, then the last one")
        if self.kind in MEASURES:  # an unknown kind is told with the nearest name
            needed = set(NEEDS.get(self.kind, ()))
            given = {name for name in ("of", "over", "under", "month") if getattr(self, name)}
            if given != needed:
                raise ValueError(f"{self.kind} needs {', '.join(sorted(needed)) or 'nothing'} beside kind and years")
        return self


class Figure(_Strict):
    """A figure: points of a series (added up, or their mean), over those of another, times a number; or a number itself."""

    series: str = ""
    dates: tuple[Date, ...] = ()
    mean: bool = False
    over: str = ""
    times: str = ""
    number: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.number:
            if self.model_fields_set != {"number"}:
                raise ValueError("a number stands alone")
        elif not self.series or not self.dates:
            raise ValueError("a series and its dates, or a number")
        return self


class Target(_Strict):
    """What the measure should be: observed, between two numbers, a parameter's range, or the mean of a series to date."""

    kind: Literal["observed", "between", "parameter", "mean_to_date"]
    value: Figure | None = None
    low: Figure | str | None = None
    high: Figure | str | None = None
    less_inflation: str = ""
    parameter: str = ""
    inverse: bool = False
    series: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = self.model_fields_set - {"kind"}
        allowed = {
            "observed": ({"value"}, {"value", "less_inflation"}, {"low", "high"}),
            "between": ({"low", "high"},),
            "parameter": ({"parameter"}, {"parameter", "inverse"}),
            "mean_to_date": ({"series"},),
        }[self.kind]
        if given not in allowed:
            raise ValueError(f"{self.kind} takes {' or '.join(' and '.join(sorted(each)) for each in allowed)}")
        ends = Figure if self.kind == "observed" else str
        if any(end is not None and not isinstance(end, ends) for end in (self.low, self.high)):
            raise ValueError("low and high are names of numbers where between two, else figures")
        return self


class Entry(_Strict):
    """One summary: the measure, what it should be, how far it may be off, and the last year of what it is known from."""

    measure: Measure
    logarithm: bool = False
    target: Target
    tolerance: str = ""
    tolerance_of_middle: str = ""
    known: Year
    source: str = ""
    kind: Literal["published", "derived", "range"]

    def mistake(self) -> tuple[str, str] | None:
        """The key that contradicts another one and what was expected; None where all agree."""
        if bool(self.tolerance) == bool(self.tolerance_of_middle):
            return "tolerance", "either tolerance or tolerance_of_middle"
        if (self.tolerance == STANDARD_ERROR) != (self.target.kind == "mean_to_date"):
            return "tolerance", f"{STANDARD_ERROR} for a mean to date, and for nothing else"
        if bool(self.source) == (self.target.kind in ("parameter", "mean_to_date")):
            return "source", "a source, but none for a parameter's range or a mean to date, which name their own"
        return None


Checked = TypeVar("Checked", Number, Entry)


@dataclass(frozen=True)
class Stated:
    """The whole file: numbers by name, and the summaries of each region in the order in which they are added up."""

    numbers: Mapping[str, Number]
    regions: Mapping[str, Mapping[str, Entry]]

    def number(self, name: str) -> float:
        """A number by name."""
        return self.numbers[name].value


@cache
def stated() -> Stated:
    """The committed file."""
    return load_summaries(FILE)


def load_summaries(path: Path) -> Stated:
    """Read a file of summaries; raises SummaryError for what is missing, unknown, unused or contradicts itself."""
    content = read_data_file(path, SummaryError)
    parts = (NUMBERS, *REGIONS)
    for part in content.data:
        if part not in parts:
            raise _unknown(content, (part,), part, parts, "unknown_key")
    for part in parts:
        if not isinstance(content.data.get(part), dict):
            raise content.refuse("missing_key", (part,), expected=f"{part} as `name: entry`", remedy="add the part")
    numbers = {name: _validated(content, Number, (NUMBERS, name)) for name in content.data[NUMBERS]}
    regions = {
        region: {name: _validated(content, Entry, (region, name)) for name in content.data[region]}
        for region in REGIONS
    }
    found = Stated(numbers, regions)
    _check(found, content)
    return found


def _validated(content: DataFile, model: type[Checked], place: KeyPath) -> Checked:
    found = content.validated(model, place)
    mistake = found.mistake()
    if mistake is not None:
        key, expected = mistake
        raise content.refuse(
            "wrong_value", (*place, key), found=getattr(found, key), expected=expected, remedy="correct one of the two"
        )
    return found


def _check(found: Stated, content: DataFile) -> None:
    used = set(GENERAL)
    for region, entries in found.regions.items():
        for name, entry in entries.items():
            place: KeyPath = (region, name)
            kind = entry.measure.kind
            if kind not in MEASURES:
                raise _unknown(content, (*place, "measure", "kind"), kind, MEASURES, "unknown_measure")
            for key, figure in _figures(entry.target):
                _check_figure(figure, content, (*place, "target", key))
            if entry.target.series and entry.target.series not in load_series():
                raise _unknown(
                    content, (*place, "target", "series"), entry.target.series, load_series(), "unknown_series"
                )
            for key in ("parameter", "less_inflation"):
                parameter = getattr(entry.target, key)
                if parameter and parameter not in load_parameters():
                    raise _unknown(content, (*place, "target", key), parameter, load_parameters(), "unknown_parameter")
            for path, number in _numbers(entry):
                if number not in found.numbers:
                    raise _unknown(content, (*place, *path), number, found.numbers, "unknown_number")
                used.add(number)
    for name in GENERAL:
        if name not in found.numbers:
            raise content.refuse("missing_key", (NUMBERS, name), expected=f"the number {name}", remedy="add it")
    for name in found.numbers:
        if name not in used:
            raise content.refuse(
                "unused_number", (NUMBERS, name), expected="a summary that uses it", remedy="remove it or name it"
            )


def _check_figure(figure: Figure, content: DataFile, place: KeyPath) -> None:
    known = load_series()
    for key in ("series", "over"):
        name = getattr(figure, key)
        if not name:
            continue
        if name not in known:
            raise _unknown(content, (*place, key), name, known, "unknown_series")
        dates = [point.date for point in known[name].points]
        for date in figure.dates:
            if date not in dates:
                raise _unknown(content, (*place, "dates"), date, dates, "unknown_date")


def _figures(target: Target) -> Iterator[tuple[str, Figure]]:
    for key in ("value", "low", "high"):
        figure = getattr(target, key)
        if isinstance(figure, Figure):
            yield key, figure


def _numbers(entry: Entry) -> Iterator[tuple[KeyPath, str]]:
    for key in ("tolerance", "tolerance_of_middle"):
        name = getattr(entry, key)
        if name and name != STANDARD_ERROR:
            yield (key,), name
    for key in ("low", "high"):
        end = getattr(entry.target, key)
        if isinstance(end, str):
            yield ("target", key), end
    for key, figure in _figures(entry.target):
        for part in ("times", "number"):
            name = getattr(figure, part)
            if name:
                yield ("target", key, part), name


def _unknown(content: DataFile, path: KeyPath, name: str, known: Any, code: str) -> SummaryError:
    names = list(known)
    error = content.refuse(
        code,
        path,
        found=name,
        expected="one of " + ", ".join(names[:8]) + (" ..." if len(names) > 8 else ""),
        remedy="correct the name",
        nearest=nearest_name(name, names),
    )
    assert isinstance(error, SummaryError)
    return error
