"""Compiled code is kept under a digest of all that it can follow from, and of nothing that it cannot."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import model
from model.compiled import NOT_COMPILED, compiled_sources, kernel, rule

ROOT = Path(model.__file__).parent


def source(module: str) -> str | None:
    """The source of a module of the model; none for others and for names within a module."""
    if module.split(".")[0] != "model":
        return None
    path = module.replace(".", "/").removeprefix("model").removeprefix("/")
    return next((found for found in (f"{path}.py", f"{path}/__init__.py") if (ROOT / found).is_file()), None)


def imported(name: str) -> set[str]:
    """Sources of the model that a source of the model takes something from."""
    found: set[str | None] = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative imports are not followed here"
            module = node.module or ""
            found |= {source(f"{module}.{alias.name}") or source(module) for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {source(alias.name) for alias in node.names}
    return {path for path in found if path is not None}


def test_nothing_left_out_can_reach_compiled_code() -> None:
    kept = set(compiled_sources())
    assert {"year.py", "title_phase.py", "rules/titles.py", "rulebook/criteria.py", "compiled.py"} <= kept
    for name in kept:
        assert imported(name) <= kept, f"{name} imports a source that the digest leaves out"


def test_what_is_left_out_exists() -> None:
    assert all((ROOT / name).exists() for name in NOT_COMPILED)


@rule
def doubled(x: float) -> float:
    return x + x


@kernel("float64(float64[::1], int64)")
def add_up(values: NDArray[np.float64], times: int) -> float:
    total = 0.0
    for value in values:
        total += times * doubled(value)
    return total


@kernel("float64(float64[:,::1])")
def add_up_rows(table: NDArray[np.float64]) -> float:
    total = 0.0
    for row in range(table.shape[0]):
        total += add_up(table[row], row)
    return total


def test_rules_and_kernels_run_from_python_and_from_each_other() -> None:
    assert doubled(1.5) == 3.0
    assert doubled.py_func(1.5) == 3.0  # type: ignore[attr-defined]
    assert add_up(np.array([1.0, 2.0]), 3) == 18.0
    assert add_up_rows(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])) == 2 * 7.0 + 2 * 2 * 11.0


@kernel("float64[::1](int64)", allocates=True)
def room(places: int) -> NDArray[np.float64]:
    return np.zeros(places)


@kernel("float64(int64)", allocates=True)
def use_room(places: int) -> float:
    return float(room(places)[-1])


def test_a_kernel_that_fails_says_so_through_its_callers() -> None:
    assert use_room(3) == 0.0
    try:
        use_room(-1)
    except ValueError as error:
        assert "negative dimensions" in str(error)
    else:
        raise AssertionError("nothing was raised")


def test_an_ensemble_runs_without_mesa() -> None:
    code = "import sys, model.build, model.ensemble, model.reference.cut_offs; print({'mesa', 'pandas'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT.parent, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
