"""目标值修订建议: what could honestly be written for each target, by itself and for all of them together."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.phrases import joined
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
    columns = [
        ("target", 0.28),
        ("stated", 0.14),
        ("stated_chance", 0.13),
        *(("level", 0.45 / (len(levels) + shown)) for _ in levels),
    ]
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
    place = f"targets.{name}"
    values = [_value(writing, f"{place}.reachable.{level}.value", name) for level in levels]
    row = [writing.label(name), writing.wanted(name), writing.chance(f"{place}.chance"), *values]
    if together:
        known = name in writing.value(f"together.{TOGETHER}.values")
        row.append(_value(writing, f"together.{TOGETHER}.values.{name}", name) if known else writing.nothing())
    return tuple(row)


def _value(writing: Writing, reference: str, target: str) -> Words:
    """Write a value that holds; below nothing there is nothing to promise."""
    if writing.value(reference) < 0 and writing.value(f"targets.{target}.value") >= 0:
        return writing.say("revised.nothing")
    return joined((*writing.amount(reference, writing.unit_of(target), "stated"), *writing.each_year(target)))


def _together(writing: Writing) -> Iterator[Words]:
    """Say, for each level, how sure each single value must be so that all hold together, and how likely that is."""
    for level, found in writing.value("together").items():
        place = f"together.{level}"
        share = writing.share(f"{place}.level")
        if found["enough"]:
            # Each value in every replicate is no certainty: that is as careful as these replicates can tell.
            whole = found["each"] == 1
            each = {} if whole else {"each": writing.share(f"{place}.each", 1)}
            chance = writing.chance_is(f"{place}.chance")
            yield writing.say(
                "revised.together_all" if whole else "revised.together", level=share, chance=chance, **each
            )
        else:
            yield writing.say("revised.not_together", level=share, replicates=writing.number("run.replicates", "whole"))
