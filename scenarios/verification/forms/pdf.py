"""PDF: an annex as printed. Its stamp is an attached file; its text is read line by line, its pictures one by one.

A PDF from outside is parsed in a process of its own (`pdf_parsing`), with bounds on its time and memory: the format can claim
structures without end, and the library that reads it is written for files that mean well.
"""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from scenarios.extras import require
from scenarios.verification.forms.reading import MOST_PICTURES, MOST_ROWS, Picture, Read, UnreadableError, bounded
from scenarios.verification.shown import Part
from scenarios.verification.stamp import NAME, NoStampError, Stamp, unpacked

ATTACHED = f"{NAME}.txt"
SECONDS = 60
"""After which a file that cannot be parsed is given up; an annex of fifty pages takes two."""
UNREADABLE = 3
"""Exit status of the parser for what is no PDF, or one that it cannot follow."""


def stamped(content: bytes, stamp: Stamp) -> bytes:
    """Put a stamp into a PDF: attached, and in short among the properties of the document. Raises UnreadableError."""
    from pypdf import PdfReader, PdfWriter

    found = parsed(content)
    stamp = stamp.of_file(**{**stamp.file, "printed": layout(found)})
    whole = stamp.of_content(str(found["digest"]), _shown(found))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.add_attachment(ATTACHED, whole.packed().encode("ascii"))
    writer.add_metadata({f"/{NAME}": f"{stamp.results_version} {stamp.scenario_hash} {stamp.seed} {stamp.replicates}"})
    paper = io.BytesIO()
    writer.write(paper)
    return paper.getvalue()


def read(content: bytes) -> Read:
    """Read a PDF; raises StampError, InputError where what reads it is not installed."""
    bounded(content)
    if not content.startswith(b"%PDF-"):
        raise UnreadableError("damaged")
    require("annex")
    found = parsed(content)
    if found["stamp"] is None:
        raise NoStampError("the document carries no stamp")
    pictures = tuple(Picture(str(number), base64.b64decode(each)) for number, each in enumerate(found["pictures"], 1))
    return Read("pdf", unpacked(str(found["stamp"])), _shown(found), str(found["digest"]), pictures)


def layout(found: Mapping[str, Any]) -> list[str]:
    """Name what lines and pages hang on: the program that printed, and the fonts that it found."""
    return [str(found["producer"]), *(str(name) for name in found["fonts"])]


def parsed(content: bytes) -> dict[str, Any]:
    """Parse a PDF in a process of its own; raises UnreadableError."""
    command = [sys.executable, "-m", "scenarios.verification.forms.pdf_parsing", str(MOST_ROWS), str(MOST_PICTURES)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("nested") from error
    if done.returncode:
        raise UnreadableError("damaged" if done.returncode == UNREADABLE else "unfolds")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _shown(found: Mapping[str, Any]) -> tuple[Part, ...]:
    return (Part("text", "", tuple((str(line),) for line in found["lines"])),)
