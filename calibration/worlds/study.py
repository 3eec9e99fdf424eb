"""The study: counties whose truth is drawn, whose reports are made up, that are conditioned on these and only then judged."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.conditioning import Conditioned, Fitter
from calibration.observation import ObservedPoint, reported_draws
from calibration.worlds import scoring
from calibration.worlds.designs import YEARS_REPORTED
from calibration.worlds.truths import COUNTED, Truths
from scenarios.verdicts.course import Question, compare

Numbers = NDArray[np.float64]

GOALS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Quantiles of the bank at which further goals are set, so that probabilities of every size are stated."""
SHOWN_AFTER = (1, 3, 5)
"""Years after the last report at which counts are looked at, beside the last year simulated."""
EXACT_TRIED = 40
"""Worlds for which the effective number of draws under the likelihood alone is worked out."""


@dataclass(frozen=True)
class Judged:
    """What a set of worlds showed; arrays are float64[worlds, quantities] unless named otherwise."""

    stated: Numbers
    came: Numbers
    goal_stated: Numbers
    goal_came: Numbers
    places: Numbers
    raw: Numbers
    medians: Numbers
    errors: Numbers
    prior_errors: Numbers
    input_places: Numbers
    oddness: Numbers
    odd_points: Numbers
    effective: Numbers


