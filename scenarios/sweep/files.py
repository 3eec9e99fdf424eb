"""Files that are either whole or not there, whatever happens to the process or the disk while they are written."""

from __future__ import annotations

import contextlib
import os
from itertools import count
from pathlib import Path

TEMPORARY = ".part"
"""Ending of what was being written when the process died."""
_numbers = count()


def write_atomically(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write beside the place, force it to the disk (where `lasting`) and put it there in one step; raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{next(_numbers)}{TEMPORARY}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(handle, view) :]
            if lasting:
                os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    if lasting:
        _settle(path.parent)


def remove_temporary(folder: Path) -> int:
    """Take away what a killed process left half written; give how many files that were."""
    found = [path for path in folder.rglob(f".*{TEMPORARY}") if path.is_file()]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _settle(folder: Path) -> None:
    """Force the folder's own entries to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
