"""What a store says in short: quantiles, verdicts, failures and the points themselves, a hundred points a file.

Every file follows from the units alone, so it can be made anew at any time, and always to the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.canonical import digest
from scenarios.loaded import LoadedScenario
from scenarios.sweep.kept import NOT_COVERED, Kept, judged_rows
from scenarios.sweep.parts import (
    SAMPLES,
    TARGET,
    read_table,
    read_unit,
    repeated,
    segments,
    targets_of,
    unit_name,
    write_table,
)
from scenarios.sweep.points import Point, Points, written
from scenarios.sweep.simulation import FailureRow
from scenarios.validation import ValidationStatus, standing_of
from scenarios.verdicts import Proportion, likelihood
from scenarios.verdicts.quantiles import quantile_name, quantiles
from scenarios.verdicts.scale import WITHHELD
from scenarios.verdicts.settings import settings

BLOCK = 100
"""Points of one file; fixed, because the grouping is part of what must be equal byte by byte."""
TABLES = ("summary", "verdicts", "failures", "points")
MEAN = "mean"
JOINT = "joint"
Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
Counts = NDArray[np.int64]


def part_name(block: int) -> str:
    """Name the file of a block of points."""
    return f"part-{block:05d}.parquet"


def blocks(count: int) -> list[range]:
    """Give the numbers of the points of each block."""
    return [range(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK)]


def block_digest(points: Points, block: range) -> str:
    """Digest what the files of a block follow from."""
    asked = points.sweep.specification
    rows = [[points.points[n].id, points.base(points.points[n]).name, written(points.points[n].changes)] for n in block]
    # A list, because the digest of a mapping leaves out what changes no answer, as the number of replicates.
    return digest([rows, asked.replicates, list(points.paths), block.start])


def block_is_whole(folder: Path, points: Points, number: int, block: range) -> bool:
    """Tell whether all files of a block are there, undamaged, and say what the sweep asks."""
    wanted = block_digest(points, block).encode()
    for table in TABLES:
        found = read_table(folder / table / part_name(number))
        if found is None or (found.schema.metadata or {}).get(b"block") != wanted:
            return False
    return True


class DamagedUnitError(Exception):
    """A unit that was to be summed up is missing or damaged."""

    def __init__(self, point: Point, segment: int) -> None:
        super().__init__(unit_name(point.id, segment))
        self.point, self.segment = point, segment


def read_point(samples: Path, point: Point, replicates: int) -> Kept:
    """Read all that is kept of a point; raises DamagedUnitError."""
    whole: Kept | None = None
    for number, total in enumerate(segments(replicates)):
        found = read_unit(samples / unit_name(point.id, number))
        if found is None or found.total < total:
            raise DamagedUnitError(point, number)
        whole = found if whole is None else whole.followed_by(found)
    assert whole is not None
    return whole


@dataclass(frozen=True)
class _Lines:
    """Quantiles of one point: variables with their years and units, float64[variables] a quantile."""

    point: Point
    variables: list[str]
    years: Counts
    units: list[str]
    quantiles: list[tuple[str, Numbers]]


@dataclass
class _Block:
    """The rows of a block's tables, gathered point by point."""

    points: Points
    summary: list[_Lines] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    failures: list[tuple[Point, FailureRow]] = field(default_factory=list)


def write_block(folder: Path, points: Points, number: int, block: range, units: Mapping[str, str]) -> None:
    """Sum up a block of points from its units and write its files; raises DamagedUnitError and OSError."""
    gathered = _Block(points)
    for place in block:
        point = points.points[place]
        found = read_point(folder / SAMPLES, point, points.sweep.specification.replicates)
        loaded = points.loaded(point)
        if found.replicates:
            gathered.summary.append(_lines(point, found, targets_of(loaded), units))
        gathered.verdicts.extend(verdict_rows(points, point, loaded, found))
        gathered.failures.extend((point, row) for row in found.failures)
    metadata = {"block": block_digest(points, block)}
    tables = {
        "summary": _summary_columns(gathered),
        "verdicts": _verdict_columns(gathered.verdicts),
        "failures": _failure_columns(gathered),
        "points": _point_columns(points, block),
    }
    for table in TABLES:
        write_table(folder / table / part_name(number), tables[table], metadata)


