"""What a reader finds in an exported annex: own small readers, independent of the writers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Piece = tuple[str, str]
"""Kind ("text", "number", "quote") and words."""


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.read(name).decode()


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.namelist()


def xml(content: bytes, name: str) -> Any:
    return ElementTree.fromstring(part(content, name))


def docx_pieces(content: bytes) -> Iterator[Piece]:
    """Give the runs of the body in reading order, by their character style."""
    kinds = {"TuiyanNumber": "number", "TuiyanQuote": "quote"}
    for run in xml(content, "word/document.xml").iter(f"{W}r"):
        style = run.find(f"{W}rPr/{W}rStyle")
        said = "".join(found.text or "" for found in run.iter(f"{W}t"))
        yield kinds.get(style.get(f"{W}val") if style is not None else "", "text"), said


class Page(HTMLParser):
    """Reads the body of a page: references and texts of numbers and quotes, and what stands outside them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.references: list[tuple[str, str, str]] = []
        self.outside: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.images: list[dict[str, str]] = []
        self._open: tuple[str, str] | None = None
        self._silent = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.addresses += [
            known[name] for name in ("src", "href", "action", "data", "poster", "srcset") if name in known
        ]
        if tag in ("head", "style", "title"):
            self._silent += tag == "head"
        if tag == "img":
            self.images.append(known)
        if tag == "span":
            kind = "number" if "data-number" in known else "quote"
            self._open = kind, known[f"data-{kind}"]
            self.references.append((kind, self._open[1], ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._open = None
        if tag == "head":
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._open is None:
            self.outside.append(data)
        else:
            kind, reference, said = self.references[-1]
            self.references[-1] = kind, reference, said + data


def digits(words: str) -> bool:
    return bool(re.search(r"\d", words))
