"""A PDF from standard input as JSON on standard output: lines of text, pictures, the attached stamp. Run as a process of its own.

What it says is held against bounds by whoever started it (`scenarios.verification.forms.pdf`); it writes no file.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import sys
from typing import Any

MEMORY = 2_000_000_000
"""Bytes of address space, where the system can bound them."""
ATTACHED = "tuiyan-stamp.txt"
UNREADABLE = 3


def _bounded() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _fonts(page: Any) -> set[str]:
    found = page.get("/Resources", {}).get_object().get("/Font", {})
    names = (str(font.get_object().get("/BaseFont", "")) for font in found.get_object().values()) if found else ()
    # A subset's name begins with six letters that are drawn anew each time.
    return {name.lstrip("/").rpartition("+")[2] for name in names}


def _pages(reader: Any, rows: int, pictures: int) -> dict[str, Any]:
    lines: list[str] = []
    drawn: list[str] = []
    fonts: set[str] = set()
    digest = hashlib.sha256()
    for page in reader.pages:
        contents = page.get_contents()
        digest.update(b"" if contents is None else contents.get_data())
        lines += [" ".join(line.split()) for line in page.extract_text().splitlines() if line.strip()]
        for image in page.images:
            digest.update(image.data)
            drawn.append(base64.b64encode(image.data).decode("ascii"))
        fonts |= _fonts(page)
        if len(lines) > rows or len(drawn) > pictures:
            raise MemoryError
    return {"lines": lines, "pictures": drawn, "fonts": sorted(fonts), "digest": digest.hexdigest()}


def main() -> int:
    """Parse one file."""
    _bounded()
    content = sys.stdin.buffer.read()
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(content))
        attached = reader.attachments.get(ATTACHED, [])
        about = reader.metadata
        found = {
            **_pages(reader, int(sys.argv[1]), int(sys.argv[2])),
            "stamp": attached[0].decode("ascii") if attached else None,
            "producer": "" if about is None else str(about.get("/Creator") or about.get("/Producer") or ""),
        }
        written = json.dumps(found)
    except MemoryError:
        return UNREADABLE + 1
    except Exception:  # a library's own error, of which a damaged file can cause any
        return UNREADABLE
    sys.stdout.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
