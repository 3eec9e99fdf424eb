"""The fit of one region: a plain bank, screening, then generations whose proposals are learned from all draws so far."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Draws, fill
from calibration.history import CUT_OFF, Emulator, fitted, implausibility
from calibration.regions import FIGURE, RegionSimulator, Setting
from calibration.smc import NormalPrior, Population, emulated, reached_temperature, systematic, weighted
from calibration.space import Space
from calibration.summaries import Summary, distances
from model.reference.anchor import PROPOSALS

Floats = NDArray[np.float64]
Tell = Callable[[str], None]

SCREENED: Final = 4.0
"""Standard errors by which the rank correlation of an input with a summary must exceed 0 for the input to be fitted."""
MOST_INPUTS: Final = 44
MOST_OFF: Final = 8.0
RIDGE: Final = 3.0
LEAST_EFFECTIVE: Final = 60.0
HOTTEST: Final = 1000.0
LARGEST_SCORE: Final = 3.0
ALWAYS: Final = ("srdi_province_batch", "province_little_giant_share", "national_little_giant_batch")
"""Batches of a province from its first year on: what later counts hang on."""


@dataclass(frozen=True)
class Generation:
    """How a generation went: draws, temperature of its kernel, effective particles, median distance, share not ruled out."""

    number: int
    draws: int
    temperature: float
    effective: float
    median_distance: float
    implausible_prior: float
    """Share of the prior's draws that the generation's emulators rule out."""


@dataclass(frozen=True)
class Fit:
    """What was learned of a region: particles on the normal scale and in their units, what each showed, and how it went."""

    setting: Setting
    names: tuple[str, ...]
    summaries: tuple[Summary, ...]
    prior: NormalPrior
    population: Population
    values: Floats
    draws: Draws
    generations: tuple[Generation, ...]
    plain: Draws
    """Draws of the prior, for comparison."""

    @property
    def weights(self) -> Floats:
        """Weights of the particles, summing to 1."""
        return self.population.weights

    def moved(self) -> dict[str, tuple[float, float]]:
        """By how many prior deviations each input's mean moved, and the ratio of its posterior to its prior deviation."""
        found = {}
        for place, name in enumerate(self.names):
            column = self.population.points[:, place]
            mean = float(self.weights @ column)
            found[name] = (mean, float(np.sqrt(self.weights @ (column - mean) ** 2)))
        return found


@dataclass(frozen=True)
class Plan:
    """How much is drawn: the plain bank, the generations and the draws of each, the particles."""

    plain: int
    generations: int
    draws: int
    particles: int
    scouts: int = 0
    """Draws after each generation at points that regression expects on target: they teach emulators and have no weight."""


def screened(draws: Draws, summaries: Sequence[Summary], setting: Setting) -> tuple[str, ...]:
    """Name the inputs that are fitted: the free levels, the assumed figures, and what moves a summary beyond chance."""
    from scipy.stats import rankdata

    spread = draws.inputs.std(axis=0)
    moving = np.flatnonzero(spread > 0.0)
    ranks = np.column_stack([_standardised(rankdata(draws.inputs[:, place])) for place in moving])
    strength = np.zeros(len(moving))
    for each in summaries:
        value = _standardised(rankdata(np.nan_to_num(each.of(draws), nan=-np.inf)))
        strength = np.maximum(strength, np.abs(ranks.T @ value) / len(draws))
    by_name = {draws.input_names[place]: float(force) for place, force in zip(moving, strength, strict=True)}
    own = {name for name in by_name if name.startswith(FIGURE)} | set(PROPOSALS)
    if setting.region != "nation":
        own |= set(ALWAYS)
    limit = SCREENED / np.sqrt(len(draws))
    others = sorted(
        (name for name in by_name if name not in own and by_name[name] > limit), key=lambda name: -by_name[name]
    )
    chosen = own | set(others[: max(0, MOST_INPUTS - len(own))])
    return tuple(name for name in draws.input_names if name in chosen)


def _standardised(values: Floats) -> Floats:
    deviation = values.std()
    found: Floats = (values - values.mean()) / (deviation if deviation > 0.0 else 1.0)
    return found


def plain_bank(folder: Path, setting: Setting, draws: int, tell: Tell) -> Draws:
    """The draws of the prior that everything starts from."""
    simulator = RegionSimulator(setting)
    return fill(
        folder / f"{setting.region}-plain",
        setting.question(),
        draws,
        simulator.simulate,
        lambda done, total: tell(f"{setting.region}: {done}/{total}") if done % 250 == 0 else None,
    )


