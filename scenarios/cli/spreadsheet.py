"""The table of targets as CSV that a spreadsheet opens safely: no cell can become a formula."""

from __future__ import annotations

import csv
import io

from scenarios.messages import text
from scenarios.readings import number
from scenarios.result import RunResult
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
    """Write every row of the plan, and a stamp of what was run, as CSV with a byte-order mark for Excel."""
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    writer.writerow([text(f"csv.{name}", language) for name in COLUMNS])
    for answer in result.answers:
        target, verdict = answer.row.target, answer.verdict
        found = verdict.proportion if verdict else None
        quantiles = (verdict.quantiles if verdict else None) or {}
        values: list[object] = [
            target.id,
            target.label[language],
            text(f"status.{answer.row.status}", language),
            answer.row.due_year,
            answer.row.operator,
            number(target.value) if target.value is not None else "",
            target.unit or "",
            found.probability if found else "",
            found.standard_error if found else "",
            *(quantiles.get(name, "") for name in ("p05", "p50", "p95")),
            word(verdict.likelihood, language) if verdict else "",
            (verdict.first_behind if verdict else None) or "",
            result.reading(answer, language) or "",
            result.reason(answer, language) or "",
        ]
        writer.writerow([harmless(value) for value in values])
    stamp = text(
        "csv.stamp",
        language,
        version=result.results_version,
        hash=result.scenario.hash,
        seed=result.seed,
        replicates=result.replicates,
    )
    writer.writerow([harmless(stamp)])
    return "\ufeff" + paper.getvalue()


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
