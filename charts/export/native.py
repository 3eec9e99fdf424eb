"""The native charts of a workbook: fans as stacked areas with median and target, scorecards as bars with their error."""

from __future__ import annotations

from typing import Any

from charts.export.blocks import Block
from charts.theme import CLASS_COLOURS, DOWN, INK, RULE, SCENARIO_COLOURS, TARGET, UP
from scenarios.cli.spreadsheet import harmless

WIDTH, HEIGHT = 590, 330
"""Pixels at 96 an inch: 156 mm wide."""
FONT = {"name": "宋体", "size": 9, "color": INK}
SHADES = ("#ced8e2", "#8aa2ba", "#ced8e2")
"""The bands of a fan as solid colours: the same greys as the opacities of the picture give on white."""


def draw(book: Any, block: Block, sheet: str, head: int) -> Any:
    """Draw the native chart of a block whose heading stands in row `head` of `sheet`; None for a block without one."""
    if not block.rows or block.native == "none":
        return None
    drawn = {"fan": _fan, "bars": _bars, "columns": _columns, "lines": _lines, "funnel": _funnel}[block.native]
    chart = drawn(book, block, sheet, head)
    chart.set_title({"name": unlinked(block.title), "name_font": {**FONT, "size": 11, "bold": False}, "overlay": False})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def unlinked(words: str) -> str:
    """Keep a name of a chart a text: XlsxWriter takes one that holds ! and a cell for a link to it, here or in another file."""
    return str(harmless(words)).replace("!", "！")


def height_of(block: Block) -> int:
    """Give the height of a block's chart in pixels: bars need room for their names."""
    return max(HEIGHT, 60 + 28 * len(block.rows)) if block.native == "bars" else HEIGHT


def _range(sheet: str, head: int, block: Block, column: int) -> list[Any]:
    return [sheet, head + 1, column, head + len(block.rows), column]


def _series(sheet: str, head: int, block: Block, column: int, **look: Any) -> dict[str, Any]:
    return {
        "name": [sheet, head, column],
        "categories": _range(sheet, head, block, 0),
        "values": _range(sheet, head, block, column),
        **look,
    }


TICKS = {"major_tick_mark": "outside", "minor_tick_mark": "none"}
"""Said, because office programs differ in what they draw where a file is silent: LibreOffice then crosses axes with marks."""
YEARS_ABOUT = 5
"""Years that are named below a chart at most; all of them would be set aslant."""


