"""`tuiyan seek`: what it would take to bring targets to a wished probability."""

# Annotations are evaluated by typer: no postponed annotations here.
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text
from scenarios.messages.shares import open_percent

if TYPE_CHECKING:
    from scenarios.seeking import SeekAnswer, Solution
    from scenarios.seeking.seek import SeekRough

_LANGUAGE = chosen_language(sys.argv[1:])


def _help(key: str) -> str:
    return text(key, _LANGUAGE)


def seek_command(
    source: Annotated[str, typer.Argument(metavar="PLAN|SCENARIO", help=_help("seek.help.source"))],
    target: Annotated[list[str] | None, typer.Option("--target", metavar="ID", help=_help("seek.help.target"))] = None,
    probability: Annotated[
        str, typer.Option("--probability", metavar="P", help=_help("seek.help.probability"))
    ] = "0.8",
    levers: Annotated[str | None, typer.Option("--levers", metavar="A,B", help=_help("seek.help.levers"))] = None,
    budget: Annotated[str | None, typer.Option("--budget", metavar="亿元", help=_help("seek.help.budget"))] = None,
    years: Annotated[str | None, typer.Option("--years", metavar="A-B", help=_help("seek.help.years"))] = None,
    cost: Annotated[list[str] | None, typer.Option("--cost", metavar="LEVER=X", help=_help("seek.help.cost"))] = None,
    bound: Annotated[
        list[str] | None, typer.Option("--bound", metavar="LEVER=A:B", help=_help("seek.help.bound"))
    ] = None,
    replicates: Annotated[
        str | None, typer.Option("--replicates", metavar="N", help=_help("seek.help.replicates"))
    ] = None,
    confirm: Annotated[str | None, typer.Option("--confirm", metavar="N", help=_help("seek.help.confirm"))] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help=_help("cli.help.seed"))] = None,
    threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=_help("cli.help.threads"))] = None,
    posterior: Annotated[
        str | None, typer.Option("--posterior", metavar="default|prior|FILE", help=text("posterior.help", _LANGUAGE))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("cli.help.json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("cli.help.lang"))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("cli.help.out"))] = None,
) -> int:
    """Seek."""
    from scenarios.cli.analysis import answered, names, number, said_progress
    from scenarios.cli.options import one_of, whole_number
    from scenarios.loaded import load
    from scenarios.messages import LANGUAGES
    from scenarios.schema.errors import InputError
    from scenarios.seeking import SeekRequest, seek
    from scenarios.seeking.seek import CONFIRM, REPLICATES
    from scenarios.verification.analyses import seek_written

    language = one_of("--lang", lang, LANGUAGES)
    loaded = load(source, posterior=posterior)
    span = None
    if years is not None:
        found = re.fullmatch(r"\s*(\d{4})\s*[-–—~至]\s*(\d{4})\s*", years)
        if found is None:
            raise InputError("seek_years", found=years, first=loaded.span.first, last=loaded.span.last)
        span = int(found[1]), int(found[2])
    costs: dict[str, float] = {}
    for each in cost or ():
        name, sign, value = each.partition("=")
        if not sign:
            raise InputError("seek_cost", found=each)
        costs[name.strip()] = number("--cost", value) or 0.0
    bounds: dict[str, tuple[float, float]] = {}
    for each in bound or ():
        name, sign, value = each.partition("=")
        low, colon, high = value.partition(":")
        if not sign or not colon:
            raise InputError("seek_bound", found=each)
        bounds[name.strip()] = number("--bound", low) or 0.0, number("--bound", high) or 0.0
    searched, fresh = whole_number("--replicates", replicates), whole_number("--confirm", confirm)
    request = SeekRequest(
        tuple(target or ()),
        number("--probability", probability) or 0.0,
        names(levers),
        number("--budget", budget),
        span,
        REPLICATES if searched is None else searched,
        CONFIRM if fresh is None else fresh,
        whole_number("--seed", seed),
        costs,
        bounds,
    )
    tell = said_progress(language, lambda count: text("seek.trying", language, count=count))
    best: list[float] = []

    def rough(found: "SeekRough") -> None:
        """Say on a terminal each time that a cheaper way is found, none of it confirmed yet."""
        if tell is not None and found.best is not None and (not best or found.best.cost < best[-1]):
            best.append(found.best.cost)
            share = open_percent(found.best.probability)
            said = text("seek.rough", language, cost=f"{found.best.cost:.3g}", share=share)
            print(f"\r\x1b[2K{said}", file=sys.stderr, flush=True)

    return answered(
        lambda cancelled: seek(
            loaded,
            request,
            threads=whole_number("--threads", threads),
            cancel=cancelled,
            tell=tell,
            partial=rough if tell is not None else None,
        ),
        lambda answer: "\n".join(report(answer, language)),
        lambda answer: answer.to_json(language),
        language,
        as_json=as_json,
        out=out,
        file=lambda answer, form: seek_written(answer, request, form, language),
    )


def report(answer: "SeekAnswer", language: str) -> Iterator[str]:
    """Tell an answer to a person."""
    from scenarios.cli.analysis import targets_of
    from scenarios.cli.wording import amount, chance
    from scenarios.validation import standing_of

    whole = text("seek.whole_plan", language, count=len(answer.rows))
    labels = [row.target.label[language] for row in answer.rows]
    targets = targets_of(labels, whole, language)
    before = chance(answer.before, language)
    yield text("seek.heading", language, targets=targets, wish=f"{answer.wish:.0%}", before=before)
    yield text(
        "seek.run",
        language,
        first=answer.years[0],
        last=answer.years[1],
        replicates=answer.replicates,
        trials=answer.trials,
        confirm=answer.confirmed_on,
        seed=answer.seed,
        version=answer.results_version,
    )
    yield standing_of(answer.scenario).line(language)
    yield ""
    yield _status(answer, language)
    if answer.solution is not None:
        yield from _solution(answer, answer.solution, language)
        if answer.status == "over_budget" and answer.within_budget is not None:
            best = answer.within_budget
            moved = "; ".join(_moved(answer, best.changes, language)) or "-"
            share, cost = chance(best.proportion, language), amount(best.cost)
            yield text("seek.within_budget", language, moved=moved, chance=share, cost=cost)
        yield ""
        yield from _ranking(answer, language)
    if answer.alternatives:
        yield ""
        yield text("seek.alternatives", language)
        for each in answer.alternatives:
            yield from _solution(answer, each, language)
    if answer.impossible is not None:
        yield from _why(answer, language)
    if answer.assumed_costs:
        known = _labels(answer, language)
        listed = text("discover.and_targets", language).join(known[name] for name in answer.assumed_costs)
        yield text("seek.assumed", language, names=listed)
    yield from _curve(answer, language)


def _status(answer: "SeekAnswer", language: str) -> str:
    """Say in one sentence what came out."""
    from scenarios.cli.wording import amount, chance

    if answer.status == "over_budget" and answer.solution is None:
        return text("seek.status.no_budget", language)
    return text(
        f"seek.status.{answer.status}",
        language,
        **({"budget": amount(answer.budget or 0.0)} if answer.status == "over_budget" else {}),
        **({"cost": amount(answer.solution.cost)} if answer.status == "over_budget" and answer.solution else {}),
        **({"chance": chance(answer.impossible.best.proportion, language)} if answer.impossible else {}),
    )


def summary(answer: "SeekAnswer", language: str) -> Iterator[str]:
    """Say what came out in sentences, without the tables."""
    from scenarios.cli.analysis import targets_of
    from scenarios.cli.wording import amount, chance

    whole = text("seek.whole_plan", language, count=len(answer.rows))
    targets = targets_of([row.target.label[language] for row in answer.rows], whole, language)
    before = chance(answer.before, language)
    yield text("seek.heading", language, targets=targets, wish=f"{answer.wish:.0%}", before=before)
    yield _status(answer, language)
    ways = [each for each in (answer.solution, answer.impossible.best if answer.impossible else None) if each]
    for way in ways:
        yield "; ".join(_moved(answer, way.changes, language))
    if answer.status == "over_budget" and answer.within_budget is not None:
        best = answer.within_budget
        moved = "; ".join(_moved(answer, best.changes, language)) or "-"
        share, cost = chance(best.proportion, language), amount(best.cost)
        yield text("seek.within_budget", language, moved=moved, chance=share, cost=cost)
    if answer.solution is not None:
        yield from _ranking(answer, language)
    limit = answer.impossible
    if limit is not None:
        labels = {row.target.id: row.target.label[language] for row in answer.rows}
        if limit.short_of and len(answer.rows) > 1:
            listed = text("discover.and_targets", language).join(labels[name] for name in limit.short_of)
            yield text("seek.short", language, count=len(limit.short_of), names=listed)
        if not any(each.gain > 2 * each.error and each.gain > 0 for each in limit.limits):
            yield text("seek.no_limit", language)
    if answer.assumed_costs:
        known = _labels(answer, language)
        names = text("discover.and_targets", language).join(known[name] for name in answer.assumed_costs)
        yield text("seek.assumed", language, names=names)


def _labels(answer: "SeekAnswer", language: str) -> dict[str, str]:
    return {each.name: each.label.en if language == "en" else each.label.zh for each in answer.levers}


def _moved(answer: "SeekAnswer", changes: tuple[tuple[str, float], ...], language: str) -> list[str]:
    known, units = _labels(answer, language), {each.name: each.unit for each in answer.levers}
    return [f"{known[name]} {value:+g} {'' if units[name] == '1' else units[name]}".rstrip() for name, value in changes]


def _solution(answer: "SeekAnswer", found: "Solution", language: str) -> Iterator[str]:
    from scenarios.cli.wording import amount, chance

    for line in _moved(answer, found.changes, language):
        yield f"  {line}"
    low, high = (found.range.low, found.range.high) if found.range else (found.cost, found.cost)
    shown = chance(found.proportion, language)
    cost = {"cost": amount(found.cost), "low": amount(low), "high": amount(high)}
    yield "  → " + text("seek.with_cost", language, chance=shown, **cost)


def _ranking(answer: "SeekAnswer", language: str) -> Iterator[str]:
    survives = answer.ranking_survives
    if survives is None or answer.solution is None or answer.solution.range is None:
        yield text("seek.only_one", language)
        return
    share = f"{answer.solution.range.cheapest_share:.0%}"
    yield text("seek.cheapest" if survives else "seek.not_cheapest", language, share=share)


def _why(answer: "SeekAnswer", language: str) -> Iterator[str]:
    from scenarios.cli.tables import Column, grid, terminal_width

    limit = answer.impossible
    assert limit is not None
    yield from _solution(answer, limit.best, language)
    labels = {row.target.id: row.target.label[language] for row in answer.rows}
    if limit.short_of and len(answer.rows) > 1:
        listed = text("discover.and_targets", language).join(labels[name] for name in limit.short_of)
        yield text("seek.short", language, count=len(limit.short_of), names=listed)
    moved = [each for each in limit.limits if each.gain > 2 * each.error and each.gain > 0]
    if not moved:
        yield text("seek.no_limit", language)
        return
    yield text("seek.limits", language)
    known = _labels(answer, language)
    rows = [
        [
            text("seek.all_years", language)
            if each.name == "years"
            else text("seek.beyond", language, name=known[each.name]),
            open_percent(each.probability),
            f"{each.gain:+.2f} ± {each.error:.2f}",
        ]
        for each in moved
    ]
    heads = [
        Column(text(f"seek.column.{name}", language), right=name != "limit") for name in ("limit", "chance", "gain")
    ]
    yield grid(heads, rows, terminal_width())


def _curve(answer: "SeekAnswer", language: str) -> Iterator[str]:
    from scenarios.cli.tables import Column, grid, terminal_width
    from scenarios.cli.wording import amount, chance

    if len(answer.curve) < 2:
        return
    yield ""
    yield text("seek.curve", language)
    rows = [
        [
            amount(point.cost),
            chance(point.proportion, language),
            "; ".join(_moved(answer, point.changes, language)) or "-",
        ]
        for point in answer.curve
    ]
    heads = [
        Column(text(f"seek.column.{name}", language), right=name != "levers") for name in ("cost", "chance", "levers")
    ]
    yield grid(heads, rows, terminal_width())
