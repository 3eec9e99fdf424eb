"""Additions against stocks: what three-year validity and re-review make of a yearly addition."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scenarios.audit.engine import implied, rule
from scenarios.audit.findings import Finding, ImpliedFigure, figure, number
from scenarios.audit.formula import finding, percent, says
from scenarios.audit.intervals import INFINITE, Interval, solve
from scenarios.audit.view import Clause, PlanView, ids
from scenarios.schema.common import Text

SPREAD = 0.3
"""Two rungs whose implied renewal differs by more than this are worth a question: the reviews are alike."""


def held(years: int, renewal: float, validity: int) -> float:
    """Count how many of one addition a year are still held at the end: each goes through re-review every `validity` years."""
    return sum(float(renewal ** (age // validity)) for age in range(years))


def kept(years: int, renewal: float, validity: int) -> float:
    """Give the share of a starting stock (of even age) that is still held after some years."""
    return sum(float(renewal ** ((age + years) // validity)) for age in range(validity)) / validity


def validity(view: PlanView) -> int:
    """Give the years for which a title is valid."""
    return int(view.reference("title_validity").value)


def pairs(view: PlanView) -> Iterator[tuple[str, Clause, Clause, int]]:
    """List rung, stock, yearly addition and the years of additions that the stock's due year has seen."""
    for rung in view.vocabulary.rungs:
        for stock in view.of(rung, kinds=("stock",)):
            for flow in view.of(rung, kinds=("flow_per_year",), scope=stock.scope):
                years = view.due_of(stock) - flow.first + 1
                if years > 0 and stock.threshold == flow.threshold:
                    yield rung, stock, flow, years


def starting_stock(view: PlanView, quantity: str) -> Clause | None:
    """Find the clause that says how many there are at the start."""
    known = view.of(quantity, kinds=("baseline",))
    return known[0] if known else None


@rule
def title_valid_additions(view: PlanView) -> Iterator[Finding]:
    """The additions of the last three years alone are more than the stock that is to be held: none of them can have expired."""
    for _, stock, flow, years in pairs(view):
        recent = min(years, validity(view))
        least = flow.written.low * recent
        if least > stock.written.high:
            arithmetic = f"{says(flow)}×{recent}={figure(flow.value * recent)} > {says(stock)}"
            yield finding(
                "title_valid_additions",
                "default",
                "contradiction",
                (flow, stock),
                arithmetic,
                years=recent,
                least=least,
            )


def renewal_range(view: PlanView, stock: Clause, flow: Clause, years: int) -> Interval | None:
    """Give the renewal that stock and additions imply: least if the stock was full at the start, most if it was empty.

    None where no renewal fits (too many additions) or where the additions never come up for re-review.
    """
    term = validity(view)
    if years <= term or flow.planned.high <= 0:
        return None
    low_flow, high_flow, wanted = flow.planned.low, flow.planned.high, stock.planned
    start = starting_stock(view, stock.meaning.quantity)
    empty = start.value if start else 0.0
    full = start.value if start else wanted.high

    most = solve(lambda r: low_flow * held(years, r, term) + empty * kept(years, r, term), wanted.high, 0.0, 1.0)
    least = solve(lambda r: high_flow * held(years, r, term) + full * kept(years, r, term), wanted.low, 0.0, 1.0)
    if most is None and low_flow * held(years, 0.0, term) + empty * kept(years, 0.0, term) > wanted.high:
        return None
    least = (
        0.0
        if least is None and high_flow * held(years, 0.0, term) >= wanted.low
        else INFINITE
        if least is None
        else least
    )
    return Interval(least, INFINITE if most is None else most)


