"""The project's own files: what a newcomer runs, and what is installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

COMMAND = re.compile(r"^python3 -m venv .*$", re.MULTILINE)


def test_readme_has_exactly_two_set_up_commands(root: Path) -> None:
    commands = COMMAND.findall((root / "README.md").read_text(encoding="utf-8"))
    assert len(commands) == 2
    assert commands[0].endswith("tuiyan run xihua")
    assert commands[1].endswith("-m pytest")


def test_windows_forms_say_the_same(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    windows = [line for line in text.splitlines() if line.startswith("py -m venv")]
    unix = [
        line.replace("python3 -m venv", "py -m venv").replace(".venv/bin/", ".venv\\Scripts\\")
        for line in COMMAND.findall(text)
    ]
    assert windows == unix


def test_constraints_are_exact_and_name_no_address(root: Path) -> None:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    assert len(entries) > 60
    for entry in entries:
        assert re.fullmatch(r'[a-z0-9-]+==[0-9][0-9a-z.]*(; (python_version|sys_platform) [<>=]+ "[\w.]+")?', entry), (
            entry
        )


def test_every_dependency_has_an_exact_version(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(name for group in project["optional-dependencies"].values() for name in group),
    ]
    names = {re.split(r"[\[<>=;, ]", entry)[0].lower().replace("_", "-") for entry in wanted} - {project["name"]}
    known = {line.split("==")[0] for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    assert names <= known, names - known


def test_licence_is_apache(root: Path) -> None:
    text = (root / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text
