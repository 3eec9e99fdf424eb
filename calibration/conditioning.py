"""What a bank of simulated draws says once some figures have been reported: weights, adjustment, contradiction.

Each draw of the bank makes up its own reports by the observation model. Where enough draws are likely under the reports that were
really made, they are weighted by that likelihood (importance sampling). Where too few are, draws whose reports come near are kept
and moved along fitted lines to the reports that were made: semi-automatic approximate Bayesian computation (Fearnhead & Prangle
2012, JRSS B 74:419) with regression adjustment (Beaumont, Zhang & Balding 2002, Genetics 162:2025), all in normal scores. How far
that can be trusted is measured on synthetic worlds (docs/synthetic-worlds.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from calibration.observation import (
    ObservedPoint,
    Simulated,
    log_likelihood,
    reported_draws,
)
from calibration.scores import Scores

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]

FEWEST_EFFECTIVE: Final = 400.0
"""Effective draws below which weights alone are not trusted."""
NEAREST: Final = 0.1
"""Share of the bank that is kept where draws are moved."""
MOST_SUMMARIES: Final = 14
LEAST_SUMMARY: Final = 0.08
"""Summaries whose spread, in units of what they are fitted to, is smaller tell nothing."""
RIDGE: Final = 1e-6
FITS_WITHIN: Final = 3.0
"""Standard deviations by which a report may differ from what the others lead one to expect before it is drawn towards them."""
CLEANINGS: Final = 3
CLEAR: Final = 3.0
"""Standard errors that a slope must exceed to be used."""
LEAST_VARIANCE: Final = 1e-3
UNLIKELY: Final = 0.01
"""Share of the model's own made-up reports that look as odd as those at hand, below which data and model are said to disagree."""


@dataclass(frozen=True)
class Conditioned:
    """Draws kept, with weights that sum to 1, and the quantities under them: `values` float64[kept, quantities].

    `effective` is the effective number of draws under the likelihood alone; `method` says whether that was used ("weights") or
    draws were moved ("adjusted").
    """

    rows: Rows
    weights: Numbers
    values: Numbers
    effective: float
    method: Literal["weights", "adjusted"]

    def resampled(self, count: int) -> Numbers:
        """Draw `count` equally likely rows of quantities, by systematic resampling."""
        edges = np.cumsum(self.weights)
        places = np.searchsorted(edges / edges[-1], (np.arange(count) + 0.5) / count)
        return np.asarray(self.values[np.minimum(places, len(self.weights) - 1)])


@dataclass(frozen=True)
class Contradiction:
    """How odd the reports look to the model, before any adjustment: shares of its own made-up reports that look as odd.

    `joint` speaks of all together; `alone` float64[points] of each by itself, `against_others` float64[points] of each given the
    others, the worse ones put right first, beside made-up reports without gross mistakes: a mistake that the model allows for is
    one all the same. Small is odd.
    """

    joint: float
    alone: Numbers
    against_others: Numbers

    @property
    def found(self) -> bool:
        """Say whether data and model disagree: all together are odd, or a quarter of the figures is beyond what draws report."""
        beyond = int((self.alone < UNLIKELY / max(len(self.alone), 1)).sum())
        return self.joint < UNLIKELY or beyond >= max(1.0, len(self.alone) / 4)

    @property
    def odd(self) -> tuple[int, ...]:
        """Name the points that do not fit the model or the others, by place; more points are given more room for chance."""
        limit = UNLIKELY / max(len(self.alone), 1)
        return tuple(np.flatnonzero(np.minimum(self.alone, self.against_others) < limit).tolist())


def effective_draws(weights: Numbers) -> float:
    """Effective number of draws of some weights (Kish): square of the sum over the sum of squares; 0 where all are 0."""
    total = float(weights.sum())
    return total * total / float((weights * weights).sum()) if total > 0.0 else 0.0


def likelihood_weights(
    points: Sequence[ObservedPoint], bank: Simulated, nuisance: Mapping[str, Numbers], before: Numbers | None = None
) -> Numbers:
    """Weigh each draw by the likelihood of the reports (times weights it had `before`), float64[draws], summing to 1."""
    logs = log_likelihood(points, bank, nuisance)
    if before is not None:
        with np.errstate(divide="ignore"):
            logs = logs + np.log(before)
    highest = logs.max()
    if not np.isfinite(highest):
        return np.zeros(len(logs))
    found: Numbers = np.exp(logs - highest)
    return np.asarray(found / found.sum())