@rule
def title_renewal(view: PlanView) -> Iterator[Finding]:
    """Stock and yearly additions together say how many must pass re-review every three years."""
    for rung, stock, flow, years in pairs(view):
        implied_range = renewal_range(view, stock, flow, years)
        name = view.vocabulary.rungs[rung].renewal
        reference = view.reference(name)
        if implied_range is None:
            continue
        added = flow.value * years
        plain = f"{says(flow)}×{years}={figure(flow.value * years)}"
        common = {"years": years, "low": percent(reference.low), "high": percent(reference.high), "added": added}
        if implied_range.low > reference.high:
            base = _base_needed(view, stock, flow, years, reference.high)
            arithmetic = (
                f"{plain} < {says(stock)}; r≤{percent(reference.high)} ⇒ base≥{number(base, 3)} > {says(stock)}"
            )
            yield finding(
                "title_renewal",
                "too_high",
                "implausible",
                (flow, stock),
                arithmetic,
                reference=name,
                measure=base,
                base=float(math.ceil(base)),
                **common,
            )
        elif implied_range.high < reference.low:
            arithmetic = (
                f"{_sum_formula(flow, years, validity(view))}={says(stock)}"
                f" ⇒ r≤{shown_renewal(view, stock, flow, years)}"
            )
            yield finding(
                "title_renewal",
                "too_low",
                "implausible",
                (flow, stock),
                arithmetic,
                reference=name,
                measure=plain_renewal(view, stock, flow, years),
                renewal=shown_renewal(view, stock, flow, years),
                **common,
            )
        elif implied_range.high > reference.high and _base_needed(view, stock, flow, years, reference.high) > 0:
            base = _base_needed(view, stock, flow, years, reference.high)
            arithmetic = (
                f"{plain} ⇒ {says(stock)}; r={percent(reference.high)} ⇒ "
                f"{number(flow.value * held(years, reference.high, validity(view)))}"
                f" ⇒ base≥{number(base, 3)}"
            )
            yield finding(
                "title_renewal",
                "base_needed",
                "cannot_check",
                (flow, stock),
                arithmetic,
                reference=name,
                measure=base,
                base=float(math.ceil(base)),
                start=view.plan.planning_period_start - 1,
                renewal=shown_renewal(view, stock, flow, years),
                **common,
            )
        else:
            arithmetic = (
                f"{_sum_formula(flow, years, validity(view))}={says(stock)}"
                f" ⇒ r≤{shown_renewal(view, stock, flow, years)}"
            )
            yield finding(
                "title_renewal",
                "closes",
                "closes",
                (flow, stock),
                arithmetic,
                reference=name,
                measure=plain_renewal(view, stock, flow, years),
                renewal=shown_renewal(view, stock, flow, years),
                least=percent(implied_range.low),
                **common,
            )


def _sum_formula(flow: Clause, years: int, term: int) -> str:
    """Write the sum of what is held of a yearly addition: 50×(3+3r+3r²+3r³+1r⁴)."""
    powers = ["", "r", "r²", "r³", "r⁴", "r⁵", "r⁶", "r⁷", "r⁸", "r⁹"]
    counts = [min(term, years - start) for start in range(0, years, term)]
    inside = "+".join(
        f"{count}{powers[index] if index < len(powers) else f'r^{index}'}" for index, count in enumerate(counts)
    )
    return f"{says(flow)}×({inside})"


def plain_renewal(view: PlanView, stock: Clause, flow: Clause, years: int) -> float:
    """Give the renewal that the figures themselves imply where nobody held the title at the start; infinite if none does."""
    term, start = validity(view), starting_stock(view, stock.meaning.quantity)
    base = start.value if start else 0.0
    found = solve(lambda r: flow.value * held(years, r, term) + base * kept(years, r, term), stock.value, 0.0, 1.0)
    if found is not None:
        return found
    return 0.0 if flow.value * held(years, 0.0, term) >= stock.value else INFINITE


def shown_renewal(view: PlanView, stock: Clause, flow: Clause, years: int) -> str:
    """Write the renewal that the figures imply."""
    renewal = plain_renewal(view, stock, flow, years)
    return percent(renewal) if renewal <= 1 else ">100%"


def _base_needed(view: PlanView, stock: Clause, flow: Clause, years: int, renewal: float) -> float:
    term = validity(view)
    return max(
        0.0,
        (stock.value - flow.value * held(years, renewal, term)) / max(kept(years, renewal, term), 1e-9),
    )


