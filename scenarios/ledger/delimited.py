"""A CSV file as a grid: UTF-8 with or without a mark, UTF-16 with its mark, or GB18030 (GBK); comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
import io

from scenarios.ledger.grid import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Grid
from scenarios.schema.errors import InputError, Place

SAMPLE = 65_536
DELIMITERS = (",", "\t", ";")


def read_csv(content: bytes, name: str) -> tuple[Grid, str]:
    """Read the content of a CSV file, and name the encoding that it was found to be in; raises InputError."""
    where = Place(name)
    said, encoding = decoded(content, where)
    delimiter = max(DELIMITERS, key=lambda mark: (said[:SAMPLE].count(mark), -DELIMITERS.index(mark)))
    rows: list[list[str | None]] = []
    cells = beyond = 0
    try:
        for line in csv.reader(io.StringIO(said, newline=""), delimiter=delimiter):
            if len(line) > MOST_COLUMNS:
                beyond += sum(1 for cell in line[MOST_COLUMNS:] if cell)
                line = line[:MOST_COLUMNS]
            row = [cell[:MOST_TEXT] if cell and not cell.isspace() else None for cell in line]
            cells += len(row)
            if len(rows) >= MOST_ROWS or cells > MOST_CELLS:
                raise InputError("ledger_too_long", where, sheet="CSV", limit=MOST_ROWS - 100)
            rows.append(row)
    except csv.Error as error:
        raise InputError("ledger_csv_broken", Place(name, len(rows) + 1), reason=str(error)) from None
    return Grid("CSV", rows, typed=False, beyond=beyond), encoding


def decoded(content: bytes, where: Place) -> tuple[str, str]:
    """Decode text by its mark, else as UTF-8, else as GB18030; raises InputError for anything else."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        order = ["utf-16"]
    else:
        if b"\x00" in content[:SAMPLE]:
            raise InputError("ledger_not_text", where)
        order = ["utf-8-sig", "gb18030"]
    for encoding in order:
        try:
            said = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in said:
            break
        return said, encoding
    raise InputError("ledger_not_text", where)
