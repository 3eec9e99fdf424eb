"""The tests that exist, found by parsing the tree of tests: nothing is collected or run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def find_tests(folder: Path) -> Iterator[str]:
    """Name every test function below a folder of tests as pytest does: path::name, path::Class::name."""
    for path in sorted(folder.rglob("test_*.py")):
        relative = path.relative_to(folder.parent).as_posix()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            yield from (f"{relative}::{name}" for name in _names(node))


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
        yield node.name
    elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
        yield from (f"{node.name}::{name}" for inner in node.body for name in _names(inner))


@cache
def known_tests() -> frozenset[str]:
    """Name every test of the project; empty where the tests are not beside the package."""
    return frozenset(find_tests(ROOT / "tests"))
