"""Promised inputs that a scenario supposes to come: which clauses they are, and what is imposed on the engine.

Judged, an input is a target like any other ("will 100亿 a year be invested?"). Supposed, it is imposed ("suppose it is"), and
what demand or land cannot take shows as idle or unplaced; such a clause is left out of the joint probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.readings import Span
from scenarios.schema.baseline import MONEY_UNITS
from scenarios.schema.errors import InputError, suggestion
from scenarios.schema.indicators import IndicatorTable, load_indicators
from scenarios.schema.plan import Plan, Target

ALL = "inputs"
"""In `suppose`: every promised input that can be imposed."""
SMALLEST_PROJECT = 1.0
"""亿元: the projects that the model counts; a clause on larger ones alone cannot be imposed."""
ATTRACTION = ("funds", "signed_money", "signed_projects")
"""Rows that all set the signings of a year, so that one of them can be imposed; of "inputs" the first is taken."""
Spans = tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Supposed:
    """The clauses that are supposed to come, by id, and spans (first year, last year, value a year) by imposed row.

    Money is 万元 a year, projects a number a year.
    """

    ids: frozenset[str] = frozenset()
    imposed: Mapping[str, Spans] = field(default_factory=dict)


def inputs_of(plan: Plan, table: IndicatorTable | None = None) -> dict[str, str]:
    """List the promised inputs of a plan that can be supposed: target id to the row that it imposes."""
    indicators = (table or load_indicators()).indicators
    found: dict[str, str] = {}
    for target in plan.targets:
        flow = indicators[target.indicator].flow
        if flow is None or target.value is None or target.scope.kind != "region" or target.restates is not None:
            continue
        if target.kind not in ("input_per_year", "input_total") or not _counts_all(target):
            continue
        stage = target.readings.get("stage")
        row = flow.imposes_signed if stage is not None and stage.taken == "signed" else flow.imposes
        if row is not None:
            found[target.id] = row
    return found


def suppose(plan: Plan, wanted: tuple[str, ...], span: Span, realism: Mapping[str, float] | None = None) -> Supposed:
    """Find what is imposed when these target ids (or "inputs", all that can be) are supposed to come.

    `realism` multiplies what is promised: by target id, or "inputs" for the rest. Raises InputError for an id that the plan
    does not have, that is no input, or where two clauses say different things of the same years.
    """
    possible = inputs_of(plan)
    shares = dict(realism or {})
    ids: list[str] = []
    for name in wanted:
        if name == ALL:
            ids += _all_together(possible)
        elif name in possible:
            ids.append(name)
        elif name not in {target.id for target in plan.targets}:
            near = suggestion(name, [*possible, ALL])
            raise InputError("unknown_supposed", name=name, near=near)
        else:
            raise InputError(
                "not_an_input", name=name, known="、".join(possible) or "-", near=suggestion(name, possible)
            )
    for name in shares:
        if name != ALL and name not in ids:
            raise InputError("realism_of_nothing", name=name, near=suggestion(name, [*ids, ALL]))
    imposed: dict[str, list[tuple[int, int, float]]] = {}
    by: dict[str, str] = {}
    for name in dict.fromkeys(ids):
        target, row = plan.target(name), possible[name]
        first = max(target.from_year or span.plan_start, span.first)
        due = target.due_year or plan.horizon.end
        if due < first:
            continue
        for earlier, until, _ in imposed.get(row, []):
            if first <= until and earlier <= due:
                raise InputError("supposed_twice", name=name, other=by[row])
        rivals = [rival for rival in ATTRACTION if row in ATTRACTION and rival != row and rival in imposed]
        if rivals:
            raise InputError("supposed_twice", name=name, other=by[rivals[0]])
        by.setdefault(row, name)
        share = shares.get(name, shares.get(ALL, 1.0))
        imposed.setdefault(row, []).append((first, due, _a_year(target, span, due) * share))
    return Supposed(frozenset(ids), {row: tuple(spans) for row, spans in imposed.items()})


def _all_together(possible: Mapping[str, str]) -> list[str]:
    """List the inputs that can be supposed at the same time: of those that set signings only the most telling row."""
    best = next((row for row in ATTRACTION if row in possible.values()), None)
    return [name for name, row in possible.items() if row not in ATTRACTION or row == best]


def _a_year(target: Target, span: Span, due: int) -> float:
    """Give what a clause promises a year, in the engine's unit."""
    assert target.value is not None
    period = target.readings.get("period")
    total = target.kind == "input_total" and not (period is not None and period.taken == "annual")
    total = total or (period is not None and period.taken == "total")
    years = due - (target.from_year or span.plan_start) + 1
    return target.value * MONEY_UNITS.get(target.unit or "", 1.0) / (years if total else 1)


def _counts_all(target: Target) -> bool:
    if target.threshold is None:
        return True
    floor = target.threshold.value * MONEY_UNITS.get(target.threshold.unit, 1.0) / MONEY_UNITS["亿元"]
    return floor <= SMALLEST_PROJECT
