"""Texts of the explorer in the session's language, and texts of others made harmless for Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scenarios.cli.entry import input_error_text
from scenarios.messages import text
from scenarios.schema.errors import InputError, shown

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@])")


def say(key: str, language: str, **values: object) -> str:
    """Say a text of the explorer."""
    return text(f"explorer.{key}", language, **values)


def harmless(words: object, most: int = 200) -> str:
    """Write a text that came from a user's file so that it is shown as it stands: no link, picture, markup or formula."""
    return _MARKDOWN.sub(r"\\\1", shown(words, most))


def listed(words: Iterable[str], language: str) -> str:
    """Write several words in one line."""
    return ("、" if language == "zh" else ", ").join(words)


def refusal(error: InputError, language: str) -> str:
    """Say an input error to the user of the page, without the place of a file on this machine."""
    return harmless(input_error_text(error, language), 2000)
