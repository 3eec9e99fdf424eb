"""`tuiyan run` for people and for scripts, with an engine made by hand."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from synthetic import FakeEngine

from scenarios import load
from scenarios.cli import main
from scenarios.cli.spreadsheet import harmless
from scenarios.validation import standing_of

pytestmark = pytest.mark.usefixtures("named_version")


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    made = FakeEngine(rate=0.8)
    monkeypatch.setattr("scenarios.cli.run_command.announced_engine", lambda language: made)
    return made


def run(*words: str) -> int:
    return main(["run", "xihua", *words])


def test_the_table_for_people_says_what_was_asked_assumed_and_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--replicates", "100") == 0
    said = capsys.readouterr().out
    for words in (
        "西华县",
        "按规划起点",
        standing_of(load("xihua")).line("zh"),
        "重复 100 次",
        "种子 1",
        "假设",
        "目标 116 条",
        "不推演",
        "全部实现的概率",
    ):
        assert words in said
    for column in ("目标", "到期", "要求", "5% / 50% / 95%", "概率 ± 误差", "说法", "开始落后"):
        assert column in said
    assert "xh_n_little_giant" in said and "读作至少10家" in said


def test_english_is_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--replicates", "100", "--lang", "en") == 0
    said = capsys.readouterr().out
    assert standing_of(load("xihua")).line("en") in said and "Behind" in said and "All 58 targets met" in said
    assert "概率" not in said


def test_json_is_one_object_and_the_same_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--replicates", "60", "--json") == 0
    first = capsys.readouterr()
    assert json.loads(first.out)["replicates"] == 60 and first.err == ""
    assert run("--replicates", "60", "--json", "--threads", "2", "--chunk", "7") == 0
    assert capsys.readouterr().out == first.out


def test_options_reach_the_engine(engine: FakeEngine) -> None:
    assert run("--replicates", "10", "--seed", "5", "--threads", "2", "--chunk", "3") == 0
    assert engine.options[0] == {"threads": 2, "chunk": 3, "seed": 5}


@pytest.mark.parametrize(("ending", "start"), [("json", "{"), ("csv", "\ufeff编号,"), ("txt", "西华县")])
def test_out_saves_what_its_ending_says_and_prints_all_the_same(
    ending: str, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"结果.{ending}"
    assert run("--replicates", "20", "--out", str(path)) == 0
    assert path.read_text(encoding="utf-8").startswith(start)
    assert "西华县" in capsys.readouterr().out
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_out_replaces_a_file_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    assert run("--replicates", "20", "--out", str(path)) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["plan"] == "xihua"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_full_disk_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The result is printed, the old file is untouched, no part of a new one is left."""
    path = tmp_path / "r.json"
    path.write_text("old", encoding="utf-8")

    def full(handle: int, data: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    status = run("--replicates", "20", "--json", "--out", str(path))
    monkeypatch.undo()
    said = capsys.readouterr()
    assert status == 2
    assert json.loads(said.out)["plan"] == "xihua"
    assert "磁盘满" in said.err and str(path) in said.err
    assert path.read_text(encoding="utf-8") == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["r.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_device_is_written_to_and_never_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--replicates", "20", "--out", "/dev/full") == 2
    said = capsys.readouterr()
    assert "磁盘满" in said.err and "西华县" in said.out
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_simulated(
    tmp_path: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--out", str(tmp_path / "nowhere" / "r.json")) == 2
    assert "不存在" in capsys.readouterr().err
    assert run("--out", str(tmp_path)) == 2
    assert "文件夹" in capsys.readouterr().err
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert run("--out", str(tmp_path / "r.json"), "--lang", "en") == 2
    assert "permission" in capsys.readouterr().err
    assert engine.calls == []


def test_progress_goes_to_standard_error_only_when_asked_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--replicates", "300", "--json") == 0
    assert capsys.readouterr().err == ""
    assert run("--replicates", "300", "--json", "--progress") == 0
    said = capsys.readouterr()
    assert "推演 128/300" in said.err and "约还需" in said.err and "推演" not in said.out[:1]
    json.loads(said.out)


def test_as_of_names_past_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--replicates", "20", "--as-of", "2025") == 0
    said = capsys.readouterr().out
    assert "按2025年底的现状" in said and "未知" in said and "基线是 2022 年底的数" in said


def test_a_failure_of_ours_has_no_traceback_and_no_path(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(language: str) -> object:
        def simulate(scenario: object, **options: object) -> object:
            raise ZeroDivisionError("division by zero")

        return simulate

    monkeypatch.delenv("TUIYAN_DEBUG", raising=False)
    monkeypatch.setattr("scenarios.cli.run_command.announced_engine", broken)
    assert run("--replicates", "20") == 1
    said = capsys.readouterr()
    assert said.out == "" and "ZeroDivisionError" in said.err and "我们的问题" in said.err
    assert "Traceback" not in said.err and str(Path.cwd()) not in said.err


def test_no_cell_of_a_table_becomes_a_formula() -> None:
    assert harmless("=1+1") == "'=1+1" and harmless("@x") == "'@x" and harmless("60") == "60" and harmless(-3) == -3


def test_the_answer_leads_with_the_figure_to_find(capsys: pytest.CaptureFixture[str]) -> None:
    """Where assumed starting figures make up most of a spread, the largest is named above the table."""
    assert run("--replicates", "200") == 0
    said = capsys.readouterr().out
    assert "先查清：规上工业企业数" in said and said.index("先查清") < said.index("开始落后")
    assert "起点占比" in said
    assert run("--replicates", "50") == 0
    assert "先查清" not in capsys.readouterr().out
