"""Bars of stocks and flows: each title's additions and losses, the funnel of projects, money put in against value added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from charts.numbers import amount, percent, unit_name
from charts.parts import (
    NEW_LINE,
    NothingToShowError,
    aligned,
    in_language,
    layered,
    panel_width,
    scenario_colour,
    scenario_names,
    text_lines,
    wrapped,
    year_ticks,
)
from charts.theme import BODY, DASHES, DOWN, INK, RULE, SCENARIO_COLOURS, SHAPES, TEXT_WIDTH, UP
from scenarios.messages import text
from scenarios.tables import Table

SIGN = {"additions": 1.0, "losses": -1.0}


def stock_flow_bars(
    flows: Table, *, titles: list[str] | None = None, language: str = "zh", width: float = TEXT_WIDTH, columns: int = 2
) -> alt.TopLevelMixin:
    """Draw what each title gains and loses a year, as bars up and down, from a table of `title_flows` (means)."""
    rows: list[dict[str, Any]] = []
    panels: dict[str, str] = {}
    for row in flows.where(quantile="mean", scenario=flows["scenario"][0] if len(flows) else None).rows():
        title = str(row["title"])
        if titles is not None and title not in titles:
            continue
        if row["part"] == "stock":
            unit = unit_name(str(row["unit"]), language)
            panels[title] = text("chart.panel", language, label=in_language(row, "label", language), unit=unit)
            continue
        value = float(str(row["value"]))
        rows.append(
            {
                "title": title,
                "way": text(f"chart.part.{row['part']}", language),
                "year": row["year"],
                "value": SIGN[str(row["part"])] * value,
                "said": amount(value, str(row["unit"]), language),
            }
        )
    if not rows:
        raise NothingToShowError("no flows of titles")
    first = min(int(row["year"]) for row in rows)
    rows = [row for row in rows if int(row["year"]) > first]
    columns = min(columns, len(panels))
    inner = panel_width(width, columns)
    said = dict(
        zip(panels, aligned([wrapped(name, int(inner // 4.6)) for name in panels.values()], columns), strict=True)
    )
    for row in rows:
        row["panel"] = said[str(row["title"])]
    ways = [text(f"chart.part.{part}", language) for part in SIGN]
    bars = (
        alt.Chart()
        .mark_bar(stroke=INK, strokeWidth=0.4)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, values=_ticks(rows, inner))),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(minExtent=26, labelExpr="replace(datum.label, '−', '')")),
            color=alt.Color("way:N", scale=alt.Scale(domain=ways, range=[UP, DOWN]), legend=alt.Legend(title=None)),
            tooltip=[
                alt.Tooltip("year:O", title=" "),
                alt.Tooltip("way:N", title=" "),
                alt.Tooltip("said:N", title=" "),
            ],
        )
    )
    zero = alt.Chart().mark_rule(color=INK, strokeWidth=0.8).encode(y=alt.datum(0))
    faceted: alt.TopLevelMixin = (
        layered(bars, zero, rows=rows)
        .properties(width=inner, height=110)
        .facet(
            facet=alt.Facet("panel:N", title=None, sort=list(said.values()), header=alt.Header(labelExpr=NEW_LINE)),
            columns=columns,
            bounds="flush",
            spacing={"row": 44 + 13 * max(name.count("\n") for name in said.values()), "column": 50},
        )
        .resolve_scale(y="independent")
        .resolve_axis(x="independent")
    )
    return faceted


def funnel_bars(
    funnel: Table, *, language: str = "zh", width: float = TEXT_WIDTH, first: int | None = None, last: int | None = None
) -> alt.TopLevelMixin:
    """Draw how many projects (and how much money) reach each step, added up over the years from `first` to `last`.

    Means add up over years; beside each bar stands the amount, and its share of the first bar of the same unit.
    """
    years = [int(str(year)) for year in funnel["year"]]
    if not years:
        raise NothingToShowError("no series of attracted projects")
    start, end = first if first is not None else min(years) + 1, last if last is not None else max(years)
    names = scenario_names(funnel, language)
    sums: dict[tuple[str, str, str, str], float] = {}
    for row in funnel.where(quantile="mean").rows():
        if start <= int(str(row["year"])) <= end:
            key = (
                in_language(row, "label", language),
                str(row["unit"]),
                names[str(row["scenario"])],
                str(row["variable"]),
            )
            sums[key] = sums.get(key, 0.0) + float(str(row["value"]))
    whole: dict[tuple[str, str], float] = {}
    rows = []
    for (label, unit, scenario, _), value in sums.items():
        base = whole.setdefault((unit, scenario), value)
        share = f"\u2002{percent(value / base)}" if base > 0 else ""
        rows.append(
            {
                "label": wrapped(label, int(width * 0.3 / 4.6)),
                "unit": unit_name(unit, language),
                "scenario": scenario,
                "value": value,
                "said": amount(value, unit, language) + share,
            }
        )
    title = text("chart.title.funnel", language, first=start, last=end)
    charts = [_funnel([row for row in rows if row["unit"] == unit], names, language, width) for unit in _units(rows)]
    return charts[0].properties(title=title) if len(charts) == 1 else alt.vconcat(*charts, title=title)


def _funnel(rows: list[dict[str, Any]], names: dict[str, str], language: str, width: float) -> alt.LayerChart:
    inner = width * 0.46
    y = alt.Y(
        "label:N",
        sort=list(dict.fromkeys(row["label"] for row in rows)),
        title=None,
        axis=alt.Axis(labels=False, ticks=False, domain=False),
    )
    placed: dict[str, Any] = {"y": y}
    if len(names) > 1:
        placed["yOffset"] = alt.YOffset("scenario:N", sort=list(names.values()))
    x = alt.X("value:Q", title=rows[0]["unit"], axis=alt.Axis(gridColor=RULE, tickCount=4))
    bars = alt.Chart().mark_bar(stroke=INK, strokeWidth=0.4)
    bars = bars.encode(x=x, color=scenario_colour(list(names.values()), language), **placed)
    said = alt.Chart().mark_text(align="left", dx=4, fontSize=BODY).encode(x="value:Q", text="said:N", **placed)
    layers = [bars, said, *text_lines(rows, "label", x=0, align="right", y=y)]
    return layered(*layers, rows=rows).properties(width=inner, height=alt.Step(26 * len(names), **{"for": "position"}))


def funnel_by_year(funnel: Table, *, language: str = "zh", width: float = TEXT_WIDTH) -> alt.TopLevelMixin:
    """Draw how many projects (and how much money) reach each step in each year: a line a step, means, a panel a unit.

    From a table of `funnel` (or of one size class); steps differ in colour, dashes and marks, so that print keeps them apart.
    """
    scenario = funnel["scenario"][0] if len(funnel) else None
    found = funnel.where(quantile="mean", scenario=scenario).rows()
    first = min((int(str(row["year"])) for row in found), default=0)
    rows = [
        {
            "label": wrapped(in_language(row, "label", language), 26),
            "unit": unit_name(str(row["unit"]), language),
            "year": row["year"],
            "value": row["value"],
            "said": amount(float(str(row["value"])), str(row["unit"]), language),
        }
        for row in found
        if int(str(row["year"])) > first
    ]
    if not rows:
        raise NothingToShowError("no series of attracted projects")
    charts = [_by_year([row for row in rows if row["unit"] == unit], unit, language, width) for unit in _units(rows)]
    title = text("chart.title.funnel_by_year", language)
    if len(charts) == 1:
        return charts[0].properties(title=title)
    stacked: alt.TopLevelMixin = alt.vconcat(*charts, title=title).resolve_scale(
        color="independent", strokeDash="independent", shape="independent"
    )
    return stacked


def _by_year(rows: list[dict[str, Any]], unit: str, language: str, width: float) -> alt.LayerChart:
    labels = list(dict.fromkeys(str(row["label"]) for row in rows))
    legend = alt.Legend(title=None, columns=2, labelExpr=NEW_LINE)

    def scale(values: Sequence[Any], shift: int = 0) -> alt.Scale:
        # Beyond as many steps as there are colours, dashes and marks go on shifted, so that no two steps look alike.
        count = len(values)
        places = [(number + shift * (number // count)) % count for number in range(len(labels))]
        return alt.Scale(domain=labels, range=[values[place] for place in places])

    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, values=_ticks(rows, width)))
    y = alt.Y("value:Q", title=unit, axis=alt.Axis(tickCount=5))
    colour = alt.Color("label:N", scale=scale(SCENARIO_COLOURS), legend=legend)
    shape = alt.Shape("label:N", scale=scale(SHAPES, 2), legend=legend)
    dash = alt.StrokeDash("label:N", scale=scale(DASHES, 2), legend=legend)
    tips = [alt.Tooltip("label:N", title=" "), alt.Tooltip("year:O", title=" "), alt.Tooltip("said:N", title=" ")]
    line = alt.Chart().mark_line(strokeWidth=1.6).encode(x=x, y=y, color=colour, strokeDash=dash)
    marks = alt.Chart().mark_point(size=26, filled=True, opacity=1)
    layers = [line, marks.encode(x=x, y=y, color=colour, shape=shape, tooltip=tips)]
    return layered(*layers, rows=rows).properties(width=width - 44, height=150)


def investment_against_value(money: Table, *, language: str = "zh", width: float = TEXT_WIDTH) -> alt.TopLevelMixin:
    """Draw what is put in (bars, medians) against what comes out of it (lines with their 5 to 95% band), by year."""
    scenario = money["scenario"][0] if len(money) else None
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for row in money.where(scenario=scenario).rows():
        label, year = in_language(row, "label", language), int(str(row["year"]))
        cell = rows.setdefault(
            (label, year),
            {"label": label, "year": year, "role": row["role"], "unit": unit_name(str(row["unit"]), language)},
        )
        cell[str(row["quantile"])] = row["value"]
        cell["said"] = amount(float(str(row["value"])), str(row["unit"]), language)
    found = list(rows.values())
    if not found:
        raise NothingToShowError("no series of investment and value added")
    labels = list(dict.fromkeys(row["label"] for row in found))
    unit = found[0]["unit"]
    colour = alt.Color(
        "label:N",
        scale=alt.Scale(domain=labels, range=[SCENARIO_COLOURS[i % len(SCENARIO_COLOURS)] for i in range(len(labels))]),
        legend=alt.Legend(title=None, columns=2),
    )
    inner = width - 44
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, values=_ticks(found, inner)))
    y = alt.Y("p50:Q", title=unit)
    tips = [alt.Tooltip("label:N", title=" "), alt.Tooltip("year:O", title=" "), alt.Tooltip("said:N", title=" ")]
    put_in = alt.Chart().transform_filter("datum.role == 'put_in'")
    out = alt.Chart().transform_filter("datum.role == 'comes_out'")
    layers = [
        put_in.mark_bar(stroke=INK, strokeWidth=0.4).encode(
            x=x, y=y, color=colour, xOffset=alt.XOffset("label:N", sort=labels), tooltip=tips
        ),
        out.mark_area(opacity=0.2).encode(x=x, y=alt.Y("p05:Q"), y2="p95:Q", color=colour),
        out.mark_line(strokeWidth=2, point=True).encode(x=x, y=y, color=colour, tooltip=tips),
    ]
    title = text("chart.title.investment_and_value", language)
    return layered(*layers, rows=found).properties(width=inner, height=220, title=title)


def unmet_bars(unmet: Table, *, language: str = "zh", width: float = TEXT_WIDTH, most: int = 8) -> alt.TopLevelMixin:
    """Draw why enterprises do not reach the next rung: how many fail first on each condition, by title.

    From a table of `unmet_conditions`; at most so many reasons a title, the commonest.
    """
    panels = []
    for title in unmet.distinct("title"):
        part = sorted(unmet.where(title=title).rows(), key=lambda row: -float(str(row["value"])))[:most]
        panels.append((in_language(part[0], "title", language), part))
    if not panels:
        raise NothingToShowError("nobody was held back")
    inner = width * 0.46
    charts = []
    for name, part in panels:
        rows = [
            {
                "label": wrapped(in_language(row, "label", language), int(width * 0.3 / 4.6)),
                "value": row["value"],
                "said": amount(float(str(row["value"])), str(row["unit"]), language),
            }
            for row in part
        ]
        order = [str(row["label"]) for row in rows]
        y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labels=False, ticks=False, domain=False))
        bars = (
            alt.Chart()
            .mark_bar(color=SCENARIO_COLOURS[0])
            .encode(x=alt.X("value:Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1)), y=y)
        )
        said = alt.Chart().mark_text(align="left", dx=4, fontSize=BODY).encode(x="value:Q", y=y, text="said:N")
        layers = [bars, said, *text_lines(rows, "label", x=0, align="right", y=y)]
        step = 16 + 12 * max(str(label).count("\n") for label in order)
        head = alt.TitleParams(name, fontSize=BODY, color=INK)
        charts.append(layered(*layers, rows=rows).properties(width=inner, height=alt.Step(step), title=head))
    return alt.vconcat(*charts, title=text("chart.title.unmet", language))


def _units(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(row["unit"] for row in rows))


def _ticks(rows: list[dict[str, Any]], width: float) -> list[int]:
    return year_ticks([int(row["year"]) for row in rows], width)
