"""What every format gives when a file of it is read, and the bounds within which files from outside are unfolded."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from scenarios.schema.errors import InputError, Place
from scenarios.verification.shown import Shown, canonical
from scenarios.verification.stamp import Stamp, StampError

MOST_BYTES = 64_000_000
"""Size of a file that is verified; the largest export is a tenth of it."""
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
MOST_CELLS = 2_000_000
MOST_NESTED = 60
"""Depth to which elements of a document may nest."""
MOST_PICTURES = 200
NAMESPACE = "urn:tuiyan:stamp:1"


class UnreadableError(StampError):
    """A file that is not what its name says, is damaged, or unfolds beyond bounds; `args[0]` says why."""


@dataclass(frozen=True)
class Picture:
    """A picture within a document: its place (`picture 3`), its bytes and what it is called there."""

    name: str
    content: bytes
    title: str = ""


@dataclass(frozen=True)
class Read:
    """A file as read: its stamp, the cells that it shows, the pictures within, and the digest that its format defines."""

    form: str
    stamp: Stamp
    shown: Shown
    digest: str
    pictures: tuple[Picture, ...] = ()


def digest_of(shown: Shown) -> str:
    """Digest what a file shows, cell by cell."""
    found = hashlib.sha256()
    for part in shown:
        found.update(f"\x1c{part.kind}\x1d{part.name}".encode("utf-8", "replace"))
        for row in part.rows:
            found.update(("\x1e" + "\x1f".join(map(canonical, row)).rstrip("\x1f")).encode("utf-8", "replace"))
    return found.hexdigest()


@contextmanager
def archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an office file that is an archive, its table of contents within bounds; raises UnreadableError."""
    from scenarios.ledger.spreadsheet import check_parts
    from scenarios.ledger.workbook_parts import EntitiesError

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            check_parts(opened, Place())
            yield opened
    except StampError:
        raise
    except EntitiesError as error:
        raise UnreadableError("entities") from error
    except InputError as error:
        raise UnreadableError("unfolds") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise UnreadableError("archive") from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableError("damaged") from error


def parse(opened: zipfile.ZipFile, part: str, start: Any, text: Any = None, end: Any = None) -> None:
    """Parse a part with a bound on how deep its elements nest; attributes come as a flat list; raises UnreadableError."""
    from scenarios.ledger.workbook_parts import feed

    depth = 0

    def deeper(name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_NESTED:
            raise UnreadableError("nested")
        start(name, attributes)

    def back(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    feed(opened, part, deeper, text, back)


def attributes_of(given: list[str]) -> dict[str, str]:
    """Name attributes without their namespaces."""
    return {name.rpartition(":")[2]: value for name, value in zip(given[::2], given[1::2], strict=True)}


def bounded(content: bytes) -> None:
    """Refuse a file that is too large; raises UnreadableError."""
    if len(content) > MOST_BYTES:
        raise UnreadableError("large")


def decoded(content: bytes) -> str:
    """Read text as UTF-8, UTF-16 with its mark, or GB18030, as spreadsheets save it again; raises UnreadableError."""
    from scenarios.ledger.delimited import decoded as by_mark

    try:
        return by_mark(content, Place())[0]
    except InputError as error:
        raise UnreadableError("not_text") from error


Reader = Callable[[bytes], Read]
