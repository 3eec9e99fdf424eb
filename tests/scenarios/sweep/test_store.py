"""The store: the same bytes however it came about, extended without computing twice, and never another sweep's."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from sweep_engines import PointEngine
from synthetic import FakeEngine

from scenarios.engine import Engine
from scenarios.schema.errors import InputError
from scenarios.sweep import parts, patience, summaries
from scenarios.sweep.execution import SweepCancelledError
from scenarios.sweep.parts import read_unit
from scenarios.sweep.store import Store

Computing = Callable[..., Store]


def counting() -> tuple[Callable[[], Engine], list[tuple[str, int, int]]]:
    """Make engines that note which replicates of which scenario they computed."""
    done: list[tuple[str, int, int]] = []

    class Counting(PointEngine):
        def __call__(self, scenario: Any, **options: Any) -> Any:
            done.append((scenario.hash, options["first_replicate"], options["replicates"]))
            return super().__call__(scenario, **options)

    return Counting, done


def test_threads_and_batches_change_no_byte(small: dict[str, Any], computing: Computing) -> None:
    digests = {
        computing(small, name=f"{threads}-{batch}", threads=threads, batch=batch).digest()
        for threads, batch in ((1, 1), (2, 1), (2, 4), (4, 3))
    }
    assert len(digests) == 1


def test_tables_are_read_without_this_package(small: dict[str, Any], computing: Computing) -> None:
    store = computing(small)
    verdicts = pd.read_parquet(store.folder / "verdicts")
    assert set(verdicts["point"]) == set(store.manifest.points)
    rows = duckdb.sql(
        f"""select s.unit, avg(s.value) as mean from '{store.folder}/samples/*.parquet' s
        join '{store.folder}/points/*.parquet' p using (point)
        where p.number = 5 and s.variable = 'target:xh_n_above_scale' and s.year = 2035 group by s.unit"""
    ).fetchall()
    summary = store.summary().query("variable == 'target:xh_n_above_scale' and year == 2035 and quantile == 'mean'")
    assert rows == [("家", pytest.approx(summary.loc[summary["point"] == store.manifest.points[5], "value"].item()))]
    assert list(store.summary().columns) == [
        *("region", "scenario", "point", "quantile", "year", "variable", "unit", "value"),
    ]
    assert (store.points()["levers.cultivation_service.intensity"].tolist()) == [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]


def test_verdicts_are_those_of_a_run(small: dict[str, Any], computing: Computing, named_version: str) -> None:
    from scenarios.run import run
    from scenarios.sweep.points import expand
    from scenarios.sweep.specification import load_sweep

    store = computing(small)
    points = expand(load_sweep(small), "test-1")
    result = run(points.loaded(points.points[4]), 8, 1, engine=PointEngine())
    found = store.verdicts().query(f"point == '{points.points[4].id}'").set_index("target")
    judged = [answer for answer in result.answers if answer.verdict]
    assert judged
    for answer in judged:
        assert answer.verdict.proportion is not None and answer.verdict.quantiles is not None
        assert found.loc[answer.target_id, "probability"] == answer.verdict.proportion.probability
        row = found.loc[answer.target_id]
        assert row["p50"] == answer.verdict.quantiles["p50"] and row["verdict"] == answer.verdict.likelihood.code
        behind = None if pd.isna(row["first_behind"]) else int(row["first_behind"])
        assert behind == answer.verdict.first_behind
    assert result.joint.proportion is not None
    assert found.loc["joint", "probability"] == result.joint.proportion.probability
    summary = store.summary().query(f"point == '{points.points[4].id}' and quantile == 'p90' and year == 2035")
    target = next(a for a in judged if a.target_id == "xh_n_little_giant")
    level = summary.loc[summary["variable"] == "target:xh_n_little_giant", "value"].item()
    assert level == target.verdict.quantiles["p90"]


def test_more_points_and_replicates_extend_a_store(small: dict[str, Any], computing: Computing) -> None:
    """Nothing that is there is computed again, and the bytes are those of a store that was computed at once."""
    computing(small)
    larger = {**small, "replicates": 13}
    larger["vary"] = {**small["vary"], "levers.cultivation_service.intensity": {"values": [0, 0.25, 0.5, 1]}}
    engines, done = counting()
    extended = computing(larger, new_engine=engines)
    assert sorted({first for _, first, _ in done}) == [0, 8]
    assert sum(count for _, _, count in done) == 6 * 5 + 2 * 13
    assert extended.digest() == computing(larger, name="at once").digest()
    engines, done = counting()
    assert computing(larger, new_engine=engines).digest() == extended.digest() and done == []
    more = {**larger, "replicates": 14}
    assert computing(more).digest() == computing(more, name="more at once").digest()


def test_segments_of_a_point_extend_too(
    small: dict[str, Any], computing: Computing, monkeypatch: pytest.MonkeyPatch
) -> None:
    # `scenarios.sweep` as an attribute is the function; the modules stand in sys.modules.
    for module in ("parts", "execution", "manifest"):
        monkeypatch.setattr(sys.modules[f"scenarios.sweep.{module}"], "SEGMENT", 5)
    small["vary"] = {}
    computing(small)
    engines, done = counting()
    store = computing({**small, "replicates": 12}, new_engine=engines)
    assert [(first, count) for _, first, count in done] == [(8, 2), (10, 2)]
    assert store.digest() == computing({**small, "replicates": 12}, name="at once").digest()
    assert store.verdicts()["replicates"].eq(12).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 2}, "seed"),
        ({"replicates": 7}, "replicates"),
        ({"keep": {"outcomes": "all"}}, "outcomes"),
        ({"vary": {}}, "points"),
        ({"scenario": "xuchang"}, "scenarios › xihua"),
    ],
)
def test_another_sweep_is_refused_and_what_differs_is_said(
    small: dict[str, Any], computing: Computing, change: dict[str, Any], said: str
) -> None:
    before = computing(small).digest()
    with pytest.raises(InputError) as found:
        computing({**small, **change})
    assert found.value.code == "sweep_other_store"
    assert any(str(error.values["path"]).startswith(said) for error in found.value.others)
    assert computing(small).digest() == before


def test_a_changed_assumption_of_the_scenario_is_named(
    tmp_path: Path, computing: Computing, small: dict[str, Any]
) -> None:
    file = tmp_path / "mine.yaml"
    text = "title: {zh: 试, en: t}\nauthor: t\nplan: xihua\nassumptions: {founding_rate: {value: RATE}}\n"
    file.write_text(text.replace("RATE", "0.05"), encoding="utf-8")
    small |= {"scenario": str(file), "vary": {}}
    computing(small)
    file.write_text(text.replace("RATE", "0.06"), encoding="utf-8")
    with pytest.raises(InputError) as found:
        computing(small)
    wanted = ("scenarios › mine › scenario › assumptions › founding_rate › value", "0.05", "0.06")
    assert wanted in [tuple(error.values[key] for key in ("path", "was", "now")) for error in found.value.others]


def test_a_folder_with_other_things_is_refused(small: dict[str, Any], computing: Computing, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "thesis.docx").write_text("x")
    with pytest.raises(InputError) as found:
        computing(small)
    assert (found.value.code, found.value.values["name"]) == ("sweep_folder_taken", "thesis.docx")
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize("damage", ["truncated", "emptied", "a byte changed", "taken away"])
def test_damaged_parts_are_computed_again(small: dict[str, Any], computing: Computing, damage: str) -> None:
    store = computing(small)
    before = store.digest()
    files = [next(store.folder.glob(f"{folder}/*.parquet")) for folder in ("samples", "verdicts", "summary")]
    for file in files:
        content = file.read_bytes()
        if damage == "taken away":
            file.unlink()
        elif damage == "a byte changed":
            middle = len(content) // 3
            file.write_bytes(content[:middle] + bytes([content[middle] ^ 0x10]) + content[middle + 1 :])
        else:
            file.write_bytes(content[: len(content) // 2] if damage == "truncated" else b"")
    engines, done = counting()
    assert computing(small, new_engine=engines).digest() == before
    assert len(done) == 1
    kinds = [incident["kind"] for incident in store.incidents]
    assert ("damaged_part" in kinds) == (damage != "taken away")


def test_a_damaged_manifest_is_said_and_can_be_moved_away(small: dict[str, Any], computing: Computing) -> None:
    store = computing(small)
    before, manifest = store.digest(), store.folder / "manifest.json"
    manifest.write_text("{")
    with pytest.raises(InputError) as found:
        computing(small)
    assert found.value.code == "sweep_manifest_damaged"
    manifest.unlink()
    engines, done = counting()
    assert computing(small, new_engine=engines).digest() == before and done == []


def test_failures_are_rows_and_above_one_percent_withhold(small: dict[str, Any], computing: Computing) -> None:
    small["vary"], small["replicates"] = {}, 200
    for fails, withheld in ((frozenset({3, 117}), False), (frozenset({1, 2, 199}), True)):
        store = computing(small, name=str(len(fails)), new_engine=lambda fails=fails: FakeEngine(fails=fails))
        failures, verdicts = store.failures(), store.verdicts()
        assert failures["replicate"].tolist() == sorted(fails)
        assert failures["error"].unique().tolist() == ["ZeroDivisionError in growth"]
        assert failures["replay"][0] == f"--replay {store.manifest.points[0]} --replicate {min(fails)}"
        assert (verdicts["verdict"] == "withheld").all() == withheld
        assert verdicts["failed"].eq(len(fails)).all() and verdicts["probability"].isna().all() == withheld


class Breaking(PointEngine):
    """Fails as Python code does, at every second replicate of points with the lever at full."""

    def __call__(self, scenario: Any, **options: Any) -> Any:
        lever = scenario.scenario.levers.get("cultivation_service")
        numbers = range(options["first_replicate"], options["first_replicate"] + options["replicates"])
        if lever and lever.intensity == 1 and any(number % 2 for number in numbers):
            _ = 1 / 0
        return super().__call__(scenario, **options)


def test_an_error_of_the_model_is_told_apart_replicate_by_replicate(
    small: dict[str, Any], computing: Computing
) -> None:
    store = computing(small, new_engine=Breaking)
    failures = store.failures()
    assert failures.groupby("point", sort=False)["replicate"].apply(list).tolist() == [[1, 3, 5, 7]] * 2
    assert failures["error"].unique().tolist() == ["ZeroDivisionError"]
    assert failures["place"].unique().tolist() == ["scenarios.sweep.simulation._simulate"]
    assert str(store.folder) not in (store.folder / "failures/part-00000.parquet").read_bytes().decode("latin1")
    assert store.digest() == computing(small, name="again", new_engine=Breaking, threads=3).digest()


def test_a_point_without_any_answer_is_withheld(small: dict[str, Any], computing: Computing) -> None:
    class Never(FakeEngine):
        def __call__(self, scenario: Any, **options: Any) -> Any:
            raise KeyError("x")

    small["vary"] = {}
    store = computing(small, new_engine=Never)
    assert store.verdicts()["verdict"].unique().tolist() == ["withheld"] and len(store.failures()) == 8
    assert store.summary().empty and len(store.samples()) == 8
    assert computing(small, new_engine=Never).digest() == store.digest()


def test_what_may_go_well_next_time_is_tried_again_and_leaves_no_trace_in_the_content(
    small: dict[str, Any], computing: Computing
) -> None:
    left = [2]

    class Short(PointEngine):
        def __call__(self, scenario: Any, **options: Any) -> Any:
            if left[0]:
                left[0] -= 1
                raise MemoryError
            return super().__call__(scenario, **options)

    store = computing(small, new_engine=Short)
    assert store.digest() == computing(small, name="other").digest()
    assert [incident["kind"] for incident in store.incidents] == ["unit_lost", "unit_lost"]


def test_a_hung_unit_is_an_incident_and_done_by_another_thread(small: dict[str, Any], computing: Computing) -> None:
    hang, released = [True], threading.Event()

    class Hanging(PointEngine):
        def __call__(self, scenario: Any, **options: Any) -> Any:
            if hang:
                hang.clear()
                released.wait(30)
            return super().__call__(scenario, **options)

    try:
        store = computing(small, new_engine=Hanging, timeout=3.0)
    finally:
        released.set()
    assert [incident["kind"] for incident in store.incidents] == ["unit_hung"]
    assert store.digest() == computing(small, name="other").digest()


def test_a_unit_that_always_hangs_is_left_out_and_the_rest_is_done(small: dict[str, Any], computing: Computing) -> None:
    released = threading.Event()

    class Stuck(PointEngine):
        def __call__(self, scenario: Any, **options: Any) -> Any:
            lever = scenario.scenario.levers.get("cultivation_service")
            if lever and lever.intensity == 1 and scenario.scenario.assumptions["real_growth_above_scale"].value == 0:
                released.wait(30)
            return super().__call__(scenario, **options)

    try:
        store = computing(small, new_engine=Stuck, timeout=1.5)
    finally:
        released.set()
    assert store.status is not None and (store.status.state, store.status.done) == ("unfinished", 5)
    assert store.incidents[-1]["kind"] == "given_up"
    assert sum(incident["kind"] == "unit_hung" for incident in store.incidents) == patience.ATTEMPTS
    assert computing(small).digest() == computing(small, name="other").digest()


def test_a_stopped_sweep_keeps_what_was_finished(small: dict[str, Any], computing: Computing) -> None:
    engines, done = counting()
    with pytest.raises(SweepCancelledError):
        computing(small, new_engine=engines, cancel=lambda: len(done) >= 3)
    stopped = len(done)
    store = computing(small, new_engine=engines)
    assert stopped < 6 and len(done) <= 6 + 1  # at most the batch under way is lost
    assert store.digest() == computing(small, name="other").digest()


def test_blocks_are_fixed_and_written_as_soon_as_they_are_done(
    small: dict[str, Any], computing: Computing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "BLOCK", 2)
    store = computing(small, threads=2)
    assert [path.name for path in sorted((store.folder / "summary").iterdir())] == [
        summaries.part_name(block) for block in range(3)
    ]
    assert store.points()["number"].tolist() == list(range(6))


def test_all_outcomes_or_those_named_are_kept(small: dict[str, Any], computing: Computing) -> None:
    small["vary"] = {}
    few = computing(small, name="few")
    named = computing({**small, "keep": {"outcomes": ["srdi_nested"]}}, name="named")
    with pytest.raises(InputError, match="little_giant"):
        computing({**small, "keep": {"outcomes": ["little_giant_neste"]}}, name="wrong")
    every = computing({**small, "keep": {"outcomes": "all"}}, name="all")
    outcomes = [
        {name for name in store.samples()["variable"] if ":" not in name or name.startswith("output:")}
        for store in (few, named, every)
    ]
    assert outcomes[0] == set() and outcomes[1] == {"srdi_nested"} < outcomes[2]
    fan = named.summary().query("variable == 'srdi_nested' and quantile == 'p50'")
    assert fan["year"].tolist() == list(range(2022, 2036)) and set(fan["unit"]) == {"家"}
    more = {**small, "keep": {"outcomes": ["srdi_nested"]}, "replicates": 11}
    assert computing(more, name="named").digest() == computing(more, name="named at once").digest()


def test_units_come_back_as_they_were_written(small: dict[str, Any], computing: Computing) -> None:
    store = computing(small)
    found = read_unit(next(store.folder.glob("samples/*.parquet")))
    assert found is not None and found.reached.shape == found.met.shape == (8, len(found.targets))
    frame = store.samples(store.manifest.points[0])
    own = read_unit(store.folder / "samples" / parts.unit_name(store.manifest.points[0], 0))
    assert own is not None
    for before, values in (("target:", own.reached), ("met:", own.met)):
        row = frame[(frame["replicate"] == 3) & (frame["variable"] == before + own.targets[1])]
        assert row["value"].item() == values[3, 1]
    counts = frame[frame["variable"] == f"on_path:{own.targets[1]}"].set_index("year")["value"]
    assert counts[2030] == own.on_path[1, own.years.index(2030)] and 2022 not in counts.index


def test_nothing_of_the_machine_stands_in_the_content(
    small: dict[str, Any], computing: Computing, tmp_path: Path
) -> None:
    import socket

    file = tmp_path / "mine.yaml"
    file.write_text("title: {zh: 试, en: t}\nauthor: t\nplan: xihua\n", encoding="utf-8")
    store = computing({**small, "scenario": str(file)})
    for path in store.content():
        content = path.read_bytes()
        assert str(store.folder.parent).encode() not in content, path.name
        host = socket.gethostname()
        assert len(host) < 8 or host.encode() not in content, path.name  # a short name stands anywhere by chance
    environment = json.loads((store.folder / "manifest.json").read_text(encoding="utf-8"))["environment"]
    assert environment["pyarrow"] != "-" and "host" not in environment


def test_a_full_disk_is_said_and_what_was_finished_is_kept(
    small: dict[str, Any], computing: Computing, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    true_write, left = os.write, [60_000]

    def write(handle: int, content: Any) -> int:
        taken = true_write(handle, content[: max(1, min(len(content), left[0]))]) if left[0] > 0 else 0
        if not taken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        left[0] -= taken
        return taken

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(InputError) as found:
        computing(small)
    assert found.value.code == "sweep_disk_full"
    monkeypatch.undo()
    engines, done = counting()
    store = computing(small, new_engine=engines)
    assert 0 < len(done) < 6
    assert store.digest() == computing(small, name="other").digest()
    assert not list(store.folder.rglob("*.part"))


def test_export_keeps_text_from_being_a_formula(small: dict[str, Any], computing: Computing, tmp_path: Path) -> None:
    import openpyxl

    small["vary"] = {}
    store = computing(small)
    for ending in ("csv", "xlsx", "parquet"):
        store.export(tmp_path / f"v.{ending}")
    sheet = openpyxl.load_workbook(tmp_path / "v.xlsx").active
    assert sheet is not None and sheet.max_row == len(store.verdicts()) + 1
    assert (tmp_path / "v.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_parquet(tmp_path / "v.parquet").equals(store.verdicts())
    with pytest.raises(InputError):
        store.export(tmp_path / "v.doc")


def test_the_status_says_how_far_it_is(small: dict[str, Any], computing: Computing) -> None:
    began = time.monotonic()
    status = computing(small).status
    assert status is not None
    assert (status.state, status.done, status.total, status.points) == ("finished", 6, 6, 6)
    assert status.age is not None and status.age <= time.monotonic() - began
