"""The status of one outcome at one level of region: uncalibrated, calibrated, validated at some level, failed, or local."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

from scenarios.messages import text
from scenarios.schema.common import Text
from scenarios.schema.reading import read_yaml
from scenarios.validation.results import LEVELS, Level, ValidationResults, load_results

GROUPS = Path(__file__).with_name("groups.yaml")
Code = Literal["uncalibrated", "failed", "local", "calibrated", "validated"]
CODES: tuple[Code, ...] = get_args(Code)
"""Codes from the least trust up: where an answer hangs on several groups, the first of theirs counts."""
GROWTH: Final = "growth"


@dataclass(frozen=True)
class Fitted:
    """Which posterior a run draws from: its run id, and whether it is the one that comes with the package."""

    run_id: str | None
    shipped: bool = True

    @property
    def prior(self) -> bool:
        """Tell whether the run draws from the priors alone."""
        return self.run_id is None


PRIOR: Final = Fitted(None)


@dataclass(frozen=True)
class Group:
    """A group of outcomes that are validated together, with its label and the patterns of its series."""

    name: str
    label: Text
    patterns: tuple[str, ...]

    def holds(self, series: str) -> bool:
        """Tell whether a series belongs to the group."""
        head = series.partition(":")[0]
        return any(fnmatchcase(head, pattern) for pattern in self.patterns)


@dataclass(frozen=True)
class ValidationStatus:
    """How far an answer has been held against what happened.

    `level` is that of the hold-out test, None where there was none; `points` how many held-out points it had; `own_level`
    tells whether that is the level of the region asked of.
    """

    code: Code
    group: str | None = None
    level: Level | None = None
    points: int | None = None
    run_id: str | None = None
    own_level: bool = False

    def words(self, language: str) -> str:
        """Say the status in a few words."""
        return text(f"validation.{self._key}", language)

    def mark(self, language: str) -> str:
        """Give the short mark of the status, for tables."""
        return text(f"validation.mark.{self._key}", language)

    def legend(self, language: str) -> str:
        """Say in one line what the mark means."""
        return text(f"validation.legend.{self._key}", language)

    @property
    def _key(self) -> str:
        return self.code if self.level is None else f"{self.code}.{self.level}"

    def to_json(self, language: str) -> dict[str, object]:
        """Give the status as plain data."""
        return {
            "code": self.code,
            "words": self.words(language),
            "mark": self.mark(language),
            "group": self.group,
            "level": self.level,
            "points": self.points,
            "run_id": self.run_id,
        }


@cache
def groups() -> Mapping[str, Group]:
    """Load the groups of outcomes by name."""
    data = read_yaml(GROUPS).data
    return {
        name: Group(name, Text.model_validate(entry["label"]), tuple(entry["series"])) for name, entry in data.items()
    }


@cache
def group_of(series: str) -> str:
    """Name the group of a series; raises KeyError for one that no group holds."""
    for name, group in groups().items():
        if group.holds(series):
            return name
    raise KeyError(series)


def validation_status(
    series: str | Iterable[str],
    region_level: Level,
    fitted: Fitted = PRIOR,
    results: ValidationResults | None = None,
    *,
    growth: bool = False,
) -> ValidationStatus:
    """Give the status of an answer that hangs on these outcomes, for a region of a level, under a posterior.

    Where it hangs on several groups, that of the least tested one counts. A posterior other than the one that comes with
    the package has never been tested here. Tests at the region's own level count first, then those of the next level up;
    tests of smaller regions say nothing of a larger one.
    """
    names = (series,) if isinstance(series, str) else tuple(series)
    wanted = dict.fromkeys(group_of(name) for name in names)
    if growth:
        wanted[GROWTH] = None
    found = [_of_group(group, region_level, fitted, results or load_results()) for group in wanted]
    return min(found, key=trust) if found else ValidationStatus("uncalibrated", run_id=fitted.run_id)


def _of_group(group: str, region_level: Level, fitted: Fitted, results: ValidationResults) -> ValidationStatus:
    if fitted.prior:
        return ValidationStatus("uncalibrated", group)
    if not fitted.shipped:
        return ValidationStatus("local", group, run_id=fitted.run_id)
    about_it = fitted.run_id in (results.run_id, *results.also)
    tested = {each.level: each for each in results.groups.get(group, ())} if about_it else {}
    for level in LEVELS[LEVELS.index(region_level) :]:
        each = tested.get(level)
        if each is not None and each.verdict in ("passed", "failed"):
            code: Code = "validated" if each.verdict == "passed" else "failed"
            return ValidationStatus(code, group, level, each.points, fitted.run_id, level == region_level)
    points = sum(each.points for each in tested.values())
    return ValidationStatus("calibrated", group, points=points, run_id=fitted.run_id)


def trust(status: ValidationStatus) -> tuple[int, int]:
    """Order statuses from the least trust up; a test of a nearer level counts more."""
    distance = LEVELS.index(status.level) if status.level is not None else 0
    return CODES.index(status.code), -distance
