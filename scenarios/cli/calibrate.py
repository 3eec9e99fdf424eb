"""`tuiyan calibrate`: fit the model to the county's own yearly figures, and say what was learned."""

# Annotations are evaluated by typer: no postponed annotations here.
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

_LANGUAGE = chosen_language(sys.argv[1:])
SAY_EVERY = 0.2
"""Seconds between two lines of progress."""


def _help(key: str) -> str:
    return text(key, _LANGUAGE)


def calibrate_command(
    data: Annotated[str, typer.Option("--data", metavar="FILE", help=_help("calibrate.help.data"))],
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="SCENARIO|PLAN", help=_help("calibrate.help.scenario"))
    ] = "xihua",
    posterior: Annotated[
        str | None, typer.Option("--posterior", metavar="default|prior|FILE", help=_help("posterior.help"))
    ] = None,
    draws: Annotated[str | None, typer.Option("--draws", metavar="N", help=_help("calibrate.help.draws"))] = None,
    replicates: Annotated[
        str | None, typer.Option("--replicates", metavar="N", help=_help("calibrate.help.replicates"))
    ] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help=_help("cli.help.seed"))] = None,
    threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=_help("cli.help.threads"))] = None,
    show_all: Annotated[bool, typer.Option("--all", help=_help("calibrate.help.all"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_help("cli.help.json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("cli.help.lang"))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("calibrate.help.out"))] = None,
) -> int:
    """Calibrate; exit status 0 also where data and model disagree (the warnings say so), 2 where nothing could be read."""
    from scenarios.cli.interruptible import InterruptedRun, interruptibly
    from scenarios.cli.options import one_of, whole_number
    from scenarios.cli.output import check_writable, emit, write_whole
    from scenarios.extras import require
    from scenarios.loaded import load
    from scenarios.messages import LANGUAGES
    from scenarios.schema.errors import InputError, Place

    language = one_of("--lang", lang, LANGUAGES)
    check_writable(out)
    require("analysis")
    if out is not None and Path(out).suffix.lower() != ".csv":
        raise InputError("calibrate_out_suffix", Place(out), found=Path(out).suffix or "-")
    # Looked up by name: imports run from calibration to the scenarios, never back.
    local: Any = importlib.import_module("calibration.local")
    told: Any = importlib.import_module("calibration.local.report")

    loaded = load(scenario, posterior=posterior)
    reading = local.read_sheet(Path(data), loaded.baseline.region["zh"])
    many = whole_number("--draws", draws)
    judged = whole_number("--replicates", replicates)
    judged = 500 if judged is None else judged
    if judged:
        from scenarios.run import _within
        from scenarios.schema.scenario import MAX_REPLICATES

        _within("replicates", judged, 1, MAX_REPLICATES)
    chosen = whole_number("--seed", seed)
    line = _Line(language)
    try:
        found = interruptibly(
            lambda cancelled, _keep: local.calibrate(
                loaded,
                reading.points,
                places=reading.places,
                draws=local.DRAWS if many is None else many,
                seed=loaded.scenario.seed if chosen is None else chosen,
                replicates=judged,
                threads=whole_number("--threads", threads),
                tell=line.tell,
                cancelled=cancelled,
            )
        )
    except InterruptedRun:
        line.close()
        print(text("cli.interrupted", language), file=sys.stderr, flush=True)
        os._exit(130)
    line.close()
    if out is not None:
        remaking: Any = importlib.import_module("calibration.remaking")
        write_whole(out, remaking.calibration_written(found, reading, judged))
    if as_json:
        emit(json.dumps(told.as_json(found, reading, language, out), ensure_ascii=False, indent=2) + "\n")
        return 0
    lines = list(told.report(found, reading, language, replicates=judged, show_all=show_all))
    ending = (
        text("calibrate.report.not_written", language)
        if out is None
        else text("calibrate.report.written", language, out=out, scenario=scenario)
    )
    emit("\n".join([*lines, "", ending]) + "\n")
    return 0


class _Line:
    """Progress on standard error: one line rewritten on a terminal, nothing elsewhere."""

    def __init__(self, language: str) -> None:
        self.language, self.shown, self.last = language, sys.stderr.isatty(), 0.0

    @property
    def tell(self) -> Callable[[str, int, int], None] | None:
        return self._tell if self.shown else None

    def _tell(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < SAY_EVERY and done < total:
            return
        self.last = now
        said = text(f"calibrate.progress.{stage}", self.language, done=f"{done:,}", total=f"{total:,}")
        print(f"\r\x1b[2K{said}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self.shown:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
