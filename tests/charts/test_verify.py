"""Verifying exports: equal, edited (which number), changed by a version, and the right sentence for everything else."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
import random
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from charts.export.folder import index_page
from charts.figures import comparison, figure, figures
from scenarios import load, run
from scenarios.cli.entry import main
from scenarios.loaded import LoadedScenario
from scenarios.messages import LANGUAGES
from scenarios.result import RunResult
from scenarios.verification import history, words
from scenarios.verification.forms import csv as csv_form
from scenarios.verification.forms import docx as docx_form
from scenarios.verification.history import Change
from scenarios.verification.pictures import compared
from scenarios.verification.runs import FORMS, written
from scenarios.verification.shown import Part, differences
from scenarios.verification.stamp import NAME, Stamp, stamp_of
from scenarios.verification.verify import READERS, Verification, verify
from tests.charts.verify_study import edit, named

DATE = datetime.date(2026, 11, 22)


def answer(loaded: LoadedScenario, replicates: int, seed: int) -> RunResult:
    from every_outcome import full_engine

    return run(loaded, replicates, seed, engine=full_engine)


def checked(content: bytes, name: str, folder: Path, version: str, **options: Any) -> Verification:
    path = folder / name
    path.write_bytes(content)
    return verify(path, options.pop("runner", answer), version, **options)


def files(result: RunResult) -> dict[str, Callable[[], bytes]]:
    fan = figure("fan_xh_n_above_scale", result, "zh", DATE)
    return {
        **{f"run.{form}": (lambda form=form: written(result, form, "en", detail=True)) for form in FORMS},
        "fan.csv": fan.csv,
        "fan.xlsx": fan.xlsx,
        "fan.svg": fan.svg,
        "fan.png": fan.png,
        "index.html": lambda: index_page(figures(result, "en", DATE)).encode(),
    }


NAMES = [*(f"run.{form}" for form in FORMS), "fan.csv", "fan.xlsx", "fan.svg", "fan.png", "index.html"]


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_file_of_every_form_is_equal(name: str, result: RunResult, tmp_path: Path) -> None:
    found = checked(files(result)[name](), name, tmp_path, result.results_version)
    assert (found.verdict, found.remade, found.findings) == ("equal", "file", ())
    assert found.counts["equal"] == found.counts["checked"]


@pytest.mark.parametrize("name", ["run.csv", "run.xlsx", "run.parquet", "fan.csv", "fan.xlsx", "index.html"])
def test_one_number_changed_by_hand_is_named(name: str, result: RunResult, tmp_path: Path) -> None:
    content, form = files(result)[name](), name.rpartition(".")[2]
    for seed in range(4):
        made = edit(content, form, random.Random(seed))
        found = checked(made.content, name, tmp_path, result.results_version)
        assert named(found, made), (made.said, made.says, found.verdict, found.findings[:2])
        assert found.counts["equal"] == found.counts["checked"] - 1


def test_the_place_is_said_as_people_count(result: RunResult, tmp_path: Path) -> None:
    """The cell of the table, the row it belongs to, the column's heading, what it says and what it should say."""
    rows = list(csv.reader(io.StringIO(written(result, "csv", "en").decode("utf-8-sig"), newline="")))
    row = next(place for place, cells in enumerate(rows) if cells[0] == "xh_n_above_scale")
    column = rows[0].index("Median") if "Median" in rows[0] else 10
    was, rows[row][column] = rows[row][column], "999"
    paper = io.StringIO()
    csv.writer(paper, lineterminator="\r\n").writerows(rows)
    found = checked(paper.getvalue().encode(), "r.csv", tmp_path, result.results_version)
    said = "\n".join(words.report(found, "r.csv", "en", 5))
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column]
    assert f"row {row + 1}, column {column + 1} ({letter}{row + 1})" in said
    assert "xh_n_above_scale" in said and f"says 999, should say {was}" in said


