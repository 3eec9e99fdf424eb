"""What every command writes with --out carries a stamp: untouched it is equal, one number changed by hand is named."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from scenarios.cli.entry import main
from scenarios.verification import remaking
from scenarios.verification.verify import read

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ledger"))

PLAN, TARGET = "xihua", "xh_n_little_giant"
QUESTIONS = {
    "seek": ["seek", PLAN, "--target", TARGET, "--probability", "0.9", "--replicates", "20", "--confirm", "20"],
    "sensitivity": ["sensitivity", PLAN, "--target", TARGET, "--replicates", "100", "--samples", "0"],
    "discover": ["discover", "xihua_downturn", "--replicates", "100", "--threshold", "0.4"],
    "compare": ["compare", PLAN, "xihua_downturn", "--replicates", "20", "--contributions"],
    "trace": ["trace", PLAN, "--projects", "--replicate", "3", "--seed", "5"],
    "trace enterprise": ["trace", PLAN, "--enterprise", "3", "--replicate", "2", "--seed", "5"],
    "audit": ["audit", "xiangcheng"],
    "plans": ["plans"],
}
BY_ENDING = [(what, ending) for what in QUESTIONS for ending in ("json", "txt")] + [("audit", "csv"), ("audit", "md")]
BY_ENDING += [("trace enterprise", ending) for ending in ("md", "csv")]


def verified(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    capsys.readouterr()
    main(["verify", str(path), "--json", "--lang", "zh", *words])
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def edited(path: Path) -> str:
    """Add one to the last digit of a number in the file; give the number as it then stands."""
    words = path.read_text(encoding="utf-8-sig")
    end = words.find("tuiyan-stamp")
    number = list(re.finditer(r"(?<![\w.-])\d{2,}(?![\w.%-])", words[:end]))[-1]
    changed = str(int(number[0]) + 1)
    path.write_text(words[: number.start()] + changed + words[number.end() :], encoding="utf-8")
    return changed


@pytest.mark.parametrize(("what", "ending"), BY_ENDING)
def test_a_file_is_equal_until_a_number_is_changed(
    what: str, ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"answer.{ending}"
    assert main([*QUESTIONS[what], "--lang", "en", "--out", str(path)]) == 0
    found = verified(path, capsys)
    assert (found["verdict"], found["recomputed"]) == ("equal", "file"), found
    stamp = read(path).stamp
    assert stamp.file["what"] == what.split()[0] and stamp.results_version and len(stamp.scenario_hash) == 64
    changed = edited(path)
    found = verified(path, capsys)
    assert found["verdict"] == "edited"
    assert any(changed in str(each["found"]) for each in found["findings"])  # type: ignore[attr-defined]


def test_the_life_of_an_enterprise_is_followed_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its question and whom it followed stand on the stamp; the life of another one under that stamp is none of it."""
    from scenarios.verification.forms import json as form

    asked = ["trace", PLAN, "--replicate", "2", "--seed", "5", "--enterprise"]
    one, other = tmp_path / "3.json", tmp_path / "4.json"
    assert main([*asked, "3", "--out", str(one)]) == 0 and main([*asked, "4", "--out", str(other)]) == 0
    stamp = read(one).stamp
    assert (stamp.seed, stamp.replicates, stamp.file["replicate"]) == (5, 1, 2)
    assert stamp.file["followed"] == ["--enterprise", "3"]
    data = json.loads(other.read_text(encoding="utf-8"))
    data.pop("tuiyan-stamp")
    one.write_text(form.stamped(data, stamp), encoding="utf-8")
    assert verified(one, capsys)["verdict"] == "not_reproduced"


