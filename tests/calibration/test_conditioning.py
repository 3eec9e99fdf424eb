"""Conditioning where the right answer is known: a bank of straight lines with normal errors, and reports that contradict it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from calibration.conditioning import Contradiction, Fitter, effective_draws, likelihood_weights
from calibration.definitions import definitions
from calibration.observation import ObservedPoint, nuisance_draws, reported_draws
from calibration.scores import Scores

DRAWS = 4000
YEARS = (2022, 2023, 2024, 2025)


@dataclass
class Bank:
    years: tuple[int, ...]
    series: tuple[str, ...]
    values: NDArray[np.float64]


def county(draws: int, seed: int) -> tuple[Bank, NDArray[np.float64]]:
    """Counties whose count grows from a start at a rate, with chance; what is asked is start, rate and the count ten years on."""
    generator = np.random.default_rng(seed)
    start = np.exp(generator.normal(np.log(140), 0.3, draws))
    rate = generator.normal(0.05, 0.04, draws)
    chance = generator.normal(0.0, 0.03, (draws, 4)).cumsum(axis=1)
    counts = np.round(start[:, None] * np.exp(rate[:, None] * np.arange(4) + chance))
    later = np.round(start * np.exp(rate * 13 + generator.normal(0.0, 0.1, draws)))
    return Bank(YEARS, ("above_scale",), counts[:, :, None]), np.column_stack([start, rate, later])


def points(*steps: int) -> list[ObservedPoint]:
    unit = definitions()["above_scale"].unit
    return [ObservedPoint("above_scale", YEARS[step], 100.0, unit, "某县", "统计公报") for step in steps]


def nuisance(draws: int) -> dict[str, NDArray[np.float64]]:
    return nuisance_draws(3, np.arange(draws))


@pytest.fixture(scope="module")
def fitter() -> Fitter:
    bank, asked = county(DRAWS, 1)
    return Fitter(points(0, 1, 2, 3), bank, nuisance(DRAWS), asked)


def places(fitter: Fitter, worlds: int) -> NDArray[np.float64]:
    """Where the truth of made-up counties lies within what is then believed of it: even, if beliefs mean what they say."""
    bank, truth = county(worlds, 2)
    reports = reported_draws(fitter.points, bank, nuisance(worlds), 5, key="world")
    generator = np.random.default_rng(9)
    found = np.empty(truth.shape)
    for world in range(worlds):
        known = fitter.condition(reports[world], exact=False)
        below = (known.weights[:, None] * (known.values < truth[world])).sum(axis=0)
        same = (known.weights[:, None] * (known.values == truth[world])).sum(axis=0)
        found[world] = below + generator.random(truth.shape[1]) * same
    return found


def test_bands_cover_as_often_as_they_say(fitter: Fitter) -> None:
    found = places(fitter, 400)
    for column in range(3):
        within = np.mean(np.abs(found[:, column] - 0.5) <= 0.45)
        # Four standard errors of 90% in 400 worlds.
        assert abs(within - 0.9) < 0.06, column
        assert abs(found[:, column].mean() - 0.5) < 4 * 0.289 / 20, column


def test_what_is_learned_narrows_the_unknown(fitter: Fitter) -> None:
    known = fitter.condition(np.array([150.0, 160.0, 171.0, 183.0]))
    start, rate, later = (known.values[:, column] for column in range(3))
    assert abs(float(known.weights @ start) - 150) < 6
    assert abs(float(known.weights @ rate) - 0.067) < 0.015
    assert later.std() < 0.6 * fitter.quantities[:, 2].std()


def test_one_point_is_weighted_alone_and_agrees_with_the_adjustment() -> None:
    bank, asked = county(DRAWS, 4)
    one = Fitter(points(0), bank, nuisance(DRAWS), asked)
    exact = one.condition(np.array([150.0]))
    moved = one.condition(np.array([150.0]), exact=False)
    assert moved.method == "adjusted"
    mean = [float(each.weights @ each.values[:, 0]) for each in (exact, moved)]
    assert abs(mean[0] - 150) < 4 and abs(mean[0] - mean[1]) < 4


def test_few_likely_draws_are_not_trusted(fitter: Fitter) -> None:
    known = fitter.condition(np.array([150.0, 160.0, 171.0, 183.0]))
    assert known.method == "adjusted" and known.effective < 400
    assert known.weights.sum() == pytest.approx(1.0)


def test_without_reports_nothing_changes() -> None:
    bank, asked = county(500, 4)
    known = Fitter([], bank, nuisance(500), asked).condition(np.zeros(0))
    assert known.method == "weights" and known.weights.max() == known.weights.min()
    assert Fitter([], bank, nuisance(500), asked).contradiction(np.zeros(0)).joint == 1.0


def test_ordinary_reports_do_not_contradict_the_model(fitter: Fitter) -> None:
    bank, _ = county(400, 6)
    reports = reported_draws(fitter.points, bank, nuisance(400), 7, key="world")
    shares = np.array([fitter.contradiction(row).joint for row in reports])
    assert np.mean(shares < 0.01) < 0.035 and 0.4 < shares.mean() < 0.6


def test_figures_that_cannot_stand_together_are_named(fitter: Fitter) -> None:
    found = fitter.contradiction(np.array([150.0, 160.0, 60.0, 183.0]))
    assert found.found and found.odd == (2,)
    # Each by itself would be nothing remarkable.
    assert found.alone.min() > 0.001


def test_absurd_figures_lie_beyond_every_draw(fitter: Fitter) -> None:
    found = fitter.contradiction(np.array([90_000.0] * 4))
    assert found.found and found.alone.max() < 0.02


def test_a_contradiction_has_room_for_chance() -> None:
    assert not Contradiction(0.2, np.full(30, 0.002), np.ones(30)).odd
    assert Contradiction(0.2, np.array([0.002]), np.ones(1)).odd == (0,)


def test_weights_of_what_cannot_be_are_none() -> None:
    bank, _ = county(50, 8)
    errors = nuisance(50)
    assert likelihood_weights(points(0), bank, errors).sum() == pytest.approx(1.0)
    failed = Bank(YEARS, ("above_scale",), np.full((50, 4, 1), np.nan))
    assert likelihood_weights(points(0), failed, errors).sum() == 0.0
    assert effective_draws(np.zeros(3)) == 0.0 and effective_draws(np.array([1.0, 1.0])) == 2.0


def test_more_than_tells_which_side() -> None:
    bank, asked = county(DRAWS, 4)
    unit = definitions()["above_scale"].unit
    above = ObservedPoint("above_scale", 2022, 170.0, unit, "某县", "公报", at_least=True)
    known = Fitter([above], bank, nuisance(DRAWS), asked).condition(np.array([170.0]))
    start = known.values[:, 0]
    assert float(known.weights @ (start < 160)) < 0.05
    assert float(known.weights @ start) > 185


def test_scores_give_back_the_values_they_were_made_from() -> None:
    counts = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 5.0])
    scores = Scores.of(counts)
    places = np.linspace(0.01, 0.99, len(counts))
    assert scores.values(scores.spread(counts, places)).tolist() == counts.tolist()
    assert scores.varies and not Scores.of(np.ones(3)).varies


def test_a_small_shift_moves_only_some_of_those_that_share_a_count() -> None:
    counts = np.repeat([0.0, 1.0, 2.0], [600, 300, 100])
    scores = Scores.of(counts)
    spread = scores.spread(counts, np.random.default_rng(0).random(len(counts)))
    moved = scores.values(spread + 0.2)
    share = np.mean(moved[counts == 0] == 1)
    assert 0.02 < share < 0.3 and np.mean(moved[counts == 0] == 2) == 0.0
