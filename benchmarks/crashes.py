"""Sweeps that are killed at random moments, run into a full disk, or meet a second process: what is left, and what was lost.

`python -m benchmarks.crashes` kills 200 times and writes benchmarks/results/crashes.json and .md;
`python -m benchmarks.crashes --kills 4` is the short form that the tests run. After every resumed sweep the content of the
store must equal byte by byte that of a sweep that was left alone, and the log of units begun tells what was computed twice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks.cluster import QUIET, ROOT, Cluster, environment, kill, note_computations

RESULTS: Final = Path(__file__).parent / "results"
KILLS: Final = 200
SHARES: Final = (("process", 0.6), ("worker", 0.25), ("scheduler", 0.15))
THREADS: Final = 2
WORKERS: Final = 2
BATCH: Final = 2
LONGEST: Final = 600.0
SPECIFICATION: Final = """\
title: {zh: 中断试验, en: crash campaign}
author: tuiyan
scenario: xihua
replicates: 8
seed: 7
vary:
  levers.cultivation_service.intensity: {low: 0, high: 1, steps: 6}
  assumptions.real_growth_above_scale: {steps: 4}
  rulebook: {values: ["2022", "2026"]}
"""
POINTS: Final = 48


def drive(specification: str, out: str, log: str, options: dict[str, Any]) -> None:
    """Run the sweep in this process, every unit that is begun noted in `log`."""
    from scenarios.sweep import sweep

    note_computations(Path(log))
    sweep(specification, out, **options)


class Campaign:
    """The folder of a campaign: the specification, the store that was left alone, and the kills so far."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        self.specification = folder / "sweep.yaml"
        self.specification.write_text(SPECIFICATION, encoding="utf-8")
        self.stores = 0
        began = time.monotonic()
        out, log = self._new_store()
        self._start(out, log, {"threads": THREADS}).wait(LONGEST)
        self.seconds = self.life = time.monotonic() - began
        self.wanted = digest_of(out)
        if lines(log) != POINTS:
            raise AssertionError(f"{lines(log)} units simulated, {POINTS} expected")

    def say(self, what: str) -> None:
        """Tell whoever waits how far the campaign is."""
        print(what, file=sys.stderr, flush=True)

    def kills_of_process(self, kills: int) -> dict[str, Any]:
        """Kill the sweeping process at random moments of its life, resume until it is done; again until enough kills."""
        return self._killing(kills, {"threads": THREADS}, THREADS, self._kill_process)

    def kills_on_cluster(self, kills: int, whom: str, cluster: Cluster) -> dict[str, Any]:
        """Kill a worker or the scheduler at random moments while the sweep runs on."""
        options = {"dask": cluster.address, "batch": BATCH}
        lost_at_most = BATCH if whom == "worker" else BATCH * WORKERS

        def strike(process: subprocess.Popen[Any]) -> bool:
            if not self._wait(process):
                return False
            if whom == "worker":
                cluster.kill_worker(self.chance.randrange(WORKERS))
            else:
                cluster.kill_scheduler()
            return True

        return self._killing(kills, options, lost_at_most, strike, cluster.log)

    def _kill_process(self, process: subprocess.Popen[Any]) -> bool:
        if self._wait(process):
            kill(process)
            return True
        return False

    def _wait(self, process: subprocess.Popen[Any]) -> bool:
        """Wait until a random moment of the process's life; False where it ended before."""
        try:
            process.wait(self.chance.uniform(0.0, self.life))
        except subprocess.TimeoutExpired:
            return True
        return False

    def _killing(
        self, kills: int, options: dict[str, Any], lost_at_most: int, strike: Any, shared_log: Path | None = None
    ) -> dict[str, Any]:
        done = stores = again = unequal = worst = 0
        while done < kills:
            out, own_log = self._new_store()
            log = shared_log or own_log
            before, mine = lines(log), 0
            process, began = self._start(out, own_log, options), time.monotonic()
            while True:
                struck = mine + done < kills and strike(process)
                mine += struck
                if process.poll() is None and (not struck or shared_log is None):
                    process.wait(LONGEST)
                if process.poll() is not None:
                    if process.returncode == 0:
                        break
                    process, began = self._start(out, own_log, options), time.monotonic()
            if not mine:
                # The machine is faster or slower than it was: the next strike falls into a life of this length.
                self.life = time.monotonic() - began
            done, stores = done + mine, stores + 1
            self.say(f"{done} of {kills} kills, {stores} stores")
            twice = lines(log) - before - POINTS
            again, worst = again + twice, max(worst, twice - mine * lost_at_most)
            unequal += digest_of(out) != self.wanted
        return {
            "kills": done,
            "stores": stores,
            "unequal_stores": unequal,
            "units_a_store": POINTS,
            "units_computed_again": again,
            "units_that_a_kill_may_lose": lost_at_most,
            "beyond_that": max(0, worst),
        }

    def full_disk(self) -> dict[str, Any]:
        """Run into the end of a small file system, then go on with more room; needs the right to mount."""
        with small_file_system(self.folder / "disk", "160k") as disk:
            if disk is None:
                return {"tried": False, "reason": "no right to mount a small file system here"}
            out, log = disk / "store", self.folder / "disk.log"
            refused = self._start(out, log, {"threads": THREADS}, capture=True)
            said = refused.communicate(timeout=LONGEST)[1]
            part = len(list((out / "samples").glob("*.parquet"))) if out.exists() else 0
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            resumed = self._start(out, log, {"threads": THREADS}, capture=True)
            mistake = resumed.communicate(timeout=LONGEST)[1]
            if resumed.returncode != 0:
                raise AssertionError(mistake)
            return {
                "tried": True,
                "said": "The disk is full" in said,
                "units_before": part,
                "equal": digest_of(out) == self.wanted,
                "units_computed_again": lines(log) - POINTS,
            }

    def two_processes(self) -> dict[str, Any]:
        """Start the command twice on one folder."""
        out, log = self._new_store()
        first = self._start(out, log, {"threads": 1})
        while not (out / "log" / "status.json").exists() and first.poll() is None:
            time.sleep(0.02)
        first.send_signal(signal.SIGSTOP)  # it holds the folder for as long as the second one looks
        command = [
            sys.executable,
            "-m",
            "scenarios.cli",
            "sweep",
            str(self.specification),
            "--out",
            str(out),
            "--lang",
            "en",
        ]
        second = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=LONGEST)
        first.send_signal(signal.SIGCONT)
        first.wait(LONGEST)
        return {
            "second_refused": second.returncode == 2 and str(first.pid) in second.stderr,
            "equal": digest_of(out) == self.wanted,
            "units_computed_again": lines(log) - POINTS,
        }

    def truncated_parts(self) -> dict[str, Any]:
        """Cut off files of a finished store at random places, and resume."""
        out, log = self._new_store()
        self._start(out, log, {"threads": THREADS}).wait(LONGEST)
        cut = self.chance.sample(sorted((out / "samples").glob("*.parquet")), 5)
        cut.append(next((out / "summary").glob("*.parquet")))
        for path in cut:
            os.truncate(path, self.chance.randrange(path.stat().st_size))
        self._start(out, log, {"threads": THREADS}).wait(LONGEST)
        return {
            "cut": len(cut),
            "equal": digest_of(out) == self.wanted,
            "units_computed_again": lines(log) - POINTS - 5,
        }

    def _new_store(self) -> tuple[Path, Path]:
        self.stores += 1
        return self.folder / f"store-{self.stores}", self.folder / f"log-{self.stores}"

    def _start(self, out: Path, log: Path, options: dict[str, Any], *, capture: bool = False) -> subprocess.Popen[Any]:
        command = [sys.executable, "-m", "benchmarks.crashes", "--drive", str(self.specification), str(out), str(log)]
        command.append(json.dumps(options))
        streams: dict[str, Any] = {**QUIET, "stderr": subprocess.PIPE, "text": True} if capture else QUIET
        return subprocess.Popen(command, env=environment(), cwd=ROOT, **streams)


