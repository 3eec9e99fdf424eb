"""SVG for drafts: text stays text, the width is 156 mm, and the stamp stands in the metadata."""

from __future__ import annotations

import hashlib
import re
from xml.sax.saxutils import escape

from charts.export.page import TEXT_MILLIMETRES, Page, drawing
from charts.export.stamp import NAME, Stamp, StampError, unpacked

_SIZE = re.compile(r'(<svg\b[^>]*?)\bwidth="([0-9.]+)"([^>]*?)\bheight="([0-9.]+)"([^>]*>)')
_STAMP = re.compile(rf'<metadata id="{NAME}">([A-Za-z0-9+/=]*)</metadata>')


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
        digest = _digest(drawn[: size.start()] + head + words + body)
        metadata = f'<metadata id="{NAME}">{stamp.of_content(digest).packed()}</metadata>'
    return drawn[: size.start()] + head + words + metadata + body


def stamp_in(drawn: str) -> Stamp:
    """Read the stamp of an SVG; raises StampError."""
    found = _STAMP.search(drawn)
    if found is None:
        raise StampError("the drawing carries no stamp")
    return unpacked(found.group(1))


def content_digest(drawn: str) -> str:
    """Give the SHA-256 of a drawing without its stamp."""
    return _digest(_STAMP.sub("", drawn, count=1))


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
