"""Charts of any table: lines over years or a lever, points, and a heat map over two levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from charts.numbers import percent, plain, unit_name
from charts.parts import data_of, layered, wrapped
from charts.theme import BODY, DASHES, HEAT, INK, PAPER, QUIET, SCENARIO_COLOURS, SHAPES, TEXT_WIDTH
from scenarios.messages import text
from scenarios.tables import Table

Form = Literal["number", "share", "year"]


@dataclass(frozen=True)
class Axis:
    """One column of a table as an axis: the column, how people call it, its unit, and how its numbers are written."""

    column: str
    label: str
    unit: str = ""
    form: Form = "number"

    def title(self, language: str) -> str:
        """Name the axis, with its unit."""
        if not self.unit:
            return self.label
        return text("chart.panel", language, label=self.label, unit=unit_name(self.unit, language))

    def said(self, value: object, language: str) -> str:
        """Write one value of the axis."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            return "—" if value is None else str(value)
        if self.form == "share":
            return percent(float(value))
        return str(int(value)) if self.form == "year" else plain(float(value), language)

    @property
    def spec(self) -> alt.Axis:
        """Write the numbers of the axis."""
        form = {"share": ".0%", "year": "d", "number": ",~f"}[self.form]
        return alt.Axis(format=form, tickMinStep=1) if self.form == "year" else alt.Axis(format=form)

    @property
    def domain(self) -> alt.Scale:
        """Give the ends of the axis: a probability runs from 0 to 1, years start with the first."""
        if self.form == "share":
            return alt.Scale(domain=[0, 1])
        return alt.Scale(zero=False, nice=self.form != "year")


