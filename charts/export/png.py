"""PNG for drafts: 300 dots an inch, 156 mm wide, with the caption drawn and the stamp inside."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator, Mapping

from charts.export.fonts import register
from charts.export.page import Page
from charts.export.stamp import LARGEST, NAME, Stamp, StampError, from_json
from charts.theme import TEXT_WIDTH

DOTS_AN_INCH = 300
METRES_AN_INCH = 0.0254
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(page: Page, stamp: Stamp | None = None, title: str = "") -> bytes:
    """Draw a page as PNG at 300 dpi and the text width of an official document."""
    import vl_convert

    register()
    caption = page.caption
    drawn = bytes(vl_convert.vegalite_to_png(dict(page.spec), ppi=DOTS_AN_INCH, scale=TEXT_WIDTH / page.width))
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


def texts_of(image: bytes) -> dict[str, str]:
    """Read the international texts of a PNG; raises StampError for a broken one."""
    texts: dict[str, str] = {}
    for kind, body in chunks(image):
        if kind != b"iTXt":
            continue
        try:
            name, rest = body.split(b"\0", 1)
            packed, rest = rest[0], rest[2:]
            _, _, words = rest.split(b"\0", 2)
            if packed:
                unfold = zlib.decompressobj()
                words = unfold.decompress(words, LARGEST)
                if unfold.unconsumed_tail:
                    raise StampError("a text is too large")
            texts[name.decode("latin-1")] = words.decode()
        except (ValueError, IndexError, zlib.error) as error:
            raise StampError("a text cannot be read") from error
    return texts


def stamp_in(image: bytes) -> Stamp:
    """Read the stamp of a PNG; raises StampError."""
    found = texts_of(image).get(NAME)
    if found is None:
        raise StampError("the picture carries no stamp")
    return from_json(found)


def content_digest(image: bytes) -> str:
    """Give the SHA-256 of the header and the pixels of a PNG, whatever texts stand beside them."""
    digest = hashlib.sha256()
    for kind, body in chunks(image):
        if kind in (b"IHDR", b"PLTE", b"tRNS", b"IDAT"):
            digest.update(body)
    return digest.hexdigest()


def chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the chunks of a PNG; raises StampError for what is none."""
    if not image.startswith(SIGNATURE):
        raise StampError("not a PNG")
    place = len(SIGNATURE)
    while place + 12 <= len(image):
        (length,) = struct.unpack(">I", image[place : place + 4])
        kind, body = image[place + 4 : place + 8], image[place + 8 : place + 8 + length]
        if len(body) < length:
            raise StampError("the PNG is cut off")
        yield kind, body
        place += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
