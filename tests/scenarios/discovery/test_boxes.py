"""A planted box is found with its edges; noise gives none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.discovery.boxes import discover_box

NAMES = [f"input {place}" for place in range(30)]


def planted(seed: int, cases: int = 800) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Thirty inputs; failure is nine times as frequent where the first is below 0.4 and the second above 0.5."""
    generator = np.random.default_rng(seed)
    inputs = generator.uniform(size=(cases, 30))
    inside = (inputs[:, 0] < 0.4) & (inputs[:, 1] > 0.5)
    return inputs, generator.uniform(size=cases) < np.where(inside, 0.9, 0.1)


def test_the_planted_box_is_recovered() -> None:
    """Both inputs with the right side and limits near the planted ones, and no other input, in nearly all cases."""
    right = 0
    for seed in range(20):
        box = discover_box(*_of(*planted(seed)))
        if box is None:
            continue
        edges = {(edge.name, edge.at_least): edge.limit for edge in box.edges}
        right += (
            set(edges) == {("input 0", False), ("input 1", True)}
            and abs(edges["input 0", False] - 0.4) < 0.1
            and abs(edges["input 1", True] - 0.5) < 0.1
            and box.density.probability > 0.7
        )
    assert right >= 19


def test_noise_gives_no_box() -> None:
    """Failure that depends on nothing has no condition: at most one box in thirty trials."""
    boxes = 0
    for seed in range(30):
        generator = np.random.default_rng(1000 + seed)
        inputs = generator.uniform(size=(400, 30))
        boxes += discover_box(inputs, NAMES, generator.uniform(size=400) < 0.4) is not None
    assert boxes <= 1


def test_what_always_or_never_happens_has_no_condition() -> None:
    """Nothing to tell apart."""
    inputs = np.random.default_rng(1).uniform(size=(200, 3))
    for interest in (np.ones(200, dtype=bool), np.zeros(200, dtype=bool)):
        assert discover_box(inputs, NAMES[:3], interest) is None


def _of(
    inputs: NDArray[np.float64], interest: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], list[str], NDArray[np.bool_]]:
    return inputs, NAMES, interest
