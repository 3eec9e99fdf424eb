"""Rungs against one another: nesting, ratios, candidates, and what is added against what is held."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scenarios.audit.engine import rule
from scenarios.audit.findings import Finding, Grade, figure, number
from scenarios.audit.formula import finding, percent, says
from scenarios.audit.intervals import Interval
from scenarios.audit.view import Clause, PlanView

NEAR = 1.0001


def neighbours(view: PlanView, kind: str) -> Iterator[tuple[str, Clause, Clause]]:
    """List each rung with its clause and the clause of the rung below, of one kind, scope and due year."""
    for rung, rules in view.vocabulary.rungs.items():
        if rules.above is None:
            continue
        for upper in view.of(rung, kinds=(kind,)):
            for lower in view.of(rules.above, kinds=(kind,), scope=upper.scope):
                if view.due_of(upper) == view.due_of(lower) and upper.threshold == lower.threshold:
                    yield rung, upper, lower


@rule
def rung_above_rung(view: PlanView) -> Iterator[Finding]:
    """More holders of a title than of the title it requires."""
    for rung, upper, lower in neighbours(view, "stock"):
        if (upper.written.low <= lower.written.high or not lower.is_exact) and upper.planned.low <= lower.planned.high:
            continue
        arithmetic = f"{says(upper)} > {says(lower)}"
        exclusive = lower.may_be("counting", "exclusive") or not view.vocabulary.rungs[rung].nested
        certain = not exclusive and upper.written.low > lower.written.high
        variant = "one_reading" if exclusive else "contradiction" if certain else "floor"
        grade: Grade = "one_reading" if exclusive else "contradiction" if certain else "implausible"
        yield finding(
            "rung_above_rung", variant, grade, (upper, lower), arithmetic, both=figure(upper.value + lower.value)
        )


@rule
def rung_flow_above_rung_flow(view: PlanView) -> Iterator[Finding]:
    """More new holders a year of a title than of the title from whose holders they must come."""
    for _, upper, lower in neighbours(view, "flow_per_year"):
        if upper.planned.low > lower.planned.high:
            arithmetic = f"{says(upper)} > {says(lower)}"
            yield finding("rung_flow_above_rung_flow", "default", "implausible", (upper, lower), arithmetic)


@rule
def rung_ratio(view: PlanView) -> Iterator[Finding]:
    """The number of holders relative to the rung below, against what provinces and counties show."""
    for rung, upper, lower in neighbours(view, "stock"):
        yield from _ratio(view, "rung_ratio", rung, upper, lower)


@rule
def rung_flow_ratio(view: PlanView) -> Iterator[Finding]:
    """The yearly additions relative to those of the rung below; in the long run the stocks follow."""
    for rung, upper, lower in neighbours(view, "flow_per_year"):
        stated = any(
            upper.scope == other.scope for _, other, _ in neighbours(view, "stock") if other.meaning == upper.meaning
        )
        if not stated and upper.value > 1:  # one a year is the least that can be promised, whatever the ratio
            yield from _ratio(view, "rung_flow_ratio", rung, upper, lower)


def _ratio(view: PlanView, rule_name: str, rung: str, upper: Clause, lower: Clause) -> Iterator[Finding]:
    name = view.vocabulary.rungs[rung].ratio
    if name is not None:
        yield from _against(rule_name, view, name, upper, lower)


def _against(rule_name: str, view: PlanView, name: str, upper: Clause, lower: Clause) -> Iterator[Finding]:
    if lower.planned.low <= 0:
        return
    reference = view.reference(name)
    # A count of a few moves by its square root for no reason at all; only what is beyond that is worth a word.
    chance = math.sqrt(max(0.0, upper.value))
    ratio = Interval(max(0.0, upper.planned.low - chance), upper.planned.high + chance) / lower.planned
    outside = ratio.low > reference.high or ratio.high < reference.low
    arithmetic = f"{says(upper)}/{says(lower)}={percent(upper.value / lower.value)}"
    if outside:
        arithmetic += f" ∉ [{percent(reference.low)}, {percent(reference.high)}]"
    yield finding(
        rule_name,
        "outside" if outside else "closes",
        "implausible" if outside else "closes",
        (upper, lower),
        arithmetic,
        reference=name,
        measure=upper.value / lower.value,
        ratio=percent(upper.value / lower.value),
        low=percent(reference.low),
        high=percent(reference.high),
    )


@rule
def promotion_hazard(view: PlanView) -> Iterator[Finding]:
    """The share of the rung below that would have to rise each year, even when all of it stands ready at its final size."""
    for rung, rules in view.vocabulary.rungs.items():
        if rules.above is None or rules.hazard is None:
            continue
        reference = view.reference(rules.hazard)
        for flow in _flows_to(view, rung):
            for candidates in view.of(rules.above, kinds=("stock",), scope=flow.scope):
                if candidates.planned.high <= 0:
                    continue
                hazard = flow.planned.low / candidates.planned.high
                arithmetic = f"{says(flow)}/{says(candidates)}={percent(flow.value / max(candidates.value, 1e-9))}"
                if hazard > reference.high:
                    yield finding(
                        "promotion_hazard",
                        "outside",
                        "implausible",
                        (flow, candidates),
                        f"{arithmetic} > {percent(reference.high)}",
                        reference=rules.hazard,
                        measure=flow.value / candidates.value,
                        hazard=percent(flow.value / candidates.value),
                        high=percent(reference.high),
                        needed=flow.value / reference.high,
                    )
                else:
                    yield finding(
                        "promotion_hazard",
                        "closes",
                        "closes",
                        (flow, candidates),
                        arithmetic,
                        reference=rules.hazard,
                        measure=flow.value / max(candidates.value, 1e-9),
                        hazard=percent(flow.value / max(candidates.value, 1e-9)),
                        high=percent(reference.high),
                    )


def _flows_to(view: PlanView, rung: str) -> list[Clause]:
    own = view.of(rung, kinds=("flow_per_year",))
    collective = [
        clause
        for whole, grades in view.vocabulary.sum_of.items()
        if rung in grades and not own
        for clause in view.of(whole, kinds=("flow_per_year",))
        if whole in view.vocabulary.rungs
    ]
    return own + collective


@rule
def grades_and_their_sum(view: PlanView) -> Iterator[Finding]:
    """Additions of a title without its grade, against the grades held: nested, or each for itself."""
    for whole, grades in view.vocabulary.sum_of.items():
        if whole not in view.vocabulary.rungs:
            continue
        held = [clause for grade in grades for clause in view.of(grade, kinds=("stock",))]
        for flow in view.of(whole, kinds=("flow_per_year",)):
            if not held or flow.years < 1:
                continue
            nested = max(one.planned.high for one in held)
            added = flow.planned.low * flow.years
            shown = [figure(one.value) for one in held]
            arithmetic = (
                f"{says(flow)}×{flow.years}={figure(flow.value * flow.years)}; {'+'.join(shown)}="
                f"{figure(sum(one.value for one in held))}; max={figure(max(one.value for one in held))}"
            )
            fits = added <= nested * NEAR
            variant: str = "fits" if fits else "more"
            grade: Grade = "closes" if fits else "one_reading"
            yield finding(
                "grades_and_their_sum",
                variant,
                grade,
                (flow, *held),
                arithmetic,
                measure=flow.value * flow.years,
                added=flow.value * flow.years,
                separate=sum(one.value for one in held),
                nested=max(one.value for one in held),
                years=flow.years,
                kept_separate=percent(sum(one.value for one in held) / (flow.value * flow.years)),
                kept_nested=percent(max(one.value for one in held) / (flow.value * flow.years)),
            )


@rule
def rung_against_above_scale(view: PlanView) -> Iterator[Finding]:
    """Holders of a title relative to all above-scale enterprises."""
    for rung, name in (("innovative", "ratio_innovative_to_above_scale"), ("srdi", "ratio_srdi_to_above_scale")):
        for upper in view.of(rung, kinds=("stock",)):
            for lower in view.of("above_scale", kinds=("stock",)):
                if view.due_of(upper) == view.due_of(lower):
                    yield from _against("rung_against_above_scale", view, name, upper, lower)


@rule
def cumulative_against_yearly(view: PlanView) -> Iterator[Finding]:
    """A total of additions and a yearly addition of the same thing, times the years."""
    for total in view.compared:
        if total.target.kind not in ("cumulative", "input_total") or total.due is None:
            continue
        for flow in view.of(total.meaning.quantity, kinds=("flow_per_year", "input_per_year"), scope=total.scope):
            same = (
                flow.threshold == total.threshold
                and flow.target.indicator == total.target.indicator
                and flow.unit == total.unit
            )
            years = total.due - flow.first + 1
            if not same or years < 1 or flow.due is None or flow.due < total.due:
                continue
            added = flow.written.scaled(years)
            product = f"{says(flow)}×{years}={figure(flow.value * years)}"
            if added.meets(total.written):
                yield finding(
                    "cumulative_against_yearly",
                    "closes",
                    "closes",
                    (flow, total),
                    f"{product}; {says(total)}",
                    years=years,
                )
                continue
            open_reading = bool(
                flow.alternatives("period") or total.alternatives("period") or total.alternatives("grade")
            )
            sign = ">" if added.low > total.written.high else "<"
            yield finding(
                "cumulative_against_yearly",
                "one_reading" if open_reading else "differs",
                "one_reading" if open_reading else "contradiction",
                (flow, total),
                f"{product} {sign} {says(total)}",
                years=years,
                product=flow.value * years,
                stated=total.value,
            )


@rule
def cumulative_against_stock(view: PlanView) -> Iterator[Finding]:
    """All that is added in the plan's years against what is held at their end."""
    for stock in view.compared:
        if stock.target.kind != "stock":
            continue
        for added in view.of(stock.meaning.quantity, kinds=("cumulative",), scope=stock.scope):
            if (
                added.threshold != stock.threshold
                or view.due_of(added) != view.due_of(stock)
                or added.unit != stock.unit
            ):
                continue
            gap = stock.planned.low - added.planned.high
            expires = stock.meaning.quantity in view.vocabulary.rungs and added.years > validity_of(view)
            if gap > 0:
                arithmetic = f"{says(stock)}−{says(added)}={number(stock.value - added.value)}"
                yield finding(
                    "cumulative_against_stock",
                    "base_needed",
                    "cannot_check",
                    (added, stock),
                    arithmetic,
                    base=stock.value - added.value,
                    start=view.plan.planning_period_start - 1,
                    measure=stock.value - added.value,
                )
            elif expires and added.value == stock.value:
                arithmetic = f"{says(added)}−{says(stock)}=0"
                yield finding(
                    "cumulative_against_stock", "no_loss", "one_reading", (added, stock), arithmetic, years=added.years
                )


