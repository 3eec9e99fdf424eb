"""Answers as text for people: one block a target, then the plan as a whole; never firmer than the errors allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.columns import SME_TITLES, TITLE_NAMES
from model.outcomes import outcome_of
from scenarios.answers.asking import Answers, TargetAnswers
from scenarios.answers.binding import LinkGain, Reconciled, TargetBinding
from scenarios.answers.links import title_name
from scenarios.answers.paired import CLEAR, Gain
from scenarios.answers.reachable import JointlyReachable, Reachable
from scenarios.answers.stops import Stops
from scenarios.answers.when import When
from scenarios.answers.whole import WholeAnswers
from scenarios.cli.answers_more import hangs_lines, spread_line, takes_lines
from scenarios.cli.report import cells
from scenarios.cli.tables import Column, grid
from scenarios.cli.wording import amount, chance
from scenarios.messages import text
from scenarios.messages.shares import open_percent
from scenarios.readings import number
from scenarios.result import RunResult
from scenarios.verdicts import word

SHOWN = 4
"""Links shown of each ranking."""
MOST_STOPS = 8
WIDE = 160
"""Columns that a table of years may take."""


def report(found: Answers, language: str) -> str:
    """Write the answers for people."""
    result = found.result
    plan = result.scenario.plan
    heading = [
        text("run.plan", language, region=plan.region.name[language], title=plan.document.title[language], id=plan.id),
        result.scenario.mode_said.in_language(language),
        result.standing.line(language),
        text("answers.base", language, replicates=result.replicates, few=found.binding.replicates, seed=result.seed),
    ]
    blocks = ["\n".join(_target(each, found, language)) for each in found.targets.values()]
    stopped = "\n".join(stops_tables(found.binding.stops, language))
    ends = [each for each in (stopped, "\n".join(_whole(found, language))) if each]
    return "\n\n".join(["\n".join(heading), *blocks, *ends]) + "\n"


def _target(each: TargetAnswers, found: Answers, language: str) -> Iterator[str]:
    verdict = each.answer.verdict
    assert verdict is not None
    unit = each.row.target.unit or ""
    shown = cells(each.answer, language)
    yield text(
        "answers.target",
        language,
        label=each.row.target.label[language],
        id=each.answer.target_id,
        due=shown[1],
        wanted=shown[2],
    )
    if verdict.proportion is None:
        yield "  " + (found.result.reason(each.answer, language) or "")
        return
    said = chance(verdict.proportion, language)
    yield "  " + text("answers.chance", language, chance=said, verdict=word(verdict.likelihood, language))
    yield "  " + text("answers.distribution", language, quantiles=shown[3], unit=unit)
    yield from ("  " + line for line in when_lines(each.when, language))
    yield from ("  " + line for line in binds_lines(each.binding, unit, language))
    yield "  " + reachable_line(each.reachable, unit, language)
    yield "  " + spread_line(each.shares, language)
    yield from ("  " + line for line in takes_lines(each.takes, language))
    yield from ("  " + line for line in hangs_lines(each.hangs_on, language))
    if each.fails_when is not None:
        yield "  " + text("answers.fails_when", language, sentence=each.fails_when.sentence(language))


def reachable_line(found: Sequence[Reachable], unit: str, language: str) -> str:
    """Say which values would hold."""
    values = [
        text(
            "answers.value_at",
            language,
            value=number(value.value),
            unit=unit,
            chance=chance(value.proportion, language),
        )
        for value in found
    ]
    return text("answers.reachable", language, values=_list(values, language))


def when_lines(years: When, language: str) -> Iterator[str]:
    """Say when it falls behind, and by when it is met."""
    behind = text("answers.never_behind", language)
    if years.first_behind is not None:
        behind = text("answers.behind", language, year=years.first_behind)
    met, never = list[str](), list[str]()
    for level, year in years.met_by.items():
        share, late = f"{level:.0%}", years.late_by.get(level)
        if year is not None:
            met.append(text("answers.met_by", language, share=share, year=year))
        elif late is not None:
            met.append(text("answers.late_by", language, share=share, year=late))
        else:
            never.append(share)
    if never:
        met.append(
            text(
                "answers.not_within",
                language,
                share=text("run.list_separator", language).join(never),
                horizon=years.horizon,
            )
        )
    yield text("answers.when", language, behind=behind, met=_list(met, language))
    if years.all_years is not None:
        shown = [f"{year}: {open_percent(found.probability)}" for year, found in years.each_year]
        yield text("answers.each_year", language, years=", ".join(shown), chance=chance(years.all_years, language))


def binds_lines(binding: TargetBinding, unit: str, language: str) -> Iterator[str]:
    """Say what binds, by both rankings, and where enterprises stop."""
    if binding.first is None and binding.bottleneck is None:
        yield text("answers.nothing_binds", language)
    if binding.first is not None:
        moved = [
            _link(gain, gain.moved, gain.link.moved[language], unit, language)
            for gain in binding.gains[:SHOWN]
            if _told(gain.moved)
        ]
        yield text("answers.moved", language, links=_list(moved, language))
    if binding.bottleneck is not None:
        removed = [
            _link(gain, gain.removed, gain.link.removed[language], unit, language)
            for gain in binding.by_removed[:SHOWN]
            if _told(gain.removed)
        ]
        yield text("answers.removed", language, links=_list(removed, language))
    if binding.reconciled is not None:
        yield _reconciled(binding.reconciled, binding, language)


def _told(way: Gain) -> bool:
    return way.clear_in_probability or way.clear_in_value


def _link(gain: LinkGain, way: Gain, how: str, unit: str, language: str) -> str:
    return text(
        "answers.link",
        language,
        label=gain.link.label[language],
        how=how,
        points=f"{way.probability * 100:+.1f}",
        points_error=f"{CLEAR * way.probability_error * 100:.1f}",
        value=_signed(way.value),
        value_error=amount(CLEAR * way.value_error),
        unit=unit,
    )


def _signed(value: float) -> str:
    return ("+" if value >= 0 else "") + amount(value)


def _reconciled(found: Reconciled, binding: TargetBinding, language: str) -> str:
    said = text(
        "answers.stopped",
        language,
        condition=_condition(found.series, language),
        stopped=amount(found.stopped),
        share=f"{found.stopped / found.all_stopped:.0%}",
    )
    gain = binding.of(found.link) if found.link is not None else None
    if gain is None:
        return said
    best = binding.bottleneck
    if best is not None and best.link.id == found.link:
        return said + text("answers.stopped_agrees", language)
    said += text("answers.stopped_but", language, more=amount(found.more_admitted))
    if found.next_series is not None:
        said += text(
            "answers.stopped_next",
            language,
            condition=_condition(found.next_series, language),
            more=amount(found.next_more),
        )
    return said


def _condition(series: str, language: str) -> str:
    label = outcome_of(series).label
    return label.en if language == "en" else label.zh


def _whole(found: Answers, language: str) -> Iterator[str]:
    if found.whole is not None:
        yield from _together(found.whole, language)
    yield from joint_lines(found.result, found.joint, language)


def joint_lines(result: RunResult, together: Sequence[JointlyReachable], language: str) -> Iterator[str]:
    """Say the values with which all targets hold together."""
    units = {row.target.id: row.target.unit or "" for row in result.scenario.rows}
    yield text("answers.whole", language, count=max((len(joint.values) for joint in together), default=0))
    for joint in together:
        level = f"{joint.level:.0%}"
        if not joint.enough:
            yield "  " + text("answers.joint_not", language, level=level, replicates=result.replicates)
            continue
        yield "  " + text(
            "answers.joint", language, level=level, each=f"{joint.each:.1%}", chance=chance(joint.proportion, language)
        )
        values = [
            f"{name} {number(value)}{units[name]}" + (text("answers.kept", language) if name in joint.kept else "")
            for name, value in joint.values.items()
        ]
        yield "    " + _list(values, language)


def _together(whole: WholeAnswers, language: str) -> Iterator[str]:
    yield text("answers.whole_heading", language, count=whole.targets)
    joint = whole.joint
    if joint.proportion is None or joint.likelihood is None:
        yield "  " + text("verdict.withheld", language)
        return
    said = chance(joint.proportion, language)
    yield "  " + text("answers.whole_chance", language, chance=said, verdict=word(joint.likelihood, language))
    low, middle, high = (amount(whole.met[name]) for name in ("p05", "p50", "p95"))
    yield "  " + text("answers.whole_met", language, low=low, middle=middle, high=high)
    yield from ("  " + line for line in when_lines(whole.when, language))
    if whole.binding is not None:
        yield "  " + text("answers.whole_binds", language)
        unit = text("answers.targets_unit", language)
        yield from ("  " + line for line in binds_lines(whole.binding, unit, language))
    yield "  " + spread_line(whole.shares, language)
    if whole.takes is not None:
        yield from ("  " + line for line in takes_lines(whole.takes, language))
    yield from ("  " + line for line in hangs_lines(whole.hangs_on, language))
    if whole.fails_when is not None:
        yield "  " + text("answers.fails_when", language, sentence=whole.fails_when.sentence(language))


def stops_tables(stops: Stops, language: str) -> Iterator[str]:
    """Say by title how many each condition stops first in each year."""
    for title in TITLE_NAMES[:SME_TITLES]:
        rows = list(stops_rows(stops, title, language))
        if not rows:
            continue
        yield text("answers.stops_heading", language, title=title_name(title, language))
        columns = [Column(text("answers.stops_condition", language))]
        columns += [Column(str(year), right=True) for year in stops.years]
        yield grid(columns, rows, WIDE)


def stops_rows(stops: Stops, title: str, language: str) -> Iterator[list[str]]:
    """Give a condition and how many it stops first in each year, for those that stop most."""
    for name in list(stops.of_title(title))[:MOST_STOPS]:
        yield [_condition(name, language), *(amount(count) for count in stops.counts[name])]


def _list(parts: list[str], language: str) -> str:
    return text("answers.separator", language).join(parts)
