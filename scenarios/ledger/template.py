"""The workbook in which a planner fills in a ledger: a declaration, the enterprises, choices and help, in two languages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scenarios.ledger.columns import Columns, LedgerField, load_columns
from scenarios.messages.catalogue import text

ROWS = 5_000
"""Rows that offer choices and hold codes as text; more can be filled in below."""
LATEST_YEAR = 2025
"""Year of the newest figures where the caller names none: the year before the first year of the fifteenth five-year plan."""
ENGLISH_UNITS = {"万元": "10k yuan", "人": "persons", "项": "items", "年": "years", "%": "%"}


@dataclass(frozen=True)
class Column:
    """One column of the template: both headings, its kind and field."""

    zh: str
    en: str
    kind: str
    name: str

    @property
    def heading(self) -> str:
        """The heading in two lines, one a language."""
        return f"{self.zh}\n{self.en}"


def template_columns(year: int = LATEST_YEAR) -> tuple[Column, ...]:
    """The columns of the template for the newest year of its figures."""
    return tuple(_columns(load_columns(), year))


def _columns(known: Columns, year: int) -> Iterator[Column]:
    for name, what in known.fields.items():
        if name == "research_institution":
            yield from _titles(known)
        if what.template is None:
            continue
        for back in what.template or (None,):
            unit = _unit(what)
            at = None if back is None else year - back
            zh = f"{at}年{what.label.zh}" if at else what.label.zh
            en = f"{what.label.en} {at}" if at else what.label.en
            if unit is not None:
                zh, en = f"{zh}（{unit}）", f"{en} ({ENGLISH_UNITS[unit]})"
            yield Column(zh, en, what.kind, name)


def _unit(what: LedgerField) -> str | None:
    if what.kind == "money":
        return "万元"
    return "%" if what.kind == "share" else what.unit


def _titles(known: Columns) -> Iterator[Column]:
    valid_to = known.title_dates["valid_to"]
    for name, title in known.titles.items():
        recognised = known.title_dates["recognised"][0]
        yield Column(
            f"{title.label.zh}{recognised}", f"{title.label.en} recognised", "title", f"title:{name}:recognised"
        )
        english = next(word for word in valid_to if word.isascii())
        yield Column(
            f"{title.label.zh}{valid_to[0]}", f"{title.label.en} {english}", "valid_to", f"title:{name}:valid_to"
        )


def template_xlsx(year: int = LATEST_YEAR) -> bytes:
    """Make the template as an XLSX file; read as it stands it has no enterprise, filled in it reads without a doubt."""
    import xlsxwriter

    paper = io.BytesIO()
    book = xlsxwriter.Workbook(paper, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    known = load_columns()
    _declaration(book, formats, known, year)
    columns = template_columns(year)
    _data(book, formats, known, columns)
    _help(book, formats, columns)
    book.get_worksheet_by_name(_both("data")).activate()
    book.close()
    return paper.getvalue()


def _both(key: str) -> str:
    """The name of a sheet; it is Chinese, because a workbook's sheets are found by it."""
    return text(f"ledger.template.{key}", "zh")


def _declaration(book: Any, formats: dict[str, Any], known: Columns, year: int) -> None:
    sheet = book.add_worksheet(_both("about"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 60)
    scopes = [f"{scope.zh} / {scope.en}" for scope in known.complete_for.values()]
    entries = (
        ("complete_for", scopes[-1], "scope_note"),
        ("year", year, "year_note"),
        ("region", None, "region_note"),
        ("money_unit", known.default_money_unit, "unit_note"),
    )
    for row, (entry, value, note) in enumerate(entries):
        label = getattr(known.declaration, entry).label
        sheet.write(row, 0, f"{label.zh}\n{label.en}", formats["head"])
        if value is not None:
            sheet.write(row, 1, value)
        said = f"{text(f'ledger.template.{note}', 'zh')}\n{text(f'ledger.template.{note}', 'en')}"
        sheet.write(row, 2, said, formats["wrap"])
    sheet.data_validation(0, 1, 0, 1, {"validate": "list", "source": scopes})
    units = list(known.units["money"])
    sheet.data_validation(3, 1, 3, 1, {"validate": "list", "source": units[:8], "error_type": "information"})


def _data(book: Any, formats: dict[str, Any], known: Columns, columns: tuple[Column, ...]) -> None:
    sheet = book.add_worksheet(_both("data"))
    sheet.set_row(0, 48)
    for place, column in enumerate(columns):
        text_column = column.kind in ("code", "text", "valid_to")
        sheet.set_column(
            place, place, 26 if column.name in ("name", "code") else 14, formats["text"] if text_column else None
        )
        sheet.write(0, place, column.heading, formats["head"])
        sheet.write_comment(0, place, _note(column, "zh") + "\n" + _note(column, "en"))
        offered = _offered(column, known)
        if offered:
            rule = {"validate": "list", "source": offered, "error_type": "information"}
            sheet.data_validation(1, place, ROWS, place, rule)
    sheet.freeze_panes(1, 1)


def _offered(column: Column, known: Columns) -> list[str]:
    if column.kind == "flag":
        return [known.yes_words[0], known.no_words[0]]
    if column.kind == "level":
        return [words[0] for words in known.levels.values()]
    return []


def _note(column: Column, language: str) -> str:
    return text(f"ledger.template.note_{column.kind}", language)


def _help(book: Any, formats: dict[str, Any], columns: tuple[Column, ...]) -> None:
    sheet = book.add_worksheet(_both("help"))
    sheet.set_column(0, 0, 80)
    sheet.set_column(1, 1, 80)
    row = 0
    for key in ("help_first", "help_second", "help_third"):
        for place, language in enumerate(("zh", "en")):
            sheet.write(row, place, text(f"ledger.template.{key}", language), formats["wrap"])
        row += 1
    for column in columns:
        for place, (language, heading) in enumerate((("zh", column.zh), ("en", column.en))):
            sheet.write(row, place, f"{heading}: {_note(column, language)}", formats["wrap"])
        row += 1
