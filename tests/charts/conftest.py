"""A run with every outcome of the engine, made without it: charts and exports are tested on numbers that cost nothing."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import pytest

from scenarios import load, run
from scenarios.result import RunResult

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "scenarios")]
DATE = datetime.date(2026, 11, 22)


@pytest.fixture(scope="session")
def result() -> RunResult:
    """西华's plan as it stands, 120 replicates."""
    from every_outcome import full_engine

    return run(load("xihua"), 120, 1, engine=full_engine)


@pytest.fixture(scope="session")
def other() -> RunResult:
    """The same under the rules of 2022, with the same seed."""
    from every_outcome import full_engine

    return run(load("xihua", rulebook="2022"), 120, 1, engine=full_engine)


@pytest.fixture
def date() -> datetime.date:
    """The date that the caller gives."""
    return DATE
