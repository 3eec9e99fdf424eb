"""数据来源与核验: where the figures come from, and how anyone can compute this annex again."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.writing import Writing


def section(writing: Writing) -> Section:
    """Write the sources."""
    return writing.section("sources", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    yield writing.heading("sources.plan")
    yield writing.paragraph("sources.plan_said", title=writing.quote("plan.title"), source=writing.quote("plan.source"))
    yield writing.heading("sources.rules")
    yield writing.bullets(_rules(writing))
    yield writing.heading("sources.start")
    yield (
        writing.paragraph("sources.start_said", table=writing.reference_to("table", "start"))
        if _has(writing, "start")
        else writing.bullets(_starting(writing))
    )
    references = list(_references(writing))
    if references:
        yield writing.heading("sources.references")
        yield writing.bullets(references)
    yield writing.heading("sources.again")
    yield writing.paragraph(
        "sources.stamp",
        version=writing.quote("run.results_version"),
        hash=writing.quote("run.hash_begins"),
        seed=writing.number("run.seed", "index"),
        replicates=writing.number("run.replicates", "whole"),
    )
    yield writing.paragraph("sources.verify")


def _has(writing: Writing, section_name: str) -> bool:
    return section_name in writing.materials.request.sections


def _rules(writing: Writing) -> Iterator[Words]:
    for place in range(len(writing.value("rules.documents"))):
        yield (writing.quote(f"rules.documents.{place}.source"),)
    for name in writing.value("rules.lines"):
        yield writing.say(
            "sources.line",
            label=writing.quote(f"rules.lines.{name}.label"),
            source=writing.quote(f"rules.lines.{name}.source"),
        )


def _starting(writing: Writing) -> Iterator[Words]:
    for name in writing.value("baseline.figures"):
        place = f"baseline.figures.{name}"
        yield writing.say(
            "sources.line", label=writing.quote(f"{place}.label"), source=writing.quote(f"{place}.source")
        )


def _references(writing: Writing) -> Iterator[Words]:
    """Give the reference ranges that the audit held figures against, each once."""
    seen = set()
    for place, found in enumerate(writing.value("audit").get("findings", ())):
        reference = found["reference"]
        if reference is None or reference["label"] in seen:
            continue
        seen.add(reference["label"])
        at = f"audit.findings.{place}.reference"
        yield writing.say("sources.line", label=writing.quote(f"{at}.label"), source=writing.quote(f"{at}.source"))
