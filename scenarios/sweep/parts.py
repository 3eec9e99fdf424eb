"""Parquet files of a store: written whole and always to the same bytes, read back with every checksum looked at.

One file a unit: one point and at most SEGMENT of its replicates, in the long form. For every replicate and target what is
reached at the due year (`target:ID`) and whether that meets it (`met:ID`, 1 or 0); for every target and year how many replicates
are on the path they need (`on_path:ID`, without replicate); then trajectories, if they are kept, one row a replicate, year and
outcome; and one row a failed replicate, without year and value, its variable being `failure`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.loaded import LoadedScenario
from scenarios.schema.errors import InputError
from scenarios.sweep.files import write_atomically
from scenarios.sweep.kept import NOT_COVERED, Kept, judged_rows
from scenarios.sweep.simulation import FailureRow

SEGMENT = 500
"""Most replicates of one file; fixed, because the grouping is part of what must be equal byte by byte."""
FAILURE = "failure"
TARGET, MET, ON_PATH = "target:", "met:", "on_path:"
"""What stands before a target's id: what it reaches, whether that meets it, how many replicates are on its path."""
SHARE, TIMES = "1", "次"
SAMPLES = "samples"


@dataclass(frozen=True)
class Unit:
    """One point's replicates first .. first + SEGMENT - 1, or fewer: what is computed, written and lost as a whole."""

    point: str
    number: int
    """The point's number in the sweep."""
    segment: int
    have: int
    """Replicates of this unit that the store holds already."""
    total: int
    """Replicates that it is to hold."""

    @property
    def name(self) -> str:
        """Give the name of its file."""
        return unit_name(self.point, self.segment)

    @property
    def first(self) -> int:
        """Give the first replicate that is missing."""
        return self.segment * SEGMENT + self.have

    @property
    def count(self) -> int:
        """Give the number of replicates that are missing."""
        return self.total - self.have


def unit_name(point: str, segment: int) -> str:
    """Name the file of a unit."""
    return f"{point}-{segment:04d}.parquet"


def segments(replicates: int) -> list[int]:
    """Give the number of replicates of each segment of a point."""
    whole, rest = divmod(replicates, SEGMENT)
    return [SEGMENT] * whole + ([rest] if rest else [])


@dataclass(frozen=True)
class Labels:
    """What stands in every row of a unit; due year and unit of each target, the unit of each outcome."""

    region: str
    scenario: str
    point: str
    targets: Mapping[str, tuple[int, str]]
    units: Mapping[str, str]


def targets_of(loaded: LoadedScenario) -> dict[str, tuple[int, str]]:
    """Give due year and unit of every judged target."""
    return {row.target.id: (row.due_year, row.target.unit or SHARE) for row in judged_rows(loaded)}


