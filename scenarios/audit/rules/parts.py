"""Parts against wholes: chains in clusters, zones in the county, one quantity inside another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from scenarios.audit.engine import rule
from scenarios.audit.findings import Finding, Grade, figure, number
from scenarios.audit.formula import finding, joined, percent, says, unit_words
from scenarios.audit.intervals import Interval, total
from scenarios.audit.view import Clause, PlanView

FAR = 1.2
"""A total given as a floor that its parts pass by more than this was not worked out from them."""
MOST_PRECISE = 30
"""Beyond so many precise figures, one equal to the difference of two others is chance."""
COUNTED = ("stock", "cumulative", "flow_per_year", "input_per_year", "input_total")


def parts_of_clusters(view: PlanView) -> Iterator[tuple[Clause, list[Clause]]]:
    """List every figure of a cluster (or of several taken together) with the figures of all the chains in it."""
    by_name = {clause.scope[1][0]: clause for clause in view.of("scale", kinds=("stock",)) if len(clause.scope[1]) == 1}
    for whole in view.of("scale", kinds=("stock",)):
        if whole.scope[0] not in ("cluster", "zone", "group") or whole.target.scope.each:
            continue
        names = [member for name in whole.scope[1] for member in view.members(name)]
        found = [by_name[name] for name in names if name in by_name and by_name[name] is not whole]
        if names and len(found) == len(names) and all(view.due_of(part) == view.due_of(whole) for part in found):
            yield whole, found


@rule
def chains_against_cluster(view: PlanView) -> Iterator[Finding]:
    """The chains of a cluster add up to more or less than the cluster."""
    for whole, found in parts_of_clusters(view):
        yield from compare("chains_against_cluster", whole, found, complete=False)


@rule
def zones_against_region(view: PlanView) -> Iterator[Finding]:
    """The zones' figures add up to more than the region's, or to less although there is nothing beside them."""
    zones = {part.name for part in view.plan.zones}
    for whole in view.compared:
        if whole.scope != ("region", ()) or whole.target.kind not in COUNTED:
            continue
        found = [
            clause
            for clause in view.of(whole.meaning.quantity, kinds=(whole.target.kind,))
            if clause.scope[0] == "zone"
            and len(clause.scope[1]) == 1
            and clause.due == whole.due
            and clause.unit == whole.unit
            and clause.threshold == whole.threshold
            and clause.target.indicator == whole.target.indicator
        ]
        names = {clause.scope[1][0] for clause in found}
        if not found or len(names) != len(found):
            continue
        if (zones and names == zones and len(found) > 1) or total(
            [part.written for part in found]
        ).low > whole.planned.high:
            yield from compare("zones_against_region", whole, found, complete=False)


def compare(name: str, whole: Clause, found: list[Clause], *, complete: bool) -> Iterator[Finding]:
    """Hold the sum of parts against their whole; `complete` where nothing else can belong to it.

    A cluster or county may hold more than the chains or zones the plan names, so a sum that falls short is certain only
    where the parts are all there can be.
    """
    together, plain = total([part.planned for part in found]), sum(part.value for part in found)
    added = f"{joined([part.value for part in found])}={figure(plain)}"

    def made(variant: str, grade: Grade, sign: str) -> Finding:
        return finding(
            name,
            variant,
            grade,
            (whole, *found),
            f"{added}{sign}{says(whole)}",
            measure=plain,
            sum=plain,
            whole=whole.value,
            gap=number(abs(plain - whole.value)),
            unit=unit_words(whole),
        )

    if together.meets(whole.planned):
        strict = whole.target.operator == ">" and plain <= whole.value
        yield made("strict" if strict else "closes", "closes", "; ")
    elif together.high < whole.planned.low:
        certain = complete and all(part.is_exact for part in found)
        yield made("less", "contradiction" if certain else "implausible", " < ")
    elif whole.is_exact or whole.target.operator in ("~", "<=", "range"):
        yield made("more", "contradiction", " > ")
    elif plain > FAR * whole.value:
        yield made("far_more", "implausible", " > ")
    else:
        yield made("implied", "binds_nothing", " > ")


@rule
def part_larger_than_whole(view: PlanView) -> Iterator[Finding]:
    """A quantity that is contained in another is larger than it, in the same place and year."""
    for part in view.compared:
        if part.target.kind not in COUNTED:
            continue
        for whole_name in view.vocabulary.wholes(part.meaning.quantity):
            places = dict.fromkeys((part.scope, ("region", ())))
            for whole in (clause for place in places for clause in view.of(whole_name, scope=place)):
                if whole.target.kind not in COUNTED or whole.unit != part.unit:
                    continue
                if (
                    view.due_of(part) != view.due_of(whole)
                    or _rate(part) != _rate(whole)
                    or part.threshold != whole.threshold
                ):
                    continue
                yield from _part(view, part, whole)


def _rate(clause: Clause) -> bool:
    return clause.target.kind in ("flow_per_year", "input_per_year") and clause.due != clause.first


def _part(view: PlanView, part: Clause, whole: Clause) -> Iterator[Finding]:
    share = part.value / whole.value if whole.value else float("inf")
    if part.planned.low <= whole.planned.high:
        yield finding(
            "part_larger_than_whole",
            "closes",
            "closes",
            (part, whole),
            f"{says(part)} / {says(whole)} = {percent(share)}",
            measure=share,
            share=percent(share),
        )
        return
    certain = part.written.low > whole.written.high
    if certain and part.meaning.quantity in view.vocabulary.rungs:
        return  # holders of titles are compared by rung_above_rung, which knows how rungs are counted
    yield finding(
        "part_larger_than_whole",
        "contradiction" if certain else "floor",
        "contradiction" if certain else "implausible",
        (part, whole),
        f"{says(part)} > {says(whole)}",
        measure=share,
        share=percent(share),
        gap=number(part.value - whole.value),
        unit=unit_words(whole),
    )


@rule
def components_against_sum(view: PlanView) -> Iterator[Finding]:
    """A figure that is the sum of others in the same place and year is not their sum."""
    for name, components in view.vocabulary.sum_of.items():
        if name in view.vocabulary.rungs:
            continue
        for whole in view.of(name):
            if whole.target.kind == "share":
                continue
            found = [
                clause
                for component in components
                for clause in view.of(component, kinds=(whole.target.kind,), scope=whole.scope)
                if clause.due == whole.due and clause.unit == whole.unit
            ]
            if {clause.meaning.quantity for clause in found} == set(components) and len(found) == len(components):
                yield from compare("components_against_sum", whole, found, complete=True)


@rule
def figure_equals_remainder(view: PlanView) -> Iterator[Finding]:
    """A figure of its own is, to the last digit, the difference of two others: perhaps the same money told twice."""
    precise: dict[tuple[str, int | None], list[Clause]] = defaultdict(list)
    for clause in view.figures:
        if clause.scope == ("region", ()) and clause.target.kind.startswith("input") and _digits(clause.value) >= 3:
            precise[clause.unit, clause.due].append(clause)
    for group in precise.values():
        if len(group) > MOST_PRECISE:
            continue
        for whole in group:
            for part in group:
                rest = round(whole.value - part.value, 6)
                for third in group:
                    distinct = len({whole.id, part.id, third.id}) == 3
                    if distinct and abs(third.value - rest) < 1e-6 and third.meaning.quantity != whole.meaning.quantity:
                        if part.meaning.quantity == third.meaning.quantity or part.value < third.value:
                            continue
                        if _digits(part.value) < 4:
                            continue
                        yield finding(
                            "figure_equals_remainder",
                            "default",
                            "one_reading",
                            (whole, part, third),
                            f"{figure(whole.value)}−{figure(part.value)}={figure(third.value)}",
                            third=third.label,
                            rest=figure(third.value),
                        )


def _digits(value: float) -> int:
    return len(f"{value:.10g}".replace(".", "").strip("0"))


@rule
def named_parts_against_count(view: PlanView) -> Iterator[Finding]:
    """A count of chains or clusters beside which as many are not named."""
    for clause in view.of("clusters", "chains", "zones", kinds=("stock",)):
        names = clause.scope[1]
        if len(names) < 2 or clause.target.scope.each:
            continue
        if clause.value != len(names):
            yield finding(
                "named_parts_against_count",
                "differs",
                "contradiction",
                (clause,),
                f"{says(clause)} ≠ {len(names)}",
                count=len(names),
                listed="、".join(names),
            )


@rule
def subset_of_parts(view: PlanView) -> Iterator[Finding]:
    """More clusters (chains) of a size among some than among all."""
    for narrow in view.of("clusters", "chains", "zones", "emerging_clusters", kinds=("stock",)):
        if narrow.threshold is None:
            continue
        wide_name = "clusters" if narrow.meaning.quantity == "emerging_clusters" else narrow.meaning.quantity
        for wide in view.of(wide_name, kinds=("stock",), scope=("region", ())):
            if wide.threshold != narrow.threshold or wide is narrow or view.due_of(wide) != view.due_of(narrow):
                continue
            if narrow.scope == wide.scope and narrow.meaning.quantity == wide.meaning.quantity:
                continue
            if narrow.written.low > wide.written.high:
                yield finding(
                    "subset_of_parts", "default", "contradiction", (narrow, wide), f"{says(narrow)} > {says(wide)}"
                )


class Output(NamedTuple):
    """The size of the region's industry: with rounding, as it stands, the clauses it comes from, and its formula."""

    size: Interval
    value: float
    clauses: tuple[Clause, ...]
    formula: str