def _named(block: Block) -> dict[str, Any]:
    """Name every so many years only, level, where a chart runs over years."""
    if len(block.rows) <= YEARS_ABOUT or block.native not in ("fan", "lines"):
        return {}
    every = -(-(len(block.rows) - 1) // (YEARS_ABOUT - 1))
    return {"interval_unit": every, "interval_tick": every}


def _axes(chart: Any, block: Block, *, percent: bool = False) -> None:
    # Below the chart also where values are below nothing.
    chart.set_x_axis({"num_font": FONT, "line": {"color": INK}, "label_position": "low", **TICKS, **_named(block)})
    form = {"num_format": "0%"} if percent else {"num_format": "General"}
    grid = {"visible": True, "line": {"color": RULE, "width": 0.5}}
    name = {"name": unlinked(block.unit), "name_font": {**FONT, "bold": False}} if block.unit else {}
    chart.set_y_axis({"num_font": FONT, "major_gridlines": grid, "line": {"color": INK}, **TICKS, **form, **name})
    chart.set_legend({"position": "top", "font": FONT})
    chart.set_size({"width": WIDTH, "height": HEIGHT})


def _fan(book: Any, block: Block, sheet: str, head: int) -> Any:
    """Stack an unseen base at 5% and three bands; the median and what is wanted are lines over it."""
    chart = book.add_chart({"type": "area", "subtype": "stacked"})
    chart.add_series(_series(sheet, head, block, 1, fill={"none": True}, border={"none": True}))
    for column, shade, said in zip((7, 8, 9), SHADES, block.legend, strict=True):
        look = {"fill": {"color": shade}, "border": {"none": True}}
        chart.add_series(_series(sheet, head, block, column, **look) | {"name": unlinked(said)})
    over = book.add_chart({"type": "line"})
    over.add_series(_series(sheet, head, block, 3, line={"color": SCENARIO_COLOURS[0], "width": 2}))
    if any(row[6] is not None for row in block.rows):
        marker = {"type": "diamond", "size": 8, "fill": {"color": TARGET}, "border": {"color": TARGET}}
        line = {"color": TARGET, "width": 1.25, "dash_type": "dash"}
        over.add_series(_series(sheet, head, block, 6, marker=marker, line=line))
    chart.combine(over)
    _axes(chart, block)
    chart.set_legend({"position": "top", "font": FONT, "delete_series": [0, 3]})
    chart.show_blanks_as("gap")
    return chart


def _bars(book: Any, block: Block, sheet: str, head: int) -> Any:
    """Draw probabilities from the top down, with both sides of their intervals."""
    chart = book.add_chart({"type": "bar"})
    above, below = _range(sheet, head, block, 3), _range(sheet, head, block, 2)
    error = {
        "type": "custom",
        "plus_values": _formula(above),
        "minus_values": _formula(below),
        "line": {"color": INK, "width": 1},
    }
    look = {
        "fill": {"color": CLASS_COLOURS[4]},
        "border": {"color": INK, "width": 0.5},
        "gap": 60,
        "y_error_bars": error,
    }
    named = {"categories": _range(sheet, head, block, len(block.header) - 1)}
    chart.add_series(_series(sheet, head, block, 1, **look) | named)
    _axes(chart, block, percent=True)
    chart.set_x_axis(
        {
            "num_format": "0%",
            "min": 0,
            "max": 1,
            "num_font": FONT,
            "major_gridlines": {"visible": True, "line": {"color": RULE}},
            **TICKS,
        }
    )
    chart.set_y_axis({"reverse": True, "num_font": FONT, "label_position": "low", **TICKS})
    chart.set_legend({"none": True})
    chart.set_size({"width": WIDTH, "height": height_of(block)})
    return chart


def _formula(place: list[Any]) -> str:
    """Write a range as the reference that error bars ask for (a chart's own pointer, in no cell)."""
    from xlsxwriter.utility import xl_range_abs

    sheet, first, column, last, _ = place
    quoted = str(sheet).replace("'", "''")
    return f"='{quoted}'!{xl_range_abs(first, column, last, column)}"


def _columns(book: Any, block: Block, sheet: str, head: int) -> Any:
    chart = book.add_chart({"type": "column", "subtype": "stacked"} if len(block.header) == 3 else {"type": "column"})
    colours = (UP, DOWN) if len(block.header) == 3 else SCENARIO_COLOURS
    for column in range(1, len(block.header)):
        fill = {"color": colours[(column - 1) % len(colours)]}
        chart.add_series(_series(sheet, head, block, column, fill=fill, border={"color": INK, "width": 0.25}, gap=60))
    _axes(chart, block)
    chart.set_x_axis({"num_font": FONT, "line": {"color": INK}, "label_position": "low", **TICKS})
    return chart


def _lines(book: Any, block: Block, sheet: str, head: int) -> Any:
    chart = book.add_chart({"type": "line"})
    dashes = ("solid", "dash", "round_dot", "dash_dot", "long_dash")
    for column in range(1, len(block.header)):
        line = {
            "color": SCENARIO_COLOURS[(column - 1) % len(SCENARIO_COLOURS)],
            "width": 1.75,
            "dash_type": dashes[(column - 1) % len(dashes)],
        }
        chart.add_series(_series(sheet, head, block, column, line=line))
    _axes(chart, block)
    return chart


def _funnel(book: Any, block: Block, sheet: str, head: int) -> Any:
    chart = book.add_chart({"type": "bar"})
    labels = {"value": True, "font": FONT}
    chart.add_series(_series(sheet, head, block, 1, fill={"color": SCENARIO_COLOURS[0]}, gap=40, data_labels=labels))
    _axes(chart, block)
    chart.set_y_axis({"reverse": True, "num_font": FONT, **TICKS})
    chart.set_legend({"none": True})
    return chart