def validity_of(view: PlanView) -> int:
    """Give the years for which a title is valid."""
    return int(view.reference("title_validity").value)


@rule
def all_of_a_kind_are_large(view: PlanView) -> Iterator[Finding]:
    """The large ones of a kind are as many as all of the kind: the count of all then says nothing more."""
    for whole in view.compared:
        if whole.threshold is not None or whole.target.kind not in ("stock", "cumulative"):
            continue
        for large in view.of(whole.meaning.quantity, kinds=("stock", "cumulative"), scope=whole.scope):
            if (
                large.threshold is None
                or large is whole
                or view.due_of(large) != view.due_of(whole)
                or large.unit != whole.unit
            ):
                continue
            arithmetic = f"{says(large)} (≥{figure(large.threshold)}) / {says(whole)}"
            if large.written.low > whole.written.high:
                certain = whole.target.kind == "stock" and not whole.alternatives("base")
                yield finding(
                    "all_of_a_kind_are_large",
                    "more",
                    "contradiction" if certain else "one_reading",
                    (large, whole),
                    arithmetic,
                    size=large.threshold,
                )
            elif large.planned.meets(whole.planned):
                yield finding(
                    "all_of_a_kind_are_large",
                    "equal",
                    "binds_nothing",
                    (large, whole),
                    arithmetic,
                    size=large.threshold,
                )