def test_a_forged_stamp_does_not_help(result: RunResult, tmp_path: Path) -> None:
    """Whoever edits a number and makes the stamp anew is found out by computing again."""
    content = written(result, "csv", "zh")
    body = csv_form.table_of(content.decode("utf-8-sig"))
    stamp = csv_form.stamp_in(content)
    probability = re.search(r",(0\.\d{3,}),", body)
    assert probability is not None
    forged = csv_form.stamped(body.replace(probability[1], "0.95", 1), stamp)
    found = checked(forged, "f.csv", tmp_path, result.results_version)
    assert found.verdict == "not_reproduced"
    assert "0.95" in [str(each.found) for each in found.findings]
    other = json.loads(json.dumps(stamp.question))
    target = next(each for each in other["plan"]["targets"] if each["id"] == "xh_n_above_scale")
    target["value"] = 10.0
    asked = csv_form.stamped(body, dataclasses.replace(stamp, question=other))
    assert checked(asked, "g.csv", tmp_path, result.results_version).verdict == "question_changed"


def test_another_version_is_told_from_an_edit(
    result: RunResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same file under a later version: what was edited, what the version moved, and the entry that says so."""
    import sys

    entry = Change("2099.1.1", "全变了。", "everything moved.")
    monkeypatch.setattr(history, "changes", lambda: (Change("2026.1.1", "旧", "old"), entry))
    monkeypatch.setattr(sys.modules["scenarios.run"], "_version", lambda: "2099.1.1")

    def later(loaded: LoadedScenario, replicates: int, seed: int) -> RunResult:
        return answer(loaded, replicates, seed + 1)

    content = files(result)["fan.csv"]()
    same = checked(content, "a.csv", tmp_path, "2099.1.1")
    assert (same.verdict, same.findings) == ("equal", ()), "the version alone is no difference"
    found = checked(content, "a.csv", tmp_path, "2099.1.1", runner=later)
    assert found.verdict == "changed" and found.changes == (entry,)
    assert {each.kind for each in found.findings} == {"changed"}
    made = edit(content, "csv", random.Random(3))
    both = checked(made.content, "a.csv", tmp_path, "2099.1.1", runner=later)
    assert both.verdict == "edited_and_changed"
    (edited,) = [each for each in both.findings if each.kind == "edited"]
    assert [str(edited.found), str(edited.expected)] == [made.says, made.said]
    report = "\n".join(words.report(both, "a.csv", "zh", 50))
    assert "2099.1.1：全变了。" in report and "【手改】" in report and "【已变】" in report
    alone = checked(edit(content, "csv", random.Random(3)).content, "a.csv", tmp_path, "2099.1.1")
    assert alone.verdict == "edited" and len(alone.findings) == 1
    older = checked(content, "a.csv", tmp_path, "2020.1.1")
    assert older.verdict == "newer_version"
    assert checked(made.content, "a.csv", tmp_path, "2020.1.1").verdict == "edited"


def test_what_office_programs_do_to_a_table_is_no_edit(result: RunResult, tmp_path: Path) -> None:
    """Another encoding, delimiter, quoting, padding, digits of a float beyond the fifteenth."""
    rows = list(csv.reader(io.StringIO(written(result, "csv", "zh").decode("utf-8-sig"), newline="")))
    widest = max(len(row) for row in rows)
    paper = io.StringIO()
    csv.writer(paper, delimiter=";", quoting=csv.QUOTE_ALL).writerows(
        [*row, *[""] * (widest - len(row))] for row in rows
    )
    for encoding in ("gb18030", "utf-16"):
        found = checked(paper.getvalue().encode(encoding), "s.csv", tmp_path, result.results_version)
        assert found.verdict == "equal", (encoding, found.findings[:2])
    # A value in the sixteenth digit is beyond what programs keep; one in the tenth is an edit.
    found = next(differences((Part("table", "", ((0.123456789,),)),), (Part("table", "", ((0.12345678912345,),)),)))
    assert found.row == 0
    assert not list(
        differences((Part("table", "", ((0.1234567890123456,),)),), (Part("table", "", (("0.12345678901234561",),)),))
    )


def test_rows_put_in_and_taken_out_are_told_as_such(result: RunResult, tmp_path: Path) -> None:
    text = written(result, "txt", "zh").decode()
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if re.search(r"\d", line) and number > 3)
    without = "\n".join([*lines[:place], *lines[place + 1 :]]) + "\n"
    found = checked(without.encode(), "r.txt", tmp_path, result.results_version)
    assert found.verdict == "edited" and [each.expected for each in found.findings] == [lines[place].rstrip()]
    more = "\n".join([*lines[:place], "到2030年必定实现95%。", *lines[place:]]) + "\n"
    found = checked(more.encode(), "r.txt", tmp_path, result.results_version)
    assert [(each.found, each.expected) for each in found.findings] == [("到2030年必定实现95%。", None)]
    assert "多出" in words.finding_said(found.findings[0], "zh")


def png_of(image: Any, **options: Any) -> bytes:
    paper = io.BytesIO()
    image.save(paper, **options)
    return paper.getvalue()


def test_a_picture_encoded_anew_is_told_from_one_that_was_changed(result: RunResult, tmp_path: Path) -> None:
    from PIL import Image, ImageDraw

    content = files(result)["fan.png"]()
    image = Image.open(io.BytesIO(content)).convert("RGB")
    assert compared("1", png_of(image, format="PNG"), content).verdict == "reencoded"
    assert compared("1", png_of(image, format="JPEG", quality=75), content).verdict == "reencoded"
    small = image.resize((image.width * 6 // 10, image.height * 6 // 10), Image.Resampling.LANCZOS)
    assert compared("1", png_of(small, format="JPEG", quality=80), content).verdict == "reencoded"
    changed = image.copy()
    ImageDraw.Draw(changed).rectangle((600, 300, 680, 330), fill="black")
    for each in (png_of(changed, format="PNG"), png_of(changed, format="JPEG", quality=75)):
        found = compared("1", each, content)
        assert found.verdict == "changed" and found.place is not None
        assert found.place == pytest.approx((640 / image.width, 315 / image.height), abs=0.05)
    assert compared("1", png_of(image.crop((0, 0, 900, 900)), format="PNG"), content).verdict == "changed"
    assert compared("1", png_of(image.resize((200, 120)), format="JPEG"), content).verdict in ("cannot_tell", "changed")
    assert compared("1", b"no picture", content).verdict == "unreadable"
    version = result.results_version
    assert checked(png_of(image, format="PNG"), "p.png", tmp_path, version).verdict == "picture_cannot_tell"
    assert checked(png_of(image, format="JPEG"), "p.jpg", tmp_path, version).verdict == "picture_cannot_tell"
    from charts.export.png import with_texts
    from scenarios.verification.forms.png import texts_of

    stamped = with_texts(png_of(changed, format="PNG"), texts_of(content))
    assert checked(stamped, "p.png", tmp_path, version).verdict == "picture_differs"
    again = with_texts(png_of(image, format="PNG", compress_level=1), texts_of(content))
    found = checked(again, "p.png", tmp_path, version)
    assert (found.verdict, found.pictures[0].verdict) == ("equal", "reencoded")


def test_a_drawing_that_was_changed(result: RunResult, tmp_path: Path) -> None:
    drawn = files(result)["fan.svg"]().decode()
    version = result.results_version
    body = drawn.index("</metadata>")
    number = re.compile(r">(\d+)</text>").search(drawn, body)
    assert number is not None
    edited = drawn[: number.start(1)] + "777" + drawn[number.end(1) :]
    found = checked(edited.encode(), "f.svg", tmp_path, version)
    assert found.verdict == "edited" and [each.found for each in found.findings] == ["777"]
    path = re.compile(r'd="M(\d+)').search(drawn, body)
    assert path is not None
    bent = drawn[: path.start(1)] + str(int(path[1]) + 40) + drawn[path.end(1) :]
    assert checked(bent.encode(), "f.svg", tmp_path, version).verdict == "picture_differs"


CASES: dict[str, tuple[str, bytes, str]] = {
    "no stamp, csv": ("a.csv", "年份,数\r\n2030,5\r\n".encode(), "no_stamp"),
    "no stamp, html": ("a.html", b"<html><body><p>12%</p></body></html>", "no_stamp"),
    "no stamp, json": ("a.json", b'{"plan": "xihua"}', "no_stamp"),
    "no stamp, text": ("a.txt", "西华县 12%".encode(), "no_stamp"),
    "foreign": ("a.ofd", b"PK", "foreign"),
    "not a document, pdf": ("a.pdf", b"%PDF-1.7", "unreadable"),
    "foreign, no ending": ("a", b"hello", "foreign"),
    "not a workbook": ("a.xlsx", b"no archive", "unreadable"),
    "not a document": ("a.docx", b"PK\x03\x04 half", "unreadable"),
    "not a table": ("a.parquet", b"PAR1 and then nothing PAR1", "unreadable"),
    "not text": ("a.csv", b"\x00\x01\x02\xff", "unreadable"),
    "not a picture": ("a.png", b"GIF89a", "unreadable"),
    "not json": ("a.json", b"{", "unreadable"),
    "damaged stamp": ("a.csv", f"a\r\n# {NAME},AAAA\r\n".encode(), "stamp_damaged"),
}


@pytest.mark.parametrize("case", list(CASES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_verified_gets_the_right_sentence(
    case: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, content, verdict = CASES[case]
    (tmp_path / name).write_bytes(content)
    status = main(["verify", str(tmp_path / name), "--lang", language, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (said["verdict"], status) == (verdict, 5)
    main(["verify", str(tmp_path / name), "--lang", language])
    shown = capsys.readouterr().out
    assert said["message"] in shown and words.text(f"verify.advice.{verdict}", language) in shown
    assert str(tmp_path) not in shown


def test_a_stamp_of_a_later_format_is_refused_kindly(result: RunResult, tmp_path: Path) -> None:
    content = csv_form.stamped("a\r\n1\r\n", dataclasses.replace(stamp_of(result), format=99))
    assert checked(content, "a.csv", tmp_path, result.results_version).verdict == "newer_stamp"


def test_a_ledger_stays_outside_and_is_needed_to_verify(tmp_path: Path) -> None:
    """The file holds the ledger's digest, nothing of its content; without it, and with another one, it says so."""
    ledger = tmp_path / "台账.csv"
    rows = "".join(f"绝密企业{n}有限公司,{300 + n},规上\r\n" for n in range(12))
    ledger.write_text("企业名称,营业收入（万元）,规模\r\n" + rows, encoding="utf-8-sig")
    from scenarios.ledger import read_ledger

    own = read_ledger(ledger).ledger
    result = answer(load("xihua", ledger=own), 20, 1)
    content = written(result, "csv", "zh")
    stamp = csv_form.stamp_in(content)
    assert stamp.ledger == own.digest and "绝密" not in stamp.to_json() and "绝密" not in content.decode("utf-8-sig")
    version = result.results_version
    assert checked(content, "r.csv", tmp_path, version).verdict == "needs_ledger"
    assert checked(content, "r.csv", tmp_path, version, ledger=own).verdict == "equal"
    ledger.write_text("企业名称,营业收入（万元）\r\n别的企业有限公司,5\r\n", encoding="utf-8-sig")
    other = read_ledger(ledger).ledger
    assert checked(content, "r.csv", tmp_path, version, ledger=other).verdict == "wrong_ledger"
    made = edit(content, "csv", random.Random(1))
    assert named(checked(made.content, "r.csv", tmp_path, version), made), "edits are seen without the ledger"


def docx(paragraphs: list[str]) -> bytes:
    docx_module = pytest.importorskip("docx")
    document = docx_module.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    table = document.add_table(rows=2, cols=2)
    for place, value in enumerate(["目标", "概率", "小巨人", "36%"]):
        table.cell(place // 2, place % 2).text = value
    paper = io.BytesIO()
    document.save(paper)
    return paper.getvalue()


def test_a_document_keeps_its_stamp_through_an_office_program(result: RunResult, tmp_path: Path) -> None:
    """LibreOffice drops custom XML and keeps properties, Word the other way round: either is enough."""
    content = docx_form.stamped(docx(["西华县到2035年达到300家的概率为36%。"]), stamp_of(result))
    found = docx_form.read(content)
    assert found.stamp.short == stamp_of(result).short and found.stamp.shown == found.shown
    rows = [row for part in found.shown for row in part.rows]
    assert ("西华县到2035年达到300家的概率为36%。",) in rows and ("小巨人", "36%") in rows
    for dropped in (docx_form.ITEM, docx_form.PROPERTIES):
        paper = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(paper, "w") as target:
            for name in source.namelist():
                if name != dropped:
                    target.writestr(name, source.read(name))
        assert docx_form.read(paper.getvalue()).stamp == found.stamp
    import docx as docx_module

    assert docx_module.Document(io.BytesIO(content)).paragraphs[0].text.startswith("西华县")


@pytest.mark.skipif(not __import__("shutil").which("soffice"), reason="LibreOffice is not installed")
def test_a_document_and_a_workbook_saved_by_libreoffice_are_still_verified(result: RunResult, tmp_path: Path) -> None:
    document = docx_form.stamped(docx(["到2035年的概率为36%。"]), stamp_of(result))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.docx").write_bytes(document)
    (tmp_path / "in" / "b.xlsx").write_bytes(written(result, "xlsx", "zh"))
    for name in ("a.docx", "b.xlsx"):
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
                *("--convert-to", name[-4:], "--outdir", str(tmp_path), str(tmp_path / "in" / name)),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    saved = docx_form.read((tmp_path / "a.docx").read_bytes())
    assert saved.stamp.shown is not None and not list(differences(saved.shown, saved.stamp.shown))
    found = verify(tmp_path / "b.xlsx", answer, result.results_version)
    assert found.verdict == "equal", [(each.found, each.expected) for each in found.findings[:3]]


def test_the_json_follows_its_schema(result: RunResult, tmp_path: Path, root: Path) -> None:
    schema = json.loads((root / "scenarios/schema/verify_result.schema.json").read_text(encoding="utf-8"))
    content = files(result)["fan.csv"]()
    for each in (content, edit(content, "csv", random.Random(1)).content, b"a,b\r\n"):
        found = checked(each, "a.csv", tmp_path, result.results_version)
        jsonschema.validate(words.as_data(found, "a.csv", "zh"), schema)
    assert set(schema["properties"]["verdict"]["enum"]) == set(words.STATUS)


def test_every_ending_that_is_read_is_named_where_foreign_files_are_refused() -> None:
    for language in LANGUAGES:
        advice = words.text("verify.advice.foreign", language)
        assert all(ending in advice for ending in READERS if ending != ".htm")


def test_a_comparison_is_made_again_from_both_questions(result: RunResult, other: RunResult, tmp_path: Path) -> None:
    made = comparison("fans", result, other, "zh", DATE, targets=["xh_n_above_scale"], arrange="beside")
    for form in ("csv", "xlsx"):
        assert checked(made.as_file(form), f"c.{form}", tmp_path, result.results_version).verdict == "equal"


def test_a_stopped_run_says_so_again(result: RunResult, tmp_path: Path) -> None:
    partial = dataclasses.replace(result, partial=True)
    made = figure("fan_xh_n_above_scale", partial, "zh", DATE)
    assert "未做完" in made.caption.line()
    found = checked(made.csv(), "p.csv", tmp_path, result.results_version)
    assert found.verdict == "equal" and found.stamp is not None and found.stamp.partial


def test_stamps_older_than_these_keys_are_still_read(result: RunResult, tmp_path: Path) -> None:
    """A stamp without `file` and `cells` is checked by its digest and the tables that it names."""
    made = figure("fan_xh_n_above_scale", result, "zh", DATE)
    content = made.csv()
    stamp = csv_form.stamp_in(content)
    old = dataclasses.replace(stamp, file={}, cells=None)
    body = content.decode("utf-8-sig").split(f"# {NAME}")[0]
    stale = (body + csv_form.stamp_rows(old)).encode()
    found = checked(stale, "o.csv", tmp_path, result.results_version)
    assert (found.verdict, found.remade) == ("equal", "tables")
    assert checked(stale.replace(b"p05", b"p06", 1), "o.csv", tmp_path, result.results_version).verdict == "edited"
    wrong = dataclasses.replace(old, tables=({**old.tables[0], "digest": "0" * 64},))
    found = checked((body + csv_form.stamp_rows(wrong)).encode(), "o.csv", tmp_path, result.results_version)
    assert (found.verdict, found.tables) == ("not_reproduced", ("target_quantiles",))


def test_a_stamp_that_cannot_be_made_again_here(result: RunResult, tmp_path: Path) -> None:
    body = "a\r\n1\r\n"
    for said in ({"what": "hologram"}, {"what": "figure", "name": "no_such_figure"}):
        stamp = dataclasses.replace(stamp_of(result), file=said)
        assert (
            checked(csv_form.stamped(body, stamp), "x.csv", tmp_path, result.results_version).verdict
            == "cannot_recompute"
        )
    assert isinstance(stamp, Stamp)
