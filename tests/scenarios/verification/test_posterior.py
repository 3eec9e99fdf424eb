"""Exports of a question answered under a planner's own posterior: only its digest is on the stamp, the file brings it back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.posterior import Posterior, read_posterior, write_posterior
from scenarios.cli.entry import main
from scenarios.verification.verify import read

TOY = Posterior(
    "toy-run",
    ("application_srdi", "mean_reversion"),
    np.array([[0.4123456, -0.0112233], [0.5234567, -0.0223344]]),
    np.ones(2),
    "0",
    "made up for a test",
)
COMMANDS = {
    "run": ["run", "xihua", "--replicates", "20"],
    "discover": ["discover", "xihua", "--replicates", "100"],
    "trace": ["trace", "xihua", "--projects", "--replicate", "2"],
    "compare": ["compare", "xihua", "xihua_downturn", "--replicates", "10"],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "学到的.csv"
    write_posterior(TOY, path)
    return path


def verified(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Give exit status, verdict and sentence."""
    capsys.readouterr()
    status = main(["verify", str(path), "--json", "--lang", "zh", *words])
    found = json.loads(capsys.readouterr().out)
    return status, found["verdict"], found["message"]


@pytest.mark.parametrize(("what", "form"), [("run", "csv"), ("run", "xlsx"), *((name, "json") for name in COMMANDS)])
def test_the_right_posterior_gives_the_file_again_and_no_other_does(
    what: str, form: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"answer.{form}"
    assert main([*COMMANDS[what], "--posterior", str(file), "--out", str(path)]) == 0
    stamp = read(path).stamp
    assert stamp.own_posterior == TOY.digest and stamp.posterior == "toy-run"
    written = stamp.to_json()
    assert "0.4123456" not in written and str(tmp_path) not in written and file.name not in written
    assert verified(path, capsys) == (5, "needs_posterior", "推演用的是自己校准出的后验，需要它才能重新算。")
    other = tmp_path / "other.csv"
    write_posterior(replace(TOY, values=TOY.values + 0.001), other)
    given = read_posterior(other).digest[:12]
    assert given != TOY.digest[:12]
    expected = (5, "wrong_posterior", f"给的后验（内容校验值 {given}）不是当时那一份，不能重新算。")
    assert verified(path, capsys, "--posterior", str(other)) == expected
    assert verified(path, capsys, "--posterior", str(file))[:2] == (0, "equal")


def test_two_questions_under_two_posteriors_need_both(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A county calibrated twice compares what it believed then with what it believes now; in any order both are found."""
    second, path = tmp_path / "second.csv", tmp_path / "answer.json"
    write_posterior(replace(TOY, run_id="toy-again", values=TOY.values + 0.001), second)
    scenarios = []
    for name, own in (("then", file), ("now", second)):
        scenario = tmp_path / f"{name}.yaml"
        scenario.write_text(
            f"plan: xihua\nbaseline: xihua\ntitle: {{zh: {name}, en: {name}}}\nauthor: test\nposterior: {own}\n",
            encoding="utf-8",
        )
        scenarios.append(str(scenario))
    assert main(["compare", *scenarios, "--replicates", "5", "--out", str(path)]) == 0
    assert verified(path, capsys, "--posterior", str(file))[:2] == (5, "wrong_posterior")
    for one, other in ((file, second), (second, file)):
        assert verified(path, capsys, "--posterior", str(one), "--posterior", str(other))[:2] == (0, "equal")


def test_another_name_of_the_same_posterior_is_the_same(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, moved = tmp_path / "answer.csv", tmp_path / "elsewhere" / "p.csv"
    assert main([*COMMANDS["run"], "--posterior", str(file), "--out", str(path)]) == 0
    moved.parent.mkdir()
    file.rename(moved)
    assert verified(path, capsys, "--posterior", str(moved))[:2] == (0, "equal")


def test_files_of_one_name_are_told_apart_by_what_they_hold(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two posteriors may bear one run's name: hash and digest differ, and what is told names both."""
    path, changed = tmp_path / "answer.csv", tmp_path / "changed.csv"
    assert main([*COMMANDS["run"], "--posterior", str(file), "--out", str(path)]) == 0
    first = read(path).stamp
    write_posterior(replace(TOY, weights=np.array([1.0, 3.0])), file)  # the same file, with other content
    assert main([*COMMANDS["run"], "--posterior", str(file), "--out", str(changed)]) == 0
    second = read(changed).stamp
    assert first.posterior == second.posterior
    assert first.scenario_hash != second.scenario_hash and first.own_posterior != second.own_posterior
    capsys.readouterr()
    assert main(["verify", str(path), "--posterior", str(file), "--lang", "zh"]) == 5
    said = capsys.readouterr().out
    assert str(first.own_posterior)[:12] in said and str(second.own_posterior)[:12] in said
    assert main(["verify", str(changed), "--posterior", str(file), "--lang", "zh"]) == 0
    capsys.readouterr()
    assert main(["verify", str(path), "--posterior", str(tmp_path / "gone.csv"), "--lang", "zh"]) == 2
    assert "gone.csv" in capsys.readouterr().err


def test_what_cannot_be_read_as_a_posterior_is_said(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answer.csv"
    assert main([*COMMANDS["run"], "--posterior", str(file), "--out", str(path)]) == 0
    (tmp_path / "broken.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["verify", str(path), "--posterior", str(tmp_path / "broken.csv")]) == 2
    assert "broken.csv" in capsys.readouterr().err
