"""CSV for drafts and scripts: one table, with its caption and stamp as rows that begin with # below it.

The stamp stands in the file and not beside it, because a download is one file and a file beside it is lost when the table
is passed on. Readers that know comments (`pandas.read_csv(comment="#")`) see the table alone; a spreadsheet shows the rows.
"""

from __future__ import annotations

import csv as plain_csv
import hashlib
import io

from charts.export.blocks import Block
from charts.export.caption import Caption
from charts.export.stamp import NAME, Stamp, StampError, unpacked
from scenarios.cli.spreadsheet import harmless
from scenarios.tables import Value

MARK = "\ufeff"
CELL = 30_000


def csv(block: Block, caption: Caption, stamp: Stamp) -> bytes:
    """Write a table as UTF-8 with a byte-order mark, as Excel and WPS want it; no cell can become a formula."""
    body = table_text(block)
    stamped = stamp.of_content(hashlib.sha256(body.encode()).hexdigest()).packed()
    paper = io.StringIO()
    writer = plain_csv.writer(paper, lineterminator="\r\n")
    for line in caption.lines:
        writer.writerow([f"# {line}"])
    for start in range(0, len(stamped), CELL):
        writer.writerow([f"# {NAME}", stamped[start : start + CELL]])
    return (MARK + body + paper.getvalue()).encode()


def table_text(block: Block) -> str:
    """Write heading and rows, each on one line; a text that begins with # is quoted by an apostrophe as formulas are."""
    paper = io.StringIO()
    writer = plain_csv.writer(paper, lineterminator="\r\n")
    writer.writerow([_cell(value) for value in block.header])
    for row in block.rows:
        writer.writerow([_cell(value) for value in row])
    return paper.getvalue()


def stamp_in(content: bytes) -> Stamp:
    """Read the stamp of a CSV; raises StampError."""
    packed = [row[1] for row in _rows(content) if len(row) == 2 and row[0] == f"# {NAME}"]
    if not packed:
        raise StampError("the table carries no stamp")
    return unpacked("".join(packed))


def content_digest(content: bytes) -> str:
    """Give the SHA-256 of the table without the rows below it."""
    words = content.decode("utf-8-sig")
    end = words.find("\r\n# ")
    return hashlib.sha256((words if end < 0 else words[: end + 2]).encode()).hexdigest()


def _rows(content: bytes) -> list[list[str]]:
    try:
        return list(plain_csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, plain_csv.Error) as error:
        raise StampError("not a table") from error


def _cell(value: Value) -> object:
    if value is None:
        return ""
    if isinstance(value, str):
        value = " ".join(value.splitlines()) if value.splitlines()[1:] else value
        return "'" + value if value.startswith("#") else harmless(value)
    return value
