"""Ways of making 64 random bits from (seed, replicate, entity, year, purpose): the product's, and deliberately weak ones.

The weak ones prove that the battery can fail. All take and return arrays of uint64 and broadcast.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from model.randomness import keys

Words = NDArray[np.uint64]
Mixer = Callable[[Any], Words]

MULTIPLIER = np.uint64(0x3C79AC492BA7B653)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Scheme:
    """How keys are made and how a draw is made of two keys."""

    name: str
    mix: Mixer
    entity_keys: Callable[[Any, Any], Words]
    replicate_keys: Callable[[Any, Any], Words]
    row_keys: Callable[[Any, Any, Any], Words]
    draw: Callable[[Any, Any], Words]


def product_scheme() -> Scheme:
    """The compiled functions that the model calls, applied to arrays."""
    mix, entity_key, replicate_key = keys.mix, keys.entity_key, keys.replicate_key
    row_key, draw_bits = keys.row_key, keys.draw_bits
    mixes = numba.vectorize(["uint64(uint64)"])(lambda value: mix(value))
    entities = numba.vectorize(["uint64(int64, int64)"])(lambda kind, number: entity_key(kind, number))
    replicates = numba.vectorize(["uint64(uint64, int64)"])(lambda seed, number: replicate_key(seed, number))
    rows = numba.vectorize(["uint64(uint64, int64, int64)"])(lambda key, year, why: row_key(key, year, why))
    draws = numba.vectorize(["uint64(uint64, uint64)"])(lambda row, entity: draw_bits(row, entity))
    return Scheme(
        name="product",
        mix=lambda value: mixes(as_words(value)),
        entity_keys=entities,
        replicate_keys=lambda seed, number: replicates(as_words(seed), number),
        row_keys=lambda key, year, purpose: rows(as_words(key), year, purpose),
        draw=lambda row, entity: draws(as_words(row), as_words(entity)),
    )


def as_words(value: Any) -> Words:
    """Any integers as uint64."""
    return np.asarray(value).astype(np.uint64)


def moremur(value: Any) -> Words:
    """The product's finaliser in numpy."""
    x = as_words(value)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x3C79AC492BA7B653)
    x = (x ^ (x >> np.uint64(33))) * np.uint64(0x1C69B3F74AC4AE35)
    return x ^ (x >> np.uint64(27))


def multiply_only(value: Any) -> Words:
    """One step of a multiplicative congruential generator: low bits depend on low bits alone."""
    return as_words(value) * MULTIPLIER + GOLDEN


def shifts_only(value: Any) -> Words:
    """Marsaglia's xorshift: linear over bits."""
    x = as_words(value) ^ GOLDEN
    x = x ^ (x << np.uint64(13))
    x = x ^ (x >> np.uint64(7))
    return x ^ (x << np.uint64(17))


def one_round(value: Any) -> Words:
    """Half a finaliser: one multiplication between two shifts."""
    x = as_words(value)
    x = (x ^ (x >> np.uint64(32))) * MULTIPLIER
    return x ^ (x >> np.uint64(29))


def keyed_by(name: str, mix: Mixer, final: Mixer) -> Scheme:
    """The product's way of making keys, with another finaliser for the keys and for the draw."""

    def absorb(state: Any, value: Any) -> Words:
        return mix(mix(as_words(state) + as_words(value) * GOLDEN) ^ np.uint64(0x6A09E667F3BCC909))

    def row_keys(key: Any, year: Any, purpose: Any) -> Words:
        return absorb(absorb(key, year), purpose)

    return Scheme(
        name=name,
        mix=final,
        entity_keys=lambda kind, number: absorb(absorb(0x3C6EF372FE94F82B, kind), number),
        replicate_keys=lambda seed, number: absorb(absorb(0xBB67AE8584CAA73B, seed), number),
        row_keys=row_keys,
        draw=lambda row, entity: final(as_words(row) ^ as_words(entity)),
    )


def unmixed_keys(name: str, final: Mixer) -> Scheme:
    """A finaliser over small numbers laid over one another: neighbours share draws, or nearly."""
    return Scheme(
        name=name,
        mix=final,
        entity_keys=lambda kind, number: as_words(kind) * np.uint64(1 << 40) ^ as_words(number),
        replicate_keys=lambda seed, number: as_words(seed) * np.uint64(1 << 20) ^ as_words(number) * np.uint64(1 << 8),
        row_keys=lambda key, year, purpose: as_words(key) ^ as_words(year) ^ as_words(purpose) * np.uint64(1 << 10),
        draw=lambda row, entity: final(as_words(row) ^ as_words(entity)),
    )


def weak_schemes() -> list[Scheme]:
    """What the battery must reject."""
    return [
        keyed_by("multiplication only", multiply_only, multiply_only),
        keyed_by("shifts only", shifts_only, shifts_only),
        keyed_by("one round", one_round, one_round),
        keyed_by("multiplication only over good keys", moremur, multiply_only),
        keyed_by("shifts only over good keys", moremur, shifts_only),
        keyed_by("one round over good keys", moremur, one_round),
        keyed_by("no finaliser over good keys", moremur, as_words),
        unmixed_keys("keys not mixed", moremur),
        unmixed_keys("keys not mixed, one round", one_round),
    ]
