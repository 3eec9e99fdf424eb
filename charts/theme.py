"""How every chart looks: one font list, few colours, sizes in points at the text width of an official document.

One pixel of a chart is one point on paper: a chart `TEXT_WIDTH` wide is 156 mm, the text width of GB/T 9704 documents, and
type of size 9 is 9 points. The theme is one for all users and languages (Altair keeps it for the whole process); whatever
hangs on the language stands in the chart.
"""

from __future__ import annotations

from typing import Any, Final, cast

import altair as alt

FONT: Final = "Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
"""A generic family must come last: without it a renderer that finds none of the others draws nothing at all."""
TEXT_WIDTH: Final = 442.0
"""Width of the text of an official document, 156 mm, in points."""
SMALL, BODY, HEAD = 8, 9, 11
"""Type sizes in points."""

INK: Final = "#222222"
QUIET: Final = "#5f6368"
RULE: Final = "#d5d8dc"
PAPER: Final = "#ffffff"

SCENARIO_COLOURS: Final = ("#0b3c6f", "#e07b00", "#00795c", "#a8327d", "#6b6b6b")
"""Scenarios and lines: told apart by hue, by luminance, and by `DASHES`."""
DASHES: Final = ((1, 0), (6, 2), (2, 2), (8, 2, 2, 2), (1, 3))
SHAPES: Final = ("circle", "square", "diamond", "triangle-up", "cross")
"""Marks of points that tell lines apart in print."""
RUNG_COLOURS: Final = ("#c6d8ec", "#7fb0d6", "#2f74ad", "#0a2f5c")
"""Outside the ladder, then the rungs from the lowest up: one hue, each darker than the one below."""
UP: Final = "#00795c"
DOWN: Final = "#d9a441"
TARGET: Final = "#b3001b"
CLASS_COLOURS: Final = ("#7a1f00", "#c2541a", "#e59a54", "#c9c9c9", "#8ab6d6", "#3f7fb5", "#0b3c6f")
"""The seven words of probability, from the least likely up; the word itself always stands beside the colour."""
WITHHELD: Final = "#ffffff"
HEAT: Final = ("#fff3d6", "#f4c77b", "#cf8f5a", "#8f5a73", "#33305f")
"""Probability from 0 to 1: luminance falls all the way, so the order survives a black-and-white print."""

BAND_WIDE: Final = 0.18
BAND_NARROW: Final = 0.36
"""Opacity of the bands from 5 to 95% and from 25 to 75%."""

CONFIG: Final[dict[str, Any]] = {
    "font": FONT,
    "background": PAPER,
    "padding": 4,
    # The pip font has one weight, and the renderer makes no bold of its own: emphasis is by size.
    "title": {
        "font": FONT,
        "subtitleFont": FONT,
        "fontSize": HEAD,
        "subtitleFontSize": BODY,
        "fontWeight": "normal",
        "subtitleFontWeight": "normal",
        "color": INK,
        "subtitleColor": QUIET,
        "anchor": "start",
        "offset": 8,
    },
    "axis": {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": SMALL,
        "titleFontSize": BODY,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": RULE,
        "gridWidth": 0.5,
        "domainColor": QUIET,
        "tickColor": QUIET,
        "titlePadding": 6,
        "labelOverlap": True,
    },
    "legend": {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": BODY,
        "titleFontSize": BODY,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "orient": "top",
        "labelLimit": 0,
        "titleLimit": 0,
        "symbolSize": 80,
        "columnPadding": 12,
    },
    "header": {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": BODY,
        "labelFontWeight": "normal",
        "titleFontWeight": "normal",
        "labelColor": INK,
        "labelAnchor": "start",
        "labelLimit": 0,
    },
    "text": {"font": FONT, "fontSize": BODY, "color": INK},
    "view": {"stroke": None},
    "concat": {"spacing": 14},
    "facet": {"spacing": 16},
}
"""The Vega-Lite configuration of every chart."""


def _theme() -> alt.theme.ThemeConfig:
    return cast(alt.theme.ThemeConfig, {"config": CONFIG})


alt.theme.register("tuiyan", enable=True)(_theme)
