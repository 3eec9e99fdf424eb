"""Parquet files of a store: written whole and always to the same bytes, read back with every checksum looked at.

One file a unit: one point and at most SEGMENT of its replicates, in the long form with one row a replicate, year and
outcome. A replicate that failed is one row without year and value, its variable being `failure`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.schema.errors import InputError
from scenarios.sweep.files import write_atomically
from scenarios.sweep.simulation import NOTHING, FailureRow, Segment

SEGMENT = 500
"""Most replicates of one file; fixed, because the grouping is part of what must be equal byte by byte."""
FAILURE = "failure"
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
    """What stands in every row of a unit: region and scenario, and the unit of each outcome."""

    region: str
    scenario: str
    point: str
    units: Mapping[str, str]


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
        return pq.read_table(io.BytesIO(path.read_bytes()), page_checksum_verification=True)
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


def write_unit(folder: Path, unit: Unit, segment: Segment, labels: Labels) -> None:
    """Write a unit, replicate by replicate, the years in order and in each year the outcomes in theirs."""
    import pyarrow as pa

    replicates, years, outcomes = segment.values.shape
    rows, failed = replicates * years * outcomes, len(segment.failures)
    count = rows + failed
    there = np.arange(count) < rows
    year = np.tile(np.repeat(np.asarray(segment.years, dtype=np.int32), outcomes), replicates)
    variable = np.tile(np.arange(outcomes), replicates * years)
    number = np.repeat(np.asarray(segment.replicates, dtype=np.int32), years * outcomes)
    failures = [failure.replicate for failure in segment.failures]
    what = _Words(failure.error for failure in segment.failures)
    where = _Words(failure.place for failure in segment.failures)
    empty = np.zeros(rows, dtype=np.int32)
    units = _Words(labels.units[name] for name in segment.series)
    unit_of = np.asarray(units.places, dtype=np.int32)[variable] if outcomes else np.zeros(0, dtype=np.int32)
    write_table(
        folder / unit.name,
        {
            "region": same(labels.region, count),
            "scenario": same(labels.scenario, count),
            "point": same(labels.point, count),
            "replicate": np.concatenate([number, np.asarray(failures, dtype=np.int32)]).astype(np.int32),
            "year": pa.array(np.concatenate([year, np.zeros(failed)]).astype(np.int32), mask=~there),
            "variable": repeated([*segment.series, FAILURE], np.concatenate([variable, np.full(failed, outcomes)])),
            "unit": repeated(units.words, np.concatenate([unit_of, np.zeros(failed)]), there),
            "value": pa.array(np.concatenate([segment.values.ravel(), np.zeros(failed)]), mask=~there),
            "failure": repeated(what.words, np.concatenate([empty, what.places]), ~there),
            "place": repeated(where.words, np.concatenate([empty, where.places]), ~there),
        },
        {"point": unit.point, "segment": str(unit.segment), "replicates": str(segment.total)},
    )


def read_unit(path: Path) -> Segment | None:
    """Read a unit back; None where it is missing or damaged."""
    table = read_table(path)
    if table is None:
        return None
    whole = table.slice(0, table.num_rows)
    columns = {name: whole.column(name).combine_chunks() for name in ("replicate", "year", "variable", "value")}
    year = columns["year"]
    rows = len(year) - year.null_count
    failures = tuple(
        FailureRow(*found)
        for found in zip(
            *(whole.column(name).slice(rows).to_pylist() for name in ("replicate", "failure", "place")), strict=True
        )
    )
    if rows == 0:
        return Segment((), (), (), NOTHING.values, failures)
    numbers = columns["replicate"].slice(0, rows).to_numpy()
    size = int(np.count_nonzero(numbers == numbers[0]))
    first_years = year.slice(0, size).to_pylist()
    years = tuple(dict.fromkeys(first_years))
    series = tuple(columns["variable"].slice(0, size // len(years)).to_pylist())
    values = columns["value"].slice(0, rows).to_numpy().reshape(-1, len(years), len(series))
    return Segment(years, series, tuple(numbers[::size].tolist()), values, failures)


class _Words:
    """Words, each once, and the place of each of those given."""

    def __init__(self, given: Any) -> None:
        found: dict[str, int] = {}
        self.places = [found.setdefault(word, len(found)) for word in given]
        self.words = list(found) or [""]
