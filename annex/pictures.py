"""Figures of an annex: those of `charts`, without the caption under each, because the annex says it once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from annex.document import DIGIT, Cells, Figure, Inline, Words
from annex.phrases import joined
from annex.writing import Writing
from charts import fan_chart, scorecard_bars
from charts.export import blocks as blk
from charts.export.page import Page, paged
from charts.export.png import png
from charts.export.svg import svg
from charts.figures import Figure as Picture
from charts.figures import figures
from charts.scorecard import ROWS_WITHOUT_CAPTION, scorecard_pages
from scenarios import tables as tab

if TYPE_CHECKING:
    from scenarios.tables import Table

PANELS = 6
"""Fans of one picture: three rows of two fill a page with its title."""
UNDATED = datetime.date(2000, 1, 1)
"""Stands where a figure asks for a date that is not shown."""


def chosen(writing: Writing) -> list[Picture]:
    """Give the figures that the request asks for and the run has something for, in its order."""
    materials, language = writing.materials, writing.language
    wanted = materials.request.charts
    every = figures(materials.result, language, materials.request.date or UNDATED)
    found: list[Picture] = []
    for name in wanted:
        if name == "fans":
            found += _fans(writing, every)
        elif name == "scorecard":
            found += _scorecards(writing, every)
        else:
            found += [figure for figure in every if figure.name == name]
    return found


def _fans(writing: Writing, every: Sequence[Picture]) -> list[Picture]:
    """Give the fans of the targets that are looked at closely, a few to a picture."""
    result = writing.materials.result
    names = [answer.target_id for answer in writing.focus if len(tab.target_quantiles(result, [answer.target_id]))]
    pattern = next((figure for figure in every if figure.name.startswith("fan")), None)
    if not names or pattern is None:
        return []
    return [
        _fan(pattern, f"fans_{place // PANELS + 1}", names[place : place + PANELS], writing)
        for place in range(0, len(names), PANELS)
    ]


def _fan(pattern: Picture, name: str, names: Sequence[str], writing: Writing) -> Picture:
    result, language = writing.materials.result, writing.language
    quantiles, marks = tab.target_quantiles(result, names), tab.target_marks(result, names)
    return Picture(
        name,
        pattern.title,
        (("", quantiles), ("", marks)),
        lambda: fan_chart(quantiles, marks, language=language),
        lambda: blk.fan_blocks(quantiles, marks, language),
        pattern.caption,
        pattern.run_stamp,
        pattern.date,
    )


def _scorecards(writing: Writing, every: Sequence[Picture]) -> list[Picture]:
    """Give the probabilities of the targets that are looked at closely; the table of verdicts has them all."""
    focus = [answer.target_id for answer in writing.focus]
    whole = tab.scorecard(writing.materials.result, focus)
    pattern = next((figure for figure in every if figure.name == "scorecard"), None)
    if pattern is None or not focus:
        return []
    pages = scorecard_pages([str(name) for name in whole["target"]], rows=ROWS_WITHOUT_CAPTION)
    return [
        _scorecard(pattern, f"scorecard_{number}", tab.scorecard(writing.materials.result, page), writing)
        for number, page in enumerate(pages, 1)
    ]


def _scorecard(pattern: Picture, name: str, part: Table, writing: Writing) -> Picture:
    language = writing.language
    return Picture(
        name,
        pattern.title,
        (("", part),),
        lambda: scorecard_bars(part, language=language),
        lambda: blk.scorecard_blocks(part, language),
        pattern.caption,
        pattern.run_stamp,
        pattern.date,
    )


def figure_block(writing: Writing, figure: Picture) -> Figure:
    """Make the block of a figure; its cells stand in the tree of results, as everything that is shown."""
    blocks = figure.blocks()
    writing.tree["figures"][figure.name] = [_branch(block) for block in blocks]  # type: ignore[index]

    @cache
    def page() -> Page:
        return paged(figure.chart.to_dict(), None)

    parts = writing.listed(
        [cell_words(writing, block.title, f"figures.{figure.name}.{place}.title") for place, block in enumerate(blocks)]
    )
    kind = figure.name.rsplit("_", 1)[0] if figure.name.startswith(("fans_", "scorecard_")) else figure.name
    return Figure(
        figure.name,
        writing.titled_figure(figure.name, writing.say(f"figure.{kind}")),
        writing.say(f"alternative.{kind}", parts=parts),
        lambda: png(page()),
        lambda: svg(page()),
        tuple(_cells(writing, block, f"figures.{figure.name}.{place}") for place, block in enumerate(blocks)),
    )


def _branch(block: blk.Block) -> dict[str, object]:
    return {
        "title": block.title,
        "header": list(block.header),
        "rows": [list(row) for row in block.rows],
        "unit": block.unit,
    }


def _cells(writing: Writing, block: blk.Block, place: str) -> Cells:
    rows = tuple(
        tuple(
            _cell(writing, value, f"{place}.rows.{down}.{across}", across in block.percent)
            for across, value in enumerate(row)
        )
        for down, row in enumerate(block.rows)
    )
    header = tuple(cell_words(writing, words, f"{place}.header.{number}") for number, words in enumerate(block.header))
    return Cells(
        cell_words(writing, block.title, f"{place}.title"),
        header,
        rows,
        block.native,
        block.unit,
        block.percent,
        block.legend,
    )


def _cell(writing: Writing, value: object, place: str, percent: bool) -> Words:
    if value is None:
        return ()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (writing.number(place, "percent1" if percent else "plain"),)
    return cell_words(writing, str(value), place)


def cell_words(writing: Writing, words: str, place: str) -> Words:
    """Write a text of a cell: as it is where it holds no digit, else as the text of the results that it is."""
    found: Inline = writing.quote(place) if DIGIT.search(words) else words
    return joined((found,))
