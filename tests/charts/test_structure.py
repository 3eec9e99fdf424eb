"""A chart takes a table and returns a chart: it runs nothing, loads nothing, and knows nothing of the explorer."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

LAYERS = ("model", "scenarios", "charts")
RUNNING = ("scenarios.run", "scenarios.world", "scenarios.engine", "model.ensemble", "model.region", "scenarios.loaded")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_charts_import_nothing_above_them(root: Path) -> None:
    for path in sorted((root / "charts").rglob("*.py")):
        above = {
            name for name in imports(path) if name.split(".")[0] in ("explorer", "app", "streamlit", "calibration")
        }
        assert not above, (path, above)


def test_nothing_below_imports_charts_but_the_command_line(root: Path) -> None:
    for folder in ("model", "scenarios"):
        for path in sorted((root / folder).rglob("*.py")):
            if "charts" in {name.split(".")[0] for name in imports(path)}:
                assert path.relative_to(root).as_posix() == "scenarios/cli/run_command.py"


def test_chart_functions_run_nothing_and_load_nothing(root: Path) -> None:
    for path in sorted((root / "charts").glob("*.py")):
        if path.name == "figures.py":
            continue
        found = imports(path)
        assert not {name for name in found if name.startswith(RUNNING)}, path
        assert not {"run", "load"} & {name.rsplit(".", 1)[-1] for name in found if name.startswith("scenarios.")}, path
        source = path.read_text(encoding="utf-8")
        assert "open(" not in source and "read_text" not in source, path


def test_tables_need_neither_pandas_nor_charts(root: Path) -> None:
    for path in sorted((root / "scenarios" / "tables").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = {
            name for node in tree.body if isinstance(node, ast.Import) for name in (alias.name for alias in node.names)
        }
        assert not top & {"pandas", "altair", "pyarrow"}, path


@pytest.mark.parametrize("folder", ["charts", "scenarios/tables"])
def test_files_stay_small(folder: str, root: Path) -> None:
    for path in sorted((root / folder).rglob("*.py")):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path


def test_the_charts_of_each_message_are_said(root: Path) -> None:
    """No text of charts stands in the catalogue without being used."""
    from scenarios.messages.catalogue import messages

    source = "".join(path.read_text(encoding="utf-8") for path in (root / "charts").rglob("*.py"))
    for folder in ("scenarios", "explorer"):
        source += "".join(path.read_text(encoding="utf-8") for path in (root / folder).rglob("*.py"))
    for key in messages("zh"):
        if key.startswith(("chart.", "number.", "sheet.", "caption.", "index.", "stamp.")):
            beginnings = (key[:place] for place in range(len(key)) if key[place] in "._")
            assert (
                f'"{key}"' in source
                or f"'{key}'" in source
                or any(f'"{start}{mark}{{' in source for start in beginnings for mark in "._")
            ), key
