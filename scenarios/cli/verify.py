"""`tuiyan verify`: is this file what the model says? Number by number."""

# Annotations are evaluated by typer: no postponed annotations here.
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

if TYPE_CHECKING:
    from scenarios.verification.verify import Verification

_LANGUAGE = chosen_language(sys.argv[1:])
SHOWN = 20
"""Findings that the report shows; the JSON has more, and the counts are of all."""


def _help(key: str) -> str:
    return text(key, _LANGUAGE)


def verify_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_help("verify.help.file"))],
    ledger: Annotated[str | None, typer.Option("--ledger", metavar="FILE", help=_help("verify.help.ledger"))] = None,
    posterior: Annotated[
        str | None, typer.Option("--posterior", metavar="FILE", help=_help("verify.help.posterior"))
    ] = None,
    points: Annotated[str | None, typer.Option("--points", metavar="N", help=_help("verify.help.points"))] = None,
    threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=_help("cli.help.threads"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("cli.help.json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("cli.help.lang"))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("cli.help.out"))] = None,
) -> int:
    """Verify an export, or the folder of a sweep; the exit status says what came out (`STATUS`)."""
    from scenarios.cli.options import one_of, whole_number
    from scenarios.cli.output import check_writable, emit
    from scenarios.messages import LANGUAGES
    from scenarios.verification.words import STATUS, as_data, report

    language = one_of("--lang", lang, LANGUAGES)
    check_writable(out)
    found = checked(
        file,
        ledger,
        language,
        posterior=posterior,
        threads=whole_number("--threads", threads),
        points=whole_number("--points", points),
    )
    data = json.dumps(as_data(found, Path(file).name, language), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    shown = data if as_json else "\n".join(report(found, Path(file).name, language, SHOWN)) + "\n"
    emit(shown, out, data if (out or "").lower().endswith(".json") else shown)
    return STATUS[found.verdict]


def checked(
    file: str,
    ledger: str | None,
    language: str,
    *,
    posterior: str | None = None,
    threads: int | None = None,
    points: int | None = None,
) -> "Verification":
    """Verify a file by its place; raises InputError where it is not there or cannot be opened."""
    from scenarios.cli.run_command import announced_engine
    from scenarios.run import run
    from scenarios.schema.errors import InputError, Place
    from scenarios.verification.verify import verify

    path = Path(file)
    if not path.exists():
        near = "-"
        raise InputError("file_missing", Place(file), file=file, near=near)
    own = None
    if ledger is not None:
        from scenarios.ledger import read_ledger

        own = read_ledger(ledger).ledger
    learned = None
    if posterior is not None:
        from scenarios.posteriors import posterior_of

        learned = posterior_of(posterior, "county")
    engine = announced_engine(language)
    version = results_version()
    if path.is_dir():
        from scenarios.verification.sweeps import verify_store

        return verify_store(path, version, ledger=own, posterior=learned, threads=threads, points=points)
    try:
        return verify(
            path,
            lambda asked, count, seed: run(asked, count, seed, threads, engine=engine),
            version,
            ledger=own,
            posterior=learned,
            ledger_place=None if ledger is None else Path(ledger),
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("file_unreadable", Place(file), file=path.name, reason=reason) from None


def results_version() -> str:
    """Give the version that computes."""
    from model.version import RESULTS_VERSION

    return str(RESULTS_VERSION)
