"""The whole answer: a plain ensemble for screening and for what to find out, then Sobol indices of the inputs that matter."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.levers import Lever
from scenarios.extras import require
from scenarios.loaded import LoadedScenario
from scenarios.readings import Row
from scenarios.schema.errors import InputError
from scenarios.seeking.space import chosen_levers
from scenarios.sensitivity.finding_out import Finding, find_out
from scenarios.sensitivity.given_data import ranks, share_together
from scenarios.sensitivity.indices import Index, Indices, indices, saltelli_points
from scenarios.trials import Cancel, StoppedError, WithheldError, margin, rows_asked, simulate_world
from scenarios.verdicts.judge import too_many_failed
from scenarios.verdicts.proportion import Proportion
from scenarios.verdicts.samples import Samples

if TYPE_CHECKING:
    from model.world import World

Numbers = NDArray[np.float64]
REPLICATES = 1000
SAMPLES = 64
COMMON = 6
"""Replicates that every point is averaged over, the same for all."""
MOST_INPUTS, MOST_LEVERS = 9, 3
SHOWN = 12
LEVER_PREFIX = "lever:"


@dataclass(frozen=True)
class SensitivityRequest:
    """What is asked: targets by id (none: the whole plan), replicates of the ensemble, Sobol samples (0: none), levers."""

    targets: tuple[str, ...] = ()
    replicates: int = REPLICATES
    samples: int = SAMPLES
    common: int = COMMON
    levers: tuple[str, ...] = ()
    seed: int | None = None


@dataclass(frozen=True)
class SensitivityAnswer:
    """What an answer hangs on. `findings` are ranked; `chance` and `value` are the indices of met or not, and of the margin.

    `left_to_chance` is the share of the value's variance that no unknown explains alone: chance, and interplay.
    """

    scenario: LoadedScenario
    rows: tuple[Row, ...]
    seed: int
    replicates: int
    common: int
    results_version: str
    probability: Proportion
    findings: tuple[Finding, ...]
    left_to_chance: float
    chance: Indices | None = None
    value: Indices | None = None
    drawn_jointly: tuple[str, ...] = ()
    """Inputs that replicates draw jointly, from a fitted posterior: what each narrows does not add up over them."""
    jointly_narrows: float | None = None
    """Share of the value's variance that these explain together; None where there are none."""

    def to_json(self, language: str = "zh") -> dict[str, Any]:
        """Give the answer as plain data."""
        return {
            "plan": self.scenario.plan.id,
            "scenario_hash": self.scenario.hash,
            "results_version": self.results_version,
            "seed": self.seed,
            "replicates": self.replicates,
            "targets": [row.target.id for row in self.rows],
            "probability": self.probability.probability,
            "interval": list(self.probability.interval),
            "find_out_first": [
                {**vars(each), "clear": each.clear, "label": label(each.name, language)}
                for each in self.findings[:SHOWN]
            ],
            "left_to_chance": self.left_to_chance,
            "chance": _indices_json(self.chance, language),
            "value": _indices_json(self.value, language),
            "common_replicates": self.common,
            "drawn_jointly": list(self.drawn_jointly),
            "jointly_narrows": self.jointly_narrows,
            "indices_of": "independent draws from each input's own marginal",
        }


def _indices_json(found: Indices | None, language: str) -> dict[str, Any] | None:
    if found is None:
        return None
    rows = [{**vars(each), "label": label(each.name, language)} for each in found.indices]
    return {
        "indices": rows,
        "samples": found.samples,
        "evaluations": found.evaluations,
        "too_few_samples": found.few,
        "constant": found.constant,
    }


def label(name: str, language: str) -> str:
    """Say what an input is: a lever, a starting figure, a stated output, or a parameter."""
    if name.startswith(LEVER_PREFIX):
        from model.levers import load_levers

        lever = load_levers()[name.removeprefix(LEVER_PREFIX)]
        return lever.label.en if language == "en" else lever.label.zh
    from scenarios.messages import text

    if name.startswith("baseline:output:"):
        _, _, kind, part = name.split(":", 3)
        return text(f"sensitivity.output_{kind}", language, name=part)
    if name.startswith("baseline:"):
        return text("sensitivity.figure", language, name=text(f"figure.{name.removeprefix('baseline:')}", language))
    from scenarios.own_inputs import label_of

    return label_of(name, language)


