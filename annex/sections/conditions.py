"""什么情况下达不到: the conditions under which a target fails, or holds, more often than on the whole."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.writing import Writing


def section(writing: Writing) -> Section:
    """Write under which conditions targets fail."""
    return writing.section("conditions", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    known = writing.value("conditions")
    found = [name for name in known if known[name]["edges"]]
    nothing = [name for name in known if not known[name]["edges"]]
    one_sided = [answer.target_id for answer in writing.focus if answer.target_id not in known]
    yield writing.paragraph("conditions.said")
    if found:
        yield writing.bullets(_said(writing, name) for name in found)
    if nothing:
        yield writing.paragraph("conditions.nothing", labels=writing.listed(writing.label(name) for name in nothing))
    if one_sided:
        yield writing.paragraph(
            "conditions.one_sided", labels=writing.listed(writing.label(name) for name in one_sided)
        )
    yield writing.note("conditions.note")


def _said(writing: Writing, name: str) -> Words:
    place, found = f"conditions.{name}", writing.value(f"conditions.{name}")
    edges = [
        writing.say(
            "conditions.at_least" if edge["at_least"] else "conditions.at_most",
            label=writing.quote(f"{place}.edges.{number}.label"),
            limit=writing.amount(f"{place}.edges.{number}.limit", edge["unit"]),
        )
        for number, edge in enumerate(found["edges"])
    ]
    return writing.say(
        "conditions.fails" if found["fails"] else "conditions.holds",
        label=writing.label(name),
        conditions=writing.listed(edges, "and_if"),
        density=writing.chance(f"{place}.density"),
        base=writing.chance(f"{place}.base"),
        coverage=writing.share(f"{place}.coverage.probability"),
    )
