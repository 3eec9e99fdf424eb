"""The table of targets as the plan could honestly write it, for a spreadsheet: no cell can become a formula."""

from __future__ import annotations

import csv
import datetime
import io

import xlsxwriter

from scenarios.answers.asking import Answers
from scenarios.cli.spreadsheet import harmless
from scenarios.messages import text

CREATED = datetime.datetime(2000, 1, 1)
"""The date inside the workbook: equal answers are equal bytes."""


def rows(found: Answers, language: str) -> list[list[object]]:
    """Give the heading and a row a target: planned value and probability, values that hold by themselves and together."""
    percents = [f"{round(each.level * 100)}%" for each in found.joint]
    heading = [
        text(f"answers.table.{name}", language) for name in ("id", "indicator", "due", "unit", "old", "old_chance")
    ]
    levels = [f"{round(each.level * 100)}%" for each in next(iter(found.targets.values())).reachable]
    for level in levels:
        heading += [
            text("answers.table.value", language, level=level),
            text("answers.table.chance", language, level=level),
        ]
    heading += [text("answers.table.together", language, level=level) for level in percents]
    table: list[list[object]] = [list(heading)]
    for name, each in found.targets.items():
        target, verdict = each.row.target, each.answer.verdict
        proportion = verdict.proportion if verdict else None
        line: list[object] = [
            name,
            target.label[language],
            each.row.due_year,
            target.unit or "",
            target.value if target.value is not None else "",
            proportion.probability if proportion else "",
        ]
        for value in each.reachable:
            line += [value.value, value.proportion.probability]
        line += [joint.values.get(name, "") if joint.enough else "" for joint in found.joint]
        table.append(line)
    whole: list[object] = [text("answers.table.whole", language), *[""] * (5 + 2 * len(levels))]
    table.append([*whole, *(joint.proportion.probability for joint in found.joint)])
    return table


def stamp(found: Answers, language: str) -> str:
    """Say what was run."""
    result = found.result
    return text(
        "csv.stamp",
        language,
        version=result.results_version,
        hash=result.scenario.hash,
        seed=result.seed,
        replicates=result.replicates,
    )


def csv_text(found: Answers, language: str) -> str:
    """Write the table as CSV with a byte-order mark for Excel."""
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows(found, language))
    writer.writerow([harmless(stamp(found, language))])
    return "\ufeff" + paper.getvalue()


def xlsx(found: Answers, language: str) -> bytes:
    """Write the table as a workbook; texts are written as texts whatever they begin with."""
    paper = io.BytesIO()
    book = xlsxwriter.Workbook(
        paper, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet(text("answers.table.sheet", language))
    table: list[list[object]] = [*rows(found, language), [stamp(found, language)]]
    for place, row in enumerate(table):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(place, column, str(harmless(cell)))
            elif isinstance(cell, int | float):
                sheet.write_number(place, column, cell)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 1, 30)
    book.close()
    return paper.getvalue()
