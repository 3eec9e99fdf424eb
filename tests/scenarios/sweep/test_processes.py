"""What only processes of their own can show: kills, Ctrl-C, a second process, a moved clock, a cluster.

The short form of `python -m benchmarks.crashes` and `python -m benchmarks.sweep`, which write benchmarks/results.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cluster import QUIET, Cluster, environment
from benchmarks.crashes import BATCH, POINTS, WORKERS, Campaign, digest_of, lines
from scenarios.schema.errors import InputError
from scenarios.sweep.lock import Holder, StoreLock, is_held
from scenarios.sweep.status import read_status

ROOT = Path(__file__).parents[3]
posix = pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="the extra dask is not installed"
)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """A sweep that was left alone, with which those that are disturbed are compared."""
    return Campaign(tmp_path_factory.mktemp("campaign"), seed=1)


@posix
def test_a_killed_sweep_resumes_to_the_same_bytes(campaign: Campaign) -> None:
    found = campaign.kills_of_process(4)
    assert found["kills"] == 4 and found["unequal_stores"] == 0 and found["beyond_that"] == 0


def test_files_cut_off_are_computed_again(campaign: Campaign) -> None:
    assert campaign.truncated_parts() == {"cut": 6, "equal": True, "units_computed_again": 0}


@posix
def test_a_second_process_is_refused(campaign: Campaign) -> None:
    assert campaign.two_processes() == {"second_refused": True, "equal": True, "units_computed_again": 0}


@posix
def test_a_full_disk_stops_and_goes_on(campaign: Campaign) -> None:
    found = campaign.full_disk()
    if not found["tried"] and os.environ.get("TUIYAN_NO_SKIPS") == "1":
        return  # no right to mount here: test_store.py shows the same with a disk that refuses
    if not found["tried"]:
        pytest.skip(found["reason"])
    assert found["said"] and found["equal"] and 0 < found["units_before"] < POINTS


@posix
@needs_dask
def test_a_cluster_gives_the_same_bytes_and_outlives_its_workers_and_scheduler(
    campaign: Campaign, tmp_path: Path
) -> None:
    with Cluster(WORKERS, tmp_path / "log") as cluster:
        worker = campaign.kills_on_cluster(1, "worker", cluster)
        scheduler = campaign.kills_on_cluster(1, "scheduler", cluster)
    for found in (worker, scheduler):
        assert found["kills"] == 1 and found["unequal_stores"] == 0 and found["beyond_that"] == 0
    assert worker["units_that_a_kill_may_lose"] == BATCH


@posix
@needs_dask
def test_a_worker_that_hangs_is_an_incident_and_another_does_its_work(campaign: Campaign, tmp_path: Path) -> None:
    with Cluster(2, tmp_path / "log") as cluster:
        out = tmp_path / "store"
        process = campaign._start(out, tmp_path / "own", {"dask": cluster.address, "batch": 2, "timeout": 15})
        deadline = time.monotonic() + 120
        while lines(tmp_path / "log") < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        cluster.workers[0].send_signal(signal.SIGSTOP)
        try:
            assert process.wait(240) == 0
        finally:
            cluster.workers[0].send_signal(signal.SIGCONT)
    assert digest_of(out) == campaign.wanted
    kinds = [json.loads(line)["kind"] for line in (out / "log/incidents.jsonl").read_text().splitlines()]
    # Frozen at work it hangs; frozen just after it, its answer cannot be fetched.
    assert {"unit_hung", "unit_lost"} & set(kinds) and "given_up" not in kinds


@needs_dask
def test_a_cluster_that_is_not_there_is_said(campaign: Campaign, tmp_path: Path) -> None:
    done = command(campaign, tmp_path / "store", "--dask", "tcp://127.0.0.1:9")
    assert done.returncode == 2 and "tcp://127.0.0.1:9" in done.stderr and "Traceback" not in done.stderr


def command(campaign: Campaign, out: Path, *words: str) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "scenarios.cli", "sweep", str(campaign.specification), "--out", str(out), *words]
    return subprocess.run(whole, env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=300)


TRIES = 3
# A runner in the background leaves Ctrl-C ignored in its children; a terminal does not.
INTERRUPTIBLE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from scenarios.cli import main
sys.exit(main(sys.argv[1:]))
"""


