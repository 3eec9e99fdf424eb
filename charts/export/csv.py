"""CSV for drafts and scripts: one table, with its caption and stamp as rows that begin with # below it.

The stamp stands in the file and not beside it, because a download is one file and a file beside it is lost when the table
is passed on. Readers that know comments (`pandas.read_csv(comment="#")`) see the table alone; a spreadsheet shows the rows.
"""

from __future__ import annotations

import csv as plain_csv
import io

from charts.export.blocks import Block
from charts.export.caption import Caption
from scenarios.cli.spreadsheet import harmless
from scenarios.tables import Value
from scenarios.verification.forms.csv import content_digest, stamp_in, stamped
from scenarios.verification.stamp import Stamp

__all__ = ["content_digest", "csv", "stamp_in", "table_text"]


def csv(block: Block, caption: Caption, stamp: Stamp) -> bytes:
    """Write a table as UTF-8 with a byte-order mark, as Excel and WPS want it; no cell can become a formula."""
    paper = io.StringIO()
    writer = plain_csv.writer(paper, lineterminator="\r\n")
    for line in caption.lines:
        writer.writerow([f"# {line}"])
    return stamped(table_text(block) + paper.getvalue(), stamp)


def table_text(block: Block) -> str:
    """Write heading and rows, each on one line; a text that begins with # is quoted by an apostrophe as formulas are."""
    paper = io.StringIO()
    writer = plain_csv.writer(paper, lineterminator="\r\n")
    writer.writerow([_cell(value) for value in block.header])
    for row in block.rows:
        writer.writerow([_cell(value) for value in row])
    return paper.getvalue()


def _cell(value: Value) -> object:
    if value is None:
        return ""
    if isinstance(value, str):
        value = " ".join(value.splitlines()) if value.splitlines()[1:] else value
        return "'" + value if value.startswith("#") else harmless(value)
    return value