class Study:
    """One bank, one set of figures, and the worlds that are held against it."""

    def __init__(
        self,
        bank: Truths,
        points: Sequence[ObservedPoint],
        questions: Sequence[Question],
        seed: int,
        *,
        inputs: bool = True,
    ) -> None:
        self.bank, self.questions, self.seed = bank, tuple(questions), seed
        years = bank.years
        self.years = sorted(
            {years[min(YEARS_REPORTED - 1 + after, len(years) - 1)] for after in SHOWN_AFTER} | {years[-1]}
        )
        self.columns = np.flatnonzero(np.ptp(bank.inputs, axis=0) > 0.0) if inputs else np.zeros(0, dtype=np.int64)
        self.fitter = Fitter(points, _Observed(bank), bank.nuisance, self._quantities(bank), seed=seed)
        known = self.fitter.quantities[:, : self.outcomes]
        self.goals = np.quantile(known, GOALS, axis=0)
        # The spread of the bank itself, for what is learned: every twentieth draw is enough to compare with.
        self._prior = known[::20]

    @property
    def outcomes(self) -> int:
        """Number of quantities that are outcomes; the inputs follow them."""
        return len(self.questions) + len(self.years) * len(COUNTED)

    @property
    def points(self) -> tuple[ObservedPoint, ...]:
        """The figures that are reported."""
        return self.fitter.points

    def _quantities(self, truths: Truths) -> Numbers:
        return np.hstack([truths.judged, truths.counts(self.years), truths.inputs[:, self.columns]])

    def judge(
        self,
        worlds: Truths,
        *,
        distort: Callable[[tuple[ObservedPoint, ...], Numbers], Numbers] | None = None,
        threads: int | None = None,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Judged:
        """Make up each world's reports, condition the bank on them, and judge what is then stated by what came."""
        reports = reported_draws(self.points, _Observed(worlds), worlds.nuisance, self.seed, key="world")
        if distort is not None:
            reports = distort(self.points, reports)
        truth = self._quantities(worlds)
        usable = np.flatnonzero(np.isfinite(reports).all(axis=1) & np.isfinite(truth).all(axis=1))
        chances = np.random.default_rng(self.seed).random(truth.shape)
        done = 0

        def one(world: int) -> dict[str, Any] | None:
            nonlocal done
            if cancelled is not None and cancelled():
                return None
            tried = int(np.searchsorted(usable, world)) < EXACT_TRIED
            known = self.fitter.condition(reports[world], exact=False)
            found = self._one(known, truth[world], chances[world])
            odd = self.fitter.contradiction(reports[world])
            found["oddness"] = float(odd.found)
            found["odd_points"] = float(len(odd.odd))
            found["effective"] = self.fitter.condition(reports[world]).effective if tried else np.nan
            done += 1
            if progress is not None:
                progress(done, len(usable))
            return found

        with ThreadPoolExecutor(max_workers=threads or os.cpu_count() or 1) as pool:
            each = list(pool.map(one, usable.tolist()))
        kept = [found for found in each if found is not None]

        def stacked(name: str) -> Numbers:
            return np.array([found[name] for found in kept])

        return Judged(
            stacked("stated"),
            stacked("came"),
            stacked("goal_stated"),
            stacked("goal_came"),
            stacked("places"),
            stacked("raw"),
            stacked("medians"),
            stacked("errors"),
            stacked("prior_errors"),
            stacked("input_places"),
            stacked("oddness"),
            stacked("odd_points"),
            stacked("effective"),
        )

    def _one(self, known: Conditioned, truth: Numbers, chance: Numbers) -> dict[str, Any]:
        weights, values, outcomes = known.weights, known.values, self.outcomes
        below = weights @ (values < truth)
        up_to = below + weights @ (values == truth)
        places = below + (up_to - below) * chance
        lows = np.array([(1.0 - band) / 2.0 for band in scoring.BANDS])
        raw = (up_to[:outcomes, None] >= lows) & (below[:outcomes, None] < 1.0 - lows)
        own = [
            (compare(values[:, place], question.comparison, question.goal), truth[place], question)
            for place, question in enumerate(self.questions)
        ]
        stated = np.array([weights @ met for met, _, _ in own])
        came = np.array(
            [compare(np.array([true]), each.comparison, each.goal)[0] for _, true, each in own], dtype=float
        )
        some, true = values[:, :outcomes], truth[:outcomes]
        goal_stated = np.stack([weights @ (some >= goal) for goal in self.goals])
        goal_came = (true >= self.goals).astype(float)
        # A goal that nearly all of the bank meets, or nearly none, asks nothing.
        share = np.stack([(self._prior >= goal).mean(axis=0) for goal in self.goals])
        idle = (share > 0.98) | (share < 0.02)
        goal_stated[idle] = np.nan
        errors, medians = _crps(some, weights, true)
        even = np.full(len(self._prior), 1.0 / len(self._prior))
        return {
            "stated": stated,
            "came": came,
            "goal_stated": goal_stated.reshape(-1),
            "goal_came": goal_came.reshape(-1),
            "places": places[:outcomes],
            "raw": raw,
            "medians": medians,
            "errors": errors,
            "prior_errors": _crps(self._prior, even, true)[0],
            "input_places": places[outcomes:],
        }


@dataclass(frozen=True)
class _Observed:
    """Counties as the observation model reads them."""

    truths: Truths

    @property
    def years(self) -> Sequence[int]:
        return self.truths.years

    @property
    def series(self) -> Sequence[str]:
        return self.truths.series

    @property
    def values(self) -> Numbers:
        return self.truths.values


def _crps(values: Numbers, weights: Numbers, truth: Numbers) -> tuple[Numbers, Numbers]:
    """Continuous ranked probability score of each column's weighted values, and their weighted medians."""
    order = np.argsort(values, axis=0)
    ordered = np.take_along_axis(values, order, axis=0)
    shares = weights[order]
    up_to = np.cumsum(shares, axis=0)
    away = (shares * np.abs(ordered - truth)).sum(axis=0)
    # E|X - X'| of the weighted values, from their order.
    apart = 2.0 * (shares * ordered * (2.0 * up_to - shares - 1.0)).sum(axis=0)
    at = np.argmax(up_to >= 0.5, axis=0)
    return away - 0.5 * apart, np.take_along_axis(ordered, at[None], axis=0)[0]


def tables(study: Study, judged: Judged, names: Sequence[str], classes: Sequence[float]) -> Mapping[str, Any]:
    """Make every table of one set of worlds as plain data; `names` are those of all inputs, `classes` the edges of the words."""
    counted = judged.places.shape[1] - len(study.questions)
    own = slice(0, len(study.questions))
    rest = slice(len(study.questions), len(study.questions) + counted)
    by_count: dict[str, dict[str, Any]] = {}
    for place, name in enumerate(COUNTED):
        for turn, year in enumerate(study.years):
            column = len(study.questions) + turn * len(COUNTED) + place
            one = scoring.coverage(judged.places[:, column], judged.raw[:, column])
            one["skill"] = scoring.skill(judged.errors[:, column], judged.prior_errors[:, column])
            by_count.setdefault(name, {})[str(year)] = one
    by_question = {
        question.target_id: scoring.coverage(judged.places[:, column], judged.raw[:, column])
        | {"skill": scoring.skill(judged.errors[:, column], judged.prior_errors[:, column])}
        for column, question in enumerate(study.questions)
    }
    whole = len(study.questions) + counted
    effective = judged.effective[np.isfinite(judged.effective)]
    return {
        "worlds": len(judged.places),
        "points": len(study.points),
        "reliability_targets": scoring.reliability(judged.stated, judged.came, scoring.DECILES, study.seed),
        "reliability_goals": scoring.reliability(judged.goal_stated, judged.goal_came, scoring.DECILES, study.seed),
        "reliability_words": scoring.reliability(
            np.hstack([judged.stated, judged.goal_stated]),
            np.hstack([judged.came, judged.goal_came]),
            classes,
            study.seed,
        ),
        "coverage": scoring.coverage(judged.places, judged.raw),
        "coverage_targets": scoring.coverage(judged.places[:, own], judged.raw[:, own]),
        "coverage_counts": scoring.coverage(judged.places[:, rest], judged.raw[:, rest]),
        "coverage_by_count": by_count,
        "coverage_by_target": by_question,
        "coverage_by_size": scoring.coverage_by_size(
            judged.places[:, rest], judged.raw[:, rest], judged.medians[:, rest]
        ),
        "places": scoring.evenness(judged.places[:, :whole].reshape(-1))["counts"],
        "skill": scoring.skill(
            judged.errors / judged.prior_errors.mean(axis=0).clip(1e-12), np.ones_like(judged.errors)
        ),
        "inputs": scoring.simulation_based([names[column] for column in study.columns.tolist()], judged.input_places)
        if len(study.columns)
        else None,
        "alarms": float(judged.oddness.mean()),
        "odd_points": float((judged.odd_points > 0).mean()),
        "effective_median": float(np.median(effective)) if len(effective) else None,
    }