def lines(log: Path) -> int:
    """Number of units that were begun."""
    return log.read_text().count("\n") if log.exists() else 0


def digest_of(store: Path) -> str:
    """Digest of every byte of a store's content."""
    from scenarios.sweep.store import Store

    return Store(store).digest()


@contextmanager
def small_file_system(place: Path, size: str) -> Iterator[Path | None]:
    """A file system in memory of a stated size, or None where that is not allowed."""
    place.mkdir()
    mounted = (
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], **QUIET).returncode == 0
    )
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=False)


def measure(kills: int, seed: int = 1) -> dict[str, Any]:
    """The whole campaign."""
    from scenarios.sweep.manifest import environment as versions
    from scenarios.sweep.points import _version

    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(Path(folder), seed)
        campaign.say(f"one sweep takes {campaign.seconds:.1f} s")
        counts = {whom: max(1, round(kills * share)) for whom, share in SHARES}
        found: dict[str, Any] = {
            "results_version": _version(),
            "versions": versions(),
            "seconds_of_one_sweep": round(campaign.seconds, 1),
            "process": campaign.kills_of_process(counts["process"]),
        }
        with Cluster(WORKERS, Path(folder) / "cluster.log") as cluster:
            for whom in ("worker", "scheduler"):
                found[whom] = campaign.kills_on_cluster(counts[whom], whom, cluster)
        found["full_disk"] = campaign.full_disk()
        found["two_processes"] = campaign.two_processes()
        found["truncated_parts"] = campaign.truncated_parts()
        return found


