"""Observed series: what was published, self-reported or is remembered, one entry a point, each with its source.

Nothing without a source is an observation: the loader refuses it. Points of different sides of a break are not one series;
`breaks` says where they lie. `use` says what a point is for: "calibrate" (to 2023), "hold_out" (later:
predicted, never fitted in the
validation), "check" or "context" (shown beside, not used).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from calibration.definitions import definitions
from model.parameters.errors import DataFileError, nearest_name
from model.parameters.reading import DataFile, read_data_file

FOLDER: Final = Path(__file__).parent
Level = Literal["nation", "province", "prefecture", "county"]
Reporting = Literal["published", "self_reported", "remembered"]
Use = Literal["calibrate", "hold_out", "check", "context"]
Confidence = Literal["high", "medium", "low"]
LAST_FITTED_YEAR: Final = 2023
"""Points after this year are never fitted where predictions are to be judged."""


class SeriesError(DataFileError):
    """An observed series that cannot be accepted."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A text in both languages."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def _date(value: Any) -> str:
    return str(value)


class Point(_Strict):
    """One figure: its date (a year, or year and month), value, source, and how it was reported."""

    date: Annotated[str, BeforeValidator(_date), Field(pattern=r"^[12]\d{3}(-(0[1-9]|1[0-2]))?$")]
    value: Annotated[float, Field(allow_inf_nan=False)]
    source: Annotated[str, Field(min_length=4, pattern=r"\S")]
    confidence: Confidence
    reporting: Reporting
    use: Use
    at_least: bool = False
    derived: Annotated[str, BeforeValidator(_date)] | None = None
    """The arithmetic by which the value follows from published figures."""
    note: str | None = None

    @property
    def year(self) -> int:
        """The year of its date."""
        return int(self.date[:4])

    @property
    def month(self) -> int:
        """The month of its date; 12 where the year alone is known."""
        return int(self.date[5:]) if "-" in self.date else 12

    @model_validator(mode="after")
    def _arithmetic_holds(self) -> Self:
        found = None if self.derived is None else evaluated(self.derived)
        if found is not None and abs(found - self.value) > 0.02 * max(abs(self.value), 1.0):
            scaled = found * 100.0
            if abs(scaled - self.value) > 0.02 * max(abs(self.value), 1.0):
                raise ValueError(f"the arithmetic {self.derived} gives {found:g}")
        return self


class Series(_Strict):
    """One observed series: its points, region, unit, definition and breaks."""

    label: Words
    region: Annotated[str, Field(min_length=1)]
    level: Level
    unit: Annotated[str, Field(min_length=1)]
    definition: Words
    quantity: str | None = None
    """Which quantity of `calibration/definitions.yaml` it reports on; None where no outcome of the engine is that."""
    breaks: tuple[str, ...] = ()
    points: Annotated[tuple[Point, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Observed:
    """One point with the series that it is of."""

    name: str
    series: Series
    point: Point

    @property
    def key(self) -> str:
        """Name of the point: series and date."""
        return f"{self.name}@{self.point.date}"


def evaluated(arithmetic: str) -> float | None:
    """Compute arithmetic of plain numbers with + - * / and per cent; None where it holds words.

    Never evaluates code: numbers and operators are taken one by one, products before sums.
    """
    if not re.fullmatch(r"[\d.\s+\-*/]+", arithmetic):
        return None
    tokens = re.findall(r"\d+(?:\.\d+)?|[+\-*/]", arithmetic)
    if not tokens or len(tokens) % 2 == 0:
        return None
    terms = [float(tokens[0])]
    for operator, number in zip(tokens[1::2], tokens[2::2], strict=True):
        if operator in "+-*/" and re.fullmatch(r"[\d.]+", number):
            value = float(number)
            if operator == "*":
                terms[-1] *= value
            elif operator == "/":
                terms[-1] /= value
            else:
                terms.append(value if operator == "+" else -value)
        else:
            return None
    return sum(terms)


def load_series(folder: Path | None = None) -> Mapping[str, Series]:
    """Load every observed series, by `FILE.NAME`; raises SeriesError for what lacks a source or is not understood."""
    return _committed() if folder is None else dict(_load(folder))


@cache
def _committed() -> Mapping[str, Series]:
    return dict(_load(FOLDER))


def _load(folder: Path) -> Iterator[tuple[str, Series]]:
    for path in sorted(folder.glob("*.yaml"), key=lambda path: path.name):
        content = read_data_file(path, SeriesError)
        for name in content.data:
            series = content.validated(Series, (name,))
            _check(name, series, content)
            yield f"{path.stem}.{name}", series


def _check(name: str, series: Series, content: DataFile) -> None:
    dates = [point.date for point in series.points]
    if dates != sorted(dates) or len(set(dates)) != len(dates):
        raise content.refuse(
            "points_out_of_order", (name, "points"), expected="each date once, in order", remedy="sort the points"
        )
    known = definitions()
    if series.quantity is not None:
        if series.quantity not in known:
            raise content.refuse(
                "unknown_quantity",
                (name, "quantity"),
                found=series.quantity,
                expected="a quantity of calibration/definitions.yaml",
                remedy="correct the name or leave it out",
                nearest=nearest_name(series.quantity, known),
            )
        if known[series.quantity].unit != series.unit:
            raise content.refuse(
                "wrong_unit",
                (name, "unit"),
                found=series.unit,
                expected=known[series.quantity].unit,
                remedy="state the value in that unit",
            )
    for number, point in enumerate(series.points):
        if point.use == "calibrate" and point.year > LAST_FITTED_YEAR:
            raise content.refuse(
                "fitted_after_split",
                (name, "points", number, "use"),
                found=point.date,
                expected=f"hold_out for points after {LAST_FITTED_YEAR}",
                remedy="mark it hold_out or context",
            )


def observed(use: Use | None = None) -> tuple[Observed, ...]:
    """Every point there is (of one use), in the order of the files."""
    return tuple(
        Observed(name, series, point)
        for name, series in load_series().items()
        for point in series.points
        if use is None or point.use == use
    )


def value_of(name: str, date: str) -> float:
    """The value of one point by series and date; KeyError where there is none."""
    for point in load_series()[name].points:
        if point.date == date:
            return point.value
    raise KeyError(f"{name}@{date}")
