"""Read the rulebook's files and refuse what does not fit together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

from model.columns import TITLE_NAMES
from model.parameters.errors import nearest_name
from model.parameters.reading import DataFile, read_data_file
from model.rulebook import criteria
from model.rulebook.errors import RulebookError
from model.rulebook.schema import Calendar, CriterionEntry, PointScheme, PointTable, Standard, Version

STANDARDS: Final = (
    "above_scale.revenue",
    "sme.employees",
    "sme.revenue",
    "validity.years",
    "small.revenue",
    "high_technology.small_revenue",
    "high_technology.large_revenue",
    "high_technology.small_intensity",
    "high_technology.middle_intensity",
    "high_technology.large_intensity",
)

# What a threshold of each unit can be; a share of 80 is a percentage that was not divided.
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "1": (0.0, 1.0),
    "1/年": (-1.0, 1.0),
    "0/1": (0.0, 1.0),
    "分": (0.0, 100.0),
    "级": (0.0, float(criteria.NATIONAL_INSTITUTION)),
    "年": (0.0, 100.0),
    "项": (0.0, 1000.0),
    "人": (1.0, 1e6),
    "万元": (0.0, 1e8),
}
_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "score_scheme": criteria.SCHEME_NAMES,
    "previous_title": TITLE_NAMES,
    "barred_by_title": TITLE_NAMES,
    "title_for_lower_revenue": TITLE_NAMES,
}


def read_versions(folder: Path) -> dict[str, Version]:
    """Read `versions/*.yaml`, keyed by version."""
    versions: dict[str, Version] = {}
    for path in sorted((folder / "versions").glob("*.yaml"), key=lambda found: found.name):
        content = read_data_file(path, RulebookError)
        version = content.validated(Version)
        if version.version in versions:
            raise content.refuse("duplicate_version", ("version",), expected="each version once", remedy="rename one")
        for title, entries in version.titles.items():
            seen: set[str] = set()
            for number, entry in enumerate(entries):
                _check_criterion(entry, content, ("titles", title, number))
                if entry.id in seen:
                    raise content.refuse(
                        "duplicate_criterion",
                        ("titles", title, number, "id"),
                        found=entry.id,
                        expected="each criterion once a title",
                        remedy="remove one of the two",
                    )
                seen.add(entry.id)
        versions[version.version] = version
    if not versions:
        raise RulebookError(
            "no_versions", file=str(folder), expected="versions/*.yaml", remedy="check the rulebook folder"
        )
    return versions


def _check_criterion(entry: CriterionEntry, content: DataFile, path: tuple[str | int, ...]) -> None:
    if entry.id not in criteria.NUMBER_OF or entry.id == "open":
        raise content.refuse(
            "unknown_criterion",
            (*path, "id"),
            found=entry.id,
            expected="a criterion of model/rulebook/criteria.py",
            remedy="correct the id",
            nearest=nearest_name(entry.id, criteria.NAMES),
        )
    column = criteria.COLUMNS[criteria.NUMBER_OF[entry.id]]
    for key, found, expected in (("sense", entry.sense, column.sense), ("unit", entry.unit, column.unit)):
        if found != expected:
            raise content.refuse(
                f"wrong_{key}", (*path, key), found=found, expected=repr(expected), remedy=f"convert to {expected}"
            )
    try:
        threshold_number(entry.id, entry.threshold)
    except ValueError as mistake:
        raise content.refuse(
            "threshold_out_of_range",
            (*path, "threshold"),
            found=entry.threshold,
            expected=str(mistake),
            remedy="correct the threshold or its unit",
        ) from None


def threshold_number(criterion: str, threshold: float | str) -> float:
    """Turn a threshold as written into the engine's number; ValueError says what was expected."""
    names = _NAMED.get(criterion)
    if names is not None:
        if isinstance(threshold, str) and threshold in names:
            return float(names.index(threshold))
        if isinstance(threshold, int | float) and threshold in range(len(names)):
            return float(threshold)
        raise ValueError("one of " + ", ".join(names))
    unit = criteria.COLUMNS[criteria.NUMBER_OF[criterion]].unit
    low, high = _RANGES[unit]
    if isinstance(threshold, str) or not (math.isfinite(threshold) and low <= threshold <= high):
        raise ValueError(f"a number from {low:g} to {high:g} (unit {unit})")
    return float(threshold)


def standard_number(name: str, value: float) -> float:
    """Check a value for a standard (above-scale line, SME definition, validity); ValueError says what was expected."""
    units = {"sme.employees": "人", "validity.years": "年"}
    share = name.endswith("intensity")
    low, high = _RANGES["1" if share else units.get(name, "万元")]
    low = low if share else max(low, 1.0)
    whole = name == "validity.years"
    if not (math.isfinite(value) and low <= value <= high) or (whole and value != int(value)):
        raise ValueError(f"a {'whole ' if whole else ''}number from {low:g} to {high:g}")
    return float(value)


