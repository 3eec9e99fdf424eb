"""The space that is searched: some inputs of a region on the normal scale, where each one's prior is standard normal.

z is the normal score of the probability with which the prior lies below a value; so bounds are never crossed, every prior looks
alike, and a region that differs from another by so much is a correlation between two standard normal numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calibration.regions import FIGURE, Setting
from model.inputs import PARAMETER_NAMES
from model.parameters.table import load_parameters
from model.randomness import keys, purposes
from model.randomness.distributions import normal_cdf, one_normal_from_uniform
from model.randomness.priors import prior_quantile
from model.world import prior_keys

Floats = NDArray[np.float64]
LARGEST = 6.0
"""Normal scores are kept within this distance of the middle."""


@dataclass(frozen=True)
class Space:
    """Named inputs of a setting, each with its prior there."""

    setting: Setting
    names: tuple[str, ...]

    @cached_property
    def _rows(self) -> Floats:
        own = [name for name in self.names if not name.startswith(FIGURE)]
        return load_parameters().rows(PARAMETER_NAMES, dict(self.setting.proposals))[
            [PARAMETER_NAMES.index(name) for name in own]
        ]

    @cached_property
    def _figures(self) -> dict[str, tuple[float, float]]:
        return {FIGURE + name: (median, spread) for name, median, spread in self.setting.figures}

    def values(self, z: Floats) -> Floats:
        """Give the inputs in their own units, float64[draws, names], at normal scores of the same shape."""
        found = np.empty_like(z)
        row = 0
        for column, name in enumerate(self.names):
            if name in self._figures:
                median, spread = self._figures[name]
                found[:, column] = median * np.exp(spread * z[:, column])
                continue
            prior = self._rows[row]
            row += 1
            for draw, score in enumerate(np.clip(z[:, column], -LARGEST, LARGEST).tolist()):
                found[draw, column] = prior_quantile(prior, float(normal_cdf(score)))
        return found

    def scores(self, values: Floats) -> Floats:
        """Give the normal scores of inputs in their own units, by bisection, float64[draws, names]."""
        found = np.empty_like(values)
        row = 0
        for column, name in enumerate(self.names):
            if name in self._figures:
                median, spread = self._figures[name]
                found[:, column] = np.log(values[:, column] / median) / spread
                continue
            prior = self._rows[row]
            row += 1
            low, high = np.full(len(values), -LARGEST), np.full(len(values), LARGEST)
            for _ in range(45):
                middle = 0.5 * (low + high)
                at = np.array([prior_quantile(prior, float(normal_cdf(score))) for score in middle.tolist()])
                above = at < values[:, column]
                low, high = np.where(above, middle, low), np.where(above, high, middle)
            found[:, column] = 0.5 * (low + high)
        return found

    def drawn(self, draws: int) -> Floats:
        """Give the normal scores that a plain bank's draws 0, 1, ... have: those of their keyed uniforms."""
        seed = np.uint64(self.setting.seed)
        names = [f"calibration:{name.removeprefix(FIGURE)}" if name in self._figures else name for name in self.names]
        entities = prior_keys(names)
        found = np.empty((draws, len(names)))
        for draw in range(draws):
            replicate = np.uint64(keys.replicate_key(seed, draw))
            rows = [
                np.uint64(keys.row_key(replicate, 0, purpose))
                for purpose in (purposes.PARAMETERS, purposes.BASELINE_FIGURES)
            ]
            for column, name in enumerate(self.names):
                u = keys.uniform(rows[int(name in self._figures)], entities[column])
                found[draw, column] = one_normal_from_uniform(u)
        return found


def normal_numbers(seed: int, what: str, shape: Sequence[int]) -> Floats:
    """Standard normal numbers of a purpose: a function of seed and purpose alone, whatever was drawn before."""
    import hashlib

    words = int.from_bytes(hashlib.sha256(f"{seed}:{what}".encode()).digest()[:16], "big")
    return np.random.Generator(np.random.Philox(words)).standard_normal(tuple(shape))
