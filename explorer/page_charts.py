"""The charts that pages offer as files: each made from its runs and what the reader chose to see, and from nothing else.

So a file's stamp, which holds the questions of the runs and the choice, is enough to draw it again (`explorer.remaking`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import altair as alt

from charts.bars import funnel_bars, funnel_by_year, investment_against_value, stock_flow_bars, unmet_bars
from charts.export.blocks import Block, by_year_blocks, fan_blocks, scorecard_blocks
from charts.fan import fan_chart
from charts.ladder import ladder_flow
from charts.scorecard import scorecard_bars
from explorer.wording import say
from scenarios.result import RunResult
from scenarios.tables import (
    Table,
    funnel,
    funnel_by_size,
    investment_and_value,
    joined,
    scorecard,
    series_quantiles,
    target_marks,
    target_quantiles,
    title_flows,
)

OF_SIZE = ":size:"
"""How the engine names the series of one size class: step, this, and the class's name."""
Choice = Mapping[str, Any]


@dataclass(frozen=True)
class PageChart:
    """A chart as a page offers it: what it is called, its tables, its drawing, and the cells of native charts."""

    title: str
    tables: tuple[Table, ...]
    draw: Callable[[], alt.TopLevelMixin]
    blocks: Callable[[], Sequence[Block]]


def page_chart(kind: str, results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    """Make a chart of a page; the last of the results is the one that the page is about. Raises KeyError for another kind."""
    return KINDS[kind](results, choice, language)


def distinct(tables: Sequence[Table]) -> Table:
    """Put the tables of several scenarios into one, each scenario under an id of its own."""
    numbered = [
        table.with_column("scenario", [f"{number}" for _ in range(len(table))]) for number, table in enumerate(tables)
    ]
    return joined(numbered)


def judged_of(result: RunResult, names: Sequence[str]) -> list[str]:
    """Keep the targets that a scenario judges."""
    judged = {answer.target_id for answer in result.answers if answer.verdict is not None}
    return [name for name in names if name in judged]


def _only(table: Table, targets: Sequence[str] | None) -> Table:
    return table if targets is None else table.where(lambda row: str(row["target"]) in targets)


def _scorecard(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    part = _only(scorecard(results[-1]), choice["targets"])
    return PageChart(
        say("plan.bars", language),
        (part,),
        lambda: scorecard_bars(part, language=language),
        lambda: scorecard_blocks(part, language),
    )


def _scenarios(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    part = _only(distinct([scorecard(result) for result in results]), choice["targets"])
    return PageChart(
        say("lab.bars_alt", language),
        (part,),
        lambda: scorecard_bars(part, language=language),
        lambda: scorecard_blocks(part, language),
    )


def _fan(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    result, chosen = results[-1], str(choice["target"])
    quantiles, marks = target_quantiles(result, [chosen]), target_marks(result, [chosen])
    return PageChart(
        next(answer.row.target.label[language] for answer in result.answers if answer.target_id == chosen),
        (quantiles, marks),
        lambda: fan_chart(quantiles, marks, language=language),
        lambda: fan_blocks(quantiles, marks, language),
    )


def _fans(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    shown = [str(name) for name in choice["targets"]]
    quantiles = distinct([target_quantiles(result, judged_of(result, shown)) for result in results])
    marks = target_marks(results[-1], judged_of(results[-1], shown))
    beside = choice["arrange"] == "beside"
    return PageChart(
        say("lab.fans", language),
        (quantiles, marks),
        lambda: fan_chart(quantiles, marks, language=language, arrange="beside" if beside else "over"),
        lambda: fan_blocks(quantiles, marks, language),
    )


def funnel_table(result: RunResult, size: str | None) -> Table:
    """Give the funnel of all projects, or of one size class."""
    if size is None:
        return funnel(result)
    return funnel_by_size(result).where(lambda row: str(row["variable"]).endswith(f"{OF_SIZE}{size}"))


def _funnel(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    table = funnel_table(results[-1], choice["size"])
    first, last = int(choice["first"]), int(choice["last"])
    return PageChart(
        say("investment.funnel", language),
        (table,),
        lambda: funnel_bars(table, language=language, first=first, last=last),
        lambda: by_year_blocks(table, language, split="role"),
    )


def _funnel_years(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    table = funnel_table(results[-1], choice["size"])
    return PageChart(
        say("investment.funnel_years_alt", language),
        (table,),
        lambda: funnel_by_year(table, language=language),
        lambda: by_year_blocks(table, language, split="role"),
    )


def _investment(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    table = investment_and_value(results[-1])
    return PageChart(
        say("investment.money", language),
        (table,),
        lambda: investment_against_value(table, language=language),
        lambda: by_year_blocks(table, language, quantile="p50", native="lines"),
    )


def _series(title: str) -> Callable[[Sequence[RunResult], Choice, str], PageChart]:
    def made(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
        table = series_quantiles(results[-1], [str(name) for name in choice["series"]])
        return PageChart(
            say(title, language),
            (table,),
            lambda: fan_chart(table, language=language),
            lambda: fan_blocks(table, None, language),
        )

    return made


def _ladder(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    table = title_flows(results[-1])
    nested = table.where(lambda row: row["rung"] is not None and row["part"] == "stock")
    return PageChart(
        say("ladder.flow", language),
        (table,),
        lambda: ladder_flow(table, language=language),
        lambda: by_year_blocks(nested, language),
    )


def _title_flows(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    table = title_flows(results[-1])
    moving = table.where(lambda row: row["part"] != "stock")
    return PageChart(
        say("ladder.bars", language),
        (table,),
        lambda: stock_flow_bars(table, language=language),
        lambda: by_year_blocks(moving, language, split="title", signed="part"),
    )


def _unmet(results: Sequence[RunResult], choice: Choice, language: str) -> PageChart:
    from explorer.unmet import unmet_blocks, unmet_table

    table = unmet_table(results[-1], int(choice["year"]))
    return PageChart(
        say("ladder.obstacles", language),
        (table,),
        lambda: unmet_bars(table, language=language),
        lambda: unmet_blocks(table, language),
    )


KINDS: Mapping[str, Callable[[Sequence[RunResult], Choice, str], PageChart]] = MappingProxyType(
    {
        "scorecard": _scorecard,
        "scenarios": _scenarios,
        "fan": _fan,
        "fans": _fans,
        "funnel": _funnel,
        "funnel_years": _funnel_years,
        "investment": _investment,
        "series": _series("investment.series"),
        "chains": _series("ladder.chains"),
        "ladder": _ladder,
        "title_flows": _title_flows,
        "unmet": _unmet,
    }
)
"""Every chart that a page offers, and who makes it of the runs, of what the reader chose, and in a language."""
