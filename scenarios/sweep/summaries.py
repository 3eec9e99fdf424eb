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
from scenarios.result import RunResult
from scenarios.sweep.parts import read_table, read_unit, repeated, segments, unit_name, write_table
from scenarios.sweep.points import Point, Points, written
from scenarios.sweep.simulation import FailureRow, Segment
from scenarios.verdicts.quantiles import quantile_name
from scenarios.verdicts.samples import Samples
from scenarios.verdicts.settings import settings

BLOCK = 100
"""Points of one file; fixed, because the grouping is part of what must be equal byte by byte."""
TABLES = ("summary", "verdicts", "failures", "points")
MEAN = "mean"
JOINT = "joint"
Numbers = NDArray[np.float64]


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


def read_point(samples: Path, point: Point, replicates: int) -> Segment:
    """Read all replicates of a point; raises DamagedUnitError."""
    whole: Segment | None = None
    for number, total in enumerate(segments(replicates)):
        found = read_unit(samples / unit_name(point.id, number))
        if found is None or found.total < total:
            raise DamagedUnitError(point, number)
        whole = found if whole is None else whole.followed_by(found)
    assert whole is not None
    return whole


def result_of(points: Points, point: Point, found: Segment) -> RunResult:
    """Answer a point's targets from its replicates; raises no error where all of them failed: verdicts are withheld."""
    loaded = points.loaded(point)
    values, years, series = found.values, found.years, found.series
    if not found.replicates:
        years = tuple(range(loaded.span.state_year, loaded.span.last + 1))
        questions = [row.question for row in loaded.rows if row.question is not None]
        series = tuple(sorted({name for q in questions for name in (*q.series, *q.minus, *q.denominator)}))
        values = np.zeros((0, len(years), len(series)))
    failures = tuple(_Failed(row.replicate) for row in found.failures)
    numbers = np.array(found.replicates, dtype=np.int64)
    samples = Samples(years, series, values, found.total, failures, numbers=numbers)
    return RunResult(loaded, points.sweep.specification.seed, samples, points.results_version)


@dataclass(frozen=True)
class _Failed:
    replicate: int


@dataclass
class _Block:
    """The rows of a block's tables, gathered point by point."""

    points: Points
    units: Mapping[str, str]
    summary: list[tuple[Point, Segment, list[tuple[str, Numbers]]]] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    failures: list[tuple[Point, FailureRow]] = field(default_factory=list)


def write_block(folder: Path, points: Points, number: int, block: range, units: Mapping[str, str]) -> None:
    """Sum up a block of points from its units and write its files; raises DamagedUnitError and OSError."""
    gathered = _Block(points, units)
    for place in block:
        point = points.points[place]
        found = read_point(folder / "samples", point, points.sweep.specification.replicates)
        if found.replicates:
            quantiles = list(yearly_quantiles(found.values))
            shape = Segment(found.years, found.series, (), np.zeros((0, 0, 0)), ())
            gathered.summary.append((point, shape, quantiles))
        gathered.verdicts.extend(verdict_rows(points, point, result_of(points, point, found)))
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


def yearly_quantiles(values: Numbers) -> Iterator[tuple[str, Numbers]]:
    """Give mean and quantiles over replicates of every year and outcome; float64[years, series] each."""
    count = len(values)
    sums = [math.fsum(column) for column in values.reshape(count, -1).T.tolist()]
    yield MEAN, np.array([total / count for total in sums]).reshape(values.shape[1:])
    ordered = np.sort(values, axis=0)
    for level in settings().quantile_levels:
        position = (count - 1) * level
        below = math.floor(position)
        low = ordered[below]
        above = ordered[min(below + 1, count - 1)]
        yield quantile_name(level), low + (above - low) * (position - below)


VERDICT_NUMBERS = ("probability", "standard_error", "p05", "p10", "p25", "p50", "p75", "p90", "p95")


def verdict_rows(points: Points, point: Point, result: RunResult) -> Iterator[dict[str, Any]]:
    """Give a row for each target that is judged, and one for all of them together."""
    base = points.base(point)
    common = {"region": base.region, "scenario": base.name, "point": point.id}
    counts = {"replicates": result.replicates, "failed": result.samples.failed}
    for answer in result.answers:
        if answer.verdict is None:
            continue
        verdict, target = answer.verdict, answer.row.target
        proportion = verdict.proportion
        yield {
            **common,
            "target": target.id,
            "due_year": answer.row.due_year,
            "operator": answer.row.operator,
            "value": target.value,
            "unit": target.unit,
            **counts,
            "probability": proportion.probability if proportion else None,
            "standard_error": proportion.standard_error if proportion else None,
            **{name: (verdict.quantiles or {}).get(name) for name in VERDICT_NUMBERS[2:]},
            "first_behind": verdict.first_behind,
            "verdict": verdict.likelihood.code,
        }
    whole = result.joint
    if whole.likelihood is not None:
        yield {
            **common,
            **dict.fromkeys(("due_year", "operator", "value", "unit", *VERDICT_NUMBERS, "first_behind")),
            "target": JOINT,
            **counts,
            "probability": whole.proportion.probability if whole.proportion else None,
            "standard_error": whole.proportion.standard_error if whole.proportion else None,
            "verdict": whole.likelihood.code,
        }


def _summary_columns(block: _Block) -> dict[str, Any]:
    """Long form: region, scenario, point, quantile, year, variable, unit, value."""
    points = block.points
    region, scenario, name, quantile, variable, unit = (_Column() for _ in range(6))
    years: list[Any] = []
    values: list[Any] = []
    for point, shape, quantiles in block.summary:
        size = len(shape.years) * len(shape.series)
        base = points.base(point)
        for what, numbers in quantiles:
            region.add(base.region, size)
            scenario.add(base.name, size)
            name.add(point.id, size)
            quantile.add(what, size)
            variable.tile(shape.series, len(shape.years))
            unit.tile([block.units[series] for series in shape.series], len(shape.years))
            years.append(np.repeat(np.asarray(shape.years, dtype=np.int32), len(shape.series)))
            values.append(numbers.ravel())
    return {
        "region": region.column(),
        "scenario": scenario.column(),
        "point": name.column(),
        "quantile": quantile.column(),
        "year": np.concatenate([np.zeros(0, dtype=np.int32), *years]),
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

    def tile(self, words: Iterable[str], count: int) -> None:
        self.places.append(np.tile(np.array([self._place(word) for word in words], dtype=np.int32), count))

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
    return columns | {"first_behind": of("first_behind", whole), "verdict": of("verdict", words)}


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
