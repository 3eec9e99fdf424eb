"""Every reader of files from outside, with valid inputs to start from and its own clear refusals."""

from __future__ import annotations

import base64
import io
import os
import random
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from model.parameters.errors import DataFileError
from scenarios import load, run
from scenarios.schema.errors import InputError, Place
from scenarios.verification.stamp import NAME, StampError
from tests.fuzz.fuzzing import Reader
from tests.fuzz.mutations import of_archive, of_bytes, of_letters, of_plain, of_text

ROOT = Path(__file__).resolve().parents[2]
CLEAR = (InputError, StampError)


def _plan_sheets() -> Sequence[bytes]:
    from scenarios.importing import template_xlsx

    return [template_xlsx()]


def _read_plan_sheet(content: bytes) -> object:
    from scenarios.importing import import_sheet_bytes

    return import_sheet_bytes(content, "a.xlsx")


def _ledger_books() -> Sequence[bytes]:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        ["企业名称", "统一社会信用代码", "2024年营业收入（万元）", "研发费用", "小巨人认定年份", "产业链", "备注"]
    )
    for number in range(30):
        sheet.append([f"西华县第{number}机械有限公司", None, 1000.5 * number, "3.2%", 2023, "现代食品", "规上"])
    paper = io.BytesIO()
    book.save(paper)
    return [paper.getvalue()]


def _ledger_tables() -> Sequence[bytes]:
    rows = "".join(f"西华县第{n}机械有限公司,{n * 900},是,2023-06-30,规上\r\n" for n in range(40))
    written = "企业名称,营业收入（万元）,专精特新,有效期至,规模\r\n" + rows
    return [written.encode("utf-8-sig"), written.encode("gb18030"), written.replace(",", ";").encode("utf-16")]


def _read_ledger(name: str) -> Callable[[bytes], object]:
    from scenarios.ledger import read_ledger_bytes

    def read(content: bytes) -> object:
        found = read_ledger_bytes(content, name)
        return found.ledger.digest, [each.line("zh") for each in found.findings[:50] if hasattr(each, "line")]

    return read


