"""Growth rates against end values, against totals that do not grow, and against one another."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scenarios.audit.engine import implied, rule
from scenarios.audit.findings import Finding, ImpliedFigure, figure, number
from scenarios.audit.formula import finding, percent, says, several
from scenarios.audit.intervals import Interval
from scenarios.audit.view import Clause, PlanView, ids

MONEY_KINDS = ("stock", "input_per_year")


def levels_with_growth(view: PlanView) -> Iterator[tuple[Clause, Clause, int]]:
    """List each growth rate with the level that grows, in the same place, and the years of growth up to the level."""
    for rate in view.compared:
        if (
            rate.target.kind != "growth_rate"
            or rate.meaning.growth_of is None
            or rate.unit == "百分点"
            or rate.value <= -99
        ):
            continue
        for level in view.of(rate.meaning.growth_of, kinds=MONEY_KINDS, scope=rate.scope):
            if (
                level.due is not None
                and level.due == rate.due
                and rate.target.from_year is not None
                and level.due >= rate.first
            ):
                yield rate, level, level.due - rate.first + 1


@rule
def growth_and_level(view: PlanView) -> Iterator[Finding]:
    """A level and its growth say where it started; a start that the plan gives has to be that."""
    for rate, level, years in levels_with_growth(view):
        start = level.value / (1 + rate.value / 100) ** years
        power = f"^{years}" if years > 1 else ""
        arithmetic = f"{figure(level.value)}/(1+{figure(rate.value)}%){power}={number(start)}"
        known = view.of(level.meaning.quantity, kinds=("baseline",), scope=level.scope)
        if known and known[0].due == rate.first - 1:
            factor = Interval((1 + rate.planned.low / 100) ** years, (1 + rate.planned.high / 100) ** years)
            implied_start = level.planned / factor
            if not implied_start.meets(known[0].written):
                yield finding(
                    "growth_and_level",
                    "differs",
                    "contradiction",
                    (rate, level, known[0]),
                    f"{arithmetic} ≠ {says(known[0])}",
                    start=rate.first - 1,
                    implied=start,
                    measure=start,
                )
                continue
        yield finding(
            "growth_and_level",
            "closes",
            "closes",
            (rate, level),
            arithmetic,
            start=rate.first - 1,
            implied=start,
            measure=start,
        )


@implied
def levels_before_growth(view: PlanView) -> Iterator[ImpliedFigure]:
    """The level of the year before, from a level and its growth."""
    for rate, level, years in levels_with_growth(view):
        start = level.value / (1 + rate.value / 100) ** years
        power = f"^{years}" if years > 1 else ""
        yield ImpliedFigure(
            quantity=level.meaning.quantity,
            label=view.name(level.meaning.quantity),
            scope=level.target.scope.name,
            year=rate.first - 1,
            low=start,
            high=start,
            unit=level.unit,
            targets=ids(rate, level),
            arithmetic=f"{figure(level.value)}/(1+{figure(rate.value)}%){power}={number(start)}",
        )


@rule
def growing_part_of_a_constant_total(view: PlanView) -> Iterator[Finding]:
    """A part that grows every year, of a total that is the same every year, must one day be larger than the total."""
    reference = view.reference("renovation_share_of_investment")
    for rate in view.of("growth_renovation", kinds=("growth_rate",), scope=("region", ())):
        for total in view.of("industrial_investment", kinds=("input_per_year",), scope=rate.scope):
            years = rate.years
            if years < 2 or rate.planned.low <= 0 or total.due != rate.due:
                continue
            factor = (1 + rate.planned.low / 100) ** years
            plain = (1 + rate.value / 100) ** years
            most = 1 / plain
            arithmetic = (
                f"(1+{figure(rate.value)}%)^{years}={number(plain)}; "
                f"{figure(total.value)}/{number(plain)}={number(total.value * most)}"
            )
            if 1 / factor < reference.low:
                low_year = rate.first - 1 + math.ceil(math.log(1 / reference.high) / math.log(1 + rate.value / 100))
                high_year = rate.first - 1 + math.ceil(math.log(1 / reference.low) / math.log(1 + rate.value / 100))
                yield finding(
                    "growing_part_of_a_constant_total",
                    "outside",
                    "implausible",
                    (rate, total),
                    f"{arithmetic}; {percent(most)} < {percent(reference.low)}",
                    reference="renovation_share_of_investment",
                    measure=most,
                    factor=plain,
                    most=total.value * most,
                    share=percent(most),
                    low=percent(reference.low),
                    high=percent(reference.high),
                    start=rate.first - 1,
                    early=low_year,
                    late=high_year,
                    due=rate.due,
                )
            else:
                yield finding(
                    "growing_part_of_a_constant_total",
                    "closes",
                    "closes",
                    (rate, total),
                    arithmetic,
                    reference="renovation_share_of_investment",
                    measure=most,
                    factor=plain,
                    most=total.value * most,
                    share=percent(most),
                    start=rate.first - 1,
                )


@rule
def growth_of_parts_against_whole(view: PlanView) -> Iterator[Finding]:
    """The revenue of all zones together grows faster than the county's real growth and any price change explain."""
    prices = view.reference("price_growth")
    for whole in view.of("growth_above_scale", "growth_manufacturing", kinds=("growth_rate",), scope=("region", ())):
        found = [
            (rate, level)
            for rate, level, years in levels_with_growth(view)
            if level.meaning.quantity == "zone_revenue" and years == 1 and rate.due == whole.due and whole.years <= 1
        ]
        zones = {part.name for part in view.plan.zones}
        if len(found) < 2 or {level.scope[1][0] for _, level in found} != zones:
            continue
        now = sum(level.value for _, level in found)
        before = sum(level.value / (1 + rate.value / 100) for rate, level in found)
        if before <= 0 or whole.value <= -99:
            continue
        price = (now / before) / (1 + whole.value / 100) - 1
        clauses = (whole, *(clause for pair in found for clause in pair))
        arithmetic = (
            f"{number(now)}/{number(before)}−1={percent(now / before - 1)}; (1+"
            f"{percent(now / before - 1)})/(1+{figure(whole.value)}%)−1={percent(price)}"
        )
        outside = price > prices.high or price < prices.low
        yield finding(
            "growth_of_parts_against_whole",
            "outside" if outside else "closes",
            "implausible" if outside else "closes",
            clauses,
            arithmetic,
            reference="price_growth",
            measure=price,
            together=percent(now / before - 1),
            price=percent(price),
            low=percent(prices.low),
            high=percent(prices.high),
        )


