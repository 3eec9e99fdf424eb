"""The entries that moved results are those of the changelog, in its own words, and are found by version."""

from __future__ import annotations

import re
from pathlib import Path

from model.version import RESULTS_VERSION
from scenarios.verification.history import between, changes, is_newer, order

ENTRY = re.compile(r"^- \*\*results:\*\* ([0-9.]+): (.*?)(?=^- |^## |\Z)", re.MULTILINE | re.DOTALL)


def test_every_entry_of_the_changelog_that_moves_results_is_known_in_both_languages(root: Path) -> None:
    """An entry marked **results:** in CHANGELOG.md stands in results_history.yaml, in the same words and order."""
    written = [
        (version, " ".join(said.split()))
        for version, said in ENTRY.findall((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    ]
    assert len(written) >= 3
    assert written == [(each.version, " ".join(each.en.split())) for each in changes()]
    assert all(re.search(r"[\u4e00-\u9fff]", each.zh) and each.zh != each.en for each in changes())


def test_entries_between_two_versions() -> None:
    versions = [each.version for each in changes()]
    assert versions == sorted(versions, key=lambda version: order(version) or ())
    assert versions[-1] == RESULTS_VERSION
    assert [each.version for each in between("2026.11.1", "2026.11.2")] == ["2026.11.2"]
    assert between(RESULTS_VERSION, RESULTS_VERSION) == ()
    assert between("nonsense", RESULTS_VERSION) == ()
    assert is_newer("2026.11.10", "2026.11.9") and not is_newer("2026.11.9", "2026.11.10")
    assert not is_newer("x", "2026.11.2")
