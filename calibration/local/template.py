"""The workbook in which a planner writes the county's own yearly figures: rows to fill in, choices, and help in two languages."""

from __future__ import annotations

import io
from typing import Any

from calibration.definitions import definitions
from calibration.local.columns import load_columns
from scenarios.messages import text

FIRST_YEAR = 2022
LAST_YEAR = 2025
"""Years that are offered: the end of the year before the first plan begins, and three more; others may be written in."""
SPARE_ROWS = 200
WIDTHS = {"quantity": 34, "source": 40, "note": 30, "reporting": 16, "value": 14, "target": 14}


def template_xlsx(first: int = FIRST_YEAR, last: int = LAST_YEAR) -> bytes:
    """Make the template; read as it stands it holds no figure, and rows left empty do no harm."""
    import xlsxwriter

    paper = io.BytesIO()
    book = xlsxwriter.Workbook(paper, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    known = load_columns()
    sheet = book.add_worksheet(text("calibrate.template.data", "zh"))
    sheet.set_row(0, 32)
    for place, (name, column) in enumerate(known.columns.items()):
        sheet.set_column(place, place, WIDTHS.get(name, 10))
        sheet.write_string(0, place, f"{column.zh}\n{column.en}", head)
        notes = [text(f"calibrate.template.note_{name}", language) for language in ("zh", "en")]
        sheet.write_comment(0, place, "\n".join(notes))
    names = list(known.columns)
    row = 1
    for name in known.template:
        what = definitions()[name]
        for year in range(first + what.first_step + (1 if what.form == "growth" else 0), last + 1):
            reporting = known.reporting[what.reporting]
            cells: dict[str, Any] = {
                "quantity": f"{what.label.zh} {what.label.en}",
                "year": year,
                "month": 12,
                "unit": what.unit,
                "reporting": reporting.zh,
            }
            for column_name, value in cells.items():
                sheet.write(row, names.index(column_name), value)
            row += 1
    offered = [known.reporting[kind].zh for kind in known.reporting]
    place = names.index("reporting")
    rule = {"validate": "list", "source": offered, "error_type": "information"}
    sheet.data_validation(1, place, row + SPARE_ROWS, place, rule)
    sheet.freeze_panes(1, 1)
    guide = book.add_worksheet(text("calibrate.template.help", "zh"))
    guide.set_column(0, 1, 70)
    for line, key in enumerate(("first", "second", "third", "fourth", "fifth")):
        for place, language in enumerate(("zh", "en")):
            guide.write_string(line, place, text(f"calibrate.template.help_{key}", language), wrap)
    top = len(("first", "second", "third", "fourth", "fifth")) + 1
    for line, (name, what) in enumerate(definitions().items()):
        guide.write_string(top + line, 0, f"{what.label.zh}（{what.unit}）")
        guide.write_string(top + line, 1, f"{what.label.en} [{name}]")
    book.close()
    return paper.getvalue()