def as_markdown(found: dict[str, Any]) -> str:
    """The campaign as a page to read."""
    rows = [
        f"| {whom} | {part['kills']} | {part['stores']} | {part['unequal_stores']} | {part['units_computed_again']} |"
        f" {part['units_that_a_kill_may_lose']} | {'yes' if part['beyond_that'] else 'no'} |"
        for whom in ("process", "worker", "scheduler")
        for part in (found[whom],)
    ]
    disk, two, cut = found["full_disk"], found["two_processes"], found["truncated_parts"]
    full = (
        f"stopped and said so after {disk['units_before']} of {POINTS} units, went on with more room, content equal:"
        f" {_yes(disk['equal'])}, computed again: {disk['units_computed_again']}"
        if disk["tried"]
        else disk["reason"]
    )
    return "\n".join(
        [
            "# Sweeps that are killed",
            "",
            f"Results version {found['results_version']}. A sweep of {POINTS} points ({found['seconds_of_one_sweep']} s when left"
            f" alone), {THREADS} threads in one process, or {WORKERS} workers of a Dask cluster with batches of {BATCH}."
            " `kill -9` at moments drawn evenly over the life of the process. Written by `python -m benchmarks.crashes`.",
            "",
            "| killed | kills | stores finished | stores unequal to one left alone | units computed again |"
            " most that one kill may lose | more than that ever |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            f"- Full disk (a small file system): {full}.",
            f"- Two processes at once: the second was refused with the first one's id: {_yes(two['second_refused'])}; content"
            f" equal: {_yes(two['equal'])}.",
            f"- {cut['cut']} files cut off at random places: content equal after resume: {_yes(cut['equal'])}.",
            "",
        ]
    )


def _yes(holds: bool) -> str:
    return "yes" if holds else "NO"


def main() -> None:
    """Run the campaign and write its results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--drive", nargs=4, metavar=("FILE", "OUT", "LOG", "OPTIONS"))
    arguments = parser.parse_args()
    if arguments.drive:
        *places, options = arguments.drive
        drive(*places, json.loads(options))
        return
    found = measure(arguments.kills)
    print(as_markdown(found))
    if arguments.kills == KILLS:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "crashes.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        (RESULTS / "crashes.md").write_text(as_markdown(found), encoding="utf-8")


if __name__ == "__main__":
    main()
