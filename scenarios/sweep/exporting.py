"""Tables written as files for spreadsheets, in which no text can become a formula."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.cli.output import check_writable
from scenarios.cli.spreadsheet import harmless
from scenarios.schema.errors import InputError, Place
from scenarios.sweep.files import write_atomically

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".xlsx", ".parquet")


def export_frame(frame: pd.DataFrame, path: Path) -> None:
    """Save a table by the ending of the file's name; raises InputError."""
    check_writable(str(path))
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        options = ", ".join(ENDINGS)
        raise InputError("option_not_one_of", option="export", found=ending or "-", options=options, near=ENDINGS[0])
    buffer = io.BytesIO()
    if ending == ".parquet":
        frame.to_parquet(buffer, index=False)
    elif ending == ".csv":
        safe: Any = frame.copy()
        for name in safe.columns:
            if safe[name].dtype.kind not in "ifb":
                safe[name] = [harmless(value) if isinstance(value, str) else value for value in safe[name]]
        safe.to_csv(buffer, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    else:
        import xlsxwriter

        book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
        sheet = book.add_worksheet("tuiyan")
        sheet.write_row(0, 0, list(frame.columns))
        for number, row in enumerate(frame.itertuples(index=False), start=1):
            for column, value in enumerate(row):
                if value is not None and value == value:
                    sheet.write(number, column, value)
        sheet.freeze_panes(1, 0)
        book.close()
    try:
        write_atomically(path, buffer.getvalue())
    except OSError as error:
        raise InputError("out_failed", Place(str(path)), reason=error.strerror or type(error).__name__) from error
