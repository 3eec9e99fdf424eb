"""What a plain ensemble already says of each input: the expected answer as a smooth function of the input's rank.

Inputs are drawn independently, so E[Y | X] is a function of X alone and can be fitted one input at a time, at no further cost:
orthonormal (shifted Legendre) polynomials in the rank of X. A coefficient's square is too large by its own variance, which is
taken off. (Given-data estimation: Plischke, Borgonovo, Smith 2013, European Journal of Operational Research 226:536-550.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
DEGREE = 3
ROUNDING = 1e-13
"""Spread of an outcome, as a share of its largest value, that only rounding makes."""


def polynomials(shares: Numbers) -> Numbers:
    """Give the orthonormal shifted Legendre polynomials 1..3 at shares in (0, 1); float64[3, ...shares]."""
    x = 2 * shares - 1
    return np.stack(
        [np.sqrt(3) * x, np.sqrt(5) * (3 * x**2 - 1) / 2, np.sqrt(7) * (5 * x**3 - 3 * x) / 2],
    )


def ranks(inputs: Numbers) -> Numbers:
    """Give each input's rank as a share in (0, 1), float64[n, inputs]; ties get their mean rank."""
    found = np.empty(inputs.shape)
    for column in range(inputs.shape[1]):
        _, place, counts = np.unique(inputs[:, column], return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        found[:, column] = ((last - counts + last) / 2 / len(inputs))[place]
    return found


@dataclass(frozen=True)
class Fit:
    """E[Y | X] by input: `coefficients` float64[3, inputs] of the polynomials, shrunken by `kept` float64[inputs] for noise.

    `explained` is the variance of E[Y | X] without the bias, float64[inputs]; `variance` that of Y.
    """

    mean: float
    variance: float
    coefficients: Numbers
    explained: Numbers
    kept: Numbers

    @property
    def shares(self) -> Numbers:
        """Share of the variance of Y that knowing the input would take away in expectation, float64[inputs]."""
        return (
            np.clip(self.explained, 0.0, None) / self.variance if self.variance > 0 else np.zeros_like(self.explained)
        )

    def curve(self, place: int, shares: Numbers) -> Numbers:
        """Give E[Y | X] of an input at some of its quantiles."""
        found: Numbers = self.mean + self.kept[place] * (self.coefficients[:, place] @ polynomials(shares))
        return found

    def curves(self, shares: Numbers) -> Numbers:
        """Give E[Y | X] of every input at some of its quantiles, float64[inputs, ...shares]."""
        bent = np.einsum("ki,k...->i...", self.coefficients, polynomials(shares))
        return np.asarray(self.mean + self.kept.reshape(-1, *[1] * shares.ndim) * bent)


def fit(outcome: Numbers, shares: Numbers, weights: Numbers | None = None) -> Fit:
    """Fit an outcome float64[n] to inputs given as ranks float64[n, inputs]; `weights` float64[n] count replicates."""
    return refits(outcome, shares, np.ones((1, len(outcome))) if weights is None else weights[None])[0]


def refits(outcome: Numbers, shares: Numbers, weights: Numbers) -> list[Fit]:
    """Fit an outcome for each of some weightings, float64[weightings, n], each of which counts n replicates.

    An outcome that is the same in every replicate, but for rounding, has no variance, and nothing explains any of it.
    """
    count = len(outcome)
    if np.ptp(outcome) <= ROUNDING * np.abs(outcome).max():
        nothing = np.zeros(shares.shape[1])
        flat = Fit(float(outcome[0]), 0.0, np.zeros((3, shares.shape[1])), nothing, nothing)
        return [flat] * len(weights)
    basis = polynomials(shares).reshape(3, count, -1)
    means = weights @ outcome / count
    still = np.ptp(shares, axis=0) == 0

    def summed(terms: Numbers) -> Numbers:
        return np.asarray(np.einsum("wn,kni->wki", weights, terms) / count)

    plain, with_y = summed(basis), summed(basis * outcome[:, None])
    squared = basis**2
    squares, squares_y = summed(squared), summed(squared * outcome[:, None])
    squares_yy = summed(squared * (outcome**2)[:, None])
    found = []
    for number, mean in enumerate(means.tolist()):
        variance = float(weights[number] @ (outcome - mean) ** 2 / count)
        coefficients = with_y[number] - mean * plain[number]
        second = squares_yy[number] - 2.0 * mean * squares_y[number] + mean**2 * squares[number]
        own = np.maximum(second - coefficients**2, 0.0) / max(count - 1, 1)
        raw = (coefficients**2).sum(axis=0)
        explained = np.where(still, 0.0, raw - own.sum(axis=0))
        kept = np.clip(np.divide(explained, raw, out=np.zeros_like(raw), where=raw > 0), 0.0, 1.0)
        found.append(Fit(mean, variance, coefficients, explained, kept))
    return found


def share_together(outcome: Numbers, shares: Numbers) -> float:
    """Give the share of an outcome's variance, float64[n], that some inputs (ranks float64[n, inputs]) explain together.

    Inputs may depend on each other: the adjusted R2 of a least-squares fit on the first two polynomials of each, never below 0.
    Nothing is said (0) of too few replicates for so many inputs.
    """
    basis = polynomials(shares)[:2].transpose(1, 0, 2).reshape(len(outcome), -1)
    basis = basis[:, np.ptp(basis, axis=0) > 0]
    free = len(outcome) - basis.shape[1] - 1
    whole = float(((outcome - outcome.mean()) ** 2).sum())
    if basis.shape[1] == 0 or free < len(outcome) // 4 or whole <= 0:
        return 0.0
    design = np.column_stack([np.ones(len(outcome)), basis])
    found, *_ = np.linalg.lstsq(design, outcome, rcond=None)
    left = float(((outcome - design @ found) ** 2).sum())
    return max(0.0, 1.0 - (left / free) / (whole / (len(outcome) - 1)))
