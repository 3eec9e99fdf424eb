"""PNG: the stamp is an international text of the file; the digest is that of header and pixels as they are packed."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator

from scenarios.verification.forms.reading import Picture, Read, UnreadableError
from scenarios.verification.stamp import LARGEST, NAME, NoStampError, Stamp, from_json

SIGNATURE = b"\x89PNG\r\n\x1a\n"


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
                    raise UnreadableError("unfolds")
            texts[name.decode("latin-1")] = words.decode()
        except (ValueError, IndexError, zlib.error) as error:
            if isinstance(error, UnreadableError):
                raise
            raise UnreadableError("damaged") from error
    return texts


def stamp_in(image: bytes) -> Stamp:
    """Read the stamp of a PNG; raises StampError."""
    found = texts_of(image).get(NAME)
    if found is None:
        raise NoStampError("the picture carries no stamp")
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
        raise UnreadableError("damaged")
    place = len(SIGNATURE)
    while place + 12 <= len(image):
        (length,) = struct.unpack(">I", image[place : place + 4])
        kind, body = image[place + 4 : place + 8], image[place + 8 : place + 8 + length]
        if len(body) < length:
            raise UnreadableError("cut_off")
        yield kind, body
        place += 12 + length


def read(content: bytes) -> Read:
    """Read a PNG; raises StampError."""
    return Read("png", stamp_in(content), (), content_digest(content), (Picture("1", content),))
