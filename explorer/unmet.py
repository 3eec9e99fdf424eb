"""Why enterprises do not climb: what first kept them from a title, counted, as a table and as cells of a workbook."""

from __future__ import annotations

from charts.export.blocks import Block
from charts.numbers import unit_name
from explorer.wording import say
from model.outcomes import outcome_of
from scenarios.messages import LANGUAGES, messages, text
from scenarios.result import RunResult
from scenarios.tables import Table
from scenarios.verdicts.quantiles import mean

STOPPED = "stopped:"
"""How the engine names the series that count whom something keeps from a title: this, the title, and what."""
LEAST = 0.5
"""Enterprises a year below which a reason is left out."""
RUNGS = ("innovative", "srdi", "little_giant", "provincial_champion", "national_champion")
UNMET_COLUMNS = (
    *(
        "title",
        "reason",
        *(f"title_{language}" for language in LANGUAGES),
        *(f"label_{language}" for language in LANGUAGES),
    ),
    *("year", "unit", "value"),
)


def unmet_table(result: RunResult, year: int) -> Table:
    """Count by title what first kept enterprises from it in a year, mean over the replicates; what hardly happens is left out."""
    place = result.samples.years.index(year)
    rows: list[dict[str, str | float | int]] = []
    for column, series in enumerate(result.samples.series):
        if not series.startswith(STOPPED):
            continue
        _, title, reason = series.split(":", 2)
        value = mean(result.samples.values[:, place, column])
        if value < LEAST:
            continue
        said = {
            f"{part}_{language}": words
            for language in LANGUAGES
            for part, words in (
                ("title", text(f"trace.title.{title}", language)),
                ("label", reason_said(series, reason, language)),
            )
        }
        rows.append({"title": title, "reason": reason, **said, "year": year, "unit": "家", "value": value})
    rows.sort(key=lambda row: (RUNGS.index(str(row["title"])), -float(row["value"])))
    return Table.of_rows("unmet_conditions", UNMET_COLUMNS, rows, {"year": year})


def unmet_blocks(table: Table, language: str) -> list[Block]:
    """Give the cells of a workbook: one block a title, reason and number."""
    found = []
    for title in table.distinct("title"):
        rows = table.where(title=title).rows()
        header = (say("column.reason", language), unit_name("家", language))
        cells = tuple((row[f"label_{language}"], row["value"]) for row in rows)
        found.append(Block(str(rows[0][f"title_{language}"]), header, cells, "columns", unit_name("家", language)))
    return found


def reason_said(series: str, reason: str, language: str) -> str:
    """Say what kept enterprises from a title: a condition, a decision, or what the outcome itself is called."""
    known = messages(language)
    for key in (f"trace.condition.{reason}", f"explorer.decision.{reason}"):
        if key in known:
            return known[key]
    label = outcome_of(series).label
    return label.en if language == "en" else label.zh
