"""What the file formats share: dates that are the caller's, and archives whose bytes hang on their content alone."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping
from typing import Any

CREATED = datetime.datetime(2000, 1, 1)
"""Stands as the date of a file whose request names none."""


def date_of(request: Mapping[str, Any]) -> datetime.date:
    """Give the date of a request, or the fixed one."""
    written = request.get("date")
    return datetime.date.fromisoformat(written) if written else CREATED.date()


def rezipped(content: bytes, request: Mapping[str, Any]) -> bytes:
    """Write an archive again in a fixed order, every part dated alike."""
    date = date_of(request)
    stamp = (max(1980, date.year), date.month, date.day, 0, 0, 0)
    paper = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(
            source.namelist(), key=lambda name: (name != "[Content_Types].xml", not name.startswith("_rels"), name)
        )
        for name in names:
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            target.writestr(info, source.read(name))
    return paper.getvalue()
