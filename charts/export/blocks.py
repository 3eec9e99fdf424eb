"""What a workbook shows of a figure: blocks of cells as people read them, each with the native chart it feeds.

A block is wide (one row a year, one column a quantile), because that is what a spreadsheet's own charts are made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from charts.numbers import unit_name
from charts.parts import in_language, scenario_names
from scenarios.messages import text
from scenarios.tables import Table, Value

Native = Literal["fan", "bars", "columns", "lines", "funnel", "none"]
BANDS = ("p05", "p25", "p50", "p75", "p95")


@dataclass(frozen=True)
class Block:
    """A titled rectangle of cells; the first column names the rows. `native` says which chart is drawn from it."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    native: Native = "none"
    unit: str = ""
    percent: tuple[int, ...] = ()
    """Columns that hold shares from 0 to 1, shown in percent."""
    legend: tuple[str, ...] = ()
    """What the native chart calls its bands, where that is not the heading of a column."""


def fan_blocks(quantiles: Table, marks: Table | None, language: str) -> list[Block]:
    """One block an indicator and scenario: year, the quantiles, what is wanted, and the widths of the bands."""
    key = "target" if "target" in quantiles.columns else "variable"
    names = scenario_names(quantiles, language)
    found = []
    for which in quantiles.distinct(key):
        for scenario in quantiles.where(**{key: which}).distinct("scenario"):
            part = quantiles.where(**{key: which, "scenario": scenario})
            found.append(_fan(part, marks, which, names if len(names) > 1 else None, language))
    return found


def _fan(part: Table, marks: Table | None, which: Value, names: dict[str, str] | None, language: str) -> Block:
    first = part.rows()[0]
    title, unit = in_language(first, "label", language), str(first["unit"] or "")
    if names is not None:
        title += f" · {names[str(first['scenario'])]}"
    values: dict[int, dict[str, Value]] = {}
    for row in part.rows():
        values.setdefault(int(str(row["year"])), {})[str(row["quantile"])] = row["value"]
    wanted = _wanted(marks, which, list(values))
    rows = tuple(
        (
            str(year),
            *(of_year.get(name) for name in BANDS),
            wanted.get(year),
            *_widths([of_year.get(name) for name in BANDS]),
        )
        for year, of_year in sorted(values.items())
    )
    median = text("chart.band.median", language)
    percentages = tuple(median if name == "p50" else f"{int(name[1:])}%" for name in BANDS)
    wide, narrow = text("chart.band.wide", language), text("chart.band.narrow", language)
    said = ("5%—25%", "25%—75%", "75%—95%")
    header = (text("chart.axis.year", language), *percentages, text("chart.mark.target", language), *said)
    return Block(title, header, rows, "fan", unit_name(unit, language), legend=(wide, narrow, wide))


def _widths(values: Sequence[Value]) -> list[Value]:
    low, quarter, _, three, high = values
    pairs = ((low, quarter), (quarter, three), (three, high))
    return [
        end - start if isinstance(start, int | float) and isinstance(end, int | float) else None for start, end in pairs
    ]


def _wanted(marks: Table | None, which: Value, years: Sequence[int]) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for row in marks.rows() if marks is not None else ():
        if row["of"] != which:
            continue
        last = int(str(row["year"]))
        first = last if row["first_year"] is None else int(str(row["first_year"]))
        found |= {year: row["value"] for year in years if first <= year <= last}
    return found


