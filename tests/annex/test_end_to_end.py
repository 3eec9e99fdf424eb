"""With the real engine: `tuiyan report` writes an annex, `tuiyan verify` computes it again and names what was edited."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from scenarios.answers.drawn import judged_rows
from scenarios.cli import main
from scenarios.loaded import load
from scenarios.messages import messages

PLAN = "xuchang"


@pytest.fixture(scope="module")
def target() -> str:
    return judged_rows(load(PLAN))[0].target.id


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, target: str) -> Path:
    """A small annex with what binds, made by the command."""
    place = tmp_path_factory.mktemp("annex") / "annex.docx"
    words = ["report", PLAN, "--out", str(place), "--sections", "summary,verdicts,binding", "--targets", target]
    assert (
        main([*words, "--replicates", "100", "--binding", "2", "--seek", "none", "--title", "附件试作", "--lang", "zh"])
        == 0
    )
    return place


def test_an_untouched_annex_is_equal(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(report), "--json", "--lang", "zh"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "equal" in json.dumps(found)


def test_an_edited_number_is_named(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One digit of a probability changed in the text, as someone would in an office program."""
    edited = tmp_path / "edited.docx"
    with (
        zipfile.ZipFile(io.BytesIO(report.read_bytes())) as source,
        zipfile.ZipFile(edited, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                words = data.decode()
                place = words.index("TuiyanNumber")
                found = re.compile(r"<w:t>(\d+)</w:t>").search(words, place)
                assert found is not None
                words = words[: found.start(1)] + str(int(found[1]) + 1) + words[found.end(1) :]
                data = words.encode()
            target.writestr(name, data)
    assert main(["verify", str(edited), "--lang", "zh"]) != 0
    said = capsys.readouterr().out
    assert found[1] in said
    assert str(int(found[1]) + 1) in said


def test_everything_said_comes_as_data_too(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "report",
        PLAN,
        "--json",
        "--sections",
        "verdicts",
        "--targets",
        target,
        "--replicates",
        "100",
        "--lang",
        "en",
    ]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["request"]["sections"] == ["verdicts"]
    assert found["results"]["targets"][target]["status"] == "simulated"
    assert {"reference", "text"} == set(found["numbers"][0])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "annex_no_out"),
        (("--out", "annex.doc"), "annex_format"),
        (("--out", "a.html", "--date", "yesterday"), "annex_date"),
        (("--out", "a.html", "--sections", "all"), "option_not_one_of"),
        (("--out", "no/such/folder/a.html"), "out_folder_missing"),
        (("--out", "a.html", "--targets", "nonsense"), "answers_unknown_target"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_computed(
    words: tuple[str, ...],
    code: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", PLAN, *words, "--lang", "zh"]) == 2
    said = capsys.readouterr().err
    assert text_of(code).partition("{")[0][:4] in said
    assert not list(tmp_path.iterdir())


def text_of(code: str) -> str:
    return messages("zh")[f"input.{code}.what"]
