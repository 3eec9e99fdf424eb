"""Old files keep opening: the present version reads every archived one; it is equal, or the changelog says why not."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from model.version import RESULTS_VERSION
from scenarios import load, run
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.sweep import Store
from scenarios.verification.history import between
from scenarios.verification.sweeps import verify_store
from scenarios.verification.verify import verify
from tests.archive.add import LARGEST, SCENARIOS, in_short, versions

VERSIONS = versions()
FILES = [path for version in VERSIONS for path in sorted((version / "exports").iterdir())]


def named(path: Path) -> str:
    return "/".join(path.parts[-3:] if path.parent.name == "exports" else path.parts[-1:])


@cache
def _ran(name: str, loaded_hash: str, replicates: int, seed: int) -> list[RunResult]:
    return []


def runner(loaded: LoadedScenario, replicates: int, seed: int) -> RunResult:
    """Simulate each question once."""
    kept = _ran(loaded.name, loaded.hash, replicates, seed)
    if not kept:
        kept.append(run(loaded, replicates, seed))
    return kept[0]


def test_the_present_version_is_archived() -> None:
    assert RESULTS_VERSION in {path.name for path in VERSIONS}, "run: python -m tests.archive.add"


@pytest.mark.parametrize("folder", VERSIONS, ids=named)
def test_a_folder_stays_small_and_holds_every_form(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= LARGEST
    endings = {path.suffix for path in (folder / "exports").iterdir()}
    assert endings >= {".csv", ".xlsx", ".parquet", ".json", ".txt", ".svg", ".png", ".html", ".docx"}


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("folder", VERSIONS, ids=named)
def test_an_old_scenario_is_read_and_answers_as_then_or_the_changelog_says_why_not(folder: Path, name: str) -> None:
    old = json.loads((folder / "results.json").read_text(encoding="utf-8"))[name]
    assert old["results_version"] == folder.name
    loaded = load(folder / "question" / f"{name}.yaml")
    now = in_short(runner(loaded, loaded.scenario.replicates, loaded.scenario.seed))
    assert set(now["targets"]) == set(old["targets"])
    moved = between(folder.name, RESULTS_VERSION)
    assert moved or json.loads(json.dumps(now)) == old
    assert moved or folder.name == RESULTS_VERSION


@pytest.mark.parametrize("folder", VERSIONS, ids=named)
def test_an_old_store_is_read_and_verified(folder: Path) -> None:
    store = Store(folder / "store")
    assert len(store.points()) == 2 and len(store.verdicts()) and len(store.samples())
    found = verify_store(folder / "store", RESULTS_VERSION)
    assert found.verdict == "equal" or (found.verdict == "changed" and found.changes), found.reason
    assert found.counts["checked"] > 100


@pytest.mark.parametrize("path", FILES, ids=named)
def test_an_old_export_is_verified(path: Path) -> None:
    """Equal; or changed by a version that the changelog names; a picture of another version may not be told."""
    found = verify(path, runner, RESULTS_VERSION)
    version = path.parent.parent.name
    assert found.stamp is not None and found.stamp.results_version == version
    assert not [each for each in found.findings if each.kind == "edited"]
    if version == RESULTS_VERSION:
        assert found.verdict == "equal", [(each.found, each.expected) for each in found.findings[:3]]
    else:
        assert found.verdict == "equal" or (found.verdict in ("changed", "picture_cannot_tell") and found.changes)
