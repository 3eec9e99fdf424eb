"""Signings, projects and the money they bring."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.audit.engine import rule
from scenarios.audit.findings import Finding, Grade, figure, number
from scenarios.audit.formula import finding, percent, says
from scenarios.audit.view import Clause, PlanView


@rule
def realisation_of_signings(view: PlanView) -> Iterator[Finding]:
    """Investment against signings: how much of what is signed would have to be spent."""
    realised, own = view.reference("realisation_of_signings"), view.reference("incumbents_share_of_investment")
    for signed in view.of("signed_amount", kinds=("input_per_year",), scope=("region", ())):
        for invested in view.of("industrial_investment", kinds=("input_per_year",), scope=("region", ())):
            if signed.planned.low <= 0 or view.due_of(signed) != view.due_of(invested):
                continue
            ratio = invested.planned / signed.planned
            least, most = ratio.low * (1 - own.high), ratio.high * (1 - own.low)
            plain = invested.value / signed.value
            low, high = plain * (1 - own.high), plain * (1 - own.low)
            arithmetic = (
                f"{figure(invested.value)}×(1−{percent(own.high)}…{percent(own.low)}"
                f")/{figure(signed.value)}={percent(low)}–{percent(high)}"
            )
            values = {
                "needed_low": percent(low),
                "needed_high": percent(high),
                "low": percent(realised.low),
                "high": percent(realised.high),
            }
            if least > realised.high or most < realised.low:
                variant = "too_high" if least > realised.high else "too_low"
                yield finding(
                    "realisation_of_signings",
                    variant,
                    "implausible",
                    (signed, invested),
                    f"{arithmetic} ∉ [{percent(realised.low)}, {percent(realised.high)}]",
                    reference="realisation_of_signings",
                    measure=plain,
                    **values,
                )
            else:
                yield finding(
                    "realisation_of_signings",
                    "closes",
                    "closes",
                    (signed, invested),
                    arithmetic,
                    reference="realisation_of_signings",
                    measure=plain,
                    **values,
                )


def project_classes(view: PlanView, amount: Clause) -> list[Clause]:
    """List the counts of projects of a size that belong to an amount, the largest size first."""
    found = [
        clause
        for clause in view.of("signed_projects", kinds=(amount.target.kind,), scope=amount.scope)
        if clause.threshold and view.due_of(clause) == view.due_of(amount)
    ]
    return sorted(found, key=lambda clause: -(clause.threshold or 0))


def floor_of(found: list[Clause]) -> tuple[float, float, str]:
    """Give the least that projects of the counted sizes cost, each counted once: with rounding, as it stands, and written."""
    floor, shown, counted, counted_plain, terms = 0.0, 0.0, 0.0, 0.0, []
    for clause in found:
        new, plain = max(0.0, clause.planned.low - counted), max(0.0, clause.value - counted_plain)
        floor += new * (clause.threshold or 0)
        shown += plain * (clause.threshold or 0)
        counted, counted_plain = counted + new, counted_plain + plain
        if plain:
            terms.append(f"{figure(plain)}×{figure(clause.threshold or 0)}")
    return floor, shown, "+".join(terms)


@rule
def projects_against_amount(view: PlanView) -> Iterator[Finding]:
    """Projects of a promised size and number against the amount that is to pay for them."""
    for amount in view.of("signed_amount", kinds=("input_per_year", "input_total")):
        found = project_classes(view, amount)
        if not found:
            continue
        floor, shown, formula = floor_of(found)
        if floor > amount.planned.high:
            certain = amount.written.high < floor and not amount.meaning.loose
            grade: Grade = "contradiction" if certain else "implausible"
            yield finding(
                "projects_against_amount",
                "more",
                grade,
                (amount, *found),
                f"{formula}={number(shown)} > {says(amount)}",
                measure=shown,
                floor=shown,
            )
            continue
        years = amount.years
        if amount.may_be("period", "total") and years > 1 and floor * years > amount.planned.high:
            yield finding(
                "projects_against_amount",
                "total_reading",
                "one_reading",
                (amount, *found),
                f"({formula})×{years}={number(shown * years)} > {says(amount)}; {number(shown)} ≤ {says(amount)}",
                measure=shown * years,
                floor=shown * years,
                yearly=shown,
                years=years,
            )
            continue
        yield finding(
            "projects_against_amount",
            "closes",
            "closes",
            (amount, *found),
            f"{formula}={number(shown)} ≤ {says(amount)}",
            measure=shown,
            floor=shown,
        )


@rule
def average_project(view: PlanView) -> Iterator[Finding]:
    """The average size a project would need, against what is signed in Henan."""
    reference = view.reference("project_size_mean")
    for amount in view.of("signed_amount", kinds=("input_per_year", "input_total")):
        for count in project_classes(view, amount):
            if count.threshold != 1.0 or count.planned.low <= 0:
                continue
            size = amount.planned / count.planned
            plain = amount.value / count.value
            arithmetic = f"{figure(amount.value)}/{figure(count.value)}={number(plain)}"
            outside = size.low > reference.high or size.high < reference.low
            yield finding(
                "average_project",
                "outside" if outside else "closes",
                "implausible" if outside else "closes",
                (amount, count),
                arithmetic + (f" ∉ [{figure(reference.low)}, {figure(reference.high)}]" if outside else ""),
                reference="project_size_mean",
                measure=plain,
                average=plain,
                low=reference.low,
                high=reference.high,
            )


@rule
def large_projects_among_all(view: PlanView) -> Iterator[Finding]:
    """The share of projects of a billion yuan or more among those of a hundred million or more."""
    reference = view.reference("share_of_projects_over_1bn")
    for large in view.of("signed_projects"):
        for small in view.of("signed_projects", kinds=(large.target.kind,), scope=large.scope):
            if large.threshold != 10.0 or small.threshold != 1.0 or small.planned.low <= 0:
                continue
            if view.due_of(small) != view.due_of(large) or large.planned.low > small.planned.high:
                continue
            share = large.planned / small.planned
            plain = large.value / small.value
            arithmetic = f"{says(large)}/{says(small)}={percent(plain)}"
            outside = share.low > reference.high or share.high < reference.low
            yield finding(
                "large_projects_among_all",
                "outside" if outside else "closes",
                "implausible" if outside else "closes",
                (large, small),
                arithmetic,
                reference="share_of_projects_over_1bn",
                measure=plain,
                share=percent(plain),
                low=percent(reference.low),
                high=percent(reference.high),
            )


@rule
def annual_or_total(view: PlanView) -> Iterator[Finding]:
    """A figure that could be meant for each year or for all years: what it would be in the other reading."""
    for clause in view.figures:
        others = clause.alternatives("period")
        if not others or clause.years < 2 or clause.target.reading_only is not None:
            continue
        total = clause.value * clause.years
        yield finding(
            "annual_or_total",
            "default",
            "cannot_check",
            (clause,),
            f"{says(clause)}×{clause.years}={figure(total)}; {says(clause)}/{clause.years}={number(clause.value / clause.years)}",
            total=total,
            yearly=clause.value / clause.years,
            years=clause.years,
        )
