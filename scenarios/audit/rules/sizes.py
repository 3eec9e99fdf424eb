"""Enterprises of a size against what their chains can hold."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.audit.engine import rule
from scenarios.audit.findings import Finding, figure, number
from scenarios.audit.formula import finding, says
from scenarios.audit.rules.parts import region_output
from scenarios.audit.view import Clause, PlanView

SIZED = ("chain_leaders", "sized_enterprises", "lead_goose")


def classes(view: PlanView) -> list[Clause]:
    """List the counts of enterprises of a size at the plan's end, the largest size first."""
    found = [
        clause
        for clause in view.of(*SIZED, kinds=("stock", "cumulative"), scope=("region", ()))
        if clause.threshold and view.due_of(clause) == view.plan.horizon.end
    ]
    return sorted(found, key=lambda clause: -(clause.threshold or 0))


def nested_floor(found: list[Clause], plain: bool = False) -> float:
    """Give the least revenue of all enterprises counted, each once, every count at its lower end (`plain`: as it stands)."""
    floor, counted = 0.0, 0.0
    for clause in found:
        new = max(0.0, (clause.value if plain else clause.planned.low) - counted)
        floor += new * (clause.threshold or 0)
        counted += new
    return floor


@rule
def size_floor_against_output(view: PlanView) -> Iterator[Finding]:
    """The large enterprises together would need more than the industries they belong to."""
    output, found = region_output(view), classes(view)
    if output is None or not found:
        return
    size, plain_output, clauses, formula = output
    floor, shown_floor = nested_floor(found), nested_floor(found, plain=True)
    text = "+".join(f"{says(clause)}×{figure(clause.threshold or 0)}" for clause in found)
    plain = plain_output
    if floor > size.high:
        yield finding(
            "size_floor_against_output",
            "more",
            "implausible",
            (*found, *clauses),
            f"{text} ≥ {number(shown_floor)} > {formula}={number(plain)}",
            measure=shown_floor,
            floor=shown_floor,
            output=plain,
        )
        return
    leaders = [clause for clause in found if clause.meaning.quantity == "chain_leaders"]
    rest = view.of("above_scale", kinds=("stock",), scope=("region", ()))
    line = view.reference("above_scale_line").value
    others = max(0.0, rest[0].value - sum(clause.value_high for clause in leaders)) * line if rest else 0.0
    upper = sum(clause.value_high * (clause.threshold or 0) for clause in leaders)
    if len(leaders) > 1 and upper + others > size.high:
        ends = "+".join(f"{figure(clause.value_high)}×{figure(clause.threshold or 0)}" for clause in leaders)
        yield finding(
            "size_floor_against_output",
            "upper",
            "one_reading",
            (*leaders, *rest[:1], *clauses),
            f"{ends}+{number(others)}={number(upper + others)} > {formula}"
            f"={number(plain)}; {number(nested_floor(leaders, plain=True))}",
            measure=upper + others,
            floor=nested_floor(leaders, plain=True),
            output=plain,
            upper=upper + others,
        )
    else:
        yield finding(
            "size_floor_against_output",
            "closes",
            "closes",
            (*found, *clauses),
            f"{text} ≥ {number(shown_floor)} ≤ {formula}={number(plain)}",
            measure=shown_floor,
            floor=shown_floor,
            output=plain,
        )