@rule
def growth_without_first_year(view: PlanView) -> Iterator[Finding]:
    """An average growth rate without the year it starts from."""
    for rate in view.figures:
        if rate.target.kind == "growth_rate" and rate.target.from_year is None and rate.unit != "百分点":
            yield finding(
                "growth_without_first_year",
                "default",
                "cannot_check",
                (rate,),
                f"{says(rate)}, {'?'}→{rate.due or '?'}",
            )


@rule
def growth_without_number(view: PlanView) -> Iterator[Finding]:
    """A growth or a gain that is relative to something the plan does not give."""
    found = [clause for clause in view.figures if clause.unit == "百分点"]
    if found:
        text = "; ".join(f"{says(clause)} {clause.unit}" for clause in found)
        yield finding("growth_without_number", "default", "cannot_check", found, text, several=several(found))


@rule
def growth_from_the_start(view: PlanView) -> Iterator[Finding]:
    """A known start and a target say how fast it has to grow; and whether it has already been reached."""
    for start in view.compared:
        if start.target.kind != "baseline" or start.due is None or start.value <= 0:
            continue
        for target in view.of(start.meaning.quantity, kinds=("stock",), scope=start.scope):
            if target.threshold != start.threshold or target.unit != start.unit or view.due_of(target) <= start.due:
                continue
            if target.planned.high < start.written.low or (
                target.planned.high <= start.written.high and target.target.operator != "<="
            ):
                yield finding(
                    "growth_from_the_start",
                    "reached",
                    "binds_nothing" if target.planned.high >= start.written.low else "implausible",
                    (start, target),
                    f"{start.due}: {says(start)} ≥ {says(target)}",
                    start=start.due,
                )
                continue
            years = view.due_of(target) - start.due
            growth = (target.value / start.value) ** (1 / years) - 1
            if (
                start.meaning.quantity in view.vocabulary.rungs
                or start.unit != "亿元"
                or target.target.operator == "<="
            ):
                continue
            reference = view.reference("level_growth")
            arithmetic = f"({figure(target.value)}/{figure(start.value)})^(1/{years})−1={percent(growth)}"
            outside = growth > reference.high
            yield finding(
                "growth_from_the_start",
                "outside" if outside else "closes",
                "implausible" if outside else "closes",
                (start, target),
                arithmetic,
                reference="level_growth",
                measure=growth,
                growth=percent(growth),
                high=percent(reference.high),
                start=start.due,
                years=years,
            )


