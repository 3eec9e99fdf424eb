"""Tables of a store written as files for spreadsheets and scripts, stamped; no text in them can become a formula."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.cli.output import check_writable
from scenarios.cli.spreadsheet import harmless
from scenarios.schema.errors import InputError, Place
from scenarios.sweep.files import write_atomically
from scenarios.sweep.manifest import Manifest
from scenarios.verification.stamp import Stamp, unpack_question

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".xlsx", ".parquet")
MOST_LISTED = 2_000
"""Points that a stamp lists by name; without the list, rows of another results version cannot be told apart by point."""


def export_frame(frame: pd.DataFrame, path: Path, manifest: Manifest, table: str) -> None:
    """Save a table by the ending of the file's name; raises InputError."""
    check_writable(str(path))
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        options = ", ".join(ENDINGS)
        raise InputError("option_not_one_of", option="export", found=ending or "-", options=options, near=ENDINGS[0])
    content = frame_file(frame, ending.lstrip("."), store_stamp(manifest, table, ending.lstrip(".")))
    try:
        write_atomically(path, content)
    except OSError as error:
        raise InputError("out_failed", Place(str(path)), reason=error.strerror or type(error).__name__) from error


def store_stamp(manifest: Manifest, table: str, form: str) -> Stamp:
    """Make the stamp of a table of a store: the specification, every scenario in full, and the points' names."""
    content = manifest.content
    names = list(content["specification"]["scenarios"])
    packed = content.get("questions") or {}
    questions = {name: unpack_question(str(packed[name])) if name in packed else None for name in names}
    points = manifest.points
    said = {"table": table, "form": form, "points": points if len(points) <= MOST_LISTED else None}
    return Stamp(
        str(content["frame"]["results_version"]),
        str(content["frame"]["scenarios"][names[0]]["hash"]),
        int(content["frame"]["seed"]),
        manifest.replicates,
        {"specification": content["specification"], "bases": [[name, questions[name]] for name in names]},
    ).of_file("sweep", **said)


def frame_file(frame: pd.DataFrame, form: str, stamp: Stamp) -> bytes:
    """Write a data frame in a format, with its stamp."""
    if form == "parquet":
        import pyarrow as pa

        from scenarios.verification.forms import parquet

        return parquet.written(pa.Table.from_pandas(frame, preserve_index=False), stamp)
    if form == "csv":
        from scenarios.verification.forms import csv

        safe: Any = frame.rename(columns=harmless)
        for name in safe.columns:
            if safe[name].dtype.kind not in "ifb":
                safe[name] = [harmless(value) if isinstance(value, str) else value for value in safe[name]]
        paper = io.StringIO()
        safe.to_csv(paper, index=False, lineterminator="\r\n")
        return csv.stamped(paper.getvalue(), stamp)
    from scenarios.verification.runs import workbook

    rows = ([_plain(value) for value in row] for row in frame.itertuples(index=False))
    return workbook([list(frame.columns), *rows], "tuiyan", stamp, "zh")


def _plain(value: Any) -> Any:
    """Give a cell as a plain value; what is missing is None."""
    if value is None or value != value:
        return None
    return value.item() if hasattr(value, "item") else value
