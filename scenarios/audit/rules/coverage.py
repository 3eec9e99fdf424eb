"""Coverage against the counted projects and enterprises that would deliver it."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.audit.engine import rule
from scenarios.audit.findings import Finding, figure, number
from scenarios.audit.formula import finding, percent, says, several
from scenarios.audit.view import Clause, PlanView

FULL = 100.0


def deliveries(view: PlanView, coverage: Clause) -> Iterator[tuple[Clause, float, float, str]]:
    """List the counts of projects that would deliver a coverage: clause, most, plain number and formula."""
    for quantity in coverage.meaning.delivered_by:
        for projects in view.of(quantity, scope=("region", ())):
            if view.due_of(projects) != view.due_of(coverage):
                continue
            if projects.target.kind in ("flow_per_year", "input_per_year") and projects.years > 0:
                plain = projects.value * projects.years
                yield (
                    projects,
                    projects.planned.high * projects.years,
                    plain,
                    f"{figure(projects.value)}×{projects.years}={figure(plain)}",
                )
            elif projects.target.kind in ("cumulative", "input_total"):
                yield projects, projects.planned.high, projects.value, figure(projects.value)


@rule
def coverage_against_projects(view: PlanView) -> Iterator[Finding]:
    """A coverage of enterprises, and the projects that would deliver it, one enterprise a project."""
    firms = next(iter(view.of("above_scale", kinds=("stock",), scope=("region", ()))), None)
    for coverage in view.compared:
        if coverage.target.kind != "coverage" or coverage.meaning.of != "above_scale":
            continue
        for projects, most, plain, formula in deliveries(view, coverage):
            share = coverage.value / 100
            if firms is None or firms.value <= 0:
                yield finding(
                    "coverage_against_projects",
                    "unknown",
                    "cannot_check",
                    (coverage, projects),
                    f"{formula}; {formula.split('=')[-1]}/{figure(coverage.value)}%={number(plain / share) if share else '∞'}",
                    delivered=plain,
                    bearable=plain / share if share else 0.0,
                    measure=plain,
                )
                continue
            needed = firms.planned.low * coverage.planned.low / 100
            text = f"{formula}; {figure(firms.value)}×{figure(coverage.value)}%={number(firms.value * share)}"
            reached = percent(plain / firms.value)
            if most < needed:
                yield finding(
                    "coverage_against_projects",
                    "short",
                    "one_reading",
                    (coverage, projects, firms),
                    text,
                    measure=plain / firms.value,
                    delivered=plain,
                    needed=firms.value * share,
                    reached=reached,
                )
            else:
                yield finding(
                    "coverage_against_projects",
                    "closes",
                    "closes",
                    (coverage, projects, firms),
                    text,
                    measure=plain / firms.value,
                    delivered=plain,
                    needed=firms.value * share,
                    reached=reached,
                )


@rule
def narrow_coverage_above_broad(view: PlanView) -> Iterator[Finding]:
    """More enterprises get one kind of upgrading than get any kind."""
    for narrow in view.compared:
        if narrow.target.kind != "coverage":
            continue
        for name in view.vocabulary.wholes(narrow.meaning.quantity):
            for broad in view.of(name, kinds=("coverage",)):
                if view.due_of(broad) == view.due_of(narrow) and narrow.planned.low > broad.planned.high:
                    yield finding(
                        "narrow_coverage_above_broad",
                        "default",
                        "one_reading",
                        (narrow, broad),
                        f"{says(narrow)}% > {says(broad)}%",
                    )


@rule
def adopters_against_enterprises(view: PlanView) -> Iterator[Finding]:
    """Enterprises that adopt something, against all above-scale enterprises."""
    firms = next(iter(view.of("above_scale", kinds=("stock",), scope=("region", ()))), None)
    for adopters in view.compared:
        if firms is None or adopters.meaning.of != "above_scale" or adopters.target.kind not in ("stock", "cumulative"):
            continue
        if view.due_of(adopters) != view.due_of(firms) or adopters.unit != firms.unit or firms.value <= 0:
            continue
        ratio = adopters.value / firms.value
        arithmetic = f"{says(adopters)}/{says(firms)}={percent(ratio)}"
        variant = "beyond" if adopters.planned.low > firms.planned.high else "within"
        yield finding(
            "adopters_against_enterprises",
            variant,
            "closes",
            (adopters, firms),
            arithmetic,
            measure=ratio,
            ratio=percent(ratio),
            others=max(0.0, adopters.value - firms.value),
        )


@rule
def undefined_denominator(view: PlanView) -> Iterator[Finding]:
    """Rates of which the plan does not say what they are a rate of; said once for the plan."""
    found = [clause for clause in view.figures if clause.alternatives("denominator")]
    if found:
        yield finding(
            "undefined_denominator",
            "default",
            "cannot_check",
            found,
            "; ".join(f"{says(one)}%" for one in found),
            several=several(found),
        )


@rule
def different_denominators(view: PlanView) -> Iterator[Finding]:
    """The same-named rate of this plan and of another plan are rates of different things, and must not be compared."""
    for clause in view.figures:
        if clause.meaning.quantity != "research_intensity" and clause.target.indicator != "research_intensity_gdp":
            continue
        others = sorted(
            {
                other.region.name.zh
                for other in view.others
                for target in other.targets
                if target.indicator.startswith("research_intensity") and target.indicator != clause.target.indicator
            }
        )
        if others:
            yield finding(
                "different_denominators",
                "default",
                "cannot_check",
                (clause,),
                f"{says(clause)}%",
                others="、".join(others),
                of=view.indicators.indicators[clause.target.indicator].label,
            )
