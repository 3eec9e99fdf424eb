"""One enterprise's life in one replicate: its state each year, every decision on it, and the draw that decided.

Nothing is stored while simulating: draws are keyed, so each is computed again here from the same functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model import columns as col
from model import inputs as inp
from model import places as plc
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.subbotin import subbotin_from_uniform
from model.region import Region
from model.rulebook import criteria as crit
from model.rules import entry_exit, growth, titles
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
    """What became of one title in one year; draws are uniform in (0, 1), scores and cut-offs out of 100."""

    title: str
    decision: str
    condition: str | None = None
    threshold: float | None = None
    application_draw: float | None = None
    application_rate: float | None = None
    score: float | None = None
    cut_off: float | None = None
    discretion_draw: float | None = None
    discretion: float | None = None


@dataclass(frozen=True)
class LifeYear:
    """One year of a life. Money 万元, shares 0..1, growth ln; `event` is start, founded, lives or closed."""

    year: int
    event: str
    age: int | None = None
    chain: str | None = None
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
        before = None if place is None else region.numbers[:, place].copy()
        labels = None if place is None else region.labels[:, place].copy()
        region.step()
        now = _place(region, identity)
        if now is not None:
            years.append(_state(region, now, "founded" if before is None else "lives", before))
        elif before is not None and labels is not None:
            years.append(_closing(region, identity, before, labels))
            return years
        place = now
    return years or None


def _place(region: Region, identity: int) -> int | None:
    found = np.flatnonzero(
        (region.identities[: region.places] == identity) & (region.labels[col.ALIVE, : region.places] == 1)
    )
    return int(found[0]) if found.size else None


def _draw(region: Region, wanted: int, entity: np.uint64) -> float:
    row = np.uint64(key.row_key(region.key, region.year, wanted))
    return float(key.uniform(row, entity))


def _state(region: Region, place: int, event: str, before: Any = None) -> LifeYear:
    numbers, labels, entity = region.numbers[:, place], region.labels[:, place], region.keys[place]
    grew = event == "lives"
    return LifeYear(
        year=region.year,
        event=event,
        age=region.year - int(labels[col.FOUNDING_YEAR]),
        chain=region.world.chain_names[int(labels[col.CHAIN])],
        revenue=float(numbers[col.REVENUE]),
        growth=float(numbers[col.LOG_REVENUE] - before[col.LOG_REVENUE]) if grew else None,
        growth_draw=_draw(region, purpose.GROWTH_NOISE, entity) if grew else None,
        research_intensity=float(numbers[col.RESEARCH_INTENSITY]),
        class_one_patents=float(numbers[col.CLASS_ONE_PATENTS]),
        above_scale=bool(labels[col.ABOVE_SCALE]),
        titles=tuple(name for title, name in enumerate(col.TITLE_NAMES) if labels[col.EXPIRY + title] >= region.year),
        decisions=_decisions(region, place) if grew else (),
        exit_draw=_draw(region, purpose.EXIT, entity) if grew else None,
    )


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
    threshold = float(thresholds[at, criterion]) if criterion else None
    if kind in (col.NOT_ELIGIBLE, col.DEEMED_KEPT, col.NOTHING_TO_SHOW, col.OUTGREW):
        return Decision(name, decision, condition, threshold)
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
            score=score,
            discretion_draw=float(key.uniform(rows[RE_REVIEW_ROW + title], entity)) if condition else None,
            discretion=float(region.inputs[inp.RENEWAL_DISCRETION + title]) if condition else None,
        )
    services = world.levers[step, plc.CULTIVATION_SERVICE]
    service = float(services[int(region.labels[col.CHAIN, place])] + services[-1])
    rate = titles.apply_probability(float(region.inputs[inp.APPLICATION + title]), service)
    applied = kind != col.NOT_APPLIED
    cut_off = float(region.cut_offs[step, title])
    return Decision(
        name,
        decision,
        condition,
        threshold,
        application_draw=float(key.uniform(rows[APPLICATION_ROW + title], entity)),
        application_rate=float(rate),
        score=score if applied else None,
        cut_off=cut_off if applied and np.isfinite(cut_off) else None,
    )


def _closing(region: Region, identity: int, numbers: Any, labels: Any) -> LifeYear:
    """The year an enterprise closes: its columns are gone, so size and hazard are computed again from the year before."""
    kind = key.KIND_INCUMBENT if int(labels[col.ORIGIN]) == col.INCUMBENT else key.KIND_STARTUP
    entity = np.uint64(key.entity_key(kind, identity))
    inputs, macro, last_year = region.inputs, region.macro, region.year - 1
    size = float(numbers[col.LOG_REVENUE])
    age = min(max(last_year - int(labels[col.FOUNDING_YEAR]), 1), plc.AGES - 1)
    titled = max(int(labels[col.EXPIRY + col.SRDI]), int(labels[col.EXPIRY + col.LITTLE_GIANT])) >= last_year
    log_line = np.log(region.world.lines[plc.ABOVE_SCALE_LINE])
    expected = growth.expected_growth(
        size,
        inputs[inp.REAL_GROWTH_ABOVE_SCALE] + macro[plc.PRODUCER_PRICE] + macro[plc.REGION_SHOCK],
        macro[plc.FIRST_CHAIN_SHOCK + int(labels[col.CHAIN])],
        float(np.log(inputs[inp.GROWTH_REFERENCE_REVENUE])),
        inputs[inp.MEAN_REVERSION],
        inputs[inp.SUBSCALE_GROWTH_OFFSET] if size < log_line else 0.0,
        float(numbers[col.MANAGEMENT_QUALITY]),
        inputs[inp.QUALITY_GROWTH_EFFECT],
        inputs[inp.TITLE_GROWTH_EFFECT] if titled else 0.0,
    )
    spread = growth.noise_spread(
        size,
        region.age_tables[plc.NOISE_BY_AGE, age],
        inputs[inp.GROWTH_NOISE_SCALE],
        inputs[inp.NOISE_SIZE_EXPONENT],
    )
    growth_draw = _draw(region, purpose.GROWTH_NOISE, entity)
    grown = growth.realised_growth(
        expected,
        spread,
        float(subbotin_from_uniform(growth_draw, region.noise_table)),
        float(numbers[col.GROWTH_NOISE]),
        inputs[inp.GROWTH_AUTOCORRELATION],
        macro[plc.NOISE_VARIANCE],
        macro[plc.NOISE_FOURTH_CUMULANT],
    )
    after = growth.next_log_revenue(size, grown)
    exit_age = min(max(region.year - int(labels[col.FOUNDING_YEAR]), 0), plc.AGES - 1)
    hazard = entry_exit.exit_hazard(
        after,
        float(np.log(inputs[inp.MEDIAN_REVENUE])),
        region.age_tables[plc.EXIT_BY_AGE, exit_age],
        inputs[inp.YOUNG_EXIT_HAZARD],
        inputs[inp.EXIT_SIZE_ELASTICITY],
    )
    return LifeYear(
        year=region.year,
        event="closed",
        age=region.year - int(labels[col.FOUNDING_YEAR]),
        revenue=float(np.exp(after)),
        growth=float(after - size),
        growth_draw=growth_draw,
        exit_draw=_draw(region, purpose.EXIT, entity),
        exit_hazard=float(hazard),
    )
