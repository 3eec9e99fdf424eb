"""A thousand exports with one number changed by hand, and the same untouched: `tuiyan verify` must tell them apart.

    python -m tests.charts.verify_study --exports 1000 --seed 1 --out tests/charts/verify_study.md

Every export is made, verified untouched, edited as a hand would edit it (one number of one cell, paragraph or row, in the file's
own format), and verified again: it must be called edited, and exactly that number named, with what it says and should say.
Each question is simulated once, and each export made again once, by the same functions that `tuiyan verify` calls.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from scenarios import load
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.run import run
from scenarios.schema.load import list_plans
from scenarios.verification import remaking
from scenarios.verification import verify as checking
from scenarios.verification.runs import written
from scenarios.verification.shown import NUMBER, canonical

DATE = datetime.date(2026, 11, 22)
FORMS = ("csv", "xlsx", "docx", "html", "parquet")
REPLICATES = 40
ANNEX_REPLICATES = 100
CHEAP = ("method", "verdicts", "audit")
MOST_KEPT = 100


@dataclass(frozen=True)
class Edit:
    """One number changed by hand: the file as it is then, what it said and what it says."""

    content: bytes
    said: str
    says: str


@dataclass(frozen=True)
class Export:
    """One export that can be made."""

    name: str
    form: str
    make: Callable[[], bytes]


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


def edit(content: bytes, form: str, dice: random.Random) -> Edit:
    """Change one number of a file by hand."""
    return {"csv": _csv, "xlsx": _xlsx, "docx": _docx, "html": _html, "parquet": _parquet}[form](content, dice)


def _csv(content: bytes, dice: random.Random) -> Edit:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    cells = [
        (row, column)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if not cells[0].startswith("#") and re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell)
    ]
    row, column = dice.choice(cells)
    said = rows[row][column]
    rows[row][column] = changed(said, dice)
    paper = io.StringIO()
    csv.writer(paper, lineterminator="\r\n").writerows(rows)
    return Edit(("\ufeff" + paper.getvalue()).encode(), said, rows[row][column])


def _xlsx(content: bytes, dice: random.Random) -> Edit:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [
        cell
        for sheet in book.worksheets[:-1]
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    ]
    cell = dice.choice(cells)
    said = repr(cell.value)
    cell.value = float(changed(said, dice))
    paper = io.BytesIO()
    book.save(paper)
    return Edit(paper.getvalue(), said, repr(cell.value))


def _docx(content: bytes, dice: random.Random) -> Edit:
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
    place, said = dice.choice(found)
    says = changed(said, dice)
    parts[body] = (words[:place] + says + words[place + len(said) :]).encode()
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as target:
        for info, part in parts.items():
            target.writestr(info.filename, part)
    return Edit(paper.getvalue(), said, says)


def _html(content: bytes, dice: random.Random) -> Edit:
    words = content.decode()
    silent = [found.span() for found in re.finditer(r"<(style|script|head)\b.*?</\1>", words, re.DOTALL)]
    found = [
        (text.start(1) + number.start(), number[0])
        for text in re.finditer(r">([^<>]+)<", words)
        if not any(start <= text.start() < end for start, end in silent)
        for number in NUMBER.finditer(text[1])
        if unescape(text[1]) == text[1]
    ]
    place, said = dice.choice(found)
    says = changed(said, dice)
    return Edit((words[:place] + says + words[place + len(said) :]).encode(), said, says)


def _parquet(content: bytes, dice: random.Random) -> Edit:
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
    name, row = dice.choice(cells)
    kind, said = type(columns[name][row]), repr(columns[name][row])
    columns[name][row] = kind(changed(said, dice))
    other = pa.table({key: pa.array(column, table.schema.field(key).type) for key, column in columns.items()})
    paper = io.BytesIO()
    pq.write_table(other.replace_schema_metadata(table.schema.metadata), paper)
    return Edit(paper.getvalue(), said, repr(columns[name][row]))


def named(found: checking.Verification, made: Edit) -> bool:
    """Tell whether exactly the number that was edited is named, with what it says and what it should say."""
    if found.verdict != "edited" or len(found.findings) != 1:
        return False
    says, said = found.findings[0].difference.numbers
    return [canonical(each) for each in (*says, *said)] == [canonical(made.says), canonical(made.said)]


def exports(result: RunResult, folder: Path | None = None) -> Iterator[Export]:
    """Give the exports of one run in both languages: figures as CSV and XLSX, tables, lists, annexes where there are any."""
    from charts.export.folder import index_page
    from charts.figures import figures

    plan = result.scenario.plan.id
    for language in ("zh", "en"):
        every = figures(result, language, DATE)
        for figure in every:
            for form in ("csv", "xlsx"):
                yield Export(
                    f"{plan} {figure.name} {language}", form, lambda figure=figure, form=form: figure.as_file(form)
                )
        for form in ("csv", "xlsx", "parquet"):
            yield Export(f"{plan} run {language}", form, lambda f=form, lang=language: written(result, f, lang))
        yield Export(f"{plan} index {language}", "html", lambda every=every: index_page(every).encode())
        yield from _annexes(result, language)


def _annexes(result: RunResult, language: str) -> Iterator[Export]:
    """Give a small annex: without pictures and searches, which take minutes each to make again."""
    from annex.building import build_annex
    from annex.formats import rendered
    from annex.request import AnnexRequest

    @cache
    def annex() -> Any:
        asked = AnnexRequest(
            result.scenario, CHEAP, replicates=ANNEX_REPLICATES, binding_replicates=2, language=language, date=DATE
        )
        return build_annex(asked)

    for form in ("docx", "html", "xlsx"):
        yield Export(f"{result.scenario.plan.id} annex {language}", form, cache(lambda f=form: rendered(annex(), f)))


def stores(result: RunResult, folder: Path) -> Iterator[Export]:
    """Give the tables of small sweeps of a plan as files."""
    from scenarios.sweep import sweep

    plan = result.scenario.plan.id
    specification: dict[str, Any] = {
        "title": {"zh": "试", "en": "trial"},
        "author": "study",
        "scenario": plan,
        "replicates": 5,
        "vary": {"levers.cultivation_service.intensity": {"low": 0, "high": 1, "steps": 2}},
    }
    store = sweep(specification, folder / plan)
    for table in ("verdicts", "summary", "points"):
        for form in ("csv", "xlsx", "parquet"):

            def made(table: str = table, form: str = form) -> bytes:
                path = folder / f"{plan}-{table}.{form}"
                store.export(path, table)
                return path.read_bytes()

            yield Export(f"{plan} sweep {table}", form, made)


class Once:
    """Simulates each question once, and makes each export again once."""

    def __init__(self, engine: Any = None) -> None:
        self.runs: dict[tuple[str, int, int], RunResult] = {}
        self.files: dict[str, bytes | None] = {}
        self.engine = engine

    def run(self, loaded: LoadedScenario, replicates: int, seed: int) -> RunResult:
        key = (loaded.hash, replicates, seed)
        if key not in self.runs:
            self.runs[key] = run(loaded, replicates, seed, engine=self.engine)
        return self.runs[key]

    def remade(self, asked: remaking.Asked) -> bytes | None:
        key = repr((asked.stamp.short, asked.stamp.file))
        if key not in self.files:
            if len(self.files) > MOST_KEPT:
                self.files.clear()
            self.files[key] = remaking.remade(asked)
        return self.files[key]


def study(
    count: int,
    seed: int,
    *,
    plans: list[str],
    engine: Any = None,
    forms: tuple[str, ...] = FORMS,
    with_stores: bool = True,
) -> dict[str, Counter[str]]:
    """Verify `count` exports untouched and edited; count by format what came out."""
    dice, once = random.Random(seed), Once(engine)
    found: dict[str, Counter[str]] = {form: Counter() for form in forms}
    true_remade, checking.remade = checking.remade, once.remade  # type: ignore[attr-defined]
    try:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            results = [once.run(load(plan), REPLICATES, 1) for plan in plans]
            every = [each for result in results for each in exports(result)]
            if with_stores:
                every += [each for result in results for each in stores(result, folder)]
            by_form = {form: [each for each in every if each.form == form] for form in forms}
            there = [form for form in forms if by_form[form]]
            for number in range(count):
                form = there[number % len(there)]
                export = dice.choice(by_form[form])
                _one(export, form, dice, folder, once, found[form])
    finally:
        checking.remade = true_remade  # type: ignore[attr-defined]
    return found


def _one(export: Export, form: str, dice: random.Random, folder: Path, once: Once, counts: Counter[str]) -> None:
    from model.version import RESULTS_VERSION

    path = folder / f"export.{form}"
    content = export.make()
    path.write_bytes(content)
    untouched = checking.verify(path, once.run, RESULTS_VERSION)
    counts["untouched"] += 1
    counts[f"file {export.name}"] += 1
    counts["equal"] += untouched.equal
    made = edit(content, form, dice)
    path.write_bytes(made.content)
    found = checking.verify(path, once.run, RESULTS_VERSION)
    counts["edited"] += 1
    counts["named"] += named(found, made)
    if not untouched.equal or not named(found, made):
        findings = [(each.found, each.expected) for each in found.findings[:3]]
        print(
            f"! {export.name} {form}: {untouched.verdict}; {made.said} -> {made.says}: {found.verdict} {findings}",
            file=sys.stderr,
        )


def report(found: dict[str, Counter[str]], seconds: float, seed: int, plans: list[str]) -> str:
    """Write the study as Markdown."""
    from model.version import RESULTS_VERSION

    whole = sum(found.values(), Counter[str]())
    lines = [
        "# Edited and untouched exports",
        "",
        f"`python -m tests.charts.verify_study --exports {whole['untouched']} --seed {seed}`, results version {RESULTS_VERSION}, "
        f"plans {', '.join(plans)}, {REPLICATES} replicates a question; {seconds / 60:.1f} minutes on one core.",
        "",
        "| format | untouched | called equal | one number edited | exactly that number named | different files |",
        "|---|---|---|---|---|---|",
        *(
            f"| {form} | {each['untouched']} | {each['equal']} | {each['edited']} | {each['named']} | {_files(each)} |"
            for form, each in (*found.items(), ("all", whole))
        ),
        "",
    ]
    return "\n".join(lines)


def _files(counts: Counter[str]) -> int:
    return sum(1 for name in counts if name.startswith("file "))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--exports", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--plans", nargs="*", default=list_plans())
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    began = time.monotonic()
    found = study(given.exports, given.seed, plans=given.plans)
    said = report(found, time.monotonic() - began, given.seed, given.plans)
    print(said)
    if given.out is not None:
        given.out.write_text(said, encoding="utf-8")
    whole = sum(found.values(), Counter[str]())
    return 0 if whole["equal"] == whole["untouched"] and whole["named"] == whole["edited"] else 1


if __name__ == "__main__":
    sys.exit(main())
