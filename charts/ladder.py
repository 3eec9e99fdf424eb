"""The ladder as a flow picture: the rungs as bands over the years, with ribbons for those who climb, stay and fall."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt

from charts.numbers import plain
from charts.parts import data_of, in_language, layered, text_lines, wrapped, year_ticks
from charts.theme import DOWN, INK, RUNG_COLOURS, SMALL, TEXT_WIDTH, UP
from scenarios.messages import text
from scenarios.tables import Table

SAMPLES = 17
"""Points along one ribbon."""
NODE = 0.16
"""Half the width of a node, in years."""
GAP_SHARE = 0.10
"""Free height between two rungs, as a share of the height of all."""
OUTSIDE = -1
WAYS = ("stay", "up", "down")


@dataclass
class Rung:
    """One rung over the years: who stands on it as the highest of the nest, who came from below, who fell from it."""

    place: int
    label: str
    stock: dict[int, float] = field(default_factory=dict)
    up: dict[int, float] = field(default_factory=dict)
    down: dict[int, float] = field(default_factory=dict)


def ladder_flow(
    flows: Table, *, language: str = "zh", width: float = TEXT_WIDTH, height: float = 300, scenario: str | None = None
) -> alt.TopLevelMixin:
    """Draw stocks and flows of the nested titles from a table of `title_flows`, by their means, which add up.

    A band's height is the number whose highest title of the nest it is. A ribbon that rises is new recognitions of the rung
    it leads to, one that falls is those who lost it; the table has no more than that, so whoever climbs two rungs in one
    year is drawn on both. One scenario a picture: the first of the table where none is named.
    """
    chosen = scenario if scenario is not None else str(flows["scenario"][0])
    rungs = rungs_of(flows.where(scenario=chosen), language)
    years = sorted(rungs[0].stock)
    lanes = _lanes(rungs, years)
    top = max(base + tall for base, tall in lanes.values())
    names = 0.2 * width
    inner = width - names
    y = alt.Scale(domain=[0, top], nice=False, zero=True)
    x = alt.Scale(domain=[years[0] - NODE, years[-1] + NODE], nice=False, zero=False)
    axis = alt.Axis(format="d", values=year_ticks(years, inner), grid=False, domain=False)
    ribbons = [point for ribbon in _ribbons(rungs, years, lanes) for point in ribbon]
    said = [text(f"chart.ladder.{way}", language) for way in WAYS]
    for point in ribbons:
        point["way"] = said[WAYS.index(point["way"])]
    nodes = list(_nodes(rungs, years, lanes, language))
    labels = [_name(rung.label, lanes[rung.place], language) for rung in [_outside(language), *rungs]]
    shades = alt.Scale(domain=said, range=[RUNG_COLOURS[1], UP, DOWN])
    ribbon = (
        alt.Chart(data_of(ribbons))
        .mark_area(interpolate="linear", opacity=0.75, strokeWidth=0)
        .encode(
            x=alt.X("x:Q", scale=x, axis=axis, title=None),
            y=alt.Y("low:Q", scale=y, axis=None),
            y2="high:Q",
            detail="link:N",
            color=alt.Color(
                "way:N", scale=shades, legend=alt.Legend(title=None, symbolType="square", symbolOpacity=0.75)
            ),
            tooltip=[alt.Tooltip("tip:N", title=" ")],
        )
    )
    node = (
        alt.Chart(data_of(nodes))
        .mark_rect(strokeWidth=0)
        .encode(
            x=alt.X("left:Q", scale=x),
            x2="right:Q",
            y=alt.Y("low:Q", scale=y),
            y2="high:Q",
            fill=alt.Fill("colour:N", scale=None),
            tooltip=[alt.Tooltip("tip:N", title=" ")],
        )
    )
    number = (
        alt.Chart(data_of([row for row in nodes if row["said"] and row["year"] in year_ticks(years, inner * 1.4)]))
        .mark_text(fontSize=SMALL, baseline="bottom", dy=-2, color=INK)
        .encode(x=alt.X("year:Q", scale=x), y=alt.Y("high:Q", scale=y), text="said:N")
    )
    beside = [
        layer.properties(data=data_of(labels))
        for layer in text_lines(labels, "label", x=0, align="right", y=alt.Y("middle:Q", scale=y))
    ]
    return layered(ribbon, node, number, *beside).properties(
        width=inner, height=height, title=text("chart.title.ladder", language)
    )


def rungs_of(flows: Table, language: str) -> list[Rung]:
    """Read the rungs of the nest from a table of flows, from the lowest up; stocks become those of the highest title."""
    found: dict[int, Rung] = {}
    nested: dict[int, dict[int, float]] = {}
    for row in flows.rows():
        if row["rung"] is None or row["quantile"] != "mean":
            continue
        place, year, value = int(str(row["rung"])), int(str(row["year"])), float(str(row["value"]))
        rung = found.setdefault(place, Rung(place, ""))
        if row["part"] == "stock":
            rung.label = in_language(row, "label", language)
            nested.setdefault(place, {})[year] = value
        elif row["part"] == "additions":
            rung.up[year] = value
        else:
            rung.down[year] = value
    for place, rung in found.items():
        above = nested.get(place + 1, {})
        rung.stock = {year: max(0.0, value - above.get(year, 0.0)) for year, value in nested[place].items()}
    return [found[place] for place in sorted(found)]


def _outside(language: str) -> Rung:
    return Rung(OUTSIDE, text("chart.ladder.outside", language))


def _lanes(rungs: Sequence[Rung], years: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Give each rung, and what lies outside the ladder, the foot and the height of its lane."""
    first = rungs[0]
    heights = {OUTSIDE: max([*first.up.values(), *first.down.values(), 0.0])}
    heights |= {rung.place: max(rung.stock[year] for year in years) for rung in rungs}
    gap = GAP_SHARE * sum(heights.values()) or 1.0
    lanes, foot = {}, 0.0
    for place, height in heights.items():
        lanes[place] = (foot, height)
        foot += height + gap
    return lanes