def sensitivity(
    loaded: LoadedScenario,
    request: SensitivityRequest,
    *,
    threads: int | None = None,
    cancel: Cancel | None = None,
    tell: Callable[[int, int], None] | None = None,
    partial: Callable[[SensitivityAnswer], None] | None = None,
) -> SensitivityAnswer:
    """Say what the answer to some targets together hangs on; `partial` is told what is worth finding out before the indices.

    Raises InputError for what cannot be asked, WithheldError where too many replicates fail, StoppedError when cancelled.
    """
    from model.version import RESULTS_VERSION
    from scenarios.world import world_of

    if request.samples:
        require("analysis")
    if request.samples < 0 or request.samples & (request.samples - 1):
        raise InputError("samples_power_of_two", found=request.samples)
    for option, value, low, high in (
        ("--replicates", request.replicates, 100, 100_000),
        ("--common", request.common, 1, 1000),
    ):
        if not low <= value <= high:
            raise InputError("option_out_of_range", option=option, found=value, low=low, high=high)
    rows = rows_asked(loaded, request.targets)
    levers = chosen_levers(loaded, request.levers)
    seed = loaded.scenario.seed if request.seed is None else request.seed
    world = world_of(loaded)
    samples = simulate_world(loaded, world, seed, 0, request.replicates, threads=threads, cancel=cancel)
    worst, met = judged(rows, samples)
    findings = find_out(worst, met, samples.inputs, samples.input_names, seed % 2**32)
    jointly = drawn_jointly(world)
    places = [samples.input_names.index(name) for name in jointly]
    together = share_together(worst, ranks(samples.inputs[:, places])) if jointly else None
    alone = float(sum(each.narrows for each in findings if each.clear and each.name not in jointly))
    explained = alone + (together or 0.0)
    answer = SensitivityAnswer(
        loaded,
        rows,
        seed,
        request.replicates,
        request.common,
        str(RESULTS_VERSION),
        Proportion.of(met),
        findings,
        max(0.0, 1.0 - explained),
        drawn_jointly=jointly,
        jointly_narrows=together,
    )
    if request.samples == 0:
        return answer
    if partial is not None:
        partial(answer)
    task = _Sobol(loaded, rows, levers, world, seed, request, threads, cancel, tell)
    of_chance, of_value = task.indices(findings, worst)
    return replace(answer, chance=of_chance, value=of_value)


def drawn_jointly(world: World) -> tuple[str, ...]:
    """Name the inputs that a replicate of a world takes together from one particle of a fitted posterior."""
    names = world.input_names
    places: list[int] = world.particles.places.tolist() if len(world.particles.weights) else []
    return tuple(names[place] for place in places if world.priors[place, 0] != 0)


def judged(rows: tuple[Row, ...], samples: Samples) -> tuple[Numbers, NDArray[np.bool_]]:
    """Give the margin of each replicate (of several targets the worst, in its spread) and whether all are met."""
    if too_many_failed(samples):
        raise WithheldError
    found = np.column_stack([margin(row.question, samples) for row in rows if row.question is not None])
    return worst_of(found, spreads(found)), np.asarray((found >= 0).all(axis=1))


def spreads(found: Numbers) -> Numbers:
    """Give the unit in which margins of several targets are compared: each one's spread."""
    return np.asarray(np.maximum(found.std(axis=0), 1e-9 + 1e-6 * np.abs(found).max(axis=0)))


def worst_of(found: Numbers, unit: Numbers) -> Numbers:
    """Give the least margin over the targets."""
    return found[:, 0] if found.shape[1] == 1 else np.asarray((found / unit).min(axis=1))


