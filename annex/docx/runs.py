"""Runs of text in a paragraph: numbers and quotes of the results carry a style of their own, which shows nothing to the eye."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

from annex.document import Number, Words
from annex.docx.styles import NUMBER_STYLE, QUOTE_STYLE

_EAST = re.compile(r"[“”‘’…—·±×≥≤]")
"""Marks that Word takes from the Latin font unless it is told that they are Chinese."""


def add_words(paragraph: Any, words: Words, language: str) -> Any:
    """Write a run of text into a paragraph."""
    for inline in words:
        if isinstance(inline, str):
            run = paragraph.add_run(allowed(inline))
        else:
            run = paragraph.add_run(
                allowed(inline.text), style=NUMBER_STYLE if isinstance(inline, Number) else QUOTE_STYLE
            )
        if language == "zh" and _EAST.search(run.text):
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    return paragraph


def allowed(text: str) -> str:
    """Leave out what XML cannot hold; line breaks become spaces."""
    flat = " ".join(text.split("\n"))
    return "".join(
        sign
        for sign in flat
        if sign == "\t" or (ord(sign) >= 32 and not 0xD800 <= ord(sign) <= 0xDFFF and ord(sign) not in (0xFFFE, 0xFFFF))
    )
