"""One enterprise's life in one replicate: its state each year, every decision on it, and the draw that decided.

Nothing is stored while simulating: draws are keyed, so each is computed again here from the same functions. The lives of
investment projects are in `trace_projects.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model import columns as col
from model import inputs as inp
from model import places as plc
from model.enterprise import status_names
from model.investment_project import InvestmentProject
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.region import Region
from model.rulebook import criteria as crit
from model.rules import entry_exit, titles
from model.title_phase import (
    APPLICATION_ROW,
    RE_REVIEW_ROW,
    RE_REVIEW_SCORE_ROW,
    SCORE_ROW,
    own_score,
    read_accounts,
)
from model.world import World

DECISION_NAMES = (
    "none",
    "not_eligible",
    "not_applied",
    "below_cut_off",
    "admitted",
    "renewed",
    "renewed_by_discretion",
    "lost",
    "outgrew",
    "deemed_kept",
    "nothing_to_show",
)


@dataclass(frozen=True)
class Decision:
    """What became of one title in one year; draws are uniform in (0, 1), scores and cut-offs out of 100.

    `reached_from` is the least true value that is recorded as reaching the threshold, where records bunch there.
    """

    title: str
    decision: str
    condition: str | None = None
    threshold: float | None = None
    reached_from: float | None = None
    application_draw: float | None = None
    application_rate: float | None = None
    score: float | None = None
    cut_off: float | None = None
    discretion_draw: float | None = None
    discretion: float | None = None


@dataclass(frozen=True)
class LifeYear:
    """One year of a life. Money 万元, shares 0..1, growth ln; `event` is start, founded, lives or closed.

    `investment` is what it put into fixed capital in the year, upgrading included; `project_funds` what the investment projects
    brought that enlarged it in the year (`projects` names those, and the one that founded it). `statuses_gained` and
    `statuses_lost` are those of the year.
    """

    year: int
    event: str
    age: int | None = None
    chain: str | None = None
    zone: str | None = None
    origin: str | None = None
    projects: tuple[str, ...] = ()
    capital: float | None = None
    investment: float | None = None
    project_funds: float | None = None
    statuses: tuple[str, ...] = ()
    statuses_gained: tuple[str, ...] = ()
    statuses_lost: tuple[str, ...] = ()
    revenue: float | None = None
    growth: float | None = None
    growth_draw: float | None = None
    research_intensity: float | None = None
    class_one_patents: float | None = None
    above_scale: bool | None = None
    titles: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    exit_draw: float | None = None
    exit_hazard: float | None = None


def life(world: World, seed: int, replicate: int, identity: int) -> list[LifeYear] | None:
    """The years of one enterprise, from the start or its founding to its closing or the last year; None where it never is."""
    region = Region(world, seed, replicate)
    years: list[LifeYear] = []
    place = _place(region, identity)
    if place is not None:
        years.append(_state(region, place, "start"))
    for _ in range(world.years):
        before = None if place is None else _Before(region.numbers[:, place].copy(), region.labels[:, place].copy())
        region.step()
        now = _place(region, identity)
        if now is not None:
            years.append(_state(region, now, "founded" if before is None else "lives", before))
        elif before is not None:
            years.append(_closing(world, seed, replicate, region.year, identity))
            return years
        place = now
    return years or None


@dataclass(frozen=True)
class _Before:
    """The columns of an enterprise at the end of the year before."""

    numbers: Any
    labels: Any


def _place(region: Region, identity: int) -> int | None:
    found = np.flatnonzero(
        (region.identities[: region.places] == identity) & (region.labels[col.ALIVE, : region.places] == 1)
    )
    return int(found[0]) if found.size else None


def _draw(region: Region, wanted: int, entity: np.uint64) -> float:
    row = np.uint64(key.row_key(region.key, region.year, wanted))
    return float(key.uniform(row, entity))


def _state(region: Region, place: int, event: str, before: _Before | None = None) -> LifeYear:
    numbers, labels, entity = region.numbers[:, place], region.labels[:, place], region.keys[place]
    grew = event == "lives" and before is not None
    adopted = int(labels[col.ADOPTED])
    earlier = int(before.labels[col.ADOPTED]) if before is not None else adopted if event == "start" else 0
    involved = [
        project
        for project in region.projects
        if project.enterprise_identity == region.identities[place] and (project.founds or _began(project, region.year))
    ]
    capital = float(np.exp(numbers[col.LOG_CAPITAL]))
    funds = sum(project.funds_in_place for project in involved if not project.founds and grew)
    investment = None
    if before is not None:
        kept = 1.0 - float(region.inputs[inp.DEPRECIATION_RATE])
        investment = max(capital - kept * (float(np.exp(before.numbers[col.LOG_CAPITAL])) + funds), 0.0)
    return LifeYear(
        year=region.year,
        event=event,
        age=region.year - int(labels[col.FOUNDING_YEAR]),
        chain=region.world.chain_names[int(labels[col.CHAIN])],
        zone=region.world.zone_names[int(labels[col.ZONE])],
        origin=col.ORIGIN_NAMES[int(labels[col.ORIGIN])],
        projects=tuple(project.name for project in involved),
        capital=capital,
        investment=investment,
        project_funds=funds if grew else None,
        statuses=status_names(adopted),
        statuses_gained=status_names(adopted & ~earlier),
        statuses_lost=status_names(earlier & ~adopted),
        revenue=float(numbers[col.REVENUE]),
        growth=float(numbers[col.LOG_REVENUE] - before.numbers[col.LOG_REVENUE]) if grew and before else None,
        growth_draw=_draw(region, purpose.GROWTH_NOISE, entity) if grew else None,
        research_intensity=float(numbers[col.RESEARCH_INTENSITY]),
        class_one_patents=float(numbers[col.CLASS_ONE_PATENTS]),
        above_scale=bool(labels[col.ABOVE_SCALE]),
        titles=tuple(name for title, name in enumerate(col.TITLE_NAMES) if labels[col.EXPIRY + title] >= region.year),
        decisions=_decisions(region, place) if grew else (),
        exit_draw=_draw(region, purpose.EXIT, entity) if grew else None,
    )


def _began(project: InvestmentProject, year: int) -> bool:
    """Whether a project came into production in this year: it then enlarged its enterprise."""
    return bool(project.stage_name == "producing" and int(project.production_time) == year)


def _decisions(region: Region, place: int) -> tuple[Decision, ...]:
    found = []
    for title in range(col.TITLES):
        code = int(region.labels[col.DECISION + title, place])
        kind, criterion = divmod(code, col.DECISION_STEP)
        if kind != col.NO_DECISION:
            found.append(_decision(region, place, title, kind, criterion))
    return tuple(found)


def _decision(region: Region, place: int, title: int, kind: int, criterion: int) -> Decision:
    """A decision with its condition or its draws; scores are those of the year's own assessment."""
    world, entity, rows = region.world, region.keys[place], region.decision_rows
    name, decision = col.TITLE_NAMES[title], DECISION_NAMES[kind]
    reviewed = kind in (col.RENEWED, col.RENEWED_BY_DISCRETION, col.LOST)
    step = region.year - world.start_year
    at = titles.thresholds_of(col.RE_REVIEW if reviewed else col.RECOGNITION, title)
    thresholds = region.criteria[step]
    condition = crit.NAMES[criterion] if criterion else None
    threshold, reached_from = _line(region, float(thresholds[at, criterion]), criterion) if criterion else (None, None)
    if kind in (col.NOT_ELIGIBLE, col.DEEMED_KEPT, col.NOTHING_TO_SHOW, col.OUTGREW):
        return Decision(name, decision, condition, threshold, reached_from)
    read_accounts(
        place, region.year, rows, region.inputs, region.macro, region.numbers, region.labels, region.keys, region.facts
    )
    score_row = (RE_REVIEW_SCORE_ROW if reviewed else SCORE_ROW) + title
    score = float(
        own_score(
            thresholds,
            at,
            region.facts,
            world.breaks,
            world.increments,
            world.remainders,
            region.inputs,
            rows[score_row],
            entity,
        )
    )
    if reviewed:
        return Decision(
            name,
            decision,
            condition,
            threshold,
            reached_from,
            score=score,
            discretion_draw=float(key.uniform(rows[RE_REVIEW_ROW + title], entity)) if condition else None,
            discretion=float(region.inputs[inp.RENEWAL_DISCRETION + title]) if condition else None,
        )
    rate = region.chains[plc.APPLICATION_RATE + title, int(region.labels[col.CHAIN, place])]
    applied = kind != col.NOT_APPLIED
    cut_off = float(region.cut_offs[step, title])
    return Decision(
        name,
        decision,
        condition,
        threshold,
        reached_from,
        application_draw=float(key.uniform(rows[APPLICATION_ROW + title], entity)),
        application_rate=float(rate),
        score=score if applied else None,
        cut_off=cut_off if applied and np.isfinite(cut_off) else None,
    )