def _lines(point: Point, found: Kept, targets: Mapping[str, tuple[int, str]], units: Mapping[str, str]) -> _Lines:
    """Sum up what targets reach at their due year, and the trajectories year by year."""
    series, years = len(found.series), len(found.years)
    both = np.concatenate([found.reached, found.values.reshape(len(found.replicates), -1)], axis=1)
    return _Lines(
        point,
        [*(TARGET + name for name in found.targets), *(found.series * years)],
        np.concatenate([[targets[name][0] for name in found.targets], np.repeat(found.years, series)]).astype(np.int64),
        [*(targets[name][1] for name in found.targets), *([units[name] for name in found.series] * years)],
        list(mean_and_quantiles(both)),
    )


def mean_and_quantiles(values: Numbers) -> Iterator[tuple[str, Numbers]]:
    """Give mean and quantiles over replicates of every column; float64[columns] each."""
    count = len(values)
    sums = [math.fsum(column) for column in values.T.tolist()]
    yield MEAN, np.array([total / count for total in sums])
    ordered = np.sort(values, axis=0)
    for level in settings().quantile_levels:
        position = (count - 1) * level
        below = math.floor(position)
        low = ordered[below]
        above = ordered[min(below + 1, count - 1)]
        yield quantile_name(level), low + (above - low) * (position - below)


VERDICT_NUMBERS = ("probability", "standard_error", "p05", "p10", "p25", "p50", "p75", "p90", "p95")


def verdict_rows(points: Points, point: Point, loaded: LoadedScenario, found: Kept) -> Iterator[dict[str, Any]]:
    """Give a row for each target that is judged, and one for all of them together, as `run` judges them."""
    base = points.base(point)
    common: dict[str, Any] = {"region": base.region, "scenario": base.name, "point": point.id}
    common |= {"replicates": found.total, "failed": len(found.failures)}
    withheld = not found.replicates or len(found.failures) > settings().withheld_above * found.total
    rows, standing = judged_rows(loaded), standing_of(loaded)
    places = {row.target.id: place for place, row in enumerate(rows)}
    for row in loaded.rows:
        # A row that restates another is answered by it.
        place = places.get(row.target.id, places.get(row.restates or ""))
        if row.question is None or place is None:
            continue
        yield {
            **common,
            "target": row.target.id,
            "due_year": row.due_year,
            "operator": row.operator,
            "value": row.target.value,
            "unit": row.target.unit,
            **dict.fromkeys(("first_behind", *VERDICT_NUMBERS)),
            **_chance(None if withheld else found.met[:, place]),
            **({} if withheld else quantiles(found.reached[:, place], settings().quantile_levels)),
            **({} if withheld else {"first_behind": _first_behind(found, place)}),
            **_tested(standing.statuses[row.target.id]),
        }
    joint = [place for place, row in enumerate(rows) if not row.supposed]
    if joint:
        yield {
            **common,
            **dict.fromkeys(("due_year", "operator", "value", "unit", "first_behind", *VERDICT_NUMBERS)),
            "target": JOINT,
            **_chance(None if withheld else np.asarray(found.met[:, joint].all(axis=1))),
            **_tested(standing.least(rows[place].target.id for place in joint)),
        }


def _chance(met: Truths | None) -> dict[str, Any]:
    """Give probability, error and verdict of what was met; nothing but the verdict where it is withheld."""
    if met is None:
        return {"probability": None, "standard_error": None, "verdict": WITHHELD.code}
    found = Proportion.of(met)
    verdict = likelihood(*found.interval).code
    return {"probability": found.probability, "standard_error": found.standard_error, "verdict": verdict}


def _tested(status: ValidationStatus | None) -> dict[str, Any]:
    """Say how far answers like this have been held against what happened, and at which level."""
    return {"validation": status and status.code, "validation_level": status and status.level}


def _first_behind(found: Kept, place: int) -> int | None:
    """Give the first year in which fewer than half the replicates are on their path, and no later year recovers."""
    behind = None
    for year, count in reversed(list(zip(found.years, found.on_path[place].tolist(), strict=True))):
        if count == NOT_COVERED and behind is None:
            continue  # after the due year
        if count == NOT_COVERED or count >= settings().on_path_share * len(found.replicates):
            break
        behind = year
    return behind