def _yaml(*patterns: str) -> Callable[[], Sequence[bytes]]:
    return lambda: [path.read_bytes() for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def _read_yaml(model: str) -> Callable[[bytes], object]:
    def read(content: bytes) -> object:
        from scenarios.schema.baseline import Baseline
        from scenarios.schema.plan import Plan
        from scenarios.schema.problems import build
        from scenarios.schema.reading import read_yaml_text
        from scenarios.schema.scenario import Scenario

        kinds: dict[str, Any] = {"plan": Plan, "baseline": Baseline, "scenario": Scenario}
        try:
            words = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError("not_utf8", Place("a.yaml"), position=error.start) from None
        document = read_yaml_text(words, "a.yaml")
        if model == "sweep":
            from scenarios.sweep import load_sweep
            from scenarios.sweep.points import expand

            found = load_sweep(document.data)
            asked = found.specification
            if asked.points is None or asked.points <= 64:
                small = all((vary.steps or 1) <= 8 and len(vary.values or ()) <= 8 for vary in asked.vary.values())
                return expand(found) if small and len(asked.vary) <= 3 and len(asked.cases) <= 4 else found
            return found
        found = build(kinds[model], document)
        if model == "scenario":
            from scenarios.loaded import complete

            return complete(found).hash
        return found

    return read


def _posteriors() -> Sequence[bytes]:
    """Give the beginning of a posterior that comes with the package."""
    path = next(iter(sorted((ROOT / "model" / "posterior" / "runs").glob("*county*.csv"))))
    lines = path.read_bytes().splitlines()
    head = sum(line.startswith(b"#") for line in lines)
    return [b"\n".join(lines[: head + 12]) + b"\n"]


def _read_posterior(content: bytes) -> object:
    from model.posterior.file import read_posterior

    handle = os.memfd_create("posterior")  # a file that stands in memory alone
    try:
        os.write(handle, content)
        return read_posterior(Path(f"/proc/self/fd/{handle}")).digest
    finally:
        os.close(handle)


def _calibration_sheets() -> Sequence[bytes]:
    import openpyxl

    from calibration.local.columns import load_columns

    known = load_columns()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    names = [column.zh for column in known.columns.values()][:12]
    sheet.append(names)
    for year in range(2018, 2025):
        sheet.append([year, *(100.0 + year - 2018 for _ in names[1:])])
    paper = io.BytesIO()
    book.save(paper)
    return [paper.getvalue()]


def _read_calibration(content: bytes) -> object:
    from calibration.local.sheet import read_sheet_bytes

    return read_sheet_bytes(content, "a.xlsx")


SWEEP = """title: {zh: 试, en: trial}
author: me
scenario: xihua
replicates: 20
seed: 1
design: sobol
points: 8
vary:
  levers.cultivation_service.intensity: {low: 0, high: 0.5}
  assumptions.real_growth_above_scale: {}
  assumptions.founding_rate: {by: prior}
cases:
  - {}
  - {levers.research_support.intensity: 0.1}
keep: {outcomes: targets}
"""


def _links() -> Sequence[bytes]:
    from explorer.link import default_scenario, encode
    from scenarios.schema.load import load_scenario
    from scenarios.schema.scenario import Assumption, Lever

    default = default_scenario("xihua")
    moved = default.model_copy(
        update={
            "levers": {"cultivation_service": Lever(start=2025, end=2030, intensity=0.5)},
            "assumptions": {"founding_rate": Assumption(value=0.05)},
            "rulebook": "2022",
        }
    )
    own = load_scenario("xihua_downturn").model_copy(update={"title": default.title, "author": "tuiyan"})
    return [letters.encode() for letters in (encode(moved), encode(own)) if letters]


def _read_link(content: bytes) -> object:
    from explorer.link import decode, encode

    return encode(decode("xihua", content.decode("utf-8", "replace")))


@cache
def _result() -> Any:
    sys.path[:0] = [str(ROOT / "tests" / name) for name in ("charts", "scenarios")]
    from every_outcome import full_engine

    return run(load("xihua"), 20, 1, engine=full_engine)


@cache
def _exports(form: str) -> tuple[bytes, ...]:
    from scenarios.verification.runs import FORMS, written

    if form in FORMS:
        return (written(_result(), form, "zh"),)
    folder = sorted((ROOT / "tests" / "archive").glob("2*"))[-1] / "exports"
    return tuple(path.read_bytes() for path in sorted(folder.glob(f"*.{form}")))


def _pdfs() -> tuple[bytes, ...]:
    """Give a stamped PDF; each is parsed in a process of its own, which takes a second."""
    from scenarios.verification.forms.pdf import stamped
    from scenarios.verification.stamp import stamp_of
    from tests.scenarios.verification.small_pdf import small_pdf

    return (stamped(small_pdf(["Annex", "36% of 58 targets"]), stamp_of(_result()).of_file("annex", form="pdf")),)


def _read_export(form: str) -> Callable[[bytes], object]:
    """Read an export as `verify` does before anything is computed: cells, stamp, what it showed, its question, its sentences."""

    def read(content: bytes) -> object:
        from scenarios.verification.shown import count_numbers, differences
        from scenarios.verification.verify import READERS

        found = READERS[f".{form}"](content)
        before = found.stamp.shown
        count_numbers(found.shown)
        if before is not None:
            list(differences(found.shown, before))
        for one in found.stamp.runs:
            if not {"bases", "ledger", "posterior"} & set(one.question):
                _ = one.loaded().hash
        return found.digest

    return read


def _mutate_export(form: str) -> Callable[[bytes, random.Random], bytes]:
    """Mutate the file as such, or only what its stamp holds."""
    by_form = {"xlsx": of_archive, "docx": of_archive, "png": of_bytes, "parquet": of_bytes}
    plain = by_form.get(form, of_text)

    def mutate(content: bytes, dice: random.Random) -> bytes:
        if form not in ("csv", "txt", "html") or dice.random() < 0.5:
            return plain(content, dice)
        from scenarios.verification.verify import READERS

        packed = READERS[f".{form}"](content).stamp.packed()
        other = base64.b64encode(zlib.compress(of_plain(zlib.decompress(base64.b64decode(packed)), dice), 1)).decode()
        if form == "csv":
            body = content.decode("utf-8-sig").split(f"# {NAME}")[0]
            return (body + f"# {NAME},{other}\r\n").encode()
        return (
            f'<html><meta name="{NAME}" content="{other}"><p>5</p></html>'.encode()
            if form == "html"
            else (f"5\n<!-- {NAME}\n{other}\n-->\n".encode())
        )

    return mutate


def _exported(form: str) -> Reader:
    return Reader(lambda: _exports(form), _read_export(form), CLEAR, _mutate_export(form))


def _all() -> dict[str, Reader]:
    found = {
        "plan-sheet": Reader(_plan_sheets, _read_plan_sheet, CLEAR, of_archive),
        "ledger-xlsx": Reader(_ledger_books, _read_ledger("a.xlsx"), CLEAR, of_archive),
        "ledger-csv": Reader(_ledger_tables, _read_ledger("a.csv"), CLEAR, of_text),
        "plan-yaml": Reader(_yaml("tests/archive/question/plan.yaml"), _read_yaml("plan"), CLEAR, of_text),
        "baseline-yaml": Reader(_yaml("scenarios/baselines/*.yaml"), _read_yaml("baseline"), CLEAR, of_text),
        "scenario-yaml": Reader(_yaml("scenarios/library/xi*.yaml"), _read_yaml("scenario"), CLEAR, of_text),
        "sweep-yaml": Reader(lambda: [SWEEP.encode()], _read_yaml("sweep"), CLEAR, of_text),
        "posterior": Reader(_posteriors, _read_posterior, (*CLEAR, DataFileError), of_text),
        "calibration-sheet": Reader(_calibration_sheets, _read_calibration, CLEAR, of_archive),
        "link": Reader(_links, _read_link, CLEAR, of_letters),
    }
    found["export-pdf"] = Reader(cache(_pdfs), _read_export("pdf"), CLEAR, of_bytes)
    found |= {
        f"export-{form}": _exported(form)
        for form in ("csv", "xlsx", "docx", "html", "json", "txt", "parquet", "png", "svg")
    }
    return found


READERS: Mapping[str, Reader] = MappingProxyType(_all())
