"""HTML: every paragraph, heading, list item and table cell; pictures that stand in the file itself; the stamp in its head."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser

from scenarios.verification.forms.reading import (
    MOST_CELLS,
    MOST_PICTURES,
    Picture,
    Read,
    UnreadableError,
    bounded,
    decoded,
    digest_of,
)
from scenarios.verification.shown import Part, Shown, Value
from scenarios.verification.stamp import NAME, NoStampError, Stamp, unpacked

_META = re.compile(rf'<meta name="{NAME}" content="([A-Za-z0-9+/=\s]*)"\s*/?>')
_BLOCKS = frozenset(
    (
        *(
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "li",
            "dt",
            "dd",
            "ul",
            "ol",
            "dl",
            "div",
            "pre",
            "blockquote",
            "address",
        ),
        *(
            "html",
            "head",
            "body",
            "title",
            "section",
            "article",
            "header",
            "footer",
            "main",
            "nav",
            "summary",
            "br",
            "hr",
        ),
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "figure", "figcaption"),
        *("svg", "g", "text", "tspan", "desc"),
    )
)
"""Elements that end a paragraph; those of drawings too."""
_SILENT = frozenset({"script", "style", "template"})
_DATA = re.compile(r"data:image/(png|jpeg|svg\+xml);base64,(.*)", re.DOTALL)


def stamped(page: str, stamp: Stamp) -> str:
    """Put a stamp into the head of a page that has none (before </head>, else before the first heading or at the start)."""
    shown, _ = shown_in(page)
    element = f'<meta name="{NAME}" content="{stamp.of_content(digest_of(shown), shown).packed()}">'
    for before in ("</head>", "<body", "<h1"):
        place = page.find(before)
        if place >= 0:
            return f"{page[:place]}{element}\n{page[place:]}"
    return f"{element}\n{page}"


def read(content: bytes) -> Read:
    """Read a page; raises StampError."""
    bounded(content)
    words = decoded(content)
    found = _META.search(words)
    if found is None:
        raise NoStampError("the page carries no stamp")
    shown, pictures = shown_in(words)
    return Read("html", unpacked("".join(found[1].split())), shown, digest_of(shown), pictures)


def shown_in(page: str) -> tuple[Shown, tuple[Picture, ...]]:
    """Give texts and tables of a page, and the pictures in it; raises UnreadableError."""
    reader = _Page()
    try:
        reader.feed(page)
        reader.close()
    except (ValueError, AssertionError, RecursionError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("damaged") from error
    reader.flush()
    parts = [Part("text", "", tuple((words,) for words in reader.paragraphs))]
    parts += [
        Part("table", str(number), tuple(tuple(row) for row in rows)) for number, rows in enumerate(reader.tables, 1)
    ]
    return tuple(parts), tuple(reader.pictures)


class _Page(HTMLParser):
    """A page being read: block by block, cells apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self.tables: list[list[list[Value]]] = []
        self.pictures: list[Picture] = []
        self.open: list[int] = []
        self.pieces: list[str] = []
        self.cell = False
        self.silent = 0
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        if tag in _BLOCKS and not self.cell:
            self.flush()
        elif tag in _BLOCKS:
            self.pieces.append(" ")
        if tag == "table":
            self.tables.append([])
            self.open.append(len(self.tables) - 1)
        elif tag == "tr" and self.open:
            self.tables[self.open[-1]].append([])
        elif tag in ("td", "th") and self.open:
            self.flush()
            self.cell = True
        elif tag == "img":
            self._picture({name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        if tag in ("td", "th") and self.cell:
            self.cell = False
            table = self.tables[self.open[-1]] if self.open else []
            if table:
                table[-1].append(_joined(self.pieces))
                self._count()
            self.pieces.clear()
        elif tag == "table" and self.open:
            self.open.pop()
        elif tag in _BLOCKS and not self.cell:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)

    def flush(self) -> None:
        """End a paragraph."""
        words = _joined(self.pieces)
        self.pieces.clear()
        if words:
            self.paragraphs.append(words)
            self._count()

    def _count(self) -> None:
        self.count += 1
        if self.count > MOST_CELLS // 10:
            raise UnreadableError("large")

    def _picture(self, attributes: dict[str, str]) -> None:
        found = _DATA.match(attributes.get("src", ""))
        if found is None or len(self.pictures) >= MOST_PICTURES:
            return
        try:
            content = base64.b64decode("".join(found[2].split()), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        self.pictures.append(Picture(str(len(self.pictures) + 1), content, attributes.get("alt", "")[:200]))


def _joined(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())
