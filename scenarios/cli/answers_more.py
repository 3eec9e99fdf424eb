"""The answers on levers, unknowns and conditions as text for people, of a target or of the plan as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.levers import Lever, load_levers
from scenarios.answers.lever_looks import Enough, Takes
from scenarios.answers.paired import CLEAR
from scenarios.answers.shares import NAMES, Shares
from scenarios.cli.wording import amount, chance
from scenarios.messages import text
from scenarios.messages.shares import open_percent
from scenarios.messages.units import counted_unit
from scenarios.sensitivity.analysis import label
from scenarios.sensitivity.finding_out import Finding

MOST_LEVERS = 3
MOST_UNKNOWNS = 3


def takes_lines(found: Takes, language: str) -> Iterator[str]:
    """Say what it would take, at first look."""
    values: dict[str, str] = {"wish": f"{found.wish:.0%}"}
    if found.most is not None:
        values["most"] = chance(found.most, language)
    if found.single:
        values["ways"] = listed([_way(each, language) for each in found.single[:MOST_LEVERS]], language)
    if found.together is not None:
        values["share"] = f"{found.together.change:.0%}"
        values["cost"] = amount(found.together.cost)
    yield text(f"answers.takes.{found.status}", language, **values)
    helping = [each for each in found.levers if each.helps][:MOST_LEVERS]
    if helping and found.status in ("mix", "impossible"):
        parts = [
            text(
                "answers.takes.helps",
                language,
                lever=moved(each.lever, each.change, language),
                points=f"{each.gain.probability * 100:+.1f}",
                error=f"{CLEAR * each.gain.probability_error * 100:.1f}",
            )
            for each in helping
        ]
        yield text("answers.takes.most_helpful", language, levers=listed(parts, language))
    if found.status == "impossible":
        if found.limit is not None:
            yield text("answers.takes.limit", language, lever=_label(load_levers()[found.limit], language))
        else:
            yield text("answers.takes.no_limit", language)


def _way(each: Enough, language: str) -> str:
    return text("answers.takes.way", language, lever=moved(each.lever, each.change, language), cost=amount(each.cost))


def moved(name: str, change: float, language: str) -> str:
    """Name a lever with its change in its own unit."""
    lever = load_levers()[name]
    unit = "" if lever.unit == "1" else " " + counted_unit(lever.unit, language)
    return f"{_label(lever, language)} {change:+.3g}{unit}"


def _label(lever: Lever, language: str) -> str:
    return lever.label.en if language == "en" else lever.label.zh


def hangs_lines(found: Sequence[Finding], language: str) -> Iterator[str]:
    """Say what to find out first."""
    clear = [each for each in found if each.clear][:MOST_UNKNOWNS]
    if not clear:
        yield text("answers.hangs_on_nothing", language)
        return
    parts = [
        text(
            "answers.unknown",
            language,
            name=label(each.name, language),
            narrows=f"{each.narrows:.0%}",
            error=f"{CLEAR * each.narrows_error:.0%}",
            turns=f"{each.turns:.0%}",
            low=open_percent(each.low_half),
            high=open_percent(each.high_half),
        )
        for each in clear
    ]
    yield text("answers.hangs_on", language, unknowns=listed(parts, language))


def spread_line(found: Shares | None, language: str) -> str:
    """Say which share of the spread is chance, parameters, start, and what only arises together."""
    if found is None:
        return text("answers.no_spread", language)
    parts = [
        text(
            f"answers.spread_of.{name}",
            language,
            share=f"{found.share[name]:.0%}",
            error=f"{CLEAR * found.error[name]:.0%}",
        )
        for name in NAMES
    ]
    return text("answers.spread", language, parts=listed(parts, language))


def listed(parts: Sequence[str], language: str) -> str:
    """Join parts of a line."""
    return text("answers.separator", language).join(parts)
