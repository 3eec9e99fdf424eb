"""Checking an export: that nothing in it was changed by hand, and that its question gives its numbers again.

Three things are held side by side, cell by cell: what the file shows, what it showed when it was written (the stamp repeats
that), and what its question gives now. The first against the second tells what was edited by hand, the second against the
third what a later version computes differently; within one version they must agree.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from scenarios.schema.errors import InputError
from scenarios.tables import compute
from scenarios.verification import history
from scenarios.verification.forms import csv, docx, html, json, parquet, pdf, png, svg, text, xlsx
from scenarios.verification.forms.reading import Read, UnreadableError
from scenarios.verification.history import Change
from scenarios.verification.pictures import PictureFinding, compared
from scenarios.verification.remaking import (
    Asked,
    CannotRemakeError,
    LedgerNeededError,
    PosteriorNeededError,
    QuestionChangedError,
    Runner,
    SourceNeededError,
    remade,
)
from scenarios.verification.shown import Difference, Shown, Value, count_numbers, differences
from scenarios.verification.stamp import NewerStampError, NoStampError, Stamp, StampError

if TYPE_CHECKING:
    from model.posterior import Posterior
    from scenarios.ledger import Ledger

READERS: Mapping[str, Callable[[bytes], Read]] = {
    ".csv": csv.read,
    ".xlsx": xlsx.read,
    ".docx": docx.read,
    ".html": html.read,
    ".htm": html.read,
    ".parquet": parquet.read,
    ".pdf": pdf.read,
    ".json": json.read,
    ".txt": text.read,
    ".md": text.read,
    ".png": png.read,
    ".svg": svg.read,
}
PICTURES = (".png", ".svg")
WORDS = (".csv", ".txt", ".md")
"""Endings under which commands write a report as text, or JSON where that was asked for."""
OTHER_PICTURES = (".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
"""What an exported picture may have become in other hands; none of them carries a stamp."""
LARGEST_FILE = 200_000_000
MOST_FINDINGS = 200
"""Findings that are listed; the counts are of all."""

Verdict = Literal[
    "equal",
    "edited",
    "changed",
    "edited_and_changed",
    "not_reproduced",
    "picture_differs",
    "picture_cannot_tell",
    "question_changed",
    "newer_version",
    "needs_ledger",
    "wrong_ledger",
    "needs_posterior",
    "wrong_posterior",
    "needs_source",
    "wrong_source",
    "cannot_recompute",
    "no_stamp",
    "stamp_damaged",
    "newer_stamp",
    "unreadable",
    "foreign",
]
Kind = Literal["edited", "changed", "not_reproduced", "edited_or_changed"]


@dataclass(frozen=True)
class Finding:
    """One cell that is not as it should be. `expected` is what it said when exported, or what this version gives."""

    kind: Kind
    difference: Difference

    @property
    def found(self) -> Any:
        return self.difference.found

    @property
    def expected(self) -> Any:
        return self.difference.expected


@dataclass(frozen=True)
class Verification:
    """What came out of checking a file."""

    verdict: Verdict
    form: str
    now: str
    """The results version that computed it again."""
    stamp: Stamp | None = None
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = None  # type: ignore[assignment]
    """Numbers: `checked`, `equal`, and how many cells of each kind of finding."""
    pictures: tuple[PictureFinding, ...] = ()
    changes: tuple[Change, ...] = ()
    """Entries of the changelog that moved results since the file was made."""
    tables: tuple[str, ...] = ()
    """Tables behind a picture whose numbers are no longer the same."""
    remade: Literal["file", "tables", "nothing"] = "nothing"
    """What was computed again: the whole file, the tables that it shows, or nothing."""
    reason: str = ""

    @property
    def equal(self) -> bool:
        """Every number is the one that its question gives."""
        return self.verdict == "equal"


def read(path: Path, named: str | None = None) -> Read:
    """Read an export by the ending of its name (or of that by which it is `named`); raises StampError, InputError."""
    ending = Path(named or path.name).suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        if ending in OTHER_PICTURES:
            raise NoStampError("picture")
        raise UnreadableError("foreign")
    if path.stat().st_size > LARGEST_FILE:
        raise UnreadableError("large")
    content = path.read_bytes()
    try:
        return reader(content)
    except NoStampError:
        # `--json --out x.txt` is JSON, and a report is a report whatever its name ends in.
        for other in (text.read, json.read) if ending in WORDS else ():
            with contextlib.suppress(StampError):
                return other(content)
        raise


def verify(
    path: Path,
    runner: Runner,
    results_version: str,
    *,
    ledger: Ledger | None = None,
    posteriors: Sequence[Posterior] = (),
    ledger_place: Path | None = None,
    source: Path | None = None,
    named: str | None = None,
) -> Verification:
    """Check a file; raises OSError where it cannot be opened, InputError where what reads it is not installed.

    `source` is the file that it was made from, where it holds only a digest of that.
    """
    form = Path(named or path.name).suffix.lower().lstrip(".")
    blank = Verification("unreadable", form, results_version, counts={})
    try:
        found = read(path, named)
    except NoStampError:
        return replace(blank, verdict="picture_cannot_tell" if _is_picture(form) else "no_stamp")
    except NewerStampError:
        return replace(blank, verdict="newer_stamp")
    except UnreadableError as error:
        reason = str(error.args[0])
        return replace(blank, verdict="foreign" if reason == "foreign" else "unreadable", reason=reason)
    except StampError:
        return replace(blank, verdict="stamp_damaged")
    try:
        asked = Asked(
            found.stamp,
            runner,
            ledger,
            same_version=found.stamp.results_version == results_version,
            posteriors=tuple(posteriors),
            ledger_place=ledger_place,
            source=source,
        )
        return _checked(found, replace(blank, stamp=found.stamp, form=found.form), asked)
    except StampError:
        return replace(blank, verdict="stamp_damaged")


def _is_picture(form: str) -> bool:
    return f".{form}" in (*PICTURES, *OTHER_PICTURES)


def _checked(found: Read, blank: Verification, asked: Asked) -> Verification:
    stamp = found.stamp
    moved = stamp.results_version != blank.now
    before = stamp.shown
    if before is None and stamp.content == found.digest:
        before = found.shown
    edits = _findings("edited", found.shown, before) if before is not None else ()
    checked = count_numbers(found.shown)
    blank = replace(
        blank,
        findings=edits,
        counts=_counts(checked, edits),
        changes=history.between(stamp.results_version, blank.now),
    )
    if history.is_newer(stamp.results_version, blank.now):
        return replace(blank, verdict="edited" if edits else "newer_version")
    try:
        again = _again(asked, found)
        # A picture has no cells: the tables that it shows say whether its numbers are still the same.
        tables = _tables(asked) if again is None or found.form == "png" else ()
        if again is None and not any(one.tables for one in stamp.runs):
            raise CannotRemakeError("page")  # nothing on the stamp can be computed again
        # Tables of sweeps name no scenario by its hash, and what no run made has none.
        known = again is not None and moved and "scenario" in stamp.question
        hashes = [loaded.hash for loaded in asked.questions] if known else []
    except LedgerNeededError as error:
        verdict: Verdict = "needs_ledger" if error.args[0] == "none" else "wrong_ledger"
        return replace(blank, verdict="edited" if edits else verdict, reason=str(error.args[0]))
    except PosteriorNeededError as error:
        verdict = "needs_posterior" if error.args[0] == "none" else "wrong_posterior"
        return replace(blank, verdict="edited" if edits else verdict, reason=str(error.args[-1])[:12])
    except SourceNeededError as error:
        verdict = "needs_source" if error.args[0] == "none" else "wrong_source"
        return replace(blank, verdict="edited" if edits else verdict, reason=str(error.args[0]))
    except QuestionChangedError:
        return replace(blank, verdict="question_changed")
    except (CannotRemakeError, StampError, InputError) as error:
        why = error.code if isinstance(error, InputError) else str(error.args[0])
        return replace(blank, verdict="edited" if edits else "cannot_recompute", reason=why)
    if again is not None and moved and before is not None:
        # Version and hash differ by themselves between versions: that is no number that moved.
        old = [*(one.scenario_hash for one in stamp.runs), *_hashes(stamp)]
        before = _neutral(before, stamp.results_version, old)
        now = [*(hashes or [one.scenario_hash for one in again.stamp.runs]), *_hashes(again.stamp)]
        again = replace(again, shown=_neutral(again.shown, blank.now, now))
    return _compared(found, before, again, tables, blank, moved)


def _neutral(shown: Shown, version: str, hashes: Sequence[str]) -> Shown:
    """Leave the results version and the scenarios' hashes out of texts."""
    marks = [version, *hashes, *(each[:12] for each in hashes)]

    def plain(value: Value) -> Value:
        if isinstance(value, str):
            for number, mark in enumerate(marks):
                value = value.replace(mark, "·" if number else "…") if mark in value else value
        return value

    return tuple(replace(part, rows=tuple(tuple(map(plain, row)) for row in part.rows)) for part in shown)