class Fitter:
    """What is learned once from a bank and from which figures are reported, whatever their values: for one county or thousands.

    `quantities` float64[draws, quantities] is what one wants to know (inputs, later outcomes). Draws with a number that is not
    finite are left out.
    """

    def __init__(
        self,
        points: Sequence[ObservedPoint],
        bank: Simulated,
        nuisance: Mapping[str, Numbers],
        quantities: Numbers,
        *,
        seed: int = 0,
    ) -> None:
        self.points, self.bank, self.nuisance = tuple(points), bank, nuisance
        reports = reported_draws(points, bank, nuisance, seed, key="bank")
        self.rows: Rows = np.flatnonzero(np.isfinite(reports).all(axis=1) & np.isfinite(quantities).all(axis=1))
        self._reports = [Scores.of(column) for column in reports[self.rows].T]
        sound = {**nuisance, "gross_error_share": np.zeros_like(nuisance["gross_error_share"])}
        self._learn_oddness(
            self._scored(reports[self.rows]),
            self._scored(reported_draws(points, bank, sound, seed, key="sound")[self.rows]),
        )
        self._x = self._features(reports[self.rows])
        self.quantities = quantities[self.rows]
        self._scores = [Scores.of(column) for column in self.quantities.T]
        self._z = self._quantity_scores(seed)
        self._learn()

    def _features(self, reports: Numbers) -> Numbers:
        """Scores of reports, those that do not fit the others drawn towards them: the same for the bank's and for real ones."""
        found = self._scored(reports)
        for _ in range(CLEANINGS if found.shape[1] > 1 else 0):
            residuals = self._residuals(found)
            beyond = residuals - np.clip(residuals, -FITS_WITHIN, FITS_WITHIN)
            # The one that fits least is mended before the others are looked at again: it makes them look odd too.
            worst = np.abs(beyond) >= np.abs(beyond).max(axis=1, keepdims=True)
            found = found - np.where(worst, beyond, 0.0) * self._given_others_spread
        return found

    def _scored(self, reports: Numbers) -> Numbers:
        """Scores of reports; one that only says "more than" tells whether a report is above it."""
        found = np.empty(reports.shape)
        for place, (point, scores) in enumerate(zip(self.points, self._reports, strict=True)):
            column = reports[:, place]
            found[:, place] = np.where(column >= point.value, 1.0, -1.0) if point.at_least else scores.middle(column)
        return found

    def _quantity_scores(self, seed: int) -> Numbers:
        found = np.empty(self.quantities.shape)
        for place, scores in enumerate(self._scores):
            words = hashlib.sha256(f"{seed}:scores:{place}".encode()).digest()
            places = np.random.Generator(np.random.Philox(int.from_bytes(words[:8], "big"))).random(len(found))
            found[:, place] = scores.spread(self.quantities[:, place], places) if scores.varies else 0.0
        return found

    def _learn(self) -> None:
        """Fit every quantity to the reports, and keep the few directions in which the fits differ most."""
        terms = self._terms(self._x)
        normal = terms.T @ terms + RIDGE * len(terms) * np.eye(terms.shape[1])
        self._slopes = np.linalg.solve(normal, terms.T @ self._z)
        fitted = terms @ self._slopes
        centred = fitted - fitted.mean(axis=0)
        _, spread, directions = np.linalg.svd(centred.T @ centred / len(centred))
        spread = np.sqrt(spread)
        kept = max(1, min(MOST_SUMMARIES, int((spread > LEAST_SUMMARY).sum()), self._x.shape[1] or 1))
        self._directions = directions[:kept].T
        self._summaries = fitted @ self._directions
        left = (self._z - fitted) @ self._directions
        self._unit = np.maximum(left.std(axis=0), 1e-3)

    @staticmethod
    def _terms(x: Numbers) -> Numbers:
        return np.hstack([np.ones((len(x), 1)), x, x * x - 1.0])

    def condition(self, observed: Numbers, *, exact: bool = True) -> Conditioned:
        """Say what is known once `observed` float64[points] was reported; weights alone where they suffice and `exact` allows."""
        effective = float(len(self.rows))
        if not self.points:
            even = np.full(len(self.rows), 1.0 / len(self.rows))
            return Conditioned(self.rows, even, self.quantities, effective, "weights")
        if exact:
            weights = likelihood_weights(_with_values(self.points, observed), self.bank, self.nuisance)[self.rows]
            effective = effective_draws(weights)
            if effective >= FEWEST_EFFECTIVE:
                kept = np.flatnonzero(weights > 0.0)
                return Conditioned(
                    self.rows[kept], weights[kept] / weights[kept].sum(), self.quantities[kept], effective, "weights"
                )
        return self._adjusted(observed, effective if exact else float("nan"))

    def _adjusted(self, observed: Numbers, effective: float) -> Conditioned:
        """Keep the draws whose summaries come near, and move their quantities along lines fitted among them."""
        x = self._features(np.atleast_2d(observed))
        summary = (self._terms(x) @ self._slopes @ self._directions)[0]
        away = self._summaries - summary
        distance = ((away / self._unit) ** 2).sum(axis=1)
        count = max(min(len(distance) - 1, int(NEAREST * len(distance))), 1)
        near = np.sort(np.argpartition(distance, count)[:count])
        radius = float(distance[near].max()) * (1.0 + 1e-9) + 1e-12
        weights = 1.0 - distance[near] / radius
        lines = np.hstack([np.ones((count, 1)), away[near] / self._unit])
        weighted = lines * weights[:, None]
        normal = weighted.T @ lines + RIDGE * weights.sum() * np.eye(lines.shape[1])
        slopes = self._clear(normal, weighted, lines, self._z[near])
        moved = self._z[near] - lines[:, 1:] @ slopes[1:]
        # Residuals of a fit are narrower than what it will miss by: for the lines here, and for the terms fitted to all draws.
        here, whole = lines.shape[1] / effective_draws(weights), len(self._slopes) / len(self._z)
        wider = np.sqrt((1.0 + here) / max(1.0 - here, 0.1) * (1.0 + whole) / max(1.0 - whole, 0.1))
        moved = slopes[0] + wider * (moved - slopes[0])
        values = np.empty_like(moved)
        for place, scores in enumerate(self._scores):
            values[:, place] = scores.values(moved[:, place]) if scores.varies else self.quantities[near, place]
        return Conditioned(self.rows[near], weights / weights.sum(), values, effective, "adjusted")

    @staticmethod
    def _clear(normal: Numbers, weighted: Numbers, lines: Numbers, z: Numbers) -> Numbers:
        """Weighted lines through the nearby draws, float64[lines, quantities]; a slope that may be chance is none.

        Hundreds of quantities have nothing to do with what was reported: slopes fitted to their chance would move them all.
        """
        inverse = np.linalg.inv(normal)
        slopes = inverse @ (weighted.T @ z)
        shares = weighted[:, 0]
        left = z - lines @ slopes
        variance = (shares[:, None] * left * left).sum(axis=0) / shares.sum()
        errors = np.sqrt(np.diag(inverse @ (weighted.T @ weighted) @ inverse)[:, None] * variance)
        clear = np.abs(slopes) > CLEAR * errors
        clear[0] = True
        kept = np.where(clear, slopes, 0.0)
        # What the lines left out did to the level is put back: the mean of the nearby draws stays what it is.
        kept[0] = (shares @ (z - lines[:, 1:] @ kept[1:])) / shares.sum()
        return np.asarray(kept)

    def _learn_oddness(self, x: Numbers, sound: Numbers) -> None:
        """Learn how reports without gross mistakes hang together, and how odd the model's own reports look beside that."""
        if not x.shape[1]:
            return
        self._centre = sound.mean(axis=0)
        covariance = np.cov(sound, rowvar=False).reshape(x.shape[1], x.shape[1]) + LEAST_VARIANCE * np.eye(x.shape[1])
        self._precision = np.linalg.inv(covariance)
        self._given_others_spread = 1.0 / np.sqrt(np.diag(self._precision))
        self._whole = np.sort(self._distance(x))
        self._given_others = np.sort(np.abs(self._residuals(sound)), axis=0)

    def _distance(self, x: Numbers) -> Numbers:
        away = x - self._centre
        return np.asarray(np.einsum("ij,jk,ik->i", away, self._precision, away, optimize=True))

    def _residuals(self, x: Numbers) -> Numbers:
        """How far each report lies from what the others lead one to expect, in units of its spread given them."""
        return np.asarray((x - self._centre) @ self._precision * self._given_others_spread)

    def contradiction(self, observed: Numbers) -> Contradiction:
        """Hold reports against the model's own made-up ones."""
        if not self.points:
            return Contradiction(1.0, np.ones(0), np.ones(0))
        x = self._scored(np.atleast_2d(observed))
        draws = len(self._whole)
        joint = 1.0 - np.searchsorted(self._whole, self._distance(x)[0], side="left") / draws
        others = self._against_others(x)
        alone = np.empty(len(self.points))
        for place, (point, scores) in enumerate(zip(self.points, self._reports, strict=True)):
            low = np.searchsorted(scores.ordered, observed[place], side="right") / draws
            high = 1.0 - np.searchsorted(scores.ordered, observed[place], side="left") / draws
            alone[place] = high if point.at_least else min(2.0 * min(low, high), 1.0)
        return Contradiction(float(joint), alone, others)

    def _against_others(self, x: Numbers) -> Numbers:
        """Share of sound reports that look as odd given the others, by point; the oddest is put right before the rest is asked.

        One mistake makes its neighbours look odd too, and of what hangs together only the oddest is to be named.
        """
        draws, count = self._given_others.shape
        limit = UNLIKELY / count
        found = np.ones(count)
        named: list[int] = []
        x = x.copy()
        while True:
            residuals = self._residuals(x)[0]
            sizes = np.abs(residuals)
            shares = np.array(
                [1.0 - np.searchsorted(self._given_others[:, k], sizes[k], side="left") / draws for k in range(count)]
            )
            shares[named] = 1.0
            if shares.min() >= limit:
                break
            worst = int(np.argmax(np.where(shares < limit, sizes, 0.0)))
            found[worst] = shares[worst]
            named.append(worst)
            x[0, worst] -= residuals[worst] * self._given_others_spread[worst]
        found = np.minimum(found, shares)
        return np.asarray(found)


def _with_values(points: Sequence[ObservedPoint], observed: Numbers) -> list[ObservedPoint]:
    from dataclasses import replace

    return [replace(point, value=float(value)) for point, value in zip(points, observed, strict=True)]