@posix
def test_ctrl_c_ends_within_a_second_and_status_tells_from_another_process(campaign: Campaign, tmp_path: Path) -> None:
    for number in range(TRIES):
        out = tmp_path / f"store-{number}"
        process, said, seconds = interrupted(campaign, out)
        if seconds < 1.0:  # a busy machine may stall a process for longer
            break
    assert seconds < 1.0 and process.returncode == 130
    assert f"--out {out}" in said and f"/{POINTS} " in said and "Traceback" not in said
    kept = len(list((out / "samples").glob("*.parquet")))
    assert 2 <= kept < POINTS
    done = command(campaign, out, "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["computed"] == POINTS - kept
    assert json.loads(done.stdout)["digest"] == campaign.wanted


def interrupted(campaign: Campaign, out: Path) -> tuple[subprocess.Popen[str], str, float]:
    """Stop a sweep by Ctrl-C after two units: the process, what it said, and the seconds that it took to end."""
    words = ["sweep", str(campaign.specification), "--out", str(out), "--threads", "1"]
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *words], env=environment(), cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        status = read_status(out)
        if status is not None and status.done >= 2:
            break
        time.sleep(0.02)
    assert status is not None and status.state == "running" and status.process == process.pid
    assert is_held(out / "log/lock") and status.points_per_second
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    return process, said, time.monotonic() - began


def test_status_of_a_finished_and_of_a_dead_sweep(campaign: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "store"
    process = campaign._start(out, tmp_path / "log", {"threads": 1})
    while not (out / "log/status.json").exists():
        time.sleep(0.02)
    process.kill()
    process.wait()
    show = [sys.executable, "-m", "scenarios.cli", "sweep", "--status", str(out)]
    dead = subprocess.run([*show, "--lang", "en"], env=environment(), cwd=ROOT, capture_output=True, text=True)
    assert dead.returncode == 0 and f"Process {process.pid} died" in dead.stdout
    assert command(campaign, out).returncode == 0
    found = json.loads(subprocess.run([*show, "--json"], env=environment(), cwd=ROOT, capture_output=True).stdout)
    assert (found["state"], found["done"]) == ("finished", POINTS)
    incidents = [json.loads(line) for line in (out / "log/incidents.jsonl").read_text().splitlines()]
    assert {"recovered_after_death"} <= {entry["kind"] for entry in incidents}


def test_a_clock_that_is_moved_does_no_harm(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock and files from the future, and a machine clock that runs backwards, lock nobody out and change nothing."""
    from scenarios.sweep import sweep

    out = tmp_path / "store"
    process = campaign._start(out, tmp_path / "log", {"threads": 1})
    while not list((out / "samples").glob("*.parquet") if out.exists() else ()):
        time.sleep(0.02)
    process.kill()
    process.wait()
    future = time.time() + 400 * 86400
    for path in out.rglob("*"):
        os.utime(path, (future, future))
    true_clock = time.monotonic
    monkeypatch.setattr(time, "time", lambda: 0.0)
    module = sys.modules["scenarios.sweep.lock"]  # `scenarios.sweep` as an attribute is the function
    monkeypatch.setattr(module.time, "monotonic", lambda: true_clock() - 1e7)
    store = sweep(campaign.specification, out, threads=2)
    assert store.digest() == campaign.wanted
    assert Holder(1, true_clock(), store.status.boot if store.status else "").age == 0.0


def test_a_lock_is_refused_with_its_holder_and_recovered_from_the_dead(tmp_path: Path) -> None:
    path = tmp_path / "log" / "lock"
    path.parent.mkdir()
    code = "import sys, time; from pathlib import Path; from scenarios.sweep.lock import StoreLock\n"
    code += "StoreLock(Path(sys.argv[1])).acquire(); print('held', flush=True); time.sleep(60)"
    streams: dict[str, Any] = {**QUIET, "stdout": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, "-c", code, str(path)], env=environment(), **streams)
    assert process.stdout is not None and process.stdout.readline().strip() == b"held"
    with pytest.raises(InputError) as found:
        StoreLock(path).acquire()
    assert found.value.values["process"] == process.pid
    assert isinstance(found.value.values["age"], int) and 0 <= found.value.values["age"] < 60
    process.kill()
    process.communicate()
    lock = StoreLock(path)
    with lock:
        assert lock.recovered is not None and lock.recovered.process == process.pid and is_held(path)
    assert not is_held(path)
    with StoreLock(path) as again:
        assert again.recovered is None  # it had been given back
