"""走势图: the figures, each with its title, what it shows in words, and the cells that native charts are drawn from."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Native, Section
from annex.pictures import chosen, figure_block
from annex.writing import Writing


def section(writing: Writing) -> Section:
    """Draw the charts that were chosen."""
    return writing.section("charts", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    figures = chosen(writing)
    if not figures:
        yield writing.paragraph("withheld")
        return
    yield writing.paragraph(
        "charts.said",
        narrow_low=writing.share("settings.quantiles.p25"),
        narrow_high=writing.share("settings.quantiles.p75"),
        wide_low=writing.share("settings.quantiles.p05"),
        wide_high=writing.share("settings.quantiles.p95"),
    )
    blocks = [figure_block(writing, figure) for figure in figures]
    yield from blocks
    if "native" in writing.materials.request.charts:
        fans = [cells for block in blocks if block.name.startswith("fans_") for cells in block.cells]
        if fans:
            yield Native(writing.say("figure.native"), writing.say("figure.native_note"), tuple(fans))
