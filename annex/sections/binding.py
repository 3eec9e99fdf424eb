"""卡在哪里、要怎样才够: which link gains most when it gives way, and the cheapest change of levers, or what stops it."""

from __future__ import annotations

from collections.abc import Iterator

from annex.document import Block, Section, Words
from annex.phrases import joined
from annex.writing import Writing

UNCLEAR = 0.5
"""Error of a share of the spread from which on shares say nothing."""


def section(writing: Writing) -> Section:
    """Write what binds and what it would take."""
    return writing.section("binding", _blocks(writing))


def _blocks(writing: Writing) -> Iterator[Block]:
    if not writing.value("binding"):
        yield writing.paragraph("withheld")
        return
    yield writing.paragraph(
        "binding.said",
        replicates=writing.number("binding.replicates", "whole"),
        table=writing.reference_to("table", "binding"),
    )
    yield writing.table(
        "binding",
        [("target", 0.2), ("moved", 0.4), ("removed", 0.4)],
        [
            (
                writing.label(answer.target_id),
                _links(writing, f"binding.targets.{answer.target_id}.moved", answer.target_id),
                _links(writing, f"binding.targets.{answer.target_id}.removed", answer.target_id),
            )
            for answer in writing.focus
        ],
        note=writing.say("binding.note"),
    )
    stops = [words for answer in writing.focus for words in _stops(writing, answer.target_id)]
    if stops:
        yield writing.heading("binding.stops")
        yield writing.bullets(stops)
    spread = [words for answer in writing.focus for words in _spread(writing, answer.target_id)]
    if spread:
        yield writing.heading("binding.spread")
        yield writing.bullets(spread)
    yield from _sought(writing)


def _links(writing: Writing, place: str, target: str) -> Words:
    """Name the links that gain more than their error, the first two with what they gain."""
    found = writing.value(place)
    if not found:
        return writing.say("binding.nothing")
    unit = writing.unit_of(target)
    parts = []
    for number, link in enumerate(found[:2]):
        at = f"{place}.{number}"
        gained = []
        if link["in_probability"]:
            gained.append(
                writing.say(
                    "binding.points",
                    points=writing.number(f"{at}.points", "points1_signed"),
                    error=writing.number(f"{at}.points_error", "points1_up"),
                )
            )
        if link["in_value"]:
            gained.append(
                writing.say(
                    "binding.value",
                    value=writing.number(f"{at}.value", "signed"),
                    error=writing.number(f"{at}.value_error"),
                    unit=writing.unit(_bare(unit, writing)),
                )
            )
        parts.append(
            writing.say(
                "binding.link",
                label=writing.quote(f"{at}.label"),
                how=writing.quote(f"{at}.how"),
                gain=writing.listed(gained, "comma"),
            )
        )
    return writing.listed(parts, "semicolon")


def _bare(unit: str, writing: Writing) -> str:
    """Name percent as percentage points where it is a difference."""
    return "百分点" if unit.startswith("%") else unit


def _stops(writing: Writing, target: str) -> Iterator[Words]:
    place = f"binding.targets.{target}.stops"
    found = writing.value(place)
    if found is None:
        return
    said = writing.say(
        "binding.stopped",
        label=writing.label(target),
        condition=writing.quote(f"{place}.condition"),
        stopped=writing.number(f"{place}.stopped"),
        share=writing.share(f"{place}.share"),
    )
    if found["agrees"]:
        said = joined((*said, *writing.say("binding.agrees")))
    elif found["lifted"]:
        said = joined((*said, *writing.say("binding.but", more=writing.number(f"{place}.more"))))
        if found["next"] is not None:
            handed = writing.say(
                "binding.next", condition=writing.quote(f"{place}.next"), more=writing.number(f"{place}.next_more")
            )
            said = joined((*said, *handed))
    yield joined((*said, *writing.say("stop")))