def _hashes(stamp: Stamp) -> list[str]:
    """Give the names that hold the results version, which a maker says its file shows."""
    return [str(each) for each in stamp.file.get("hashes", ())]


def _again(asked: Asked, found: Read) -> Read | None:
    """Make the file again and read it, as the reader of its format does; None where the stamp does not say how."""
    try:
        content = remade(asked)
    except CannotRemakeError:
        if asked.stamp.tables and found.form in ("png", "svg"):
            return None  # what draws is not installed: the tables behind the picture still tell
        raise
    return None if content is None else READERS[f".{found.form}"](content)


def _tables(asked: Asked) -> tuple[str, ...]:
    """Compute the tables that a file shows; name those whose numbers are no longer the same."""
    differ = []
    for one, result in zip(asked.stamp.runs, asked.results, strict=True):
        for table in one.tables:
            try:
                again = compute(str(table["name"]), result, table["arguments"])
            except (KeyError, TypeError, ValueError) as error:
                raise CannotRemakeError(str(table.get("name"))[:40]) from error
            if again.digest != table["digest"]:
                differ.append(str(table["name"]))
    return tuple(differ)


def _compared(
    found: Read,
    before: Shown | None,
    again: Read | None,
    tables: tuple[str, ...],
    blank: Verification,
    moved: bool,
) -> Verification:
    edits, pictures = blank.findings, tuple[PictureFinding, ...]()
    later: tuple[Finding, ...] = ()
    if again is not None:
        if before is not None:
            later = _findings("changed" if moved else "not_reproduced", before, again.shown)
        else:
            edits = _findings("edited_or_changed" if moved else "edited", found.shown, again.shown)
        pictures = _pictures(found, again)
    findings = _merged(edits, later)
    done = replace(
        blank,
        findings=findings,
        counts=_counts(count_numbers(found.shown), findings),
        pictures=pictures,
        tables=tables,
        remade="tables" if again is None else "file",
    )
    touched = found.stamp.content is not None and found.stamp.content != found.digest
    return replace(done, verdict=_verdict(found, again, edits, later, pictures, tables, moved, touched))


