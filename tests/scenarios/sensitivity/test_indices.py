"""The estimators give the indices that are known of textbook functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.sensitivity.indices import evaluate, indices, saltelli_points

Numbers = NDArray[np.float64]


def ishigami(point: Numbers) -> Numbers:
    """Ishigami and Homma (1990): a = 7, b = 0.1, on (-pi, pi)."""
    x = np.pi * (2 * point - 1)
    return np.asarray(np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))


def test_ishigami() -> None:
    """First order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437."""
    points = saltelli_points(3, 1024, 1)
    found = {row.name: row for row in indices("abc", evaluate(ishigami, points), 1024, 1).indices}
    for name, first, total in (("a", 0.3139, 0.5576), ("b", 0.4424, 0.4424), ("c", 0.0, 0.2437)):
        assert abs(found[name].first - first) < 0.05
        assert abs(found[name].total - total) < 0.05
        assert abs(found[name].total - total) < 3 * found[name].total_error


def test_sobol_g() -> None:
    """Sobol's g function: V_i = 1 / (3 (1 + a_i)^2), V = prod(1 + V_i) - 1."""
    a = np.array([0.0, 1.0, 4.5, 99.0])
    parts = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + parts) - 1
    points = saltelli_points(4, 1024, 2)
    outcome = evaluate(lambda x: np.prod((np.abs(4 * x - 2) + a) / (1 + a)), points)
    found = {row.name: row for row in indices("abcd", outcome, 1024, 2).indices}
    for place, name in enumerate("abcd"):
        assert abs(found[name].first - parts[place] / whole) < 0.05
        total = parts[place] * np.prod(1 + np.delete(parts, place)) / whole
        assert abs(found[name].total - total) < 0.05


def test_too_few_samples_are_said_and_enough_are_not() -> None:
    """Sixteen samples of Ishigami's function have wide intervals; 4,096 have not."""
    few = indices("abc", evaluate(ishigami, saltelli_points(3, 16, 1)), 16, 1)
    enough = indices("abc", evaluate(ishigami, saltelli_points(3, 4096, 1)), 4096, 1)
    assert few.few and not enough.few


def test_what_does_not_vary_has_no_indices() -> None:
    """A constant is called constant instead of dividing nothing by nothing."""
    found = indices("ab", np.full(4 * 16, 3.0), 16, 1)
    assert found.constant and all(row.total == 0 for row in found.indices)
