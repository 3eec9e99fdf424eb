"""Two ways to draw and to compute: keyed, bit for bit as the engine draws, and from Mesa's own stream, as a modeller would.

Both have the same methods, so the rules are written once. A draw names its entity, its year (0 for what is drawn once in a
life) and its purpose; a stream ignores all three.
"""

from __future__ import annotations

import math
from collections import Counter
from statistics import NormalDist
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from model.randomness import arithmetic, distributions, keys, purposes
from model.randomness.priors import prior_quantile

Key = Any
"""Key of an entity: numpy.uint64 where draws are keyed, anything where they are not."""


class HasKey(Protocol):
    """Who has a key of its own."""

    key: Key


Chosen = TypeVar("Chosen", bound=HasKey)


class Draws(Protocol):
    """What agents and the county draw and compute with."""

    def entity(self, kind: int, number: int) -> Key:
        """Key of the entity of this kind and number."""

    def uniform(self, entity: Key, purpose: int, year: int = 0) -> float:
        """A number between 0 and 1."""

    def normal(self, entity: Key, purpose: int, year: int = 0) -> float:
        """A standard normal number."""

    def poisson(self, entity: Key, mean: float, purpose: int, year: int = 0) -> int:
        """A count of this mean."""

    def tent(self, entity: Key, purpose: int, year: int = 0) -> float:
        """A unit Subbotin number of the shape set before."""

    def set_tent_shape(self, shape: float) -> None:
        """Choose the shape of `tent`."""

    def prior(self, row: NDArray[np.float64], name_key: Key, purpose: int) -> float:
        """A draw from a prior row."""

    def particle(self, cumulated: NDArray[np.float64]) -> int | None:
        """Which particle of a posterior is taken; None where there is none."""

    def choose(self, entity: Key, purpose: int, among: list[Chosen]) -> Chosen:
        """One of several who have keys, none likelier than another."""

    def shifted(self, probability: float, shift: float) -> float:
        """A probability moved on the logit scale."""

    def exp(self, x: float) -> float:
        """Exponential function."""

    def log(self, x: float) -> float:
        """Natural logarithm."""

    def log_gamma(self, x: float) -> float:
        """Logarithm of the gamma function."""

    def normal_cdf(self, x: float) -> float:
        """Standard normal distribution function."""

    def normal_quantile(self, u: float) -> float:
        """Its inverse."""

    def pareto(self, u: float, exponent: float, low: float, high: float) -> float:
        """Quantile of a Pareto tail between two ends."""


def _first_reaching(cumulated: NDArray[np.float64], share: float) -> int:
    """Number of the first particle whose cumulated weight reaches a share."""
    return next(number for number, reached in enumerate(cumulated.tolist()) if reached >= share)


class Arithmetic:
    """What both ways compute alike."""

    @classmethod
    def shifted(cls, probability: float, shift: float) -> float:
        """Nothing is moved by nothing, not by a last bit either."""
        if shift == 0.0:
            return probability
        odds: float = probability * cls.exp(shift)  # type: ignore[attr-defined]
        return odds / (odds + 1.0 - probability)


