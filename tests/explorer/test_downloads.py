"""What a page offers as files carries every question it shows, and can be computed again."""

from __future__ import annotations

import datetime
import json
import random
import sys
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the extra explorer is not installed")

from charts.export.blocks import scorecard_blocks
from charts.export.caption import caption_of
from charts.figures import Figure
from charts.scorecard import scorecard_bars
from explorer.components.downloads import csv_of, stamp_of_page
from explorer.page_charts import distinct
from scenarios import load, run
from scenarios.cli.entry import main
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.tables import scorecard
from scenarios.verification import words
from scenarios.verification.forms.csv import stamped
from scenarios.verification.stamp import stamp_of
from scenarios.verification.verify import verify
from tests.charts.verify_study import edit, named

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("charts", "scenarios")]
DATE = datetime.date(2026, 11, 22)


def answer(loaded: LoadedScenario, replicates: int, seed: int) -> RunResult:
    from every_outcome import full_engine

    return run(loaded, replicates, seed, engine=full_engine)


def test_a_chart_of_several_scenarios_and_part_of_the_targets_is_verified(tmp_path: Path) -> None:
    """The lab shows two runs in one table, and only the targets that move; as versions wrote it that named no maker."""
    results = [answer(load("xihua"), 40, 1), answer(load("xihua", rulebook="2022"), 40, 1)]
    part = distinct([scorecard(result) for result in results]).where(lambda row: "srdi" in str(row["target"]))
    assert 0 < len(part) < len(scorecard(results[0]))
    stamp = stamp_of_page(results, [part])
    assert [one.scenario_hash for one in stamp.runs] == [result.scenario.hash for result in results]
    caption = caption_of(results[-1], "zh", DATE, tuple(results[:-1]))
    made = Figure(
        "scenarios",
        "x",
        (("t", part),),
        lambda: scorecard_bars(part, language="zh"),
        lambda: scorecard_blocks(part, "zh"),
        caption,
        stamp,
        DATE,
        stamped=True,
    )
    for form in ("csv", "xlsx"):
        content = made.as_file(form)
        path = tmp_path / f"page.{form}"
        path.write_bytes(content)
        found = verify(path, answer, results[0].results_version)
        assert (found.verdict, found.remade) == ("equal", "tables"), found.tables
        changed = edit(content, form, random.Random(1))
        path.write_bytes(changed.content)
        assert named(verify(path, answer, results[0].results_version), changed)


def test_a_table_of_a_page_is_stamped_and_an_empty_promise_is_not_called_equal(tmp_path: Path) -> None:
    import pandas as pd

    result = answer(load("xihua"), 20, 1)
    frame = pd.DataFrame({"目标": ["=1+1", "小巨人"], "概率": [0.25, 0.5]})
    path = tmp_path / "t.csv"
    path.write_bytes(stamped(csv_of(frame, "推演").decode("utf-8-sig"), stamp_of(result, [scorecard(result)])))
    assert b"'=1+1" in path.read_bytes()
    assert verify(path, answer, result.results_version).verdict == "equal"
    path.write_bytes(path.read_bytes().replace(b"0.25", b"0.75"))
    assert verify(path, answer, result.results_version).verdict == "edited"
    path.write_bytes(stamped(csv_of(frame, "推演").decode("utf-8-sig"), stamp_of(result)))
    assert verify(path, answer, result.results_version).verdict == "cannot_recompute"


def verified(path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Give verdict and what was made again, as the command says them."""
    path.write_bytes(content)
    capsys.readouterr()
    main(["verify", str(path), "--json"])
    found = json.loads(capsys.readouterr().out)
    return found["verdict"], found["recomputed"]


def test_the_sources_of_numbers_are_a_file_that_can_be_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from explorer.remaking import provenance_csv

    baseline = load("xihua").baseline
    for start, words_asked, kind in ((baseline, "", None), (baseline, "研发", None), (None, "", "assumed")):
        content = provenance_csv(start, words_asked, kind, "zh")
        assert verified(tmp_path / "p.csv", content, capsys) == ("equal", "file")
    changed = edit(content, "csv", random.Random(1))
    assert verified(tmp_path / "p.csv", changed.content, capsys)[0] == "edited"


def test_a_part_of_a_sweep_is_computed_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow", reason="the extra that stores sweeps is not installed")
    from explorer.remaking import merged, part_of, sweep_part_csv
    from scenarios.sweep import sweep
    from scenarios.sweep.exporting import store_stamp

    lever = {"levers.cultivation_service.intensity": {"values": [0.0, 0.5]}}
    asked = {"title": {"zh": "试", "en": "trial"}, "author": "t", "scenario": "xihua", "vary": lever, "replicates": 10}
    store = sweep(asked, tmp_path / "store")
    frame = merged(store)
    target, scenario = str(frame["target"].iloc[0]), str(frame["scenario"].iloc[0])
    part = part_of(frame, target, scenario)
    assert len(part) == 2
    content = sweep_part_csv(part, store_stamp(store.manifest, "verdicts", "csv"), target, scenario)
    assert str(tmp_path).encode() not in content
    assert verified(tmp_path / "s.csv", content, capsys) == ("equal", "file")
    changed = edit(content, "csv", random.Random(1))
    assert verified(tmp_path / "s.csv", changed.content, capsys)[0] == "edited"


def test_links_and_revised_targets_are_answered_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("SALib", reason="the extra analysis is not installed")
    from explorer.remaking import links_csv
    from scenarios.answers import answers
    from scenarios.answers.files import written
    from scenarios.answers.lever_looks import WISH

    found = answers(load("xiangcheng"), None, 40, 1, binding_replicates=2)
    for target in (next(iter(found.targets)), None):
        content = links_csv(found, target, 2, "en")
        assert verified(tmp_path / "l.csv", content, capsys) == ("equal", "file")
    for form in ("csv", "xlsx"):
        content = written(found, form, "zh", targets=None, binding=2, wish=WISH)
        assert verified(tmp_path / f"r.{form}", content, capsys) == ("equal", "file")


def test_a_table_that_names_no_maker_says_what_was_not_made_again(tmp_path: Path) -> None:
    """Its layout is not made again, nor the drawing of charts that older versions exported; whoever verifies it is told so."""
    import pandas as pd

    result = answer(load("xihua"), 20, 1)
    path = tmp_path / "t.csv"
    path.write_bytes(
        stamped(csv_of(pd.DataFrame({"a": [1]})).decode("utf-8-sig"), stamp_of(result, [scorecard(result)]))
    )
    found = verify(path, answer, result.results_version)
    assert found.remade == "tables"
    assert any("没有重新做出" in line and "画面" in line for line in words.report(found, "t.csv", "zh", 5))
    assert any("Not made anew" in line for line in words.report(found, "t.csv", "en", 5))
