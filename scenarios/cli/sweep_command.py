"""`tuiyan sweep`: compute a sweep into a folder, see how far one is, or run one of its points again."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scenarios.cli.interruptible import InterruptedRun, interruptibly
from scenarios.cli.output import emit
from scenarios.cli.report import report
from scenarios.cli.run_command import announced_engine
from scenarios.cli.tables import Column, grid, terminal_width
from scenarios.engine import compiles_first
from scenarios.messages import text
from scenarios.messages.shares import open_percent
from scenarios.schema.errors import InputError, Place
from scenarios.sweep.execution import Options, SweepCancelledError, compute
from scenarios.sweep.points import expand
from scenarios.sweep.replay import Replayed, replay_point, replay_replicate
from scenarios.sweep.specification import load_sweep
from scenarios.sweep.status import Status, read_status
from scenarios.sweep.store import Store

MOST_FAILURES = 5
"""Failed replicates that are listed at the end; the store has all."""
UNFINISHED = 1


@dataclass(frozen=True)
class SweepRequest:
    """What the user asked for; None where they did not say."""

    file: str | None = None
    out: str | None = None
    threads: int | None = None
    dask: str | None = None
    batch: int | None = None
    timeout: int | None = None
    status: str | None = None
    replay: str | None = None
    replicate: int | None = None
    as_json: bool = False
    progress: bool | None = None


def sweep_command(request: SweepRequest, language: str) -> int:
    """Do what was asked for and give the exit status; raises InputError."""
    if request.status is not None:
        return _show_status(request.status, language, as_json=request.as_json)
    if request.file is None:
        raise InputError("sweep_file_missing")
    if request.replay is not None:
        return _replay(request, request.file, request.replay, language)
    if request.out is None:
        raise InputError("sweep_out_missing")
    return _compute(request, request.file, request.out, language)


def _compute(request: SweepRequest, file: str, out: str, language: str) -> int:
    line = _SweepLine(language, request.progress)
    sweep = load_sweep(file)
    if request.dask is None and compiles_first():
        print(text("run.compiles_once", language), file=sys.stderr, flush=True)
    options = Options(request.threads, request.dask, request.batch, request.timeout)

    def work(cancelled: Callable[[], bool], keep: Callable[[Status], None]) -> Store:
        def on_progress(status: Status) -> None:
            keep(status)
            line(status)

        return compute(expand(sweep), Path(out), options, on_progress, cancelled)

    try:
        store = interruptibly(work)
    except InterruptedRun as stopped:
        line.close()
        last = stopped.last
        _stop(last if isinstance(last, Status) else None, file, out, language)
    except SweepCancelledError:
        raise KeyboardInterrupt from None
    finally:
        line.close()
    status = store.status
    emit(_json(store, status) if request.as_json else _report(store, status, file, out, language))
    sys.stdout.flush()
    if status is not None and status.state != "finished":
        sys.stderr.flush()
        os._exit(UNFINISHED)  # threads that hang would be waited for
    if any(incident["kind"] == "unit_hung" for incident in store.incidents):
        sys.stderr.flush()
        os._exit(0)
    return 0


def _stop(status: Status | None, file: str, out: str, language: str) -> None:
    """Say what is kept and how to go on, and leave at once, not waiting for compiled code in a thread."""
    done, total = (status.done, status.total) if status else (0, 0)
    again = _command(file, "--out", out)
    key = "sweep.stopped" if status else "sweep.stopped_early"
    print(text(key, language, done=done, total=total, again=again), file=sys.stderr)
    sys.stderr.flush()
    os._exit(130)


def _show_status(folder: str, language: str, *, as_json: bool) -> int:
    status = read_status(Path(folder))
    if status is None:
        raise InputError("sweep_no_store", Place(folder), folder=folder)
    if as_json:
        found = {**asdict(status), "age": status.age}
        emit(json.dumps({key: value for key, value in found.items() if key not in ("clock", "boot")}, indent=2) + "\n")
        return 0
    age = "?" if status.age is None else str(round(status.age))
    said = [
        text(f"sweep.state.{status.state}", language, process=status.process, age=age),
        text("sweep.done", language, done=status.done, total=status.total, points=status.points),
    ]
    if status.state == "running" and status.points_per_second and status.seconds_left is not None:
        said.append(_pace(status, language))
    said.append(text("sweep.happened", language, failed=status.failed, incidents=status.incidents))
    emit("\n".join(said) + "\n")
    return 0


def _pace(status: Status, language: str) -> str:
    pace = f"{status.points_per_second:.2f}" if status.points_per_second else "?"
    return text("sweep.pace", language, pace=pace, left=_span(status.seconds_left, language))


def _span(seconds: float | None, language: str) -> str:
    if seconds is None:
        return "?"
    if seconds < 120:
        return text("sweep.seconds", language, count=round(seconds))
    if seconds < 7200:
        return text("sweep.minutes", language, count=round(seconds / 60))
    return text("sweep.hours", language, count=round(seconds / 3600, 1))


def _replay(request: SweepRequest, file: str, name: str, language: str) -> int:
    points = expand(load_sweep(file))
    engine = announced_engine(language)
    if request.replicate is None:
        result = replay_point(points, name, engine)
        emit(result.json_text(language) if request.as_json else report(result, language, terminal_width()))
        return 0
    found = replay_replicate(points, name, request.replicate, engine)
    if request.as_json:
        emit(json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n")
    else:
        emit(_replayed(found, language))
    return 0


def _replayed(found: Replayed, language: str) -> str:
    said = [text("sweep.replayed", language, point=found.point.id, replicate=found.replicate, seed=found.seed)]
    said += [f"  {path} = {value}" for path, value in sorted(found.point.changes.items())]
    if found.failure is not None:
        said.append(text("sweep.replay_failed", language, error=found.failure.error, place=found.failure.place or "-"))
        return "\n".join(said) + "\n"
    columns = [
        Column(text("sweep.column.target", language)),
        Column(text("sweep.column.reached", language), right=True),
        Column(text("sweep.column.met", language)),
    ]
    rows = [
        [
            row.target.label[language],
            f"{value:g} {row.target.unit}",
            text(f"sweep.met.{'yes' if met else 'no'}", language),
        ]
        for row, value, met in found.reached
    ]
    return "\n".join([*said, grid(columns, rows, terminal_width())]) + "\n"


def _json(store: Store, status: Status | None) -> str:
    found: dict[str, Any] = {
        "store": str(store.folder),
        "state": status.state if status else None,
        "results_version": store.manifest.content["frame"]["results_version"],
        "seed": store.manifest.content["frame"]["seed"],
        "points": len(store.manifest.points),
        "replicates": store.manifest.replicates,
        "computed": status.computed if status else None,
        "incidents": status.incidents if status else None,
    }
    if status is not None and status.state == "finished":
        verdicts = store.verdicts()
        found["failed_replicates"] = len(store.failures())
        found["withheld_points"] = int(verdicts.loc[verdicts["verdict"] == "withheld", "point"].nunique())
        found["digest"] = store.digest()
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _report(store: Store, status: Status | None, file: str, out: str, language: str) -> str:
    assert status is not None
    points, replicates = len(store.manifest.points), store.manifest.replicates
    said = [text("sweep.store", language, out=out, points=points, replicates=replicates, computed=status.computed)]
    if status.state != "finished":
        again = _command(file, "--out", out)
        said.append(text("sweep.unfinished", language, done=status.done, total=status.total, again=again))
        return "\n".join(said) + "\n"
    if status.incidents:
        said.append(text("sweep.incidents", language, count=status.incidents, log=str(Path(out) / "log")))
    said += _failures(store, file, language)
    said.append(_targets(store, language))
    said.append(text("sweep.read", language, out=out))
    return "\n".join(said) + "\n"


def _failures(store: Store, file: str, language: str) -> list[str]:
    failures, verdicts = store.failures(), store.verdicts()
    if failures.empty:
        return []
    withheld = int(verdicts.loc[verdicts["verdict"] == "withheld", "point"].nunique())
    said = [
        text("sweep.failures", language, count=len(failures), points=failures["point"].nunique(), withheld=withheld)
    ]
    for row in failures.head(MOST_FAILURES).itertuples():
        again = _command(file, *str(row.replay).split())
        said.append(text("sweep.failure", language, error=row.error, place=row.place or "-", again=again))
    return said


def _targets(store: Store, language: str) -> str:
    """Show for each target between which probabilities the points lie."""
    verdicts = store.verdicts()
    known = verdicts[verdicts["probability"].notna()]
    columns = [
        Column(text("sweep.column.scenario", language)),
        Column(text("sweep.column.target", language)),
        *(Column(text(f"sweep.column.{name}", language), right=True) for name in ("least", "median", "most")),
    ]
    rows = []
    for (scenario, target), group in known.groupby(["scenario", "target"], sort=False):
        shares = group["probability"]
        rows.append(
            [
                str(scenario),
                str(target),
                *(open_percent(float(value)) for value in (shares.min(), shares.median(), shares.max())),
            ]
        )
    return grid(columns, rows, terminal_width()) if rows else text("sweep.all_withheld", language)


def _command(file: str, *words: str) -> str:
    return shlex.join(["tuiyan", "sweep", file, *words])


class _SweepLine:
    """One line on standard error that says how far a sweep is: rewritten on a terminal, line by line elsewhere."""

    def __init__(self, language: str, shown: bool | None) -> None:
        self.language, self.terminal = language, sys.stderr.isatty()
        self.shown = self.terminal if shown is None else shown
        self.open = False
        self.last = 0.0

    def __call__(self, status: Status) -> None:
        """Say how many points are done, how fast, and how long the rest will take."""
        now = time.monotonic()
        if not self.shown or (not self.terminal and now - self.last < 5 and status.done < status.total):
            return
        self.last = now
        said = text("sweep.done", self.language, done=status.done, total=status.total, points=status.points)
        if status.points_per_second:
            said += text("sweep.comma", self.language) + _pace(status, self.language)
        print(
            f"\r\x1b[2K{said}" if self.terminal else said,
            end="" if self.terminal else "\n",
            file=sys.stderr,
            flush=True,
        )
        self.open = self.terminal

    def close(self) -> None:
        """Take the line away."""
        if self.open:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
            self.open = False
