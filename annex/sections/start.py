"""起点数和假设: what the county starts from, how sure that is, and what the scenario supposes."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.writing import Writing


def section(writing: Writing) -> Section:
    """Write what the simulation starts from."""
    return writing.section("start", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    yield writing.paragraph(
        "start.count",
        year=writing.number("baseline.year", "year"),
        count=writing.number("baseline.count", "whole"),
        known=writing.number("baseline.known", "whole"),
        assumed=writing.number("baseline.assumed", "whole"),
        table=writing.reference_to("table", "start"),
    )
    if writing.value("baseline.year") != writing.value("run.state"):
        yield writing.paragraph(
            "start.other_year", year=writing.number("baseline.year", "year"), state=writing.number("run.state", "year")
        )
    if writing.value("baseline.ledger") is not None:
        yield writing.paragraph("start.ledger", enterprises=writing.number("baseline.ledger.enterprises", "whole"))
    yield writing.table(
        "start",
        [("figure", 0.2), ("start_value", 0.28), ("kind", 0.12), ("source", 0.4)],
        [*_figures(writing), *_parts(writing)],
        note=writing.say(
            "start.note",
            low=writing.share("settings.quantiles.p05"),
            high=writing.share("settings.quantiles.p95"),
        ),
    )
    yield from _supposed(writing)


def _figures(writing: Writing) -> Iterator[tuple[Words, ...]]:
    for name in writing.value("baseline.figures"):
        yield _row(writing, f"baseline.figures.{name}")


def _parts(writing: Writing) -> Iterator[tuple[Words, ...]]:
    for place in range(len(writing.value("baseline.parts"))):
        yield _row(writing, f"baseline.parts.{place}")


def _row(writing: Writing, place: str) -> tuple[Words, ...]:
    found = writing.value(place)
    source: Words = (writing.quote(f"{place}.source"),)
    kind: Words = (writing.quote(f"{place}.kind"),)
    return (writing.quote(f"{place}.label"),), value_of(writing, place, found), kind, source


def value_of(writing: Writing, place: str, found: dict[str, object]) -> Words:
    """Write a starting figure: its value, or the range that it is drawn from."""
    unit = str(found["unit"])
    if found["value"] is not None:
        if found["share"]:
            return (writing.share(f"{place}.value"),)
        return writing.amount(f"{place}.value", unit)
    if found["share"]:
        ends = [(writing.share(f"{place}.{name}"),) for name in ("p05", "p50", "p95")]
        return writing.say("start.range", low=ends[0], median=ends[1], high=ends[2])
    return writing.amounts([f"{place}.{name}" for name in ("p05", "p50", "p95")], unit, " / ")


def _supposed(writing: Writing) -> Iterator[Block]:
    """Say what the scenario sets beyond the plan: levers, beliefs, promised inputs that are supposed to come."""
    loaded = writing.materials.result.scenario
    yield writing.paragraph(f"start.investment.{loaded.investment_mode}")
    imposed = list(_imposed(writing))
    if imposed:
        yield writing.bullets(imposed)
    levers = [
        writing.say(
            "start.lever",
            name=writing.quote(f"levers.{place}.label"),
            start=writing.number(f"levers.{place}.start", "year"),
            end=writing.number(f"levers.{place}.end", "year"),
            intensity=writing.amount(f"levers.{place}.intensity", str(writing.value(f"levers.{place}.unit"))),
        )
        for place in range(len(writing.value("levers")))
    ]
    if levers:
        yield writing.paragraph("start.levers")
        yield writing.bullets(levers)
    beliefs = [
        writing.say(
            "start.belief",
            name=writing.quote(f"assumptions.{place}.label"),
            value=writing.number(f"assumptions.{place}.value"),
        )
        if found["value"] is not None
        else writing.say("start.spread", name=writing.quote(f"assumptions.{place}.label"))
        for place, found in enumerate(writing.value("assumptions"))
    ]
    if beliefs:
        yield writing.paragraph("start.beliefs")
        yield writing.bullets(beliefs)
    if not levers and not beliefs and not imposed:
        yield writing.paragraph("start.nothing_else")


def _imposed(writing: Writing) -> Iterator[Words]:
    for place, row in enumerate(writing.value("imposed")):
        yield writing.say(
            f"start.imposed.{row['name']}",
            value=writing.amount(f"imposed.{place}.value", row["unit"]),
            first=writing.number(f"imposed.{place}.first", "year"),
            due=writing.number(f"imposed.{place}.due", "year"),
        )
