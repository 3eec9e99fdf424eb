"""The texts that people see: flat dotted keys to templates, one folder of YAML files a language.

A template is filled by `str.format` with named values. Both languages have the same keys with the same placeholders
(`tests/scenarios/test_messages.py`), so that no text can be missing in one of them.
"""

from __future__ import annotations

import os
import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).resolve().parent


class MissingMessageError(KeyError):
    """A text was asked for that the catalogue does not have: a mistake of ours, never of the user."""

    def __init__(self, key: str, language: str, problem: str = "no such key") -> None:
        super().__init__(key, language, problem)
        self.key, self.language, self.problem = key, language, problem

    def __str__(self) -> str:
        """Name the key, the language and what is wrong."""
        return f"message {self.key!r} in {self.language!r}: {self.problem}"


def language_of(name: str) -> Language:
    """Take the name of a language as one of the two there are; raises MissingMessageError for any other."""
    for language in LANGUAGES:
        if name == language:
            return language
    raise MissingMessageError("*", name, "no such language")


@cache
def messages(language: str) -> Mapping[str, str]:
    """Load every text of a language; a key that stands in two files is refused."""
    from scenarios.schema.reading import read_yaml

    found: dict[str, str] = {}
    for path in sorted((FOLDER / language_of(language)).glob("*.yaml")):
        for key, template in _flat("", read_yaml(path).data).items():
            if key in found:
                raise MissingMessageError(key, language, f"stands twice, the second time in {path.name}")
            found[key] = template
    return found


def text(key: str, language: str, **values: object) -> str:
    """Say a text of the catalogue in a language, its placeholders filled; raises MissingMessageError if unknown."""
    template = messages(language).get(key)
    if template is None:
        raise MissingMessageError(key, language)
    try:
        return template.format(**values)
    except (KeyError, IndexError) as error:
        raise MissingMessageError(key, language, f"no value for placeholder {error}") from error


def placeholders(template: str) -> frozenset[str]:
    """Name the values that a template asks for."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


def preferred_language() -> Language:
    """Give the language of a user who did not say: that of TUIYAN_LANG, else Chinese."""
    wanted = os.environ.get("TUIYAN_LANG", "")
    return wanted if wanted in LANGUAGES else "zh"


def _flat(prefix: str, data: Mapping[str, object]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in data.items():
        name = f"{prefix}.{key}" if prefix else str(key)
        if isinstance(value, Mapping):
            flat.update(_flat(name, value))
        elif isinstance(value, str):
            flat[name] = value
        else:
            raise MissingMessageError(name, "*", f"is {type(value).__name__}, not text")
    return flat
