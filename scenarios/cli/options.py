"""Options read as what they should be, refused with what was found and what was expected."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scenarios.readings import EFFECTIVE
from scenarios.schema.errors import InputError, suggestion


def whole_number(option: str, found: str | None) -> int | None:
    """Read a whole number; None stays None. Raises InputError."""
    if found is None:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,30}", found.strip(), re.ASCII):
        raise InputError("option_not_whole_number", option=option, found=found)
    return int(found)


def chosen_readings(found: Sequence[str]) -> dict[str, str]:
    """Read choices written as CHOICE=WORD. Raises InputError."""
    chosen = dict[str, str]()
    for words in found:
        choice, sign, word = words.partition("=")
        if not (choice and sign and word):
            raise InputError("reading_not_understood", found=words, options=", ".join(EFFECTIVE))
        chosen[choice.strip()] = word.strip()
    return chosen


def one_of(option: str, found: str, options: Sequence[str]) -> str:
    """Read one of several words. Raises InputError naming the nearest."""
    if found not in options:
        near = suggestion(found, options)
        raise InputError("option_not_one_of", option=option, found=found, options=", ".join(options), near=near)
    return found