def scorecard_blocks(scorecard: Table, language: str) -> list[Block]:
    """One block a scenario: target, probability, the two sides of its interval, and the verdict."""
    names = scenario_names(scorecard, language)
    header = tuple(
        text(f"table.column.{name}", language)
        for name in (
            "label",
            "probability",
            "below",
            "above",
            "low",
            "high",
            "verdict",
            "due_year",
            "wanted",
            "unit",
            "said",
            "validation",
        )
    )
    return [
        Block(
            names[scenario] if len(names) > 1 else text("chart.title.scorecard", language),
            header,
            tuple(
                (
                    in_language(row, "label", language),
                    row["probability"],
                    _less(row["probability"], row["low"]),
                    _less(row["high"], row["probability"]),
                    row["low"],
                    row["high"],
                    in_language(row, "verdict", language),
                    row["due_year"],
                    row["wanted"],
                    unit_name(str(row["unit"]), language),
                    text(
                        "chart.scorecard.named",
                        language,
                        label=in_language(row, "label", language),
                        verdict=in_language(row, "verdict", language),
                    ),
                    in_language(row, "validation", language),
                )
                for row in scorecard.where(scenario=scenario).rows()
            ),
            "bars",
            percent=(1, 2, 3, 4, 5),
        )
        for scenario in names
    ]


def _less(one: Value, other: Value) -> Value:
    return one - other if isinstance(one, int | float) and isinstance(other, int | float) else None


def by_year_blocks(
    table: Table,
    language: str,
    *,
    quantile: str = "mean",
    split: str | None = None,
    signed: str | None = None,
    native: Native = "columns",
) -> list[Block]:
    """One block a value of column `split`: a column for each series, one row a year.

    Where column `signed` says "losses" the numbers are written below zero, so that bars go down.
    """
    parts = table.where(quantile=quantile)
    found = []
    for value in parts.distinct(split) if split else [None]:
        part = parts.where(**{split: value}) if split else parts
        series: dict[str, dict[int, Value]] = {}
        for row in part.rows():
            down = signed is not None and row[signed] == "losses"
            amount = -float(str(row["value"])) if down else row["value"]
            series.setdefault(in_language(row, "label", language), {})[int(str(row["year"]))] = amount
        years = sorted({year for values in series.values() for year in values})
        units = list(dict.fromkeys(unit_name(str(unit), language) for unit in part["unit"]))
        header = (text("chart.axis.year", language), *series)
        rows = tuple((str(year), *(values.get(year) for values in series.values())) for year in years)
        title = text("chart.and", language).join(series)
        found.append(Block(title, header, rows, native, text("chart.and", language).join(units)))
    return found


def reason_blocks(held: Table, language: str) -> list[Block]:
    """One block a title: how many enterprises were stopped by what, the commonest first."""
    found = []
    for title in held.distinct("title"):
        part = sorted(held.where(title=title).rows(), key=lambda row: -float(str(row["value"])))
        header = (text("table.column.reason", language), text("table.column.value", language))
        rows = tuple((in_language(row, "label", language), row["value"]) for row in part)
        unit = unit_name(str(part[0]["unit"]), language)
        found.append(Block(in_language(part[0], "title", language), header, rows, "funnel", unit))
    return found


def table_block(table: Table, title: str, language: str) -> Block:
    """Give a whole table as it is: its columns in the reader's language, every row."""
    columns = [name for name in table.columns if not _other_language(name, table, language)]
    header = tuple(_heading(name, language) for name in columns)
    rows = tuple(zip(*(table[name] for name in columns), strict=True))
    return Block(title, header, rows)


def _other_language(name: str, table: Table, language: str) -> bool:
    """Tell whether a column says in another language what a column beside it says in the reader's."""
    stem, _, ending = name.rpartition("_")
    return ending in ("zh", "en") and ending != language and f"{stem}_{language}" in table.columns


def _heading(name: str, language: str) -> str:
    stem, _, ending = name.rpartition("_")
    return heading_of(stem if ending in ("zh", "en") else name, language)


def heading_of(name: str, language: str) -> str:
    """Name a column of a table; one without an entry keeps its own name."""
    from scenarios.messages.catalogue import messages

    return messages(language).get(f"table.column.{name}", name)


def all_blocks(tables: Sequence[tuple[str, Table]], language: str) -> Iterator[Block]:
    """Give the tables of a figure in full, each under its title."""
    for title, table in tables:
        yield table_block(table, title, language)
