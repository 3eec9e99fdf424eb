"""PNG for drafts: 300 dots an inch, 156 mm wide, with the caption drawn and the stamp inside."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from charts.export.fonts import register
from charts.export.page import Page, drawable
from charts.theme import TEXT_WIDTH
from scenarios.verification.forms.png import SIGNATURE, chunks, content_digest, stamp_in, texts_of
from scenarios.verification.stamp import NAME, Stamp

__all__ = ["chunks", "content_digest", "png", "stamp_in", "texts_of", "with_texts"]

DOTS_AN_INCH = 300
METRES_AN_INCH = 0.0254


def png(page: Page, stamp: Stamp | None = None, title: str = "") -> bytes:
    """Draw a page as PNG at 300 dpi and the text width of an official document."""
    import vl_convert

    register()
    caption = page.caption
    drawn = bytes(vl_convert.vegalite_to_png(drawable(page.spec), ppi=DOTS_AN_INCH, scale=TEXT_WIDTH / page.width))
    texts = {"Title": title, "Description": caption.line() if caption else "", "Software": "tuiyan"}
    if stamp is not None:
        texts[NAME] = stamp.of_content(content_digest(drawn)).to_json()
    return with_texts(drawn, {name: words for name, words in texts.items() if words})


def with_texts(image: bytes, texts: Mapping[str, str]) -> bytes:
    """Put international texts (iTXt) into a PNG behind its header, and its dots an inch (pHYs) right."""
    found = [SIGNATURE]
    for kind, body in chunks(image):
        if kind in (b"pHYs", b"iTXt", b"tEXt", b"zTXt", b"tIME"):
            continue
        found.append(_chunk(kind, body))
        if kind == b"IHDR":
            dots = round(DOTS_AN_INCH / METRES_AN_INCH)
            found.append(_chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1)))
            for name, words in texts.items():
                body = name.encode("latin-1") + b"\0\x01\0\0\0" + zlib.compress(words.encode(), 9)
                found.append(_chunk(b"iTXt", body))
    return b"".join(found)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
