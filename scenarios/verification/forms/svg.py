"""SVG: the stamp stands in the metadata; every text of the drawing is a cell, and the digest is of the whole drawing."""

from __future__ import annotations

import hashlib
import re
from xml.parsers import expat

from scenarios.verification.forms.reading import MOST_CELLS, MOST_NESTED, Read, UnreadableError
from scenarios.verification.shown import Part, Shown
from scenarios.verification.stamp import NAME, NoStampError, Stamp, unpacked

_STAMP = re.compile(rf'<metadata id="{NAME}">([A-Za-z0-9+/=]*)</metadata>')


def metadata(stamp: Stamp, drawn: str) -> str:
    """Write a stamp as the metadata of a drawing that does not have it yet."""
    shown = shown_in(drawn)
    return f'<metadata id="{NAME}">{stamp.of_content(digest(drawn), shown).packed()}</metadata>'


def stamp_in(drawn: str) -> Stamp:
    """Read the stamp of an SVG; raises StampError."""
    found = _STAMP.search(drawn)
    if found is None:
        raise NoStampError("the drawing carries no stamp")
    return unpacked(found.group(1))


def content_digest(drawn: str) -> str:
    """Give the SHA-256 of a drawing without its stamp."""
    return digest(_STAMP.sub("", drawn, count=1))


def digest(drawn: str) -> str:
    """Give the SHA-256 of a drawing."""
    return hashlib.sha256(drawn.encode("utf-8", "replace")).hexdigest()


def shown_in(drawn: str) -> Shown:
    """Give the texts of a drawing in their order; raises UnreadableError."""
    rows: list[tuple[str]] = []
    pieces: list[str] = []
    depth = inside = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, inside
        depth += 1
        if depth > MOST_NESTED or len(rows) > MOST_CELLS:
            raise UnreadableError("nested")
        local = name.rpartition(":")[2]
        if local in ("text", "title", "desc") and not inside:
            inside = depth
            pieces.clear()

    def end(name: str) -> None:
        nonlocal depth, inside
        if inside == depth:
            words = "".join(pieces).strip()
            if words:
                rows.append((words,))
            inside = 0
        depth -= 1

    def refuse(*_: object) -> None:
        raise UnreadableError("entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda words: pieces.append(words) if inside else None
    parser.EntityDeclHandler = parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(drawn.encode("utf-8", "replace"), True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableError("damaged") from error
    return (Part("text", "", tuple(rows)),)


def read(content: bytes) -> Read:
    """Read an SVG; raises StampError."""
    try:
        drawn = content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError("not_text") from error
    stamp = stamp_in(drawn)
    return Read("svg", stamp, shown_in(_STAMP.sub("", drawn, count=1)), content_digest(drawn))
