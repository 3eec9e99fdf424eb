"""Fitting on a toy whose posterior is known in closed form: history matching, emulated proposals, weights, adjustment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from calibration.bank import Draws
from calibration.fitting import adjusted, offs
from calibration.history import CUT_OFF, fitted, implausibility, restricted_prior
from calibration.smc import NormalPrior, Population, emulated, reached_temperature, systematic, weighted
from calibration.space import normal_numbers
from calibration.summaries import Summary, distances

INPUTS = 4
SLOPES = np.array([[1.0, 0.5, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
TRUTH = np.array([1.2, 0.4, -1.0, 0.0])
NOISE = 0.1
SPREAD = 0.3


def of(place: int) -> Callable[[Draws], np.ndarray]:
    return lambda draws: draws.shown[:, place]


WANTED = SLOPES @ TRUTH
SUMMARIES = tuple(
    Summary(f"s{place}", of(place), float(value), float(value), SPREAD, 2023, "toy")
    for place, value in enumerate(WANTED)
)


def simulated(z: np.ndarray, what: str) -> Draws:
    shown = z @ SLOPES.T + NOISE * normal_numbers(3, what, (len(z), len(SLOPES)))
    return Draws(tuple("abcd"), ("s0", "s1"), z, shown)


def exact() -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the normal posterior: prior N(0, 1), data with variance SPREAD^2 + NOISE^2."""
    precision = np.eye(INPUTS) + SLOPES.T @ SLOPES / (SPREAD**2 + NOISE**2)
    covariance = np.linalg.inv(precision)
    return covariance @ SLOPES.T @ WANTED / (SPREAD**2 + NOISE**2), covariance


def first() -> tuple[np.ndarray, Draws]:
    z = normal_numbers(1, "plain", (400, INPUTS))
    return z, simulated(z, "plain")


def test_emulators_of_a_line_find_it_and_say_what_is_left() -> None:
    z, draws = first()
    for place, each in enumerate(SUMMARIES):
        emulator = fitted(each, z, draws)
        assert emulator.explained > 0.95
        assert emulator.spread == pytest.approx(NOISE, rel=0.6)
        near = np.zeros((1, INPUTS)) + 0.3
        assert emulator.expected(near)[0] == pytest.approx(float(SLOPES[place] @ near[0]), abs=0.15)


def test_what_is_ruled_out_could_not_have_shown_the_target() -> None:
    z, draws = first()
    emulators = [fitted(each, z, draws) for each in SUMMARIES]
    left = restricted_prior(emulators, INPUTS, 300, 5, "toy")
    assert left.cut_off == CUT_OFF
    assert 0.0 < left.share < 1.0
    assert (implausibility(emulators, left.points) <= CUT_OFF + 1e-9).all()
    apart = np.abs(left.points @ SLOPES.T - WANTED)
    assert (apart <= 3.0 * np.hypot(SPREAD, 3 * NOISE) + 0.2).all()
    far = np.tile([-4.0, -4.0, 4.0, 0.0], (1, 1))
    assert implausibility(emulators, far)[0] > CUT_OFF


def population() -> tuple[Population, Draws]:
    z, draws = first()
    emulators = [fitted(each, z, draws) for each in SUMMARIES]
    points, log = emulated(emulators, NormalPrior.standard(INPUTS), z, 1500, 1.0, 7, "toy")
    there = simulated(points, "second")
    return weighted(points, distances(SUMMARIES, there), log, 1.0), there


def test_the_weighted_particles_recover_the_closed_form_posterior() -> None:
    found, _ = population()
    mean, covariance = exact()
    assert found.effective > 200
    error = np.sqrt(np.diag(covariance) / found.effective)
    assert (np.abs(found.weights @ found.points - mean) < 4.0 * error + 0.03).all()
    spread = np.sqrt(found.weights @ (found.points - found.weights @ found.points) ** 2)
    assert spread == pytest.approx(np.sqrt(np.diag(covariance)), rel=0.15)
    assert spread[3] == pytest.approx(1.0, rel=0.15)  # of which the data say nothing


def test_planted_values_lie_within_the_posterior() -> None:
    found, _ = population()
    mean = found.weights @ found.points
    spread = np.sqrt(found.weights @ (found.points - mean) ** 2)
    assert (np.abs(TRUTH - mean) < 3.0 * spread).all()
    assert spread[2] < 0.45  # and the planted third input is found, not merely allowed
    assert abs(mean[2] - TRUTH[2]) < 0.35


def test_adjustment_takes_out_what_a_high_temperature_left() -> None:
    z, draws = first()
    rough = weighted(z, distances(SUMMARIES, draws), np.zeros(len(z)), 40.0)
    points, weights = adjusted(rough, offs(SUMMARIES, draws), 400)
    before = np.abs(rough.weights @ (rough.points @ SLOPES.T) - WANTED)
    after = np.abs(weights @ (points @ SLOPES.T) - WANTED)
    assert (after < 0.5 * before).all()
    assert weights.sum() == pytest.approx(1.0)


def test_temperature_is_that_of_the_nearest_and_never_below_one() -> None:
    assert reached_temperature(np.full(500, 8.0), 4) == 2.0
    assert reached_temperature(np.zeros(500), 4) == 1.0


def test_systematic_resampling_keeps_proportions() -> None:
    counts = np.bincount(systematic(np.array([0.5, 0.3, 0.2]), 100), minlength=3)
    assert counts.tolist() == [50, 30, 20]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    assert population()[0].points.tobytes() == population()[0].points.tobytes()
    assert normal_numbers(1, "a", (3,)).tobytes() != normal_numbers(2, "a", (3,)).tobytes()
    assert normal_numbers(1, "a", (3,)).tobytes() != normal_numbers(1, "b", (3,)).tobytes()


def test_a_failed_draw_is_far_off_and_weighs_nothing() -> None:
    z, draws = first()
    broken = Draws(
        draws.input_names, draws.shown_names, draws.inputs, np.where(np.arange(400)[:, None] == 0, np.nan, draws.shown)
    )
    found = weighted(z, distances(SUMMARIES, broken), np.zeros(400), 1.0)
    assert found.weights[0] == 0.0
    assert np.isfinite(found.weights).all()
