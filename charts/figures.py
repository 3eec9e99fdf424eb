"""The figures of a run: each with its title, its chart, its tables, and the files it can become.

Nothing is drawn before it is asked for: a picture takes a second, a table a few milliseconds.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import altair as alt

from charts.bars import funnel_bars, funnel_by_year, investment_against_value, stock_flow_bars, unmet_bars
from charts.export import blocks as blk
from charts.export.caption import Caption, caption_of
from charts.export.csv import csv
from charts.export.page import Page, paged
from charts.export.png import png
from charts.export.stamp import Stamp, stamp_of
from charts.export.svg import svg
from charts.export.xlsx import xlsx
from charts.fan import Arrangement, fan_chart
from charts.ladder import ladder_flow
from charts.scorecard import scorecard_bars, scorecard_pages
from scenarios import tables as tab
from scenarios.messages import text
from scenarios.result import RunResult
from scenarios.tables import Table

FORMATS = ("png", "svg", "xlsx", "csv")
MIME: Mapping[str, str] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
TABLES_ONLY = ("xlsx", "csv")
PANELS = 6
"""Panels of one picture: with their headings they fill a page of an official document."""


@dataclass(frozen=True)
class Figure:
    """One picture with the tables it shows; `name` is the stem of its files, `tables` have their titles.

    `draw` makes the chart, `blocks` the cells that the native charts of a workbook are made from.
    """

    name: str
    title: str
    tables: tuple[tuple[str, Table], ...]
    draw: Callable[[], alt.TopLevelMixin]
    blocks: Callable[[], Sequence[blk.Block]]
    caption: Caption
    run_stamp: Stamp
    date: datetime.date
    recipe: Mapping[str, Any] = field(default_factory=dict)
    """What the figure is, so that it can be made again from its stamp: `what` and the arguments of its maker."""
    formats: Sequence[str] = FORMATS
    """The files it is offered as: a picture taller than a page is offered as pages beside it, its numbers whole."""
    stamped: bool = False
    """`run_stamp` names the tables already: what is shown is only a part of them, or of several runs."""

    @cached_property
    def chart(self) -> alt.TopLevelMixin:
        """The chart, for the screen: `st.altair_chart(figure.chart, theme=None)`."""
        return self.draw()

    @property
    def stamp(self) -> Stamp:
        """What was asked, and which tables the figure shows."""
        if self.stamped or self.run_stamp.others:
            return self.run_stamp
        return self.run_stamp.showing([table for _, table in self.tables])

    def _stamp(self, form: str) -> Stamp:
        """The stamp of a file of the figure."""
        if not self.recipe:
            return self.stamp
        said = {"name": self.name, "language": self.caption.language, "date": self.date.isoformat(), "form": form}
        return self.stamp.of_file(**{**said, **self.recipe})

    def png(self) -> bytes:
        """PNG, 300 dpi, 156 mm wide."""
        return png(self._page, self._stamp("png"), self.title)

    def svg(self) -> bytes:
        """SVG, 156 mm wide, with text as text."""
        return svg(self._page, self._stamp("svg"), self.title).encode()

    def xlsx(self) -> bytes:
        """Workbook with native charts, the numbers behind them, and the tables in full."""
        language = self.caption.language
        whole = list(blk.all_blocks(self.tables, language))
        stamp = self._stamp("xlsx")
        return xlsx(self.blocks(), whole, title=self.title, caption=self.caption, stamp=stamp, date=self.date)

    def csv(self) -> bytes:
        """CSV of the first table, the one the picture is named after."""
        title, table = self.tables[0]
        return csv(blk.table_block(table, title, self.caption.language), self.caption, self._stamp("csv"))

    def as_file(self, form: str) -> bytes:
        """Give the file of a format: png, svg, xlsx or csv. Raises KeyError for another."""
        return {"png": self.png, "svg": self.svg, "xlsx": self.xlsx, "csv": self.csv}[form]()

    @cached_property
    def _page(self) -> Page:
        return paged(self.chart.to_dict(), self.caption)


def figures(result: RunResult, language: str, date: datetime.date) -> list[Figure]:
    """Give every figure of a run that has something to show: scorecard, fans, ladder, flows, funnel, investment.

    Fans come one a target, and all together six to a picture; a scorecard longer than a page also in pages.
    """
    return list(_figures(_Maker(result, language, date)))


def figure(name: str, result: RunResult, language: str, date: datetime.date) -> Figure:
    """Give the figure of a name (`scorecard`, `fan_TARGET`, `fans_1`, `ladder` ...); raises KeyError where there is none."""
    for found in _figures(_Maker(result, language, date)):
        if found.name == name:
            return found
    raise KeyError(name)


def comparison(
    name: str,
    before: RunResult,
    after: RunResult,
    language: str,
    date: datetime.date,
    *,
    targets: Sequence[str] | None = None,
    arrange: Arrangement = "over",
) -> Figure:
    """Give a figure of two runs: `scorecard`, or `fans` of some targets (all that both judge, where none are named).

    Its stamp holds both questions, and each table under the run that it is of. Raises KeyError for another name.
    """
    shared = [target for target in tab.main_targets(after) if target in tab.main_targets(before)]
    chosen = shared if targets is None else list(targets)
    wanted = {"scorecard": ("scorecard",), "fans": ("target_quantiles", "target_marks")}[name]
    pairs = [[tab.compute(table, run, {"targets": chosen}) for run in (before, after)] for table in wanted]
    both = [tab.joined(pair) for pair in pairs]
    stamp = stamp_of(before, [pair[0] for pair in pairs]).beside(stamp_of(after, [pair[1] for pair in pairs]))
    marks = pairs[-1][1]
    draw: Callable[[], alt.TopLevelMixin] = lambda: scorecard_bars(both[0], language=language)  # noqa: E731
    blocks: Callable[[], Sequence[blk.Block]] = lambda: blk.scorecard_blocks(both[0], language)  # noqa: E731
    if name == "fans":
        draw = lambda: fan_chart(both[0], marks, language=language, arrange=arrange)  # noqa: E731
        blocks = lambda: blk.fan_blocks(both[0], marks, language)  # noqa: E731
    titled = tuple((text(f"table.title.{table.name}", language), table) for table in both)
    title = text("chart.title.fan" if name == "fans" else "chart.title.scorecard", language)
    caption = caption_of(before, language, date, (after,))
    recipe = {"what": "comparison", "name": name, "targets": None if targets is None else chosen, "arrange": arrange}
    return Figure(f"comparison_{name}", title, titled, draw, blocks, caption, stamp, date, recipe)


class _Maker:
    """Makes figures of one run, all with the same caption and stamp."""

    def __init__(self, result: RunResult, language: str, date: datetime.date) -> None:
        self.result, self.language, self.date = result, language, date
        self.caption = caption_of(result, language, date)
        self.run_stamp = stamp_of(result)

    def make(
        self,
        name: str,
        title: str,
        tables: Sequence[Table],
        draw: Callable[[], alt.TopLevelMixin],
        blocks: Callable[[], Sequence[blk.Block]],
        formats: Sequence[str] = FORMATS,
    ) -> Figure:
        titled = tuple((text(f"table.title.{table.name}", self.language), table) for table in tables)
        recipe = {"what": "figure"}
        return Figure(name, title, titled, draw, blocks, self.caption, self.run_stamp, self.date, recipe, formats)

    def scorecard(self, name: str, title: str, targets: Sequence[str] | None, formats: Sequence[str]) -> Figure:
        score = tab.scorecard(self.result, targets)
        return self.make(
            name,
            title,
            [score],
            lambda: scorecard_bars(score, language=self.language),
            lambda: blk.scorecard_blocks(score, self.language),
            formats,
        )

    def fan(self, name: str, title: str, targets: Sequence[str]) -> Figure:
        quantiles = tab.target_quantiles(self.result, targets)
        marks = tab.target_marks(self.result, targets)
        return self.make(
            name,
            title,
            [quantiles, marks],
            lambda: fan_chart(quantiles, marks, language=self.language),
            lambda: blk.fan_blocks(quantiles, marks, self.language),
        )


def _figures(maker: _Maker) -> Iterator[Figure]:
    result, language = maker.result, maker.language
    title = text("chart.title.scorecard", language)
    shown = scorecard_pages([str(name) for name in tab.scorecard(result)["target"]])
    if shown:
        yield maker.scorecard("scorecard", title, None, FORMATS if len(shown) == 1 else TABLES_ONLY)
    for number, page in enumerate(shown if len(shown) > 1 else (), 1):
        yield maker.scorecard(f"scorecard_{number}", f"{title} {number}/{len(shown)}", page, FORMATS)
    targets = [name for name in tab.main_targets(result) if len(tab.target_quantiles(result, [name]))]
    labels = {answer.target_id: answer.row.target.label[language] for answer in result.answers}
    pages = [targets[start : start + PANELS] for start in range(0, len(targets), PANELS)]
    for number, page in enumerate(pages, 1):
        title = text("chart.title.fan", language)
        yield maker.fan(f"fans_{number}", title if len(pages) == 1 else f"{title} {number}/{len(pages)}", page)
    for name in targets:
        yield maker.fan(f"fan_{name}", labels[name], [name])
    yield from _ladder(maker)
    yield from _stopped(maker)
    yield from _money(maker)


def _ladder(maker: _Maker) -> Iterator[Figure]:
    language, flows = maker.language, tab.title_flows(maker.result)
    if any(row["rung"] is not None for row in flows.rows()):
        nested = flows.where(lambda row: row["rung"] is not None and row["part"] == "stock")
        yield maker.make(
            "ladder",
            text("chart.title.ladder", language),
            [flows],
            lambda: ladder_flow(flows, language=language),
            lambda: blk.by_year_blocks(nested, language),
        )
    if len(flows):
        yield maker.make(
            "title_flows",
            text("chart.title.flows", language),
            [flows],
            lambda: stock_flow_bars(flows, language=language),
            lambda: blk.by_year_blocks(
                flows.where(lambda row: row["part"] != "stock"), language, split="title", signed="part"
            ),
        )


def _stopped(maker: _Maker) -> Iterator[Figure]:
    language, held = maker.language, tab.held_back(maker.result)
    if len(held):
        yield maker.make(
            "held_back",
            text("chart.title.unmet", language),
            [held],
            lambda: unmet_bars(held, language=language),
            lambda: blk.reason_blocks(held, language),
        )


def _money(maker: _Maker) -> Iterator[Figure]:
    language = maker.language
    projects = tab.funnel(maker.result)
    if len(projects):
        yield maker.make(
            "funnel",
            text("chart.title.funnel_short", language),
            [projects],
            lambda: funnel_bars(projects, language=language),
            lambda: blk.by_year_blocks(projects, language, split="role"),
        )
        yield maker.make(
            "funnel_by_year",
            text("chart.title.funnel_by_year", language),
            [projects],
            lambda: funnel_by_year(projects, language=language),
            lambda: blk.by_year_blocks(projects, language, split="role"),
        )
    money = tab.investment_and_value(maker.result)
    if len(money):
        yield maker.make(
            "investment_and_value",
            text("chart.title.investment_and_value", language),
            [money],
            lambda: investment_against_value(money, language=language),
            lambda: blk.by_year_blocks(money, language, quantile="p50", native="lines"),
        )