@rule
def additions_gross_or_net(view: PlanView) -> Iterator[Finding]:
    """New above-scale enterprises without saying whether those that drop out are taken off."""
    loss = view.reference("above_scale_loss_rate")
    for added in view.of("above_scale", kinds=("cumulative", "flow_per_year"), scope=("region", ())):
        if "net" not in (*added.alternatives("change"),) or added.years < 1:
            continue
        held = next(iter(view.of("above_scale", kinds=("baseline", "stock"))), None)
        total = added.value * (1 if added.target.kind == "cumulative" else added.years)
        if held is not None:
            lost = tuple(held.value * rate * added.years for rate in (loss.low, loss.high))
            arithmetic = (
                f"{figure(total)}−{figure(held.value)}×{percent(loss.low)}…{percent(loss.high)}"
                f"×{added.years}={number(total - lost[1])}…{number(total - lost[0])}"
            )
            yield finding(
                "additions_gross_or_net",
                "known",
                "cannot_check",
                (added, held),
                arithmetic,
                reference="above_scale_loss_rate",
                measure=total,
                total=total,
                low=total - lost[1],
                high=total - lost[0],
            )
        else:
            arithmetic = f"{figure(total)}−N×{percent(loss.low)}…{percent(loss.high)}×{added.years}"
            yield finding(
                "additions_gross_or_net",
                "unknown",
                "cannot_check",
                (added,),
                arithmetic,
                reference="above_scale_loss_rate",
                measure=total,
                total=total,
                start=added.first - 1,
                zero=number(total / (loss.high * added.years)),
                zero_low=number(total / (loss.low * added.years)),
            )


@rule
def additions_against_end(view: PlanView) -> Iterator[Finding]:
    """More is added over the plan's years than is there at their end, and things of this kind do not expire."""
    for stock in view.compared:
        if (
            stock.target.kind != "stock"
            or stock.meaning.quantity in view.vocabulary.rungs
            or stock.threshold is not None
        ):
            continue
        for flow in view.of(stock.meaning.quantity, kinds=("flow_per_year",), scope=stock.scope):
            years = view.due_of(stock) - flow.first + 1
            if (
                flow.threshold is not None
                or flow.unit != stock.unit
                or years < 1
                or stock.meaning.quantity == "above_scale"
            ):
                continue
            added = flow.planned.low * years
            if added > stock.planned.high:
                yield finding(
                    "additions_against_end",
                    "default",
                    "implausible",
                    (flow, stock),
                    f"{says(flow)}×{years}={figure(flow.value * years)} > {says(stock)}",
                    measure=added,
                    years=years,
                )
