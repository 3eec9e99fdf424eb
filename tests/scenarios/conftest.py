"""Lets the tests of this folder and its subfolders import the synthetic ensembles, and names a version of results."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture
def named_version(monkeypatch: pytest.MonkeyPatch) -> str:
    """Answer under a version of results that no model has."""
    monkeypatch.setattr("scenarios.run._version", lambda: "test-1")
    return "test-1"
