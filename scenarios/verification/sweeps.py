"""Sweeps computed again: a table that was exported from a store, or the whole folder."""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.engine import Engine
from scenarios.schema.errors import InputError
from scenarios.schema.problems import build
from scenarios.schema.reading import Document
from scenarios.sweep.execution import Options, compute
from scenarios.sweep.exporting import frame_file
from scenarios.sweep.points import Base, Points, expand
from scenarios.sweep.specification import Sweep, SweepSpecification
from scenarios.sweep.store import Store
from scenarios.sweep.summaries import TABLES
from scenarios.verification import history
from scenarios.verification.remaking import (
    Asked,
    CannotRemakeError,
    LedgerNeededError,
    PosteriorNeededError,
    QuestionChangedError,
    question,
)
from scenarios.verification.shown import Part, Shown, Value, count_numbers, differences
from scenarios.verification.stamp import Stamp, StampError

if TYPE_CHECKING:
    import pandas as pd

    from model.posterior import Posterior
    from scenarios.ledger import Ledger
    from scenarios.verification.verify import Verification

MOST_POINTS = 100_000
EXTRA = "samples"


def sweep_file(asked: Asked) -> bytes:
    """Compute the points of an exported table again, and write the table."""
    given = asked.arguments
    table = str(given["table"])
    if table not in TABLES:
        raise CannotRemakeError(table[:40])
    points = points_of(asked.stamp, asked.ledger, asked.posteriors, same_version=asked.same_version)
    with tempfile.TemporaryDirectory() as folder:
        store = compute(points, Path(folder) / "store", Options())
        frame: pd.DataFrame = getattr(store, table)()
    named_as_before(frame, points, given.get("points"))
    return frame_file(frame, str(given["form"]), asked.stamp.of_file("sweep", **_rest(given)))


def named_as_before(frame: pd.DataFrame, points: Points, listed: object) -> None:
    """Call points as a stamp lists them: a point's name holds the results version, so another one names it otherwise."""
    if isinstance(listed, list) and len(listed) == len(points):
        names = {point.id: str(old) for point, old in zip(points.points, listed, strict=True)}
        frame["point"] = [names.get(name, name) for name in frame["point"]]


def _rest(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "what"}


def points_of(stamp: Stamp, ledger: Ledger | None, posteriors: Sequence[Posterior], *, same_version: bool) -> Points:
    """Make the points of a sweep from what its stamp holds; raises StampError."""
    try:
        written, bases = stamp.question["specification"], stamp.question["bases"]
        specification = build(SweepSpecification, Document(dict(written), "stamp", {}))
        found = []
        for name, asked in bases:
            if asked is None:
                raise CannotRemakeError("question")
            one = dataclasses.replace(stamp, question=asked)
            found.append(Base(str(name), question(one, ledger, posteriors)))
    except InputError as error:
        raise CannotRemakeError(error.code) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, StampError):
            raise
        raise StampError("the sweep cannot be read") from error
    if same_version and found and found[0].loaded.hash != stamp.scenario_hash:
        raise QuestionChangedError("hash")
    return expand(Sweep(specification, Document(dict(written), "stamp", {}), None), bases=found)


def verify_store(
    folder: Path,
    results_version: str,
    *,
    ledger: Ledger | None = None,
    posteriors: Sequence[Posterior] = (),
    threads: int | None = None,
    points: int | None = None,
    new_engine: Callable[[], Engine] | None = None,
) -> Verification:
    """Check the folder of a sweep by computing its points (or so many of them) again; raises InputError for what is none."""
    from scenarios.sweep.exporting import store_stamp
    from scenarios.verification.verify import Finding, Verdict, Verification

    store = Store(folder)
    stamp = store_stamp(store.manifest, "verdicts", "parquet").of_file("store")
    moved = stamp.results_version != results_version
    blank = Verification("cannot_recompute", "store", results_version, stamp, counts={})
    changes = history.between(stamp.results_version, results_version)
    if history.is_newer(stamp.results_version, results_version):
        return dataclasses.replace(blank, verdict="newer_version")
    try:
        asked = points_of(stamp, ledger, posteriors, same_version=not moved)
    except LedgerNeededError as error:
        return dataclasses.replace(blank, verdict="needs_ledger" if error.args[0] == "none" else "wrong_ledger")
    except PosteriorNeededError as error:
        verdict: Verdict = "needs_posterior" if error.args[0] == "none" else "wrong_posterior"
        return dataclasses.replace(blank, verdict=verdict, reason=str(error.args[-1])[:12])
    except QuestionChangedError:
        return dataclasses.replace(blank, verdict="question_changed")
    except StampError:
        return dataclasses.replace(blank, verdict="stamp_damaged")
    except CannotRemakeError as error:
        return dataclasses.replace(blank, reason=str(error.args[0]), changes=changes)
    old = dict(zip((point.id for point in asked.points), store.manifest.points, strict=False))
    chosen = _some(asked, points)
    names = {point.id: old.get(point.id, point.id) for point in chosen.points}
    with tempfile.TemporaryDirectory() as place:
        again = compute(chosen, Path(place) / "store", Options(threads=threads, new_engine=new_engine))
        expected = _shown(again, names, set(names.values()))
    found = _shown(store, {}, set(names.values()))
    kind = "changed" if moved else "not_reproduced"
    findings = tuple(Finding(kind, each) for each in differences(found, expected))  # type: ignore[arg-type]
    checked = count_numbers(found)
    return dataclasses.replace(
        blank,
        verdict=("changed" if moved else "not_reproduced") if findings else "equal",
        findings=findings,
        counts={"checked": checked, "equal": max(0, checked - len(findings)), kind: len(findings)},
        changes=changes,
        remade="file",
    )


def _some(points: Points, count: int | None) -> Points:
    """Choose so many of the points, spread by a digest of their names; all where no number is given."""
    if count is None or count >= len(points):
        return points
    if count < 1:
        raise InputError("option_out_of_range", option="--points", found=count, low=1, high=MOST_POINTS)
    spread = sorted(points.points, key=lambda point: hashlib.sha256(point.id.encode()).hexdigest())[:count]
    return dataclasses.replace(points, points=tuple(sorted(spread, key=lambda point: point.number)))


def _shown(store: Store, names: Mapping[str, str], kept: set[str]) -> Shown:
    """Give the tables of a store as cells, its points by the names of the other store; columns that only count are left out."""
    parts = []
    for table in (*TABLES, EXTRA):
        try:
            frame: Any = getattr(store, table)()
        except InputError as error:
            if error.code != "sweep_nothing_yet":
                raise
            continue
        frame["point"] = [names.get(name, name) for name in frame["point"]]
        frame = frame[frame["point"].isin(kept)]
        frame = frame[[name for name in frame.columns if name not in ("number", "scenario_hash")]]
        rows: Sequence[tuple[Value, ...]] = [
            tuple(_plain(value) for value in row) for row in frame.itertuples(index=False)
        ]
        parts.append(Part("table", table, (tuple(frame.columns), *rows)))
    return tuple(parts)


def _plain(value: Any) -> Value:
    if value is None or value != value:
        return None
    plain = value.item() if hasattr(value, "item") else value
    return plain if isinstance(plain, str | int | float | bool) else str(plain)
