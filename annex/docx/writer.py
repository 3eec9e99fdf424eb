"""From an annex to the bytes of a DOCX; equal annexes give equal bytes."""

from __future__ import annotations

import datetime
import io
import re
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import docx as python_docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from annex.document import Annex, Block, Bullets, Figure, Heading, Native, Paragraph, Table, plain
from annex.docx.charts import add_charts
from annex.docx.layout import TEXT_WIDTH
from annex.docx.runs import add_words
from annex.docx.styles import set_numbering, set_page, set_styles
from annex.docx.tables import add_table
from annex.files import CREATED, rezipped
from scenarios.messages import text
from scenarios.verification.forms.docx import stamped

Progress = Callable[[int, int], None]
TALLEST = 205.0
"""Millimetres that a picture may be high: a page of text is 225, and the title stands below it."""
_LEFT_OUT = ("docProps/thumbnail", "customXml/")
"""Parts of python-docx's own template that say something of another document."""


def docx(annex: Annex, progress: Progress | None = None) -> bytes:
    """Write an annex as DOCX, with its stamp. `progress` is told of blocks done and in all: pictures take a second each."""
    document = python_docx.Document()
    language = annex.language
    set_page(document)
    set_styles(document, language, annex.request.get("fonts", "office"))
    set_numbering(document, language)
    _properties(document, annex)
    body = _Body(document, language)
    body.front(annex)
    blocks = sum(1 + len(section.blocks) for section in annex.sections)
    done = 0
    for section in annex.sections:
        add_words(document.add_paragraph(style="Heading 1"), section.title, language)
        for block in section.blocks:
            if progress is not None:
                progress(done, blocks)
            body.block(block)
            done += 1
    _footers(document)
    _last(document)
    paper = io.BytesIO()
    document.save(paper)
    made = rezipped(_without(paper.getvalue()), annex.request)
    if progress is not None:
        progress(blocks, blocks)
    return stamped(made, annex.stamp.of_file("annex", request=dict(annex.request), form="docx"))


class _Body:
    """The text of a document being written."""

    def __init__(self, document: Any, language: str) -> None:
        self.document, self.language = document, language
        self.charts, self.pictures = 1, 0

    def front(self, annex: Annex) -> None:
        """Write what stands above the sections: 附件, title, unit and date, what this is."""
        self.document.add_paragraph(text("annex.attachment", self.language), style="Annex Mark")
        add_words(self.document.add_paragraph(style="Annex Title"), annex.title, self.language)
        for words in annex.byline:
            add_words(self.document.add_paragraph(style="Annex Byline"), words, self.language)
        self.document.add_paragraph(style="Annex Byline")
        for words in annex.lead:
            add_words(self.document.add_paragraph(), words, self.language)

    def block(self, block: Block) -> None:
        """Write one block."""
        document, language = self.document, self.language
        if isinstance(block, Heading):
            add_words(document.add_paragraph(style=f"Heading {block.level}"), block.words, language)
        elif isinstance(block, Paragraph):
            style = "Annex Note" if block.kind == "note" else "Normal"
            add_words(document.add_paragraph(style=style), block.words, language)
        elif isinstance(block, Bullets):
            for words in block.items:
                add_words(document.add_paragraph(style="Annex Item"), words, language)
        elif isinstance(block, Table):
            add_table(document, block, language)
        elif isinstance(block, Figure):
            self._figure(block)
        elif isinstance(block, Native):
            self._native(block)

    def _figure(self, block: Figure) -> None:
        paragraph = self.document.add_paragraph(style="Annex Picture")
        paragraph.paragraph_format.keep_with_next = True
        picture = block.png()
        paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(fitting_width(picture)))
        self.pictures += 1
        for described in paragraph._element.iter(qn("wp:docPr")):
            described.set("descr", plain(block.alternative))
            described.set("title", plain(block.title))
            described.set("name", block.name)
            described.set("id", str(self.pictures))
        add_words(self.document.add_paragraph(style="Annex Caption"), block.title, self.language)
        if block.note:
            add_words(self.document.add_paragraph(style="Annex Note"), block.note, self.language)

    def _native(self, block: Native) -> None:
        add_words(self.document.add_paragraph(style="Heading 2"), block.title, self.language)
        add_words(self.document.add_paragraph(), block.note, self.language)
        self.charts = add_charts(self.document, block.charts, self.charts)
        self.document.add_paragraph(style="Annex Note")


def fitting_width(picture: bytes) -> float:
    """Give the width of a PNG in millimetres: that of the text, less where it would be too tall for a page with its title."""
    width, height = (int(side) for side in struct.unpack(">II", picture[16:24]))
    return min(TEXT_WIDTH, TALLEST * width / height)


def _properties(document: Any, annex: Annex) -> None:
    """Say in the file's properties what it is; nothing of the template or of this machine stands there."""
    found = document.core_properties
    date = annex.request.get("date")
    when = datetime.datetime.fromisoformat(date) if date else CREATED
    found.title, found.subject = plain(annex.title)[:250], plain(annex.lead[0])[:250] if annex.lead else ""
    found.author = found.last_modified_by = (annex.request.get("unit") or "tuiyan")[:250]
    found.comments = found.keywords = found.category = ""
    found.language = "zh-CN" if annex.language == "zh" else "en-GB"
    found.created = found.modified = when
    found.revision = 1


def _footers(document: Any) -> None:
    """Put — 1 — below the text, outside on odd and even pages."""
    section = document.sections[0]
    for footer, side in ((section.footer, "Odd"), (section.even_page_footer, "Even")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = f"Annex Page {side}"
        paragraph.add_run("— ")
        run = paragraph.add_run()
        for kind, words in (("begin", None), (None, "PAGE"), ("separate", None), ("text", "1"), ("end", None)):
            run._element.append(_field(kind, words))
        paragraph.add_run(" —")


def _field(kind: str | None, words: str | None) -> Any:
    if kind == "text":
        shown = OxmlElement("w:t")
        shown.text = words
        return shown
    if kind is None:
        instruction = OxmlElement("w:instrText")
        instruction.set(qn("xml:space"), "preserve")
        instruction.text = words
        return instruction
    found = OxmlElement("w:fldChar")
    found.set(qn("w:fldCharType"), kind)
    return found


def _last(document: Any) -> None:
    """Take the empty note away that may close the document."""
    body = document.element.body
    paragraphs = body.findall(qn("w:p"))
    if paragraphs and not paragraphs[-1].findall(qn("w:r")):
        body.remove(paragraphs[-1])


def _without(content: bytes) -> bytes:
    """Take the template's thumbnail and custom data away, with what points to them."""
    paper = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name.startswith(_LEFT_OUT):
                continue
            data = source.read(name)
            if name.endswith(".rels") or name == "[Content_Types].xml":
                words = data.decode()
                words = re.sub(r'<Relationship [^>]*Target="[^"]*(?:thumbnail|customXml/)[^"]*"[^>]*/>', "", words)
                words = re.sub(r'<Override [^>]*PartName="/customXml/[^"]*"[^>]*/>', "", words)
                data = words.encode()
            target.writestr(name, data)
    return paper.getvalue()
