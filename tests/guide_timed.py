"""The guide followed on a clean machine, and timed: `python -m tests.guide_timed --write` (chromium by apt).

A fresh clone of this checkout's last commit, a fresh environment, an empty home and no cache. First what the guide says under
installing, then the planner who only clicks (in chromium, by the names on the pages), then the planner who writes commands:
every line of the guide's `sh` blocks in its order, as it stands there, nothing shortened. Without `--write` the page is printed.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.guide_pages import PAGES, page

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 1_800.0
"""Seconds after which a step is taken to hang."""


@dataclass(frozen=True)
class Step:
    """One line of the guide, or one thing clicked: seconds by the clock, and seconds of processor time where it was a command."""

    part: str
    said: Mapping[str, str]
    wall: float
    processor: float | None = None


def install_line(root: Path) -> str:
    """Give the guide's own line that installs: the one that names the extras."""
    lines = (root / "docs" / "guide.md").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(".venv/bin/python -m pip install"))


class CleanMachine:
    """A clone with an environment of its own, and nothing of this machine's homes and caches."""

    def __init__(self, place: Path) -> None:
        self.checkout, self.home, self.desk = place / "tuiyan", place / "home", place / "desk"
        for folder in (self.home, self.desk):
            folder.mkdir()
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TUIYAN_", "PYTHON", "XDG_", "VIRTUAL_ENV"))
        }
        base = str(Path(sys.base_prefix) / "bin")
        scripts = str(self.checkout / ".venv" / "bin")
        paths = os.pathsep.join((scripts, base, "/usr/local/bin", "/usr/bin", "/bin"))
        self.environment = {**kept, "HOME": str(self.home), "PATH": paths}
        self.steps: list[Step] = []

    def do(self, part: str, words: list[str], folder: Path, said: str | None = None) -> None:
        """Run one command to its end; raises CalledProcessError where it fails."""
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(
            words,
            check=True,
            cwd=folder,
            env=self.environment,
            timeout=PATIENCE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        shown = f"`{said or shlex.join(words)}`"
        self.note(part, {"zh": shown, "en": shown}, wall, used)

    def note(self, part: str, said: Mapping[str, str], wall: float, processor: float | None = None) -> None:
        """Keep a step, and say it."""
        self.steps.append(Step(part, said, wall, processor))
        print(f"{part:8} {wall:7.1f} s  {said['en']}", file=sys.stderr, flush=True)


def follow(place: Path, *, clicks: bool = True) -> list[Step]:
    """Follow the guide from the first line to the last."""
    from tests.guide_clicks import click_through
    from tests.test_guide import commands

    machine = CleanMachine(place)
    machine.do("install", ["git", "clone", "-q", str(ROOT), str(machine.checkout)], place, "git clone …")
    machine.do("install", ["python3", "-m", "venv", ".venv"], machine.checkout)
    install = shlex.split(install_line(ROOT))
    machine.do(
        "install", [str(machine.checkout / install[0]), *install[1:], "-q"], machine.checkout, shlex.join(install)
    )
    if clicks:
        click_through(machine.note, machine.environment, machine.desk)
    for words in commands("zh", ROOT):
        if words[1] != "explore":
            machine.do("commands", words, machine.desk, shlex.join(words) if words[0] == "tuiyan" else None)
    return machine.steps


def facts() -> dict[str, str]:
    """Say what was measured on: counted processors, Python, and how busy the machine was at the beginning."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {
        "processors": str(os.cpu_count()),
        "python": platform.python_version(),
        "load": f"{os.getloadavg()[0]:.1f}",
        "commit": commit.stdout.strip(),
    }


def main() -> int:
    """Follow the guide and write or print the pages."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--write", action="store_true", help="write docs/guide-timed.md and docs/guide-timed.en.md")
    asked.add_argument("--no-clicks", action="store_true", help="only the commands")
    options = asked.parse_args()
    if options.write and options.no_clicks:
        asked.error("the pages are written of the whole way only")
    known = facts()
    place = Path(tempfile.mkdtemp(prefix="guide-"))
    try:
        steps = follow(place, clicks=not options.no_clicks)
        for language, name in PAGES.items():
            written = page(language, steps, known)
            if options.write:
                (ROOT / "docs" / name).write_text(written, encoding="utf-8")
            else:
                print(written)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
