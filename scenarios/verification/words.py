"""A verification said to people and written for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from scenarios.ledger.grid import column_letter
from scenarios.messages import messages, text
from scenarios.schema.errors import shown
from scenarios.verification.pictures import PictureFinding
from scenarios.verification.shown import Difference
from scenarios.verification.stamp import Stamp
from scenarios.verification.verify import MOST_FINDINGS, Finding, Verdict, Verification

EQUAL, NOT_EQUAL, OTHER_VERSION, CANNOT_TELL = 0, 3, 4, 5
STATUS: Mapping[Verdict, int] = MappingProxyType(
    {
        "equal": EQUAL,
        "edited": NOT_EQUAL,
        "edited_and_changed": NOT_EQUAL,
        "not_reproduced": NOT_EQUAL,
        "question_changed": NOT_EQUAL,
        "picture_differs": NOT_EQUAL,
        "changed": OTHER_VERSION,
        "newer_version": OTHER_VERSION,
        "newer_stamp": OTHER_VERSION,
        "picture_cannot_tell": CANNOT_TELL,
        "needs_ledger": CANNOT_TELL,
        "wrong_ledger": CANNOT_TELL,
        "needs_posterior": CANNOT_TELL,
        "wrong_posterior": CANNOT_TELL,
        "needs_source": CANNOT_TELL,
        "wrong_source": CANNOT_TELL,
        "cannot_recompute": CANNOT_TELL,
        "no_stamp": CANNOT_TELL,
        "stamp_damaged": CANNOT_TELL,
        "unreadable": CANNOT_TELL,
        "foreign": CANNOT_TELL,
    }
)
"""Exit status of `tuiyan verify` by what came out; 1 and 2 are failures and bad input, as everywhere."""
LONGEST = 120
REASONS = ("large", "unfolds", "entities", "nested", "damaged", "cut_off", "archive", "not_text")


def report(found: Verification, name: str, language: str, most: int) -> Iterator[str]:
    """Tell a verification to a person: the verdict, what was computed, every finding with what it says and should say."""
    yield text("verify.file", language, name=shown(name, 200), verdict=verdict_said(found, language))
    stamp = found.stamp
    if stamp is not None and not stamp.replicates:
        version = shown(stamp.results_version, 40)
        yield text("verify.stamp_no_run", language, what=what_said(found, language), version=version)
    elif stamp is not None:
        yield text(
            "verify.stamp",
            language,
            version=shown(stamp.results_version, 40),
            hash=shown(stamp.scenario_hash, 12),
            seed=stamp.seed,
            replicates=stamp.replicates,
            posterior=posterior_said(stamp, language),
            what=what_said(found, language),
        )
    if found.counts.get("checked") or found.remade == "file":
        yield text("verify.counts", language, checked=found.counts["checked"], equal=found.counts["equal"])
    no_run = found.remade == "file" and stamp is not None and not stamp.replicates
    yield text("verify.remade.file_no_run" if no_run else f"verify.remade.{found.remade}", language)
    for finding in found.findings[:most]:
        yield "  " + finding_said(finding, language)
    if len(found.findings) > most:
        yield "  " + text("verify.more", language, count=len(found.findings) - most)
    for picture in found.pictures:
        if picture.verdict != "equal":
            yield "  " + picture_said(picture, language)
    for table in found.tables:
        yield "  " + text("verify.table", language, name=messages(language).get(f"table.title.{table}", table))
    if found.changes and found.verdict in ("changed", "edited_and_changed", "cannot_recompute", "edited"):
        yield text("verify.changes", language)
        for change in found.changes:
            yield "  " + text("verify.change", language, version=change.version, said=change.said(language))
    advice = messages(language).get(f"verify.advice.{found.verdict}")
    if advice:
        yield advice


def verdict_said(found: Verification, language: str) -> str:
    """Say what came out in one sentence."""
    if found.verdict == "unreadable":
        reason = found.reason if found.reason in REASONS else "damaged"
        return text("verify.verdict.unreadable", language, reason=text(f"verify.reason.{reason}", language))
    values = {
        "version": found.stamp.results_version if found.stamp else "-",
        "now": found.now,
        "count": len(found.findings),
        "form": found.form[:12] or "-",
        "reason": found.reason or "-",
    }
    return text(f"verify.verdict.{found.verdict}", language, **{key: shown(value, 60) for key, value in values.items()})


def posterior_said(stamp: Stamp, language: str) -> str:
    """Name the posterior on a stamp; one of the planner's own with its digest too, since files of one name may differ."""
    name = shown(stamp.posterior or text("verify.no_posterior", language), 40)
    if stamp.own_posterior is None:
        return name
    return text("verify.own_posterior", language, name=name, digest=shown(stamp.own_posterior[:12], 12))


