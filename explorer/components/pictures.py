"""Charts on the page: the same specification as the exports, enlarged for a screen, with a name for those who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import streamlit as st

from charts.theme import CONFIG

SCREEN = 1.3
"""Charts are drawn in points of a document; on a screen everything is this much larger."""
WIDE = 925.0
"""Pixels of a chart across the page at 1366 pixels; on a wider screen it stays as it is."""

LENGTHS = frozenset(
    {
        *("width", "height", "step", "fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize", "lineHeight"),
        *(
            "labelPadding",
            "titlePadding",
            "columnPadding",
            "rowPadding",
            "offset",
            "strokeWidth",
            "thickness",
            "minExtent",
        ),
        *(
            "labelLimit",
            "titleLimit",
            "limit",
            "spacing",
            "dx",
            "dy",
            "tickSize",
            "cornerRadius",
            "maxExtent",
            "padding",
        ),
    }
)
AREAS = frozenset({"size", "symbolSize"})
PLACED = frozenset({"x", "x2", "y", "y2", "xOffset", "yOffset"})
DATA = frozenset({"data", "datasets", "values", "scale", "domain", "transform"})


def picture(chart: alt.TopLevelMixin, *, name: str, key: str, titled: bool = False) -> None:
    """Show a chart; `name` says in words what it shows. Its own title is left out where the page has a heading for it."""
    spec = enlarged(chart)
    if not titled:
        spec.pop("title", None)
    st.vega_lite_chart(spec, theme=None, width="content", alt=name, key=key)


def points(pixels: float) -> float:
    """Give the width in points at which a chart fills so many pixels."""
    return pixels / SCREEN


def enlarged(chart: alt.TopLevelMixin, factor: float = SCREEN) -> dict[str, Any]:
    """Give a chart's specification with every length multiplied; data and scales stay."""
    with alt.data_transformers.disable_max_rows():
        # Checking the whole grammar takes longer than drawing; the tests of charts check it, and so does every file made.
        spec: dict[str, Any] = chart.to_dict(validate=False)
    spec["config"] = {**CONFIG, **spec.get("config", {})}
    found = _larger(spec, factor, "")
    assert isinstance(found, dict)
    # Streamlit would fit the whole picture into `width`, which here is that of the plot alone.
    found["autosize"] = {"type": "pad", "contains": "content"}
    found["usermeta"] = {"embedOptions": {"actions": False, "renderer": "svg"}}
    return found


def _larger(part: Any, factor: float, inside: str) -> Any:
    if isinstance(part, Mapping):
        return {key: _value(key, value, factor, inside) for key, value in part.items()}
    if isinstance(part, list):
        return [_larger(one, factor, inside) for one in part]
    return part


def _value(key: str, value: Any, factor: float, inside: str) -> Any:
    if key in DATA:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if key in LENGTHS or inside == "spacing" or (key == "value" and inside in PLACED):
            return value * factor
        if key in AREAS:
            return value * factor * factor
        return value
    return _larger(value, factor, key)
