"""`tuiyan run ... --charts DIR`: refused before anything is computed, else every file whole and a list of them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from every_outcome import full_engine

import charts.figures
from scenarios.cli.run_command import RunRequest, run_command
from scenarios.result import RunResult
from scenarios.schema.errors import InputError


def refuse(*_: object, **__: object) -> Any:
    raise AssertionError("computed before the folder was looked at")


def test_files_of_every_format_and_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    every = charts.figures.figures

    def one(result: RunResult, language: str, date: datetime.date) -> list[charts.figures.Figure]:
        return [figure for figure in every(result, language, date) if figure.name == "fan_xh_n_little_giant"]

    monkeypatch.setattr(charts.figures, "figures", one)
    folder = tmp_path / "out"
    assert run_command(RunRequest("xihua", 60, 1, charts=str(folder)), "en", full_engine) == 0
    assert {path.suffix for path in folder.iterdir()} == {".png", ".svg", ".xlsx", ".csv", ".html"}
    said = capsys.readouterr()
    assert "index.html" in said.err and "index.html" not in said.out
    assert not list(folder.glob(".*"))


def test_a_place_that_cannot_be_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place, code in ((tmp_path / "file", "charts_not_a_folder"), (tmp_path / "a" / "b", "out_folder_missing")):
        with pytest.raises(InputError) as refused:
            run_command(RunRequest("xihua", 60, 1, charts=str(place)), "zh", refuse)
        assert refused.value.code == code


def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may be allowed everything, so the system's own answer is replaced."""
    monkeypatch.setattr("charts.export.folder.os.access", lambda *_: False)
    with pytest.raises(InputError) as refused:
        run_command(RunRequest("xihua", 60, 1, charts=str(tmp_path)), "zh", refuse)
    assert refused.value.code == "out_not_allowed"


def test_without_the_extra_it_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.extras.missing", lambda extra: ("altair",))
    with pytest.raises(InputError) as refused:
        run_command(RunRequest("xihua", 60, 1, charts=str(tmp_path)), "zh", refuse)
    assert refused.value.code == "extra_missing" and "tuiyan[explorer]" in str(refused.value)
