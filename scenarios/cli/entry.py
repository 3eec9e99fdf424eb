"""The entry of the command line: language, errors in that language, and the exit status.

Status 0: answered. 2: bad input (a file, a key, an option, a place that cannot be written). 1: a failure of ours.
130: stopped by Ctrl-C, what was finished has been printed.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from scenarios.cli.output import silence_stdout
from scenarios.messages import LANGUAGES, messages, text
from scenarios.messages.catalogue import preferred_language
from scenarios.schema.errors import InputError

ANSWERED, OUR_FAILURE, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
MOST_ERRORS = 20
"""Mistakes of one file that are shown; the rest are counted."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of `tuiyan` and give its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = chosen_language(words)
    _speak_utf8()
    try:
        return _run(words, language)
    except InputError as error:
        _complain(input_error_text(error, language))
        return BAD_INPUT
    except KeyboardInterrupt:
        _complain(text("cli.interrupted", language))
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output (head, less) has seen enough; Python must not complain at exit either.
        silence_stdout()
        return ANSWERED
    except Exception as error:  # whatever it is, the user gets a sentence and the right status
        if os.environ.get("TUIYAN_DEBUG"):
            traceback.print_exc()
        _complain(text("cli.our_failure", language, what=type(error).__name__, where=_where(error), said=_said(error)))
        return OUR_FAILURE


def chosen_language(words: Sequence[str]) -> str:
    """Find the language that the arguments ask for, before they are parsed: errors of parsing are said in it too."""
    for position, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--lang=") else None
        if word == "--lang" and position + 1 < len(words):
            value = words[position + 1]
        if value in LANGUAGES:
            return str(value)
    return preferred_language()


def input_error_text(error: InputError, language: str) -> str:
    """Say every mistake of an input: what, where, what was expected, how to mend it."""
    known = messages(language)
    lines = []
    for each in error.every[:MOST_ERRORS]:
        where = f"{each.where}: " if str(each.where) else ""
        parts = each.text(known)
        body = (
            ("" if language == "zh" else " ").join(parts.values())
            if parts
            else text("cli.error.unknown", language, code=each.code)
        )
        lines.append(text("cli.error", language, what=where + body))
    if len(error.every) > MOST_ERRORS:
        lines.append(text("cli.error.more", language, count=len(error.every) - MOST_ERRORS))
    return "\n".join(lines)


def _run(words: list[str], language: str) -> int:
    import typer

    from scenarios.cli.application import build_application
    from scenarios.cli.usage import usage_text

    try:
        found = build_application(language)(words, standalone_mode=False, prog_name="tuiyan")
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        said = usage_text(error, language)
        if said is None:
            raise
        _complain(said)
        return BAD_INPUT
    if found == INTERRUPTED:
        # Typer turns a Ctrl-C that reaches it into this status, without a word.
        raise KeyboardInterrupt
    return found if isinstance(found, int) else ANSWERED


def _complain(said: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        print(said, file=sys.stderr, flush=True)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the console's code page is: Chinese text and JSON must not depend on it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _where(error: BaseException) -> str:
    """Name module and line of an error without a path of the machine."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "?"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"


def _said(error: BaseException) -> str:
    """Give the first line of what an error says, shortened."""
    lines = str(error).splitlines()
    return lines[0][:200] if lines else ""