def region_output(view: PlanView) -> Output | None:
    """Give the size of the region's industry at the plan's end as far as the plan tells it; None where it does not.

    The widest figure known is taken: one for the whole region, else clusters, else chains, else counted clusters of a size.
    """
    whole = view.of("manufacturing_scale", kinds=("stock",), scope=("region", ()))
    if whole:
        return Output(whole[0].planned, whole[0].value, (whole[0],), figure(whole[0].value))
    end = view.plan.horizon.end
    options = [found for kind in ("cluster", "chain") if (found := _sum_of_parts(view, kind, end)) is not None]
    for clause in view.of("clusters", kinds=("stock",), scope=("region", ())):
        if clause.threshold and view.due_of(clause) == end:
            formula = f"{figure(clause.value)}×{figure(clause.threshold)}"
            size = clause.planned.scaled(clause.threshold)
            options.append(Output(size, clause.value * clause.threshold, (clause,), formula))
    return max(options, key=lambda option: option.size.low, default=None)


def _sum_of_parts(view: PlanView, kind: str, end: int) -> Output | None:
    """Add the figures of the plan's named clusters or chains, each counted once; None where fewer than two are given."""
    named = {part.name for part in view.parts}
    found: list[tuple[Clause, int]] = []
    seen: set[str] = set()
    for clause in view.of("scale", kinds=("stock",)):
        names = set(clause.scope[1])
        if clause.scope[0] != kind or view.due_of(clause) != end or names & seen or not names <= named:
            continue
        seen |= names
        found.append((clause, len(names) if clause.target.scope.each else 1))
    if len(seen) < 2:
        return None
    size = total([clause.planned.scaled(times) for clause, times in found])
    formula = "+".join(
        figure(clause.value) if times == 1 else f"{times}×{figure(clause.value)}" for clause, times in found
    )
    return Output(
        size, sum(clause.value * times for clause, times in found), tuple(clause for clause, _ in found), formula
    )


