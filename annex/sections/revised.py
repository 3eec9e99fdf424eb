"""目标值修订建议: what could honestly be written for each target, by itself and for all of them together."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.writing import Writing

TOGETHER = "80"
"""The level at which values that hold together stand in the table."""


def section(writing: Writing) -> Section:
    """Write what could be promised."""
    return writing.section("revised", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    names = [name for name, found in writing.value("targets").items() if found.get("reachable")]
    if not names:
        yield writing.paragraph("withheld")
        return
    levels = list(writing.value(f"targets.{names[0]}.reachable"))
    together = writing.value("together").get(TOGETHER)
    shown = together is not None and together["enough"]
    yield writing.paragraph(
        "revised.said",
        table=writing.reference_to("table", "revised"),
        levels=writing.listed((writing.share(f"settings.levels.{level}"),) for level in levels),
    )
    columns = [("target", 0.28), ("stated", 0.14), ("stated_chance", 0.13), *(("level", 0.45 / (len(levels) + shown)) for _ in levels)]
    headed = [writing.say("revised.at", level=writing.share(f"settings.levels.{level}")) for level in levels]
    if shown:
        columns.append(("together", 0.45 / (len(levels) + 1)))
        headed.append(writing.say("revised.together_at", level=writing.share(f"settings.levels.{TOGETHER}")))
    yield writing.table(
        "revised",
        columns,
        [_row(writing, name, levels, shown) for name in names],
        numbers=range(3, len(columns)),
        headed=headed,
        note=writing.say("revised.note"),
    )
    yield writing.bullets(_together(writing))


def _row(writing: Writing, name: str, levels: list[str], together: bool) -> tuple[Words, ...]:
    place, found = f"targets.{name}", writing.value(f"targets.{name}")
    values = [writing.amount(f"{place}.reachable.{level}.value", found["unit"], "stated") for level in levels]
    row = [writing.label(name), writing.wanted(name), writing.chance(f"{place}.chance"), *values]
    if together:
        known = name in writing.value(f"together.{TOGETHER}.values")
        row.append(writing.amount(f"together.{TOGETHER}.values.{name}", found["unit"], "stated") if known else writing.nothing())
    return tuple(row)


def _together(writing: Writing) -> Iterator[Words]:
    """Say, for each level, how sure each single value must be so that all hold together, and how likely that is."""
    for level, found in writing.value("together").items():
        place = f"together.{level}"
        share = writing.share(f"{place}.level")
        if found["enough"]:
            yield writing.say(
                "revised.together",
                level=share,
                each=writing.share(f"{place}.each", 1),
                chance=writing.chance(f"{place}.chance"),
            )
        else:
            yield writing.say("revised.not_together", level=share, replicates=writing.number("run.replicates", "whole"))
