"""Fan charts: where an indicator goes, with the bands that hold 90% and 50% of the replicates, and what the plan wants."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import altair as alt

from charts.numbers import COUNTED, amount, unit_name
from charts.parts import (
    NEW_LINE,
    aligned,
    data_of,
    in_language,
    layered,
    panel_width,
    scenario_colour,
    scenario_dash,
    scenario_names,
    wrapped,
    year_axis,
)
from charts.theme import BAND_NARROW, BAND_WIDE, HEAD, PAPER, SCENARIO_COLOURS, TARGET, TEXT_WIDTH
from scenarios.messages import text
from scenarios.tables import Table

BANDS = ("p05", "p25", "p50", "p75", "p95")
WHOLE = "datum.value % 1 == 0 ? datum.label : ''"
"""Vega expression that leaves a place of an axis without a number where only whole things can be counted."""
MARKS = ("target", "milestone")
Arrangement = Literal["over", "beside"]


def fan_chart(
    quantiles: Table,
    marks: Table | None = None,
    *,
    language: str = "zh",
    width: float = TEXT_WIDTH,
    height: float | None = None,
    columns: int | None = None,
    arrange: Arrangement = "over",
) -> alt.TopLevelMixin:
    """Draw a fan for every indicator of a table of quantiles (`target_quantiles` or `series_quantiles`).

    Several scenarios stand over one another in each panel, or `beside` one another on the same scale. `width` is that of
    the whole picture in points, `height` that of one panel.
    """
    names = scenario_names(quantiles, language)
    rows = _fan_rows(quantiles, marks, names, language, arrange)
    panels = list(dict.fromkeys(row["panel"] for row in rows))
    wide = columns if columns is not None else len(names) if arrange == "beside" else 1 if len(panels) == 1 else 2
    wide = min(wide, len(panels))
    inner = panel_width(width, wide)
    chars = max(12, int(inner // 4.6))
    said = aligned([wrapped(panel, chars) for panel in panels], wide)
    for row in rows:
        row["panel"] = said[panels.index(row["panel"])]
    panels = said
    tall = height if height is not None else (200 if len(panels) == 1 else 120)
    layers: alt.LayerChart = _layers(rows, list(names.values()), language, inner).properties(width=inner, height=tall)
    if len(panels) == 1:
        heading = panels[0].split("\n")
        return layered(*layers.layer, rows=rows).properties(
            width=inner, height=tall, title=alt.TitleParams(heading, fontSize=HEAD)
        )
    lines = max(panel.count("\n") for panel in panels)
    faceted: alt.TopLevelMixin = (
        layers.properties(data=data_of(rows))
        .facet(
            facet=alt.Facet("panel:N", title=None, sort=panels, header=alt.Header(labelExpr=NEW_LINE)),
            columns=wide,
            bounds="flush",
            spacing={"row": 44 + 13 * lines, "column": 50},
        )
        .resolve_scale(y="independent")
        .resolve_axis(x="independent")
    )
    return faceted


def _layers(rows: list[dict[str, Any]], names: list[str], language: str, width: float) -> alt.LayerChart:
    years = [int(row["year"]) for row in rows] + [int(row["until"]) for row in rows if row.get("until")]
    x = year_axis(years, language, width=width)
    colour = scenario_colour(names, language)
    bands = {"wide": ("p05", "p95", BAND_WIDE), "narrow": ("p25", "p75", BAND_NARROW)}
    said = [text(f"chart.band.{band}", language) for band in bands]
    opacity = alt.Scale(domain=said, range=[shade for _, _, shade in bands.values()])
    fans = alt.Chart().transform_filter("datum.kind == 'fan'")
    counted = all(row.get("counted", True) for row in rows)
    numbered = alt.Axis(minExtent=26)
    if counted:
        numbered = alt.Axis(minExtent=26, tickMinStep=1, format="d", labelExpr=WHOLE)
    layers: list[Any] = [
        fans.transform_calculate(band=json.dumps(words))
        .mark_area(strokeWidth=0)
        .encode(
            x=x,
            y=alt.Y(f"{low}:Q", title=None, axis=numbered),
            y2=f"{high}:Q",
            color=colour,
            opacity=alt.Opacity(
                "band:N",
                scale=opacity,
                legend=alt.Legend(title=None, symbolType="square", symbolFillColor="#0b3c6f", symbolStrokeWidth=0),
            ),
        )
        for (low, high, _), words in zip(bands.values(), said, strict=True)
    ]
    tips = [alt.Tooltip("panel:N", title=" "), alt.Tooltip("year:Q", title=text("chart.axis.year", language))]
    tips += [alt.Tooltip(f"{name}_said:N", title=_tip(name, language)) for name in BANDS]
    layers.append(_median(fans, x, names, language))
    layers.append(fans.mark_point(size=60, opacity=0).encode(x=x, y="p50:Q", tooltip=tips))
    return layered(*layers, *_mark_layers(rows, x, language))


def _median(fans: alt.Chart, x: alt.X, names: list[str], language: str) -> Any:
    """Draw the medians: one line, named in the legend, or one a scenario, told apart by colour and dashes."""
    said = text("chart.band.median", language)
    lines = fans.mark_line(strokeWidth=1.6)
    if len(names) == 1:
        legend = alt.Legend(title=None, symbolType="stroke", symbolStrokeColor=SCENARIO_COLOURS[0])
        dash = alt.StrokeDash("median:N", scale=alt.Scale(domain=[said], range=[[1, 0]]), legend=legend)
        return lines.transform_calculate(median=json.dumps(said)).encode(
            x=x, y="p50:Q", color=scenario_colour(names, language), strokeDash=dash
        )
    return lines.encode(x=x, y="p50:Q", color=scenario_colour(names, language), strokeDash=scenario_dash(names))


def _mark_layers(rows: list[dict[str, Any]], x: alt.X, language: str) -> Iterator[Any]:
    """Draw what is wanted: a filled diamond for a target, a hollow one for a milestone, a line for a yearly amount."""
    kinds = [kind for kind in MARKS if any(row["kind"] == kind for row in rows)]
    if kinds:
        said = [text(f"chart.mark.{kind}", language) for kind in kinds]
        chart = alt.Chart().transform_filter("datum.kind == 'target' || datum.kind == 'milestone'")
        yield (
            chart.transform_filter("isValid(datum.until)")
            .mark_rule(color=TARGET, strokeWidth=1.4, strokeDash=[5, 3])
            .encode(x=x, x2="until:Q", y="wanted:Q")
        )
        yield chart.mark_point(size=55, strokeWidth=1.4, stroke=TARGET, opacity=1).encode(
            x=alt.X("at:Q"),
            y="wanted:Q",
            shape=alt.Shape(
                "mark:N",
                scale=alt.Scale(domain=said, range=["diamond", "circle"][: len(said)]),
                legend=alt.Legend(title=None, symbolStrokeColor=TARGET, symbolFillColor=PAPER),
            ),
            fill=alt.Fill("mark:N", scale=alt.Scale(domain=said, range=[TARGET, PAPER][: len(said)]), legend=None),
            tooltip=[
                alt.Tooltip("mark:N", title=" "),
                alt.Tooltip("at:Q", title=text("chart.axis.year", language)),
                alt.Tooltip("wanted_said:N", title=text("chart.tip.wanted", language)),
            ],
        )
    if any(row["kind"] == "span" for row in rows):
        yield alt.Chart().transform_filter("datum.kind == 'span'").mark_point(opacity=0).encode(x=x, y="wanted:Q")


def _tip(name: str, language: str) -> str:
    return text("chart.band.median", language) if name == "p50" else f"{int(name[1:])}%"


def _fan_rows(
    quantiles: Table, marks: Table | None, names: Mapping[str, str], language: str, arrange: Arrangement
) -> list[dict[str, Any]]:
    """Bring quantiles to one row a year, with the marks of the same panel below them: facets need one set of data."""
    key = "target" if "target" in quantiles.columns else "variable"
    cells: dict[tuple[str, str, int], dict[str, Any]] = {}
    titles: dict[str, tuple[str, str]] = {}
    for row in quantiles.rows():
        if row["quantile"] not in BANDS:
            continue
        which, scenario, year = str(row[key]), str(row["scenario"]), int(str(row["year"]))
        unit = str(row["unit"] or "")
        titles.setdefault(
            which, (_panel(in_language(row, "label", language), unit, row.get("measure"), language), unit)
        )
        cell = cells.setdefault(
            (which, scenario, year),
            {"kind": "fan", "scenario": names[scenario], "year": year, "counted": unit in COUNTED},
        )
        cell[str(row["quantile"])] = row["value"]
        cell[f"{row['quantile']}_said"] = amount(float(str(row["value"])), unit, language)
    titles = _told_apart(titles)
    for (which, _, _), cell in cells.items():
        cell["panel"] = titles[which][0]
    found = list(cells.values())
    for which, (panel, unit) in titles.items():
        found += _mark_rows(marks, which, panel, unit, language)
    return _beside(found, list(names.values())) if arrange == "beside" and len(names) > 1 else found


def _told_apart(titles: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Keep panels apart whose labels are the same."""
    said = [panel for panel, _ in titles.values()]
    return {
        key: (panel if said.count(panel) == 1 else f"{panel} [{key}]", unit) for key, (panel, unit) in titles.items()
    }