@rule
def each_part_against_its_own_figure(view: PlanView) -> Iterator[Finding]:
    """Every one of several parts is to reach a size that most of them are not to reach by their own figures."""
    named = {part.name for part in view.parts}
    for every in view.of("scale", kinds=("stock",)):
        if not every.target.scope.each or set(every.scope[1]) & named:
            continue
        own = [
            clause
            for clause in view.of("scale", kinds=("stock",))
            if clause.scope[0] == every.scope[0]
            and set(clause.scope[1]) <= named
            and view.due_of(clause) == view.due_of(every)
        ]
        below = [clause for clause in own if clause.planned.high < every.planned.low]
        if below:
            yield finding(
                "each_part_against_its_own_figure",
                "default",
                "one_reading",
                (every, *below),
                f"{joined([clause.value for clause in below], ', ')} < {figure(every.value)}",
                below=len(below),
                all=len(own),
            )


@rule
def zones_against_output(view: PlanView) -> Iterator[Finding]:
    """The revenue of the zones against the output of all chains and clusters."""
    output = region_output(view)
    found = [
        clause
        for clause in view.of("zone_revenue", kinds=("stock",))
        if clause.scope[0] == "zone" and view.due_of(clause) == view.plan.horizon.end
    ]
    if output is None or not found or len({clause.scope for clause in found}) != len(found):
        return
    size, plain = total([clause.planned for clause in found]), sum(clause.value for clause in found)
    arithmetic = f"{joined([clause.value for clause in found])}/({output.formula})={percent(plain / output.value)}"
    beyond = size.low > output.size.high * FAR
    yield finding(
        "zones_against_output",
        "beyond" if beyond else "closes",
        "implausible" if beyond else "closes",
        (*found, *output.clauses),
        arithmetic,
        measure=plain / output.value,
        share=percent(plain / output.value),
    )
