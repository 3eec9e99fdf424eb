"""How often the audit is right: sound plans that it accuses, and spoiled plans that it finds.

    python -m tests.scenarios.audit.mutation_study            development seeds, on the screen
    python -m tests.scenarios.audit.mutation_study --held-back --write
                                                              the final figure, to docs/audit-mutation-study.json

The held-back seed stands in `worlds.py` and was committed before any rule was tuned; it is for the final figure only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.audit import AuditReport, Finding, audit
from scenarios.schema.plan import Plan
from tests.scenarios.audit import mutations_more  # noqa: F401  (registers its operators)
from tests.scenarios.audit.mutations import OPERATORS, Mutant
from tests.scenarios.audit.worlds import HELD_BACK_SEED, sound_plan

ACCUSES = ("contradiction", "implausible")
DETECTS = ("contradiction", "one_reading", "implausible")
ROOT = Path(__file__).resolve().parents[3]
RESULT = ROOT / "docs" / "audit-mutation-study.json"


@dataclass
class Study:
    """Counts of a study, with what went wrong."""

    sound: int = 0
    accused: list[str] = field(default_factory=list)
    mutants: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    named_wrong: list[str] = field(default_factory=list)

    @property
    def found(self) -> int:
        """Count the mutants found with the right targets named."""
        return sum(self.mutants.values()) - len(self.missed) - len(self.named_wrong)

    def summary(self) -> dict[str, object]:
        """Give the figures of the study."""
        total = sum(self.mutants.values())
        missed_by = Counter(line.split(" ", 1)[0] for line in (*self.missed, *self.named_wrong))
        return {
            "sound_plans": self.sound,
            "sound_plans_accused": len(self.accused),
            "false_alarm_rate": round(len(self.accused) / max(1, self.sound), 4),
            "mutants": total,
            "found_with_right_targets": self.found,
            "detection_rate": round(self.found / max(1, total), 4),
            "missed": len(self.missed),
            "found_elsewhere_only": len(self.named_wrong),
            "mutants_by_operator": dict(sorted(self.mutants.items())),
            "not_found_by_operator": dict(sorted(missed_by.items())),
        }


def rules_digest() -> str:
    """Name the version of the rules, references and vocabulary by their content."""
    files = sorted(path for path in (ROOT / "scenarios" / "audit").rglob("*") if path.suffix in (".py", ".yaml"))
    content = hashlib.sha256()
    for path in files:
        content.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return content.hexdigest()[:16]


def accusations(report: AuditReport) -> list[Finding]:
    """List the findings that say that something is wrong."""
    return [finding for finding in report.findings if finding.grade in ACCUSES]


def new_findings(before: AuditReport, after: AuditReport) -> list[Finding]:
    """List the findings that speak of a fault and that the sound plan does not have."""
    known = {(one.rule, one.variant, one.targets) for one in before.findings if one.grade in DETECTS}
    return [one for one in after.findings if one.grade in DETECTS and (one.rule, one.variant, one.targets) not in known]


def names(finding: Finding, mutant: Mutant) -> bool:
    """Say whether a finding names a target of every group that the operator touched."""
    return all(group & set(finding.targets) for group in mutant.named)


def study(seeds: Iterable[int], mutants_each: int, wanted: int | None = None) -> Study:
    """Audit a sound plan for every seed, and some mutants of it."""
    result = Study()
    for seed in seeds:
        plan = sound_plan(seed)
        before = audit(plan)
        result.sound += 1
        if accused := accusations(before):
            result.accused.append(
                f"{plan.id} {'; '.join(f'{one.rule}.{one.variant} {one.arithmetic}' for one in accused)}"
            )
        for mutant in some_mutants(plan, seed, mutants_each, result.mutants):
            result.mutants[mutant.operator] += 1
            fresh = new_findings(before, audit(mutant.plan))
            line = f"{mutant.operator} {plan.id} {[sorted(group)[:4] for group in mutant.named]}"
            if not fresh:
                result.missed.append(line)
            elif not any(names(one, mutant) for one in fresh):
                result.named_wrong.append(f"{line} {[(one.rule, one.targets[:4]) for one in fresh]}")
        if wanted is not None and sum(result.mutants.values()) >= wanted:
            break
    return result


def some_mutants(plan: Plan, seed: int, count: int, used: Counter[str]) -> list[Mutant]:
    """Spoil a plan in some ways, those used least so far first."""
    found: list[Mutant] = []
    order = sorted(OPERATORS, key=lambda name: (used[name], random.Random(f"{seed}-{name}").random()))
    for name in order:
        if len(found) == count:
            break
        mutant = OPERATORS[name](plan, random.Random(f"mutant-{seed}-{name}"))
        if mutant is not None:
            found.append(mutant)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run a study and print it; with --write, keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-back", action="store_true", help="use the held-back seed (final figure only)")
    parser.add_argument("--plans", type=int, default=200)
    parser.add_argument("--mutants", type=int, default=6, help="mutants of each plan")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", type=int, default=40, help="how many failures to print")
    options = parser.parse_args(arguments)
    first = HELD_BACK_SEED if options.held_back else 0
    result = study(range(first, first + options.plans), options.mutants)
    summary = {"rules_digest": rules_digest(), "first_seed": first, "held_back": options.held_back, **result.summary()}
    print(json.dumps(summary, ensure_ascii=False, indent=1))
    for line in (*result.accused, *result.missed, *result.named_wrong)[: options.show]:
        print(line[:400], file=sys.stderr)
    if options.write:
        RESULT.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
