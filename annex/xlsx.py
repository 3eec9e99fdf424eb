"""XLSX of an annex: its text, every table with numbers that stay numbers, and the figures as native charts with their data.

No cell is a formula; the dates inside the file are the request's, so that equal annexes are equal bytes.
"""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import xlsxwriter

from annex.document import Annex, Bullets, Cells, Figure, Heading, Number, Paragraph, Section, Table, Words, plain
from annex.files import date_of
from annex.forms import BILLION, MILLION
from charts.export.blocks import Block
from charts.export.native import draw, height_of
from charts.export.xlsx import ROW_PIXELS, stamp_sheet, styles_of, write_cell
from charts.parts import display_width
from scenarios.cli.spreadsheet import harmless
from scenarios.messages import text
from scenarios.tables import Value
from scenarios.verification.forms import xlsx as form
from scenarios.verification.forms.reading import digest_of
from scenarios.verification.stamp import Stamp

COLUMN = 90
"""Characters of the column of running text."""
WIDEST, TABLE_WIDTH = 60, 120
MINUS = "−"


def xlsx(annex: Annex, progress: Callable[[int, int], None] | None = None) -> bytes:
    """Write an annex as a workbook, with its stamp. It is written twice: the stamp holds what a reader finds."""
    stamp = annex.stamp.of_file("annex", request=dict(annex.request), form="xlsx")
    shown = form.shown_in(_book(annex, stamp))
    made = _book(annex, stamp.of_content(digest_of(shown), shown))
    if progress is not None:
        progress(1, 1)
    return made


def _book(annex: Annex, stamp: Stamp) -> bytes:
    paper, language = io.BytesIO(), annex.language
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(paper, options)
    book.set_properties(
        {
            "title": plain(annex.title)[:250],
            "author": (annex.request.get("unit") or "tuiyan")[:250],
            "created": datetime.datetime.combine(date_of(annex.request), datetime.time()),
        }
    )
    styles = _Styles(book)
    _text_sheet(book.add_worksheet(text("annex.sheet.text", language)), annex, styles)
    tables = [block for section in annex.sections for block in section.blocks if isinstance(block, Table)]
    for number, table in enumerate(tables, 1):
        sheet = book.add_worksheet(f"{text('sheet.table', language)}{number}")
        _table_sheet(sheet, table, styles)
    figures = [block for section in annex.sections for block in section.blocks if isinstance(block, Figure)]
    if figures:
        _figures(book, figures, styles, language)
    stamp_sheet(book.add_worksheet(text("sheet.stamp", language)), stamp, language, styles.known)
    book.close()
    return paper.getvalue()


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book, self.known = book, styles_of(book)
        self.made: dict[str, Any] = {}

    def number(self, code: str) -> Any:
        """Give the format of a number code."""
        if code not in self.made:
            font = {"font_name": "宋体", "font_size": 11, "valign": "top"}
            self.made[code] = self.book.add_format({**font, "num_format": code})
        return self.made[code]


def _text_sheet(sheet: Any, annex: Annex, styles: _Styles) -> None:
    """Write the running text, a paragraph a row; tables and figures stand on sheets of their own."""
    sheet.set_column(0, 0, COLUMN)
    row = 0
    for words in [annex.title, *annex.byline, *annex.lead]:
        write_cell(sheet, row, 0, plain(words), styles.known, "title" if row == 0 else "words")
        row += 1
    for section in annex.sections:
        write_cell(sheet, row + 1, 0, plain(section.title), styles.known, "title")
        row += 2
        for words in _texts(section):
            write_cell(sheet, row, 0, plain(words), styles.known, "words")
            row += 1
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)


def _texts(section: Section) -> Iterator[Words]:
    for block in section.blocks:
        if isinstance(block, Heading | Paragraph):
            yield block.words
        elif isinstance(block, Bullets):
            yield from block.items
        elif isinstance(block, Table | Figure):
            yield block.title


