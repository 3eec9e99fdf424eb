"""Progress and time left on standard error; nothing of it ever reaches a result."""

from __future__ import annotations

import sys
import time

from scenarios.messages import text
from scenarios.run import Progress


class ProgressLine:
    """One line that says how far a run is: rewritten in place on a terminal, line by line elsewhere."""

    def __init__(self, language: str, shown: bool | None = None) -> None:
        self.language = language
        self.terminal = sys.stderr.isatty()
        self.shown = self.terminal if shown is None else shown
        self.began = time.monotonic()
        self.done_at_begin: int | None = None
        self.open = False

    def __call__(self, progress: Progress) -> None:
        """Say how many replicates are done and how long the rest will take at the pace so far."""
        if not self.shown:
            return
        if self.done_at_begin is None:
            # The first batch may hold the loading and compiling of the engine: the pace is measured after it.
            self.done_at_begin, self.began = progress.done, time.monotonic()
            left = text("progress.left_unknown", self.language)
        else:
            pace = (time.monotonic() - self.began) / max(1, progress.done - self.done_at_begin)
            left = text("progress.left", self.language, seconds=max(0, round(pace * (progress.total - progress.done))))
        said = text("progress.line", self.language, done=progress.done, total=progress.total, left=left)
        if self.terminal:
            print(f"\r\x1b[2K{said}", end="", file=sys.stderr, flush=True)
            self.open = True
        else:
            print(said, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the line away."""
        if self.open:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
            self.open = False
