"""Keyed draws of one prior for many replicates, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.compiled import kernel
from model.randomness.keys import entity_key, replicate_key, row_key, uniform
from model.randomness.priors import prior_quantile


@kernel("void(int64, int64[::1], int64, int64, int64, int64, float64[::1], float64[::1])")
def fill_draws(
    seed: int,
    replicates: NDArray[np.int64],
    year: int,
    purpose: int,
    kind: int,
    number: int,
    prior: NDArray[np.float64],
    found: NDArray[np.float64],
) -> None:
    """Fill `found`, float64[replicates], with the draws of one entity in one year from a prior row float64[8]."""
    entity = entity_key(kind, number)
    for place in range(len(replicates)):
        row = row_key(replicate_key(seed, replicates[place]), year, purpose)
        found[place] = prior_quantile(prior, uniform(row, entity))