def what_said(found: Verification, language: str) -> str:
    """Say what the stamp calls the file."""
    what = found.stamp.file.get("what", "tables") if found.stamp else "tables"
    return messages(language).get(f"verify.what.{what}", shown(str(what), 40))


def place_said(at: Difference, language: str) -> str:
    """Say where a cell stands: as spreadsheets, documents or scripts count."""
    row, column = at.row + 1, at.column + 1
    if at.part.kind == "text":
        where = text("verify.place.paragraph", language, number=row)
    elif at.part.kind == "sheet":
        where = text("verify.place.cell", language, sheet=at.part.name, cell=f"{column_letter(at.column)}{row}")
    elif at.part.name:
        where = text("verify.place.table", language, number=at.part.name, row=row, column=column)
    else:
        where = text("verify.place.row", language, row=row, column=column, cell=f"{column_letter(at.column)}{row}")
    named = " · ".join(shown(name, 40) for name in (at.label, at.heading) if name)
    return text("verify.place.named", language, place=where, name=named) if named else where


def finding_said(finding: Finding, language: str) -> str:
    """Say one finding: where, what it says, what it should say."""
    at = finding.difference
    if at.expected is None or at.found is None:
        key = "added" if at.expected is None else "removed"
        said = shown(str(at.found if at.expected is None else at.expected), LONGEST)
        return text(f"verify.finding.{key}", language, place=place_said(at, language), said=said)
    found, expected = at.numbers
    values = {
        "place": place_said(at, language),
        "found": ", ".join(shown(each, LONGEST) for each in found),
        "expected": ", ".join(shown(each, LONGEST) for each in expected),
    }
    return text(f"verify.finding.{finding.kind}", language, **values)


def picture_said(picture: PictureFinding, language: str) -> str:
    """Say what became of one picture."""
    where = ""
    if picture.place is not None and picture.verdict in ("changed", "cannot_tell"):
        across, down = picture.place
        where = text("verify.picture.where", language, across=f"{across:.0%}", down=f"{down:.0%}")
    return text(
        f"verify.picture.{picture.verdict}", language, number=picture.name, title=shown(picture.title, 60), where=where
    )


def as_data(found: Verification, name: str, language: str) -> dict[str, Any]:
    """Give a verification as plain data (`scenarios/schema/verify_result.schema.json`)."""
    stamp = found.stamp
    return {
        "file": name,
        "form": found.form,
        "verdict": found.verdict,
        "equal": found.equal,
        "message": verdict_said(found, language),
        "results_version": found.now,
        "stamp": None
        if stamp is None
        else {
            **stamp.short,
            "posterior": stamp.posterior,
            "posterior_digest": stamp.own_posterior,
            "what": stamp.file.get("what"),
            "ledger": stamp.ledger,
        },
        "recomputed": found.remade,
        "numbers": {"checked": found.counts.get("checked", 0), "equal": found.counts.get("equal", 0)},
        "cells": {
            kind: found.counts.get(kind, 0) for kind in ("edited", "changed", "not_reproduced", "edited_or_changed")
        },
        "findings": [_finding(each, language) for each in found.findings[:MOST_FINDINGS]],
        "pictures": [
            {
                "number": each.name,
                "title": each.title,
                "verdict": each.verdict,
                "moved": each.moved,
                "place": list(each.place) if each.place else None,
            }
            for each in found.pictures
        ],
        "tables": list(found.tables),
        "changes": [{"version": each.version, "entry": each.said(language)} for each in found.changes],
    }


def _finding(each: Finding, language: str) -> dict[str, Any]:
    at = each.difference
    found, expected = at.numbers
    return {
        "kind": each.kind,
        "part": at.part.kind,
        "name": at.part.name,
        "row": at.row + 1,
        "column": at.column + 1,
        "cell": f"{column_letter(at.column)}{at.row + 1}" if at.part.kind != "text" else None,
        "label": at.label,
        "heading": at.heading,
        "found": at.found,
        "expected": at.expected,
        "numbers_found": found,
        "numbers_expected": expected,
        "message": finding_said(each, language),
    }