def _table_sheet(sheet: Any, table: Table, styles: _Styles) -> None:
    write_cell(sheet, 0, 0, plain(table.title), styles.known, "title")
    for column, words in enumerate(table.header):
        write_cell(sheet, 1, column, plain(words), styles.known, "head")
        share = table.widths[column] / sum(table.widths)
        sheet.set_column(column, column, max(8, min(WIDEST, share * TABLE_WIDTH)))
    for down, row in enumerate(table.rows, 2):
        for column, words in enumerate(row):
            write_words(sheet, down, column, words, styles.known, styles.number)
    if table.note:
        write_cell(sheet, len(table.rows) + 2, 0, plain(table.note), styles.known, "cell")
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(1)
    sheet.fit_to_pages(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)


def write_words(
    sheet: Any,
    row: int,
    column: int,
    words: Words,
    styles: dict[str, Any],
    number: Callable[[str], Any] | None = None,
) -> None:
    """Write a cell: one number with its unit as a number in a format, everything else as text.

    Without `number` there are no formats: numbers are written whole and texts bare, as native charts want them.
    """
    if not words:
        return
    found = _numeric(words)
    if found is None:
        if styles:
            write_cell(sheet, row, column, plain(words), styles, "words" if _long(words) else "cell")
        else:
            sheet.write_string(row, column, str(harmless(plain(words))))
        return
    value, code = found
    if number is None:
        sheet.write_number(row, column, value)
    else:
        sheet.write_number(row, column, value, number(code))


def _long(words: Words) -> bool:
    return display_width(plain(words)) > 16


def _numeric(words: Words) -> tuple[float, str] | None:
    """Give value and number code of a cell that is one number, with or without a unit behind it; None for a text."""
    first, *rest = words
    if (
        not isinstance(first, Number)
        or not all(isinstance(part, str) for part in rest)
        or not math.isfinite(first.value)
    ):
        return None
    if (
        first.text[0] in "<>"
        or first.form.startswith("points")
        or first.form.endswith(("up", "down"))
        or first.form == "signed"
    ):
        return None
    value = (
        first.value / BILLION
        if first.form == "billion"
        else first.value * MILLION
        if first.form == "million"
        else first.value
    )
    percent = first.text.endswith("%")
    digits = first.text.rstrip("%").partition(".")[2]
    code = "0" + ("." + "0" * len(digits) if digits else "") + ("%" if percent else "")
    if "," in first.text:
        code = "#,##" + code
    unit = "".join(part for part in rest if isinstance(part, str)).replace('"', "")
    return value, f'{code}"{unit}"' if unit else code


def block_of(cells: Cells) -> Block:
    """Make what the native charts are drawn from."""
    rows = tuple(tuple(_value(words) for words in row) for row in cells.rows)
    header = tuple(plain(words) for words in cells.header)
    return Block(plain(cells.title), header, rows, cells.native, cells.unit, cells.percent, cells.legend)  # type: ignore[arg-type]


def _value(words: Words) -> Value:
    if not words:
        return None
    first = words[0]
    return first.value if isinstance(first, Number) and len(words) == 1 else plain(words)


def _figures(book: Any, figures: Sequence[Figure], styles: _Styles, language: str) -> None:
    """Write the figures' numbers on one sheet and the charts drawn from them on another."""
    pictures = book.add_worksheet(text("sheet.charts", language))
    numbers = book.add_worksheet(text("sheet.numbers", language))
    pictures.hide_gridlines(2)
    source, row, below = numbers.get_name(), 0, 0
    for figure in figures:
        write_cell(pictures, below, 0, plain(figure.title), styles.known, "title")
        below += 2
        for cells in figure.cells:
            write_cell(numbers, row, 0, plain(cells.title), styles.known, "title")
            for column, words in enumerate(cells.header):
                write_cell(numbers, row + 1, column, plain(words), styles.known, "head")
            for down, line in enumerate(cells.rows, row + 2):
                for column, words in enumerate(line):
                    write_words(numbers, down, column, words, styles.known, styles.number)
            block = block_of(cells)
            chart = draw(book, block, source, row + 1)
            if chart is not None:
                pictures.insert_chart(below, 0, chart, {"description": plain(cells.title)})
                below += math.ceil(height_of(block) / ROW_PIXELS) + 1
            row += len(cells.rows) + 3
    pictures.fit_to_pages(1, 0)
    pictures.set_paper(9)
    numbers.fit_to_pages(1, 0)