def _spread(writing: Writing, target: str) -> Iterator[Words]:
    place = f"binding.targets.{target}.spread"
    if writing.value(place) is None:
        return
    if max(part["error"] for part in writing.value(place).values()) > UNCLEAR:
        yield writing.say("binding.spread_unclear", label=writing.label(target))
        return
    parts = [
        writing.say(
            f"binding.part.{part}",
            share=writing.share(f"{place}.{part}.share"),
            error=writing.number(f"{place}.{part}.error", "percent0_up"),
        )
        for part in writing.value(place)
    ]
    yield writing.say("binding.spread_of", label=writing.label(target), parts=writing.listed(parts, "comma"))


def _sought(writing: Writing) -> Iterator[Block]:
    sought = writing.value("sought")
    if not sought:
        return
    yield writing.heading("sought.heading")
    for target, found in sought.items():
        place = f"sought.{target}"
        yield writing.paragraph(
            "sought.asked",
            label=writing.label(target),
            wish=writing.share(f"{place}.wish"),
            before=writing.chance_is(f"{place}.before"),
            first=writing.number(f"{place}.first", "year"),
            last=writing.number(f"{place}.last", "year"),
            levers=writing.number(f"{place}.levers", "whole"),
            trials=writing.number(f"{place}.trials", "whole"),
            confirmed=writing.number(f"{place}.confirmed_on", "whole"),
        )
        status = found["status"]
        best = writing.chance_is(f"{place}.best.chance") if found["best"] else ()
        yield writing.paragraph(f"sought.{status}", **({"best": best} if status == "impossible" else {}))
        items = []
        if found["solution"]:
            items.append(_solution(writing, f"{place}.solution"))
        elif found["best"]:
            items.append(_solution(writing, f"{place}.best"))
        items += [_solution(writing, f"{place}.alternatives.{number}") for number in range(len(found["alternatives"]))]
        if items:
            yield writing.bullets(items)
        if found["survives"] is not None:
            yield writing.paragraph(
                "sought.cheapest" if found["survives"] else "sought.not_cheapest",
                share=writing.share(f"{place}.solution.cheapest_share"),
            )
        if found["limits"]:
            yield writing.paragraph("sought.limits", limits=writing.listed(_limits(writing, place), "semicolon"))
        elif status == "impossible":
            yield writing.paragraph("sought.no_limit")
        if found["assumed_costs"]:
            names = [
                (writing.quote(f"{place}.assumed_costs.{number}"),) for number in range(len(found["assumed_costs"]))
            ]
            yield writing.paragraph("sought.assumed", names=writing.listed(names))


def _solution(writing: Writing, place: str) -> Words:
    changes = [
        _change(writing, f"{place}.changes.{number}", str(change["unit"]))
        for number, change in enumerate(writing.value(f"{place}.changes"))
    ]
    return writing.say(
        "sought.solution",
        changes=writing.listed(changes) if changes else writing.say("sought.unchanged"),
        cost=writing.amount(f"{place}.cost", "亿元"),
        range=writing.amounts(
            [f"{place}.cost_low", f"{place}.cost_high"], "亿元", "—" if writing.language == "zh" else " to "
        ),
        chance=writing.chance(f"{place}.chance"),
    )


def _change(writing: Writing, place: str, unit: str) -> Words:
    """Say by how much a lever moves: in its unit, else by its intensity, which has none."""
    label, change = writing.quote(f"{place}.label"), writing.number(f"{place}.change", "signed")
    if not unit:
        return writing.say("sought.change_intensity", label=label, change=change)
    return writing.say("sought.change", label=label, change=change, unit=writing.unit(unit))


def _limits(writing: Writing, place: str) -> Iterator[Words]:
    for number, limit in enumerate(writing.value(f"{place}.limits")):
        at = f"{place}.limits.{number}"
        named = (
            writing.say("sought.years")
            if limit["label"] is None
            else writing.say("sought.beyond", label=writing.quote(f"{at}.label"))
        )
        yield writing.say("sought.limit", limit=named, chance=writing.share(f"{at}.probability"))
