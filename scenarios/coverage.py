"""How the rows of the plans are answered, counted: `python -m scenarios.coverage --write` refreshes docs/coverage.md."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.schema.indicators import IndicatorTable, load_indicators
from scenarios.schema.load import list_plans, load_plan
from scenarios.schema.plan import Plan, Target

FILE = Path(__file__).resolve().parent.parent / "docs" / "coverage.md"
COMMAND = "python -m scenarios.coverage --write"


@dataclass(frozen=True)
class Coverage:
    """The rows of one plan by how they are answered."""

    plan: str
    statuses: Counter[str]
    reasons: Counter[tuple[str, str]]
    """Rows by status and key of the reason."""
    gaps: tuple[tuple[str, str], ...]
    """Rows that the region's enterprises, projects or money decide and the model leaves open: id and key of the reason."""

    @property
    def decided(self) -> int:
        """Number of rows that the region's enterprises, projects or money decide."""
        return self.statuses["simulated"] + len(self.gaps)

    @property
    def share(self) -> float:
        """Give the share of these that is simulated."""
        return self.statuses["simulated"] / self.decided


def coverage_of(plan: Plan, table: IndicatorTable | None = None) -> Coverage:
    """Count the rows of a plan."""
    known = table or load_indicators()
    keys = {reason.zh: key for key, reason in known.reasons.items()}
    reasons = [(target, _key(target, keys)) for target in plan.targets if target.reason is not None]
    return Coverage(
        plan.id,
        Counter(str(target.status) for target in plan.targets),
        Counter((str(target.status), key) for target, key in reasons),
        tuple((target.id, key) for target, key in reasons if key in known.gaps and target.status == "not_simulated"),
    )


def _key(target: Target, keys: dict[str, str]) -> str:
    return keys.get(target.reason.zh, "own") if target.reason is not None else "own"


def document() -> str:
    """Write the whole table as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    table = load_indicators()
    found = [coverage_of(load_plan(name)) for name in list_plans()]
    decided, simulated = sum(one.decided for one in found), sum(one.statuses["simulated"] for one in found)
    yield "# How the rows of the five plans are answered"
    yield ""
    yield f"Written by `{COMMAND}` from the plans and `scenarios/indicators.yaml`; a test fails where it is stale."
    yield ""
    yield (
        "*Decided* are the rows that a region's enterprises, projects or money decide: those simulated, and those that the"
        " model leaves open for a limit of its own (the reasons under `gaps`). Not decided are ranks, figures without a"
        " value, recognition by a higher authority, composite indices, energy, what lies outside industry, programmes and"
        " working mechanisms, lists of projects drawn up beforehand, and present-day figures."
    )
    yield ""
    yield "| plan | rows | simulated | programme | not simulated | baseline | decided | of these simulated |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for one in found:
        yield _row(one.plan, one.statuses, one.decided)
    total: Counter[str] = sum((one.statuses for one in found), Counter())
    yield _row("**all**", total, decided)
    yield ""
    yield f"Simulated of the decided rows: {simulated} of {decided}, {simulated / decided:.1%}."
    yield ""
    yield "## Rows that are decided by the region and left open"
    yield ""
    yield "| plan | row | reason |"
    yield "|---|---|---|"
    for one in found:
        for identifier, key in one.gaps:
            yield f"| {one.plan} | {identifier} | {table.reasons[key].en} |"
    yield ""
    yield "## Reasons by plan"
    yield ""
    yield "| status | reason | " + " | ".join(one.plan for one in found) + " |"
    yield "|---|---|" + "---:|" * len(found)
    everything = sorted({key for one in found for key in one.reasons})
    for status, key in everything:
        counts = " | ".join(str(one.reasons[status, key] or "") for one in found)
        yield f"| {status} | {table.reasons[key].en if key in table.reasons else 'The row says why.'} | {counts} |"


def _row(name: str, statuses: Counter[str], decided: int) -> str:
    order = ("simulated", "programme", "not_simulated", "baseline")
    counts = " | ".join(str(statuses[status]) for status in order)
    return f"| {name} | {sum(statuses.values())} | {counts} | {decided} | {statuses['simulated'] / decided:.1%} |"


def main(arguments: list[str] | None = None) -> int:
    """Print the table, or write it with --write."""
    parser = argparse.ArgumentParser(prog="python -m scenarios.coverage", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/coverage.md")
    if parser.parse_args(arguments).write:
        FILE.write_text(document(), encoding="utf-8")
    else:
        sys.stdout.write(document())
    return 0


if __name__ == "__main__":
    sys.exit(main())
