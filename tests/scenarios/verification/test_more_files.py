"""Files of `backtest`, `validate`, `calibrate` and `verify`: equal, edited, and the right sentence where something is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.posterior import read_posterior
from scenarios.cli.entry import main
from scenarios.verification.verify import read
from tests.scenarios.verification.test_analyses import SWEEP, edited, verified

FIGURES = "指标,年份,数值,来源\n规上工业企业,2022,160,公报\n规上工业企业,2023,171,公报\n专精特新中小企业,2023,20,名单\n"


def test_a_backtest_is_run_again_from_its_stamp(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in ("json", "txt"):
        path = tmp_path / f"backtest.{ending}"
        assert main(["backtest", "xihua", "zhumadian", "--replicates", "20", "--seed", "3", "--out", str(path)]) == 0
        found = verified(path, capsys)
        assert (found["verdict"], found["recomputed"]) == ("equal", "file"), found["findings"]
        stamp = read(path).stamp
        assert (stamp.file["what"], stamp.seed, stamp.replicates) == ("backtest", 3, 20)
        assert [each["plan"]["id"] for each in stamp.question["plans"]] == ["xihua", "zhumadian"]
        changed = edited(path)
        found = verified(path, capsys)
        assert found["verdict"] == "edited"
        assert any(changed in str(each["found"]) for each in found["findings"])  # type: ignore[attr-defined]


def test_a_validation_is_judged_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in ("json", "md"):
        path = tmp_path / f"validation.{ending}"
        assert main(["validate", "--out", str(path)]) == 0
        assert verified(path, capsys)["verdict"] == "equal"
        changed = edited(path)
        found = verified(path, capsys)
        assert found["verdict"] == "edited"
        assert any(changed in str(each["found"]) for each in found["findings"])  # type: ignore[attr-defined]


def test_a_posterior_is_learned_again_from_the_same_figures_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It loads as any posterior; the figures stand nowhere in it, and are needed to verify it."""
    data, other, path = tmp_path / "年度.csv", tmp_path / "别的.csv", tmp_path / "own.csv"
    data.write_text(FIGURES, encoding="utf-8")
    other.write_text(FIGURES.replace("171", "172"), encoding="utf-8")
    learn = ["calibrate", "--data", str(data), "--draws", "1000", "--replicates", "0", "--out", str(path)]
    assert main(learn) == 0
    stamp = read(path).stamp
    assert (stamp.file["what"], stamp.replicates) == ("calibration", 1000)
    own = read_posterior(path)
    assert own.particles == 1000 and "年度" not in stamp.to_json() and "规上" not in stamp.file.__repr__()
    missing = verified(path, capsys)
    assert (missing["verdict"], missing["recomputed"]) == ("needs_source", "nothing")
    assert main(["verify", str(path), "--lang", "zh"]) == 5
    assert "--source" in capsys.readouterr().out
    assert verified(path, capsys, "--source", str(other))["verdict"] == "wrong_source"
    found = verified(path, capsys, "--source", str(data))
    assert (found["verdict"], found["recomputed"]) == ("equal", "file"), found["findings"]
    lines = path.read_text(encoding="utf-8").split("\n")
    row = next(number for number, line in enumerate(lines) if line.startswith("weight,")) + 7
    cells = lines[row].split(",")
    cells[2] = repr(float(cells[2]) + 0.0625)
    path.write_text("\n".join([*lines[:row], ",".join(cells), *lines[row + 1 :]]), encoding="utf-8")
    for more in ((), ("--source", str(data))):
        found = verified(path, capsys, *more)
        assert found["verdict"] == "edited" and [each["found"] for each in found["findings"]] == [cells[2]]  # type: ignore


