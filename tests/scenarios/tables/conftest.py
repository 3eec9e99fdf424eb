"""Names a version of results for a whole module."""

from __future__ import annotations

import sys

import pytest

import scenarios  # noqa: F401 - loads the module scenarios.run


@pytest.fixture(scope="module", autouse=True)
def any_version() -> object:
    """Answer under a version of results that no model has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["scenarios.run"], "_version", lambda: "test-1")
        yield
