"""The workbook in which planners write what became of their plans, and its reader: each bad cell is named with its place."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, get_args

import xlsxwriter

from calibration.backtest.outcomes import Confidence, Covers, PlanOutcomes, Reporting, checked
from scenarios.importing.workbook import Cell, Sheet, read_workbook
from scenarios.messages import text
from scenarios.schema.errors import InputError, Place, suggestion
from scenarios.schema.load import load_plan
from scenarios.schema.plan import Plan, Target
from scenarios.schema.problems import build
from scenarios.schema.reading import Document

COLUMNS: Final = (
    *("plan", "target", "label", "wanted", "unit", "due", "year", "month", "value", "at_least", "covers"),
    *("definition", "source", "date", "confidence", "reporting", "comparable", "reason", "where", "note"),
)
REQUIRED: Final = ("plan", "target", "year", "value", "unit")
SHOWN_ONLY: Final = frozenset({"label", "wanted", "due"})
YES: Final = frozenset({"是", "yes", "y", "true", "1", "√"})
NO: Final = frozenset({"否", "no", "n", "false", "0", ""})
UNKNOWN: Final = frozenset({"未知", "不详", "查不到", "unknown", "n/a", "—", "-"})
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "confidence": get_args(Confidence),
    "reporting": get_args(Reporting),
    "covers": get_args(Covers),
}
HEADER_WITHIN: Final = 20
MOST_SHOWN: Final = 60
WIDTHS: Final = dict.fromkeys(("target", "label", "definition", "source", "reason", "where"), 30)
SUMMED: Final = ("flow_per_year", "cumulative", "growth_rate", "input_per_year", "input_total")


def heading(column: str, language: str) -> str:
    """Name a column."""
    return text(f"backtest.sheet.{column}", language)


def template_xlsx(plans: Sequence[tuple[str, Plan]], known_to: int) -> bytes:
    """Make the workbook for some plans, each under the name or path by which it is found: a row a due target, value empty."""
    paper = io.BytesIO()
    book = xlsxwriter.Workbook(paper, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "valign": "top"})
    given = book.add_format({"font_color": "#666666"})
    sheet = book.add_worksheet(text("backtest.sheet.name", "zh"))
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, f"{heading(column, 'zh')}\n{heading(column, 'en')}", bold)
        sheet.set_column(place, place, WIDTHS.get(column, 12))
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 3)
    row = 0
    for name, plan in plans:
        for target in template_rows(plan, known_to):
            row += 1
            for column, value in _prefilled(name, target, plan).items():
                place = COLUMNS.index(column)
                if isinstance(value, str):
                    sheet.write_string(row, place, value, given)
                else:
                    sheet.write_number(row, place, value, given)
    last = max(row, 1) + 200
    for column, words in WORDS.items():
        place = COLUMNS.index(column)
        choices = [text(f"backtest.word.{word}", "zh") for word in words]
        sheet.data_validation(1, place, last, place, {"validate": "list", "source": choices, "error_type": "warning"})
    for column in ("at_least", "comparable"):
        place = COLUMNS.index(column)
        sheet.data_validation(1, place, last, place, {"validate": "list", "source": ["是", "否"]})
    help_sheet = book.add_worksheet(text("backtest.sheet.help_name", "zh"))
    help_sheet.set_column(0, 0, 100)
    wrap = book.add_format({"text_wrap": True})
    for number, line in enumerate(_help()):
        help_sheet.write_string(number, 0, line, wrap)
    book.close()
    return paper.getvalue()


def template_rows(plan: Plan, known_to: int) -> list[Target]:
    """List the targets of a plan that the workbook has a row for: those due, with a value."""
    none = PlanOutcomes.model_construct(plan=plan.id, known_to=known_to, points=(), unknown=(), note=None)
    return [target for target in plan.targets if none.is_due(target, plan) and target.value is not None]


def _prefilled(name: str, target: Target, plan: Plan) -> dict[str, str | float]:
    due = target.due_year or plan.horizon.end
    found: dict[str, str | float] = {
        "plan": name,
        "target": target.id,
        "label": target.label.zh,
        "wanted": f"{target.operator} {target.value:g}",
        "due": due,
        "year": due,
    }
    if target.unit is not None:
        found["unit"] = target.unit
    if target.kind in SUMMED:
        found["covers"] = text("backtest.word.since_start", "zh")
    return found


def _help() -> Iterator[str]:
    for language in ("zh", "en"):
        yield from (text(f"backtest.help.{number}", language) for number in range(1, 8))
        yield ""


@dataclass
class _Row:
    """One filled row: its cells by column, where it stands, what is wrong with it."""

    sheet: str
    number: int
    cells: dict[str, Cell]
    letters: dict[str, str]
    problems: list[InputError] = field(default_factory=list)

    def complain(self, code: str, column: str, file: str, **values: object) -> None:
        """Note a mistake at a cell."""
        where = Place(file, None, f"{self.sheet}!{self.letters.get(column, '?')}{self.number}")
        self.problems.append(InputError(code, where, heading=heading(column, "zh"), **values))

    def text(self, column: str) -> str:
        """Give a cell as text, empty where there is none."""
        value = self.cells.get(column, Cell()).value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()


def read_outcomes_xlsx(path: Path | str, known_to: int) -> list[tuple[PlanOutcomes, Plan]]:
    """Read a filled workbook: the outcomes of each plan that it names, with the plan; raises InputError naming every mistake.

    A row without a value is left out; a value of 未知 / unknown needs a reason and where one might find it. A plan that is a
    file stands beside the workbook.
    """
    file = Path(path)
    rows = [row for sheet in read_workbook(file) for row in _rows(sheet, str(file))]
    if not rows:
        raise InputError("outcome_sheet_empty", Place(str(file)), wanted=", ".join(heading(c, "zh") for c in REQUIRED))
    by_plan: dict[str, list[_Row]] = {}
    for row in rows:
        by_plan.setdefault(row.text("plan"), []).append(row)
    problems: list[InputError] = []
    found = []
    for name, its in by_plan.items():
        try:
            found.append(_of_plan(name, its, file, known_to))
        except InputError as error:
            problems += error.every
    if problems:
        first, *others = problems
        raise first.followed_by(others[:MOST_SHOWN])
    filled = [(outcomes, plan) for outcomes, plan in found if outcomes.points or len(outcomes.unknown) > 1]
    if not filled:
        raise InputError("outcome_sheet_blank", Place(str(file)), rows=len(rows))
    return filled


def _rows(sheet: Sheet, file: str) -> Iterator[_Row]:
    names = {heading(column, language): column for column in COLUMNS for language in ("zh", "en")}
    for number in range(1, min(len(sheet.rows), HEADER_WITHIN) + 1):
        heads: dict[str, int] = {}
        for place, cell in enumerate(sheet.rows[number - 1], start=1):
            said = str(cell.value or "").split("\n")[0].strip()
            if said in names:
                heads.setdefault(names[said], place)
        if len(set(heads) & set(REQUIRED)) < 3:
            continue
        missing = [column for column in REQUIRED if column not in heads]
        if missing:
            wanted = ", ".join(heading(column, "zh") for column in missing)
            raise InputError("outcome_sheet_heading", Place(file, None, f"{sheet.name}!{number}"), missing=wanted)
        letters = {column: _letter(place) for column, place in heads.items()}
        for below in range(number + 1, len(sheet.rows) + 1):
            cells = {column: sheet.cell(below, place) for column, place in heads.items()}
            if any(cell.value not in (None, "") for cell in cells.values()):
                yield _Row(sheet.name, below, cells, letters)
        return


def _letter(place: int) -> str:
    return _letter((place - 1) // 26) + chr(65 + (place - 1) % 26) if place > 26 else chr(64 + place)


def _of_plan(name: str, rows: list[_Row], file: Path, known_to: int) -> tuple[PlanOutcomes, Plan]:
    shown = str(file)
    if not name:
        for row in rows:
            row.complain("outcome_cell_missing", "plan", shown)
        first, *others = [problem for row in rows for problem in row.problems]
        raise first.followed_by(others)
    beside = file.parent / name
    plan = load_plan(beside if beside.is_file() else name)
    points, unknown = list[dict[str, Any]](), list[dict[str, Any]]()
    lines = dict[tuple[str | int, ...], int]()
    for row in rows:
        data = _point(row, plan, shown)
        if data is None:
            continue
        if data.pop("unknown", False):
            unknown.append(data)
        else:
            lines["points", len(points)] = row.number
            points.append(data)
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        first, *others = problems
        raise first.followed_by(others)
    said = {language: text("backtest.sheet.not_filled", language) for language in ("zh", "en")}
    unknown.append({"rest": True, "reason": said, "where": said})
    whole: dict[str, Any] = {"plan": name, "known_to": known_to, "points": points, "unknown": unknown}
    document = Document(whole, shown, lines)
    return checked(build(PlanOutcomes, document), plan, document), plan


def _point(row: _Row, plan: Plan, file: str) -> dict[str, Any] | None:
    """Make the data of one row; None for one without a value. Mistakes are noted at the row."""
    value = row.text("value")
    target = row.text("target")
    for column, cell in row.cells.items():
        if cell.formula and column not in SHOWN_ONLY:
            row.complain("outcome_cell_formula", column, file)
            return None
    if not value:
        return None
    known = [each.id for each in plan.targets]
    if target not in known:
        row.complain("outcome_cell_target", "target", file, name=target, near=suggestion(target, known))
        return None
    if value.lower() in UNKNOWN:
        missing = [column for column in ("reason", "where") if not row.text(column)]
        for column in missing:
            row.complain("outcome_cell_missing", column, file)
        reason, where = ({"zh": row.text(c), "en": row.text(c)} for c in ("reason", "where"))
        return None if missing else {"unknown": True, "targets": [target], "reason": reason, "where": where}
    data: dict[str, Any] = {"target": target, "value": _number(row, "value", file), "year": _whole(row, "year", file)}
    if row.text("month"):
        data["month"] = _whole(row, "month", file)
    for column in ("unit", "definition", "source"):
        data[column] = row.text(column)
        if not data[column]:
            row.complain("outcome_cell_missing", column, file)
    for column, default in (("confidence", "medium"), ("reporting", None), ("covers", "")):
        word = _word(row, column, default, file)
        if word:
            data[column] = word
    for column in ("at_least", "comparable"):
        data[column] = _yes(row, column, column == "comparable", file)
    if row.text("date"):
        data["date"] = row.text("date")
    if row.text("note"):
        data["note"] = {"zh": row.text("note"), "en": row.text("note")}
    return data


def _number(row: _Row, column: str, file: str) -> float:
    cell = row.cells.get(column, Cell())
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        # A cell shown as 30% holds 0.3; plans write percent as 30.
        return float(cell.value) * (100 if cell.percent and row.text("unit").startswith(("%", "百分")) else 1)
    try:
        return float(row.text(column).replace(",", "").replace("，", "").removesuffix("%"))
    except ValueError:
        row.complain("outcome_cell_number", column, file, found=row.text(column))
        return 0.0


def _whole(row: _Row, column: str, file: str) -> int:
    said = row.text(column).removesuffix("年").removesuffix("月")
    if said.isascii() and said.isdigit():
        return int(said)
    row.complain("outcome_cell_number", column, file, found=row.text(column))
    return 1


def _word(row: _Row, column: str, default: str | None, file: str) -> str | None:
    said = row.text(column)
    if not said and default is not None:
        return default
    names = {text(f"backtest.word.{word}", language): word for word in WORDS[column] for language in ("zh", "en")}
    names |= {word: word for word in WORDS[column]}
    if said in names:
        return names[said]
    wanted = "、".join(text(f"backtest.word.{word}", "zh") for word in WORDS[column])
    row.complain("outcome_cell_word", column, file, found=said or "-", wanted=wanted)
    return None


def _yes(row: _Row, column: str, default: bool, file: str) -> bool:
    said = row.text(column).lower()
    if not said:
        return default
    if said in YES:
        return True
    if said not in NO:
        row.complain("outcome_cell_word", column, file, found=said, wanted="是、否")
    return False