class _Sobol:
    """Indices of the inputs that the ensemble points to, and of the levers that do most."""

    def __init__(
        self,
        loaded: LoadedScenario,
        rows: tuple[Row, ...],
        levers: tuple[Lever, ...],
        world: World,
        seed: int,
        request: SensitivityRequest,
        threads: int | None,
        cancel: Cancel | None,
        tell: Callable[[int, int], None] | None,
    ) -> None:
        import os

        self.loaded, self.rows, self.levers, self.world = loaded, rows, levers, world
        self.seed, self.request, self.cancel = seed, request, cancel
        self.threads = threads or os.cpu_count() or 1
        self.tell = tell or (lambda done, total: None)
        base = simulate_world(loaded, world, seed, 0, max(24, request.common), threads=threads, cancel=cancel)
        self.unit = spreads(np.column_stack([margin(row.question, base) for row in rows if row.question is not None]))

    def indices(self, findings: tuple[Finding, ...], worst: Numbers) -> tuple[Indices, Indices]:
        """Screen, evaluate the design, analyse."""
        # A fixed input has nothing to be found out; an own input of the verdicts is not the world's to fix.
        known = {name: place for place, name in enumerate(self.world.input_names) if self.world.priors[place, 0] != 0}
        inputs = [each.name for each in findings if each.name in known][:MOST_INPUTS]
        levers = self._strongest(worst)
        names = [*inputs, *(LEVER_PREFIX + lever.name for lever in levers)]
        points = saltelli_points(len(names), self.request.samples, self.seed % 2**31)
        places = [known[name] for name in inputs]
        outcome = self._evaluate(points, places, levers)
        chance, value = (indices(names, column, self.request.samples, self.seed % 2**31) for column in outcome.T)
        return chance, value

    def _strongest(self, worst: Numbers) -> list[Lever]:
        """Try each lever alone at its upper bound and keep those that move the margin most, if they move it at all."""
        count = 24
        base = self._worst(self.world, count)
        moved = []
        for lever in self.levers:
            gain = self._worst(self._with_levers(self.world, [lever], [lever.highest]), count) - base
            if abs(float(gain.mean())) > 2 * float(gain.std(ddof=1)) / np.sqrt(count):
                moved.append((abs(float(gain.mean())), lever))
        return [lever for _, lever in sorted(moved, key=lambda each: -each[0])[:MOST_LEVERS]]

    def _with_levers(self, world: World, levers: list[Lever], values: list[float]) -> World:
        from model.places import LEVER_NAMES

        table = world.levers.copy()
        for lever, value in zip(levers, values, strict=True):
            table[1:, LEVER_NAMES.index(lever.name), -1] = value
        return replace(world, levers=table)

    def _worst(self, world: World, count: int, threads: int | None = None) -> Numbers:
        samples = simulate_world(
            self.loaded, world, self.seed, 0, count, threads=threads or self.threads, cancel=self.cancel
        )
        found = np.column_stack([margin(row.question, samples) for row in self.rows if row.question is not None])
        return worst_of(found, self.unit)

    def _evaluate(self, points: Numbers, places: list[int], levers: list[Lever]) -> Numbers:
        """Average met-or-not and the margin over the common replicates at every point, float64[points, 2]."""
        from model.randomness.priors import FIXED, make_prior_row

        drawn = np.empty((len(points), len(places)))
        for column, place in enumerate(places):
            drawn[:, column] = [self.world.input_quantile(place, share) for share in points[:, column].tolist()]

        def one(number: int) -> tuple[float, float]:
            if self.cancel is not None and self.cancel():
                raise StoppedError
            priors = self.world.priors.copy()
            for column, place in enumerate(places):
                value = drawn[number, column]
                priors[place] = make_prior_row(FIXED, value, 0.0, 0.0, value, value)
            shares = points[number, len(places) :].tolist()
            values = [
                lever.lowest + share * (lever.highest - lever.lowest)
                for lever, share in zip(levers, shares, strict=True)
            ]
            worst = self._worst(
                self._with_levers(replace(self.world, priors=priors), levers, values), self.request.common, 1
            )
            return float(np.mean(worst >= 0)), float(np.mean(worst))

        found = np.empty((len(points), 2))
        with ThreadPoolExecutor(max_workers=self.threads) as pool:
            for number, pair in enumerate(pool.map(one, range(len(points)))):
                found[number] = pair
                self.tell(number + 1, len(points))
        return found


__all__ = ["Index", "SensitivityAnswer", "SensitivityRequest", "label", "sensitivity"]