def _line(region: Region, reached_from: float, criterion: int) -> tuple[float, float | None]:
    """A condition's line as the rules state it, and the least true value recorded as reaching it where records bunch there."""
    short = float(region.inputs[inp.LINE_BUNCHING])
    if criterion not in crit.BUNCHED_AT or short == 0.0:
        return reached_from, None
    return reached_from / (1.0 - short), reached_from


def _closing(world: World, seed: int, replicate: int, year: int, identity: int) -> LifeYear:
    """The year an enterprise closes: its columns are gone, so the year is run again with no one closing.

    All that happens to an enterprise before it closes is keyed or follows from the year before, so its size is the same.
    """
    region = Region(world, seed, replicate)
    while region.year < year - 1:
        region.step()
    before = _place(region, identity)
    assert before is not None
    earlier = float(region.numbers[col.LOG_REVENUE, before])
    young_hazard = float(region.inputs[inp.YOUNG_EXIT_HAZARD])
    region.inputs[inp.YOUNG_EXIT_HAZARD] = 0.0
    region.step()
    place = _place(region, identity)
    assert place is not None
    after, entity = float(region.numbers[col.LOG_REVENUE, place]), region.keys[place]
    age = year - int(region.labels[col.FOUNDING_YEAR, place])
    hazard = entry_exit.exit_hazard(
        after,
        float(np.log(region.inputs[inp.MEDIAN_REVENUE])),
        region.age_tables[plc.EXIT_BY_AGE, min(max(age, 0), plc.AGES - 1)],
        young_hazard,
        region.inputs[inp.EXIT_SIZE_ELASTICITY],
    )
    return LifeYear(
        year=year,
        event="closed",
        age=age,
        revenue=float(np.exp(after)),
        growth=after - earlier,
        growth_draw=_draw(region, purpose.GROWTH_NOISE, entity),
        exit_draw=_draw(region, purpose.EXIT, entity),
        exit_hazard=float(hazard),
    )
