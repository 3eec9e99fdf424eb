"""各目标判断: the table of all judged targets, sentences on those looked at closely, and what was not judged and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annex.document import Block, Inline, Section, Words
from annex.materials import judged_answers
from annex.phrases import joined
from annex.sections.summary import joint_said, validation
from annex.writing import Writing
from scenarios.verdicts.settings import settings

COLUMNS = ("target", "due", "wanted", "reached", "chance", "verdict", "behind", "assumed")
WIDTHS = {
    "zh": (0.22, 0.07, 0.12, 0.19, 0.135, 0.115, 0.075, 0.075),
    "en": (0.2, 0.06, 0.13, 0.17, 0.11, 0.175, 0.075, 0.08),
}
"""Shares of the text width: the words of the scale are longer in English."""


def section(writing: Writing) -> Section:
    """Write the verdicts."""
    return writing.section("verdicts", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    ids = [answer.target_id for answer in judged_answers(writing.materials.result)]
    yield writing.paragraph("verdicts.table", table=writing.reference_to("table", "verdicts"))
    yield writing.table(
        "verdicts",
        list(zip(COLUMNS, WIDTHS[writing.language], strict=True)),
        [_row(writing, name) for name in ids],
        numbers=(3,),
        note=writing.say(
            "verdicts.note",
            low=writing.share("settings.quantiles.p05"),
            high=writing.share("settings.quantiles.p95"),
            confidence=writing.share("settings.confidence"),
            legends=writing.listed(
                ((writing.quote(f"run.legends.{place}"),) for place in range(len(writing.value("run.legends")))),
                "semicolon",
            ),
        ),
    )
    joint = joint_said(writing)
    if joint:
        yield writing.sentences(joint)
    yield writing.heading("verdicts.each")
    for answer in writing.focus:
        yield writing.sentences(*sentences(writing, answer.target_id))
    yield from _starts(writing, ids)
    yield from _readings(writing)
    yield from _programmes(writing)
    yield from _not_judged(writing)


def _row(writing: Writing, name: str) -> tuple[Words, ...]:
    place, found = f"targets.{name}", writing.value(f"targets.{name}")
    nothing = writing.nothing()
    behind = found["first_behind"]
    share = found["assumed_share"]
    return (
        writing.label(name),
        (writing.number(f"{place}.due_year", "year"),),
        writing.wanted(name),
        quantiles(writing, name) if found["quantiles"] else nothing,
        writing.chance(f"{place}.chance") if found["chance"] else nothing,
        writing.say(
            "verdicts.marked",
            word=writing.judgement(f"{place}.verdict"),
            mark=writing.quote(f"{place}.validation.mark"),
        ),
        nothing
        if found["verdict"]["code"] == "withheld"
        else writing.say("verdicts.never_behind")
        if behind is None
        else (writing.number(f"{place}.first_behind", "year"),),
        nothing if share is None else (writing.share(f"{place}.assumed_share"),),
    )


def quantiles(writing: Writing, name: str) -> Words:
    """Write the band of a target at the due year: 5 / 50 / 95%, with the unit once."""
    places = [f"targets.{name}.quantiles.{level}" for level in ("p05", "p50", "p95")]
    return joined((*writing.amounts(places, writing.unit_of(name), " / "), *writing.each_year(name)))


def sentences(writing: Writing, name: str) -> Iterator[Words]:
    """Say of one target: what to find out where that leads, how likely it is, when it falls behind, when it would be met.

    A sentence takes its word from the verdict alone, and says two words where the error leaves two open.
    """
    place, found, each = f"targets.{name}", writing.value(f"targets.{name}"), writing.each_year(name)
    ends = [f"{place}.quantiles.p05", f"{place}.quantiles.p95"]
    share = found["assumed_share"]
    leads = share is not None and share > settings().spread_leads and found["find_first"] is not None
    if leads:
        yield writing.say(
            "verdict.find_first",
            figure=writing.quote(f"{place}.find_first"),
            label=writing.label(name),
            share=writing.share(f"{place}.assumed_share"),
        )
    yield verdict_said(writing, name)
    if found["verdict"]["code"] == "withheld":
        return
    if found["quantiles"]:
        yield writing.say(
            "verdict.band",
            low=writing.share("settings.quantiles.p05"),
            high=writing.share("settings.quantiles.p95"),
            median=joined((*writing.amount(f"{place}.quantiles.p50", found["unit"]), *each)),
            band=joined((*writing.amounts(ends, found["unit"], "—" if writing.language == "zh" else " to "), *each)),
        )
    if found["first_behind"] is not None:
        yield writing.say("verdict.behind", year=writing.number(f"{place}.first_behind", "year"))
    met = list(_met_by(writing, place))
    if met:
        yield writing.say("verdict.met_by", years=writing.listed(met, "semicolon"))
    if found["reported"] is not None:
        yield writing.say(
            "verdict.reported",
            median=joined((*writing.amount(f"{place}.reported.quantiles.p50", found["unit"]), *each)),
            chance=writing.chance_is(f"{place}.reported.chance"),
        )
    if found["supposed"]:
        yield writing.say("verdict.supposed")


def verdict_said(writing: Writing, name: str) -> Words:
    """Say the verdict on one target in one sentence."""
    place, found = f"targets.{name}", writing.value(f"targets.{name}")
    values: dict[str, Inline | Words] = {
        "label": writing.label(name),
        "due": writing.number(f"{place}.due_year", "year"),
        "wanted": writing.wanted(name),
    }
    code = found["verdict"]["code"]
    if code == "withheld" or found["chance"] is None:
        return writing.say("verdict.withheld", reason=writing.quote(f"{place}.reason"), **values)
    chance = writing.chance_is(f"{place}.chance")
    if code == "undecided":
        low, high = (writing.quote(f"{place}.verdict.word_{end}") for end in ("low", "high"))
        return writing.say("verdict.undecided", chance=chance, low=low, high=high, **values)
    return writing.say("verdict.said", chance=chance, word=writing.quote(f"{place}.verdict.word"), **values)


def _met_by(writing: Writing, place: str) -> Iterator[Words]:
    """Say by when it is met in 50/80/90% of the replicates, also beyond the due year; nothing where it never is."""
    found = writing.value(place)
    for level, year in found["met_by"].items():
        share = writing.share(f"settings.levels.{level}")
        if year is not None:
            yield writing.say("verdict.met", share=share, year=writing.number(f"{place}.met_by.{level}", "year"))
        elif found["late_by"].get(level) is not None:
            yield writing.say("verdict.late", share=share, year=writing.number(f"{place}.late_by.{level}", "year"))


def _starts(writing: Writing, ids: Sequence[str]) -> Iterator[Block]:
    """Name every judged target whose start does not fit the plan, and say why."""
    doubted = [name for name in ids if writing.value(f"targets.{name}.start_doubt") is not None]
    if not doubted:
        return
    yield writing.heading("verdicts.starts")
    yield writing.bullets(
        writing.say("verdicts.start", label=writing.label(name), said=writing.quote(f"targets.{name}.start_doubt"))
        for name in doubted
    )


def _readings(writing: Writing) -> Iterator[Block]:
    yield writing.heading("verdicts.readings")
    yield writing.bullets(
        writing.say(
            "verdicts.reading",
            label=writing.label(answer.target_id),
            reading=writing.quote(f"targets.{answer.target_id}.reading"),
        )
        for answer in writing.focus
    )


def _programmes(writing: Writing) -> Iterator[Block]:
    names = [name for name, found in writing.value("targets").items() if found.get("delivery")]
    if not names:
        return
    yield writing.heading("verdicts.programmes")
    yield writing.paragraph("verdicts.programmes_said", table=writing.reference_to("table", "programmes"))
    rows = [
        (
            writing.label(name),
            (writing.number(f"targets.{name}.due_year", "year"),),
            writing.wanted(name),
            writing.amounts(
                [f"targets.{name}.delivery.{level}" for level in ("p05", "p50", "p95")], writing.unit_of(name), " / "
            ),
        )
        for name in names
    ]
    yield writing.table(
        "programmes", [("target", 0.42), ("due", 0.1), ("wanted", 0.2), ("delivered", 0.28)], rows, numbers=(3,)
    )


def _not_judged(writing: Writing) -> Iterator[Block]:
    rows = writing.value("plan.not_judged")
    if not rows:
        return
    yield writing.heading("verdicts.others")
    yield writing.bullets(
        writing.say(
            "verdicts.other" if found["reason"] else "verdicts.other_plain",
            status=writing.quote(f"plan.not_judged.{place}.status"),
            count=writing.number(f"plan.not_judged.{place}.count", "whole"),
            **({"reason": writing.quote(f"plan.not_judged.{place}.reason")} if found["reason"] else {}),
        )
        for place, found in enumerate(rows)
    )


__all__ = ["quantiles", "section", "sentences", "validation", "verdict_said"]
