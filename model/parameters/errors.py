"""What is wrong with a data file of the model: where, what was expected, how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class DataFileError(ValueError):
    """A data file cannot be accepted.

    `code` names the kind of mistake (a message catalogue translates it); `file`, `line` (from 1) and `key` say where;
    `found`, `expected` and `nearest` (the nearest right name, if any) say what; `remedy` says how to mend it.
    """

    def __init__(
        self,
        code: str,
        *,
        file: str,
        line: int | None = None,
        key: str | None = None,
        found: object = None,
        expected: str,
        remedy: str,
        nearest: str | None = None,
    ) -> None:
        self.code = code
        self.file = file
        self.line = line
        self.key = key
        self.found = found
        self.expected = expected
        self.remedy = remedy
        self.nearest = nearest
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        text = f"{place}: {self.key}: " if self.key else f"{place}: "
        text += self.code.replace("_", " ")
        if self.found is not None:
            text += f" ({self.found!r})"
        text += f"; expected {self.expected}"
        if self.nearest:
            text += f"; did you mean {self.nearest!r}?"
        return f"{text}; {self.remedy}"


class ParameterError(DataFileError):
    """A parameter entry, or an override of one, cannot be accepted."""


def nearest_name(wrong: str, names: Iterable[str]) -> str | None:
    """Find the known name closest to a wrong one, if any is close."""
    found = difflib.get_close_matches(wrong, list(names), n=1, cutoff=0.6)
    return found[0] if found else None
