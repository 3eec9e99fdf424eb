"""A small sweep, its file and its store, computed by an engine made by hand."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from sweep_engines import PointEngine

import scenarios  # noqa: F401 - loads the packages behind the functions of the same names
from scenarios.engine import Engine
from scenarios.sweep.execution import Options, compute
from scenarios.sweep.points import expand
from scenarios.sweep.specification import load_sweep
from scenarios.sweep.store import Store

SMALL: dict[str, Any] = {
    "title": {"zh": "试", "en": "trial"},
    "author": "test",
    "scenario": "xihua",
    "replicates": 8,
    "vary": {
        "levers.cultivation_service.intensity": {"low": 0, "high": 1, "steps": 3},
        "assumptions.real_growth_above_scale": {"steps": 2},
    },
}


@pytest.fixture
def small() -> dict[str, Any]:
    return copy.deepcopy(SMALL)


Computing = Callable[..., Store]


@pytest.fixture
def computing(tmp_path: Path) -> Computing:
    """Compute a sweep into a folder of this test by the synthetic engine."""

    def compute_here(
        content: dict[str, Any],
        name: str = "store",
        new_engine: Callable[[], Engine] = PointEngine,
        threads: int = 1,
        **options: Any,
    ) -> Store:
        cancel = options.pop("cancel", None)
        points = expand(load_sweep(content), "test-1")
        return compute(points, tmp_path / name, Options(threads, new_engine=new_engine, **options), None, cancel)

    return compute_here
