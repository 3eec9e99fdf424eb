"""The table of targets as CSV that a spreadsheet opens safely: no cell can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from scenarios.messages import text
from scenarios.result import RunResult
from scenarios.tables import Value
from scenarios.verdicts import word

COLUMNS = (
    "id",
    "indicator",
    "status",
    "due_year",
    "operator",
    "value",
    "unit",
    "probability",
    "standard_error",
    "p05",
    "p50",
    "p95",
    "verdict",
    "first_behind",
    "reading",
    "reason",
)


def csv_text(result: RunResult, language: str) -> str:
    """Write every row of the plan, and what was run in words, as CSV with a byte-order mark for Excel."""
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    writer.writerow([text(f"csv.{name}", language) for name in COLUMNS])
    for values in target_rows(result, language):
        writer.writerow(["" if value is None else harmless(value) for value in values])
    writer.writerow([harmless(said_stamp(result, language))])
    return "\ufeff" + paper.getvalue()


def said_stamp(result: RunResult, language: str) -> str:
    """Say in words what was run."""
    return text(
        "csv.stamp",
        language,
        version=result.results_version,
        hash=result.scenario.hash,
        seed=result.seed,
        replicates=result.replicates,
    )


def target_rows(result: RunResult, language: str) -> Iterator[list[Value]]:
    """Give every row of the plan under the columns of `COLUMNS`; what is absent is None."""
    for answer in result.answers:
        target, verdict = answer.row.target, answer.verdict
        found = verdict.proportion if verdict else None
        quantiles = (verdict.quantiles if verdict else None) or {}
        yield [
            target.id,
            target.label[language],
            text(f"status.{answer.row.status}", language),
            answer.row.due_year,
            answer.row.operator,
            _whole(target.value),
            target.unit or None,
            found.probability if found else None,
            found.standard_error if found else None,
            *(quantiles.get(name) for name in ("p05", "p50", "p95")),
            word(verdict.likelihood, language) if verdict else None,
            verdict.first_behind if verdict else None,
            result.reading(answer, language) or None,
            result.reason(answer, language) or None,
        ]


def _whole(value: float | None) -> Value:
    """Give a number as the documents write it: without a point where it is whole."""
    return int(value) if value is not None and float(value).is_integer() and abs(value) < 1e15 else value


FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""First characters that some spreadsheet takes for the start of a formula, the full-width ones included."""


def harmless(value: object) -> object:
    """Keep a text from being read as a formula; numbers stay numbers."""
    if (
        isinstance(value, str)
        and value
        and any(start and start in FORMULA_STARTS for start in (value[0], value.lstrip()[:1]))
    ):
        return "'" + value
    return value