def _summary_columns(block: _Block) -> dict[str, Any]:
    """Long form: region, scenario, point, quantile, year, variable, unit, value."""
    region, scenario, name, quantile, variable, unit = (_Column() for _ in range(6))
    years: list[Any] = []
    values: list[Any] = []
    for lines in block.summary:
        base, size = block.points.base(lines.point), len(lines.variables)
        for what, numbers in lines.quantiles:
            region.add(base.region, size)
            scenario.add(base.name, size)
            name.add(lines.point.id, size)
            quantile.add(what, size)
            variable.list(lines.variables)
            unit.list(lines.units)
            years.append(lines.years)
            values.append(numbers)
    return {
        "region": region.column(),
        "scenario": scenario.column(),
        "point": name.column(),
        "quantile": quantile.column(),
        "year": np.concatenate([np.zeros(0, dtype=np.int64), *years]).astype(np.int32),
        "variable": variable.column(),
        "unit": unit.column(),
        "value": np.concatenate([np.zeros(0), *values]),
    }


class _Column:
    """A column of words that repeat."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.places: list[NDArray[np.int32]] = [np.zeros(0, dtype=np.int32)]

    def add(self, word: str, count: int) -> None:
        self.places.append(np.full(count, self._place(word), dtype=np.int32))

    def list(self, words: Iterable[str]) -> None:
        self.places.append(np.array([self._place(word) for word in words], dtype=np.int32))

    def column(self) -> Any:
        return repeated(list(self.words), np.concatenate(self.places))

    def _place(self, word: str) -> int:
        return self.words.setdefault(word, len(self.words))


def _verdict_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    import pyarrow as pa

    def of(name: str, kind: Any) -> Any:
        return pa.array([row[name] for row in rows], type=kind)

    words, whole, number = pa.string(), pa.int32(), pa.float64()
    columns = {name: of(name, words) for name in ("region", "scenario", "point", "target")}
    columns |= {"due_year": of("due_year", whole), "operator": of("operator", words), "value": of("value", number)}
    columns |= {"unit": of("unit", words), "replicates": of("replicates", whole), "failed": of("failed", whole)}
    columns |= {name: of(name, number) for name in VERDICT_NUMBERS}
    columns |= {"first_behind": of("first_behind", whole), "verdict": of("verdict", words)}
    return columns | {name: of(name, words) for name in ("validation", "validation_level")}


def _failure_columns(block: _Block) -> dict[str, Any]:
    import pyarrow as pa

    rows = block.failures
    bases = [block.points.base(point) for point, _ in rows]
    return {
        "region": pa.array([base.region for base in bases], type=pa.string()),
        "scenario": pa.array([base.name for base in bases], type=pa.string()),
        "point": pa.array([point.id for point, _ in rows], type=pa.string()),
        "replicate": pa.array([row.replicate for _, row in rows], type=pa.int32()),
        "error": pa.array([row.error for _, row in rows], type=pa.string()),
        "place": pa.array([row.place for _, row in rows], type=pa.string()),
        "replay": pa.array([replay_options(point.id, row.replicate) for point, row in rows], type=pa.string()),
    }


def replay_options(point: str, replicate: int) -> str:
    """Give what is to be added to `tuiyan sweep FILE` to run exactly this replicate of this point again."""
    return f"--replay {point} --replicate {replicate}"


def _point_columns(points: Points, block: range) -> dict[str, Any]:
    """One row a point: what it is called, what it changes, and a column for every path that some point sets."""
    import pyarrow as pa

    found = [points.points[number] for number in block]
    bases = [points.base(point) for point in found]
    columns = {
        "number": pa.array([point.number for point in found], type=pa.int32()),
        "point": pa.array([point.id for point in found], type=pa.string()),
        "region": pa.array([base.region for base in bases], type=pa.string()),
        "plan": pa.array([base.loaded.plan.id for base in bases], type=pa.string()),
        "scenario": pa.array([base.name for base in bases], type=pa.string()),
        "scenario_hash": pa.array([point.scenario_hash for point in found], type=pa.string()),
        "changes": pa.array([written(point.changes) for point in found], type=pa.string()),
    }
    for path in points.paths:
        values = [point.changes.get(path) for point in found]
        columns[path] = (
            pa.array([None if value is None else float(value) for value in values], type=pa.float64())
            if path in points.numeric
            else pa.array([None if value is None else _as_text(value) for value in values], type=pa.string())
        )
    return columns


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else written({"value": value})
