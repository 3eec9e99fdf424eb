"""The scores against their closed forms."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from calibration.backtest import scores
from calibration.backtest.scoring import Scored, compare_all, reliability, within


def test_brier_and_logarithmic_score_of_certainty_and_of_even_odds() -> None:
    """Right and certain is 0; even odds cost a quarter, and ln 2; a denied event costs infinity."""
    assert scores.brier(1.0, True) == scores.brier(0.0, False) == 0.0
    assert scores.brier(1.0, False) == 1.0 and scores.brier(0.5, True) == 0.25
    assert scores.log_score(0.5, False) == pytest.approx(math.log(2))
    assert scores.log_score(1.0, True) == 0.0
    with pytest.raises(ValueError, match="infinite"):
        scores.log_score(0.0, True)


def test_crps_of_one_point_is_its_distance() -> None:
    """A forecast without spread is scored by its absolute error."""
    assert scores.crps_of_members(np.array([3.0]), 5.5) == 2.5
    assert scores.crps_of_points(np.array([3.0, 3.0]), 5.5) == 2.5


def test_crps_of_two_points_by_hand() -> None:
    """E|X - y| - E|X - X'| / 2; fair: pairs of different members only."""
    members = np.array([4.0, 0.0])
    assert scores.crps_of_points(members, 1.0) == pytest.approx(2.0 - 0.5 * 2.0)
    assert scores.crps_of_members(members, 1.0) == pytest.approx(2.0 - 0.5 * 4.0)


def test_crps_of_a_normal_ensemble_approaches_the_closed_form() -> None:
    """Sigma (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi)), whatever the size of the ensemble."""
    law, observed = NormalDist(10.0, 3.0), 14.0
    z = (observed - law.mean) / law.stdev
    closed = law.stdev * (z * (2 * NormalDist().cdf(z) - 1) + 2 * NormalDist().pdf(z) - 1 / math.sqrt(math.pi))
    points = np.array([law.inv_cdf((place + 0.5) / 4000) for place in range(4000)])
    assert scores.crps_of_points(points, observed) == pytest.approx(closed, rel=1e-3)
    draws = np.random.default_rng(3).normal(10.0, 3.0, size=(4000, 8))
    fair = np.mean([scores.crps_of_members(row, observed) for row in draws])
    assert fair == pytest.approx(closed, rel=0.03)


def test_sign_flip_counts_assignments_exactly() -> None:
    """Three plans all better: 2 of 8 assignments are as extreme; targets of one plan keep their signs together."""
    assert scores.sign_flip({"a": [1.0], "b": [2.0], "c": [3.0]}) == pytest.approx(2 / 8)
    assert scores.sign_flip({"a": [1.0, 2.0, 3.0]}) == 1.0
    assert scores.sign_flip({"a": [1.0], "b": [-1.0]}) == 1.0
    assert scores.sign_flip({}) is None
    many = {str(place): [1.0] for place in range(30)}
    drawn = scores.sign_flip(many)
    assert drawn is not None and drawn < 0.001


def test_poisson_binomial_is_the_binomial_for_equal_chances() -> None:
    """Against the formula; and its central range holds what it says."""
    found = scores.poisson_binomial([0.3] * 6)
    wanted = [math.comb(6, k) * 0.3**k * 0.7 ** (6 - k) for k in range(7)]
    assert found == pytest.approx(wanted)
    low, high = scores.central(found, 0.9)
    assert found[low : high + 1].sum() >= 0.9 and (low, high) == (0, 4)


def scored(plan: str, probability: float, met: bool, other: float) -> Scored:
    """One yes-or-no outcome with the Brier scores of model and one baseline."""
    found = {"model": {"brier": scores.brier(probability, met)}, "even": {"brier": scores.brier(other, met)}}
    return Scored(plan, "x", 2025, 12, "家", 1.0, "scored", {}, 0.5, met, probability, found)


def test_few_plans_conclude_nothing_and_many_do() -> None:
    """The same scores: nothing from five plans, better from thirty; worse where the two are exchanged."""
    good = [scored(str(plan), 0.9 if plan % 2 else 0.1, bool(plan % 2), 0.5) for plan in range(30)]
    (few,) = compare_all(good[:5])
    assert few.said == "too_few" and few.skill == pytest.approx(1 - 0.01 / 0.25)
    (many,) = compare_all(good)
    assert many.said == "better" and many.points == many.plans == 30
    (worse,) = compare_all([scored(str(plan), 0.5, bool(plan % 2), 0.9 if plan % 2 else 0.1) for plan in range(30)])
    assert worse.said == "worse"


def test_reliability_counts_what_was_said_and_what_came() -> None:
    """Thirty statements of 95% of which all came true; the range is that of the statements' own chances."""
    (row,) = reliability([scored("a", 0.95, True, 0.5) for _ in range(30)])
    assert (row.statements, row.met, row.low, row.high) == (30, 30, 0.9, 1.0)
    assert row.expected == pytest.approx(28.5) and row.range_low <= 28 <= row.range_high
    assert within([scored("a", 0.9, True, 0.5)], 0.9)[:2] == (1, 1)
