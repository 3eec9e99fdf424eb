"""Plain text and Markdown: the report, then the stamp in lines that no one needs to read."""

from __future__ import annotations

import textwrap

from scenarios.verification.forms.reading import MOST_ROWS, Read, UnreadableError, decoded, digest_of
from scenarios.verification.shown import Part, Shown
from scenarios.verification.stamp import NAME, NoStampError, Stamp, unpacked

WIDTH = 120
BEGIN, END = f"<!-- {NAME}", "-->"
"""A comment of Markdown and HTML, so that the same file can be shown as a page."""


def stamped(body: str, stamp: Stamp) -> str:
    """Put a stamp below a text."""
    shown = shown_in(body)
    packed = stamp.of_content(digest_of(shown), shown).packed()
    lines = textwrap.wrap(packed, WIDTH, break_on_hyphens=False)
    return "\n".join([body.rstrip("\n"), "", BEGIN, *lines, END, ""])


def shown_in(body: str) -> Shown:
    """Give the lines of a text, a cell a line, without empty ones."""
    lines = body.splitlines()
    if len(lines) > MOST_ROWS:
        raise UnreadableError("large")
    return (Part("text", "", tuple((line.rstrip(),) for line in lines if line.strip())),)


def read(content: bytes) -> Read:
    """Read a text; raises StampError."""
    words = decoded(content)
    start = words.rfind(BEGIN)
    if start < 0:
        raise NoStampError("the text carries no stamp")
    packed, _, rest = words[start + len(BEGIN) :].partition(END)
    shown = shown_in(words[:start] + rest)
    return Read("txt", unpacked("".join(packed.split())), shown, digest_of(shown))
