"""Points of the unit cube: even, the same everywhere, and extended without being redrawn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from scenarios.sweep import design


def test_sobol_is_the_published_sequence_but_for_its_shift() -> None:
    axes = [f"axis {number}" for number in range(design.most_sobol_axes())]
    ours = np.array(list(design.sobol(axes, 256, seed=7)))
    theirs = qmc.Sobol(len(axes), scramble=False, bits=52).random(256)
    words = (ours * 2.0**52).astype(np.uint64) ^ (theirs * 2.0**52).astype(np.uint64)
    assert (words == words[0]).all()  # exclusive or with one word an axis: a digital shift


def test_sobol_is_extended_by_more_points() -> None:
    assert list(design.sobol("ab", 16, 1)) == list(design.sobol("ab", 64, 1))[:16]
    assert list(design.sobol("ab", 16, 1)) != list(design.sobol("ab", 16, 2))


def test_each_part_of_each_axis_of_a_hypercube_has_one_point() -> None:
    points = np.array(list(design.latin_hypercube(["a", "b", "c"], 20, 2, seed=3)))
    assert points.shape == (40, 3)
    for round_ in (points[:20], points[20:]):
        for axis in range(3):
            assert sorted((round_[:, axis] * 20).astype(int).tolist()) == list(range(20))
    assert abs(np.corrcoef(points.T)[0, 1]) < 0.5
    assert (points[:20] == np.array(list(design.latin_hypercube(["a", "b", "c"], 20, 1, seed=3)))).all()


@pytest.mark.parametrize("counts", [[2, 3], [1], [3, 1, 2]])
def test_a_grid_has_every_combination_once(counts: list[int]) -> None:
    assert list(design.grid(counts)) == list(np.ndindex(*counts))
