"""The unified social credit code: 18 characters of which the last checks the others (GB 32100-2015)."""

from __future__ import annotations

from operator import mul
from typing import Literal

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters in the order of their values; I, O, S, V and Z are left out because they are misread."""
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
LENGTH = 18
MISREAD = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"})
_VALUES = bytes.maketrans(ALPHABET.encode(), bytes(range(len(ALPHABET))))
_LETTERS = frozenset(ALPHABET)

State = Literal["good", "corrected", "bad_checksum", "bad_letter", "bad_length"]


def check_letter(first_17: str) -> str:
    """The check character of the first 17; the characters must be those of codes."""
    total = sum(map(mul, first_17.encode("ascii").translate(_VALUES), WEIGHTS))
    return ALPHABET[(31 - total % 31) % 31]


def read_code(said: str) -> tuple[str, State]:
    """Read a code without blanks and hyphens, in capitals, and say how good it is.

    A code with letters that codes do not have is corrected where that makes its check character right.
    """
    code = "".join(letter for letter in said.upper() if not letter.isspace() and letter not in "-_.'")
    if len(code) != LENGTH:
        return code, "bad_length"
    if not _LETTERS.issuperset(code):
        meant = code.translate(MISREAD)
        if _LETTERS.issuperset(meant) and check_letter(meant[:17]) == meant[17]:
            return meant, "corrected"
        return code, "bad_letter"
    return code, "good" if check_letter(code[:17]) == code[17] else "bad_checksum"
