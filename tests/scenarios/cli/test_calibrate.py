"""`tuiyan calibrate` and `tuiyan template calibration` as a planner meets them."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from scenarios.cli import main
from scenarios.cli.schema_command import schema_of

FIGURES = """指标,年份,数值,来源
规上工业企业,2022,160,公报
规上工业企业,2023,171,公报
专精特新中小企业,2023,20,名单
规上工业企业,2024,很多,公报
"""
SMALL = ("--draws", "1000", "--replicates", "0", "--lang", "zh")


@pytest.fixture
def data(tmp_path: Path) -> str:
    file = tmp_path / "年度.csv"
    file.write_text(FIGURES, encoding="utf-8")
    return str(file)


def test_json_follows_its_schema_and_the_file_can_be_used(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the extra dev is not installed")
    out = tmp_path / "own.csv"
    small = ("--draws", "1000", "--replicates", "40")
    assert main(["calibrate", "--data", data, *small, "--json", "--out", str(out)]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, schema_of("calibrate"))
    assert [one["code"] for one in found["doubts"]] == ["not_a_number"] and len(found["figures"]) == 3
    assert found["out"] == str(out) and found["targets"]
    assert main(["run", "xihua", "--posterior", str(out), "--replicates", "20", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["replicates"] == 20


def test_the_report_says_what_was_read_learned_and_odd(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--data", data, *SMALL]) == 0
    said = capsys.readouterr().out
    for word in ("读到 3 个数", "很多", "起点：规上工业企业数", "只有 3 个数", "没有写文件"):
        assert word in said, word


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--data", "missing.xlsx"], "missing.xlsx"),
        (["--data", "DATA", "--draws", "5"], "--draws"),
        (["--data", "DATA", "--scenario", "xihu"], "xihua"),
        (["--data", "DATA", "--out", "own.xlsx"], ".csv"),
        ([], "--data"),
    ],
)
def test_bad_input_is_refused_in_words(
    arguments: list[str],
    word: str,
    data: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = [data if part == "DATA" else part for part in arguments]
    assert main(["calibrate", *asked, "--lang", "zh"]) == 2
    assert word in capsys.readouterr().err


def test_the_template_is_a_workbook_to_fill_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "年度.xlsx"
    assert main(["template", "calibration", "--out", str(out)]) == 0
    page = openpyxl.load_workbook(out).worksheets[0]
    assert "指标" in str(page.cell(1, 1).value) and page.max_row > 30
    assert main(["template", "calibration", "--out", str(tmp_path / "x.yaml")]) == 2
    capsys.readouterr()
