"""Shares against levels, against one another, and against what is possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scenarios.audit.engine import implied, rule
from scenarios.audit.findings import Finding, ImpliedFigure, figure, number
from scenarios.audit.formula import finding, percent, says
from scenarios.audit.intervals import Interval
from scenarios.audit.rules.parts import region_output
from scenarios.audit.view import Clause, PlanView, ids
from scenarios.schema.common import Text

SLACK = 0.1
"""Quantities reached over two different routes are taken as equal within this share: definitions differ that much."""


def levels_with_shares(view: PlanView) -> Iterator[tuple[Clause, Clause]]:
    """List each share with the level of its part, for the same part of the region and year."""
    for share in view.shares():
        part = share.meaning.part
        for level in view.of(part or "", kinds=("stock",)):
            if view.due_of(level) == view.due_of(share) and share.planned.low > 0:
                yield share, level


def whole_of(share: Clause, level: Clause) -> Interval:
    """Give the size of the whole that a share and the level of its part imply."""
    return level.planned / share.planned.scaled(0.01)


@rule
def implied_whole(view: PlanView) -> Iterator[Finding]:
    """A level and its share say how large the whole must be, and so how large it must be today."""
    growth = view.reference("nominal_growth")
    for share, level in levels_with_shares(view):
        name = share.meaning.whole or ""
        size, plain = whole_of(share, level), level.value / (share.value / 100)
        arithmetic = f"{says(level)}/{says(share)}%={number(plain)}"
        stated = view.of(name, kinds=("stock",))
        known = (stated[0].planned, stated[0].value, stated[:1]) if stated else None
        if known is None and name == "manufacturing_scale" and (output := region_output(view)) is not None:
            known = (output.size, output.value, list(output.clauses))
        if known is not None:
            interval, value, clauses = known
            if size.widened(SLACK).meets(interval.widened(SLACK)):
                yield finding(
                    "implied_whole",
                    "closes",
                    "closes",
                    (share, level, *clauses),
                    f"{arithmetic}; {number(value)}",
                    whole=view.name(name),
                    implied=plain,
                    stated=value,
                    measure=plain,
                )
            elif size.widened(SLACK).high < interval.low or stated:
                sign = "<" if size.high < interval.low else ">"
                yield finding(
                    "implied_whole",
                    "differs",
                    "implausible",
                    (share, level, *clauses),
                    f"{arithmetic} {sign} {number(value)}",
                    whole=view.name(name),
                    implied=plain,
                    stated=value,
                    measure=plain,
                )
            elif size.low > interval.high * 1.6:
                yield finding(
                    "implied_whole",
                    "differs",
                    "implausible",
                    (share, level, *clauses),
                    f"{arithmetic} > {number(value)}",
                    whole=view.name(name),
                    implied=plain,
                    stated=value,
                    measure=plain,
                )
            continue
        years = view.due_of(level) - level.first + 1
        low, high = plain / (1 + growth.high) ** years, plain / (1 + growth.low) ** years
        yield finding(
            "implied_whole",
            "unknown",
            "cannot_check",
            (share, level),
            f"{arithmetic}; {number(plain)}/(1+{percent(growth.high)})^{years}"
            f"={number(low)}, /(1+{percent(growth.low)})^{years}={number(high)}",
            reference="nominal_growth",
            whole=view.name(name),
            implied=plain,
            low=low,
            high=high,
            start=level.first - 1,
            due=view.due_of(level),
            measure=plain,
        )


@implied
def wholes_at_the_start(view: PlanView) -> Iterator[ImpliedFigure]:
    """The whole that a level and its share imply, taken back to the start at ordinary growth."""
    growth = view.reference("nominal_growth")
    for share, level in levels_with_shares(view):
        name = share.meaning.whole or ""
        years = view.due_of(level) - level.first + 1
        plain = level.value / (share.value / 100)
        yield ImpliedFigure(
            quantity=name,
            label=view.name(name),
            scope="",
            year=level.first - 1,
            low=plain / (1 + growth.high) ** years,
            high=plain / (1 + growth.low) ** years,
            unit=level.unit,
            targets=ids(share, level),
            arithmetic=f"{says(level)}/{says(share)}%/(1+g)^{years}, g={percent(growth.low)}–{percent(growth.high)}",
            assumption=Text(
                zh=f"名义年均增长 {percent(growth.low)}–{percent(growth.high)}",
                en=f"nominal growth of {percent(growth.low)} to {percent(growth.high)} a year",
            ),
        )


@rule
def two_ways_to_the_whole(view: PlanView) -> Iterator[Finding]:
    """Two shares of the same whole, each with a level, imply wholes of different size."""
    found: dict[str, list[tuple[Clause, Clause]]] = defaultdict(list)
    for share, level in levels_with_shares(view):
        found[share.meaning.whole or ""].append((share, level))
    for name, routes in found.items():
        for index, (share, level) in enumerate(routes):
            for other_share, other_level in routes[index + 1 :]:
                one, other = whole_of(share, level).widened(SLACK), whole_of(other_share, other_level).widened(SLACK)
                if other_share.id == share.id or one.meets(other):
                    continue
                first, second = level.value / share.value * 100, other_level.value / other_share.value * 100
                yield finding(
                    "two_ways_to_the_whole",
                    "default",
                    "implausible",
                    (share, level, other_share, other_level),
                    f"{says(level)}/{says(share)}%={number(first)} ≠ {says(other_level)}/{says(other_share)}%={number(second)}",
                    whole=view.name(name),
                    implied=first,
                    other=second,
                    measure=first / second,
                )


@rule
def share_out_of_bounds(view: PlanView) -> Iterator[Finding]:
    """A share or coverage of more than all there is."""
    for clause in view.clauses:
        if (
            clause.has_figure
            and clause.target.kind in ("share", "coverage")
            and clause.unit == "%"
            and clause.value > 100
        ):
            yield finding("share_out_of_bounds", "default", "contradiction", (clause,), f"{says(clause)}% > 100%")


@rule
def shares_beyond_hundred(view: PlanView) -> Iterator[Finding]:
    """Shares of one whole add to more than the whole: they overlap by the excess, or they cannot all be true."""
    groups: dict[tuple[str, int], list[Clause]] = defaultdict(list)
    for share in view.shares():
        groups[share.meaning.whole or "", view.due_of(share)].append(share)
    for (name, _), members in groups.items():
        quantities = [one.meaning.part or "" for one in members]
        shares = [
            one
            for one in members
            if not one.meaning.loose
            and (one.meaning.part or "") not in view.vocabulary.sum_of
            and not any(whole in quantities for whole in view.vocabulary.wholes(one.meaning.part or ""))
        ]
        pairs = [
            (a, b) for index, a in enumerate(shares) for b in shares[index + 1 :] if a.meaning.part != b.meaning.part
        ]
        for a, b in pairs:
            excess = a.planned.low + b.planned.low - 100
            if excess > 0:
                plain = a.value + b.value
                yield finding(
                    "shares_beyond_hundred",
                    "default",
                    "one_reading",
                    (a, b),
                    f"{figure(a.value)}%+{figure(b.value)}%={figure(plain)}% > 100%",
                    whole=view.name(name),
                    overlap=figure(plain - 100),
                    measure=plain,
                )


@rule
def share_of_part_above_share_of_whole(view: PlanView) -> Iterator[Finding]:
    """A part has a larger share of something than the larger part that contains it."""
    shares = list(view.shares())
    for part in shares:
        for whole in shares:
            if part is whole or part.meaning.whole != whole.meaning.whole or view.due_of(part) != view.due_of(whole):
                continue
            inner, outer = part.meaning.part or "", whole.meaning.part or ""
            contained = inner in view.vocabulary.sum_of.get(outer, ()) or outer in view.vocabulary.wholes(inner)
            if contained and part.planned.low > whole.planned.high:
                certain = part.written.low > whole.written.high
                yield finding(
                    "share_of_part_above_share_of_whole",
                    "default",
                    "contradiction" if certain else "implausible",
                    (part, whole),
                    f"{says(part)}% > {says(whole)}%",
                    measure=part.value - whole.value,
                )


@rule
def shares_of_components(view: PlanView) -> Iterator[Finding]:
    """The shares of two parts do not add to the share of both together."""
    by_part = {(share.meaning.part, share.meaning.whole, view.due_of(share)): share for share in view.shares()}
    for (part, whole, due), together in by_part.items():
        components = view.vocabulary.sum_of.get(part or "", ())
        found = [by_part[name, whole, due] for name in components if (name, whole, due) in by_part]
        if not components or len(found) != len(components):
            continue
        size = Interval(sum(one.planned.low for one in found), sum(one.planned.high for one in found))
        plain = sum(one.value for one in found)
        text = "+".join(f"{figure(one.value)}%" for one in found) + f"={figure(plain)}%"
        if size.meets(together.planned):
            yield finding(
                "shares_of_components",
                "closes",
                "closes",
                (together, *found),
                f"{text}; {says(together)}%",
                measure=plain,
            )
            continue
        exact = together.is_exact or together.target.operator == "~"
        certain = exact and (
            size.low > together.planned.high or all(one.is_exact or one.target.operator == "~" for one in found)
        )
        sign = ">" if size.low > together.planned.high else "<"
        yield finding(
            "shares_of_components",
            "differs",
            "contradiction" if certain else "implausible",
            (together, *found),
            f"{text} {sign} {says(together)}%",
            measure=plain,
        )


@rule
def enterprises_against_value_added(view: PlanView) -> Iterator[Finding]:
    """Many enterprises of a kind that together make little: each would be much smaller than the others."""
    reference = view.reference("relative_size_of_emerging_enterprises")
    for firms in view.of("share_of_enterprises_emerging", kinds=("share",)):
        for value in view.of("share_strategic_emerging", "share_emerging", kinds=("share",)):
            if not 0 < firms.planned.high < 100 or not 0 < value.planned.high < 100:
                continue
            f, v = firms.value / 100, value.value / 100
            ratio = v / (1 - v) / (f / (1 - f))
            low = _odds(value.planned.low) / _odds(firms.planned.high)
            high = _odds(value.planned.high) / _odds(firms.planned.low)
            arithmetic = (
                f"({figure(value.value)}/{figure(100 - value.value)})/("
                f"{figure(firms.value)}/{figure(100 - firms.value)})={number(ratio)}"
            )
            outside = high < reference.low or low > reference.high
            yield finding(
                "enterprises_against_value_added",
                "outside" if outside else "closes",
                "implausible" if outside else "closes",
                (firms, value),
                arithmetic,
                reference="relative_size_of_emerging_enterprises",
                measure=ratio,
                ratio=ratio,
                low=reference.low,
                high=reference.high,
            )


def _odds(share: float) -> float:
    return share / (100 - share) if share < 100 else float("inf")


@rule
def emerging_output_against_share(view: PlanView) -> Iterator[Finding]:
    """The output of the emerging industries would be a much larger share of value added than the plan's share."""
    rate = view.reference("value_added_rate").interval
    for share in view.of("share_strategic_emerging", "share_emerging", kinds=("share",)):
        level = next(iter(view.of("value_added_above_scale", "value_added_industry", kinds=("stock",))), None)
        sizes = view.of("emerging_scale", kinds=("stock",))
        counted = [one for one in view.of("emerging_clusters", kinds=("stock",)) if one.threshold]
        if level is None or level.value <= 0:
            continue
        for size in (*sizes, *counted):
            if view.due_of(size) != view.due_of(share):
                continue
            factor = size.threshold or 1.0
            implied_share = size.planned.scaled(factor) * rate / level.planned
            text = figure(size.value) if size.threshold is None else f"{figure(size.value)}×{figure(factor)}"
            low, high = (size.value * factor * end / level.value * 100 for end in (rate.low, rate.high))
            arithmetic = (
                f"{text}×{percent(rate.low)}–{percent(rate.high)}/"
                f"{figure(level.value)}={number(low, 3)}%–{number(high, 3)}%"
            )
            if implied_share.low * 100 > share.planned.high or (
                implied_share.high * 100 < share.planned.low and size.threshold is None
            ):
                sign = ">" if implied_share.low * 100 > share.planned.high else "<"
                yield finding(
                    "emerging_output_against_share",
                    "outside",
                    "implausible",
                    (share, size, level),
                    f"{arithmetic} {sign} {says(share)}%",
                    reference="value_added_rate",
                    low=number(low, 3),
                    high=number(high, 3),
                    measure=low,
                )
            else:
                yield finding(
                    "emerging_output_against_share",
                    "closes",
                    "closes",
                    (share, size, level),
                    f"{arithmetic}; {says(share)}%",
                    reference="value_added_rate",
                    low=number(low, 3),
                    high=number(high, 3),
                    measure=low,
                )


@rule
def figure_against_reference(view: PlanView) -> Iterator[Finding]:
    """A rate far outside what provinces and counties show."""
    for clause in view.figures:
        name = clause.meaning.reference
        if name is None or clause.target.kind not in ("share", "coverage", "growth_rate") or clause.unit == "百分点":
            continue
        reference = view.reference(name)
        if clause.planned.low > reference.high or clause.planned.high < reference.low:
            yield finding(
                "figure_against_reference",
                "outside",
                "implausible",
                (clause,),
                f"{says(clause)} ∉ [{figure(reference.low)}, {figure(reference.high)}]",
                reference=name,
                measure=clause.value,
                low=reference.low,
                high=reference.high,
                of=reference.label,
                says=says(clause),
            )
