"""All figures of a run in one folder, with a page that lists them."""

from __future__ import annotations

import errno
import html
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from charts.export.fonts import register
from charts.figures import FORMATS, Figure
from scenarios.cli.output import write_whole
from scenarios.messages import text
from scenarios.schema.errors import InputError, Place
from scenarios.verification.forms.html import stamped

INDEX = "index.html"


def prepare(folder: str | Path) -> Path:
    """Make the folder if need be and see that it can be written, before anything is computed; raises InputError.

    Also loads the font, so that a missing extra is said at once.
    """
    register()
    place = Path(folder)
    try:
        place.mkdir(exist_ok=True)
    except FileExistsError:
        raise InputError("charts_not_a_folder", Place(str(folder))) from None
    except FileNotFoundError:
        raise InputError("out_folder_missing", Place(str(folder)), folder=str(place.parent)) from None
    except OSError as error:
        code = "out_not_allowed" if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else "out_failed"
        raise InputError(code, Place(str(folder)), reason=error.strerror or type(error).__name__) from error
    if not os.access(place, os.W_OK | os.X_OK):
        raise InputError("out_not_allowed", Place(str(folder)))
    return place


def write_figures(
    figures: Sequence[Figure],
    folder: str | Path,
    *,
    formats: Sequence[str] = FORMATS,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write every figure in every format that it is offered in, then the list; give the files. Each file is whole or not there.

    Files of the same names are replaced, others are left alone. Raises InputError where a file cannot be written.
    """
    place = prepare(folder)
    written = []
    for done, figure in enumerate(figures):
        if progress is not None:
            progress(done, len(figures))
        for form in (form for form in formats if form in figure.formats):
            path = place / f"{figure.name}.{form}"
            write_whole(str(path), figure.as_file(form))
            written.append(path)
    if progress is not None:
        progress(len(figures), len(figures))
    index = place / INDEX
    write_whole(str(index), index_page(figures, formats))
    return [*written, index]


def index_page(figures: Sequence[Figure], formats: Sequence[str] = FORMATS) -> str:
    """List the figures on a page that needs nothing but the files beside it: no script, no address outside."""
    language = figures[0].caption.language if figures else "zh"
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{language}"><meta charset="utf-8">',
        f"<title>{_said('index.title', language)}</title>",
        "<style>body{font-family:'Microsoft YaHei','PingFang SC','Noto Sans SC',sans-serif;max-width:60em;margin:2em auto;"
        "padding:0 1em;color:#222}img{max-width:100%;border:1px solid #ddd}p{color:#5f6368;font-size:.9em}</style>",
        f"<h1>{_said('index.title', language)}</h1>",
    ]
    for figure in figures:
        offered = [form for form in formats if form in figure.formats]
        links = " · ".join(f'<a href="{html.escape(figure.name)}.{form}">{form.upper()}</a>' for form in offered)
        parts.append(f'<h2 id="{html.escape(figure.name)}">{html.escape(figure.title)}</h2><div>{links}</div>')
        shown = next((form for form in ("svg", "png") if form in offered), None)
        if shown:
            name = html.escape(figure.name)
            parts.append(f'<img src="{name}.{shown}" alt="{html.escape(figure.title)}" loading="lazy">')
    if figures:
        parts += [f"<p>{html.escape(line)}</p>" for line in figures[0].caption.lines]
    page = "\n".join([*parts, "</html>", ""])
    if not figures:
        return page
    said = {"language": language, "date": figures[0].date.isoformat(), "form": "html", "formats": list(formats)}
    names = [figure.name for figure in figures]
    return stamped(page, figures[0].run_stamp.of_file("figures", names=names, **said))


def _said(key: str, language: str) -> str:
    return html.escape(text(key, language))