@rule
def size_class_against_chains(view: PlanView) -> Iterator[Finding]:
    """No more enterprises of a size than fit into the chains as large as the plan makes them."""
    chains = [
        clause
        for clause in view.of("scale", kinds=("stock",))
        if clause.scope[0] == "chain" and len(clause.scope[1]) == 1 and view.due_of(clause) == view.plan.horizon.end
    ]
    named = {part.name for part in view.plan.chains}
    if not chains or {clause.scope[1][0] for clause in chains} != named:
        return
    for clause in classes(view):
        floor = clause.threshold or 0.0
        room = sum(int(chain.planned.high // floor) for chain in chains)
        holding = [chain for chain in chains if chain.planned.high >= floor]
        plain = "+".join(f"⌊{figure(chain.value)}/{figure(floor)}⌋" for chain in holding) or "0"
        if room < clause.planned.low:
            yield finding(
                "size_class_against_chains",
                "no_room",
                "implausible",
                (clause, *chains),
                f"{plain}={room} < {says(clause)}",
                measure=float(room),
                room=room,
                size=floor,
            )
        elif holding and sum(int(chain.value // floor) for chain in holding) <= clause.value:
            yield finding(
                "size_class_against_chains",
                "tight",
                "closes",
                (clause, *holding),
                f"{plain}={room}; {says(clause)}",
                measure=float(room),
                room=room,
                size=floor,
            )


@rule
def ranking_against_largest_chain(view: PlanView) -> Iterator[Finding]:
    """An enterprise among China's 500 largest manufacturers would be larger than any chain of the plan."""
    reference = view.reference("china_manufacturing_500_revenue")
    for clause in view.of("china_manufacturing_500", kinds=("stock", "cumulative")):
        chains = [chain for chain in view.of("scale", kinds=("stock",)) if chain.scope[0] == "chain"]
        if not chains or clause.planned.low <= 0:
            continue
        largest = max(chains, key=lambda chain: chain.value)
        arithmetic = f"max={figure(largest.value)} / {figure(reference.high)}"
        if largest.planned.high < reference.low:
            yield finding(
                "ranking_against_largest_chain",
                "outside",
                "implausible",
                (clause, largest),
                f"{arithmetic} < 1",
                reference="china_manufacturing_500_revenue",
                measure=largest.value / reference.high,
                line=reference.high,
                largest=largest.value,
                chain=largest.label,
            )


@rule
def above_scale_floor(view: PlanView) -> Iterator[Finding]:
    """All above-scale enterprises at the line of 20 million yuan would already need more than the industry's output."""
    output = region_output(view)
    line = view.reference("above_scale_line").value
    average = view.reference("above_scale_average_revenue")
    for firms in view.of("above_scale", kinds=("stock",), scope=("region", ())):
        if output is None or firms.planned.low <= 0:
            continue
        size, plain_output, clauses, formula = output
        floor = firms.planned.low * line
        if floor > size.high:
            yield finding(
                "above_scale_floor",
                "more",
                "implausible",
                (firms, *clauses),
                f"{says(firms)}×{line}={number(firms.value * line)} > {formula}",
                measure=floor,
                floor=firms.value * line,
            )
            continue
        per_firm = size / firms.planned
        middle = plain_output / firms.value
        outside = per_firm.low > average.high or per_firm.high < average.low
        yield finding(
            "above_scale_floor",
            "average_outside" if outside else "closes",
            "implausible" if outside else "closes",
            (firms, *clauses),
            f"({formula})/{figure(firms.value)}={number(middle)}",
            reference="above_scale_average_revenue",
            measure=middle,
            average=middle,
            low=average.low,
            high=average.high,
        )


@rule
def nested_size_classes(view: PlanView) -> Iterator[Finding]:
    """Counts at two sizes: those above the larger size are also above the smaller one."""
    sized = [
        clause
        for clause in view.compared
        if clause.threshold and clause.target.kind in ("stock", "cumulative", "flow_per_year", "input_per_year")
    ]
    for large in sized:
        for small in view.of(large.meaning.quantity, kinds=(large.target.kind,), scope=large.scope):
            if (
                not small.threshold
                or small.threshold >= (large.threshold or 0)
                or view.due_of(small) != view.due_of(large)
            ):
                continue
            if small.unit != large.unit or (
                large.target.indicator != small.target.indicator and not large.meaning.sized
            ):
                continue
            exclusive = large.may_be("counting", "exclusive") or small.may_be("counting", "exclusive")
            arithmetic = f"≥{figure(large.threshold or 0)}: {says(large)}; ≥{figure(small.threshold)}: {says(small)}"
            nested = large.value * (large.threshold or 0) + max(0.0, small.value - large.value) * small.threshold
            separate = large.value * (large.threshold or 0) + small.value * small.threshold
            values = {"nested": nested, "separate": separate, "size": large.threshold, "smaller": small.threshold}
            if large.planned.low > small.planned.high:
                yield finding(
                    "nested_size_classes",
                    "one_reading" if exclusive else "more",
                    "one_reading" if exclusive else "contradiction",
                    (large, small),
                    arithmetic,
                    **values,  # type: ignore[arg-type]
                )
            elif exclusive:
                arithmetic += f" ⇒ {number(nested)} / {number(separate)}"
                yield finding("nested_size_classes", "unclear", "cannot_check", (large, small), arithmetic, **values)  # type: ignore[arg-type]
