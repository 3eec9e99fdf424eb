"""A chart on paper: exactly as wide as the text of an official document, with its caption beneath."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from charts.export.caption import Caption
from charts.export.fonts import register
from charts.theme import FONT, PAPER, QUIET, SMALL, TEXT_WIDTH

TEXT_MILLIMETRES = 156.0
"""Width of the text of an official document (GB/T 9704)."""
CLOSE = 6.0
"""Points by which a picture may miss the text width; padding takes up the rest."""
TRIES = 6
NARROWEST = 40.0
"""Points that a picture keeps between its axes, however long the names beside it are."""
HEADS = ("$schema", "config", "datasets", "usermeta")


@dataclass(frozen=True)
class Page:
    """A chart laid out for paper, as Vega-Lite, with its caption.

    `width` in points is above the text width only where names leave no room for the picture: it is then drawn smaller.
    """

    spec: Mapping[str, Any]
    width: float
    caption: Caption | None


def paged(chart: Mapping[str, Any], caption: Caption | None = None) -> Page:
    """Put a caption under a chart (as `to_dict` gives it) and bring it to the text width."""
    body = dict(chart)
    heads = {name: body.pop(name) for name in HEADS if name in body}
    whole: dict[str, Any] = {**heads, "vconcat": [body]}
    if caption is not None:
        whole["title"] = {
            "text": caption.wrapped(int(TEXT_WIDTH / (SMALL * 0.5)) - 6),
            "orient": "bottom",
            "anchor": "start",
            "font": FONT,
            "fontSize": SMALL,
            "fontWeight": "normal",
            "lineHeight": SMALL + 3,
            "color": QUIET,
            "offset": 10,
            "limit": 0,
        }
    factor, seen = 1.0, list[tuple[float, float]]()
    for _ in range(TRIES):
        tried = stretched(whole, factor)
        width = width_of(tried)
        seen.append((factor, width))
        if TEXT_WIDTH - CLOSE <= width <= TEXT_WIDTH:
            break
        factor = _next(seen)
    fitting = [pair for pair in seen if pair[1] <= TEXT_WIDTH]
    factor, width = max(fitting, key=lambda pair: pair[1]) if fitting else min(seen, key=lambda pair: pair[1])
    found = stretched(whole, factor)
    if width < TEXT_WIDTH:
        found["padding"] = {"left": 4, "top": 4, "bottom": 4, "right": 4 + TEXT_WIDTH - width}
    found["background"] = PAPER
    return Page(found, max(width, TEXT_WIDTH), caption)


def stretched(spec: Mapping[str, Any], factor: float) -> dict[str, Any]:
    """Multiply the width of every view of a chart."""
    found = {name: value for name, value in spec.items()}
    if isinstance(found.get("width"), int | float):
        found["width"] = max(NARROWEST, round(found["width"] * factor, 3))
    if isinstance(found.get("spec"), dict):
        found["spec"] = stretched(found["spec"], factor)
    for name in ("vconcat", "hconcat", "concat"):
        if name in found:
            found[name] = [stretched(part, factor) for part in found[name]]
    return found


def width_of(spec: Mapping[str, Any]) -> float:
    """Give the width in points at which a chart is drawn."""
    return float(_ROOT.search(drawing(spec))["width"])  # type: ignore[index]


def drawing(spec: Mapping[str, Any]) -> str:
    """Draw a chart as SVG."""
    import vl_convert

    register()
    return str(vl_convert.vegalite_to_svg(drawable(spec)))


def drawable(part: Any) -> Any:
    """Give a chart without characters that no drawing can hold: one of them would end the whole process, not just the drawing."""
    if isinstance(part, str):
        return _UNDRAWABLE.sub("\ufffd", part)
    if isinstance(part, Mapping):
        return {drawable(key): drawable(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [drawable(each) for each in part]
    return part


_UNDRAWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


_ROOT = re.compile(r'<svg\b[^>]*?\bwidth="(?P<width>[0-9.]+)"[^>]*?\bheight="(?P<height>[0-9.]+)"')


def _next(seen: list[tuple[float, float]]) -> float:
    """Choose the next factor: by the line through the last two tries, a little short of the text width."""
    wanted = TEXT_WIDTH - CLOSE / 3
    (factor, width) = seen[-1]
    if len(seen) > 1:
        before, narrower = seen[-2]
        slope = (width - narrower) / (factor - before) if factor != before else 0.0
        if slope > 0:
            return max(0.05, factor + (wanted - width) / slope)
    return max(0.05, factor * wanted / width)
