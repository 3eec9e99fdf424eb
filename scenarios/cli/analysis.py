"""What `seek`, `sensitivity` and `discover` share: options, stopping, writing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from scenarios.cli.interruptible import InterruptedRun, interruptibly
from scenarios.cli.output import check_writable, emit
from scenarios.messages import text
from scenarios.schema.errors import InputError
from scenarios.trials import StoppedError, WithheldError

T = TypeVar("T")


def number(option: str, found: str | None) -> float | None:
    """Read a number; None stays None. Raises InputError."""
    if found is None:
        return None
    try:
        value = float(found)
    except ValueError:
        raise InputError("seek_number", option=option, found=found) from None
    if value != value or value in (float("inf"), float("-inf")):
        raise InputError("seek_number", option=option, found=found)
    return value


def names(found: str | None) -> tuple[str, ...]:
    """Read names separated by commas."""
    return tuple(name.strip() for name in (found or "").replace("，", ",").split(",") if name.strip())


def answered(
    work: Callable[[Callable[[], bool]], T],
    said: Callable[[T], str],
    as_data: Callable[[T], Mapping[str, Any]],
    language: str,
    *,
    as_json: bool,
    out: str | None,
    file: Callable[[T, str], bytes] | None = None,
) -> int:
    """Do some long work that Ctrl-C stops, print the answer, write it; JSON where asked or where the file's ending says so.

    `file` makes the file of an answer in a format, with its stamp; without it the file is what is printed.
    """
    check_writable(out)
    try:
        found = interruptibly(lambda cancelled, _keep: work(cancelled))
    except InterruptedRun:
        print(text("cli.interrupted", language), file=sys.stderr, flush=True)
        os._exit(130)
    except StoppedError:
        raise KeyboardInterrupt from None
    except WithheldError:
        raise InputError("withheld") from None
    data = json.dumps(as_data(found), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    shown = data if as_json else said(found) + "\n"
    if file is not None and out is not None:
        from scenarios.verification.analyses import form_of

        emit(shown, out, file(found, form_of(out, as_json=as_json)))
        return 0
    emit(shown, out, data if (out or "").lower().endswith(".json") else shown)
    return 0


def targets_of(labels: Sequence[str], whole: str, language: str) -> str:
    """Name targets in one phrase, or the whole plan."""
    return whole if len(labels) > 3 else text("discover.and_targets", language).join(labels)


def said_progress(language: str, said: Callable[..., str]) -> Callable[..., None] | None:
    """Rewrite one line on a terminal's standard error; None where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def tell(*counts: int) -> None:
        print(f"\r\x1b[2K{said(*counts)}", end="", file=sys.stderr, flush=True)

    return tell
