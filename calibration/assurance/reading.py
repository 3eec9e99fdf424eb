"""What tables and counts of the documents are read from: the order of the year from the code itself, series from their files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from calibration.assurance.tests_index import ROOT
from scenarios.schema.reading import read_yaml

MODEL = ROOT / "model"
YEAR = MODEL / "year.py"
STEP = "advance_year"
NOT_STEPS = frozenset({"log", "kernel"})
SERIES = ROOT / "calibration" / "series"
PHASES = Path(__file__).with_name("phases.yaml")
COLUMNS = Path(__file__).with_name("columns.yaml")


@dataclass(frozen=True)
class Phase:
    """One step of the year: the function, the file it stands in, and its own first line."""

    name: str
    file: str
    said: str


@cache
def phases() -> tuple[Phase, ...]:
    """Read the steps of a year, in their order, from the calls that the year makes."""
    known = dict[str, tuple[str, str]]()
    for path in sorted(MODEL.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                said = (ast.get_docstring(node) or "").split("\n")[0]
                known.setdefault(node.name, (path.relative_to(ROOT).as_posix(), said))
    tree = ast.parse(YEAR.read_text(encoding="utf-8"))
    step = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == STEP)
    calls = sorted(
        (call.lineno, call.col_offset, call.func.id)
        for statement in step.body
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    )
    names = dict.fromkeys(name for _, _, name in calls if name in known and name not in NOT_STEPS)
    return tuple(Phase(name, *known[name]) for name in names)


@cache
def phases_in_chinese() -> dict[str, str]:
    """Give what each step does, in Chinese."""
    return {str(name): str(said) for name, said in read_yaml(PHASES).data.items()}


def columns_said() -> dict[str, tuple[str, str]]:
    """Give what each column of an enterprise means in Chinese and English, by name; lagged columns are said with their own."""
    found = dict[str, tuple[str, str]]()
    for name, entry in read_yaml(COLUMNS).data.items():
        for written in (name, *(f"{name}_{lag}" for lag in range(1, int(entry.get("lags", 0)) + 1))):
            found[written] = (str(entry["zh"]), str(entry["en"]))
    return found


@dataclass(frozen=True)
class Series:
    """One observed series: its name in two languages, region and level, and how many of its points have which use."""

    name: str
    label: dict[str, str]
    region: str
    level: str
    unit: str
    uses: tuple[tuple[str, int], ...]
    years: tuple[str, str]
    reporting: tuple[str, ...]


def observed_series() -> Iterator[Series]:
    """Read the observed series from their files; none where there are no files."""
    for path in sorted(SERIES.glob("*.yaml")):
        for name, entry in read_yaml(path).data.items():
            if not isinstance(entry, dict) or not isinstance(entry.get("points"), list):
                continue
            points = [point for point in entry["points"] if isinstance(point, dict)]
            dates = sorted(str(point.get("date", point.get("year", ""))) for point in points)
            uses = [str(point.get("use", "-")) for point in points]
            yield Series(
                str(name),
                {language: str(entry.get("label", {}).get(language, name)) for language in ("zh", "en")},
                str(entry.get("region", "-")),
                str(entry.get("level", "-")),
                str(entry.get("unit", "-")),
                tuple((use, uses.count(use)) for use in sorted(set(uses))),
                (dates[0], dates[-1]) if dates else ("-", "-"),
                tuple(sorted({str(point.get("reporting", "-")) for point in points})),
            )
