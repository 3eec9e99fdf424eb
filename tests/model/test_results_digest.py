"""A committed digest forces a new results version whenever numbers move."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from model.version import RESULTS_VERSION
from tests.model.results_digest import COMMAND, FILE, digests, ensembles, moved, recorded

ROOT = Path(__file__).resolve().parents[2]


def test_numbers_move_only_with_the_results_version() -> None:
    versions = recorded()
    if RESULTS_VERSION not in versions:
        pytest.fail(
            f"results version {RESULTS_VERSION} is new and its numbers are not recorded yet: run `{COMMAND}`, commit"
            f" {FILE.name}, and mark the entry in CHANGELOG.md as one that moves results"
        )
    differing = moved(versions[RESULTS_VERSION], digests())
    if differing:
        pytest.fail(
            f"numbers have moved, but model/version.py still says {RESULTS_VERSION}. Moved: {', '.join(differing[:8])}"
            f"{' ...' if len(differing) > 8 else ''} ({len(differing)} of {len(versions[RESULTS_VERSION])}). If nothing should"
            f" have moved, find what did. If it should: raise RESULTS_VERSION in model/version.py, run `{COMMAND}`, commit"
            f" {FILE.name}, and mark the entry in CHANGELOG.md as one that moves results"
        )


def test_the_fixed_question_reaches_every_mechanism() -> None:
    """A digest of a world in which something never happens would not notice that it changed."""
    for question, ensemble in ensembles().items():
        assert not ensemble.failures
        for number, name in enumerate(ensemble.series):
            # Few conditions of a title stop anybody of a county, but some do (below); imposed money nearly always finds takers.
            rare = ("national_champion", "revenue_above_10_billion", "stopped:", "unplaced_investment")
            if not name.startswith(rare) and not name.endswith(":size:above_10_billion"):
                assert ensemble.values[:, 1:, number].std() > 0.0, (question, name)


def test_somebody_stops_at_several_conditions_of_each_title() -> None:
    for ensemble in ensembles().values():
        for title in ("innovative", "srdi", "little_giant"):
            stops = [number for number, name in enumerate(ensemble.series) if name.startswith(f"stopped:{title}:")]
            assert (ensemble.values[:, 1:, stops].sum(axis=(0, 1)) > 0.0).sum() >= 3


def test_moved_names_what_differs() -> None:
    assert moved({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4"}) == ["b", "c"]
    assert moved({"a": "1"}, {"a": "1"}) == []


def test_refreshing_refuses_to_overwrite_a_version(tmp_path: Path) -> None:
    """The command, on a copy of the record in which one number of the present version differs."""
    code = (
        "import pathlib, sys; from tests.model import refresh_digest as r, results_digest as d;"
        "from model.version import RESULTS_VERSION as v;"
        f"path = pathlib.Path({str(tmp_path / 'digest.json')!r}); d.FILE = r.FILE = path;"
        "d.digests = r.digests = lambda: {'free:revenue': 'new'};"
        'path.write_text(\'{"\' + v + \'": {"free:revenue": "old"}}\');'
        "sys.argv = ['refresh', *sys.argv[1:]]; sys.exit(r.main())"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)

    refused = run()
    assert refused.returncode == 2
    assert "RESULTS_VERSION" in refused.stderr and "free:revenue" in refused.stderr
    assert '"old"' in (tmp_path / "digest.json").read_text()
    assert run("--replace").returncode == 0
    assert '"new"' in (tmp_path / "digest.json").read_text()
