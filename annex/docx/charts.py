"""Native charts in a text document: drawn by XlsxWriter into a workbook that is embedded, so that a double click edits the data.

No library writes them; the chart part is lifted from the workbook, which stays behind it. Seen right in LibreOffice only, so they
are called experimental.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

import xlsxwriter
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from annex.document import Cells, plain
from annex.docx.layout import TEXT_WIDTH
from annex.docx.tables import shape
from annex.xlsx import block_of, write_words
from charts.export.native import draw, unlinked

SHEET = "data"
WIDTH, HEIGHT = TEXT_WIDTH / 2 - 2, 62.0
"""Millimetres of one chart: two stand side by side."""
PIXELS = 96 / 25.4
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CREATED = datetime.datetime(2000, 1, 1)
"""The date inside the embedded workbooks: equal annexes are equal bytes."""


def add_charts(document: Any, charts: tuple[Cells, ...], first: int) -> int:
    """Put native charts two side by side; `first` is the number of the first chart part. Give the next free number."""
    rows = [charts[place : place + 2] for place in range(0, len(charts), 2)]
    if not rows:
        return first
    table = document.add_table(rows=len(rows), cols=2)
    shape(table, [TEXT_WIDTH / 2, TEXT_WIDTH / 2], borders=False)
    number = first
    for row, pair in zip(table.rows, rows, strict=True):
        for cell, cells in zip(row.cells, pair, strict=False):
            paragraph = cell.paragraphs[0]
            paragraph.style = "Annex Picture"
            _inline(document, paragraph, cells, number)
            number += 1
    return number


def _inline(document: Any, paragraph: Any, cells: Cells, number: int) -> None:
    package = document.part.package
    book = workbook(cells)
    embedded = Part(PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"), _WORKBOOK, book, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART, b"", package)
    inner = part.relate_to(embedded, f"{_RELATIONSHIP}/package")
    part._blob = chart_xml(book, inner).encode()
    outer = document.part.relate_to(part, f"{_RELATIONSHIP}/chart")
    width, height = Mm(WIDTH), Mm(HEIGHT)
    said = plain(cells.title).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    drawn = parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{1000 + number}" name="chart{number}" descr="{said}" title="{said}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{outer}"/>'
        f"</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    paragraph.add_run()._element.append(drawn)


def workbook(cells: Cells) -> bytes:
    """Write the workbook behind one chart: its numbers on one sheet, the chart drawn from them."""
    paper = io.BytesIO()
    book = xlsxwriter.Workbook(
        paper,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": CREATED, "author": "tuiyan"})
    sheet = book.add_worksheet(SHEET)
    for column, words in enumerate(cells.header):
        write_words(sheet, 0, column, words, {})
    for down, row in enumerate(cells.rows, 1):
        for column, words in enumerate(row):
            write_words(sheet, down, column, words, {})
    chart = draw(book, block_of(cells), SHEET, 0)
    # Side by side there is no room for a legend; the text above says what bands and lines are.
    chart.set_legend({"none": True})
    chart.set_title(
        {
            "name": unlinked(plain(cells.title)),
            "name_font": {"name": "宋体", "size": 9, "bold": False},
            "overlay": False,
        }
    )
    chart.set_size({"width": round(WIDTH * PIXELS), "height": round(HEIGHT * PIXELS)})
    sheet.insert_chart(0, len(cells.header) + 1, chart)
    book.close()
    return paper.getvalue()


def chart_xml(book: bytes, relation: str) -> str:
    """Lift the chart out of a workbook and point it to the workbook embedded behind it."""
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        found = opened.read("xl/charts/chart1.xml").decode()
    found = re.sub(r"<c:printSettings>.*?</c:printSettings>", "", found, flags=re.DOTALL)
    if "<c:dispBlanksAs" not in found:
        # XlsxWriter leaves the default of Excel out; LibreOffice then draws what is absent as zero.
        found = found.replace('<c:plotVisOnly val="1"/>', '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>')
    behind = f'<c:externalData r:id="{relation}"><c:autoUpdate val="0"/></c:externalData>'
    return found.replace("</c:chartSpace>", f"{behind}</c:chartSpace>")
