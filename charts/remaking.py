"""Figures made again from their stamps: what `tuiyan verify` holds an exported chart against."""

from __future__ import annotations

import datetime

from charts.export.folder import index_page
from charts.figures import Figure, comparison, figure, figures
from scenarios.extras import require
from scenarios.verification.remaking import Asked


def figure_file(asked: Asked) -> bytes:
    """Make a figure of one run again; raises KeyError where this version has none of that name."""
    require("explorer")
    given = asked.arguments
    found = figure(str(given["name"]), asked.results[0], str(given["language"]), _date(given["date"]))
    return _file(found, asked)


def comparison_file(asked: Asked) -> bytes:
    """Make a figure of two runs again."""
    require("explorer")
    given = asked.arguments
    before, after = asked.results
    found = comparison(
        str(given["name"]),
        before,
        after,
        str(given["language"]),
        _date(given["date"]),
        targets=None if given["targets"] is None else [str(name) for name in given["targets"]],
        arrange="beside" if given["arrange"] == "beside" else "over",
    )
    return _file(found, asked)


def index_file(asked: Asked) -> bytes:
    """Make the list of a folder of figures again."""
    require("explorer")
    given = asked.arguments
    every = figures(asked.results[0], str(given["language"]), _date(given["date"]))
    found = [each for each in every if each.name in given["names"]]
    return index_page(found, [str(form) for form in given["formats"]]).encode()


def _file(found: Figure, asked: Asked) -> bytes:
    return found.as_file(str(asked.arguments["form"]))


def _date(written: object) -> datetime.date:
    return datetime.date.fromisoformat(str(written))
