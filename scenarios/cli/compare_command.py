"""`tuiyan compare A B`: what differs in the inputs, what that changes in each target, and through what."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.cli.interruptible import InterruptedRun, interruptibly
from scenarios.cli.output import check_writable, emit
from scenarios.cli.progress import ProgressLine
from scenarios.cli.run_command import announced_engine
from scenarios.cli.tables import Column, grid, terminal_width
from scenarios.cli.wording import chance
from scenarios.compare.comparing import Comparison, TargetDifference, compare
from scenarios.compare.contributions import Contributions, contributions
from scenarios.compare.mechanism import OTHER, links
from scenarios.compare.pairs import Difference
from scenarios.engine import Engine
from scenarios.loaded import load
from scenarios.messages import text
from scenarios.run import Progress, RunResult
from scenarios.validation import standing_of

MOST_LINES, MOST_OUTCOMES = 12, 6
"""Lines that one input's differences, and one link's outcomes, may take; the JSON has all."""


@dataclass(frozen=True)
class CompareRequest:
    """What the user asked for; None where they did not say."""

    first: str
    second: str
    replicates: int | None = None
    seed: int | None = None
    threads: int | None = None
    as_json: bool = False
    out: str | None = None
    posterior: str | None = None
    contributions: bool = False


def compare_command(request: CompareRequest, language: str, engine: Engine | None = None) -> int:
    """Compare, print, and give the exit status; raises InputError."""
    check_writable(request.out)
    first, second = (load(name, posterior=request.posterior) for name in (request.first, request.second))
    line = ProgressLine(language)

    def work(cancelled: Callable[[], bool], keep: Callable[[None], None]) -> tuple[Comparison, Contributions | None]:
        def on_progress(done: int, total: int) -> None:
            line(Progress(done, total, _nothing))

        compared = compare(
            first,
            second,
            request.replicates,
            request.seed,
            request.threads,
            on_progress,
            cancelled,
            engine=engine or announced_engine(language),
        )
        shared = None
        if request.contributions:
            shared = contributions(
                first,
                second,
                request.replicates,
                request.seed,
                request.threads,
                on_progress,
                cancelled,
                engine=engine or announced_engine(language),
            )
        return compared, shared

    from scenarios.verification.analyses import compare_data, compare_written, form_of

    try:
        found, shared = interruptibly(work)
    except InterruptedRun:
        line.close()
        print(text("cli.interrupted", language), file=sys.stderr, flush=True)
        os._exit(130)
    finally:
        line.close()
    as_json = json.dumps(compare_data(found, shared), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    lines = list(report(found, language, terminal_width()))
    if shared is not None:
        lines += contribution_lines(shared, language, terminal_width())
    said = as_json if request.as_json else "\n".join(lines) + "\n"
    written = None
    if request.out is not None:
        written = compare_written(found, shared, form_of(request.out, as_json=request.as_json), language)
    emit(said, request.out, written)
    return 0


def _nothing() -> RunResult:  # a comparison that is stopped has nothing to show
    raise AssertionError


def report(found: Comparison, language: str, width: int) -> Iterator[str]:
    """Tell a comparison to a person."""
    names = {"first": Path(found.first.name).stem, "second": Path(found.second.name).stem}
    yield text("compare.heading", language, **names)
    yield text(
        "compare.run",
        language,
        replicates=found.replicates,
        seed=found.seed,
        version=found.results_version,
        pairs=found.pairs,
    )
    yield standing_of(found.second).line(language)
    yield ""
    yield text("compare.inputs" if found.inputs else "compare.no_inputs", language, count=len(found.inputs))
    for each in found.inputs:
        lines = each.lines()
        yield from (f"  {line}" for line in lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            yield text("compare.more", language, count=len(lines) - MOST_LINES, name=each.name)
    if found.withheld:
        yield text("compare.withheld", language)
        return
    if not found.targets:
        yield text("compare.no_targets", language)
    else:
        yield ""
        yield text("compare.targets", language, **names)
        yield _targets(found, language, width)
        yield from _alone(found, language, width)
        yield from _accounts(found, language)
    yield from _moved(found, language)


def _targets(found: Comparison, language: str, width: int) -> str:
    columns = [
        Column(text("compare.column.target", language)),
        *(
            Column(text(f"compare.column.{name}", language), right=True)
            for name in ("first", "second", "chance", "reached")
        ),
    ]
    rows = [
        [
            each.row.target.label[language],
            chance(each.first, language),
            chance(each.second, language),
            f"{each.chance.mean * 100:+.1f} ± {each.chance.standard_error * 100:.1f}",
            f"{_signed(each.reached)} {each.row.target.unit}",
        ]
        for each in found.targets
    ]
    return grid(columns, rows, width)


def _alone(found: Comparison, language: str, width: int) -> Iterator[str]:
    """Show what each input changes when it is applied alone, for the targets that moved."""
    shown = [each for each in found.targets if each.alone and each.reached.moved]
    if not shown:
        return
    names = [name for name, _ in shown[0].alone]
    yield ""
    yield text("compare.alone", language)
    columns = [
        Column(text("compare.column.target", language)),
        *(Column(name, right=True) for name in names),
        Column(text("compare.column.interplay", language), right=True),
        Column(text("compare.column.together", language), right=True),
    ]
    rows = [
        [
            each.row.target.label[language],
            *(_signed(part) for _, part in each.alone),
            f"{each.interplay:+.2f}" if each.interplay is not None else "",
            _signed(each.reached),
        ]
        for each in shown
    ]
    yield grid(columns, rows, width)


def contribution_lines(found: Contributions, language: str, width: int) -> Iterator[str]:
    """Show what each input contributes to each change; the parts add up to the whole."""
    if found.withheld or not found.inputs:
        return
    yield ""
    how = text("compare.every_order" if found.every_order else "compare.some_orders", language, orders=found.orders)
    yield text("compare.contributions", language, how=how)
    columns = [
        Column(text("compare.column.target", language)),
        *(Column(name, right=True) for name in found.inputs),
        Column(text("compare.column.together", language), right=True),
    ]
    moved = [each for each in found.targets if each.reached.moved or each.chance.moved]
    rows = []
    for each in moved:
        label, unit = each.row.target.label[language], each.row.target.unit or ""
        rows.append([f"{label} ({unit})", *(_signed(part.reached) for part in each.parts), _signed(each.reached)])
        chances = [*(part.chance for part in each.parts), each.chance]
        rows.append([text("compare.in_points", language), *(_points(chance) for chance in chances)])
    yield grid(columns, rows, width) if rows else text("compare.nothing_moved", language)


def _points(chance: Difference) -> str:
    return f"{chance.mean * 100:+.1f} ± {chance.standard_error * 100:.1f}"


def _accounts(found: Comparison, language: str) -> Iterator[str]:
    shown = [each for each in found.targets if each.account is not None and each.reached.moved]
    if shown:
        yield ""
        yield text("compare.accounts", language)
        for each in shown:
            yield _account(each, language)


def _account(each: TargetDifference, language: str) -> str:
    told = each.account
    assert told is not None
    said = text(
        "compare.account",
        language,
        target=each.row.target.label[language],
        all=_signed(each.reached),
        additions=_signed(told.additions),
        losses=_signed(Difference(-told.losses.mean, told.losses.standard_error, told.losses.pairs)),
    )
    if told.start.mean:
        said += text("compare.account_start", language, start=_signed(told.start))
    if abs(told.rest) > 1e-9:
        said += text("compare.account_rest", language, rest=f"{told.rest:+.2f}")
    return said


def _moved(found: Comparison, language: str) -> Iterator[str]:
    yield ""
    if not found.moved:
        yield text("compare.nothing_moved", language)
        return
    yield text("compare.moved", language)
    for link in dict.fromkeys(moved.link for moved in found.moved):
        mine = [moved for moved in found.moved if moved.link == link]
        label = text("compare.other_link", language) if link == OTHER else links()[link][0][language]
        yield f"  {label}"
        mine.sort(key=lambda moved: ":" in moved.outcome)  # the region before its parts; the order within stays
        for moved in mine[:MOST_OUTCOMES]:
            name, unit = _named(moved.outcome, language)
            when = text("compare.summed" if moved.summed else "compare.at_end", language)
            yield f"    {name} ({when}): {_signed(moved.difference)} {unit}".rstrip()
        if len(mine) > MOST_OUTCOMES:
            yield "  " + text("compare.more", language, count=len(mine) - MOST_OUTCOMES, name=label)
    yield text("compare.not_reported", language)


def _named(outcome: str, language: str) -> tuple[str, str]:
    """Give the label and unit of an outcome; its own name where the model has no such outcome."""
    from model.outcomes import OutcomeError, outcome_of

    try:
        entry = outcome_of(outcome)
    except OutcomeError:
        return outcome, ""
    return entry.label.zh if language == "zh" else entry.label.en, entry.unit


def _signed(difference: Difference) -> str:
    if difference.standard_error == 0 and difference.mean == 0:
        return "0"
    digits = 0 if difference.standard_error >= 10 else 1 if difference.standard_error >= 1 else 2
    return f"{difference.mean:+,.{digits}f} ± {difference.standard_error:,.{digits}f}"
