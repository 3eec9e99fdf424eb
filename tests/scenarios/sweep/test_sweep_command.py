"""`tuiyan sweep` and `tuiyan compare` on the real engine: what is printed, and that its replays replay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sweep_engines import FILE

from scenarios.cli import main
from scenarios.sweep.store import Store


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Store]:
    folder = tmp_path_factory.mktemp("command")
    (folder / "sweep.yaml").write_text(FILE, encoding="utf-8")
    assert main(["sweep", str(folder / "sweep.yaml"), "--out", str(folder / "store")]) == 0
    return folder, Store(folder / "store")


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    capsys.readouterr()
    assert main(list(words)) == status
    captured = capsys.readouterr()
    return captured.out if status == 0 else captured.err


def test_a_replicate_is_replayed_exactly(computed: tuple[Path, Store], capsys: pytest.CaptureFixture[str]) -> None:
    folder, store = computed
    point = store.manifest.points[1]
    words = ["sweep", str(folder / "sweep.yaml"), "--replay", point, "--replicate", "7", "--json"]
    found = json.loads(said(capsys, *words))
    assert found["changes"] == {"levers.cultivation_service.intensity": 1}
    kept = store.samples(point).query("replicate == 7").set_index("variable")["value"]
    judged = [target for target in found["targets"] if f"target:{target['id']}" in kept]
    assert len(judged) > 10
    for target in judged:
        assert kept[f"target:{target['id']}"] == target["reached"] and kept[f"met:{target['id']}"] == target["met"]


def test_a_whole_point_is_replayed_as_run_answers_it(
    computed: tuple[Path, Store], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, store = computed
    found = json.loads(said(capsys, "sweep", str(folder / "sweep.yaml"), "--replay", "1", "--json"))
    verdicts = store.verdicts().query(f"point == '{store.manifest.points[1]}'").set_index("target")
    assert found["scenario_hash"] == store.points().set_index("number").loc[1, "scenario_hash"]
    probabilities = {target["id"]: target["probability"] for target in found["targets"]}
    assert probabilities["xh_n_srdi_provincial"] == verdicts.loc["xh_n_srdi_provincial", "probability"]


def test_point_0_is_the_plan_as_run_answers_it(
    computed: tuple[Path, Store], capsys: pytest.CaptureFixture[str]
) -> None:
    _, store = computed
    found = json.loads(said(capsys, "run", "xihua", "--replicates", "12", "--json"))
    assert found["scenario_hash"] == store.points()["scenario_hash"][0]  # a lever at zero changes nothing
    verdicts = store.verdicts().query(f"point == '{store.manifest.points[0]}'").set_index("target")
    for target in found["targets"]:
        if target["probability"] is not None and target["id"] in verdicts.index:
            assert verdicts.loc[target["id"], "probability"] == target["probability"]
            assert verdicts.loc[target["id"], "p90"] == target["quantiles"]["p90"]


def test_the_report_speaks_both_languages(computed: tuple[Path, Store], capsys: pytest.CaptureFixture[str]) -> None:
    folder, store = computed
    words = ["sweep", str(folder / "sweep.yaml"), "--out", str(store.folder)]
    assert "2 个点，各 12 次重复" in said(capsys, *words)
    assert "2 points of 12 replicates" in said(capsys, *words, "--lang", "en")
    assert "Finished" in said(capsys, "sweep", "--status", str(store.folder), "--lang", "en")
    assert json.loads(said(capsys, *words, "--json"))["digest"] == store.digest()


WRONG: list[tuple[list[str], str]] = [
    (["sweep"], "No sweep file"),
    (["sweep", "FILE"], "--out DIR"),
    (["sweep", "--status", "nowhere"], "holds no sweep"),
    (["sweep", "FILE", "--replay", "99"], "no single point 99"),
    (["sweep", "FILE", "--replay", "0", "--replicate", "-1"], "--replicate"),
    (["sweep", "FILE", "--out", "x", "--threads", "0"], "--threads"),
    (["sweep", "FILE", "--out", "x", "--batch", "0"], "--batch"),
    (["compare", "xihua", "xihau"], "xihau"),
    (["compare", "xihua", "xuchang", "--replicates", "0"], "--replicates"),
]


@pytest.mark.parametrize(("words", "expected"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_mistakes_are_said(
    computed: tuple[Path, Store],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    file = str(computed[0] / "sweep.yaml")
    error = said(capsys, *(file if word == "FILE" else word for word in words), "--lang", "en", status=2)
    assert expected in error and "Traceback" not in error


def test_compare_prints_and_saves(
    computed: tuple[Path, Store], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "more.yaml"
    lines = "title: {zh: 多, en: more}\nauthor: t\nplan: xihua\nassumptions: {founding_rate: {value: 0.08}}\n"
    lines += "levers: {cultivation_service: {start: 2023, end: 2035, intensity: 0.5}}\n"
    file.write_text(lines, encoding="utf-8")
    out = tmp_path / "found.json"
    words = ["compare", "xihua", str(file), "--replicates", "30", "--out", str(out)]
    english, chinese = said(capsys, *words, "--lang", "en"), said(capsys, *words)
    assert "levers.cultivation_service.intensity: — → 0.5" in english and "Links of the chain that moved" in english
    assert "输入有 2 处不同" in chinese and "单独改一项" in chinese
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    assert found.pop("tuiyan-stamp")
    assert [entry["name"] for entry in found["inputs"]] == ["levers.cultivation_service", "assumptions.founding_rate"]
    assert found == json.loads(said(capsys, *words, "--json", "--threads", "1"))


def test_every_verdict_of_a_store_says_how_far_it_was_tested(tmp_path: Path) -> None:
    """As `run` says it of the same target; of all together, that of the least tested."""
    from scenarios.run import load
    from scenarios.sweep import sweep
    from scenarios.validation import standing_of

    vary = {"levers.research_support.intensity": {"values": [0.2]}}
    asked = {"title": {"zh": "一点", "en": "One"}, "author": "test", "scenario": "xihua", "vary": vary, "replicates": 4}
    found = sweep(asked, tmp_path / "out").verdicts().set_index("target")
    standing = standing_of(load("xihua"))
    for target, status in standing.statuses.items():
        if target in found.index:
            assert found.loc[target, "validation"] == status.code
    assert found.loc["joint", "validation"] in {status.code for status in standing.statuses.values()}