def _ribbons(
    rungs: Sequence[Rung], years: Sequence[int], lanes: dict[int, tuple[float, float]]
) -> Iterator[list[dict[str, Any]]]:
    """Make the ribbons of every year: on both sides of a node those from or to the rung above are on top."""
    for before, year in itertools.pairwise(years):
        for at, rung in enumerate(rungs):
            foot, above = lanes[rung.place][0], rungs[at + 1] if at + 1 < len(rungs) else None
            below = lanes[rungs[at - 1].place][0] if at else lanes[OUTSIDE][0]
            rising, falling = rung.up[year], rung.down[year]
            left_up = above.up[year] if above else 0.0
            staying = max(0.0, rung.stock[before] - left_up - falling)
            # Out of the left node, from its foot: those who fall, stay, climb; into the right one: climbed, stayed, fallen.
            left, right = foot + falling, foot + rising
            yield _ribbon("stay", rung.label, before, year, left, right, staying)
            source = rungs[at - 1] if at else None
            if source is None:
                start, end = below, below
            else:
                start = below + source.down[year] + max(0.0, source.stock[before] - rising - source.down[year])
                end = below + source.up[year] + max(0.0, source.stock[before] - rising - source.down[year])
            yield _ribbon("up", rung.label, before, year, start, foot, rising)
            yield _ribbon("down", rung.label, before, year, foot, end, falling)


def _ribbon(
    way: str, label: str, before: int, year: int, left: float, right: float, size: float
) -> list[dict[str, Any]]:
    if size <= 0:
        return []
    points = []
    for sample in range(SAMPLES):
        share = sample / (SAMPLES - 1)
        bent = share * share * (3 - 2 * share)
        low = left + (right - left) * bent
        points.append(
            {
                "link": f"{way} {label} {year}",
                "way": way,
                "x": before + NODE + (1 - 2 * NODE) * share,
                "low": low,
                "high": low + size,
                "tip": f"{label} {year}: {plain(size)}",
            }
        )
    return points


def _nodes(
    rungs: Sequence[Rung], years: Sequence[int], lanes: dict[int, tuple[float, float]], language: str
) -> Iterator[dict[str, Any]]:
    for year in years:
        first = rungs[0]
        coming = first.up.get(year + 1, 0.0) if year != years[-1] else 0.0
        gone = first.down.get(year, 0.0) if year != years[0] else 0.0
        sizes = [(OUTSIDE, max(coming, gone), "")]
        sizes += [(rung.place, rung.stock[year], plain(rung.stock[year], language)) for rung in rungs]
        for place, size, said in sizes:
            foot = lanes[place][0]
            yield {
                "year": year,
                "left": year - NODE,
                "right": year + NODE,
                "low": foot,
                "high": foot + size,
                "colour": RUNG_COLOURS[min(place + 1, len(RUNG_COLOURS) - 1)],
                "said": said,
                "tip": f"{year}: {plain(size, language)}",
            }


def _name(label: str, lane: tuple[float, float], language: str) -> dict[str, Any]:
    return {"label": wrapped(label, 16 if language == "zh" else 17), "middle": lane[0] + lane[1] / 2}
