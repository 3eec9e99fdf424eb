"""What a page offers as files carries every question it shows, and can be computed again."""

from __future__ import annotations

import datetime
import random
import sys
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the extra explorer is not installed")

from charts.export.blocks import scorecard_blocks
from charts.export.caption import caption_of
from charts.figures import Figure
from charts.scorecard import scorecard_bars
from explorer.components.comparison import distinct
from explorer.components.downloads import csv_of, stamp_of_page
from scenarios import load, run
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.tables import scorecard
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
    """The lab shows two runs in one table, and only the targets that move."""
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