class KeyedDraws(Arithmetic):
    """Draws by key, with the project's own elementary functions: each a function of (seed, replicate, entity, year, purpose)."""

    exp = staticmethod(arithmetic.exp)
    log = staticmethod(arithmetic.log)
    log_gamma = staticmethod(distributions.log_gamma)
    normal_cdf = staticmethod(distributions.normal_cdf)
    normal_quantile = staticmethod(distributions.normal_from_uniform)
    pareto = staticmethod(distributions.truncated_pareto_quantile)

    def __init__(self, seed: int, replicate: int) -> None:
        self.replicate = np.uint64(keys.replicate_key(np.uint64(seed), replicate))
        self.rows: dict[tuple[int, int], np.uint64] = {}
        self.tent_table = np.zeros(distributions.SUBBOTIN_TABLE_SIZE)

    def entity(self, kind: int, number: int) -> Key:
        return np.uint64(keys.entity_key(kind, number))

    def row(self, year: int, purpose: int) -> np.uint64:
        """Key row of a year and purpose, computed once."""
        row = self.rows.get((year, purpose))
        if row is None:
            row = self.rows[year, purpose] = np.uint64(keys.row_key(self.replicate, year, purpose))
        return row

    def uniform(self, entity: Key, purpose: int, year: int = 0) -> float:
        return keys.uniform(self.row(year, purpose), entity)

    def normal(self, entity: Key, purpose: int, year: int = 0) -> float:
        return distributions.normal_from_uniform(self.uniform(entity, purpose, year))

    def poisson(self, entity: Key, mean: float, purpose: int, year: int = 0) -> int:
        return distributions.poisson_from_uniform(self.uniform(entity, purpose, year), mean)

    def tent(self, entity: Key, purpose: int, year: int = 0) -> float:
        return distributions.subbotin_from_uniform(self.uniform(entity, purpose, year), self.tent_table)

    def set_tent_shape(self, shape: float) -> None:
        distributions.subbotin_table(shape, self.tent_table)

    def choose(self, entity: Key, purpose: int, among: list[Chosen]) -> Chosen:
        # Everyone draws by both keys, so that one candidate more moves no other's draw.
        pair = np.uint64(keys.draw_bits(self.row(0, purpose), entity))
        return min(among, key=lambda one: keys.uniform(pair, one.key))

    def prior(self, row: NDArray[np.float64], name_key: Key, purpose: int) -> float:
        return float(prior_quantile(row, self.uniform(name_key, purpose)))

    def particle(self, cumulated: NDArray[np.float64]) -> int | None:
        if len(cumulated) == 0:
            return None
        share = self.uniform(self.entity(keys.KIND_WORLD, 0), purposes.POSTERIOR_PARTICLE)
        return _first_reaching(cumulated, share)


class CountingDraws(KeyedDraws):
    """Keyed draws that count themselves by purpose: what an enterprise-year draws, for the floor loop."""

    def __init__(self, seed: int, replicate: int) -> None:
        super().__init__(seed, replicate)
        self.counts: Counter[int] = Counter()

    def uniform(self, entity: Key, purpose: int, year: int = 0) -> float:
        self.counts[purpose] += 1
        return super().uniform(entity, purpose, year)

    def choose(self, entity: Key, purpose: int, among: list[Chosen]) -> Chosen:
        self.counts[purpose] += len(among)
        return super().choose(entity, purpose, among)


class StreamDraws(Arithmetic):
    """Draws from a generator, one after another, with the library's mathematics: what a modeller would use."""

    exp = staticmethod(math.exp)
    log = staticmethod(math.log)
    log_gamma = staticmethod(math.lgamma)
    normal_quantile = staticmethod(NormalDist().inv_cdf)

    def __init__(self, rng: np.random.Generator) -> None:
        self._uniform = rng.random
        self._normal = rng.standard_normal
        self._poisson = rng.poisson
        self._gamma = rng.standard_gamma
        self._inverse_shape = 1.0
        self._shape = 1.0

    def entity(self, kind: int, number: int) -> Key:
        return None

    def uniform(self, entity: Key, purpose: int, year: int = 0) -> float:
        return self._uniform()

    def normal(self, entity: Key, purpose: int, year: int = 0) -> float:
        return self._normal()

    def poisson(self, entity: Key, mean: float, purpose: int, year: int = 0) -> int:
        return int(self._poisson(mean))

    def tent(self, entity: Key, purpose: int, year: int = 0) -> float:
        # |x|^b / b is gamma distributed with shape 1/b.
        size: float = (self._shape * self._gamma(self._inverse_shape)) ** self._inverse_shape
        return size if self._uniform() < 0.5 else -size

    def set_tent_shape(self, shape: float) -> None:
        self._shape = shape
        self._inverse_shape = 1.0 / shape

    def choose(self, entity: Key, purpose: int, among: list[Chosen]) -> Chosen:
        return among[int(self._uniform() * len(among))]

    def prior(self, row: NDArray[np.float64], name_key: Key, purpose: int) -> float:
        return float(prior_quantile(row, self._uniform()))

    def particle(self, cumulated: NDArray[np.float64]) -> int | None:
        return _first_reaching(cumulated, self._uniform()) if len(cumulated) else None

    @staticmethod
    def normal_cdf(x: float) -> float:
        return 0.5 * math.erfc(-x * math.sqrt(0.5))

    @staticmethod
    def pareto(u: float, exponent: float, low: float, high: float) -> float:
        share = 1.0 - (low / high) ** exponent
        return float(min(low * (1.0 - u * share) ** (-1.0 / exponent), high))
