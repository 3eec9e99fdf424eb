"""Two scenarios compared: what differs in their inputs, what that changes in each target, and through what it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.compare.inputs import InputDifference, apply, input_differences
from scenarios.compare.mechanism import Account, Moved, account, moved_outcomes
from scenarios.compare.pairs import Difference, difference_of_chances, paired, simulate_all, target_course
from scenarios.engine import Engine
from scenarios.loaded import LoadedScenario, load
from scenarios.readings import Row
from scenarios.result import RunResult
from scenarios.schema.errors import InputError
from scenarios.schema.scenario import MAX_REPLICATES, MAX_SEED
from scenarios.sweep.simulation import Segment
from scenarios.verdicts import Proportion, Samples
from scenarios.verdicts.settings import settings

if TYPE_CHECKING:
    import pandas as pd

MOST_ALONE = 12
"""Inputs that are each applied alone; of more differences only what they do together is said."""
MAX_THREADS = 1024


@dataclass(frozen=True)
class TargetDifference:
    """One target in both scenarios: how likely each meets it, and by how much the second differs from the first.

    `alone` says by input what it changes when applied to the first scenario alone; `interplay` is what all together
    change beyond the sum of those.
    """

    row: Row
    first: Proportion
    second: Proportion
    chance: Difference
    reached: Difference
    alone: tuple[tuple[str, Difference], ...]
    interplay: float | None
    account: Account | None


@dataclass(frozen=True)
class Comparison:
    """What a comparison found. The same question gives the same numbers; threads change none."""

    first: LoadedScenario
    second: LoadedScenario
    seed: int
    replicates: int
    pairs: int
    """Replicates that finished in both."""
    withheld: bool
    """More than 1% failed in one of the two: nothing is concluded."""
    results_version: str
    inputs: tuple[InputDifference, ...]
    targets: tuple[TargetDifference, ...]
    moved: tuple[Moved, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the comparison as plain data; differences are the second scenario less the first."""
        return {
            "first": _scenario(self.first),
            "second": _scenario(self.second),
            "results_version": self.results_version,
            "seed": self.seed,
            "replicates": self.replicates,
            "pairs": self.pairs,
            "withheld": self.withheld,
            "inputs": [
                {
                    "name": found.name,
                    "differences": [{"path": path, "first": a, "second": b} for path, a, b in found.details],
                }
                for found in self.inputs
            ],
            "targets": [_target(found) for found in self.targets],
            "moved": [
                {"link": moved.link, "outcome": moved.outcome, "summed": moved.summed, **_plain(moved.difference)}
                for moved in self.moved
            ],
        }

    def frame(self) -> pd.DataFrame:
        """Give the differences of the targets as a pandas table, one row a target."""
        import pandas

        rows = [
            {
                "target": found.row.target.id,
                "unit": found.row.target.unit,
                "first_probability": found.first.probability,
                "second_probability": found.second.probability,
                "probability_difference": found.chance.mean,
                "probability_error": found.chance.standard_error,
                "reached_difference": found.reached.mean,
                "reached_error": found.reached.standard_error,
                "pairs": found.reached.pairs,
            }
            for found in self.targets
        ]
        return pandas.DataFrame(rows)


def compare(
    first: LoadedScenario | str | Path,
    second: LoadedScenario | str | Path,
    replicates: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    *,
    engine: Engine | None = None,
) -> Comparison:
    """Compare two scenarios by the same replicates of both (500 where not said, the first scenario's seed).

    Raises InputError for a scenario, number of replicates or seed that cannot be accepted, ComparisonCancelledError when
    `cancel()` turns true.
    """
    a = first if isinstance(first, LoadedScenario) else load(first)
    b = second if isinstance(second, LoadedScenario) else load(second)
    count = _within("replicates", replicates, 1, MAX_REPLICATES, settings().default_replicates)
    start = _within("seed", seed, 0, MAX_SEED, a.scenario.seed)
    _within("threads", threads, 1, MAX_THREADS, 1)
    inputs = input_differences(a, b)
    single = [found for found in inputs if found.applicable]
    if len(single) < 2 or len(single) > MOST_ALONE:
        single = []
    total = (2 + len(single)) * count
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(done, total)

    chosen = engine or _compiled()

    def simulate(loaded: LoadedScenario) -> Segment:
        return simulate_all(loaded, start, count, chosen, threads, cancel, advance)

    run_a, run_b = simulate(a), simulate(b)
    withheld = any(
        not run.replicates or len(run.failures) > settings().withheld_above * count for run in (run_a, run_b)
    )
    alone = {found.name: simulate(apply(found, a, b)) for found in single} if not withheld else {}
    one, other = paired(run_a, run_b)
    rows_b = {row.target.id: row for row in b.rows}
    common = [
        (row, rows_b[row.target.id])
        for row in a.rows
        if row.question is not None and row.restates is None and _judged(rows_b.get(row.target.id))
    ]
    sides = _Sides(a, b, start, one, other, run_a, alone, {found.name: apply(found, a, b) for found in single})
    targets = () if withheld else tuple(_compare(ra, rb, sides) for ra, rb in common)
    moved = () if withheld else moved_outcomes(one, other)
    return Comparison(a, b, start, count, len(one.replicates), withheld, _version(), inputs, targets, moved)


