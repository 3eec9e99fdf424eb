"""`tuiyan answers`: of every target, when, what binds, what is reachable, and where the spread comes from."""

# Annotations are evaluated by typer: no postponed annotations here.
import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

_LANGUAGE = chosen_language(sys.argv[1:])


def _help(key: str) -> str:
    return text(f"answers.help.{key}", _LANGUAGE)


def answers_command(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO|PLAN", help=_help("scenario"))],
    target: Annotated[list[str] | None, typer.Option("--target", metavar="ID", help=_help("target"))] = None,
    replicates: Annotated[str | None, typer.Option("--replicates", metavar="N", help=_help("replicates"))] = None,
    binding: Annotated[str | None, typer.Option("--binding", metavar="N", help=_help("binding"))] = None,
    wish: Annotated[str, typer.Option("--probability", metavar="P", help=_help("wish"))] = "0.8",
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help=_help("seed"))] = None,
    threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=_help("threads"))] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="YEAR", help=_help("as_of"))] = None,
    posterior: Annotated[
        str | None, typer.Option("--posterior", metavar="default|prior|FILE", help=text("posterior.help", _LANGUAGE))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("lang"))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("out"))] = None,
    progress: Annotated[bool | None, typer.Option("--progress/--no-progress", help=_help("progress"))] = None,
) -> int:
    """Answer and print; with --out also the answers as text or JSON, or the revised table of targets as CSV or XLSX."""
    from scenarios.answers.as_json import json_text
    from scenarios.answers.asking import Answers, answers
    from scenarios.answers.binding import REPLICATES
    from scenarios.cli.analysis import number
    from scenarios.cli.answers_report import report
    from scenarios.cli.interruptible import InterruptedRun, interruptibly
    from scenarios.cli.options import one_of, whole_number
    from scenarios.cli.output import check_writable, emit, write_whole
    from scenarios.loaded import load
    from scenarios.messages import LANGUAGES

    language = one_of("--lang", lang, LANGUAGES)
    check_writable(out)
    numbers = [whole_number(f"--{name}", given) for name, given in (("replicates", replicates), ("seed", seed))]
    few, workers = whole_number("--binding", binding), whole_number("--threads", threads)
    loaded = load(scenario, as_of=whole_number("--as-of", as_of), posterior=posterior)
    wished = number("--probability", wish) or 0.0
    shown = sys.stderr.isatty() if progress is None else progress

    def work(cancelled: Callable[[], bool], keep: Callable[[None], None]) -> object:
        def tell(part: str, done: int, total: int) -> None:
            if shown:
                said = text(f"answers.progress.{part}", language, done=done, total=total)
                print(f"\r\x1b[2K{said}", end="\n" if done == total else "", file=sys.stderr, flush=True)

        def rough(found: Answers) -> None:
            if shown and found.whole is not None and found.whole.met:
                low, middle, high = (f"{found.whole.met[name]:.0f}" for name in ("p05", "p50", "p95"))
                bottleneck = found.whole.binding.bottleneck if found.whole.binding else None
                link = bottleneck.link.label[language] if bottleneck else text("answers.rough_none", language)
                said = text("answers.rough", language, low=low, middle=middle, high=high, link=link)
                print(f"\r\x1b[2K{said}", file=sys.stderr, flush=True)

        return answers(
            loaded,
            target or None,
            *numbers,
            binding_replicates=REPLICATES if few is None else few,
            wish=wished,
            threads=workers,
            progress=tell,
            cancel=cancelled,
            partial=rough if shown else None,
        )

    try:
        found = interruptibly(work)
    except InterruptedRun:
        print(text("answers.stopped_early", language), file=sys.stderr, flush=True)
        os._exit(130)
    assert isinstance(found, Answers)
    said = json_text(found, language) if as_json else report(found, language)
    ending = os.path.splitext(out or "")[1].lower()
    emit(said)
    if out is not None:
        from scenarios.answers.files import FORMS, written

        form = "json" if as_json and ending not in (".csv", ".xlsx") else ending.lstrip(".")
        content = written(
            found,
            form if form in FORMS else "txt",
            language,
            targets=target or None,
            binding=REPLICATES if few is None else few,
            wish=wished,
        )
        write_whole(out, content)
    return 0
