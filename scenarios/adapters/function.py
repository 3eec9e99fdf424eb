"""The model as a function from a mapping of paths (levers, assumptions, starting figures) to outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scenarios.engine import Engine, compiled_engine
from scenarios.loaded import LoadedScenario, load
from scenarios.run import run
from scenarios.sweep.changes import change
from scenarios.sweep.ranges import range_of

Bounds = Mapping[str, tuple[float, float] | None]
"""Paths with their lowest and highest value; None takes the range of the path's one entry."""
Outcomes = dict[str, float]


def as_function(
    scenario: LoadedScenario | str | Path,
    replicates: int = 200,
    seed: int = 1,
    threads: int | None = None,
    *,
    engine: Engine | None = None,
) -> Callable[[Mapping[str, Any]], Outcomes]:
    """Make a function: changes in, and out the probability of each judged target and the median of what is reached.

    The outcomes are called `TARGET_probability`, `TARGET_median`, and `joint_probability`; withheld ones are NaN. All calls
    use the same replicate numbers, so their differences are paired.
    """
    base = scenario if isinstance(scenario, LoadedScenario) else load(scenario)
    chosen = engine or compiled_engine()

    def evaluate(changes: Mapping[str, Any]) -> Outcomes:
        result = run(change(base, changes), replicates, seed, threads, until_decided=False, engine=chosen)
        whole = result.joint.proportion
        found = {"joint_probability": whole.probability if whole is not None else float("nan")}
        for answer in result.answers:
            if answer.verdict is not None:
                proportion, quantiles = answer.verdict.proportion, answer.verdict.quantiles or {}
                name = answer.target_id
                found[f"{name}_probability"] = proportion.probability if proportion is not None else float("nan")
                found[f"{name}_median"] = quantiles.get("p50", float("nan"))
        return found

    return evaluate


def bounds_of(scenario: LoadedScenario | str | Path, bounds: Bounds) -> dict[str, tuple[float, float]]:
    """Fill in the ranges that are not stated from the paths' entries; raises InputError where an entry has none."""
    base = scenario if isinstance(scenario, LoadedScenario) else load(scenario)
    found = {}
    for path, stated in bounds.items():
        if stated is None:
            range_ = range_of(path, base)
            stated = (range_.low, range_.high)
        found[path] = stated
    return found
