"""History matching: what is ruled out before it is simulated (Craig et al. 1997; Vernon, Goldstein & Bower 2010).

Emulators (ridge regressions with squares and products of the strongest inputs) are fitted to the draws of a wave. A point is
implausible where the emulator's expectation of a summary lies more than three standard deviations off its target: of the emulator
and chance, of the report, and of what the model may miss by. The next wave is drawn from the prior within what is left, by subset
simulation (Au & Beck 2001) with preconditioned Crank-Nicolson moves, which leave the prior as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Draws
from calibration.space import normal_numbers
from calibration.summaries import Summary

Floats = NDArray[np.float64]

CUT_OFF: Final = 3.0
RIDGE: Final = 3.0
PAIRED: Final = 20
"""Strongest inputs of a summary whose products stand in its emulator."""
FOLDS: Final = 5
STEP: Final = 0.3
MOVES: Final = 12
KEPT: Final = 0.25
LEVELS: Final = 25


@dataclass(frozen=True)
class Emulator:
    """What a summary is expected to be at a point z: centre + features(z) @ coefficients, give or take `spread`."""

    summary: Summary
    pairs: tuple[tuple[int, int], ...]
    centre: float
    coefficients: Floats
    spread: float
    explained: float
    low: float
    high: float

    def expected(self, z: Floats) -> Floats:
        """Expectation of the summary at points float64[points, inputs]; never far beyond what was ever seen."""
        return np.clip(self.centre + _features(z, self.pairs) @ self.coefficients, self.low, self.high)

    def implausibility(self, z: Floats) -> Floats:
        """How many standard deviations the expectation lies off the target, float64[points]."""
        value = self.expected(z)
        outside = np.maximum(np.maximum(self.summary.low - value, value - self.summary.high), 0.0)
        found: Floats = outside / np.hypot(self.spread, self.summary.spread)
        return found


def _features(z: Floats, pairs: Sequence[tuple[int, int]]) -> Floats:
    products = [z[:, a] * z[:, b] for a, b in pairs]
    return np.column_stack([z, *products]) if products else z


def fitted(summary: Summary, z: Floats, draws: Draws) -> Emulator:
    """Fit the emulator of a summary to draws at points z float64[draws, inputs]; its spread is that of left-out draws."""
    value = summary.of(draws)
    usable = np.isfinite(value)
    z, value = z[usable], value[usable]
    low, high = np.quantile(value, [0.005, 0.995])
    value = np.clip(value, low, high)
    centre = float(value.mean())
    moved = np.abs(z.T @ (value - centre))
    strongest = np.argsort(-moved, kind="stable")[:PAIRED].tolist()
    pairs = tuple((a, b) for place, a in enumerate(strongest) for b in strongest[place:])
    whole = _features(z, pairs)
    left = np.empty(len(z))
    for fold in range(FOLDS):
        out = np.arange(len(z)) % FOLDS == fold
        left[out] = value[out] - (centre + whole[out] @ _ridge(whole[~out], value[~out] - centre))
    spread = float(np.sqrt(np.mean(left**2)))
    explained = 1.0 - spread**2 / max(float(value.var()), 1e-300)
    room = 0.5 * (high - low)
    return Emulator(
        summary, pairs, centre, _ridge(whole, value - centre), spread, explained, float(low - room), float(high + room)
    )


def _ridge(design: Floats, wanted: Floats) -> Floats:
    gram = design.T @ design + RIDGE * np.eye(design.shape[1])
    found: Floats = np.asarray(np.linalg.solve(gram, design.T @ wanted), dtype=np.float64)
    return found


def implausibility(emulators: Sequence[Emulator], z: Floats) -> Floats:
    """The largest implausibility of each point over all summaries, float64[points]."""
    found: Floats = np.max([each.implausibility(z) for each in emulators], axis=0)
    return found


@dataclass(frozen=True)
class Restricted:
    """Points of the prior that are not ruled out, the cut-off that was reached, and the prior share that is left."""

    points: Floats
    cut_off: float
    share: float


def restricted_prior(
    emulators: Sequence[Emulator], inputs: int, points: int, seed: int, what: str, cut_off: float = CUT_OFF
) -> Restricted:
    """Draw points of the standard normal prior whose implausibility is below the cut-off, as near to it as can be reached."""
    z = normal_numbers(seed, f"{what}:0", (4 * points, inputs))
    off = implausibility(emulators, z)
    share, level = 1.0, np.inf
    for number in range(1, LEVELS + 1):
        reached = max(float(np.quantile(off, KEPT)), cut_off)
        kept = np.flatnonzero(off <= reached)
        share *= len(kept) / len(off)
        stuck = reached >= level * 0.999 and reached > cut_off
        level = reached
        z, off = _refill(emulators, z[kept], level, len(z), seed, f"{what}:{number}")
        if level <= cut_off or stuck:
            break
    return Restricted(z[:: max(len(z) // points, 1)][:points], level, share)


def _refill(
    emulators: Sequence[Emulator], z: Floats, level: float, points: int, seed: int, what: str
) -> tuple[Floats, Floats]:
    """As many points as asked for from fewer, moved within what is below a level."""
    z = z[np.arange(points) % len(z)].copy()
    off = implausibility(emulators, z)
    for move in range(MOVES):
        proposed = np.sqrt(1.0 - STEP**2) * z + STEP * normal_numbers(seed, f"{what}:{move}", z.shape)
        there = implausibility(emulators, proposed)
        taken = there <= level
        z[taken], off[taken] = proposed[taken], there[taken]
    return z, off
