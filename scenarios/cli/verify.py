"""`tuiyan verify`: is this file what the model says? Number by number."""

# Annotations are evaluated by typer: no postponed annotations here.
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

if TYPE_CHECKING:
    from model.posterior import Posterior
    from scenarios.ledger import Ledger
    from scenarios.verification.verify import Verification

_LANGUAGE = chosen_language(sys.argv[1:])


def _help(key: str) -> str:
    return text(key, _LANGUAGE)


def verify_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_help("verify.help.file"))],
    ledger: Annotated[str | None, typer.Option("--ledger", metavar="FILE", help=_help("verify.help.ledger"))] = None,
    posterior: Annotated[
        list[str] | None, typer.Option("--posterior", metavar="FILE", help=_help("verify.help.posterior"))
    ] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="FILE", help=_help("verify.help.source"))] = None,
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
    from scenarios.verification.checks import SHOWN
    from scenarios.verification.words import STATUS, as_data, report

    language = one_of("--lang", lang, LANGUAGES)
    check_writable(out)
    known = _own_files(ledger, posterior or [])
    many = whole_number("--points", points)
    found = checked(file, known, language, source=source, threads=whole_number("--threads", threads), points=many)
    data = json.dumps(as_data(found, Path(file).name, language), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    shown = data if as_json else "\n".join(report(found, Path(file).name, language, SHOWN)) + "\n"
    written = None
    if out is not None:
        from scenarios.verification.analyses import form_of
        from scenarios.verification.checks import verification_written

        written = verification_written(
            found,
            Path(file),
            form_of(out, as_json=as_json),
            language,
            ledger=known.ledger,
            posteriors=known.posteriors,
            points=many,
            sourced=source is not None,
        )
    emit(shown, out, written)
    return STATUS[found.verdict]


class OwnFiles(NamedTuple):
    """The planner's own files that an export may have been made from."""

    ledger: "Ledger | None"
    posteriors: "tuple[Posterior, ...]"
    ledger_place: Path | None


def _own_files(ledger: str | None, posteriors: Sequence[str]) -> OwnFiles:
    from scenarios.posteriors import posterior_of

    own = None
    if ledger is not None:
        from scenarios.ledger import read_ledger

        own = read_ledger(ledger).ledger
    learned = tuple(found for each in posteriors if (found := posterior_of(each, "county")) is not None)
    return OwnFiles(own, learned, None if ledger is None else Path(ledger))


def checked(
    file: str,
    known: OwnFiles,
    language: str,
    *,
    source: str | None = None,
    threads: int | None = None,
    points: int | None = None,
) -> "Verification":
    """Verify a file by its place; raises InputError where it is not there or cannot be opened."""
    from scenarios.cli.run_command import announced_engine
    from scenarios.run import run
    from scenarios.schema.errors import InputError, Place
    from scenarios.verification.verify import verify

    path = Path(file)
    for each in (file, source):
        if each is not None and not Path(each).exists():
            near = "-"
            raise InputError("file_missing", Place(each), file=each, near=near)
    engine = announced_engine(language)
    version = results_version()
    if path.is_dir():
        from scenarios.verification.sweeps import verify_store

        return verify_store(
            path, version, ledger=known.ledger, posteriors=known.posteriors, threads=threads, points=points
        )
    try:
        return verify(
            path,
            lambda asked, count, seed: run(asked, count, seed, threads, engine=engine),
            version,
            ledger=known.ledger,
            posteriors=known.posteriors,
            ledger_place=known.ledger_place,
            source=None if source is None else Path(source),
        )
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("file_unreadable", Place(file), file=path.name, reason=reason) from None


def results_version() -> str:
    """Give the version that computes."""
    from model.version import RESULTS_VERSION

    return str(RESULTS_VERSION)
