"""`tuiyan ledger` and `tuiyan template ledger` as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from books import code, workbook

from scenarios.cli.entry import main
from scenarios.messages import LANGUAGES

ROWS = [
    ("企业名称", "信用代码", "产业链", "2023年营业收入（万元）", "专精特新"),
    ("某某面粉公司", code(1), "面粉", 3000, 2022),
    ("某某电子公司", None, "电子", "约5000", "是"),
    ("某某电子公司", None, "电子", 5000, None),
]


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    return str(workbook(tmp_path / "台账.xlsx", ROWS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_was_understood_and_what_is_doubtful(
    ledger: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", ledger, "--lang", language, "--complete-for", "all", "--plan", "xihua"]) == 0
    said = capsys.readouterr().out
    assert "台账!D3" in said and "约5000" in said and "台账!A4" in said
    assert "2023" in said


def test_json(ledger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", ledger, "--json", "--baseline", "xihua", "--complete-for", "all", "--year", "2022"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["enterprises"], found["complete_for"], found["year"]) == (2, "all", 2022)
    assert {"digest", "columns", "figures", "clashes", "not_compared"} <= set(found)
    assert len(found["findings"]) == sum(found["counts"].values())
    assert {clash["figure"] for clash in found["clashes"]} >= {"industrial_enterprises", "chain_share"}
    assert found["findings"][0].keys() == {
        "grade",
        "code",
        "sheet",
        "row",
        "column",
        "heading",
        "found",
        "cells",
        "message",
    }


@pytest.mark.parametrize("name", ["报告.json", "报告.txt"])
def test_what_is_saved_names_no_enterprise(
    ledger: str, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    assert main(["ledger", ledger, "--complete-for", "all", "--plan", "xihua", "--out", str(out)]) == 0
    assert "约5000" in capsys.readouterr().out
    saved = out.read_text(encoding="utf-8")
    assert "D3" in saved or '"row": 3' in saved
    assert all(word not in saved for word in ("约5000", "某某", "“电子”", code(1)))


def test_a_bad_file_is_status_2_and_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", str(tmp_path / "none.xlsx")]) == 2
    assert main(["ledger", str(workbook(tmp_path / "a.xlsx", [("甲",)])), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "企业名称" in said and "tuiyan template ledger" in said and "Traceback" not in said


def test_the_template_is_written_and_leads_back_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "台账.xlsx"
    assert main(["template", "ledger", "--out", str(out)]) == 0
    assert "tuiyan ledger" in capsys.readouterr().out
    assert main(["ledger", str(out)]) == 2
    assert main(["template", "ledger"]) == 2
    assert main(["template", "ledger", "--out", str(tmp_path / "a.csv")]) == 2
    assert main(["template", "ledgr"]) == 2
    assert main(["template"]) == 0
    assert "targets:" in capsys.readouterr().out
