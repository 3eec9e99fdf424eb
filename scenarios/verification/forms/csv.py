"""CSV: the table, then rows that begin with #: caption and stamp. Read as spreadsheets save it again, too."""

from __future__ import annotations

import csv
import hashlib
import io

from scenarios.verification.forms.reading import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Read, UnreadableError, decoded
from scenarios.verification.shown import Part, Shown
from scenarios.verification.stamp import NAME, NoStampError, Stamp, unpacked

CELL = 30_000
"""Characters of a packed stamp in one cell: a spreadsheet holds 32,767."""
MARK = f"# {NAME}"
MOST_REPEATED = 500_000
"""Cells of a posterior that its stamp repeats: a thousand particles of every input."""
FIELD = 1 << 20


def stamp_rows(stamp: Stamp) -> str:
    """Write a stamp as rows of a CSV."""
    packed, paper = stamp.packed(), io.StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    for start in range(0, len(packed), CELL):
        writer.writerow([MARK, packed[start : start + CELL]])
    return paper.getvalue()


def stamped(body: str, stamp: Stamp) -> bytes:
    """Put a stamp below a CSV whose rows end in CRLF; a byte-order mark is put before it."""
    body = body.removeprefix("\ufeff")
    shown = shown_in(rows_of(body))
    digest = hashlib.sha256(table_of(body).encode()).hexdigest()
    return ("\ufeff" + body + stamp_rows(stamp.of_content(digest, shown))).encode()


def stamped_plain(body: str, stamp: Stamp) -> bytes:
    """Put a stamp below a table that is read by programs: rows that end in LF, no byte-order mark."""
    shown = shown_in(rows_of(body))
    whole = stamp.of_content(hashlib.sha256(body.encode()).hexdigest(), shown, MOST_REPEATED)
    return (body + stamp_rows(whole).replace("\r\n", "\n")).encode()


def table_of(words: str) -> str:
    """Cut a CSV before its first row of caption or stamp."""
    end = words.find("\r\n# ")
    if end >= 0:
        return words[: end + 2]
    end = words.find("\n" + MARK)
    return words if end < 0 else words[: end + 1]


def content_digest(content: bytes) -> str:
    """Give the SHA-256 of the table without the rows below it."""
    return hashlib.sha256(table_of(content.decode("utf-8-sig")).encode()).hexdigest()


def stamp_in(content: bytes) -> Stamp:
    """Read the stamp of a CSV; raises StampError."""
    return _stamp(rows_of(decoded(content)))


def rows_of(words: str) -> list[list[str]]:
    """Read the rows of a CSV by the delimiter that its first row has most of; raises UnreadableError."""
    head = words[:65_536]
    delimiter = max(",;\t", key=lambda mark: (head.count(mark), -",;\t".index(mark)))
    rows: list[list[str]] = []
    cells = 0
    limit = csv.field_size_limit(FIELD)
    try:
        for row in csv.reader(io.StringIO(words, newline=""), delimiter=delimiter):
            cells += len(row)
            if len(rows) >= MOST_ROWS or cells > MOST_CELLS or len(row) > MOST_COLUMNS:
                raise UnreadableError("large")
            rows.append(row)
    except csv.Error as error:
        raise UnreadableError("damaged") from error
    finally:
        csv.field_size_limit(limit)
    return rows


def shown_in(rows: list[list[str]]) -> Shown:
    """Give the cells of a CSV without its stamp."""
    return (Part("table", "", tuple(tuple(row) for row in rows if not (row and row[0].strip() == MARK))),)


def read(content: bytes) -> Read:
    """Read a CSV; raises StampError."""
    words = decoded(content)
    rows = rows_of(words)
    digest = hashlib.sha256(table_of(words).encode("utf-8", "replace")).hexdigest()
    return Read("csv", _stamp(rows), shown_in(rows), digest)


def _stamp(rows: list[list[str]]) -> Stamp:
    packed = [row[1].strip() for row in rows if len(row) >= 2 and row[0].strip() == MARK]
    if not packed:
        raise NoStampError("the table carries no stamp")
    return unpacked("".join(packed))
