"""The rulebook as a whole, and the arrays in which the engine reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from model.columns import NATIONAL_CHAMPION, TITLE_NAMES, TITLES
from model.parameters.errors import nearest_name
from model.rulebook import criteria
from model.rulebook.errors import RulebookError
from model.rulebook.loading import (
    STANDARDS,
    found_points,
    read_calendar,
    read_schemes,
    read_standards,
    read_versions,
    standard_number,
    steps_of,
    threshold_number,
)
from model.rulebook.schema import Act, Calendar, Governs, PointScheme, Standard, Title, Version

FOLDER: Final = Path(__file__).parent
CALENDAR: Final = "calendar"
_ACT_NAMES: Final[tuple[Act, ...]] = get_args(Act)
_TITLE_NAMES: Final[tuple[Title, ...]] = get_args(Title)
# Not for a user to change: what a title is made of.
_FIXED_BY_STRUCTURE: Final = ("open", "score_scheme")


@dataclass(frozen=True)
class RulebookChoice:
    """Which rules a run uses: "calendar" (by date), "2022", "2026", and thresholds replaced on top of them.

    A key of `thresholds` is `title.criterion` (changes the threshold wherever a version in force states it),
    `title.act.criterion` (sets it for that act in every year, also where no version states it), or a standard
    (`above_scale.revenue`, `sme.employees` ... : `standards.yaml`). None lifts a condition.
    `known_in` is a year whose knowledge of the calendar is used: rules and rounds of later years are not known then.
    """

    versions: str = CALENDAR
    thresholds: Mapping[str, float | None] = field(default_factory=lambda: MappingProxyType({}))
    known_in: int | None = None


@dataclass(frozen=True)
class RulebookArrays:
    """The rules of a run as arrays; index 0 of `years` is `first_year`.

    criteria: float64[years, ACTS, TITLES, CRITERIA], see `criteria.COLUMNS`.
    breaks, increments: float64[TABLES, STEPS], base: float64[TABLES]; points = base + sum of the increments whose break
    the value reaches (value >= break; the value of an at-most table, a debt ratio, is negated). Unused steps: +inf, 0.
    remainder: float64[SCHEMES], points of each scheme of which no table was found.
    champion_round: float64[years], 1 where a national champion round was held, 0 where not, -1 where unknown.
    validity: years for which a title holds; sme_revenue and above_scale_revenue in 万元, sme_employees in persons.
    small_revenue in 万元; high_technology: two revenue lines (万元) and the research shares below, between and above them.
    """

    first_year: int
    criteria: NDArray[np.float64]
    breaks: NDArray[np.float64]
    increments: NDArray[np.float64]
    base: NDArray[np.float64]
    remainder: NDArray[np.float64]
    champion_round: NDArray[np.float64]
    validity: int
    sme_employees: float
    sme_revenue: float
    above_scale_revenue: float
    small_revenue: float
    high_technology: tuple[float, float, float, float, float]


@dataclass(frozen=True)
class Rulebook:
    """Every version, point table and standard, and the calendar of which version governs what."""

    versions: Mapping[str, Version]
    schemes: Mapping[str, PointScheme]
    standards: Mapping[str, Standard]
    calendar: Calendar

    def governing(self, title: Title, act: Act, year: int, known_in: int | None = None) -> Governs:
        """Find the calendar entry for an act of a title in a year; RulebookError before the calendar begins.

        With `known_in` as people would have said at the end of that year: by the entries that held by then.
        """
        if known_in is not None:
            year = min(year, known_in)
        entries = [
            entry
            for entry in self.calendar.governs
            if entry.title == title and entry.act in (act, "both") and entry.from_year <= year
        ]
        if not entries:
            first = min(entry.from_year for entry in self.calendar.governs)
            raise RulebookError(
                "no_rule_governs",
                file="calendar.yaml",
                key=f"{title}.{act}",
                found=year,
                expected=f"a year from {first} on",
                remedy="choose a later first year, or add an entry to the calendar",
            )
        return max(entries, key=lambda entry: (entry.from_year, entry.act != "both"))

    def version(
        self, title: Title, act: Act, year: int, choice: str = CALENDAR, known_in: int | None = None
    ) -> Version | None:
        """Find the version that governs an act of a title in a year; None where the title does not exist yet."""
        if choice != CALENDAR:
            chosen = self.versions[self._chosen(choice)]
            if title in chosen.titles:
                return chosen
        name = self.governing(title, act, year, known_in).version
        return None if name is None else self.versions[name]

    def _chosen(self, choice: str) -> str:
        if choice not in self.calendar.choices:
            names = [CALENDAR, *self.calendar.choices]
            raise RulebookError(
                "unknown_choice",
                file="rulebook choice",
                found=choice,
                expected="one of " + ", ".join(names),
                remedy="correct the choice of rules",
                nearest=nearest_name(choice, names),
            )
        return self.calendar.choices[choice]

    def arrays(self, first_year: int, years: int, choice: str | RulebookChoice = CALENDAR) -> RulebookArrays:
        """Lay the rules of `years` years from `first_year` on out for the engine.

        Raises RulebookError for an unknown choice, an unknown or impossible threshold, or a year without rules.
        """
        if isinstance(choice, str):
            choice = RulebookChoice(choice)
        if choice.versions != CALENDAR:
            self._chosen(choice.versions)
        table = np.empty((years, criteria.ACTS, TITLES, criteria.CRITERIA), dtype=np.float64)
        table[:] = [column.absent for column in criteria.COLUMNS]
        for step in range(years):
            for act_number, act in enumerate(_ACT_NAMES):
                for title_number, title in enumerate(_TITLE_NAMES):
                    version = self.version(title, act, first_year + step, choice.versions, choice.known_in)
                    if version is None:
                        continue
                    row = table[step, act_number, title_number]
                    row[criteria.OPEN] = 1.0
                    for entry in version.titles[title]:
                        if entry.applies_to in (act, "both"):
                            row[criteria.NUMBER_OF[entry.id]] = threshold_number(entry.id, entry.threshold)
        standards = {name: standard.threshold for name, standard in self.standards.items()}
        for key, value in choice.thresholds.items():
            _replace_threshold(key, value, table, standards)
        breaks, increments, base = self._point_tables()
        return RulebookArrays(
            first_year=first_year,
            criteria=table,
            breaks=breaks,
            increments=increments,
            base=base,
            remainder=self._remainders(),
            champion_round=self._rounds(first_year, years, choice.known_in),
            validity=int(standards["validity.years"]),
            sme_employees=standards["sme.employees"],
            sme_revenue=standards["sme.revenue"],
            above_scale_revenue=standards["above_scale.revenue"],
            small_revenue=standards["small.revenue"],
            high_technology=(
                standards["high_technology.small_revenue"],
                standards["high_technology.large_revenue"],
                standards["high_technology.small_intensity"],
                standards["high_technology.middle_intensity"],
                standards["high_technology.large_intensity"],
            ),
        )

    def _point_tables(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        breaks = np.full((criteria.TABLES, criteria.STEPS), np.inf)
        increments = np.zeros((criteria.TABLES, criteria.STEPS))
        bases = np.zeros(criteria.TABLES)
        for scheme in self.schemes.values():
            for table in scheme.tables:
                number = criteria.TABLE_NAMES.index(table.id)
                base, steps = steps_of(table)
                bases[number] = before = base
                for step, (value, points) in enumerate(steps):
                    breaks[number, step] = value
                    increments[number, step] = points - before
                    before = points
        return breaks, increments, bases

    def _remainders(self) -> NDArray[np.float64]:
        remainders = np.zeros(criteria.SCHEMES)
        for name, scheme in self.schemes.items():
            remainders[criteria.SCHEME_NAMES.index(name)] = scheme.total - found_points(scheme)
        return remainders

    def _rounds(self, first_year: int, years: int, known_in: int | None) -> NDArray[np.float64]:
        rounds = np.full(years, -1.0)
        for entry in self.calendar.rounds:
            if known_in is not None and entry.year > known_in:
                continue
            if entry.title == TITLE_NAMES[NATIONAL_CHAMPION] and 0 <= entry.year - first_year < years:
                rounds[entry.year - first_year] = float(entry.held)
        return rounds


def _replace_threshold(key: str, value: float | None, table: NDArray[np.float64], standards: dict[str, float]) -> None:
    """Put a user's threshold in place of the rule's, refusing what names nothing or cannot be."""
    title, acts, criterion = (0, (), 0) if key in STANDARDS else _split(key)
    column = criteria.COLUMNS[criterion]
    try:
        if key in STANDARDS:
            if value is None:
                raise ValueError("a number (this line cannot be lifted)")
            standards[key] = standard_number(key, value)
            return
        number = column.absent if value is None else threshold_number(column.name, value)
    except ValueError as mistake:
        raise RulebookError(
            "threshold_out_of_range",
            file="rulebook choice",
            key=key,
            found=value,
            expected=str(mistake),
            remedy="correct the value",
        ) from None
    for act in acts:
        cells = table[:, act, title, criterion]
        exists = table[:, act, title, criteria.OPEN] == 1.0
        cells[exists if len(acts) == 1 else exists & (cells != column.absent)] = number
    if len(acts) > 1 and value is not None and not np.any(table[:, :, title, criterion] == number):
        raise RulebookError(
            "threshold_without_effect",
            file="rulebook choice",
            key=key,
            found=value,
            expected="a condition that some version in force states",
            remedy=f"to add it, write {TITLE_NAMES[title]}.recognition.{column.name}"
            f" (and {TITLE_NAMES[title]}.re_review.{column.name})",
        )


def _split(key: str) -> tuple[int, tuple[int, ...], int]:
    """Read `title.criterion` or `title.act.criterion` as numbers."""
    parts = key.split(".")
    known = [f"{title}.{name}" for title in TITLE_NAMES for name in criteria.NAMES if name not in _FIXED_BY_STRUCTURE]
    with_act = len(parts) == 3 and parts[1] in _ACT_NAMES
    short = f"{parts[0]}.{parts[-1]}"
    if not (len(parts) == 2 or with_act) or short not in known:
        raise RulebookError(
            "unknown_threshold",
            file="rulebook choice",
            key=key,
            expected="title.criterion, title.act.criterion, or one of " + ", ".join(STANDARDS),
            remedy="correct the key",
            nearest=nearest_name(key, [*known, *STANDARDS]) or nearest_name(short, known),
        )
    acts = (_ACT_NAMES.index(parts[1]),) if with_act else tuple(range(criteria.ACTS))
    return TITLE_NAMES.index(parts[0]), acts, criteria.NUMBER_OF[parts[-1]]


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """Load a rulebook folder (the model's own by default); raises RulebookError with file, line, key and remedy."""
    return _committed() if folder is None else _load(folder)


@cache
def _committed() -> Rulebook:
    return _load(FOLDER)


def _load(folder: Path) -> Rulebook:
    versions = read_versions(folder)
    return Rulebook(
        versions=MappingProxyType(versions),
        schemes=MappingProxyType(read_schemes(folder)),
        standards=MappingProxyType(read_standards(folder)),
        calendar=read_calendar(folder, versions),
    )
