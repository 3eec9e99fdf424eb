"""The answers to a plan's targets as files, each with its stamp: the same function writes them and makes them again."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.answers.as_json import to_json
from scenarios.answers.asking import Answers
from scenarios.answers.revised import csv_text, rows
from scenarios.answers.revised import stamp as said_stamp
from scenarios.messages import text
from scenarios.verification.forms import csv, json
from scenarios.verification.forms import text as plain
from scenarios.verification.runs import workbook
from scenarios.verification.stamp import stamp_of

FORMS = ("json", "csv", "xlsx", "txt")


def written(
    found: Answers, form: str, language: str, *, targets: Sequence[str] | None, binding: int, wish: float
) -> bytes:
    """Write answers: JSON whole, the revised table of targets as CSV or XLSX, else the report; with what was asked."""
    asked = None if targets is None else list(targets)
    stamp = stamp_of(found.result).of_file(
        "answers", form=form, language=language, targets=asked, binding=binding, wish=wish
    )
    if form == "json":
        return json.stamped(to_json(found, language), stamp).encode()
    if form == "csv":
        return csv.stamped(csv_text(found, language), stamp)
    if form == "xlsx":
        table: list[list[object]] = [*rows(found, language), [said_stamp(found, language)]]
        return workbook(table, text("answers.table.sheet", language), stamp, language)
    from scenarios.cli.answers_report import report

    return plain.stamped(report(found, language), stamp).encode()
