"""Tables that stay editable: widths that hold in every program, headings that repeat, rows that are not torn apart."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from annex.document import Table, plain
from annex.docx.layout import TEXT_WIDTH
from annex.docx.runs import add_words

BORDER = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MARGINS = "".join(f'<w:{side} w:w="55" w:type="dxa"/>' for side in ("left", "right"))


def add_table(document: Any, block: Table, language: str) -> Any:
    """Write a table with its title above it and its note below it."""
    add_words(
        document.add_paragraph(style="Annex Caption"), block.title, language
    ).paragraph_format.keep_with_next = True
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.header))
    shape(table, [share * TEXT_WIDTH / sum(block.widths) for share in block.widths])
    describe(table, plain(block.title), plain(block.note))
    for cell, words in zip(_cells(table.rows[0]), block.header, strict=True):
        _fill(cell, words, language, "Annex Head", right=False)
    for row, line in zip(list(table.rows)[1:], block.rows, strict=True):
        for column, (cell, words) in enumerate(zip(_cells(row), line, strict=True)):
            _fill(cell, words, language, "Annex Cell", right=column in block.numbers)
    repeat_heading(table)
    note = document.add_paragraph(style="Annex Note")
    if block.note:
        add_words(note, block.note, language)
    return table


def _cells(row: Any) -> list[Any]:
    from docx.table import _Cell

    return [_Cell(found, row) for found in row._tr.tc_lst]


def _fill(cell: Any, words: Any, language: str, style: str, *, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    add_words(paragraph, words, language)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def shape(table: Any, widths: list[float], *, borders: bool = True) -> None:
    """Fix the widths of the columns, in millimetres: in the grid and in every cell, as programs read one or the other."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    properties = table._tbl.tblPr
    if borders:
        properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{BORDER}</w:tblBorders>"))
    properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{MARGINS}</w:tblCellMar>"))
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(width)
        found = row.get_or_add_trPr()
        torn = OxmlElement("w:cantSplit")
        found.append(torn)


def repeat_heading(table: Any) -> None:
    """Let the first row stand on top of every page that the table reaches."""
    found = table._tbl.tr_lst[0].get_or_add_trPr()
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    found.append(head)


def describe(table: Any, title: str, words: str) -> None:
    """Give a table its alternative text."""
    properties = table._tbl.tblPr
    for name, said in (("w:tblCaption", title), ("w:tblDescription", words)):
        if said:
            element = OxmlElement(name)
            element.set(qn("w:val"), said[:250])
            properties.append(element)
