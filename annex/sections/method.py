"""测算方法: what is simulated and what the numbers and words mean, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.phrases import joined
from annex.writing import Writing
from scenarios.verdicts.settings import settings


def section(writing: Writing) -> Section:
    """Write how it was computed."""
    return writing.section("method", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    yield writing.paragraph("method.world")
    yield writing.paragraph("method.years", mode=writing.quote("run.mode"))
    yield writing.paragraph(
        "method.replicates",
        replicates=writing.number("run.replicates", "whole"),
        confidence=writing.share("settings.confidence"),
    )
    if writing.value("run.posterior") is not None:
        yield writing.paragraph("method.posterior", posterior=writing.quote("run.posterior"))
    if writing.value("run.failed"):
        yield writing.paragraph("method.failed", failed=writing.number("run.failed", "whole"))
    yield writing.paragraph("method.readings", about=writing.number("settings.about", "percent0"))
    yield writing.paragraph("method.rules", rulebook=writing.quote("run.rulebook"))
    yield writing.bullets(_documents(writing))
    yield writing.paragraph(
        "method.lines",
        line=_line(writing, "above_scale_revenue"),
        years=_line(writing, "validity_years"),
        employees=_line(writing, "sme_employees"),
        revenue=_line(writing, "sme_revenue"),
    )
    yield writing.paragraph("method.words", table=writing.reference_to("table", "words"))
    yield writing.table("words", [("word", 0.4), ("range", 0.6)], _words(writing))
    yield writing.paragraph("method.undecided")


def _documents(writing: Writing) -> Iterator[Words]:
    for place in range(len(writing.value("rules.documents"))):
        yield (writing.quote(f"rules.documents.{place}.document"),)


def _line(writing: Writing, name: str) -> Words:
    place = f"rules.lines.{name}"
    return writing.amount(f"{place}.value", str(writing.value(f"{place}.unit")), "stated")


def _words(writing: Writing) -> Iterator[tuple[Words, Words]]:
    """Give each word of the scale with the probabilities that it stands for."""
    names = [name for name, _ in settings().classes]
    for place in reversed(range(len(names))):
        low = writing.share(f"settings.classes.{names[place]}")
        word: Words = (writing.quote(f"classes.{names[place]}.word"),)
        if place == len(names) - 1:
            yield word, writing.say("method.from", low=low)
        elif place == 0:
            yield word, writing.say("method.below", high=writing.share(f"settings.classes.{names[1]}"))
        else:
            high = writing.share(f"settings.classes.{names[place + 1]}")
            yield word, joined(writing.say("method.between", low=low, high=high))