def lines(
    table: Table,
    x: Axis,
    y: Axis,
    *,
    by: str | None = None,
    low: str | None = None,
    high: str | None = None,
    names: Mapping[str, str] | None = None,
    language: str = "zh",
    width: float = TEXT_WIDTH,
    height: float = 220,
    title: str | None = None,
) -> alt.TopLevelMixin:
    """Draw a line for each value of column `by`, with a band from column `low` to `high` where they are named.

    Lines differ in colour, in dashes and in the marks of their points; `names` says what values of `by` are called.
    """
    rows = _rows(table, (x, y), language, by, names, extra=[name for name in (low, high) if name])
    groups = list(dict.fromkeys(row["group"] for row in rows))
    legend = alt.Legend(title=None, columns=max(1, int(width // 150))) if by else None
    colour = alt.Color("group:N", scale=alt.Scale(domain=groups, range=_cycle(SCENARIO_COLOURS, groups)), legend=legend)
    dash = alt.StrokeDash("group:N", scale=alt.Scale(domain=groups, range=_cycle(DASHES, groups)), legend=legend)
    shape = alt.Shape("group:N", scale=alt.Scale(domain=groups, range=_cycle(SHAPES, groups)), legend=legend)
    across = alt.X("x:Q", title=x.title(language), axis=x.spec, scale=x.domain)
    up = alt.Y(
        "y:Q",
        title=y.title(language),
        axis=y.spec,
        scale=alt.Scale(domain=[0, 1]) if y.form == "share" else alt.Scale(),
    )
    tips = [
        alt.Tooltip("group:N", title=" "),
        alt.Tooltip("x_said:N", title=x.label),
        alt.Tooltip("y_said:N", title=y.label),
    ]
    base = alt.Chart()
    layers: list[Any] = []
    if low and high:
        layers.append(
            base.mark_area(opacity=0.18, strokeWidth=0).encode(x=across, y=alt.Y("low:Q"), y2="high:Q", color=colour)
        )
    layers.append(base.mark_line(strokeWidth=1.6).encode(x=across, y=up, color=colour, strokeDash=dash))
    layers.append(
        base.mark_point(size=26, filled=True, opacity=1).encode(x=across, y=up, color=colour, shape=shape, tooltip=tips)
    )
    drawn = layered(*layers, rows=rows).properties(width=width - 52, height=height)
    return drawn.properties(title=title) if title else drawn


def scatter(
    table: Table,
    x: Axis,
    y: Axis,
    *,
    by: str | None = None,
    names: Mapping[str, str] | None = None,
    language: str = "zh",
    width: float = TEXT_WIDTH,
    height: float = 260,
    title: str | None = None,
) -> alt.TopLevelMixin:
    """Draw a point a row; groups (column `by`) differ in colour and shape."""
    rows = _rows(table, (x, y), language, by, names)
    groups = list(dict.fromkeys(row["group"] for row in rows))
    legend = alt.Legend(title=None, columns=max(1, int(width // 150))) if by else None
    drawn: alt.Chart = (
        alt.Chart(data_of(rows))
        .mark_point(size=22, filled=True, opacity=0.6)
        .encode(
            x=alt.X("x:Q", title=x.title(language), axis=x.spec, scale=x.domain),
            y=alt.Y("y:Q", title=y.title(language), axis=y.spec, scale=y.domain),
            color=alt.Color(
                "group:N", scale=alt.Scale(domain=groups, range=_cycle(SCENARIO_COLOURS, groups)), legend=legend
            ),
            shape=alt.Shape("group:N", scale=alt.Scale(domain=groups, range=_cycle(SHAPES, groups)), legend=legend),
            tooltip=[alt.Tooltip("x_said:N", title=x.label), alt.Tooltip("y_said:N", title=y.label)],
        )
        .properties(width=width - 52, height=height)
    )
    return drawn.properties(title=title) if title else drawn


def heat_map(
    table: Table,
    x: Axis,
    y: Axis,
    probability: Axis,
    *,
    language: str = "zh",
    width: float = TEXT_WIDTH,
    cell: float = 30,
    title: str | None = None,
) -> alt.TopLevelMixin:
    """Draw a probability over two levers: one cell a pair of values, with the number in it.

    The colour only repeats the number, which is written in black on light cells and in white on dark ones.
    """
    rows = []
    for row in table.rows():
        value = row[probability.column]
        share = float(value) if isinstance(value, int | float) else None
        rows.append(
            {
                "x": x.said(row[x.column], language),
                "y": y.said(row[y.column], language),
                "x_order": row[x.column],
                "y_order": row[y.column],
                "value": share,
                "said": "—" if share is None else percent(share, 0),
            }
        )
    xs = list(dict.fromkeys(str(row["x"]) for row in sorted(rows, key=lambda row: _order(row["x_order"]))))
    ys = list(
        dict.fromkeys(str(row["y"]) for row in sorted(rows, key=lambda row: _order(row["y_order"]), reverse=True))
    )
    inner = min(width - 130, 64.0 * len(xs))
    across = alt.X("x:O", sort=xs, title=x.title(language), axis=alt.Axis(labelAngle=0, grid=False))
    up = alt.Y("y:O", sort=ys, title=y.title(language), axis=alt.Axis(grid=False))
    scale = alt.Scale(domain=[place / (len(HEAT) - 1) for place in range(len(HEAT))], range=list(HEAT), clamp=True)
    legend = alt.Legend(title=probability.title(language), orient="right", format=".0%", gradientLength=120)
    base = alt.Chart(data_of(rows))
    cells = (
        base.transform_filter("isValid(datum.value)")
        .mark_rect(stroke=QUIET, strokeWidth=0.4)
        .encode(x=across, y=up, color=alt.Color("value:Q", scale=scale, legend=legend))
    )
    ink = alt.condition(f"datum.value >= {DARK}", alt.value(PAPER), alt.value(INK))
    numbers = base.mark_text(fontSize=BODY).encode(x=across, y=up, text="said:N", color=ink)
    if inner / max(1, len(xs)) < 22:
        numbers = numbers.transform_filter("false")
    drawn = layered(cells, numbers).properties(width=inner, height=cell * len(ys))
    return drawn.properties(title=wrapped(title, int(width // 5)).split("\n")) if title else drawn


DARK = 0.6
"""Probability from which on the cells of a heat map are so dark that ink on them is white."""


def _rows(
    table: Table,
    axes: tuple[Axis, Axis],
    language: str,
    by: str | None,
    names: Mapping[str, str] | None,
    extra: Sequence[str] = (),
) -> list[dict[str, Any]]:
    x, y = axes
    found = []
    for row in table.rows():
        if row[x.column] is None or row[y.column] is None:
            continue
        group = "" if by is None else str(row[by])
        cell: dict[str, Any] = {
            "x": row[x.column],
            "y": row[y.column],
            "group": (names or {}).get(group, group),
            "x_said": x.said(row[x.column], language),
            "y_said": y.said(row[y.column], language),
        }
        found.append(cell | dict(zip(("low", "high"), (row[name] for name in extra), strict=False)))
    return found


def _cycle(values: Sequence[Any], groups: Sequence[str]) -> list[Any]:
    return [
        list(value) if isinstance(value, tuple) else value
        for value in (values[i % len(values)] for i in range(len(groups)))
    ]


def _order(value: object) -> tuple[int, float, str]:
    """Sort numbers as numbers, and texts after them."""
    if isinstance(value, int | float):
        return (0, float(value), "")
    return (1, 0.0, str(value))
