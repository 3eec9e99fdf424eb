"""XLSX for drafts: a sheet with native charts that can be edited, the numbers they are made from, the tables in full.

No cell is a formula: texts are written as texts whatever they begin with, and marked to stay so when they are edited;
numbers are numbers. The dates inside the file are the caller's, so that equal answers are equal bytes.
"""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from charts.export.blocks import Block
from charts.export.caption import Caption
from charts.export.native import draw, height_of
from scenarios.cli.spreadsheet import FORMULA_STARTS
from scenarios.messages import text
from scenarios.tables import Value
from scenarios.verification.forms import xlsx as form
from scenarios.verification.forms.reading import digest_of
from scenarios.verification.stamp import NAME, Stamp

ROW_PIXELS = 20
"""Height of a row of a sheet at 96 pixels an inch."""
ROW_LIMIT = 1_048_576


def xlsx(
    blocks: Sequence[Block],
    tables: Sequence[Block],
    *,
    title: str,
    caption: Caption,
    stamp: Stamp,
    date: datetime.date,
) -> bytes:
    """Write a workbook: charts with the caption, the blocks they are made from, the whole tables, the stamp.

    It is written twice: the stamp holds a digest of the cells as a reader finds them.
    """
    parts = (blocks, tables, title, caption)
    shown = form.shown_in(_book(*parts, stamp, date))
    return _book(*parts, stamp.of_content(digest_of(shown), shown), date)


def _book(
    blocks: Sequence[Block], tables: Sequence[Block], title: str, caption: Caption, stamp: Stamp, date: datetime.date
) -> bytes:
    language, paper = caption.language, io.BytesIO()
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
            "title": title,
            "subject": caption.line()[:250],
            "author": "tuiyan",
            "comments": caption.line(),
            "created": datetime.datetime.combine(date, datetime.time()),
        }
    )
    for name, value in stamp.short.items():
        book.set_custom_property(f"tuiyan_{name}", str(value), "text")
    styles = styles_of(book)
    pictures = book.add_worksheet(text("sheet.charts", language))
    numbers = book.add_worksheet(text("sheet.numbers", language))
    places = _write_blocks(numbers, blocks, styles)
    _pictures(book, pictures, numbers.get_name(), blocks, places, title, caption, styles)
    for place, table in enumerate(tables, 1):
        sheet = book.add_worksheet(f"{text('sheet.table', language)}{place}")
        _write_blocks(sheet, [table], styles)
        sheet.freeze_panes(2, 0)
    stamp_sheet(book.add_worksheet(text("sheet.stamp", language)), stamp, language, styles)
    book.close()
    return paper.getvalue()


def write_cell(sheet: Any, row: int, column: int, value: Value, styles: dict[str, Any], style: str = "cell") -> None:
    """Write one value as what it is: a number as a number, every text as text, nothing as an empty cell."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        sheet.write_blank(row, column, None, styles[style])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, styles[style])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, styles[style])
    else:
        words = _allowed(value)
        risky = bool(words) and (words[0] in FORMULA_STARTS or words.lstrip()[:1] in set(FORMULA_STARTS))
        sheet.write_string(row, column, words, styles[f"{style}_quoted" if risky else style])


def _allowed(words: str) -> str:
    """Leave out what XML cannot hold, and cut at what a cell can."""
    kept = "".join(letter for letter in words if letter in "\t\n" or (ord(letter) >= 32 and ord(letter) not in _NEVER))
    return "".join(letter for letter in kept if not 0xD800 <= ord(letter) <= 0xDFFF)[:32_767]


_NEVER = {0xFFFE, 0xFFFF}


def styles_of(book: Any) -> dict[str, Any]:
    """Give the formats of cells by name."""
    font: dict[str, Any] = {"font_name": "宋体", "font_size": 11}
    looks = {
        "cell": font,
        "head": font | {"bg_color": "#E8EDF3", "bottom": 1, "text_wrap": True, "valign": "top"},
        "title": font | {"font_size": 14},
        "percent": font | {"num_format": "0.0%"},
        "number": font | {"num_format": "0.##;-0.##;0"},
        "words": font | {"text_wrap": True, "valign": "top"},
        "stamp": {"font_name": "Courier New", "font_size": 8, "font_color": "#808080"},
    }
    plain = {name: book.add_format(look) for name, look in looks.items()}
    # A text that looks like a formula stays a text when its cell is edited.
    return plain | {f"{name}_quoted": book.add_format(look | {"quote_prefix": True}) for name, look in looks.items()}


def _write_blocks(sheet: Any, blocks: Sequence[Block], styles: dict[str, Any]) -> list[int]:
    """Write blocks below one another; give the row of each heading. Rows beyond the limit of a sheet are refused."""
    places, row = [], 0
    widths: dict[int, int] = {}
    for block in blocks:
        if row + len(block.rows) + 3 > ROW_LIMIT:
            raise ValueError("a sheet cannot hold so many rows")
        unit = f"（{block.unit}）" if block.unit else ""
        write_cell(sheet, row, 0, block.title + unit, styles, "title")
        for column, words in enumerate(block.header):
            write_cell(sheet, row + 1, column, words, styles, "head")
        places.append(row + 1)
        for down, values in enumerate(block.rows, row + 2):
            for column, value in enumerate(values):
                number = isinstance(value, int | float) and not isinstance(value, bool)
                style = "percent" if number and column in block.percent else "cell"
                write_cell(sheet, down, column, value, styles, style)
                if isinstance(value, str):
                    widths[column] = max(widths.get(column, 9), min(40, 2 + _width(value)))
        row += len(block.rows) + 3
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    sheet.fit_to_pages(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    return places


def _width(words: str) -> int:
    from charts.parts import display_width

    return display_width(words)


def _pictures(
    book: Any,
    sheet: Any,
    source: str,
    blocks: Sequence[Block],
    places: Sequence[int],
    title: str,
    caption: Caption,
    styles: dict[str, Any],
) -> None:
    """Put the native charts on their sheet, one below another at the text width, and the caption under them."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 9, 9)
    write_cell(sheet, 0, 0, title, styles, "title")
    row = 2
    for block, place in zip(blocks, places, strict=True):
        chart = draw(book, block, source, place)
        if chart is None:
            continue
        sheet.insert_chart(row, 0, chart)
        row += math.ceil(height_of(block) / ROW_PIXELS) + 1
    for line in caption.lines:
        sheet.merge_range(row, 0, row, 8, "", styles["words"])
        write_cell(sheet, row, 0, line, styles, "words")
        sheet.set_row(row, 15 * max(1, math.ceil(_width(line) / 84)))
        row += 1
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)


def stamp_sheet(sheet: Any, stamp: Stamp, language: str, styles: dict[str, Any]) -> None:
    """Write the sheet that says what was asked, for people in short and for machines whole."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    write_cell(sheet, 0, 0, text("sheet.stamp_said", language), styles, "cell")
    for row, (name, value) in enumerate(stamp.short.items(), 1):
        write_cell(sheet, row, 0, text(f"stamp.{name}", language), styles)
        write_cell(sheet, row, 1, value, styles)
    # The packed stamp is for machines: it is not printed.
    sheet.print_area(0, 0, len(stamp.short), 1)
    sheet.fit_to_pages(1, 1)
    for row, piece in enumerate(form.pieces_of(stamp.packed()), 2 + len(stamp.short)):
        write_cell(sheet, row, 0, NAME, styles, "stamp")
        sheet.write_string(row, 1, piece, styles["stamp"])
