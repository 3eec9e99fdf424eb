"""Files of one run, each with its stamp: the same function writes them and makes them again to be verified."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

from scenarios.cli.spreadsheet import COLUMNS, csv_text, harmless, said_stamp, target_rows
from scenarios.messages import text
from scenarios.result import RunResult
from scenarios.tables import Value
from scenarios.verification.forms import csv, json, parquet, xlsx
from scenarios.verification.forms import text as plain
from scenarios.verification.forms.reading import digest_of
from scenarios.verification.remaking import Asked
from scenarios.verification.stamp import NAME, Stamp, stamp_of

CREATED = datetime.datetime(2000, 1, 1)
"""The date inside workbooks: equal answers are equal bytes."""
FORMS = ("json", "csv", "xlsx", "parquet", "txt")


def written(result: RunResult, form: str, language: str, *, detail: bool = False) -> bytes:
    """Write a run: JSON whole, the table of its targets as CSV, XLSX or Parquet, else the report as text."""
    stamp = stamp_of(result).of_file("run", form=form, language=language, detail=detail)
    if form == "json":
        return json.stamped(result.to_json(language, detail=detail), stamp).encode()
    if form == "csv":
        return csv.stamped(csv_text(result, language), stamp)
    if form == "xlsx":
        heading = [text(f"csv.{name}", language) for name in COLUMNS]
        said = [[said_stamp(result, language)]]
        return workbook([heading, *target_rows(result, language), *said], text("csv.sheet", language), stamp, language)
    if form == "parquet":
        return _parquet(list(target_rows(result, language)), stamp)
    from scenarios.cli.report import report
    from scenarios.cli.tables import PIPE_WIDTH

    return plain.stamped(report(result, language, PIPE_WIDTH), stamp).encode()


def run_file(asked: Asked) -> bytes:
    """Write a run again as its stamp says."""
    given = asked.arguments
    return written(asked.results[0], str(given["form"]), str(given["language"]), detail=bool(given["detail"]))


def workbook(rows: Iterable[Sequence[Value | object]], title: str, stamp: Stamp, language: str) -> bytes:
    """Write rows as a workbook with a sheet of the stamp; no text becomes a formula, numbers stay numbers."""
    table = [list(row) for row in rows]
    shown = xlsx.shown_in(_book(table, title, stamp, language))
    return _book(table, title, stamp.of_content(digest_of(shown), shown), language)


def _book(rows: list[list[Any]], title: str, stamp: Stamp, language: str) -> bytes:
    import xlsxwriter

    paper = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(paper, options)
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet(title)
    quoted = book.add_format({"quote_prefix": True})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, bool):
                sheet.write_boolean(place, column, value)
            elif isinstance(value, int | float):
                sheet.write_number(place, column, value)
            elif isinstance(value, str) and value:
                risky = harmless(value) != value
                sheet.write_string(place, column, value[:32_767], quoted if risky else None)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 30)
    last = book.add_worksheet(text("sheet.stamp", language))
    last.set_column(0, 0, 22)
    last.set_column(1, 1, 90)
    last.write_string(0, 0, text("sheet.stamp_said", language))
    for place, (name, value) in enumerate(stamp.short.items(), 1):
        last.write_string(place, 0, text(f"stamp.{name}", language))
        (last.write_number if isinstance(value, int) else last.write_string)(place, 1, value)
    for place, piece in enumerate(xlsx.pieces_of(stamp.packed()), 2 + len(stamp.short)):
        last.write_string(place, 0, NAME)
        last.write_string(place, 1, piece)
    book.close()
    return paper.getvalue()


def _parquet(rows: list[list[Value]], stamp: Stamp) -> bytes:
    from scenarios.sweep.parts import parquet as needed

    needed()
    import pyarrow as pa

    columns = zip(*rows, strict=True) if rows else ([] for _ in COLUMNS)
    return parquet.written(pa.table(dict(zip(COLUMNS, map(_one_type, columns), strict=True))), stamp)


def _one_type(column: Iterable[Value]) -> list[Value]:
    """Make whole numbers and others of one column the same kind."""
    values = list(column)
    if any(isinstance(value, float) for value in values):
        return [float(value) if isinstance(value, int | float) else value for value in values]
    return values


def answers_file(asked: Asked) -> bytes:
    """Answer all targets of a run again, and write what `tuiyan answers` wrote."""
    from scenarios.answers.asking import answers
    from scenarios.answers.files import written as written_answers

    given, stamp = asked.arguments, asked.stamp
    targets = None if given["targets"] is None else [str(name) for name in given["targets"]]
    binding, wish = int(given["binding"]), float(given["wish"])
    found = answers(asked.questions[0], targets, stamp.replicates, stamp.seed, binding_replicates=binding, wish=wish)
    form, language = str(given["form"]), str(given["language"])
    return written_answers(found, form, language, targets=targets, binding=binding, wish=wish)
