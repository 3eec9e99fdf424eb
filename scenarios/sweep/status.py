"""How far a sweep is: a small file that any other process can read, and progress for the one that runs it."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from scenarios.sweep.files import write_atomically
from scenarios.sweep.lock import boot_name, is_held

LOG = "log"
"""Folder of a store that holds everything that is no content: lock, status, incidents."""
STATUS, LOCK, INCIDENTS = "status.json", "lock", "incidents.jsonl"
EVERY = 0.5
"""Least seconds between two writings of the status."""
State = Literal["running", "finished", "stopped", "died", "unfinished"]


@dataclass(frozen=True)
class Status:
    """How far a sweep is. Units are points, or parts of points with more replicates than one file holds."""

    state: State
    process: int
    points: int
    done: int
    """Units in the store."""
    total: int
    """Units of the whole sweep."""
    computed: int
    """Units that this process computed."""
    points_per_second: float | None
    seconds_left: float | None
    failed: int
    """Failed replicates among those that this process computed."""
    incidents: int
    clock: float
    """When this was written, in the machine's own seconds since it booted."""
    boot: str

    @property
    def age(self) -> float | None:
        """Seconds since this was written; None where the machine has been started anew since."""
        return max(0.0, time.monotonic() - self.clock) if self.boot == boot_name() else None


class Watch:
    """Keeps the status of a running sweep, in its file and for whoever listens."""

    def __init__(self, log: Path, points: int, total: int, listener: Callable[[Status], None] | None) -> None:
        self.path = log / STATUS
        self.listener = listener
        self.began = time.monotonic()
        self.written = -EVERY
        self.status = Status(
            "running", os.getpid(), points, 0, total, 0, None, None, 0, 0, time.monotonic(), boot_name()
        )
        self.units_a_point = max(1.0, total / max(1, points))

    def start(self, done: int) -> None:
        """Begin with what the store holds already."""
        self.began = time.monotonic()
        self.status = replace(self.status, done=done)
        self._say(at_once=True)

    def add(self, *, failed: int, incidents: int) -> None:
        """Count one more unit."""
        computed = self.status.computed + 1
        pace = computed / max(1e-9, time.monotonic() - self.began)
        done = self.status.done + 1
        self.status = replace(
            self.status,
            done=done,
            computed=computed,
            points_per_second=pace / self.units_a_point,
            seconds_left=(self.status.total - done) / pace,
            failed=self.status.failed + failed,
            incidents=incidents,
        )
        self._say()

    def end(self, state: State, incidents: int) -> None:
        """Write the last status."""
        self.status = replace(self.status, state=state, incidents=incidents)
        self._say(at_once=True)

    def _say(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if at_once or now - self.written >= EVERY:
            self.written = now
            self.status = replace(self.status, clock=now)
            with contextlib.suppress(OSError):  # a full disk is said where content is written
                write_atomically(self.path, json.dumps(asdict(self.status)).encode() + b"\n", lasting=False)
            if self.listener is not None:
                self.listener(self.status)


def read_status(folder: Path) -> Status | None:
    """Read how far the sweep of a store is; None where none was begun. A process that died is told as such."""
    try:
        status = Status(**json.loads((folder / LOG / STATUS).read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError):
        return None
    if status.state == "running" and not is_held(folder / LOG / LOCK):
        return replace(status, state="died")
    return status