def parquet() -> Any:
    """Load pyarrow's Parquet; raises InputError where it is not installed."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise InputError("sweep_needs_pyarrow") from error
    return pyarrow.parquet


def write_table(path: Path, columns: Mapping[str, Any], metadata: Mapping[str, str] | None = None) -> None:
    """Write columns (numpy arrays, lists, pyarrow arrays) as a Parquet file, the same bytes for the same content."""
    pq = parquet()
    import pyarrow as pa

    table = pa.table(dict(columns))
    if metadata:
        table = table.replace_schema_metadata(dict(metadata))
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", write_page_checksum=True, row_group_size=1 << 20)
    write_atomically(path, buffer.getvalue())


def read_table(path: Path) -> Any | None:
    """Read a Parquet file whole, every page against its checksum; None where it is missing or damaged."""
    pq = parquet()
    import pyarrow as pa

    try:
        # Without Arrow's own threads: files are small, cores are the engine's, and one of them alive at the end of the
        # process was once seen to abort it.
        content = io.BytesIO(path.read_bytes())
        return pq.read_table(content, page_checksum_verification=True, use_threads=False, pre_buffer=False)
    except FileNotFoundError:
        return None
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk refuses, which says nothing of the file
        return None


def repeated(words: Sequence[str], places: Any, valid: Any = None) -> Any:
    """Make a column of words by their places; places where `valid` is false are null."""
    import pyarrow as pa

    places = np.asarray(places, dtype=np.int32)
    indices = pa.array(places, mask=None if valid is None else ~np.asarray(valid, dtype=bool))
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(words), type=pa.string()))


def same(word: str, count: int) -> Any:
    """Make a column that says one word throughout."""
    return repeated([word], np.zeros(count, dtype=np.int32))


def write_unit(folder: Path, unit: Unit, kept: Kept, labels: Labels) -> None:
    """Write a unit: what targets reach, whether that meets them, counts on the path, trajectories, failures."""
    import pyarrow as pa

    finished, targets, years = len(kept.replicates), len(kept.targets), len(kept.years)
    series, failed = len(kept.series), len(kept.failures)
    covered = kept.on_path != NOT_COVERED
    on_path, followed = int(covered.sum()), finished * years * series
    sizes = [finished * targets, finished * targets, on_path, followed, failed]
    kind = np.repeat(np.arange(5), sizes)
    numbers = np.asarray(kept.replicates, dtype=np.int32)
    calendar = np.asarray(kept.years, dtype=np.int32)
    due = np.tile(np.asarray([labels.targets[name][0] for name in kept.targets], dtype=np.int32), finished)
    target = np.tile(np.arange(targets), finished)
    words = _Words(
        [*(before + name for before in (TARGET, MET, ON_PATH) for name in kept.targets), *kept.series, FAILURE]
    )
    units = _Words(
        [
            *(labels.targets[name][1] for name in kept.targets),
            *([SHARE] * targets),
            *([TIMES] * targets),
            *(labels.units[name] for name in kept.series),
            SHARE,
        ]
    )
    place = np.concatenate(
        [
            target,
            target + targets,
            np.nonzero(covered)[0] + 2 * targets,
            np.tile(np.arange(series), finished * years) + 3 * targets,
            np.full(failed, 3 * targets + series),
        ]
    )
    year: list[Any] = [due, due, calendar[np.nonzero(covered)[1]], np.tile(np.repeat(calendar, series), finished)]
    year.append(np.zeros(failed, dtype=np.int32))
    number: list[Any] = [np.repeat(numbers, targets)] * 2 + [np.zeros(on_path), np.repeat(numbers, years * series)]
    number.append(np.asarray([failure.replicate for failure in kept.failures]))
    value: list[Any] = [
        kept.reached.ravel(),
        kept.met.ravel(),
        kept.on_path[covered],
        kept.values.ravel(),
        np.zeros(failed),
    ]
    what, where = (_Words(getattr(failure, name) for failure in kept.failures) for name in ("error", "place"))
    before = np.zeros(len(kind) - failed, dtype=np.int32)
    shape = {"years": kept.years, "targets": kept.targets, "series": kept.series}
    write_table(
        folder / unit.name,
        {
            "region": same(labels.region, len(kind)),
            "scenario": same(labels.scenario, len(kind)),
            "point": same(labels.point, len(kind)),
            "replicate": pa.array(np.concatenate(number).astype(np.int32), mask=kind == 2),
            "year": pa.array(np.concatenate(year).astype(np.int32), mask=kind == 4),
            "variable": repeated(words.words, np.asarray(words.places, dtype=np.int32)[place]),
            "unit": repeated(units.words, np.asarray(units.places, dtype=np.int32)[place], kind < 4),
            "value": pa.array(np.concatenate(value).astype(np.float64), mask=kind == 4),
            "failure": repeated(what.words, np.concatenate([before, what.places]), kind == 4),
            "place": repeated(where.words, np.concatenate([before, where.places]), kind == 4),
        },
        {
            "point": unit.point,
            "first": str(unit.segment * SEGMENT),
            "total": str(kept.total),
            "shape": json.dumps(shape),
        },
    )


def read_unit(path: Path) -> Kept | None:
    """Read a unit back; None where it is missing or damaged."""
    table = read_table(path)
    if table is None:
        return None
    metadata = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    first, total = int(metadata["first"]), int(metadata["total"])
    shape = {name: tuple(found) for name, found in json.loads(metadata["shape"]).items()}
    targets, years, series = len(shape["targets"]), len(shape["years"]), len(shape["series"])
    value = table.column("value").combine_chunks()
    there = len(value) - value.null_count
    lost = (table.column(name).slice(there).to_pylist() for name in ("replicate", "failure", "place"))
    failures = tuple(FailureRow(*found) for found in zip(*lost, strict=True))
    failed = {failure.replicate for failure in failures}
    replicates = tuple(number for number in range(first, first + total) if number not in failed)
    finished = len(replicates)
    numbers = value.slice(0, there).to_numpy()
    ends = np.cumsum([finished * targets, finished * targets])
    followed = there - finished * years * series
    counts = numbers[ends[1] : followed]
    on_path = np.full((targets, years), NOT_COVERED, dtype=np.int64)
    year = table.column("year").slice(int(ends[1]), len(counts)).to_numpy()
    variable = table.column("variable").slice(int(ends[1]), len(counts)).to_pylist()
    for name, at, count in zip(variable, year.tolist(), counts.tolist(), strict=True):
        place = shape["targets"].index(name.removeprefix(ON_PATH))
        on_path[place, shape["years"].index(at)] = int(count)
    return Kept(
        replicates,
        shape["targets"],
        numbers[: ends[0]].reshape(finished, targets),
        numbers[ends[0] : ends[1]].reshape(finished, targets) == 1.0,
        shape["years"],
        on_path,
        shape["series"],
        numbers[followed:].reshape(finished, years, series),
        failures,
    )


class _Words:
    """Words, each once, and the place of each of those given."""

    def __init__(self, given: Any) -> None:
        found: dict[str, int] = {}
        self.places = [found.setdefault(word, len(found)) for word in given]
        self.words = list(found) or [""]
