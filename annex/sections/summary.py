"""主要结论: what a reader of one page needs: how many targets, how likely, what to find out first, what the audit found."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.writing import Writing
from scenarios.audit.findings import GRADES

NAMED = 4
"""Starting figures that are named first."""


def section(writing: Writing) -> Section:
    """Write the main findings."""
    return writing.section("summary", _blocks(writing))


def validation(writing: Writing) -> Words:
    """Say what the model has been held against, and what that means for its probabilities."""
    return (writing.quote("run.validation_line"),)


def joint_said(writing: Writing) -> Words:
    """Say how likely it is that all judged targets are met."""
    if writing.value("joint.verdict") is None:
        return ()
    count = writing.number("joint.count", "whole")
    verdict = writing.value("joint.verdict")
    if verdict["code"] == "withheld" or writing.value("joint.chance") is None:
        return writing.say("joint.withheld", count=count)
    chance = writing.chance_is("joint.chance")
    if verdict["code"] == "undecided":
        low, high = (writing.quote(f"joint.verdict.word_{end}") for end in ("low", "high"))
        return writing.say("joint.undecided", count=count, chance=chance, low=low, high=high)
    return writing.say("joint.said", count=count, chance=chance, word=writing.quote("joint.verdict.word"))


def _blocks(writing: Writing) -> Iterator[Block]:
    yield writing.paragraph(
        "summary.scope",
        rows=writing.number("plan.rows", "whole"),
        judged=writing.number("plan.judged", "whole"),
        others=writing.number("plan.others", "whole"),
    )
    yield writing.paragraph("summary.classes", classes=writing.listed(_classes(writing)))
    joint = joint_said(writing)
    if joint:
        yield writing.sentences(joint)
    yield writing.sentences(validation(writing))
    first = list(_find_first(writing))
    if first:
        yield writing.paragraph("summary.find_first", limit=writing.share("settings.spread_leads"))
        yield writing.bullets(first)
    if writing.value("plan.start_doubts"):
        yield writing.paragraph("summary.start_doubts", count=writing.number("plan.start_doubts", "whole"))
    if writing.materials.audited is not None:
        yield writing.paragraph("summary.audit", grades=writing.listed(grades(writing)))


def _classes(writing: Writing) -> Iterator[Words]:
    for name, found in writing.value("classes").items():
        if found["count"]:
            yield writing.say(
                "summary.class",
                word=writing.quote(f"classes.{name}.word"),
                count=writing.number(f"classes.{name}.count", "whole"),
            )


def grades(writing: Writing) -> Iterator[Words]:
    """Count the findings of the audit by grade, those in order left out."""
    for grade in GRADES:
        if grade != "closes" and writing.value(f"audit.counts.{grade}.count"):
            yield writing.say(
                "audit.count",
                grade=writing.quote(f"audit.counts.{grade}.word"),
                count=writing.number(f"audit.counts.{grade}.count", "whole"),
            )


def _find_first(writing: Writing) -> Iterator[Words]:
    """Name the starting figures that lead: where assumed ones make up most of a target's spread."""
    for place in range(len(writing.value("leading")[:NAMED])):
        yield writing.say(
            "summary.figure",
            figure=writing.quote(f"leading.{place}.figure"),
            count=writing.number(f"leading.{place}.count", "whole"),
        )
