"""Lets the tests of this folder and its subfolders import the synthetic ensembles, and names a version of results."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import scenarios  # noqa: F401 - loads the module scenarios.run

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture
def named_version(monkeypatch: pytest.MonkeyPatch) -> str:
    """Answer under a version of results that no model has."""
    # `scenarios.run` as an attribute is the function; the module stands in sys.modules.
    monkeypatch.setattr(sys.modules["scenarios.run"], "_version", lambda: "test-1")
    return "test-1"