@implied
def titles_at_the_start(view: PlanView) -> Iterator[ImpliedFigure]:
    """A stock larger than all that is added says how many there must be at the start at least."""
    for rung, stock, flow, years in pairs(view):
        if renewal_range(view, stock, flow, years) is None and years > validity(view):
            continue
        reference = view.reference(view.vocabulary.rungs[rung].renewal)
        base = _base_needed(view, stock, flow, years, reference.high)
        if base <= 0:
            continue
        renewal = percent(reference.high)
        yield ImpliedFigure(
            quantity=rung,
            label=view.name(rung),
            scope=stock.target.scope.name,
            year=flow.first - 1,
            low=base,
            high=max(base, stock.value),
            unit=stock.unit,
            targets=ids(flow, stock),
            arithmetic=f"base·k(r)+{says(flow)}×h(r)={says(stock)}, r={renewal} ⇒ base≥{number(base, 3)}",
            assumption=Text(zh=f"复核通过率不高于 {renewal}", en=f"renewal at most {renewal}"),
        )


@rule
def title_base_and_additions(view: PlanView) -> Iterator[Finding]:
    """Even if none were ever lost, the known start and all additions would not make the stock."""
    for rung, stock, flow, years in pairs(view):
        start = starting_stock(view, rung)
        if start is None:
            continue
        most = start.written.high + flow.written.high * years
        if most < stock.written.low:
            arithmetic = (
                f"{says(start)}+{says(flow)}×{years}={figure(start.value + flow.value * years)} < {says(stock)}"
            )
            yield finding(
                "title_base_and_additions",
                "default",
                "contradiction",
                (start, flow, stock),
                arithmetic,
                years=years,
                most=most,
            )


@rule
def renewal_between_rungs(view: PlanView) -> Iterator[Finding]:
    """Two rungs would have to be renewed at very different rates, although their reviews are alike."""
    known = [
        (stock, flow, found)
        for _, stock, flow, years in pairs(view)
        if (found := renewal_range(view, stock, flow, years)) is not None and found.low <= 1
    ]
    for index, (stock, flow, one) in enumerate(known):
        for other_stock, other_flow, other in known[index + 1 :]:
            gap = max(one.low - other.high, other.low - one.high)
            if gap > SPREAD:
                arithmetic = (
                    f"r∈[{percent(one.low)}, {percent(min(1.0, one.high))}] / "
                    f"r∈[{percent(other.low)}, {percent(min(1.0, other.high))}]"
                )
                yield finding(
                    "renewal_between_rungs",
                    "default",
                    "implausible",
                    (flow, stock, other_flow, other_stock),
                    arithmetic,
                    measure=gap,
                    gap=percent(gap),
                    one=stock.label,
                    other=other_stock.label,
                )


@rule
def addition_without_stock(view: PlanView) -> Iterator[Finding]:
    """A yearly addition of a title that expires says nothing of how many there will be."""
    for rung in view.vocabulary.rungs:
        if view.of(rung, kinds=("stock",)):
            continue
        for flow in view.of(rung, kinds=("flow_per_year",)):
            if flow.years < 1 or any(view.of(other, kinds=("stock",)) for other in _grades_of(view, rung)):
                continue
            term = validity(view)
            reference = view.reference(view.vocabulary.rungs[rung].renewal)
            least = flow.value * held(flow.years, reference.low, term)
            most = flow.value * held(flow.years, reference.high, term)
            arithmetic = (
                f"{says(flow)}×{flow.years}={figure(flow.value * flow.years)}; r="
                f"{percent(reference.low)}–{percent(reference.high)} ⇒ {number(least)}–{number(most)}"
            )
            yield finding(
                "addition_without_stock",
                "short" if flow.years <= term else "default",
                "cannot_check",
                (flow,),
                arithmetic,
                reference=view.vocabulary.rungs[rung].renewal,
                measure=most,
                least=float(math.floor(least)),
                most=float(math.floor(most)),
                years=flow.years,
                start=view.plan.planning_period_start - 1,
            )


def _grades_of(view: PlanView, rung: str) -> tuple[str, ...]:
    return view.vocabulary.sum_of.get(rung, ())
