"""One enterprise's life: revenue, R&D intensity, and every title it held, won, missed and lost."""

from __future__ import annotations

from typing import Any

import altair as alt

from charts.numbers import amount, percent
from charts.parts import data_of, in_language, layered, year_ticks
from charts.theme import BODY, DOWN, HEAD, INK, RULE, SCENARIO_COLOURS, SMALL, TEXT_WIDTH, UP
from scenarios.messages import text
from scenarios.tables import Table

SIGNS = {
    "admitted": ("triangle-up", UP),
    "renewed": ("circle", UP),
    "renewed_by_discretion": ("circle", DOWN),
    "lost": ("cross", "#b3001b"),
    "outgrew": ("cross", "#b3001b"),
    "below_cut_off": ("triangle-down", RULE),
}
"""Decisions worth a sign, with its shape and fill; the rest is told in the tooltip and the table."""


def life_chart(life: Table, titles: Table, *, language: str = "zh", width: float = TEXT_WIDTH) -> alt.TopLevelMixin:
    """Draw one life from the tables `life_table` and `life_titles`: three pictures below one another, over the same years."""
    years = [int(str(year)) for year in life["year"]]
    names = 78.0
    inner = width - names - 6
    axis = alt.Axis(format="d", values=year_ticks(years, inner), grid=False, title=None)
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(domain=[min(years) - 0.5, max(years) + 0.5], nice=False, zero=False))
    rows = [
        row
        | {
            "revenue_said": amount(float(str(row["revenue"])), "亿元", language) if row["revenue"] is not None else "—",
            "research_said": percent(float(str(row["research_intensity"])) / 100, 1)
            if row["research_intensity"] is not None
            else "—",
        }
        for row in life.rows()
    ]
    pictures = [
        _line(rows, x, name, said, text(f"chart.life.{name}", language), colour).properties(width=inner, height=tall)
        for name, said, colour, tall in (
            ("revenue", "revenue_said", SCENARIO_COLOURS[0], 110),
            ("research_intensity", "research_said", SCENARIO_COLOURS[2], 70),
        )
    ]
    head = text("chart.life.head", language, enterprise=life["enterprise"][0], replicate=life["replicate"][0])
    title = alt.TitleParams([text("chart.title.life", language)], subtitle=[head], fontSize=HEAD)
    return alt.vconcat(*pictures, _titles(titles, x, language).properties(width=inner), title=title, spacing=10)


def _line(rows: list[dict[str, Any]], x: alt.X, name: str, said: str, title: str, colour: str) -> alt.LayerChart:
    base = alt.Chart(data_of(rows)).transform_filter(f"isValid(datum.{name})")
    y = alt.Y(
        f"{name}:Q", title=title, axis=alt.Axis(titleAngle=0, titleAlign="left", titleY=-4, titleX=-40, tickCount=4)
    )
    tips = [alt.Tooltip("year:Q", title=" "), alt.Tooltip(f"{said}:N", title=title)]
    return layered(
        base.mark_line(color=colour, strokeWidth=1.6).encode(x=x, y=y),
        base.mark_point(color=colour, filled=True, size=24, opacity=1).encode(x=x, y=y, tooltip=tips),
    )


def _titles(titles: Table, x: alt.X, language: str) -> alt.LayerChart:
    rows = [
        row | {"name": in_language(row, "title", language), "said": row[f"said_{language}"]} for row in titles.rows()
    ]
    order = list(dict.fromkeys(str(row["name"]) for row in rows))[::-1]
    y = alt.Y(
        "name:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelFontSize=BODY, labelLimit=0, ticks=False, domain=False),
        scale=alt.Scale(domain=order),
    )
    held = (
        alt.Chart(data_of(rows))
        .transform_filter("datum.held")
        .transform_calculate(left="datum.year - 0.5", right="datum.year + 0.5")
    )
    layers: list[Any] = [
        held.mark_rect(color="#b7cfe6", height=12).encode(
            x=alt.X("left:Q", axis=x["axis"], scale=x["scale"]), x2="right:Q", y=y
        )
    ]
    signed = [
        row | {"sign": text(f"chart.decision.{row['decision']}", language)} for row in rows if row["decision"] in SIGNS
    ]
    if signed:
        kinds = [kind for kind in SIGNS if any(row["decision"] == kind for row in signed)]
        said = [text(f"chart.decision.{kind}", language) for kind in kinds]
        legend = alt.Legend(
            title=None, orient="bottom", labelFontSize=SMALL, symbolStrokeColor=INK, symbolStrokeWidth=0.8, columns=3
        )
        layers.append(
            alt.Chart(data_of(signed))
            .mark_point(size=60, stroke=INK, strokeWidth=0.8, opacity=1)
            .encode(
                x=x,
                y=y,
                shape=alt.Shape(
                    "sign:N", scale=alt.Scale(domain=said, range=[SIGNS[k][0] for k in kinds]), legend=legend
                ),
                fill=alt.Fill(
                    "sign:N", scale=alt.Scale(domain=said, range=[SIGNS[k][1] for k in kinds]), legend=legend
                ),
                tooltip=[alt.Tooltip("year:Q", title=" "), alt.Tooltip("said:N", title=" ")],
            )
        )
    return layered(*layers).properties(height=alt.Step(18))
