"""A single normal draw is the same number, to the bit, as that of a vectorised loop."""

from __future__ import annotations

import numpy as np
import pytest

from model.randomness import keys as key
from model.randomness.distributions import normal_from_uniform, one_normal_from_uniform

EDGES = [0.0, 5e-324, 2.0**-1022, 2.0**-53, 0.125, 0.5, 0.875, 1.0 - 2.0**-53, 1.0]
NEXT_TO_EDGES = [float(np.nextafter(edge, side)) for edge in EDGES[1:-1] for side in (0.0, 1.0)]


def bits(number: float) -> int:
    return int(np.float64(number).view(np.uint64))


@pytest.mark.parametrize("u", EDGES + NEXT_TO_EDGES)
def test_at_the_edges_of_the_regions(u: float) -> None:
    assert bits(one_normal_from_uniform(u)) == bits(normal_from_uniform(u))


def test_on_keyed_draws_and_deep_in_both_tails() -> None:
    row = np.uint64(key.row_key(np.uint64(7), 2026, 1))
    drawn = [key.uniform(row, np.uint64(entity)) for entity in range(20_000)]
    tails = [2.0**-power * (1.0 + u) / 2.0 for power, u in zip(range(1, 52), drawn, strict=False)]
    for u in [*drawn, *tails, *(1.0 - tail for tail in tails)]:
        assert bits(one_normal_from_uniform(u)) == bits(normal_from_uniform(u))
