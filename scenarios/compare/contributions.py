"""What each input contributes to a change, so that the contributions add up to it: Shapley values over the inputs that differ.

An input's contribution is what adding it changes, averaged over the orders in which the inputs can be added (Shapley 1953,
Contributions to the Theory of Games 2:307-317; Castro, Gomez, Tejada 2009, Computers & Operations Research 36:1726-1730 for
sampled orders). Up to four inputs all orders are taken; above, a few orders and their reverses. In every order the steps add up
to the whole, replicate by replicate, so the contributions do too; interplay is shared among those who make it. All worlds are
simulated on the same replicates.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scenarios.compare.inputs import InputDifference, apply, input_differences
from scenarios.compare.pairs import Difference, difference_of_chances, simulate_all, target_course
from scenarios.engine import Engine, compiled_engine
from scenarios.loaded import LoadedScenario, load
from scenarios.readings import Row
from scenarios.result import RunResult
from scenarios.schema.errors import InputError
from scenarios.schema.scenario import MAX_REPLICATES, MAX_SEED
from scenarios.verdicts.settings import settings

Numbers = NDArray[np.float64]
ALL_ORDERS: Final = 4
"""Inputs up to which every order is taken: 16 worlds."""
ORDERS: Final = 6
"""Orders that are sampled of more inputs, half of them the reverses of the others."""
MOST_INPUTS: Final = 24


@dataclass(frozen=True)
class Contribution:
    """What one input contributes to the change of one target: in probability, and in the value reached."""

    input: str
    chance: Difference
    reached: Difference


@dataclass(frozen=True)
class TargetContributions:
    """The whole change of one target, and its parts, which add up to it."""

    row: Row
    chance: Difference
    reached: Difference
    parts: tuple[Contribution, ...]


@dataclass(frozen=True)
class Contributions:
    """Contributions to all targets. `every_order` tells that no order was left out; else `orders` were sampled."""

    first: LoadedScenario
    second: LoadedScenario
    seed: int
    replicates: int
    pairs: int
    withheld: bool
    inputs: tuple[str, ...]
    every_order: bool
    orders: int
    targets: tuple[TargetContributions, ...]

    def to_json(self) -> dict[str, Any]:
        """Give them as plain data."""
        return {
            "decomposition": "shapley",
            "every_order": self.every_order,
            "orders": self.orders,
            "replicates": self.replicates,
            "pairs": self.pairs,
            "withheld": self.withheld,
            "inputs": list(self.inputs),
            "targets": [
                {
                    "id": each.row.target.id,
                    "unit": each.row.target.unit,
                    "probability": _plain(each.chance),
                    "reached": _plain(each.reached),
                    "parts": [
                        {"input": part.input, "probability": _plain(part.chance), "reached": _plain(part.reached)}
                        for part in each.parts
                    ],
                }
                for each in self.targets
            ],
        }


def contributions(
    first: LoadedScenario | str | Path,
    second: LoadedScenario | str | Path,
    replicates: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    *,
    engine: Engine | None = None,
) -> Contributions:
    """Share the change from the first scenario to the second among the inputs that differ (500 replicates where not said).

    Raises InputError for what cannot be accepted, ComparisonCancelledError when `cancel()` turns true.
    """
    a = first if isinstance(first, LoadedScenario) else load(first)
    b = second if isinstance(second, LoadedScenario) else load(second)
    count = settings().default_replicates if replicates is None else replicates
    start = a.scenario.seed if seed is None else seed
    for option, value, low, high in (("--replicates", count, 2, MAX_REPLICATES), ("--seed", start, 0, MAX_SEED)):
        if not low <= value <= high:
            raise InputError("option_out_of_range", option=option, found=value, low=low, high=high)
    players = [found for found in input_differences(a, b) if found.applicable]
    if len(players) > MOST_INPUTS:
        raise InputError("contributions_too_many", found=len(players), most=MOST_INPUTS)
    worlds = _Worlds(a, b, players, start, count, threads, cancel, engine or compiled_engine())
    orders, every = _orders(len(players), start)
    wanted = list(dict.fromkeys(frozenset(order[:step]) for order in orders for step in range(len(order) + 1)))
    for done, members in enumerate(wanted):
        worlds.run(members)
        if progress is not None:
            progress(done + 1, len(wanted))
    whole = worlds.finished
    withheld = int(count - whole.sum()) > settings().withheld_above * count
    targets = () if withheld else tuple(_shared(row, worlds, orders, whole) for row in worlds.rows)
    names = tuple(found.name for found in players)
    return Contributions(a, b, start, count, int(whole.sum()), withheld, names, every, len(orders), targets)


def _orders(players: int, seed: int) -> tuple[list[tuple[int, ...]], bool]:
    """List the orders in which inputs are added, and tell whether these are all."""
    if players <= ALL_ORDERS:
        return list(itertools.permutations(range(players))), True
    generator = np.random.Generator(np.random.PCG64(seed))
    found: list[tuple[int, ...]] = []
    while len(found) < ORDERS:
        order = tuple(generator.permutation(players).tolist())
        found += [order, order[::-1]]
    return found[:ORDERS], False


class _Worlds:
    """The first scenario with some of the inputs of the second, each simulated once."""

    def __init__(
        self,
        first: LoadedScenario,
        second: LoadedScenario,
        players: Sequence[InputDifference],
        seed: int,
        count: int,
        threads: int | None,
        cancel: Callable[[], bool] | None,
        engine: Engine,
    ) -> None:
        self.first, self.second, self.players = first, second, players
        self.seed, self.count, self.threads, self.cancel, self.engine = seed, count, threads, cancel, engine
        asked = {row.target.id for row in first.rows if row.question is not None}
        self.rows = [row for row in first.rows if row.question is not None and row.restates not in asked]
        self.finished = np.ones(count, dtype=np.bool_)
        self.final: dict[frozenset[int], dict[str, Numbers]] = {}
        self.met: dict[frozenset[int], dict[str, Numbers]] = {}

    def run(self, members: frozenset[int]) -> None:
        """Simulate the first scenario with these inputs of the second."""
        loaded = self.first
        for place in sorted(members):
            loaded = apply(self.players[place], loaded, self.second)
        run = simulate_all(loaded, self.seed, self.count, self.engine, self.threads, self.cancel, lambda more: None)
        there = np.zeros(self.count, dtype=np.bool_)
        there[list(run.replicates)] = True
        self.finished &= there
        final: dict[str, Numbers] = {}
        met: dict[str, Numbers] = {}
        if run.replicates:
            samples = RunResult(loaded, self.seed, run.samples(), "").samples_with_inputs
            asked = {row.target.id: row for row in loaded.rows if row.question is not None}
            for row in self.rows:
                followed = target_course(asked.get(row.target.id, row), samples)
                for kept, values in ((final, followed.final), (met, followed.met[:, -1])):
                    column = np.full(self.count, np.nan)
                    column[there] = values
                    kept[row.target.id] = column
        self.final[members], self.met[members] = final, met


def _shared(
    row: Row, worlds: _Worlds, orders: Sequence[tuple[int, ...]], whole: NDArray[np.bool_]
) -> TargetContributions:
    """Average the steps of all orders for one target."""
    name, count = row.target.id, len(worlds.players)
    final = {members: found[name][whole] for members, found in worlds.final.items()}
    met = {members: found[name][whole] for members, found in worlds.met.items()}
    none, every = frozenset[int](), frozenset(range(count))
    steps = {key: np.zeros((count, int(whole.sum()))) for key in ("final", "met")}
    for order in orders:
        for step, place in enumerate(order):
            before, after = frozenset(order[:step]), frozenset(order[: step + 1])
            steps["final"][place] += (final[after] - final[before]) / len(orders)
            steps["met"][place] += (met[after] - met[before]) / len(orders)
    parts = tuple(
        Contribution(found.name, _of_chances(steps["met"][place]), Difference.of(steps["final"][place]))
        for place, found in enumerate(worlds.players)
    )
    chance = difference_of_chances(met[none] > 0, met[every] > 0)
    return TargetContributions(row, chance, Difference.of(final[every] - final[none]), parts)


def _of_chances(steps: Numbers) -> Difference:
    """Average a part of the change in meeting a target; where no replicate turned, the error is still not 0."""
    found = Difference.of(steps)
    still = np.zeros(len(steps), dtype=np.bool_)
    least = difference_of_chances(still, still).standard_error
    return Difference(found.mean, max(found.standard_error, least), found.pairs)


def _plain(difference: Difference) -> dict[str, Any]:
    error = difference.standard_error
    return {"difference": difference.mean, "standard_error": None if error == float("inf") else error}
