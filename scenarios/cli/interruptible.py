"""Run a long answer in a thread, so that Ctrl-C is heard at once whatever compiled code is doing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
P = TypeVar("P")

LOOK_EVERY = 0.05
"""Seconds between two looks at the thread; a signal is handled between them."""
GRACE = 0.4
"""Seconds given to the batch under way after Ctrl-C."""


class InterruptedRun(Exception, Generic[P]):
    """The user stopped the run; `last` is what had been reported before, or None."""

    def __init__(self, last: P | None) -> None:
        super().__init__("interrupted")
        self.last = last


def interruptibly(work: Callable[[Callable[[], bool], Callable[[P], None]], T]) -> T:
    """Call work(cancelled, report) in a thread and give its value; raise InterruptedRun within half a second of Ctrl-C.

    `report` keeps the latest partial value. After an interruption the thread may still be in compiled code: the caller
    must leave by `os._exit`, which waits for nobody.
    """
    stop = threading.Event()
    kept: list[P] = []
    values: list[T] = []
    errors: list[BaseException] = []
    # An event, not Thread.join: in Python 3.11 a join that a signal interrupts takes the thread for ended (bpo-45274).
    ended = threading.Event()

    def body() -> None:
        try:
            values.append(work(stop.is_set, lambda partial: kept.__setitem__(slice(0, 1), [partial])))
        except BaseException as error:  # handed to the caller's thread
            errors.append(error)
        finally:
            ended.set()

    thread = threading.Thread(target=body, name="tuiyan-run", daemon=True)
    try:
        thread.start()
        while not ended.wait(LOOK_EVERY):
            pass
    except KeyboardInterrupt:
        stop.set()
        ended.wait(GRACE)
        raise InterruptedRun(kept[0] if kept else None) from None
    if errors:
        raise errors[0]
    return values[0]
