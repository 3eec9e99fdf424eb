"""Planted cases: how often the known link, lever mix, figure and box are found. `python -m benchmarks.planted [CASES]`.

Writes `benchmarks/results/planted.md`. The short form of each stands in the tests of answers, seeking, sensitivity and discovery,
whose worlds are used here.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np

from scenarios.discovery import discover_box
from scenarios.seeking.search import Search
from scenarios.seeking.trial import Trials
from scenarios.sensitivity import find_out

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "planted.md"
REPLICATES, WISH = 100, 0.8
LINK_REPLICATES = 16


def _module(path: str) -> ModuleType:
    specification = importlib.util.spec_from_file_location("planted_" + Path(path).stem, ROOT / path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


def lever_mixes(cases: int) -> tuple[int, int, list[int]]:
    """Count the searches within 1% of the cost that enumeration finds, of those that can be had; and the trials each took."""
    worlds = _module("tests/scenarios/seeking/worlds.py")
    right, possible, trials = 0, 0, []
    seed = 0
    while possible < cases:
        trial, space = worlds.two_levers(seed)
        seed += 1
        best = worlds.enumerated(trial, space, WISH, REPLICATES)
        if np.isinf(best):
            continue
        possible += 1
        search = Search(space, Trials(trial, REPLICATES), steps=16)
        found = search.cheapest(WISH, search.screen())
        trials.append(len(search.trials.points))
        right += found is not None and found.cost <= 1.01 * best
    return right, possible, trials


def figures(cases: int) -> int:
    """Count the cases in which the figure with the largest share, of 40, comes first."""
    hits = 0
    for seed in range(cases):
        generator = np.random.default_rng(seed)
        inputs = generator.normal(size=(500, 40))
        value = inputs[:, :3] @ np.array([1.0, 0.6, 0.4]) + generator.normal(size=500)
        hits += find_out(value, value > 0, inputs, [str(place) for place in range(40)])[0].name == "0"
    return hits


def boxes(cases: int) -> tuple[int, int]:
    """Count the planted boxes recovered (both edges within 0.1, no other input), and boxes found in noise."""
    tests = _module("tests/scenarios/discovery/test_boxes.py")
    right = wrong = 0
    for seed in range(cases):
        inputs, interest = tests.planted(seed)
        box = discover_box(inputs, tests.NAMES, interest)
        edges = {(edge.name, edge.at_least): edge.limit for edge in box.edges} if box else {}
        right += set(edges) == {("input 0", False), ("input 1", True)} and (
            abs(edges["input 0", False] - 0.4) < 0.1 and abs(edges["input 1", True] - 0.5) < 0.1
        )
        generator = np.random.default_rng(1000 + seed)
        noise = generator.uniform(size=(400, 30))
        wrong += discover_box(noise, tests.NAMES, generator.uniform(size=400) < 0.4) is not None
    return right, wrong


def links(cases: int) -> tuple[int, int, dict[str, int]]:
    """Count the planted links that come first, as bottleneck or moved, with ten kinds in turn; by kind."""
    worlds = _module("tests/scenarios/answers/planted.py")
    by_kind: dict[str, int] = dict.fromkeys(worlds.KINDS, 0)
    tried = 0
    for case in range(cases):
        kind = list(worlds.KINDS)[case % len(worlds.KINDS)]
        seed = case // len(worlds.KINDS)
        by_kind[kind] += worlds.found(kind, seed, 1.0 - 0.04 * (seed % 10), LINK_REPLICATES)[1]
        tried += 1
        print(f"link {case + 1}/{cases}: {kind} {by_kind[kind]}", flush=True)
    return sum(by_kind.values()), tried, by_kind


def main(cases: int) -> None:
    """Run all, and write what was found."""
    bound, tried, by_kind = links(cases)
    mixes, possible, trials = lever_mixes(cases)
    first = figures(cases)
    right, wrong = boxes(cases)
    lines = [
        "# Planted cases",
        "",
        f"`python -m benchmarks.planted {cases}`; the worlds are those of the tests.",
        "",
        "| Planted | Found |",
        "|---|---|",
        f"| The link that binds, of all that can matter, {LINK_REPLICATES} replicates | {bound} of {tried} |",
        *(f"| - {kind} | {right} of {cases // len(by_kind)} |" for kind, right in by_kind.items()),
        f"| Best mix of two levers (within 1% of the cost of the best of 41 x 41) | {mixes} of {possible} |",
        f"| Trials that a search took, median and most | {int(np.median(trials))}, {max(trials)} |",
        f"| The figure that matters most, of 40, with 500 replicates | {first} of {cases} |",
        f"| A box of two conditions among 30 inputs, 800 cases (both limits within 0.1, no third) | {right} of {cases} |",
        f"| Boxes found in noise | {wrong} of {cases} |",
        "",
    ]
    RESULT.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
