"""Without the extras: what does not need them works, what does says what to install; nothing heavy is loaded for help."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from sweep_engines import FILE

from scenarios.schema.export import json_schema

ROOT = Path(__file__).parents[3]
HEAVY = ("numba", "mesa", "pandas", "pyarrow", "dask", "distributed", "scipy")
LOADED = f"""
import sys
from scenarios.cli import main
status = main(sys.argv[1:])
print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
sys.exit(status)
"""
WITHOUT = """
import sys
for name in ("pyarrow", "distributed", "dask"):
    sys.modules[name] = None
from scenarios.cli import main
sys.exit(main(sys.argv[1:]))
"""


def process(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("line", ["sweep --help", "compare --help", "sweep --status {store}", "schema sweep"])
def test_commands_that_compute_nothing_load_nothing_heavy(line: str, small: dict[str, Any], computing: Any) -> None:
    done = process(LOADED, *line.format(store=computing(small).folder).split())
    assert done.returncode == 0 and done.stderr.strip().splitlines()[-1] == "[]"


def test_without_the_extra_a_sweep_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text(FILE, encoding="utf-8")
    done = process(WITHOUT, "sweep", str(file), "--out", str(tmp_path / "store"), "--lang", "en")
    assert done.returncode == 2 and "tuiyan[sweep]" in done.stderr and not (tmp_path / "store").exists()


def test_a_sweep_file_has_a_schema() -> None:
    jsonschema.validate({**yaml.safe_load(FILE), "scenarios": ["xihua"]} | {}, _without_alias(json_schema("sweep")))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"title": 1}, json_schema("sweep"))


def _without_alias(schema: dict[str, Any]) -> dict[str, Any]:
    """`scenario: NAME` is short for a list of one; editors are shown the long form."""
    return {**schema, "properties": {**schema["properties"], "scenario": {"type": "string"}}}
