"""SVG for drafts: text stays text, the width is 156 mm, and the stamp stands in the metadata."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from charts.export.page import TEXT_MILLIMETRES, Page, drawing
from scenarios.verification.forms import svg as form
from scenarios.verification.forms.svg import content_digest, stamp_in
from scenarios.verification.stamp import Stamp

__all__ = ["content_digest", "stamp_in", "svg"]

_SIZE = re.compile(r'(<svg\b[^>]*?)\bwidth="([0-9.]+)"([^>]*?)\bheight="([0-9.]+)"([^>]*>)')


def svg(page: Page, stamp: Stamp | None = None, title: str = "") -> str:
    """Draw a page as SVG, 156 mm wide."""
    caption, drawn = page.caption, drawing(page.spec)
    size = _SIZE.search(drawn)
    if size is None:
        raise ValueError("the drawing has no size")
    before, width, between, height, rest = size.groups()
    tall = float(height) / float(width) * TEXT_MILLIMETRES
    box = "" if "viewBox" in before + between + rest else f' viewBox="0 0 {width} {height}"'
    head = f'{before}width="{TEXT_MILLIMETRES:g}mm"{between}height="{tall:.2f}mm"{box}{rest}'
    body = drawn[size.end() :]
    words = f"<title>{escape(title)}</title><desc>{escape(caption.line() if caption else '')}</desc>"
    metadata = ""
    if stamp is not None:
        metadata = form.metadata(stamp, drawn[: size.start()] + head + words + body)
    return drawn[: size.start()] + head + words + metadata + body