def read_schemes(folder: Path) -> dict[str, PointScheme]:
    """Read `points/*.yaml`, keyed by scheme."""
    schemes: dict[str, PointScheme] = {}
    for path in sorted((folder / "points").glob("*.yaml"), key=lambda found: found.name):
        content = read_data_file(path, RulebookError)
        scheme = content.validated(PointScheme)
        if scheme.scheme not in criteria.SCHEME_NAMES:
            raise content.refuse(
                "unknown_scheme",
                ("scheme",),
                found=scheme.scheme,
                expected="one of " + ", ".join(criteria.SCHEME_NAMES),
                remedy="correct the name",
                nearest=nearest_name(scheme.scheme, criteria.SCHEME_NAMES),
            )
        for number, table in enumerate(scheme.tables):
            if table.id not in criteria.TABLE_NAMES:
                raise content.refuse(
                    "unknown_table",
                    ("tables", number, "id"),
                    found=table.id,
                    expected="a table of model/rulebook/criteria.py",
                    remedy="correct the id",
                    nearest=nearest_name(table.id, criteria.TABLE_NAMES),
                )
            try:
                steps_of(table)
            except ValueError as mistake:
                raise content.refuse(
                    "wrong_steps",
                    ("tables", number),
                    found=table.id,
                    expected=str(mistake),
                    remedy="correct the table",
                ) from None
        if found_points(scheme) > scheme.total:
            raise content.refuse(
                "points_above_total",
                ("total",),
                found=found_points(scheme),
                expected=f"tables that sum to at most {scheme.total:g}",
                remedy="correct a maximum, or mark tables that count once with higher_of",
            )
        schemes[scheme.scheme] = scheme
    return schemes


def steps_of(table: PointTable) -> tuple[float, list[tuple[float, float]]]:
    """List a table as points without any step and (break, points) from the lowest up, at-most tables negated.

    ValueError says what is wrong: points must rise towards the maximum, and there are at most `criteria.STEPS` steps.
    """
    if table.grades is not None and table.reading is not None:
        reading = table.reading
        missing = {reading.with_class_one, reading.without_class_one} - set(table.grades)
        if missing:
            raise ValueError(f"a reading that names grades of the table; {', '.join(sorted(missing))} is none")
        base = table.grades[reading.without_class_one]
        steps = [(reading.break_at, table.grades[reading.with_class_one])]
        top = max(table.grades.values())
    elif table.steps is not None and table.measure is not None and table.unit is not None:
        base = table.otherwise
        sign = -1.0 if table.sense == "at_most" else 1.0
        steps = sorted((sign * float(value), points) for value, points in table.steps.items())
        top = steps[-1][1] if steps else base
    else:
        raise ValueError("either measure, unit and steps, or grades and a reading of them")
    if not 1 <= len(steps) <= criteria.STEPS:
        raise ValueError(f"1 to {criteria.STEPS} steps")
    points = [base, *(gained for _, gained in steps)]
    if any(later <= earlier for earlier, later in pairwise(points)):
        raise ValueError("points that rise with every step")
    if top != table.maximum:
        raise ValueError(f"a best step that gives the maximum of {table.maximum:g} points, not {top:g}")
    return base, steps


def found_points(scheme: PointScheme) -> float:
    """Sum the maxima of the tables found, counting tables of one `higher_of` once."""
    counted = {table.higher_of or table.id: table.maximum for table in scheme.tables}
    return sum(counted.values())


def read_standards(folder: Path) -> dict[str, Standard]:
    """Read `standards.yaml`: every standard of STANDARDS, no other."""
    content = read_data_file(folder / "standards.yaml", RulebookError)
    for name in content.data:
        if name not in STANDARDS:
            raise content.refuse(
                "unknown_key",
                (name,),
                found=name,
                expected="one of " + ", ".join(STANDARDS),
                remedy="rename or remove it",
                nearest=nearest_name(name, STANDARDS),
            )
    missing = [name for name in STANDARDS if name not in content.data]
    if missing:
        raise content.refuse(
            "missing_key", (missing[0],), expected=f"the key {missing[0]!r}", remedy="add the standard"
        )
    standards = {name: content.validated(Standard, (name,)) for name in STANDARDS}
    for name, standard in standards.items():
        try:
            standard_number(name, standard.threshold)
        except ValueError as mistake:
            raise content.refuse(
                "threshold_out_of_range",
                (name, "threshold"),
                found=standard.threshold,
                expected=str(mistake),
                remedy="correct the threshold",
            ) from None
    return standards


def read_calendar(folder: Path, versions: Mapping[str, Version]) -> Calendar:
    """Read `calendar.yaml`; every version it names must exist and know the title."""
    content = read_data_file(folder / "calendar.yaml", RulebookError)
    calendar = content.validated(Calendar)
    for number, entry in enumerate(calendar.governs):
        if entry.version is None:
            continue
        if entry.version not in versions:
            raise _unknown_version(content, ("governs", number, "version"), entry.version, versions)
        if entry.title not in versions[entry.version].titles:
            raise content.refuse(
                "version_without_title",
                ("governs", number, "version"),
                found=entry.version,
                expected=f"a version that knows {entry.title}",
                remedy="name another version, or add the title to it",
            )
    for name, version in calendar.choices.items():
        if version not in versions:
            raise _unknown_version(content, ("choices", name), version, versions)
    return calendar


def _unknown_version(
    content: DataFile, path: tuple[str | int, ...], found: str, versions: Mapping[str, Version]
) -> Exception:
    return content.refuse(
        "unknown_version",
        path,
        found=found,
        expected="one of " + ", ".join(versions),
        remedy="correct the version",
        nearest=nearest_name(found, versions),
    )
