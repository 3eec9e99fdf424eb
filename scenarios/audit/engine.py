"""Run every rule on a plan, and order what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scenarios.audit.findings import GRADES, AuditReport, Finding, ImpliedFigure
from scenarios.audit.view import PlanView
from scenarios.schema.plan import Plan

RuleFunction = Callable[[PlanView], Iterable[Finding]]
ImpliedFunction = Callable[[PlanView], Iterable[ImpliedFigure]]


@dataclass(frozen=True)
class Rule:
    """One thing the audit checks, under the name its messages and cases are filed by."""

    name: str
    check: RuleFunction


RULES: dict[str, Rule] = {}
IMPLIED: list[ImpliedFunction] = []


def rule(function: RuleFunction) -> RuleFunction:
    """Register a rule under the name of its function."""
    RULES[function.__name__] = Rule(function.__name__, function)
    return function


def implied(function: ImpliedFunction) -> ImpliedFunction:
    """Register a function that lists figures which the plan implies."""
    IMPLIED.append(function)
    return function


def audit(plan: Plan, others: Iterable[Plan] = ()) -> AuditReport:
    """Check a plan against itself; `others` are plans whose figures it may have been copied from."""
    view = PlanView(plan, others)
    findings = [finding for one in RULES.values() for finding in one.check(view)]
    figures = [figure for one in IMPLIED for figure in one(view)]
    return AuditReport(
        plan=plan.id,
        findings=tuple(sorted(_unique(findings), key=lambda finding: GRADES.index(finding.grade))),
        implied_baselines=tuple(figures),
        checked_rules=tuple(RULES),
        headings={target.id: target.heading for target in plan.targets},
    )


def implied_baselines(plan: Plan) -> tuple[ImpliedFigure, ...]:
    """List the starting figures that follow from a plan's targets and rates, for the baseline to use."""
    return audit(plan).implied_baselines


def _unique(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Keep the gravest finding of one rule on one set of clauses."""
    best: dict[tuple[str, tuple[str, ...]], Finding] = {}
    for finding in findings:
        key = finding.rule, finding.targets
        known = best.get(key)
        if known is None or GRADES.index(finding.grade) < GRADES.index(known.grade):
            best[key] = finding
    yield from best.values()
