"""The same thing said more than once, and figures that may come from another plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scenarios.audit.engine import rule
from scenarios.audit.findings import Finding, figure
from scenarios.audit.formula import finding, says, several
from scenarios.audit.view import PlanView

COPIED = 5
"""So many figures equal to another plan's for another year are no accident."""


@rule
def same_thing_twice(view: PlanView) -> Iterator[Finding]:
    """One quantity, one place, one year, two figures."""
    for again, first in view.repetitions:
        if again.target.reading_only == "wording" or first.target.reading_only == "wording":
            continue
        kinds_differ = again.target.kind != first.target.kind and again.meaning.quantity in view.vocabulary.rungs
        if kinds_differ and again.planned.meets(first.planned):
            yield finding(
                "same_thing_twice",
                "added_and_held",
                "one_reading",
                (again, first),
                f"{says(again)} / {says(first)}",
                years=max(again.years, first.years),
            )
            continue
        arithmetic = f"{says(again)} / {says(first)}"
        if again.value == first.value and again.value_high == first.value_high:
            if again.target.operator != first.target.operator:
                yield finding("same_thing_twice", "strictness", "binds_nothing", (again, first), arithmetic)
            continue
        if view.due_of(again) != view.due_of(first) and again.target.kind == "stock":
            continue
        undated = again.due is None or first.due is None
        floors = again.target.operator in (">=", ">") and first.target.operator in (">=", ">")
        if floors:
            # Two floors of one quantity can both hold; the lower one then says nothing, but which figure is the plan's?
            yield finding("same_thing_twice", "floors", "one_reading", (again, first), arithmetic)
        else:
            named = again.scope != first.scope
            yield finding(
                "same_thing_twice",
                "undated" if undated else "differs_named" if named else "differs",
                "one_reading" if undated else "contradiction",
                (again, first),
                f"{says(again)} ≠ {says(first)}",
            )


@rule
def label_against_body(view: PlanView) -> Iterator[Finding]:
    """The figure in the name of a campaign is not the figure of its text."""
    for again, first in view.repetitions:
        if again.target.reading_only != "wording":
            continue
        if again.planned.meets(first.planned):
            yield finding("label_against_body", "closes", "closes", (again, first), f"{says(again)}; {says(first)}")
        else:
            yield finding(
                "label_against_body", "differs", "one_reading", (again, first), f"{says(again)} ≠ {says(first)}"
            )


@rule
def repeated_word_for_word(view: PlanView) -> Iterator[Finding]:
    """Clauses that repeat others with the same figure: said once for the plan, they add nothing."""
    found = [
        again
        for again, first in view.repetitions
        if again.target.reading_only is None
        and again.target.kind == first.target.kind
        and (again.value, again.value_high, again.target.operator)
        == (first.value, first.value_high, first.target.operator)
    ]
    if found:
        yield finding(
            "repeated_word_for_word",
            "default",
            "binds_nothing",
            found,
            f"n={len(found)}",
            several=several(found),
            count=len(found),
        )


@rule
def figures_of_another_plan(view: PlanView) -> Iterator[Finding]:
    """Many figures are those of another plan for another year: copied, not worked out from the region's own start."""
    for other in view.others:
        theirs: dict[tuple[str, str], list[tuple[float, int | None]]] = defaultdict(list)
        for target in other.targets:
            if (
                target.value is not None
                and target.milestone_of is None
                and target.restates is None
                and target.reading_only is None
            ):
                theirs[target.indicator, target.kind].append((target.value, target.due_year))
        same = [
            clause
            for clause in view.figures
            if clause.target.kind
            in ("stock", "share", "coverage", "growth_rate", "flow_per_year", "input_per_year", "cumulative")
            and clause.value not in (0.0, 1.0, 100.0)
            and any(
                value == clause.target.value and due is not None and due < view.due_of(clause)
                for value, due in theirs[clause.target.indicator, clause.target.kind]
            )
        ]
        if len(same) >= COPIED:
            year = max(target.due_year or 0 for target in other.targets)
            yield finding(
                "figures_of_another_plan",
                "default",
                "cannot_check",
                same,
                ", ".join(figure(one.value) for one in same),
                other=other.region.name,
                year=year,
                due=view.plan.horizon.end,
                count=len(same),
                several=several(same, 12),
            )


@rule
def implied_by_a_broader_promise(view: PlanView) -> Iterator[Finding]:
    """A count that another count implies: those certified are also among those compared, and so on."""
    for narrow in view.compared:
        if narrow.target.kind != "stock" or narrow.target.operator not in (">=", ">"):
            continue
        for name in view.vocabulary.wholes(narrow.meaning.quantity):
            for broad in view.of(name, kinds=("stock",), scope=narrow.scope):
                if (
                    (
                        broad.target.operator in (">=", ">")
                        and broad.unit == narrow.unit
                        and view.due_of(broad) == view.due_of(narrow)
                    )
                    and narrow.value == broad.value
                    and narrow.threshold == broad.threshold
                ):
                    yield finding(
                        "implied_by_a_broader_promise",
                        "default",
                        "binds_nothing",
                        (broad, narrow),
                        f"{says(narrow)} ⇒ {says(broad)}",
                    )


@rule
def too_many_alike(view: PlanView) -> Iterator[Finding]:
    """So many figures on one quantity and place that only the first of them are compared with others."""
    compared = view.compared
    if view.left_out:
        yield finding(
            "too_many_alike",
            "default",
            "cannot_check",
            view.left_out,
            f"{len(compared)}+{len(view.left_out)}",
            count=len(view.left_out),
            several=several(view.left_out),
        )