def fit(
    folder: Path,
    setting: Setting,
    summaries: Sequence[Summary],
    known: int,
    plan: Plan,
    prior_of: Callable[[Sequence[str]], NormalPrior],
    seed: int,
    tell: Tell,
    more: Sequence[Draws] = (),
) -> Fit:
    """Fit a region to what was known by a year. `more` are further draws that teach emulators."""
    plain = plain_bank(folder, setting, plan.plain, tell)
    names = screened(plain, summaries, setting)
    space = Space(setting, names)
    simulator = RegionSimulator(setting, names)
    prior = prior_of(names)
    first = space.drawn(len(plain))
    learned: list[tuple[Floats, Draws]] = [(first, plain)]
    learned += [(space.scores(np.column_stack([each.input(name) for name in names])), each) for each in more]
    generations: list[Generation] = []
    drawn: list[tuple[Floats, Draws, Floats]] = []
    for number in range(1, plan.generations + 1):
        points_known = np.vstack([points for points, _ in learned])
        shown = learned[0][1]
        for _, each in learned[1:]:
            shown = shown.joined(each)
        # Of all draws: emulators that forget where earlier proposals went wrong propose to go there again.
        emulators = [fitted(each, points_known, shown) for each in summaries]
        nearest = np.argsort(distances(summaries, shown), kind="stable")[: plan.draws]
        start = np.asarray(np.linalg.solve(prior.factor, (points_known[nearest] - prior.mean).T).T, dtype=np.float64)
        what = f"{setting.region}:{known}:{number}"
        temperature = reached_temperature(distances(summaries, shown), len(summaries))
        points, log = emulated(emulators, prior, start, plan.draws, temperature, seed, what)
        values = space.values(points)
        draws = _simulated(folder / what.replace(":", "-"), setting, simulator, points, values, tell)
        population = weighted(points, distances(summaries, draws), log, temperature)
        drawn.append((points, draws, log))
        ruled_out = float(np.mean(implausibility(emulators, first) > CUT_OFF))
        generations.append(
            Generation(
                number,
                len(points),
                population.temperature,
                population.effective,
                float(np.median(population.distances)),
                ruled_out,
            )
        )
        tell(
            f"{what}: temperature {population.temperature:.2f}, effective {population.effective:.0f} of {len(points)},"
            f" median distance {np.median(population.distances):.0f}, {ruled_out:.0%} of the prior ruled out"
        )
        learned.append((points, draws))
        if plan.scouts:
            population, off = _pooled(drawn, summaries)
            ahead, _ = adjusted(population, off, plan.scouts)
            seen = _simulated(
                folder / f"{what.replace(':', '-')}-scouts", setting, simulator, ahead, space.values(ahead), tell
            )
            learned.append((ahead, seen))
            tell(f"{what}: scouts' median distance {np.median(distances(summaries, seen)):.0f}")
    population, off = _pooled(drawn, summaries)
    tell(f"{setting.region}:{known}: temperature {population.temperature:.2f}, effective {population.effective:.0f}")
    points, weights = adjusted(population, off, plan.particles)
    values = space.values(points)
    # The adjusted particles are simulated as well: what they show is the check of the adjustment, and predicts.
    draws = _simulated(folder / f"{setting.region}-{known}-final", setting, simulator, points, values, tell)
    final = Population(points, distances(summaries, draws), weights, population.temperature)
    return Fit(setting, names, tuple(summaries), prior, final, values, draws, tuple(generations), plain)


def _pooled(drawn: Sequence[tuple[Floats, Draws, Floats]], summaries: Sequence[Summary]) -> tuple[Population, Floats]:
    """All generations' draws as one population, and how far each lies off: at the lowest temperature with enough particles."""
    points = np.vstack([each for each, _, _ in drawn])
    off = np.vstack([offs(summaries, each) for _, each, _ in drawn])
    squared = np.concatenate([distances(summaries, each) for _, each, _ in drawn])
    log = np.concatenate([each for _, _, each in drawn])
    temperature = 1.0
    population = weighted(points, squared, log, temperature)
    while population.effective < LEAST_EFFECTIVE and temperature < HOTTEST:
        temperature *= 1.1
        population = weighted(points, squared, log, temperature)
    return population, off


def offs(summaries: Sequence[Summary], draws: Draws) -> Floats:
    """How many spreads each draw lies off each target, float64[draws, summaries], within +-MOST_OFF."""
    return np.clip(np.column_stack([each.off(draws) for each in summaries]), -MOST_OFF, MOST_OFF)


def adjusted(population: Population, off: Floats, particles: int) -> tuple[Floats, Floats]:
    """Regression adjustment (Beaumont, Zhang & Balding 2002): what a particle would be, had it met its targets.

    Points are regressed on how far each draw lies off its targets, by weighted ridge regression; each particle is moved by what
    its own distance explains. Gives points float64[particles, inputs] of equal weights, by systematic resampling.
    """
    # The slopes are learned from a wider neighbourhood than the particles: half of all draws.
    weights = (population.distances <= np.median(population.distances)).astype(float)
    weights /= weights.sum()
    centred = off - weights @ off
    gram = (centred.T * weights) @ centred + (RIDGE * len(weights[weights > 0]) ** -0.5) * np.eye(off.shape[1])
    slopes = np.linalg.solve(gram, (centred.T * weights) @ (population.points - weights @ population.points))
    moved = np.clip(population.points - off @ slopes, -LARGEST_SCORE, LARGEST_SCORE)
    chosen = systematic(population.weights, particles)
    return moved[chosen], np.full(particles, 1.0 / particles)


def _simulated(
    folder: Path, setting: Setting, simulator: RegionSimulator, points: Floats, values: Floats, tell: Tell
) -> Draws:
    """What the model shows at points; draw k has the chances of draw k of the plain bank (common random numbers)."""
    question = setting.question(
        points=hashlib.sha256(np.ascontiguousarray(points).tobytes()).hexdigest(), names=list(simulator.parameters)
    )
    last = len(points) - 1
    return fill(folder, question, len(points), lambda draw: simulator.at(draw, values[min(draw, last)]), None)


__all__ = ["Emulator", "Fit", "Generation", "Plan", "fit", "plain_bank", "screened"]
