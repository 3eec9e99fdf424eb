"""Analyses of single targets as branches of the tree of results: what binds, what it takes, what to find out, when it fails."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from annex.materials import Conditions, Materials
from model.levers import COST_UNIT
from scenarios.answers.binding import LinkGain, Reconciled, TargetBinding
from scenarios.answers.paired import CLEAR, Gain
from scenarios.answers.shares import NAMES
from scenarios.seeking import SeekAnswer, Solution
from scenarios.sensitivity.analysis import label
from scenarios.sensitivity.finding_out import Finding
from scenarios.sensitivity.units import unit_of
from scenarios.verdicts import Proportion

LINKS = 3
"""Links of each ranking that an annex speaks of."""
UNKNOWNS = 3
"""Unknowns that an annex names of each target."""


def proportion_tree(found: Proportion) -> dict[str, Any]:
    """Give a probability with its interval; `error` is the larger half of it."""
    low, high = found.interval
    return {
        "probability": found.probability,
        "low": low,
        "high": high,
        "error": max(found.probability - low, high - found.probability),
        "standard_error": found.standard_error,
        "successes": found.successes,
        "replicates": found.total,
    }


def binding_tree(found: Materials, language: str) -> dict[str, Any]:
    """Give of each target looked at closely the links that gain most, moved and removed, and where its spread comes from."""
    if found.binding is None:
        return {}
    return {
        "replicates": found.binding.replicates,
        "targets": {
            name: _target(each, language) | {"spread": _spread(found, name)}
            for name, each in found.binding.targets.items()
        },
    }


def _target(each: TargetBinding, language: str) -> dict[str, Any]:
    return {
        "moved": [_gain(gain, gain.moved, gain.link.moved[language], language) for gain in _clear(each.gains, "moved")],
        "removed": [
            _gain(gain, gain.removed, gain.link.removed[language], language)
            for gain in _clear(each.by_removed, "removed")
        ],
        "links": len(each.gains),
        "stops": _stops(each.reconciled, each, language),
    }


def _clear(gains: Sequence[LinkGain], way: str) -> list[LinkGain]:
    """Keep the first links whose gain is more than its error."""
    ways = [gain for gain in gains if _told(gain.moved if way == "moved" else gain.removed)]
    return ways[:LINKS]


def _told(way: Gain) -> bool:
    return way.clear_in_probability or way.clear_in_value


def _gain(gain: LinkGain, way: Gain, how: str, language: str) -> dict[str, Any]:
    return {
        "id": gain.link.id,
        "label": gain.link.label[language],
        "how": how,
        "points": way.probability,
        "points_error": CLEAR * way.probability_error,
        "in_probability": way.clear_in_probability,
        "value": way.value,
        "value_error": CLEAR * way.value_error,
        "in_value": way.clear_in_value,
    }


def _stops(found: Reconciled | None, each: TargetBinding, language: str) -> dict[str, Any] | None:
    if found is None or found.all_stopped <= 0:
        return None
    best = each.bottleneck
    return {
        "condition": _condition(found.series, language),
        "stopped": found.stopped,
        "share": found.stopped / found.all_stopped,
        "lifted": found.link is not None,
        "agrees": best is not None and best.link.id == found.link,
        "more": found.more_admitted,
        "next": None if found.next_series is None else _condition(found.next_series, language),
        "next_more": found.next_more,
    }


def _condition(series: str, language: str) -> str:
    """Name a condition without the title before it, which the sentence names, and without quotes, which stand around it."""
    from model.outcomes import outcome_of

    label = outcome_of(series).label
    said = re.split("：|: ", label.en if language == "en" else label.zh, maxsplit=1)[-1]
    quoted = re.search("“(.*)”", said)
    return quoted[1] if quoted else said.removeprefix("stopped ").removeprefix("by ").strip("()")


def _spread(found: Materials, name: str) -> dict[str, Any] | None:
    shares = found.spread.get(name)
    if shares is None:
        return None
    return {part: {"share": shares.share[part], "error": CLEAR * shares.error[part]} for part in NAMES}


def sought_tree(answer: SeekAnswer, language: str) -> dict[str, Any]:
    """Give what a search of levers found, or what stops it."""
    return {
        "status": answer.status,
        "wish": answer.wish,
        "first": answer.years[0],
        "last": answer.years[1],
        "replicates": answer.replicates,
        "confirmed_on": answer.confirmed_on,
        "trials": answer.trials,
        "levers": len(answer.levers),
        "before": proportion_tree(answer.before),
        "cost_unit": COST_UNIT.partition("/")[0],
        "solution": _solution(answer.solution, answer, language),
        "alternatives": [_solution(each, answer, language) for each in answer.alternatives],
        "survives": answer.ranking_survives,
        "best": _solution(answer.impossible.best, answer, language) if answer.impossible else None,
        "limits": _limits(answer, language),
        "assumed_costs": [_lever(answer, name, language) for name in answer.assumed_costs],
    }


def _lever(answer: SeekAnswer, name: str, language: str) -> str:
    found = {lever.name: lever.label for lever in answer.levers}[name]
    return found.en if language == "en" else found.zh


def _solution(found: Solution | None, answer: SeekAnswer, language: str) -> dict[str, Any] | None:
    if found is None:
        return None
    units = {lever.name: lever.unit for lever in answer.levers}
    return {
        "changes": [
            {
                "label": _lever(answer, name, language),
                "change": value,
                "unit": "" if units[name] == "1" else units[name],
            }
            for name, value in found.changes
        ],
        "cost": found.cost,
        "cost_low": found.range.low if found.range else found.cost,
        "cost_high": found.range.high if found.range else found.cost,
        "cheapest_share": found.range.cheapest_share if found.range else None,
        "chance": proportion_tree(found.proportion),
    }


def _limits(answer: SeekAnswer, language: str) -> list[dict[str, Any]]:
    if answer.impossible is None:
        return []
    moved = [each for each in answer.impossible.limits if each.gain > CLEAR * each.error and each.gain > 0]
    return [
        {
            "label": None if each.name == "years" else _lever(answer, each.name, language),
            "probability": each.probability,
        }
        for each in moved
    ]


def unknowns_tree(found: Materials, language: str) -> dict[str, Any]:
    """Give of each target looked at closely the unknowns that are worth finding out, and what they are known from."""
    return {name: [_unknown(each, found, language) for each in clear(each)] for name, each in found.unknowns.items()}


def clear(findings: Sequence[Finding]) -> list[Finding]:
    """Keep the first unknowns whose worth is more than noise."""
    return [each for each in findings if each.clear][:UNKNOWNS]


def _unknown(each: Finding, found: Materials, language: str) -> dict[str, Any]:
    return {
        "name": each.name,
        "label": label(each.name, language),
        "narrows": each.narrows,
        "narrows_error": CLEAR * each.narrows_error,
        "turns": each.turns,
        "low_half": min(max(each.low_half, 0.0), 1.0),
        "high_half": min(max(each.high_half, 0.0), 1.0),
        "assumed": each.name in found.result.assumed_inputs,
        "start": each.name.startswith("baseline:"),
    }


def conditions_tree(found: Materials, language: str) -> dict[str, Any]:
    """Give of each target the conditions under which it fails or holds more often than on the whole."""
    return {name: _condition_tree(each, language) for name, each in found.conditions.items()}


def _condition_tree(each: Conditions, language: str) -> dict[str, Any]:
    if each.box is None:
        return {"fails": each.fails, "cases": each.cases, "edges": []}
    return {
        "fails": each.fails,
        "cases": each.cases,
        "edges": [
            {
                "label": label(edge.name, language),
                "at_least": edge.at_least,
                "limit": edge.limit,
                "unit": "" if unit_of(edge.name) == "1" else unit_of(edge.name),
            }
            for edge in each.box.edges
        ],
        "density": proportion_tree(each.box.density),
        "coverage": proportion_tree(each.box.coverage),
        "base": proportion_tree(each.box.base),
    }