def _judged(row: Row | None) -> bool:
    return row is not None and row.question is not None


class _Sides:
    """Both runs as verdicts read them, and those with a single input changed, each beside the first one."""

    def __init__(
        self,
        first: LoadedScenario,
        second: LoadedScenario,
        seed: int,
        one: Segment,
        other: Segment,
        whole: Segment,
        alone: dict[str, Segment],
        changed: dict[str, LoadedScenario],
    ) -> None:
        self.one, self.other = one, other
        self.samples = _samples(first, seed, one), _samples(second, seed, other)
        self.alone = {}
        for name, run in alone.items():
            base, moved = paired(whole, run)
            if base.replicates:
                self.alone[name] = _samples(first, seed, base), _samples(changed[name], seed, moved), changed[name]


def _samples(loaded: LoadedScenario, seed: int, run: Segment) -> Samples:
    """Give a run as verdicts read it, the drawn numbers that they need with it."""
    return RunResult(loaded, seed, run.samples(), "").samples_with_inputs


def _compare(first: Row, second: Row, sides: _Sides) -> TargetDifference:
    a, b = (target_course(row, side) for row, side in zip((first, second), sides.samples, strict=True))
    reached = Difference.of(b.final - a.final)
    parts = []
    for name, (base, moved, loaded) in sides.alone.items():
        row = next((row for row in loaded.rows if row.target.id == first.target.id and row.question is not None), None)
        if row is not None:
            difference = target_course(row, moved).final - target_course(first, base).final
            parts.append((name, Difference.of(difference)))
    met_a, met_b = a.met[:, -1], b.met[:, -1]
    return TargetDifference(
        first,
        Proportion.of(met_a),
        Proportion.of(met_b),
        difference_of_chances(met_a, met_b),
        reached,
        tuple(parts),
        reached.mean - sum(part.mean for _, part in parts) if parts else None,
        account(first, sides.one, sides.other) if first.question == second.question else None,
    )


def _target(found: TargetDifference) -> dict[str, Any]:
    told = found.account
    return {
        "id": found.row.target.id,
        "due_year": found.row.due_year,
        "unit": found.row.target.unit,
        "first_probability": found.first.probability,
        "second_probability": found.second.probability,
        "probability": _plain(found.chance),
        "reached": _plain(found.reached),
        "alone": [{"input": name, **_plain(part)} for name, part in found.alone],
        "interplay": found.interplay,
        "account": None
        if told is None
        else {
            "start": _plain(told.start),
            "additions": _plain(told.additions),
            "losses": _plain(told.losses),
            "rest": told.rest,
        },
    }


def _plain(difference: Difference) -> dict[str, Any]:
    error = difference.standard_error
    return {"difference": difference.mean, "standard_error": None if error == float("inf") else error}


def _scenario(loaded: LoadedScenario) -> dict[str, Any]:
    return {"name": Path(loaded.name).stem, "plan": loaded.plan.id, "scenario_hash": loaded.hash, "mode": loaded.mode}


def _within(option: str, value: int | None, low: int, high: int, default: int) -> int:
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError("option_out_of_range", option=f"--{option}", found=value, low=low, high=high)
    return value


def _compiled() -> Engine:
    from scenarios.engine import compiled_engine

    return compiled_engine()


def _version() -> str:
    from model.version import RESULTS_VERSION

    return str(RESULTS_VERSION)
