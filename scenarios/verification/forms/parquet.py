"""Parquet: the table as it is, the stamp in the file's own key-value metadata."""

from __future__ import annotations

import io
from typing import Any

from scenarios.verification.forms.reading import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Read, UnreadableError, digest_of
from scenarios.verification.shown import Part, Shown, Value
from scenarios.verification.stamp import NAME, NoStampError, Stamp, StampError, unpacked


def written(table: Any, stamp: Stamp) -> bytes:
    """Write a pyarrow table with its stamp: the same bytes for the same content."""
    from scenarios.sweep.parts import parquet

    shown = shown_in(table)
    stamped = stamp.of_content(digest_of(shown), shown).packed()
    metadata = {**(table.schema.metadata or {}), NAME.encode(): stamped.encode()}
    paper = io.BytesIO()
    parquet().write_table(table.replace_schema_metadata(metadata), paper, compression="zstd", write_page_checksum=True)
    return paper.getvalue()


def shown_in(table: Any) -> Shown:
    """Give heading and rows of a pyarrow table."""
    columns = [[_plain(value) for value in table.column(name).to_pylist()] for name in table.column_names]
    rows = zip(*columns, strict=True) if columns else ()
    return (Part("table", "", (tuple(table.column_names), *rows)),)


def _plain(value: Any) -> Value:
    if isinstance(value, float) and value != value:
        return None
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def read(content: bytes) -> Read:
    """Read a Parquet file; raises StampError, InputError where pyarrow is not installed."""
    from scenarios.sweep.parts import parquet

    pq = parquet()
    import pyarrow as pa

    try:
        with pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True, pre_buffer=False) as file:
            found = file.metadata
            unpacked_size = sum(found.row_group(number).total_byte_size for number in range(found.num_row_groups))
            if found.num_rows > MOST_ROWS * 10 or found.num_columns > MOST_COLUMNS or unpacked_size > 1 << 30:
                raise UnreadableError("large")
            if found.num_rows * found.num_columns > MOST_CELLS * 10:
                raise UnreadableError("large")
            packed = (file.schema_arrow.metadata or {}).get(NAME.encode())
            if packed is None:
                raise NoStampError("the table carries no stamp")
            table = file.read(use_threads=False)
        shown = shown_in(table)
        return Read("parquet", unpacked(packed.decode("ascii")), shown, digest_of(shown))
    except StampError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, IndexError, OverflowError, MemoryError) as error:
        raise UnreadableError("damaged") from error
