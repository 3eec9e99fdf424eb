"""Check that an export is what it says: that the file is untouched, and that its question gives its numbers again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from charts.export import csv, png, svg, xlsx
from charts.export.stamp import Stamp, StampError
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.tables import compute

Verdict = Literal["equal", "file_changed", "other_version", "question_changed", "numbers_differ", "unknown_table"]
Runner = Callable[[LoadedScenario, int, int], RunResult]
"""Answers a question with so many replicates under a seed: `lambda loaded, replicates, seed: run(loaded, replicates, seed)`."""
LARGEST_FILE = 200_000_000


@dataclass(frozen=True)
class Verification:
    """What came out, and of which table where the numbers differ."""

    verdict: Verdict
    stamp: Stamp
    tables: tuple[str, ...] = ()


def read_stamp(path: Path) -> tuple[Stamp, str]:
    """Read the stamp of an exported file and the digest of what the file shows; raises StampError."""
    if path.stat().st_size > LARGEST_FILE:
        raise StampError("the file is too large")
    content, ending = path.read_bytes(), path.suffix.lower()
    if ending == ".png":
        return png.stamp_in(content), png.content_digest(content)
    if ending == ".svg":
        try:
            drawn = content.decode()
        except UnicodeDecodeError as error:
            raise StampError("not a drawing") from error
        return svg.stamp_in(drawn), svg.content_digest(drawn)
    if ending == ".xlsx":
        return xlsx.stamp_in(content), xlsx.content_digest(content)
    if ending == ".csv":
        return csv.stamp_in(content), csv.content_digest(content)
    raise StampError("no PNG, SVG, XLSX or CSV")


def verify(path: Path, runner: Runner, results_version: str) -> Verification:
    """Check a file: first that nothing in it was changed, then by computing it again; raises StampError.

    A file of another results version is not computed: its numbers are expected to differ. A picture is compared by its
    tables, so the drawing itself is trusted only where the digest of its pixels holds.
    """
    stamp, shown = read_stamp(path)
    if stamp.content != shown:
        return Verification("file_changed", stamp)
    if stamp.results_version != results_version:
        return Verification("other_version", stamp)
    differ = []
    for one in stamp.runs:
        loaded = one.loaded()
        if loaded.hash != one.scenario_hash:
            return Verification("question_changed", stamp)
        result = runner(loaded, one.replicates, one.seed)
        for table in one.tables:
            try:
                again = compute(str(table["name"]), result, table["arguments"])
            except (KeyError, TypeError, ValueError):
                return Verification("unknown_table", stamp, (str(table["name"]),))
            if again.digest != table["digest"]:
                differ.append(str(table["name"]))
    return Verification("numbers_differ" if differ else "equal", stamp, tuple(differ))
