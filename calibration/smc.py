"""ABC-SMC with a stated kernel: population Monte Carlo whose proposals are learned from emulators.

Each generation draws points from prior x emulated kernel (a Markov chain that costs no simulation), simulates them all, and
weights each by kernel / emulated kernel: the kernel is that of the summaries' own spreads (Wilkinson 2013), so weights are exact
whatever the emulator's faults, and no simulation is thrown away (Cappe et al. 2004). The kernel's temperature falls towards 1
as draws come near. In some 40 dimensions a perturbation kernel around particles gives weights that few
particles survive; what the
emulator leaves unexplained is chance alone. All numbers that decide are functions of seed, generation and place: a run that was
interrupted ends with the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.history import Emulator
from calibration.space import normal_numbers

Floats = NDArray[np.float64]

NEAREST: Final = 60
STEP: Final = 0.25
MOVES: Final = 200


@dataclass(frozen=True)
class NormalPrior:
    """The prior of points: normal with a mean float64[inputs] and a Cholesky factor of its covariance."""

    mean: Floats
    factor: Floats

    @classmethod
    def standard(cls, inputs: int) -> NormalPrior:
        """Every input from its own prior, independently."""
        return cls(np.zeros(inputs), np.eye(inputs))

    def at(self, z: Floats) -> Floats:
        """Points of this prior from standard normal numbers float64[points, inputs]."""
        found: Floats = self.mean + z @ self.factor.T
        return found


def emulated_log(emulators: Sequence[Emulator], points: Floats, temperature: float) -> Floats:
    """Log of the emulated kernel at points, float64[points]."""
    found = np.zeros(len(points))
    for each in emulators:
        found -= 0.5 * each.implausibility(points) ** 2 / temperature
    return found


def emulated(
    emulators: Sequence[Emulator],
    prior: NormalPrior,
    start: Floats,
    count: int,
    temperature: float,
    seed: int,
    what: str,
) -> tuple[Floats, Floats]:
    """Draw points from prior x emulated kernel by Crank-Nicolson moves from some starts; give them and the kernel's log.

    `start` float64[n, inputs] are standard normal numbers (before the prior's mean and covariance).
    """
    z = start[np.arange(count) % len(start)].copy()
    points = prior.at(z)
    now = emulated_log(emulators, points, temperature)
    for move in range(MOVES):
        step = STEP if move % 2 else STEP / 3.0
        proposed = np.sqrt(1.0 - step**2) * z + step * normal_numbers(seed, f"{what}:{move}", z.shape)
        there = prior.at(proposed)
        then = emulated_log(emulators, there, temperature)
        chance = np.random.Generator(np.random.Philox(_number(seed, f"{what}:{move}:u"))).random(count)
        taken = np.log(chance) < then - now
        z[taken], points[taken], now[taken] = proposed[taken], there[taken], then[taken]
    return points, now


def _number(seed: int, what: str) -> int:
    import hashlib

    return int.from_bytes(hashlib.sha256(f"{seed}:{what}".encode()).digest()[:16], "big")


@dataclass(frozen=True)
class Population:
    """Particles of a generation: points, squared distances, weights that sum to 1, and the temperature they are weighted at."""

    points: Floats
    distances: Floats
    weights: Floats
    temperature: float

    @property
    def effective(self) -> float:
        """Effective number of particles."""
        return float(1.0 / (self.weights**2).sum())


def reached_temperature(distances: Floats, summaries: int) -> float:
    """The temperature at which the nearest draws so far are typical: their squared distance a summary, not below 1."""
    nearest = np.sort(distances)[: max(NEAREST, len(distances) // 50)]
    return max(1.0, float(np.median(nearest)) / summaries)


def weighted(points: Floats, distances: Floats, log: Floats, temperature: float) -> Population:
    """Weight particles by kernel over emulated kernel (whose log is given), both at a temperature; weights are truncated.

    Truncation at the mean times the square root of their number (Ionides 2008) keeps one lucky draw from being the posterior.
    """
    logs = -0.5 * distances / temperature - log
    weights: Floats = np.exp(logs - logs.max())
    weights = np.minimum(weights, weights.mean() * np.sqrt(len(weights)))
    return Population(points, distances, weights / weights.sum(), temperature)


def systematic(weights: Floats, count: int, start: float = 0.5) -> NDArray[np.int64]:
    """Places of particles drawn in proportion to their weights, by systematic resampling: int64[count]."""
    edges = np.cumsum(weights)
    edges[-1] = 1.0
    return np.searchsorted(edges, (np.arange(count) + start) / count).astype(np.int64)
