"""`tuiyan discover`: under which conditions targets fail."""

# Annotations are evaluated by typer: no postponed annotations here.
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

if TYPE_CHECKING:
    from scenarios.discovery import DiscoverAnswer

_LANGUAGE = chosen_language(sys.argv[1:])


def _help(key: str) -> str:
    return text(key, _LANGUAGE)


def discover_command(
    source: Annotated[str, typer.Argument(metavar="PLAN|SCENARIO|SWEEP_DIR", help=_help("discover.help.source"))],
    target: Annotated[
        list[str] | None, typer.Option("--target", metavar="ID", help=_help("discover.help.target"))
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="fails|holds", help=_help("discover.help.outcome"))
    ] = None,
    replicates: Annotated[
        str | None, typer.Option("--replicates", metavar="N", help=_help("discover.help.replicates"))
    ] = None,
    threshold: Annotated[str, typer.Option("--threshold", metavar="P", help=_help("discover.help.threshold"))] = "0.5",
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help=_help("cli.help.seed"))] = None,
    threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=_help("cli.help.threads"))] = None,
    posterior: Annotated[
        str | None, typer.Option("--posterior", metavar="default|prior|FILE", help=text("posterior.help", _LANGUAGE))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("cli.help.json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("cli.help.lang"))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("cli.help.out"))] = None,
) -> int:
    """Discover."""
    from scenarios.cli.analysis import answered, number
    from scenarios.cli.options import one_of, whole_number
    from scenarios.discovery import DiscoverRequest, discover
    from scenarios.discovery.discover import OUTCOMES, REPLICATES
    from scenarios.extras import require
    from scenarios.loaded import load
    from scenarios.messages import LANGUAGES
    from scenarios.verification.analyses import discover_written

    language = one_of("--lang", lang, LANGUAGES)
    wanted = one_of("--outcome", outcome, OUTCOMES) if outcome is not None else None
    count = whole_number("--replicates", replicates)
    request = DiscoverRequest(
        tuple(target or ()),
        next((each for each in OUTCOMES if each == wanted), None),
        REPLICATES if count is None else count,
        number("--threshold", threshold) or 0.0,
        whole_number("--seed", seed),
    )
    require("analysis")
    asked = Path(source) if Path(source).is_dir() else load(source, posterior=posterior)
    return answered(
        lambda cancelled: discover(asked, request, threads=whole_number("--threads", threads), cancel=cancelled),
        lambda answer: "\n".join(report(answer, language)),
        lambda answer: answer.to_json(language),
        language,
        as_json=as_json,
        out=out,
        file=lambda answer, form: discover_written(answer, asked, request, form, language),
    )


def report(answer: "DiscoverAnswer", language: str) -> Iterator[str]:
    """Tell an answer to a person."""
    from scenarios.cli.tables import Column, grid, terminal_width
    from scenarios.discovery.words import condition

    yield answer.sentence(language)
    if answer.box is None:
        return
    yield ""
    yield text("discover.table", language)
    rows = [[condition(answer, edge, language), f"{edge.quasi_p:.2g}"] for edge in answer.box.edges]
    columns = [
        Column(text(f"discover.column.{name}", language), right=name != "condition")
        for name in ("condition", "quasi_p")
    ]
    yield grid(columns, rows, terminal_width())
    yield text("discover.note", language)
    yield text("validation.line.see_run", language)
