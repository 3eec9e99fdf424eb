"""Longer studies in the process: each is worked out once for whoever asks, gives rough answers on its way, and can be stopped.

A study is a function that is told when nobody waits any more, and publishes what it has so far. Studies of all sessions share one
bounded store; those of private data (a ledger) are kept with their own session. Two are worked on at a time, so that a long one
does not keep the rough answer of the next from coming.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

PATIENCE = 12.0
"""Seconds for which a study that nobody looks at is still worked on; pages look every second."""
MOST_KEPT = 8
"""Studies of one kind that are kept: an answer holds its replicates, some 20 MB."""
AT_A_TIME = 2


@dataclass(eq=False)
class Study:
    """One study under way or done."""

    key: tuple[object, ...]
    work: Callable[[Study], Any]
    answer: Any = None
    """What there is so far; the final answer once `finished`."""
    finished: bool = False
    error: BaseException | None = None
    part: str = ""
    done: int = 0
    total: int = 0
    begun: bool = False
    stopped: bool = False
    seen_at: float = field(default_factory=time.monotonic)
    version: int = 0
    """Grows whenever the answer does."""

    def cancelled(self) -> bool:
        """Tell whether nobody has looked for a while, or someone pressed stop."""
        return self.stopped or time.monotonic() - self.seen_at > PATIENCE

    def publish(self, answer: Any) -> None:
        """Give a rough answer."""
        self.answer = answer
        self.version += 1

    def tell(self, part: str, done: int, total: int) -> None:
        """Say how far it is."""
        self.part, self.done, self.total = part, done, total

    @property
    def settled(self) -> bool:
        """Tell whether nothing more will come."""
        return self.finished or self.error is not None or self.stopped


class Studies:
    """Works studies out in background threads."""

    def __init__(self, at_a_time: int = AT_A_TIME, most_kept: int = MOST_KEPT) -> None:
        self.begun = 0
        """Studies begun since the start; what is kept begins none."""
        self.shared: OrderedDict[tuple[object, ...], Study] = OrderedDict()
        self._lock = threading.Condition()
        self._waiting: list[Study] = []
        self._running = 0
        self._at_a_time, self._most_kept = at_a_time, most_kept

    def found(
        self, key: tuple[object, ...], store: OrderedDict[tuple[object, ...], Study] | None = None
    ) -> Study | None:
        """Give a study that is there already, begun or done; looking keeps it going."""
        with self._lock:
            study = (self.shared if store is None else store).get(key)
            if study is not None:
                study.seen_at = time.monotonic()
            return study

    def ask(
        self,
        key: tuple[object, ...],
        work: Callable[[Study], Any],
        store: OrderedDict[tuple[object, ...], Study] | None = None,
    ) -> Study:
        """Ask for a study; `store` is the session's own where it holds private data. One that ended early begins again."""
        kept = self.shared if store is None else store
        with self._lock:
            study = kept.get(key)
            if study is None or study.stopped or study.error is not None:
                rough = study.answer if study is not None and study.error is None else None
                study = kept[key] = Study(key, work, rough)
                self._waiting.append(study)
            kept.move_to_end(key)
            study.seen_at = time.monotonic()
            of_kind = [name for name in kept if name[0] == key[0]]
            for old in of_kind[: max(0, len(of_kind) - self._most_kept)]:
                if kept[old].settled:
                    del kept[old]
            self._start()
        return study

    def stop(self, study: Study) -> None:
        """Lay a study aside; what it has published stays."""
        study.stopped = True

    def wait(self, study: Study, version: int, seconds: float) -> None:
        """Wait until a study has more than it had, or is settled, or the time is up."""
        with self._lock:
            self._lock.wait_for(lambda: study.settled or study.version > version, seconds)

    def _start(self) -> None:
        while self._waiting and self._running < self._at_a_time:
            study = self._waiting.pop(0)
            if study.settled:
                continue
            study.begun = True
            self._running += 1
            self.begun += 1
            threading.Thread(target=self._work, args=(study,), name="tuiyan-study", daemon=True).start()

    def _work(self, study: Study) -> None:
        try:
            answer = study.work(study)
        except BaseException as error:  # shown to whoever asked
            if study.cancelled():
                study.stopped = True
            else:
                study.error = error
        else:
            study.publish(answer)
            study.finished = True
        with self._lock:
            self._running -= 1
            self._start()
            self._lock.notify_all()


@cache
def studies() -> Studies:
    """Give the one of this process."""
    return Studies()
