"""The formats that an annex can be written in, by the ending of the file."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from annex.document import Annex
from scenarios.schema.errors import InputError, suggestion

FORMATS: Mapping[str, str] = MappingProxyType(
    {"docx": "annex.docx:docx", "html": "annex.html:html", "xlsx": "annex.xlsx:xlsx", "pdf": "annex.pdf:pdf"}
)
"""Ending and writer, loaded when it is asked for."""
MIME: Mapping[str, str] = MappingProxyType(
    {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "html": "text/html",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pdf": "application/pdf",
    }
)


def format_of(path: str) -> str:
    """Name the format of a file by its ending; raises InputError for another."""
    ending = path.rpartition(".")[2].lower() if "." in path else ""
    ending = {"htm": "html"}.get(ending, ending)
    if ending not in FORMATS:
        near = suggestion(ending, FORMATS)
        raise InputError("annex_format", found=path, options=", ".join(f".{name}" for name in FORMATS), near=near)
    return ending


def check_format(form: str) -> None:
    """See, before anything is computed, that this installation can write a format; raises InputError."""
    from scenarios.extras import require

    require("annex")
    if form == "pdf":
        from annex.pdf import check

        check()


def rendered(annex: Annex, form: str, progress: Callable[[int, int], None] | None = None) -> bytes:
    """Write an annex in a format."""
    module, _, name = FORMATS[form].partition(":")
    writer: Callable[[Annex, Callable[[int, int], None] | None], bytes] = getattr(importlib.import_module(module), name)
    return writer(annex, progress)
