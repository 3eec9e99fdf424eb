"""PDF of an annex, by LibreOffice where it is installed: the DOCX printed, with its stamp attached."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from annex.document import Annex
from annex.docx import docx
from annex.office_fonts import surroundings
from scenarios.schema.errors import InputError

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 180
"""After which a conversion that hangs is given up."""


def program() -> str | None:
    """Find LibreOffice on this machine; None where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def check() -> str:
    """Give LibreOffice's program; raises InputError where it is not installed."""
    found = program()
    if found is None:
        raise InputError("annex_no_office")
    return found


def pdf(annex: Annex, progress: Callable[[int, int], None] | None = None) -> bytes:
    """Write an annex as PDF; raises InputError where LibreOffice is missing or fails."""
    from scenarios.verification.forms.pdf import stamped

    printed = converted(docx(annex, progress))
    return stamped(printed, annex.stamp.of_file("annex", request=dict(annex.request), form="pdf"))


def converted(document: bytes) -> bytes:
    """Print a DOCX with LibreOffice, in a folder and with a profile of its own that are gone afterwards."""
    soffice = check()
    with tempfile.TemporaryDirectory(prefix="tuiyan-annex-") as folder:
        source = Path(folder) / "annex.docx"
        source.write_bytes(document)
        command = [
            soffice,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder, str(source)),
        ]
        environment = {**os.environ, **surroundings(Path(folder)), "HOME": folder}
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env=environment)
        except (subprocess.TimeoutExpired, OSError) as error:
            raise InputError("annex_office_failed", reason=type(error).__name__) from error
        made = Path(folder) / "annex.pdf"
        if not made.is_file():
            raise InputError("annex_office_failed", reason=f"status {done.returncode}")
        return made.read_bytes()
