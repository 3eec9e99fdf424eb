"""What a plan leaves out, so that its targets cannot be checked; each said once for the plan."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scenarios.audit.engine import rule
from scenarios.audit.findings import Finding, figure, number
from scenarios.audit.formula import finding, percent, says, several
from scenarios.audit.rules.parts import each_part_against_its_own_figure
from scenarios.audit.view import Clause, PlanView

PROMISED = ("stock", "cumulative", "flow_per_year", "share", "coverage", "growth_rate", "input_per_year", "input_total")


@rule
def missing_baseline(view: PlanView) -> Iterator[Finding]:
    """Levels to be reached without the level there is: how far it is cannot be said."""
    known = {clause.meaning.quantity for clause in view.figures if clause.target.kind == "baseline"}
    grown = {
        clause.meaning.growth_of
        for clause in view.figures
        if clause.meaning.growth_of and clause.target.from_year is not None
    }
    found = [
        clause
        for clause in view.figures
        if clause.target.kind in ("stock", "share")
        and clause.meaning.quantity not in known | grown
        and _matters(view, clause)
        and not (clause.unit == "个" and clause.value <= 3)
    ]
    if found:
        yield finding(
            "missing_baseline",
            "default",
            "cannot_check",
            found,
            f"n={len(found)}",
            several=several(found),
            count=len(found),
            start=view.plan.planning_period_start - 1,
            region=view.plan.region.name,
        )


def _matters(view: PlanView, clause: Clause) -> bool:
    indicator = view.indicators.indicators.get(clause.target.indicator)
    return indicator is None or indicator.nature in ("enterprise_count", "money", "share", "index")


@rule
def missing_owner(view: PlanView) -> Iterator[Finding]:
    """No target names the unit that answers for it; said once, as the document's data do not record it."""
    found = [clause for clause in view.figures if clause.target.kind in PROMISED]
    if found and all(clause.target.responsible_unit is None for clause in found):
        yield finding("missing_owner", "none", "cannot_check", found[:1], f"0/{len(found)}", count=len(found))
        return
    missing = [clause for clause in found if clause.target.responsible_unit is None]
    if missing and len(missing) < len(found):
        yield finding(
            "missing_owner",
            "some",
            "cannot_check",
            missing,
            f"{len(found) - len(missing)}/{len(found)}",
            several=several(missing),
            count=len(missing),
        )


@rule
def missing_amount(view: PlanView) -> Iterator[Finding]:
    """Promises without a figure, money above all."""
    found = [
        clause
        for clause in view.clauses
        if clause.target.value is None and clause.target.kind in PROMISED and clause.target.restates is None
    ]
    if found:
        yield finding(
            "missing_amount",
            "default",
            "cannot_check",
            found,
            f"n={len(found)}",
            several=several(found),
            count=len(found),
        )


@rule
def missing_year(view: PlanView) -> Iterator[Finding]:
    """A figure without the year in which it is due, and how long it would take at the growth the plan has."""
    for clause in view.figures:
        if clause.due is not None or clause.target.kind in ("baseline",):
            continue
        base = _comparable(view, clause)
        if base is not None:
            level, low, high = base
            years = [_years(level.value, clause.value, growth) for growth in (high, low)]
            yield finding(
                "missing_year",
                "against_level",
                "cannot_check",
                (clause, level),
                f"{figure(clause.value)}/{figure(level.value)}={number(clause.value / level.value)}"
                f"; +{percent(high)}: {number(years[0], 3)}, +{percent(low)}: {number(years[1], 3)}",
                ratio=clause.value / level.value,
                fast=number(years[0], 2),
                slow=number(years[1], 2),
                high=percent(high),
                low=percent(low),
                measure=clause.value / level.value,
            )
        else:
            yield finding("missing_year", "default", "cannot_check", (clause,), f"{says(clause)}, ?")


def _comparable(view: PlanView, clause: Clause) -> tuple[Clause, float, float] | None:
    """Find the revenue of the zone that holds a cluster, and the growth the plan gives its zones."""
    holders = {part.part_of for part in view.parts if part.name in clause.scope[1] and part.part_of}
    rates = [one.value / 100 for one in view.of("zone_revenue_growth", kinds=("growth_rate",)) if one.value > 0]
    for level in view.of("zone_revenue", kinds=("stock",)):
        if rates and level.unit == clause.unit and set(level.scope[1]) & holders and 0 < level.value < clause.value:
            return level, min(rates), max(rates)
    return None


def _years(start: float, end: float, growth: float) -> float:
    return math.log(end / start) / math.log(1 + growth)


@rule
def due_outside_horizon(view: PlanView) -> Iterator[Finding]:
    """A figure that is due before the plan begins or after it ends."""
    horizon = view.plan.horizon
    for clause in view.clauses:
        if clause.due is None or clause.target.kind in ("baseline", "rank") or clause.target.milestone_of is not None:
            continue
        if clause.due > horizon.end or clause.due < horizon.start:
            yield finding(
                "due_outside_horizon",
                "default",
                "cannot_check",
                (clause,),
                f"{clause.due} ∉ [{horizon.start}, {horizon.end}]",
                due=clause.due,
                start=horizon.start,
                end=horizon.end,
            )


@rule
def missing_count_of_parts(view: PlanView) -> Iterator[Finding]:
    """A size that each of several is to reach, without how many they are or which."""
    named = {part.name for part in view.parts}
    answered = {one.targets[0] for one in each_part_against_its_own_figure(view)}
    found = [
        clause
        for clause in view.figures
        if (
            clause.target.scope.each
            and not set(clause.target.scope.names) <= named
            and clause.target.kind in ("stock", "input_per_year", "input_total")
        )
        or (clause.target.unit in ("亿元/群", "亿元/链", "个/区") and not clause.target.scope.names)
    ]
    found = [clause for clause in found if "/" in (clause.target.unit or "") or clause.unit == "亿元"]
    found = [
        clause
        for clause in found
        if (clause.target.unit or "") not in ("个/链", "套/项目") and clause.id not in answered
    ]
    if found:
        yield finding(
            "missing_count_of_parts",
            "default",
            "cannot_check",
            found,
            "; ".join(f"N×{says(one)}" for one in found),
            several=several(found),
            count=len(found),
        )
