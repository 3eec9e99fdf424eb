"""The search finds what enumeration finds, with few trials."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from scenarios.seeking.search import Search
from scenarios.seeking.surrogate import Surrogate, needed
from scenarios.seeking.trial import Trials

sys.path.insert(0, str(Path(__file__).resolve().parent))
from worlds import enumerated, two_levers

COUNT, WISH = 100, 0.8


@pytest.mark.parametrize("seed", range(6))
def test_the_optimum_of_two_levers_is_found_within_one_percent(seed: int) -> None:
    """No combination of 41 x 41 levels that meets the wish is more than 1% cheaper, and what is found meets it."""
    trial, space = two_levers(seed)
    best = enumerated(trial, space, WISH, COUNT)
    search = Search(space, Trials(trial, COUNT), steps=16)
    found = search.cheapest(WISH, search.screen())
    if np.isinf(best):
        assert found is None or np.mean(trial(found.change, 0, COUNT) >= 0) >= WISH
        return
    assert found is not None
    assert float(np.mean(trial(found.change, 0, COUNT) >= 0)) >= WISH
    assert found.cost <= 1.01 * best
    assert len(search.trials.points) < 40


def test_the_surrogate_passes_through_what_was_tried() -> None:
    """At a candidate that was tried, the interpolated margins are the tried ones."""
    trial, space = two_levers(3)
    points = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [0.8, 0.3], [1.2, 1.9]])
    found = np.array([trial(point, 0, COUNT) for point in points])
    surrogate = Surrogate(space, points, found)
    expected = found[:, :, 0] / found[0].std()
    np.testing.assert_allclose(surrogate.joint(points), expected, atol=1e-8)


def test_the_number_needed_is_not_lost_to_rounding() -> None:
    """80% of 100 is 80, not 81; a wish just above needs one more."""
    assert (needed(0.8, 100), needed(0.801, 100), needed(0.3, 10), needed(1.0, 7)) == (80, 81, 3, 7)


def test_a_change_is_rounded_away_from_zero_within_its_bounds() -> None:
    """Three digits, never a smaller change than the one asked for, and next to nothing is nothing."""
    _, space = two_levers(0)
    assert space.rounded(np.array([0.12341, 1.9999])).tolist() == [0.124, 2.0]
    assert space.rounded(np.array([0.0001, 0.5])).tolist() == [0.0, 0.5]
