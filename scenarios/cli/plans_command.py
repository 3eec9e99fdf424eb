"""`tuiyan plans`: the plans that come with the package."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from scenarios.cli.output import check_writable, emit
from scenarios.cli.tables import Column, grid, terminal_width
from scenarios.library_list import described, list_scenarios
from scenarios.messages import text
from scenarios.schema.load import list_plans, load_plan


def plans_command(language: str, *, as_json: bool, out: str | None) -> int:
    """List the plans with region, document, years and how many of their targets are answered, and the scenarios."""
    check_writable(out)
    said = json.dumps(listed(language), ensure_ascii=False, indent=2) + "\n" if as_json else report(language)
    written = None
    if out is not None:
        from scenarios.verification.analyses import form_of
        from scenarios.verification.documents import plans_written

        written = plans_written(form_of(out, as_json=as_json), language)
    emit(said, out, written)
    return 0


def listed(language: str) -> dict[str, Any]:
    """Give the plans and scenarios that come with the package as plain data."""
    return {
        "plans": [_described(name, language) for name in list_plans()],
        "scenarios": [described(name, language) for name in list_scenarios()],
    }


def report(language: str) -> str:
    """List them for a person."""
    found, scenarios = listed(language).values()
    names = ("id", "region", "title", "years", "targets", "simulated")
    columns = [Column(text(f"plans.column.{name}", language), right=name in names[4:]) for name in names]
    rows = [
        [
            plan["id"],
            plan["region"],
            plan["title"],
            f"{plan['first_year']}-{plan['last_year']}",
            str(plan["targets"]),
            str(plan["simulated"]),
        ]
        for plan in found
    ]
    width = terminal_width()
    parts = [grid(columns, rows, width), text("plans.next", language)]
    if scenarios:
        heads = [Column(text(f"plans.column.{name}", language)) for name in ("scenario", "plan", "scenario_title")]
        lines = [[one["name"], one["plan"], one["title"]] for one in scenarios]
        parts += [text("plans.library", language), grid(heads, lines, width)]
    return "\n\n".join(parts) + "\n"


def _described(name: str, language: str) -> dict[str, Any]:
    plan = load_plan(name)
    counts = Counter(target.status for target in plan.targets)
    return {
        "id": plan.id,
        "region": plan.region.name[language],
        "title": plan.document.title[language],
        "first_year": plan.planning_period_start,
        "last_year": plan.horizon.end,
        "targets": len(plan.targets),
        "simulated": counts["simulated"],
        "programme": counts["programme"],
        "not_simulated": counts["not_simulated"],
        "baseline": counts["baseline"],
    }
