"""Where an answer goes: always to standard output, and to a file that is either whole or not there."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from pathlib import Path

from scenarios.schema.errors import InputError, Place


def check_writable(path: str | None) -> None:
    """Refuse a place that cannot be written before anything is computed; raises InputError."""
    if path is None:
        return
    target = Path(path)
    if target.is_dir():
        raise InputError("out_is_folder", Place(path))
    folder = target.parent
    if not folder.is_dir():
        raise InputError("out_folder_missing", Place(path), folder=str(folder))
    if not os.access(target if target.exists() else folder, os.W_OK):
        raise InputError("out_not_allowed", Place(path))


def emit(said: str, path: str | None = None, written: str | bytes | None = None) -> None:
    """Print a text, then write it (or `written` in its stead) to a file; raises InputError where that fails."""
    try:
        sys.stdout.write(harmless_to_terminals(said))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence_stdout()
        raise InputError("stdout_failed", reason=error.strerror or type(error).__name__) from error
    if path is not None:
        write_whole(path, said if written is None else written)


def harmless_to_terminals(said: str) -> str:
    """Write control characters as what they are: a name in a file must not move the cursor, or set the title, of a terminal."""
    return said.translate(_CONTROLS)


_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


def silence_stdout() -> None:
    """Let nothing more reach a standard output that is gone, so that Python does not complain of it at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_whole(path: str, content: str | bytes) -> None:
    """Write a file all at once: a reader sees the old content or the new, a failure leaves the old one as it was.

    A device or pipe is written to as it is. Raises InputError for a full disk and for whatever else the system refuses.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        place = Path(os.path.realpath(path))
        if place.exists() and not stat.S_ISREG(place.stat().st_mode):
            with open(place, "wb", buffering=0) as device:
                _write_all(device.fileno(), data)
        else:
            _replace(place, data)
    except OSError as error:
        code = "out_disk_full" if error.errno == errno.ENOSPC else "out_failed"
        raise InputError(code, Place(path), reason=error.strerror or type(error).__name__) from error


def _replace(place: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
    try:
        try:
            _write_all(handle, data)
            os.fsync(handle)
            with contextlib.suppress(AttributeError, OSError):
                os.fchmod(handle, _mode(place))
        finally:
            os.close(handle)
        os.replace(name, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _mode(place: Path) -> int:
    """Give the permissions of the file that is replaced, else those that a new file gets."""
    if place.exists():
        return stat.S_IMODE(place.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
