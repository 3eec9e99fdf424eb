"""docs/scripting.md: every block of Python in it runs, one after another, in a fresh process and folder."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios.sweep.points import expand
from scenarios.sweep.specification import load_sweep

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/scripting.md"
NEEDED = ("duckdb", "SALib", "ema_workbench")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", NEEDED)
def test_what_the_examples_need_is_installed(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")


def test_the_examples_run(tmp_path: Path) -> None:
    found = blocks("python")
    assert len(found) >= 9
    # What needs a library that is not here is left out; the test above says so.
    there = [block for block in found if all(importlib.util.find_spec(n) or f"{n}" not in block for n in NEEDED)]
    script = tmp_path / "examples.py"
    script.write_text("\n".join(there), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "verdicts.xlsx").exists() and "founding_rate" in done.stdout


def test_the_example_file_is_a_sweep(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    file = tmp_path / "sweep.yaml"
    file.write_text(example, encoding="utf-8")
    assert len(expand(load_sweep(file), "test-1")) == 128
