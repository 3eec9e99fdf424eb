"""One process at a time in a store: a lock that the system itself takes away from a dead process.

The lock is the system's own on an open file (`flock`, on Windows `msvcrt.locking`), so that a killed process never blocks
the next one. The file says who holds it: process id, and when that process started, counted in the machine's own ticks
since it booted. No wall clock is compared, so a clock that is moved does no harm.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from scenarios.schema.errors import InputError, Place

BUSY = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})
TRIES, BETWEEN_TRIES = 5, 0.02
CONTENT_FROM = 16
"""Byte from which the file says who holds it: Windows locks the bytes before, and lets nobody read locked bytes."""


@dataclass(frozen=True)
class Holder:
    """The process that holds a store: its id, its start in seconds since the machine booted, and that boot's name."""

    process: int
    started: float
    boot: str

    @property
    def age(self) -> float | None:
        """Seconds since the process took the lock; None where the machine has been started anew since."""
        return max(0.0, time.monotonic() - self.started) if self.boot == boot_name() else None


def boot_name() -> str:
    """Name this run of the machine, where the system has a name for it."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return sys.platform


class StoreLock:
    """The right to write into a store; held from `acquire` to `release`, or to the end of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None
        self.recovered: Holder | None = None
        """The dead process that had left its lock behind."""

    def acquire(self) -> None:
        """Take the lock; raises InputError, naming the process that has it."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        if not _patiently(handle, self.path):
            os.close(handle)
            holder = read_holder(self.path)
            age = holder.age if holder else None
            raise InputError(
                "sweep_store_in_use",
                Place(self.path.parent.parent.name),
                process=holder.process if holder else "?",
                age="?" if age is None else round(age),
            )
        self._handle = handle
        self.recovered = read_holder(self.path)
        mine = Holder(os.getpid(), time.monotonic(), boot_name())
        self._say(json.dumps(asdict(mine)))

    def release(self) -> None:
        """Give the lock back; the file stays, empty, because taking it away would open a gap between two others."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                self._say("")
            os.close(self._handle)
            self._handle = None

    def _say(self, content: str) -> None:
        assert self._handle is not None
        # A full disk must not keep the lock from being taken: then it just does not say by whom.
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, 0)
            if content:
                os.lseek(self._handle, 0, os.SEEK_SET)
                os.write(self._handle, b" " * CONTENT_FROM + content.encode())

    def __enter__(self) -> StoreLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _patiently(handle: int, path: Path) -> bool:
    """Try a few times: whoever asks `is_held` has the lock for an instant. Raises InputError where there are no locks."""
    try:
        for _ in range(TRIES):
            if _try(handle):
                return True
            time.sleep(BETWEEN_TRIES)
        return False
    except OSError as error:
        os.close(handle)
        raise InputError(
            "sweep_no_locks", Place(path.parent.parent.name), reason=error.strerror or type(error).__name__
        ) from error


def read_holder(path: Path) -> Holder | None:
    """Read who holds, or held, a lock; None where nobody is named."""
    try:
        with path.open("rb") as file:
            file.seek(CONTENT_FROM)
            return Holder(**json.loads(file.read() or b"null"))
    except (OSError, TypeError, ValueError):
        return None


def is_held(path: Path) -> bool:
    """Tell whether a living process holds a lock."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _try(handle)
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _try(handle: int) -> bool:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, CONTENT_FROM)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try(handle: int) -> bool:
        """Take the lock if it is free; raises OSError where the file system has no locks."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in BUSY:
                return False
            raise
        return True
