"""What an audit costs: milliseconds a plan, and how cost grows from 500 to 5,000 targets. Run: python -m benchmarks.audit."""

from __future__ import annotations

import time
from typing import Final

from scenarios.audit import audit
from scenarios.schema.load import list_plans, load_plan

ROUNDS: Final = 5


def best_of(plan_name: str, copies: int) -> tuple[int, float]:
    """Targets and best seconds of auditing a plan whose targets are repeated under new ids."""
    plan = load_plan(plan_name)
    targets = tuple(
        target.model_copy(update={"id": f"{target.id}_{copy}", "restates": None, "milestone_of": None})
        for copy in range(copies)
        for target in plan.targets
    )
    repeated = plan.model_copy(update={"targets": targets}) if copies > 1 else plan
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        audit(repeated)
        best = min(best, time.process_time() - started)
    return len(repeated.targets), best


def main() -> None:
    """Print one line a plan, then the growth of cost."""
    for name in list_plans():
        targets, seconds = best_of(name, 1)
        print(f"{name:12s} {targets:5d} targets {seconds * 1000:8.1f} ms")
    small, first = best_of("xihua", 5)
    large, second = best_of("xihua", 43)
    print(
        f"{small} -> {large} targets: {first:.3f} -> {second:.3f} s, {second / first / (large / small):.2f} times linear"
    )


if __name__ == "__main__":
    main()
