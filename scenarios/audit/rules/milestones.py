"""Milestones against one another and against the figure they lead to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from scenarios.audit.engine import implied, rule
from scenarios.audit.findings import Finding, Grade, ImpliedFigure, figure, number
from scenarios.audit.formula import finding, says
from scenarios.audit.view import Clause, PlanView, ids
from scenarios.schema.common import Text

RISING = ("stock", "cumulative", "share", "coverage")


def paths(view: PlanView) -> Iterator[tuple[Clause, list[Clause]]]:
    """List headline figures with their milestones in order of year."""
    for headline, steps in view.milestones.items():
        clause = view.by_id.get(headline)
        if clause is not None and clause.has_figure and clause.target.kind in RISING:
            yield clause, steps


@rule
def milestone_beyond_end(view: PlanView) -> Iterator[Finding]:
    """An earlier milestone is above the figure of the end."""
    for headline, steps in paths(view):
        end = view.due_of(headline)
        for step in steps:
            if (step.due or end) >= end or step.planned.low <= headline.planned.high:
                continue
            sure = headline.target.kind == "cumulative"  # a stock may fall, though no plan wants it to
            yield finding(
                "milestone_beyond_end",
                "default",
                "contradiction" if sure else "implausible",
                (step, headline),
                f"{step.due}: {says(step)} > {end}: {says(headline)}",
                year=step.due,
                end=end,
            )


@rule
def milestones_in_order(view: PlanView) -> Iterator[Finding]:
    """A later milestone is below an earlier one."""
    for headline, steps in paths(view):
        for before, after in itertools.pairwise(steps):
            if before.due != after.due and before.planned.low > after.planned.high:
                grade: Grade = "contradiction" if headline.target.kind == "cumulative" else "implausible"
                yield finding(
                    "milestones_in_order",
                    "default",
                    grade,
                    (before, after),
                    f"{before.due}: {says(before)} > {after.due}: {says(after)}",
                    year=before.due,
                    later=after.due,
                )


@rule
def milestone_after_end(view: PlanView) -> Iterator[Finding]:
    """A milestone lies after the year of the figure it leads to."""
    for headline, steps in paths(view):
        for step in steps:
            if headline.due is not None and step.due is not None and step.due > headline.due:
                yield finding(
                    "milestone_after_end",
                    "default",
                    "contradiction",
                    (step, headline),
                    f"{step.due} > {headline.due}",
                    year=step.due,
                    end=headline.due,
                )


@rule
def milestone_acceleration(view: PlanView) -> Iterator[Finding]:
    """The last step would have to be several times the step before it."""
    reference = view.reference("acceleration")
    for headline, steps in paths(view):
        path = [step for step in steps if (step.due or 0) < view.due_of(headline)]
        if len(path) < 2 or (path[-1].due or 0) == (path[-2].due or 0):
            continue
        earlier, last = path[-2], path[-1]
        first_step = (last.value - earlier.value) / ((last.due or 0) - (earlier.due or 0))
        final_step = (headline.value - last.value) / (view.due_of(headline) - (last.due or 0))
        if first_step <= 0 or final_step <= 0:
            continue
        # A step that is small beside the figure itself may be rounding, or the last unit of a count.
        if max(first_step, final_step) < 0.1 * headline.value or max(first_step, final_step) < 3:
            continue
        ratio = final_step / first_step
        if ratio > reference.high or ratio < reference.low:
            arithmetic = (
                f"({figure(headline.value)}−{figure(last.value)})/("
                f"{figure(last.value)}−{figure(earlier.value)})={number(ratio)}"
            )
            yield finding(
                "milestone_acceleration",
                "default",
                "implausible",
                (earlier, last, headline),
                arithmetic,
                reference="acceleration",
                measure=ratio,
                ratio=ratio,
                low=reference.low,
                high=reference.high,
            )


@rule
def milestone_and_headline(view: PlanView) -> Iterator[Finding]:
    """The milestone of the last year is not the figure of the headline."""
    for headline, steps in paths(view):
        for step in steps:
            if step.due != headline.due:
                continue
            arithmetic = f"{step.due}: {says(step)} / {says(headline)}"
            if not step.written.meets(headline.written) or not step.planned.meets(headline.planned):
                certain = not step.written.meets(headline.written) or (step.is_exact or headline.is_exact)
                yield finding(
                    "milestone_and_headline",
                    "differs",
                    "contradiction" if certain else "implausible",
                    (step, headline),
                    arithmetic,
                    year=step.due,
                )
            elif step.target.operator != headline.target.operator and "~" in (
                headline.target.operator,
                step.target.operator,
            ):
                yield finding(
                    "milestone_and_headline", "about", "binds_nothing", (step, headline), arithmetic, year=step.due
                )
            elif headline.target.operator == ">" and step.target.operator != ">":
                yield finding(
                    "milestone_and_headline", "weaker", "binds_nothing", (step, headline), arithmetic, year=step.due
                )


@implied
def starts_of_paths(view: PlanView) -> Iterator[ImpliedFigure]:
    """Two milestones and a straight line back say where the path began."""
    for headline, steps in paths(view):
        if len(steps) < 2:
            continue
        first, second = steps[0], steps[1]
        span = (second.due or 0) - (first.due or 0)
        if span <= 0 or (headline.target.kind == "cumulative" and first.value == second.value - first.value):
            continue
        year = (first.due or 0) - 1
        start = first.value - (second.value - first.value) / span
        if start <= 0:
            continue
        yield ImpliedFigure(
            quantity=headline.meaning.quantity,
            label=headline.label,
            scope=headline.target.scope.name,
            year=year,
            low=start,
            high=start,
            unit=headline.unit,
            targets=ids(first, second),
            arithmetic=f"{figure(first.value)}−({figure(second.value)}−{figure(first.value)})={number(start)}",
            assumption=Text(zh="第一年的增量与第二年相同", en="the first step is as large as the second"),
        )
