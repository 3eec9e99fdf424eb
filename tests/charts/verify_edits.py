"""One number of an export changed as a hand would change it, in the file's own format; and whether exactly that one is named."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, TypeVar

from scenarios.verification import verify as checking
from scenarios.verification.forms.text import BEGIN
from scenarios.verification.shown import NUMBER, canonical
from scenarios.verification.stamp import NAME

T = TypeVar("T")


@dataclass(frozen=True)
class Edit:
    """One number changed by hand: the file as it is then, what it said and what it says."""

    content: bytes
    said: str
    says: str


class Hand:
    """Which number it changes, and to what: by chance, or the so-and-so-manyth of a fixed order, so that copies differ."""

    def __init__(self, dice: random.Random, copy: int | None = None, order: str = "") -> None:
        self.dice, self.copy, self.order = dice, copy, order

    def choose(self, cells: Sequence[T]) -> T:
        """Choose one of the cells that hold numbers."""
        if self.copy is None:
            return self.dice.choice(cells)
        places = list(range(len(cells)))
        random.Random(self.order).shuffle(places)
        return cells[places[self.copy % len(places)]]


def changed(number: str, dice: random.Random) -> str:
    """Change one digit of a number, so that it is another number.

    Of a long number one of the first twelve digits: what lies beyond the fifteenth is what office programs round away.
    """
    while True:
        places = [place for place, letter in enumerate(number) if letter.isdigit()][:12]
        place = dice.choice(places)
        other = number[:place] + dice.choice([d for d in "0123456789" if d != number[place]]) + number[place + 1 :]
        if canonical(other) != canonical(number):
            return other


def edit(content: bytes, form: str, dice: random.Random, copy: int | None = None, order: str = "") -> Edit:
    """Change one number of a file by hand: any, or in each `copy` of the file another one, in an `order` that has a name."""
    return EDITORS[form](content, Hand(dice, copy, order))


def _csv(content: bytes, hand: Hand) -> Edit:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    cells = [
        (row, column)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if not cells[0].startswith("#") and re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)
    ]
    if cells:
        row, column = hand.choose(cells)
        start, said = 0, rows[row][column]
    else:  # a table of sentences: a number within one of them
        within = [
            (row, column, number.start(), number[0])
            for row, words in enumerate(rows)
            for column, cell in enumerate(words)
            if not words[0].startswith("#")
            for number in NUMBER.finditer(cell)
        ]
        row, column, start, said = hand.choose(within)
    says, cell = changed(said, hand.dice), rows[row][column]
    rows[row][column] = cell[:start] + says + cell[start + len(said) :]
    paper = io.StringIO()
    csv.writer(paper, lineterminator="\r\n").writerows(rows)
    return Edit(("\ufeff" + paper.getvalue()).encode(), said, says)


def _xlsx(content: bytes, hand: Hand) -> Edit:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [
        cell
        for sheet in book.worksheets[:-1]
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    ]
    cell = hand.choose(cells)
    said = repr(cell.value)
    cell.value = float(changed(said, hand.dice))
    paper = io.BytesIO()
    book.save(paper)
    return Edit(paper.getvalue(), said, repr(cell.value))


def _docx(content: bytes, hand: Hand) -> Edit:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {info: source.read(info.filename) for info in source.infolist()}
    (body,) = (info for info in parts if info.filename == "word/document.xml")
    words = parts[body].decode()
    # Numbers that stand in runs of text, but not in fields that programs fill in anew.
    found = [
        (run.start(1) + number.start(), number[0])
        for run in re.finditer(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", words)
        for number in NUMBER.finditer(run[1])
    ]
    place, said = hand.choose(found)
    says = changed(said, hand.dice)
    parts[body] = (words[:place] + says + words[place + len(said) :]).encode()
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as target:
        for info, part in parts.items():
            target.writestr(info.filename, part)
    return Edit(paper.getvalue(), said, says)


def _html(content: bytes, hand: Hand) -> Edit:
    words = content.decode()
    silent = [found.span() for found in re.finditer(r"<(style|script|head)\b.*?</\1>", words, re.DOTALL)]
    found = [
        (text.start(1) + number.start(), number[0])
        for text in re.finditer(r">([^<>]+)<", words)
        if not any(start <= text.start() < end for start, end in silent)
        for number in NUMBER.finditer(text[1])
        if unescape(text[1]) == text[1]
    ]
    place, said = hand.choose(found)
    says = changed(said, hand.dice)
    return Edit((words[:place] + says + words[place + len(said) :]).encode(), said, says)


def _parquet(content: bytes, hand: Hand) -> Edit:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.ParquetFile(io.BytesIO(content)).read()
    columns = {name: table.column(name).to_pylist() for name in table.column_names}
    cells = [
        (name, row)
        for name, column in columns.items()
        for row, value in enumerate(column)
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    name, row = hand.choose(cells)
    kind, said = type(columns[name][row]), repr(columns[name][row])
    columns[name][row] = kind(changed(said, hand.dice))
    other = pa.table({key: pa.array(column, table.schema.field(key).type) for key, column in columns.items()})
    paper = io.BytesIO()
    pq.write_table(other.replace_schema_metadata(table.schema.metadata), paper)
    return Edit(paper.getvalue(), said, repr(columns[name][row]))


def _json(content: bytes, hand: Hand) -> Edit:
    data = json.loads(content)
    leaves = [place for place in _leaves(data) if place[1] != NAME]
    holder, key = hand.choose(leaves)
    kind, said = type(holder[key]), repr(holder[key])
    holder[key] = kind(changed(said, hand.dice))
    return Edit(json.dumps(data, ensure_ascii=False, indent=2).encode(), said, repr(holder[key]))


def _leaves(data: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        if isinstance(value, dict | list):
            found += _leaves(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found.append((data, key))
    return found


def _txt(content: bytes, hand: Hand) -> Edit:
    words = content.decode()
    found = [(number.start(), number[0]) for number in NUMBER.finditer(words[: words.rindex(BEGIN)])]
    place, said = hand.choose(found)
    says = changed(said, hand.dice)
    return Edit((words[:place] + says + words[place + len(said) :]).encode(), said, says)


EDITORS = {
    "csv": _csv,
    "xlsx": _xlsx,
    "docx": _docx,
    "html": _html,
    "parquet": _parquet,
    "json": _json,
    "txt": _txt,
    "md": _txt,
}


def named(found: checking.Verification, made: Edit) -> bool:
    """Tell whether exactly the number that was edited is named, with what it says and what it should say."""
    if found.verdict != "edited" or len(found.findings) != 1:
        return False
    says, said = found.findings[0].difference.numbers
    return [canonical(each) for each in (*says, *said)] == [canonical(made.says), canonical(made.said)]
