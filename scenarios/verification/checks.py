"""The report of a verification as a file of its own: it says which file it is of by that file's digest.

Verified, it is made again from the file that it speaks of, which must be at hand (`--source`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.verification.analyses import said_file
from scenarios.verification.documents import document_stamp, unchanged
from scenarios.verification.remaking import (
    Asked,
    CannotRemakeError,
    LedgerNeededError,
    SourceNeededError,
    own_posterior,
)

if TYPE_CHECKING:
    from model.posterior import Posterior
    from scenarios.ledger import Ledger
    from scenarios.verification.verify import Verification

SHOWN = 20
"""Findings that the report shows; the JSON has more, and the counts are of all."""


def digest_of_place(place: Path) -> str:
    """Digest a file, or all that the folder of a sweep holds but its log; raises OSError."""
    found = hashlib.sha256()
    if not place.is_dir():
        return hashlib.sha256(place.read_bytes()).hexdigest()
    from scenarios.sweep.status import LOG

    for each in sorted(path for path in place.rglob("*") if path.is_file()):
        named = each.relative_to(place)
        if named.parts[0] != LOG:
            found.update(f"{named.as_posix()}\0{hashlib.sha256(each.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


def verification_written(
    found: Verification,
    place: Path,
    form: str,
    language: str,
    *,
    ledger: Ledger | None = None,
    posteriors: Sequence[Posterior] = (),
    points: int | None = None,
    sourced: bool = False,
    name: str | None = None,
) -> bytes:
    """Write the report of a verification of the file at `place`; what it was given besides stands on the stamp as digests."""
    from scenarios.verification.words import as_data, report

    question: dict[str, Any] = {
        "file": digest_of_place(place),
        **({} if ledger is None else {"ledger": ledger.digest}),
        **_learned(posteriors),
    }
    called = place.name if name is None else name
    stamp = document_stamp(question).of_file(
        "verification", form=form, language=language, name=called, points=points, sourced=sourced
    )
    return said_file(
        as_data(found, called, language), lambda: "\n".join(report(found, called, language, SHOWN)), form, stamp
    )


def _learned(posteriors: Sequence[Posterior]) -> dict[str, Any]:
    """Name the planner's own posteriors by their digests: one alone as text, as it always was."""
    digests = [each.digest for each in posteriors]
    return {"posterior": digests[0] if len(digests) == 1 else digests} if digests else {}


def verification_file(asked: Asked) -> bytes:
    """Verify the same file again; raises SourceNeededError where it is not at hand."""
    from model.version import RESULTS_VERSION
    from scenarios.verification.sweeps import verify_store
    from scenarios.verification.verify import verify

    question, given, place = unchanged(asked.stamp), asked.arguments, asked.source
    if given["sourced"]:
        raise CannotRemakeError("--source")  # it took two files besides, and only one can be given
    if place is None:
        raise SourceNeededError("none")
    if digest_of_place(place) != question["file"]:
        raise SourceNeededError("other")
    ledger = None
    if question.get("ledger") is not None:
        ledger = asked.ledger
        if ledger is None or ledger.digest != question["ledger"]:
            raise LedgerNeededError("none" if ledger is None else "other")
    known = question.get("posterior") or []
    posteriors = [own_posterior(each, asked.posteriors) for each in ([known] if isinstance(known, str) else known)]
    points = None if given["points"] is None else int(given["points"])
    name = str(given["name"])
    version = str(RESULTS_VERSION)
    if place.is_dir():
        found = verify_store(place, version, ledger=ledger, posteriors=posteriors, points=points)
    else:
        beside = asked.ledger_place if ledger is not None else None
        # Its ending says what a file is, and it may be called otherwise by now.
        found = verify(
            place, asked.runner, version, ledger=ledger, posteriors=posteriors, ledger_place=beside, named=name
        )
    return verification_written(
        found,
        place,
        str(given["form"]),
        str(given["language"]),
        ledger=ledger,
        posteriors=posteriors,
        points=points,
        name=name,
    )
