"""What leaves cannot calculate, run or mislead; what comes in is bounded: hostile names, bombs, paths, control characters."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
import sys
import time
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from scenarios import load, run
from scenarios.cli.entry import main
from scenarios.cli.output import harmless_to_terminals
from scenarios.importing.workbook import read_workbook_bytes
from scenarios.loaded import LoadedScenario, complete
from scenarios.result import RunResult
from scenarios.schema.common import Text
from scenarios.schema.errors import InputError, Place
from scenarios.verification.forms import csv as csv_form
from scenarios.verification.forms import docx, html, svg, xlsx
from scenarios.verification.forms.reading import UnreadableError
from scenarios.verification.runs import FORMS, written
from scenarios.verification.shown import Part, pack_shown
from scenarios.verification.stamp import StampError
from scenarios.verification.verify import READERS

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("charts", "scenarios")]
DATE = datetime.date(2026, 11, 22)
STARTS = "=+-@\t\r＝＋－＠"
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "＠x",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[red]markup[/red]",
    "[点我](javascript:alert(1))",
    "${7*7}{{7*7}}{0.__class__}",
    "\x1b]0;title\x07\x1b[2J",
    "'; datum.x = 1; '",
    "a\u202eb",
]


@pytest.fixture(scope="module")
def hostile() -> RunResult:
    """A plan whose author filled every text with what programs might run."""
    from every_outcome import full_engine

    known = load("xihua")
    judged = [row.target.id for row in known.rows if row.question is not None][: len(HOSTILE)]
    words = dict(zip(judged, HOSTILE, strict=False))
    targets = tuple(
        target.model_copy(update={"label": Text.model_construct(zh=words[target.id], en=words[target.id])})
        if target.id in words
        else target
        for target in known.plan.targets
    )
    document = known.plan.document.model_copy(update={"title": Text(zh=HOSTILE[6], en=HOSTILE[0])})
    plan = known.plan.model_copy(update={"targets": targets, "document": document})
    scenario = known.scenario.model_copy(update={"title": Text(zh=HOSTILE[7], en=HOSTILE[0])})
    loaded = complete(scenario, plan=plan, name="=evil")
    return run(loaded, 20, 1, engine=full_engine)


def no_formula_in_csv(content: bytes) -> None:
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        for cell in row:
            start = cell.lstrip(" ")[:1]
            number = cell.strip().replace(".", "").replace("e-", "").replace("e+", "").lstrip("-").isdigit()
            assert start not in STARTS or not start or number, cell


def no_formula_in_xlsx(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value[:1] and cell.value[0] in STARTS:
                    assert cell.style is not None and cell.quotePrefix, cell.value
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in parts.read(name) and b"<f " not in parts.read(name)
            assert "externalLink" not in name and "vbaProject" not in name


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("iframe", "object", "embed", "form", "link", "base") or any(
            name.startswith("on") for name, _ in attrs
        ):
            self.bad.append(tag)
        for name, value in attrs:
            if name in ("href", "src") and value and value.split(":")[0] in ("javascript", "http", "https", "file"):
                self.bad.append(f"{tag} {value}")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script" and "alert" in data:
            self.bad.append("script")


def no_markup_in_html(content: bytes) -> None:
    page = Page()
    page.feed(content.decode())
    assert page.bad == []
    assert b"<script>alert" not in content and b"<img src=x" not in content


def test_no_table_of_a_run_can_calculate(hostile: RunResult) -> None:
    for language in ("zh", "en"):
        for form in FORMS:
            content = written(hostile, form, language)
            if form == "csv":
                no_formula_in_csv(content)
            elif form == "xlsx":
                no_formula_in_xlsx(content)
            elif form == "json":
                json.loads(content)


def test_negative_numbers_stay_numbers() -> None:
    from scenarios.verification.runs import workbook
    from scenarios.verification.stamp import Stamp

    rows = [["a", "b"], [-3.5, -2], ["-3.5", "=1"]]
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows, "t", Stamp("v", "h", 1, 2, {}), "zh")))
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert cells[1] == [-3.5, -2] and isinstance(cells[2][0], str)
    from charts.export.blocks import Block
    from charts.export.csv import table_text

    text = table_text(Block("t", ("a", "b"), ((-3.5, -2), ("-3.5", "=1"))))
    assert text.splitlines()[1] == "-3.5,-2" and text.splitlines()[2].startswith("'-3.5,'=1")


def test_no_figure_of_a_run_can_calculate_or_carry_markup(hostile: RunResult) -> None:
    from charts.export.folder import index_page
    from charts.figures import figures

    every = figures(hostile, "zh", DATE)
    for figure in [every[0], every[1], *every[-3:]]:
        no_formula_in_csv(figure.csv())
        no_formula_in_xlsx(figure.xlsx())
    no_markup_in_html(index_page(every).encode())
    drawn = next(each for each in every if each.name == "scorecard").svg().decode()
    assert "<script" not in drawn and "onerror=alert(1)>" not in drawn.replace("&lt;", "<<")
    assert svg.shown_in(drawn)


def test_no_annex_can_calculate_or_carry_markup() -> None:
    """The planner's own title is a text, whatever it looks like; the annex of a hostile plan too."""
    from annex.building import build_annex
    from annex.formats import rendered
    from annex.request import AnnexRequest

    known = load("xihua")
    keep = [row.target for row in known.rows if row.question is not None][:3]
    targets = [
        target.model_copy(update={"label": Text(zh=f"{words}", en=words), "restates": None, "milestone_of": None})
        for target, words in zip(keep, HOSTILE[6:9], strict=True)
    ]
    plan = known.plan.model_copy(update={"targets": tuple(targets)})
    loaded = complete(known.scenario, plan=plan, name="evil")
    asked = AnnexRequest(
        loaded, ("verdicts",), replicates=100, binding_replicates=2, title=HOSTILE[7], unit=HOSTILE[0], date=DATE
    )
    made = build_annex(asked)
    no_markup_in_html(rendered(made, "html"))
    no_formula_in_xlsx(rendered(made, "xlsx"))
    document = rendered(made, "docx")
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        words = parts.read("word/document.xml").decode()
        assert "<script" not in words and "&lt;img src=x" in words
        assert all(
            b'TargetMode="External"' not in parts.read(name) for name in parts.namelist() if name.endswith(".rels")
        )
    assert docx.read(document).shown


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\x00", "\x7f", "\x9b", "\ud800", "\ufffe"])
def test_control_characters_are_refused_where_a_plan_is_read_and_never_reach_a_drawing(letter: str) -> None:
    """Drawing one of them would end the whole process: the pages of every user."""
    from charts.export.page import drawable, drawing
    from scenarios.schema.problems import build
    from scenarios.schema.reading import Document
    from scenarios.schema.scenario import Scenario

    data = {"title": {"zh": f"a{letter}b", "en": "x"}, "author": "me", "plan": "xihua"}
    with pytest.raises(InputError) as found:
        build(Scenario, Document(data, "s.yaml", {}))
    assert found.value.code in ("text_not_writable", "not_accepted")
    words = f"a{letter}b"
    spec = {"data": {"values": [{"a": words}]}, "mark": "text", "encoding": {"text": {"field": "a"}}, "title": [words]}
    assert letter not in json.dumps(drawable(spec), ensure_ascii=False)
    assert "<svg" in drawing(spec)