def _panel(label: str, unit: str, measure: object, language: str) -> str:
    form = {"average": "chart.panel_each_year", "total": "chart.panel_total"}.get(str(measure), "chart.panel")
    return text(form, language, label=label, unit=unit_name(unit, language)) if unit else label


def _mark_rows(marks: Table | None, which: str, panel: str, unit: str, language: str) -> Iterator[dict[str, Any]]:
    seen = set[tuple[object, ...]]()
    for row in marks.rows() if marks is not None else ():
        same = (row["target"], row["year"], row["value"])
        if row["of"] != which or same in seen:
            continue
        seen.add(same)
        yield {
            "kind": row["mark"],
            "mark": text(f"chart.mark.{row['mark']}", language),
            "panel": panel,
            "year": row["first_year"] or row["year"],
            "until": row["year"] if row["first_year"] else None,
            "at": row["year"],
            "wanted": row["value"],
            "wanted_said": amount(float(str(row["value"])), unit, language),
        }


def _beside(rows: list[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    """Give each scenario a panel of its own; panels of one indicator share their scale by a span that is not drawn."""
    found: list[dict[str, Any]] = []
    for panel in dict.fromkeys(row["panel"] for row in rows):
        of_panel = [row for row in rows if row["panel"] == panel]
        values = [row[name] for row in of_panel if row["kind"] == "fan" for name in BANDS]
        values += [row["wanted"] for row in of_panel if row["kind"] != "fan"]
        first = next(row["year"] for row in of_panel if row["kind"] == "fan")
        for name in names:
            own = f"{panel}\n{name}"
            found += [row | {"panel": own} for row in of_panel if row.get("scenario", name) == name]
            found += [
                {"kind": "span", "panel": own, "year": first, "wanted": value} for value in (min(values), max(values))
            ]
    return found