def _verdict(
    found: Read,
    again: Read | None,
    edits: tuple[Finding, ...],
    later: tuple[Finding, ...],
    pictures: tuple[PictureFinding, ...],
    tables: tuple[str, ...],
    moved: bool,
    touched: bool,
) -> Verdict:
    told = {each.verdict for each in pictures}
    differ = bool(later or tables)
    if edits and differ and moved:
        return "edited_and_changed"
    if edits:
        return "edited"
    if differ:
        return "changed" if moved else "not_reproduced"
    if found.form == "png" and moved:
        # Its caption names the version, so the drawing cannot be compared; its tables gave the same numbers.
        return "picture_cannot_tell" if touched else "equal"
    if "changed" in told:
        return "picture_cannot_tell" if moved else "picture_differs"
    if told & {"cannot_tell", "unreadable"}:
        return "picture_cannot_tell"
    if touched and found.form == "svg":
        return "picture_differs"
    if touched and again is None:
        # Nothing could be made to compare, and the file is not as it was exported.
        return "picture_cannot_tell" if found.form == "png" else "edited"
    return "equal"


def _pictures(found: Read, again: Read) -> tuple[PictureFinding, ...]:
    wanted = {picture.name: picture for picture in again.pictures}
    results = []
    for picture in found.pictures:
        other = wanted.pop(picture.name, None)
        if other is None:
            results.append(PictureFinding(picture.name, "changed", picture.title, 255.0))
        else:
            results.append(compared(picture.name, picture.content, other.content, other.title))
    results += [PictureFinding(name, "changed", other.title, 255.0) for name, other in wanted.items()]
    return tuple(results)


def _findings(kind: Kind, found: Shown, expected: Shown) -> tuple[Finding, ...]:
    return tuple(Finding(kind, each) for each in differences(found, expected))


def _merged(edits: tuple[Finding, ...], later: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """List what was edited first; of a cell that was edited and also moved, the edit alone."""
    taken = {_place(each) for each in edits}
    return (*edits, *(each for each in later if _place(each) not in taken))


def _place(finding: Finding) -> tuple[str, str, int, int]:
    at = finding.difference
    return at.part.kind, at.part.name, at.row, at.column


def _counts(checked: int, findings: tuple[Finding, ...]) -> dict[str, int]:
    by_kind: dict[str, int] = {}
    wrong = 0
    for each in findings:
        by_kind[each.kind] = by_kind.get(each.kind, 0) + 1
        wrong += max(1, len(each.difference.numbers[0]))
    return {"checked": checked, "equal": max(0, checked - wrong), **by_kind}
