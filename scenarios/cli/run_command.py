"""`tuiyan run`: answer a scenario, with progress, and with what was finished where the user stops it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios.cli.interruptible import InterruptedRun, interruptibly
from scenarios.cli.options import chosen_readings
from scenarios.cli.output import check_writable, emit
from scenarios.cli.progress import ProgressLine
from scenarios.cli.report import report
from scenarios.cli.tables import make_ready, terminal_width
from scenarios.engine import Engine, compiled_engine, compiles_first
from scenarios.extras import require
from scenarios.loaded import LoadedScenario, load
from scenarios.messages import text
from scenarios.run import CancelledError, Progress, RunResult, run
from scenarios.verdicts.samples import EnsembleLike

if TYPE_CHECKING:
    from scenarios.ledger import Ledger


@dataclass(frozen=True)
class RunRequest:
    """What the user asked for; None where they did not say."""

    name: str
    replicates: int | None = None
    seed: int | None = None
    threads: int | None = None
    as_of: int | None = None
    rulebook: str | None = None
    counting: str | None = None
    readings: tuple[str, ...] = ()
    suppose: tuple[str, ...] = ()
    chunk: int | None = None
    until_decided: bool | None = None
    as_json: bool = False
    detail: bool = False
    out: str | None = None
    progress: bool | None = None
    charts: str | None = None
    ledger: str | None = None
    posterior: str | None = None


def run_command(request: RunRequest, language: str, engine: Engine | None = None) -> int:
    """Answer, print, and give the exit status; raises InputError."""
    check_writable(request.out)
    if request.charts is not None:
        prepare_charts(request.charts)
    loaded = load(
        request.name,
        as_of=request.as_of,
        rulebook=request.rulebook,
        counting=request.counting,
        readings=chosen_readings(request.readings),
        suppose=request.suppose or None,
        ledger=read_ledger_for_run(request, language),
        posterior=request.posterior,
    )
    if loaded.ledger is not None:
        tell_clashes(loaded, language)
    line = ProgressLine(language, request.progress)
    if not request.as_json:
        make_ready()

    def work(cancelled: Callable[[], bool], keep: Callable[[Progress], None]) -> RunResult:
        def on_progress(progress: Progress) -> None:
            keep(progress)
            line(progress)

        return run(
            loaded,
            request.replicates,
            request.seed,
            request.threads,
            on_progress,
            cancelled,
            chunk=request.chunk,
            until_decided=request.until_decided,
            engine=engine or announced_engine(language),
        )

    try:
        result = interruptibly(work)
    except InterruptedRun as stopped:
        line.close()
        last = stopped.last
        _stop(last.partial() if isinstance(last, Progress) else None, request, language)
    except CancelledError:
        raise KeyboardInterrupt from None
    finally:
        line.close()
    emit(_shown(result, request, language, terminal_width()), request.out, _written(result, request, language))
    if request.charts is not None:
        _write_charts(result, request.charts, language, request.progress)
    return 0


def read_ledger_for_run(request: RunRequest, language: str) -> Ledger | None:
    """Read the planner's ledger and say on standard error how much of it was doubtful; raises InputError."""
    if request.ledger is None:
        return None
    from scenarios.ledger import read_ledger

    reading = read_ledger(request.ledger)
    errors, doubts, notes = (reading.total(grade) for grade in ("error", "doubt", "note"))
    said = text("ledger.report.counts", language, errors=errors, doubts=doubts, notes=notes)
    print(text("run.ledger_read", language, count=len(reading.ledger), said=said, file=request.ledger), file=sys.stderr)
    return reading.ledger


def tell_clashes(loaded: LoadedScenario, language: str) -> None:
    """Say on standard error where the ledger contradicts the baseline: the ledger wins, and the clash is shown."""
    from scenarios.ledger.clashes import clashes

    assert loaded.ledger is not None
    for clash in clashes(loaded.ledger, loaded.baseline):
        print(clash.line(language, contents=True), file=sys.stderr)


def prepare_charts(folder: str) -> None:
    """See, before anything is computed, that charts can be drawn and put there; raises InputError."""
    require("explorer")
    from charts.export.folder import prepare

    prepare(folder)


def _write_charts(result: RunResult, folder: str, language: str, progress: bool | None) -> None:
    """Write every figure of a result with today's date under it, and say on standard error where."""
    import datetime

    from charts.export.folder import INDEX, write_figures
    from charts.figures import figures

    shown = progress if progress is not None else sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if shown:
            line = text("run.charts_progress", language, done=done, total=total)
            print(f"\r{line}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    found = figures(result, language, datetime.date.today())
    files = write_figures(found, folder, progress=tell)
    index = os.path.join(folder, INDEX)
    print(text("run.charts_written", language, files=len(files), index=index), file=sys.stderr)


def announced_engine(language: str) -> Engine:
    """Give the model's engine, which says on standard error when it is about to be compiled."""

    def simulate(scenario: LoadedScenario, **options: Any) -> EnsembleLike:
        if not ready:
            if compiles_first():
                print(text("run.compiles_once", language), file=sys.stderr, flush=True)
            ready.append(compiled_engine())
        return ready[0](scenario, **options)

    ready: list[Engine] = []
    return simulate


def _shown(result: RunResult, request: RunRequest, language: str, width: int) -> str:
    return result.json_text(language, detail=request.detail) if request.as_json else report(result, language, width)


def _written(result: RunResult, request: RunRequest, language: str) -> bytes | None:
    """Give the content of --out with its stamp: the answer as JSON, the table of targets, or the report, by the file's ending."""
    if request.out is None:
        return None
    from scenarios.verification.runs import FORMS, written

    form = os.path.splitext(request.out)[1].lower().lstrip(".")
    if request.as_json:
        form = "json"
    return written(result, form if form in FORMS else "txt", language, detail=request.detail)


def _stop(partial: RunResult | None, request: RunRequest, language: str) -> None:
    """Print what was finished, say what was kept, and leave at once, not waiting for compiled code in the thread."""
    if partial is not None:
        sys.stdout.write(_shown(partial, request, language, terminal_width()))
        said = text("run.stopped", language, replicates=partial.replicates, seed=partial.seed)
    else:
        said = text("run.stopped_nothing", language)
    if request.out is not None:
        said += text("run.stopped_out", language, out=request.out)
    print(said, file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(130)
