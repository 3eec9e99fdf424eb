"""`tuiyan report`: an annex to a draft, as DOCX, HTML, XLSX or PDF, in which every number can be checked."""

# Annotations are evaluated by typer: no postponed annotations here.
import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

if TYPE_CHECKING:
    import datetime

    from annex.document import Annex

_LANGUAGE = chosen_language(sys.argv[1:])


def _help(key: str) -> str:
    return text(f"annex.help.{key}", _LANGUAGE)


def annex_command(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO|PLAN", help=_help("scenario"))],
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("out"))] = None,
    sections: Annotated[str | None, typer.Option("--sections", metavar="A,B", help=_help("sections"))] = None,
    targets: Annotated[str | None, typer.Option("--targets", metavar="ID,ID", help=_help("targets"))] = None,
    charts: Annotated[str | None, typer.Option("--charts", metavar="A,B", help=_help("charts"))] = None,
    seek: Annotated[str | None, typer.Option("--seek", metavar="ID,ID|none", help=_help("seek"))] = None,
    wish: Annotated[str | None, typer.Option("--probability", metavar="P", help=_help("wish"))] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help=_help("title"))] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="TEXT", help=_help("unit"))] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help=_help("date"))] = None,
    fonts: Annotated[str, typer.Option("--fonts", metavar="office|windows", help=_help("fonts"))] = "office",
    replicates: Annotated[str | None, typer.Option("--replicates", metavar="N", help=_help("replicates"))] = None,
    binding: Annotated[str | None, typer.Option("--binding", metavar="N", help=_help("binding"))] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help=_help("seed"))] = None,
    threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=_help("threads"))] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="YEAR", help=_help("as_of"))] = None,
    ledger: Annotated[str | None, typer.Option("--ledger", metavar="FILE", help=_help("ledger"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("lang"))] = _LANGUAGE,
    progress: Annotated[bool | None, typer.Option("--progress/--no-progress", help=_help("progress"))] = None,
) -> int:
    """Build the annex and write it; with --json print everything that it says as data."""
    from scenarios.cli.analysis import names, number
    from scenarios.cli.interruptible import InterruptedRun, interruptibly
    from scenarios.cli.options import one_of, whole_number
    from scenarios.cli.output import check_writable, emit, write_whole
    from scenarios.extras import require
    from scenarios.loaded import load
    from scenarios.messages import LANGUAGES
    from scenarios.schema.errors import InputError

    language = one_of("--lang", lang, LANGUAGES)
    if out is None and not as_json:
        raise InputError("annex_no_out")
    require("annex")
    from annex.building import build_annex
    from annex.formats import check_format, format_of, rendered
    from annex.materials import AnnexCancelledError
    from annex.request import DEFAULT_CHARTS, SECTIONS, AnnexRequest, checked

    form = None if out is None else format_of(out)
    if form is not None:
        check_format(form)
    check_writable(out)
    loaded = load(scenario, as_of=whole_number("--as-of", as_of), ledger=ledger)
    known = AnnexRequest(loaded)
    asked = checked(
        AnnexRequest(
            loaded,
            names(sections) or SECTIONS,  # type: ignore[arg-type]
            names(targets),
            names(charts) if charts is not None else DEFAULT_CHARTS,  # type: ignore[arg-type]
            None if seek is None else () if seek.strip() == "none" else names(seek),
            known.wish if wish is None else number("--probability", wish) or 0.0,
            title,
            unit,
            _date(date),
            language,
            _or(whole_number("--seed", seed), loaded.scenario.seed),
            _or(whole_number("--replicates", replicates), known.replicates),
            _or(whole_number("--binding", binding), known.binding_replicates),
            fonts,  # type: ignore[arg-type]
        )
    )
    workers = whole_number("--threads", threads)
    shown = sys.stderr.isatty() if progress is None else progress

    def tell(part: str, done: int, total: int) -> None:
        if shown:
            said = text(f"annex.progress.{part}", language, done=done, total=total)
            print(f"\r\x1b[2K{said}", end="\n" if done >= total else "", file=sys.stderr, flush=True)

    def work(cancelled: Callable[[], bool], keep: Callable[[None], None]) -> "tuple[Annex, bytes | None]":
        made = build_annex(asked, tell, cancelled, threads=workers)

        def told(done: int, total: int) -> None:
            if cancelled():
                raise AnnexCancelledError
            tell("files", done, total)

        return made, None if form is None else rendered(made, form, told)

    try:
        made, content = interruptibly(work)
    except (InterruptedRun, AnnexCancelledError):
        print(text("annex.said.stopped", language), file=sys.stderr, flush=True)
        os._exit(130)
    if out is not None and content is not None:
        write_whole(out, content)
    if as_json:
        emit(json.dumps(as_data(made), ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    else:
        emit(_written(made, str(out), language) + "\n")
    return 0


def as_data(made: "Annex") -> dict[str, object]:
    """Give an annex as plain data: what was asked, everything it speaks of, and what it shows of that, in its order."""
    return {
        "request": dict(made.request),
        "results": dict(made.results),
        "numbers": [{"reference": reference, "text": words} for reference, words in made.shown()],
    }


def _written(made: "Annex", out: str, language: str) -> str:
    from annex.document import Figure, Number, Table

    blocks = [block for section in made.sections for block in section.blocks]
    numbers = sum(isinstance(inline, Number) for words in made.runs() for inline in words)
    return text(
        "annex.said.written",
        language,
        file=out,
        sections=len(made.sections),
        tables=sum(isinstance(block, Table) for block in blocks),
        figures=sum(isinstance(block, Figure) for block in blocks),
        numbers=numbers,
    )


def _or(found: int | None, default: int) -> int:
    return default if found is None else found


def _date(written: str | None) -> "datetime.date | None":
    import datetime

    from scenarios.schema.errors import InputError

    if written is None:
        return None
    try:
        return datetime.date.fromisoformat(written.strip())
    except ValueError:
        raise InputError("annex_date", found=written) from None