@pytest.mark.parametrize("ending", ["json", "txt"])
def test_the_life_of_a_project_is_followed_again(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, path = ["trace", PLAN, "--replicate", "3", "--seed", "5"], tmp_path / f"project.{ending}"
    assert main([*asked, "--projects", "--json"]) == 0
    name = json.loads(capsys.readouterr().out)["projects"][0]["name"]
    assert main([*asked, "--project", name, "--out", str(path)]) == 0
    assert verified(path, capsys)["verdict"] == "equal"
    assert read(path).stamp.file["followed"] == ["--project", name]
    edited(path)
    assert verified(path, capsys)["verdict"] == "edited"


def test_an_answer_computed_otherwise_is_not_reproduced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever forges stamp and number together is found out, because the file is made again."""
    path = tmp_path / "answer.json"
    assert main([*QUESTIONS["trace"], "--out", str(path)]) == 0
    from scenarios.verification import analyses

    made = analyses.trace_file

    def other(asked: remaking.Asked) -> bytes:
        return re.sub(rb'"replicate": 3', b'"replicate": 4', made(asked))

    monkeypatch.setattr(analyses, "trace_file", other)
    assert verified(path, capsys)["verdict"] == "not_reproduced"


def test_a_question_that_was_changed_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The hash on the stamp of a document is of the plan that stands on it."""
    import dataclasses

    from scenarios.verification.forms import json as form

    path = tmp_path / "audit.json"
    assert main([*QUESTIONS["audit"], "--out", str(path)]) == 0
    data, stamp = json.loads(path.read_text(encoding="utf-8")), read(path).stamp
    data.pop("tuiyan-stamp")
    plan = json.loads(json.dumps(stamp.question["plan"]))
    plan["targets"] = plan["targets"][:-1]
    path.write_text(form.stamped(data, dataclasses.replace(stamp, question={"plan": plan})), encoding="utf-8")
    assert verified(path, capsys)["verdict"] == "question_changed"


@pytest.mark.parametrize("ending", ["csv", "txt"])
def test_json_and_reports_are_known_whatever_their_names_end_in(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["--json"], []):
        path = tmp_path / f"plans.{ending}"
        assert main(["plans", *words, "--out", str(path)]) == 0
        assert path.read_text(encoding="utf-8").startswith("{") == bool(words)
        assert verified(path, capsys)["verdict"] == "equal"


def test_the_width_of_the_terminal_is_no_part_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scenarios.cli import tables

    found = []
    for columns in (60, 200):
        monkeypatch.setenv("COLUMNS", str(columns))
        with monkeypatch.context() as patch:
            patch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
            assert tables.terminal_width() == columns
            assert main(["plans", "--out", str(tmp_path / "p.txt")]) == 0
        found.append((tmp_path / "p.txt").read_bytes())
    assert found[0] == found[1]


def test_conditions_found_in_a_sweep_are_found_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow", reason="the extra sweep is not installed")
    (tmp_path / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
    assert main(["sweep", str(tmp_path / "sweep.yaml"), "--out", str(tmp_path / "store")]) == 0
    path = tmp_path / "found.json"
    assert main(["discover", str(tmp_path / "store"), "--target", TARGET, "--out", str(path)]) == 0
    assert verified(path, capsys)["verdict"] == "equal"
    assert str(tmp_path) not in path.read_text(encoding="utf-8")


SWEEP = """\
title: {zh: 试, en: trial}
author: test
scenario: xihua
replicates: 10
vary:
  levers.cultivation_service.intensity: {values: [0, 0.25, 0.5, 0.75, 1]}
"""


@pytest.mark.parametrize("name", ["检查.json", "检查.txt"])
def test_the_check_of_a_ledger_needs_the_ledger_and_holds_its_hash_only(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from books import code, workbook  # type: ignore[import-not-found,unused-ignore]

    rows = [
        ("企业名称", "信用代码", "产业链", "2023年营业收入（万元）"),
        ("某某面粉公司", code(1), "面粉", 3000),
        ("某某电子公司", None, "电子", "约5000"),
    ]
    ledger = str(workbook(tmp_path / "台账.xlsx", rows))
    other = str(workbook(tmp_path / "另一份.xlsx", rows[:2]))
    path = tmp_path / name
    assert main(["ledger", ledger, "--complete-for", "all", "--plan", "xihua", "--out", str(path)]) == 0
    stamp = read(path).stamp
    shown = stamp.shown or ()
    private = ("某某", "约5000", code(1))
    said = stamp.to_json() + json.dumps([part.rows for part in shown], ensure_ascii=False)
    assert all(word not in said + path.read_text(encoding="utf-8") for word in private)
    assert stamp.ledger is not None and len(stamp.ledger) == 64
    assert verified(path, capsys)["verdict"] == "needs_ledger"
    assert verified(path, capsys, "--ledger", other)["verdict"] == "wrong_ledger"
    assert verified(path, capsys, "--ledger", ledger)["verdict"] == "equal"
    edited(path)
    assert verified(path, capsys, "--ledger", ledger)["verdict"] == "edited"


def test_every_maker_exists() -> None:
    """A name in `MAKERS` that leads nowhere would only be noticed by whoever verifies such a file."""
    import importlib

    for where in remaking.MAKERS.values():
        module, _, name = where.partition(":")
        if module.split(".")[0] in ("charts", "explorer", "annex"):
            pytest.importorskip("altair", reason="the extra explorer is not installed")
        assert callable(getattr(importlib.import_module(module), name))
