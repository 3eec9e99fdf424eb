"""规划自身数字的核对: what the audit found, gravest first, each with its arithmetic and what would mend it."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.sections.summary import grades
from annex.writing import Writing

NAMED = 3
"""Targets at most that are named behind a finding whose words name none; of more it says how many they are."""
TABLED = ("contradiction", "one_reading", "implausible")
"""Grades that ask something of the plan; the others are listed."""


def section(writing: Writing) -> Section:
    """Write what the audit found."""
    return writing.section("audit", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    findings = writing.value("audit.findings")
    counted = list(grades(writing))
    rules = writing.number("audit.rules", "whole")
    if not counted:
        yield writing.paragraph("audit.sound", rules=rules)
        return
    yield writing.paragraph("audit.said", rules=rules, grades=writing.listed(counted))
    tabled = [place for place, found in enumerate(findings) if found["grade"] in TABLED]
    if tabled:
        yield writing.table(
            "audit",
            [("grade", 0.11), ("finding", 0.34), ("arithmetic", 0.27), ("mend", 0.28)],
            [_row(writing, place) for place in tabled],
            note=writing.say("audit.note"),
        )
    for grade in ("binds_nothing", "cannot_check"):
        listed = [place for place, found in enumerate(findings) if found["grade"] == grade]
        if listed:
            yield writing.heading(f"audit.{grade}")
            yield writing.bullets(_finding(writing, place) for place in listed)


def _finding(writing: Writing, place: int) -> Words:
    """Say what was found, and of which targets where the words do not name them."""
    at = f"audit.findings.{place}"
    message: Words = (writing.quote(f"{at}.message"),)
    known = writing.value("targets")
    names = [name for name in writing.value(f"{at}.targets") if name in known]
    if not 0 < len(names) <= NAMED or any(known[name]["label"] in writing.value(f"{at}.message") for name in names):
        return message
    labels = dict.fromkeys(known[name]["label"] for name in names)
    first = [next(name for name in names if known[name]["label"] == label) for label in labels]
    return writing.say("audit.of", message=message, labels=writing.listed(writing.label(name) for name in first))


def _row(writing: Writing, place: int) -> tuple[Words, ...]:
    at = f"audit.findings.{place}"
    return (
        (writing.quote(f"{at}.word"),),
        _finding(writing, place),
        (writing.quote(f"{at}.arithmetic"),),
        (writing.quote(f"{at}.remedy"),),
    )
