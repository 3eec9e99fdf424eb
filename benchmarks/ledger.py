"""What reading a ledger of 50,000 enterprises costs: seconds of one core, and the ratio to openpyxl's bare read-only pass.

Run: python -m benchmarks.ledger [--rows 50000]. The workbook is made up, kept in a temporary folder and deleted.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import openpyxl
import xlsxwriter

from scenarios.ledger import read_ledger
from scenarios.ledger.arrays import ledger_arrays
from scenarios.ledger.codes import check_letter
from scenarios.ledger.delimited import read_csv
from scenarios.ledger.spreadsheet import read_xlsx
from scenarios.ledger.template import template_columns

ROWS: Final = 50_000
ROUNDS: Final = 2
YEAR: Final = 2025


def value(kind: str, name: str, number: int, draw: random.Random) -> Any:
    """One made-up cell."""
    match kind:
        case "code":
            first = f"91411622{number:09d}"
            return first + check_letter(first)
        case "text":
            return f"示范第{number}号制造有限公司" if name == "name" else f"某某{number % 9}"
        case "year":
            return 1995 + number % 25
        case "flag":
            return "是" if draw.random() < 0.3 else "否"
        case "level":
            return "市级" if draw.random() < 0.2 else None
        case "title":
            return 2023 + number % 3 if draw.random() < 0.1 else None
        case "valid_to":
            return None
        case "share":
            return round(draw.uniform(5, 90), 1)
        case "count":
            return draw.randrange(1, 300)
    return round(draw.lognormvariate(7.0, 1.2), 2)


def write(path: Path, rows: int) -> int:
    """Fill the template's columns for that many enterprises; gives the number of cells that hold something."""
    draw = random.Random(1)
    columns = template_columns(YEAR)
    cells = 0
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("企业台账")
    sheet.write_row(0, 0, [column.zh for column in columns])
    for number in range(1, rows + 1):
        line = [value(column.kind, column.name, number, draw) for column in columns]
        cells += sum(cell is not None for cell in line)
        sheet.write_row(number, 0, line)
    book.close()
    return cells


def bare(path: Path) -> None:
    """Walk over every cell as openpyxl's read-only mode gives it, and do nothing with it."""
    for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


def best(rounds: int, *actions: Callable[[], object]) -> list[float]:
    """Best seconds of processor time of each action, taken in turn; all of them run on one core."""
    found = [float("inf")] * len(actions)
    for _ in range(rounds):
        for place, action in enumerate(actions):
            started = time.process_time()
            action()
            found[place] = min(found[place], time.process_time() - started)
    return found


def main() -> None:
    """Print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        cells = write(path, rows)
        floor, grids, whole = best(
            ROUNDS,
            lambda: bare(path),
            lambda: read_xlsx(path, path.name),
            lambda: read_ledger(path, complete_for="all"),
        )
        print(
            f"{rows} enterprises, {len(template_columns(YEAR))} columns, {cells} cells, {path.stat().st_size / 1e6:.1f} MB"
        )
        print(f"openpyxl read-only, values only  {floor:6.2f} s")
        print(f"cells of the workbook            {grids:6.2f} s  {grids / floor:.2f} times")
        print(f"ledger read and checked          {whole:6.2f} s  {whole / floor:.2f} times")
        reading = read_ledger(path, complete_for="all")
        csv = Path(folder) / "ledger.csv"
        _as_csv(path, csv)
        (text, ledger) = best(
            ROUNDS, lambda: read_csv(csv.read_bytes(), csv.name), lambda: read_ledger(csv, complete_for="all")
        )
        print(f"the same as CSV                  {ledger:6.2f} s  (cells alone {text:.2f} s)")
        _ = reading.ledger.keys  # compiled once
        (arrays,) = best(ROUNDS, lambda: ledger_arrays(reading.ledger, ["某某1", "other"], ["某某1"], YEAR))
        print(f"laid out for the engine          {arrays:6.2f} s")


def _as_csv(path: Path, csv: Path) -> None:
    import csv as writer

    with csv.open("w", encoding="utf-8", newline="") as stream:
        out = writer.writer(stream)
        for line in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True):
            out.writerow(["" if cell is None else cell for cell in line])


if __name__ == "__main__":
    main()