def test_a_report_moves_no_cursor(hostile: RunResult, capsys: pytest.CaptureFixture[str]) -> None:
    from scenarios.cli.output import emit
    from scenarios.cli.report import report

    emit(report(hostile, "zh", 120))
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "\x07" not in shown and "\\x1b" in shown
    assert "[red]" in shown, "markup is shown, not obeyed"
    assert harmless_to_terminals("a\tb\n中\x9b1m\r") == "a\tb\n中\\x9b1m\\x0d"


def bomb(name: str, size: int = 300_000_000) -> bytes:
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as target, target.open(name, "w") as stream:
        for _ in range(size // 1_000_000):
            stream.write(b" " * 1_000_000)
    return paper.getvalue()


def archive_of(**parts: str) -> bytes:
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as target:
        for name, words in parts.items():
            target.writestr(name.replace("__", "/").replace("_x", ".xml"), words)
    return paper.getvalue()


def book(sheet: str) -> bytes:
    whole = io.BytesIO()
    openpyxl.Workbook().save(whole)
    paper = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return paper.getvalue()


HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = f'{HEAD}{ONE}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
MERGED = f'{HEAD}{ONE}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
LATE = f"<?xml version='1.0'?><!-- {'x' * 9000} -->{ENTITIES}" + MERGED
DEEP = "<w:document>" + "<w:p>" * 100_000 + "</w:p>" * 100_000 + "</w:document>"


@pytest.mark.parametrize("sheet", [FAR, MERGED, LATE, HEAD + "<row r='x'>", HEAD + '<row r="1"><c r="A0x"/></row>'])
def test_a_workbook_that_claims_too_much_is_refused_at_once(sheet: str, tmp_path: Path) -> None:
    """Plan sheets, ledgers and exports to verify: each reader refuses within a moment, none loads a library first."""
    content = book(sheet)
    began = time.process_time()
    with pytest.raises(InputError):
        read_workbook_bytes(content, Place("a.xlsx"))
    with pytest.raises(StampError):
        xlsx.read(content)
    from scenarios.ledger import read_ledger_bytes

    with pytest.raises(InputError):
        read_ledger_bytes(content, "a.xlsx")
    assert time.process_time() - began < 20


@pytest.mark.parametrize("reader", ["xlsx", "docx"])
def test_archives_that_unfold_beyond_measure_are_refused(reader: str) -> None:
    content = bomb("word/document.xml" if reader == "docx" else "xl/workbook.xml")
    assert len(content) < 1_000_000
    with pytest.raises(UnreadableError) as found:
        READERS[f".{reader}"](content)
    assert found.value.args[0] == "unfolds"


def test_xml_that_nests_or_declares_entities_is_refused() -> None:
    for words, reason in (
        (DEEP, "nested"),
        (f"<?xml version='1.0'?>{ENTITIES}<w:document>&b;</w:document>", "entities"),
    ):
        content = archive_of(word__document_x=words)
        with pytest.raises(UnreadableError) as found:
            docx.shown_in(content)
        assert found.value.args[0] == reason
    with pytest.raises(UnreadableError):
        svg.shown_in(f"<?xml version='1.0'?>{ENTITIES}<svg>&b;</svg>")
    with pytest.raises(UnreadableError):
        svg.shown_in("<g>" * 5_000)
    page, pictures = html.shown_in("<div>" * 50_000 + "5" + "<p>" * 50_000)
    assert pictures == () and [row for part in page for row in part.rows] == [("5",)]


def test_stamps_unfold_within_bounds() -> None:
    import base64
    import zlib

    huge = base64.b64encode(zlib.compress(b" " * 30_000_000, 9)).decode()
    with pytest.raises(StampError):
        csv_form.stamp_in(f"a\r\n# tuiyan-stamp,{huge}\r\n".encode())
    packed = pack_shown((Part("text", "", (("x",),)),))
    assert packed is not None and pack_shown((Part("table", "", tuple((n,) for n in range(50_000))),)) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "a/../../b"])
