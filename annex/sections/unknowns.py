"""先查清哪些数: which starting figure or parameter is worth finding out, and how far the answer hangs on it."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.writing import Writing


def section(writing: Writing) -> Section:
    """Write what to find out first."""
    return writing.section("unknowns", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    names = [answer.target_id for answer in writing.focus if writing.value("unknowns").get(answer.target_id)]
    silent = [answer.target_id for answer in writing.focus if answer.target_id not in names]
    if not names:
        yield writing.paragraph("unknowns.nothing")
        return
    yield writing.paragraph(
        "unknowns.said",
        table=writing.reference_to("table", "unknowns"),
        low=writing.share("settings.quantiles.p10"),
        high=writing.share("settings.quantiles.p90"),
    )
    yield writing.table(
        "unknowns",
        [("target", 0.24), ("unknown", 0.36), ("narrows", 0.15), ("turns", 0.11), ("ends", 0.14)],
        [row for name in names for row in _rows(writing, name)],
        numbers=(2, 3, 4),
        headed=[
            writing.say(
                "unknowns.ends",
                low=writing.share("settings.quantiles.p10"),
                high=writing.share("settings.quantiles.p90"),
            )
        ],
        note=writing.say("unknowns.note"),
    )
    if silent:
        yield writing.paragraph("unknowns.silent", labels=writing.listed(writing.label(name) for name in silent))


def _rows(writing: Writing, name: str) -> Iterator[tuple[Words, ...]]:
    for number, found in enumerate(writing.value(f"unknowns.{name}")):
        place = f"unknowns.{name}.{number}"
        unknown: Words = (writing.quote(f"{place}.label"),)
        if found["assumed"]:
            unknown = writing.say("unknowns.assumed", label=unknown)
        yield (
            writing.label(name) if number == 0 else (),
            unknown,
            writing.say(
                "chance.about",
                share=writing.share(f"{place}.narrows"),
                error=writing.number(f"{place}.narrows_error", "percent0_up"),
            ),
            (writing.number(f"{place}.turns", "percent0_open"),),
            writing.say(
                "unknowns.pair",
                low=writing.number(f"{place}.low_half", "percent0_open"),
                high=writing.number(f"{place}.high_half", "percent0_open"),
            ),
        )
