"""From a request to an annex: compute, put the results into one tree, and let each section write from it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from annex.document import Annex, Inline, Section, Words, problems
from annex.materials import Cancel, Materials, Step, gather
from annex.request import SECTIONS, AnnexRequest, SectionName, checked
from annex.results import tree_of
from annex.writing import Writing
from scenarios.engine import Engine
from scenarios.messages import text
from scenarios.verification.stamp import stamp_of

MODULES: dict[SectionName, str] = {name: name for name in SECTIONS} | {"audit": "plan_audit"}


class UnresolvedNumberError(AssertionError):
    """The annex would show a number that stands nowhere in its results: a mistake of ours, never of the user."""


def build_annex(
    request: AnnexRequest,
    progress: Step | None = None,
    cancelled: Cancel | None = None,
    *,
    threads: int | None = None,
    engine: Engine | None = None,
) -> Annex:
    """Compute and write an annex. The same request gives the same annex.

    `progress` is told (part, done, total), see `materials.STEPS`. Raises InputError for what cannot be asked, AnnexCancelledError
    when `cancelled` turned true on the way.
    """
    found = gather(checked(request), threads=threads, progress=progress, cancel=cancelled, engine=engine)
    if progress is not None:
        progress("writing", 0, 1)
    made = write(found)
    if progress is not None:
        progress("writing", 1, 1)
    return made


def write(found: Materials) -> Annex:
    """Write an annex from what was computed."""
    request = found.request
    language = request.language
    results = tree_of(found, language)
    writing = Writing(found, results, language)
    sections = tuple(_section(name, writing) for name in SECTIONS if name in request.sections)
    stamp = stamp_of(found.result).of_file("annex", request=request.to_json())
    made = Annex(
        language, _title(writing), _byline(writing), _lead(writing), sections, results, stamp, request.to_json()
    )
    wrong = problems(made)
    if wrong:
        raise UnresolvedNumberError("; ".join(wrong[:5]))
    return made


def _section(name: SectionName, writing: Writing) -> Section:
    write_section: Callable[[Writing], Section] = import_module(f"annex.sections.{MODULES[name]}").section
    return write_section(writing)


def _title(writing: Writing) -> Words:
    if writing.value("document.title") is not None:
        return (writing.quote("document.title"),)
    return writing.say("title", plan=writing.quote("plan.title"))


def _byline(writing: Writing) -> tuple[Words, ...]:
    """Give the unit and the date, as far as they are given."""
    lines: list[Words] = []
    if writing.value("document.unit") is not None:
        lines.append((writing.quote("document.unit"),))
    if writing.value("document.date") is not None:
        lines.append(date_said(writing))
    return tuple(lines)


def date_said(writing: Writing) -> Words:
    """Write the date as people do: 2026年11月22日, 22 November 2026."""
    month = writing.value("document.date.month")
    named = text(f"caption.month.{month}", writing.language)
    shown = writing.number("document.date.month", "index") if writing.language == "zh" else named
    return writing.say(
        "date",
        year=writing.number("document.date.year", "year"),
        month=shown,
        day=writing.number("document.date.day", "index"),
    )


def _lead(writing: Writing) -> tuple[Words, ...]:
    """Say above all sections what this is: computed, of which question, how often, validated or not."""
    loaded = writing.materials.result.scenario
    said: dict[str, Inline | Words] = {
        "plan": writing.quote("plan.title"),
        "mode": writing.quote("run.mode"),
        "replicates": writing.number("run.replicates", "whole"),
        "validation": writing.quote("run.validation"),
    }
    if loaded.scenario.named:
        return (writing.say("lead", scenario=writing.quote("run.scenario_title"), **said),)
    return (writing.say("lead_moved" if loaded.scenario.moved else "lead_default", **said),)


__all__ = ["SECTIONS", "UnresolvedNumberError", "build_annex", "write"]
