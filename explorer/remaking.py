"""Charts and tables of the pages made again from their stamps, by the functions that write them for a download."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from explorer.components.downloads import csv_of
from scenarios.extras import require
from scenarios.schema.baseline import Baseline
from scenarios.verification.documents import baseline_of, document_stamp, unchanged
from scenarios.verification.forms import csv
from scenarios.verification.remaking import Asked
from scenarios.verification.stamp import Stamp, stamp_of

if TYPE_CHECKING:
    from scenarios.answers import Answers
    from scenarios.sweep import Store


def page_chart_file(asked: Asked) -> bytes:
    """Make a chart of a page again, with what its reader chose to see."""
    require("explorer")
    from explorer.components.downloads import page_figure

    given = asked.arguments
    date, language = datetime.date.fromisoformat(str(given["date"])), str(given["language"])
    found = page_figure(str(given["name"]), str(given["kind"]), asked.results, given["choice"], language, date)
    return found.as_file(str(given["form"]))


def _stamped(frame: pd.DataFrame, stamp: Stamp) -> bytes:
    return csv.stamped(csv_of(frame).decode("utf-8-sig"), stamp)


def links_csv(found: Answers, target: str | None, binding: int, language: str) -> bytes:
    """Write what every link gains one target, or the plan as a whole; raises KeyError where nothing is known of it."""
    from explorer.components.seven import links_frame

    each = found.whole if target is None else found.targets[target]
    if each is None or each.binding is None:
        raise KeyError(target)
    stamp = stamp_of(found.result).of_file("links", target=target, binding=binding, language=language)
    return _stamped(links_frame(each.binding, language), stamp)


def links_file(asked: Asked) -> bytes:
    """Answer all targets again, and write the links of one."""
    require("explorer")
    from scenarios.answers import answers

    given, stamp = asked.arguments, asked.stamp
    binding = int(given["binding"])
    found = answers(asked.questions[0], None, stamp.replicates, stamp.seed, binding_replicates=binding)
    target = None if given["target"] is None else str(given["target"])
    return links_csv(found, target, binding, str(given["language"]))


def merged(store: Store) -> pd.DataFrame:
    """Give the verdicts of a sweep, each with what its point changed."""
    changed = store.points()
    wide = changed[["point", *(name for name in changed.columns if "." in str(name))]]
    return store.verdicts().merge(wide, on="point", how="left")


def part_of(frame: pd.DataFrame, target: str, scenario: str) -> pd.DataFrame:
    """Keep what a page of a sweep shows: one target in one scenario."""
    return frame[(frame["target"] == target) & (frame["scenario"] == scenario)]


def sweep_part_csv(part: pd.DataFrame, store_stamp: Stamp, target: str, scenario: str) -> bytes:
    """Write what a page shows of a sweep."""
    points = store_stamp.file.get("points")
    return _stamped(part, store_stamp.of_file("sweep_part", target=target, scenario=scenario, points=points))


def sweep_part_file(asked: Asked) -> bytes:
    """Compute the points of a sweep again, and write the same part."""
    require("explorer")
    from scenarios.sweep.execution import Options, compute
    from scenarios.verification.sweeps import named_as_before, points_of

    given = asked.arguments
    points = points_of(asked.stamp, asked.ledger, asked.posteriors, same_version=asked.same_version)
    with tempfile.TemporaryDirectory() as folder:
        frame = merged(compute(points, Path(folder) / "store", Options()))
    named_as_before(frame, points, given.get("points"))
    target, scenario = str(given["target"]), str(given["scenario"])
    return sweep_part_csv(part_of(frame, target, scenario), asked.stamp, target, scenario)


def provenance_csv(baseline: Baseline | None, words: str, kind: str | None, language: str) -> bytes:
    """Write where numbers come from: those of the model and of a plan's start that the words and the kind leave."""
    from explorer.components.provenance import frame_of, rows_of, shown_of

    start = None if baseline is None else baseline.model_dump(mode="json", exclude_defaults=True)
    stamp = document_stamp({"baseline": start}).of_file("provenance", words=words, kind=kind, language=language)
    return _stamped(frame_of(shown_of(rows_of(baseline, language), words, kind, language), language), stamp)


def provenance_file(asked: Asked) -> bytes:
    """Write them again, from this package and the starting figures on the stamp."""
    require("explorer")
    given, written = asked.arguments, unchanged(asked.stamp)["baseline"]
    kind = None if given["kind"] is None else str(given["kind"])
    baseline = None if written is None else baseline_of(written)
    return provenance_csv(baseline, str(given["words"]), kind, str(given["language"]))
