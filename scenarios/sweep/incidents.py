"""What happened to a sweep, as opposed to what it says: lost workers, full disks, restarts. Never content."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Incidents:
    """A log of one JSON object a line; what cannot be written (the disk may be full) is kept in memory alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: list[dict[str, Any]] = []
        self._turn = threading.Lock()

    def add(self, kind: str, **details: object) -> None:
        """Note an incident of a kind."""
        entry = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "process": os.getpid(), "kind": kind, **details}
        with self._turn:
            self.seen.append(entry)
            line = json.dumps(entry, ensure_ascii=False, default=str) + "\n"
            with contextlib.suppress(OSError), self.path.open("a", encoding="utf-8") as log:
                log.write(line)


def read_incidents(path: Path) -> list[dict[str, Any]]:
    """Read a log of incidents; a line cut off by a crash is left out."""
    found = []
    with contextlib.suppress(FileNotFoundError):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(json.JSONDecodeError):
                found.append(json.loads(line))
    return found
