"""Add the present results version to the archive: `python -m tests.archive.add` (`--again` replaces what is there).

A version's folder holds the question as its files were written then, the results in short, a small sweep store, and an export of
every form. Later versions must open all of it (`tests/archive/test_archive.py`).
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.version import RESULTS_VERSION
from scenarios import load, run
from scenarios.result import RunResult

HERE = Path(__file__).resolve().parent
QUESTION = HERE / "question"
SCENARIOS = ("as_it_stands", "moved")
DATE = datetime.date(2026, 11, 22)
LARGEST = 1_000_000
"""Bytes of one version's folder."""
NO_CONTENT = {"log"}


def versions() -> list[Path]:
    """Give the folders of the archived versions, oldest first."""
    return sorted((path for path in HERE.iterdir() if (path / "results.json").is_file()), key=lambda path: path.name)


def in_short(result: RunResult) -> dict[str, Any]:
    """Give what a version's folder says of a result: probability and quantiles of every judged target, to the last bit."""
    whole = result.joint.proportion
    return {
        "results_version": result.results_version,
        "scenario_hash": result.scenario.hash,
        "joint_probability": whole.probability if whole else None,
        "targets": {
            answer.target_id: {
                "probability": answer.verdict.proportion.probability if answer.verdict.proportion else None,
                "quantiles": dict(answer.verdict.quantiles) if answer.verdict.quantiles else None,
                "first_behind": answer.verdict.first_behind,
            }
            for answer in result.answers
            if answer.verdict is not None
        },
    }


def exports(results: dict[str, RunResult]) -> Iterator[tuple[str, bytes]]:
    """Make an export of every form there is: name of the file and its bytes."""
    from charts.export.folder import index_page
    from charts.figures import comparison, figure
    from scenarios.verification.runs import FORMS, written

    plain, moved = results["as_it_stands"], results["moved"]
    for form in FORMS:
        yield f"run.{form}", written(plain if form != "txt" else moved, form, "zh" if form != "csv" else "en")
    fan = figure("fan_xh_n_srdi_provincial", plain, "zh", DATE)
    for form in ("csv", "xlsx", "svg", "png"):
        yield f"fan.{form}", fan.as_file(form)
    yield "scorecard.csv", figure("scorecard", moved, "en", DATE).csv()
    yield "comparison.csv", comparison("scorecard", plain, moved, "zh", DATE).csv()
    yield "figures.html", index_page([fan]).encode()
    yield from _annexes(plain)


def _annexes(result: RunResult) -> Iterator[tuple[str, bytes]]:
    """Make small annexes: without pictures, which would take most of the folder, and without searches, which take minutes."""
    from annex.building import build_annex
    from annex.formats import rendered
    from annex.request import AnnexRequest

    sections = ("method", "verdicts", "audit")
    asked = AnnexRequest(result.scenario, sections, replicates=100, binding_replicates=2, date=DATE, seed=7)
    annex = build_annex(asked)
    for form in ("docx", "html", "xlsx"):
        yield f"annex.{form}", rendered(annex, form)


def add(folder: Path) -> None:
    """Write the present version's folder; raises ValueError where it is too large."""
    from scenarios.sweep import sweep

    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(QUESTION, part / "question")
    results = {name: run(load(part / "question" / f"{name}.yaml")) for name in SCENARIOS}
    said = {name: in_short(result) for name, result in results.items()}
    (part / "results.json").write_text(json.dumps(said, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    (part / "exports").mkdir()
    for name, content in exports(results):
        (part / "exports" / name).write_bytes(content)
    store = sweep(part / "question" / "sweep.yaml", part / "store")
    for name in NO_CONTENT:
        shutil.rmtree(part / "store" / name, ignore_errors=True)
    for name in ("verdicts.csv", "verdicts.xlsx", "verdicts.parquet"):
        store.export(part / "exports" / f"sweep-{name}")
    size = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
    if size > LARGEST:
        raise ValueError(f"{size} bytes: an archived version holds at most {LARGEST}")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    print(f"{folder.name}: {size} bytes, {sum(1 for path in folder.rglob('*') if path.is_file())} files")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--again", action="store_true", help="replace the folder of the present version")
    given = options.parse_args()
    folder = HERE / RESULTS_VERSION
    if folder.exists() and not given.again:
        print(f"{RESULTS_VERSION} is archived already; --again replaces it", file=sys.stderr)
        return 1
    add(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