def test_a_hostile_stamp_reaches_no_file(name: str, tmp_path: Path) -> None:
    """Whatever names a stamp holds, they are only names: nothing is opened, imported or written by them."""
    from every_outcome import full_engine

    from scenarios.verification import remaking
    from scenarios.verification.stamp import stamp_of
    from scenarios.verification.verify import verify

    result = run(load("xihua"), 20, 1, engine=full_engine)

    def answer(loaded: LoadedScenario, replicates: int, seed: int) -> RunResult:
        return run(loaded, replicates, seed, engine=full_engine)

    for said in (
        {"what": name},
        {"what": "figure", "name": name},
        {"what": "sweep", "table": name, "form": "csv"},
        {"what": "seek", "form": "json", "language": name, "request": {}},
        {"what": "trace", "form": name, "language": name, "replicate": 0, "followed": ["--projects", ""]},
        {"what": "page_chart", "kind": name, "name": name, "choice": {}, "language": "zh", "date": name, "form": name},
        {"what": "backtest", "form": name, "language": name, "posterior": name},
        {"what": "calibration", "source": name, "judged": 0},
        {"what": "verification", "form": name, "language": name, "name": name, "points": None, "sourced": True},
        {"what": "links", "target": name, "binding": 2, "language": name},
    ):
        stamp = dataclasses.replace(stamp_of(result), file=said)
        path = tmp_path / "a.csv"
        path.write_bytes(csv_form.stamped("a\r\n1\r\n", stamp))
        before = sorted(tmp_path.rglob("*"))
        found = verify(path, answer, result.results_version)
        assert found.verdict in ("cannot_recompute", "stamp_damaged", "question_changed", "needs_source")
        assert sorted(tmp_path.rglob("*")) == before
    assert all(
        where.split(":")[0].split(".")[0] in ("scenarios", "charts", "explorer", "annex", "calibration")
        for where in remaking.MAKERS.values()
    )


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "own.csv"])
def test_a_posterior_on_a_stamp_opens_no_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the package's own are known by name; a planner's own is known by its digest, and given with --posterior."""
    from every_outcome import full_engine

    from calibration.backtest import list_outcomes, load_outcomes
    from scenarios.verification.documents import document_stamp
    from scenarios.verification.stamp import stamp_of
    from scenarios.verification.verify import verify

    result = run(load("xihua"), 20, 1, engine=full_engine)
    plain = stamp_of(result).of_file("run", form="csv", language="zh", detail=False)
    asked = {**plain.question, "scenario": {**plain.question["scenario"], "posterior": name}}
    outcomes, plan = load_outcomes(list_outcomes()[0])
    data = {
        "outcomes": outcomes.model_dump(mode="json", exclude_defaults=True),
        "plan": plan.model_dump(mode="json", exclude_defaults=True),
        "baseline": load(plan.id).baseline.model_dump(mode="json", exclude_defaults=True),
    }
    hostile = [
        dataclasses.replace(plain, question=asked),
        document_stamp({"plans": [data]}).of_file("backtest", form="json", language="zh", posterior=name),
    ]
    monkeypatch.setattr("model.posterior.file.read_posterior", _never)
    monkeypatch.setattr("model.posterior.shipped.read_posterior", _never)
    for stamp in hostile:
        path = tmp_path / "a.csv"
        path.write_bytes(csv_form.stamped("a\r\n1\r\n", stamp))
        found = verify(path, lambda *_: result, result.results_version)
        assert (found.verdict, found.reason) == ("cannot_recompute", "posterior")


def _never(path: Path) -> None:
    raise AssertionError(f"{path} was opened")


def test_members_of_archives_are_read_by_name_only(tmp_path: Path) -> None:
    content = archive_of(**{"word__document_x": "<w:document><w:p><w:r><w:t>5</w:t></w:r></w:p></w:document>"})
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w") as target:
        for escaping in ("../../../evil.txt", "/tmp/evil.txt", "C:\\evil.txt"):
            target.writestr(escaping, b"evil")
        for name, part in parts.items():
            target.writestr(name, part)
    shown, _ = docx.shown_in(paper.getvalue())
    assert shown[0].rows == (("5",),)
    assert not list(tmp_path.rglob("evil*"))


def test_out_writes_where_it_is_told_and_nowhere_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "here").mkdir()
    assert main(["plans", "--out", str(tmp_path / "here" / "p.txt")]) == 0
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == ["here/p.txt"]
    capsys.readouterr()


def bombs_of_yaml() -> list[str]:
    aliases = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
    )
    return [aliases, "[" * 5_000, "{a: " * 3_000, "a: !!python/object/apply:os.system ['true']\n", "? " * 2_000]


@pytest.mark.parametrize("number", range(5))
def test_yaml_that_nests_multiplies_or_makes_objects_is_refused(number: int, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(bombs_of_yaml()[number], encoding="utf-8")
    began = time.process_time()
    with pytest.raises(InputError):
        load(path)
    assert time.process_time() - began < 10
