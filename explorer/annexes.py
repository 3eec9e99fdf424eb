"""Annexes being made for the page: one a session, in a thread of its own, kept in memory and nowhere else.

Two are computed at a time in the whole process; the others wait, and say so. What nobody looks at any more is laid aside.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence

from annex.building import build_annex
from annex.document import Annex
from annex.formats import rendered
from annex.materials import STEPS, AnnexCancelledError
from annex.request import AnnexRequest

AT_ONCE = 2
PATIENCE = 600.0
"""Seconds for which an annex that no page looks at is still worked on."""
FORMS: tuple[str, ...] = ("docx", "html", "xlsx")
_SLOTS = threading.BoundedSemaphore(AT_ONCE)
Build = Callable[..., Annex]


class Job:
    """One annex on its way; `content` holds its files once it is done."""

    def __init__(self, request: AnnexRequest, forms: Sequence[str] = FORMS, build: Build = build_annex) -> None:
        self.request, self.forms = request, tuple(forms)
        self.content: Mapping[str, bytes] = {}
        self.annex: Annex | None = None
        self.error: BaseException | None = None
        self.waiting = True
        self._progress: tuple[str, int, int] = (STEPS[0], 0, 1)
        self._build = build
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._seen = time.monotonic()
        threading.Thread(target=self._work, name="tuiyan-annex", daemon=True).start()

    @property
    def done(self) -> bool:
        """Tell whether nothing more will come."""
        return self._ended.is_set()

    @property
    def stopped(self) -> bool:
        """Tell whether it was stopped before it was complete."""
        return self.done and isinstance(self.error, AnnexCancelledError)

    @property
    def progress(self) -> tuple[str, int, int]:
        """Give the part under way, how much of it is done, and of how much; whoever asks still waits."""
        self._seen = time.monotonic()
        return self._progress

    @property
    def share(self) -> float:
        """Give how far the whole is, from 0 to 1: parts count alike."""
        part, done, total = self._progress
        steps = (*STEPS, "files")
        return (steps.index(part) + min(1.0, done / max(1, total))) / len(steps)

    def stop(self) -> None:
        """Make no more of it."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended; False where the time ran out."""
        return self._ended.wait(seconds)

    def _cancelled(self) -> bool:
        return self._stop.is_set() or time.monotonic() - self._seen > PATIENCE

    def _tell(self, part: str, done: int, total: int) -> None:
        self._progress = part, done, total

    def _files(self, done: int, total: int, place: int) -> None:
        if self._cancelled():
            raise AnnexCancelledError
        self._tell("files", place * total + done, len(self.forms) * total)

    def _work(self) -> None:
        try:
            while not _SLOTS.acquire(timeout=0.2):
                if self._cancelled():
                    raise AnnexCancelledError
            try:
                self.waiting = False
                made = self._build(self.request, self._tell, self._cancelled)
                content = {}
                for place, form in enumerate(self.forms):
                    content[form] = rendered(
                        made,
                        form,
                        lambda done, total, place=place: self._files(done, total, place),  # type: ignore[misc]
                    )
                self.annex, self.content = made, content
            finally:
                _SLOTS.release()
        except BaseException as error:  # said on the page
            self.error = error
        finally:
            self._ended.set()
