"""Read a planner's XLSX sheet into a plan, reporting every cell that is wrong or doubtful."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.importing.columns import Layout, find_layout
from scenarios.importing.figures import UnreadableError, plain, read_year
from scenarios.importing.problems import CellProblem
from scenarios.importing.rows import RowReader
from scenarios.importing.workbook import Sheet, read_workbook, read_workbook_bytes
from scenarios.schema.errors import InputError, Place
from scenarios.schema.plan import Plan

MOST_TARGETS = 5_000
ABOUT_THE_PLAN = {
    "地区": "region",
    "级别": "level",
    "省份": "province",
    "文件名称": "title",
    "规划起始年": "start",
    "规划结束年": "end",
}
DEFAULT_PERIOD = (2026, 2030)
"""The period assumed for a sheet without any year: the fifteenth five-year plan's; said to be assumed."""


@dataclass(frozen=True)
class Imported:
    """A plan read from a sheet, and what was wrong or doubtful in it."""

    plan: Plan
    problems: tuple[CellProblem, ...] = field(default_factory=tuple)


def import_sheet(path: Path | str) -> Imported:
    """Read an XLSX file of targets; raises InputError where nothing can be read, with the reason and the remedy."""
    path = Path(path)
    return _imported(read_workbook(path), str(path))


def import_sheet_bytes(content: bytes, name: str) -> Imported:
    """Read an XLSX file held in memory as `import_sheet` does, without touching the disk; errors and the plan call it `name`."""
    return _imported(read_workbook_bytes(content, Place(name)), name)


def _imported(sheets: tuple[Sheet, ...], name: str) -> Imported:
    layouts = [layout for sheet in sheets if (layout := find_layout(sheet)) is not None]
    if not layouts:
        raise InputError("sheet_without_header", Place(name), sheets=", ".join(sheet.name for sheet in sheets))
    about, problems = _about(sheets)
    readers = [RowReader(layout, about.get("start"), number) for number, layout in enumerate(layouts)]
    targets: list[dict[str, Any]] = []
    parts: dict[str, dict[str, str | None]] = {"chain": {}, "cluster": {}, "zone": {}}
    for reader in readers:
        targets += reader.read()
        problems += reader.problems
        for kind, names in reader.parts.items():
            parts[kind].update(names)
    if not targets:
        raise InputError("sheet_without_targets", Place(name), count=len(problems), first=_first(problems))
    if len(targets) > MOST_TARGETS:
        raise InputError("sheet_too_long", Place(name), sheet=layouts[0].sheet.name, limit=MOST_TARGETS)
    start, end = _period(about, targets, layouts[0], problems)
    return Imported(_plan(Path(name), about, targets, parts, start, end), tuple(problems))


def _first(problems: list[CellProblem]) -> str:
    return problems[0].line("zh") if problems else "-"


def _about(sheets: tuple[Sheet, ...]) -> tuple[dict[str, Any], list[CellProblem]]:
    """Read region, title and years from wherever a cell names them and the cell to its right says them."""
    found: dict[str, Any] = {}
    problems: list[CellProblem] = []
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:40], start=1):
            for column, cell in enumerate(row[:6], start=1):
                key = ABOUT_THE_PLAN.get(plain(str(cell.value)).rstrip(":：*")) if cell.value is not None else None
                value = sheet.cell(number, column + 1).value
                if key is None or value is None or key in found or not str(value).strip():
                    continue
                if key in ("start", "end"):
                    try:
                        found[key] = read_year(value)
                    except UnreadableError:
                        letter = chr(ord("A") + column)
                        problems.append(
                            CellProblem("wrong", "not_a_year", sheet.name, number, letter, str(cell.value), str(value))
                        )
                else:
                    found[key] = plain(str(value))[:120]
    return found, problems


def _period(
    about: dict[str, Any], targets: list[dict[str, Any]], layout: Layout, problems: list[CellProblem]
) -> tuple[int, int]:
    promised = [one for one in targets if one["kind"] != "baseline"]
    due = [one["due_year"] for one in promised if one.get("due_year")]
    first = [one["from_year"] for one in promised if one.get("from_year")]
    end = about.get("end") or (max(due) if due else None)
    start = about.get("start") or (min(first) if first else None)
    if start is None or end is None:
        assumed_end = end or (start + 4 if start else DEFAULT_PERIOD[1])
        assumed = start or (min(DEFAULT_PERIOD[0], assumed_end) if end is None else assumed_end - 4)
        problems.append(
            CellProblem(
                "doubtful",
                "period_assumed",
                layout.sheet.name,
                layout.first_row - 1,
                "A",
                "",
                "",
                {"start": assumed, "end": assumed_end},
            )
        )
        start, end = assumed, assumed_end
    return min(start, end), max(start, end)


def _plan(
    path: Path,
    about: dict[str, Any],
    targets: list[dict[str, Any]],
    parts: dict[str, dict[str, str | None]],
    start: int,
    end: int,
) -> Plan:
    region = about.get("region") or path.stem
    level = (
        "prefecture"
        if about.get("level", "") in ("市", "地级市", "省辖市", "prefecture") or region.endswith("市")
        else "county"
    )
    province = about.get("province") or "河南省"
    title = about.get("title") or path.stem
    names = {name for known in parts.values() for name in known}
    listed = {
        kind: [
            {"name": name, "en": name, **({"part_of": of} if of in names and kind == "chain" else {})}
            for name, of in known.items()
        ]
        for kind, known in parts.items()
    }
    try:
        return Plan.model_validate(
            {
                "id": "imported",
                "region": {
                    "name": {"zh": region, "en": region},
                    "level": level,
                    "province": {"zh": province, "en": province},
                },
                "document": {"title": {"zh": title, "en": title}, "source": path.name},
                "horizon": {"start": start, "end": end},
                "planning_period_start": start,
                "chains": listed["chain"],
                "clusters": listed["cluster"],
                "zones": listed["zone"],
                "targets": targets,
            }
        )
    except ValidationError as error:  # rows are checked one by one; what is left concerns the plan as a whole
        raise InputError("sheet_unreadable", Place(str(path)), reason=error.errors()[0]["msg"]) from None
