"""One class for every mistake in an input file: what is wrong, where, what was expected, and how to mend it.

An error carries a code and the values of its text, not the text: the same error is shown in Chinese or in English from
the message catalogue (`scenarios/messages`), under the keys `input.<code>.what`, `.expected` and `.remedy`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PARTS = ("what", "expected", "remedy")


@dataclass(frozen=True)
class Place:
    """Where in a file something stands; each part is None where it is not known."""

    file: str | None = None
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        """Say the place as file:line and key."""
        spot = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return ", ".join(part for part in (spot, self.key) if part)


class InputError(ValueError):
    """A file, key or value that cannot be accepted, with everything needed to mend it.

    `code` names the mistake, `values` fill its text, `where` is its place; `others` are further mistakes found with it.
    """

    def __init__(self, code: str, where: Place | None = None, **values: object) -> None:
        self.code = code
        self.where = where or Place()
        self.values: Mapping[str, object] = values
        self.others: tuple[InputError, ...] = ()
        super().__init__(code, self.where, values)

    @property
    def every(self) -> tuple[InputError, ...]:
        """List every mistake found, this one first."""
        return (self, *self.others)

    def followed_by(self, others: Iterable[InputError]) -> InputError:
        """Attach the further mistakes found with this one."""
        self.others = tuple(others)
        return self

    @property
    def message_keys(self) -> dict[str, str]:
        """Give the catalogue keys of the three parts of the text: what, expected and remedy."""
        return {part: f"input.{self.code}.{part}" for part in PARTS}

    def text(self, messages: Mapping[str, str]) -> dict[str, str]:
        """Render the parts that this mistake has in a language's messages (flat keys to templates)."""
        filled = {name: shown(value) for name, value in self.values.items()}
        return {part: messages[key].format(**filled) for part, key in self.message_keys.items() if messages.get(key)}

    def line_of_text(self, messages: Mapping[str, str]) -> str:
        """Render the place and the parts as one line in a language's messages."""
        body = " ".join(self.text(messages).values()).replace("。 ", "。")
        return f"{self.where}: {body}" if str(self.where) else body

    def __str__(self) -> str:
        """Render every mistake in English, one line each."""
        return "\n".join(error.line_of_text(_english()) for error in self.every)

    def __reduce__(self) -> tuple[object, ...]:
        """Let the error travel between processes with all it carries."""
        return _rebuild, (self.code, self.where, dict(self.values), self.others)


def _rebuild(code: str, where: Place, values: dict[str, object], others: tuple[InputError, ...]) -> InputError:
    return InputError(code, where, **values).followed_by(others)


def _english() -> Mapping[str, str]:
    # Imported here: the catalogue is read with the same reader that raises these errors.
    from scenarios.messages.catalogue import messages

    return messages("en")


def raise_all(errors: Iterable[InputError]) -> None:
    """Raise the first of the errors, carrying the others; do nothing when there are none."""
    found = [error for group in errors for error in group.every]
    if found:
        raise found[0].followed_by(found[1:])


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name that was most likely meant, or None where nothing is near."""
    names = list(known)
    folded = {candidate.casefold().replace("-", "_"): candidate for candidate in names}
    close = difflib.get_close_matches(name.casefold().replace("-", "_"), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def suggestion(name: str, known: Iterable[str], most: int = 12) -> str:
    """Say what to write instead of an unknown name: the nearest one first, else the first few that are known."""
    names = list(known)
    near = nearest(name, names)
    if near:
        return near
    return ", ".join(names[:most]) + (" …" if len(names) > most else "") if names else "-"


def shown(value: object, most: int = 200) -> str:
    """Show a value in an error text, shortened, with the characters that could break a terminal escaped."""
    text = value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
    text = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
    return text if len(text) <= most else text[: most - 1] + "…"
