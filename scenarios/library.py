"""The scenarios that come with the package, and the committed result of each: `python -m scenarios.library --refresh`.

A result holds the probability and the median of every judged target at a stated number of replicates and seed, with the
version of results and the digest of the question. It is small on purpose: it shows at once which scenario a change moves.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

from scenarios.library_list import list_scenarios
from scenarios.loaded import load
from scenarios.run import run
from scenarios.schema.load import LIBRARY, load_scenario

EXPECTED = LIBRARY / "expected"
COMMAND = "python -m scenarios.library --refresh"
REPLICATES = 100
SEED = 1


def computed(name: str) -> dict[str, Any]:
    """Simulate a scenario and give what its committed result must say."""
    result = run(load(name), REPLICATES, SEED)
    whole = result.joint.proportion
    judged = [answer for answer in result.answers if answer.verdict is not None]
    return {
        "scenario": name,
        "plan": result.scenario.plan.id,
        "results_version": result.results_version,
        "scenario_hash": result.scenario.hash,
        "replicates": REPLICATES,
        "seed": SEED,
        "failed": result.samples.failed,
        "investment_mode": result.scenario.investment_mode,
        "joint_probability": whole.probability if whole else None,
        "targets": {
            answer.target_id: {
                "probability": answer.verdict.proportion.probability if answer.verdict.proportion else None,
                "median": answer.verdict.quantiles["p50"] if answer.verdict.quantiles else None,
            }
            for answer in judged
            if answer.verdict is not None and answer.verdict.question.target_id == answer.target_id
        },
    }


def committed(name: str) -> dict[str, Any]:
    """Read the committed result of a scenario; raises FileNotFoundError where there is none."""
    found: dict[str, Any] = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def refresh(names: Iterable[str]) -> None:
    """Simulate scenarios and write their results; a result without a scenario is removed."""
    EXPECTED.mkdir(exist_ok=True)
    for name in names:
        text = json.dumps(computed(name), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        (EXPECTED / f"{name}.json").write_text(text, encoding="utf-8")
        print(name, file=sys.stderr, flush=True)
    for path in EXPECTED.glob("*.json"):
        if path.stem not in list_scenarios():
            path.unlink()


def moved(names: Iterable[str]) -> dict[str, list[str]]:
    """Compare committed results with new ones: for each scenario that moved, what differs."""
    found: dict[str, list[str]] = {}
    for name in names:
        before, now = committed(name), computed(name)
        differing = [key for key in now if key != "targets" and before.get(key) != now[key]]
        ids = {*before.get("targets", {}), *now["targets"]}
        differing += sorted(one for one in ids if before.get("targets", {}).get(one) != now["targets"].get(one))
        if differing:
            found[name] = differing
    return found


def main(arguments: list[str] | None = None) -> int:
    """List the scenarios; with --check compare all committed results, with --refresh write them anew."""
    parser = argparse.ArgumentParser(prog="python -m scenarios.library", description=main.__doc__)
    parser.add_argument("--refresh", action="store_true", help="simulate every scenario and write its result")
    parser.add_argument(
        "--check", action="store_true", help="simulate every scenario and compare; status 1 if one moved"
    )
    parser.add_argument("names", nargs="*", help="only these scenarios")
    asked = parser.parse_args(arguments)
    names = asked.names or list_scenarios()
    if asked.refresh:
        refresh(names)
    elif asked.check:
        differing = moved(names)
        for name, keys in differing.items():
            print(f"{name}: {', '.join(keys[:8])}")
        return 1 if differing else 0
    else:
        for name in names:
            print(name, load_scenario(name).title.zh, sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