def test_a_posterior_learned_from_ones_own_needs_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, first, second = tmp_path / "年度.csv", tmp_path / "first.csv", tmp_path / "second.csv"
    data.write_text(FIGURES, encoding="utf-8")
    small = ["calibrate", "--data", str(data), "--draws", "1000", "--replicates", "0"]
    assert main([*small, "--out", str(first)]) == 0
    assert main([*small, "--posterior", str(first), "--out", str(second)]) == 0
    assert str(tmp_path) not in second.read_text(encoding="utf-8") + read(second).stamp.to_json()
    assert verified(second, capsys, "--source", str(data))["verdict"] == "needs_posterior"
    both = ("--source", str(data), "--posterior", str(first))
    found = verified(second, capsys, *both)
    assert found["verdict"] == "equal", found["findings"]
    path = tmp_path / "backtest.json"
    assert main(["backtest", "xihua", "--replicates", "5", "--posterior", str(first), "--out", str(path)]) == 0
    assert str(tmp_path) not in path.read_text(encoding="utf-8") + read(path).stamp.to_json()
    assert verified(path, capsys)["verdict"] == "needs_posterior"
    assert verified(path, capsys, "--posterior", str(second))["verdict"] == "wrong_posterior"
    assert verified(path, capsys, "--posterior", str(first))["verdict"] == "equal"


@pytest.mark.parametrize("ending", ["json", "txt"])
def test_the_report_of_a_verification_speaks_of_one_file(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, report, moved = tmp_path / "run.csv", tmp_path / f"report.{ending}", tmp_path / "moved.bin"
    assert main(["run", "xihua", "--replicates", "10", "--out", str(run)]) == 0
    assert main(["verify", str(run), "--out", str(report)]) == 0
    assert verified(report, capsys)["verdict"] == "needs_source"
    moved.write_bytes(run.read_bytes())
    found = verified(report, capsys, "--source", str(moved))
    assert (found["verdict"], found["recomputed"]) == ("equal", "file"), found["findings"]
    assert read(report).stamp.file["what"] == "verification" and str(tmp_path) not in read(report).stamp.to_json()
    edited(run)
    assert verified(report, capsys, "--source", str(run))["verdict"] == "wrong_source"
    # The report of an edited file is a file as any other: it comes out again, and says what it said.
    assert main(["verify", str(run), "--out", str(report)]) == 3
    assert verified(report, capsys, "--source", str(run))["verdict"] == "equal"
    changed = edited(report)
    found = verified(report, capsys)
    assert found["verdict"] == "edited"
    assert any(changed in str(each["found"]) for each in found["findings"])  # type: ignore[attr-defined]


def test_the_report_on_a_folder_and_on_what_needs_a_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, run, report = tmp_path / "台账.csv", tmp_path / "run.json", tmp_path / "report.json"
    rows = "".join(f"某企业{n}有限公司,{300 + n},规上\n" for n in range(12))
    ledger.write_text("企业名称,营业收入（万元）,规模\n" + rows, encoding="utf-8")
    assert main(["run", "xihua", "--ledger", str(ledger), "--replicates", "10", "--out", str(run)]) == 0
    assert main(["verify", str(run), "--ledger", str(ledger), "--out", str(report)]) == 0
    assert "某企业" not in report.read_text(encoding="utf-8") + read(report).stamp.to_json()
    capsys.readouterr()
    assert verified(report, capsys, "--source", str(run))["verdict"] == "needs_ledger"
    with_ledger = ("--source", str(run), "--ledger", str(ledger))
    assert verified(report, capsys, *with_ledger)["verdict"] == "equal"
    pytest.importorskip("pyarrow", reason="the extra sweep is not installed")
    (tmp_path / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
    store = tmp_path / "store"
    assert main(["sweep", str(tmp_path / "sweep.yaml"), "--out", str(store)]) == 0
    assert main(["verify", str(store), "--out", str(report)]) == 0
    assert verified(report, capsys, "--source", str(store))["verdict"] == "equal"


def test_what_needs_two_files_besides_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report on a posterior's verification took the figures as well: it can be read, and not be made again."""
    data, path, report = tmp_path / "年度.csv", tmp_path / "own.csv", tmp_path / "report.json"
    data.write_text(FIGURES, encoding="utf-8")
    learn = ["calibrate", "--data", str(data), "--draws", "1000", "--replicates", "0", "--out", str(path)]
    assert main(learn) == 0
    assert main(["verify", str(path), "--source", str(data), "--out", str(report)]) == 0
    assert verified(report, capsys, "--source", str(path))["verdict"] == "cannot_recompute"
    assert json.loads(report.read_text(encoding="utf-8"))["verdict"] == "equal"
