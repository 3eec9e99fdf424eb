"""Keys of random draws: a draw follows from who, when and what for, never from what was drawn before.

A draw is named by (seed, replicate, entity, year, purpose). Everything but the entity is absorbed into a *row* once a
year and purpose; the entity has a key of its own, kept beside its columns; a draw is one finaliser over `row ^
entity`. Because both sides are already well mixed, neighbouring years, purposes, seeds and entities meet the
finaliser at unrelated places, which is why one round over their exclusive or is enough
(tests/model/randomness/test_generator.py: the battery that says so, and that rejects weaker forms).

All keys are 64-bit words. Python gets them as plain integers 0 <= key < 2**64, and hands them in as numpy.uint64: numba
takes a plain integer for a signed one, and refuses those of 2**63 and above.
"""

from __future__ import annotations

from typing import Final

from model.compiled import rule
from model.randomness.words import Integer, constant, float_of, word

# Kinds of entity: the first argument of `entity_key`. Never reuse a number.
KIND_WORLD: Final = 0  # draws that belong to the replicate as a whole: parameters, baseline figures, the region's shock
KIND_CHAIN: Final = 1
KIND_ZONE: Final = 2
KIND_INCUMBENT: Final = 3  # the k-th enterprise of the starting population
KIND_LEDGER: Final = 4  # an enterprise of a ledger, by digest of its code or name
KIND_STARTUP: Final = 5  # the k-th start-up of a cell
KIND_PROJECT: Final = 6  # the k-th investment project of a cell
KIND_CELL: Final = 7  # a cell (year, chain, zone, size class, origin): its counts
KIND_TITLE: Final = 8  # a title: its rounds and cut-offs
KIND_LEVER: Final = 9

# Finaliser "moremur": P. Evensen (2019), "Stronger, better, morer, Moremur; a better Murmur3-type mixer".
FIRST_SHIFT: Final = constant(27)
SECOND_SHIFT: Final = constant(33)
THIRD_SHIFT: Final = constant(27)
FIRST_MULTIPLIER: Final = constant(0x3C79AC492BA7B653)
SECOND_MULTIPLIER: Final = constant(0x1C69B3F74AC4AE35)

# 2**64 divided by the golden ratio, and fractions of the square roots of 2, 3 and 5: unrelated words with no pattern.
GOLDEN: Final = constant(0x9E3779B97F4A7C15)
BETWEEN_ROUNDS: Final = constant(0x6A09E667F3BCC909)
REPLICATE_START: Final = constant(0xBB67AE8584CAA73B)
ENTITY_START: Final = constant(0x3C6EF372FE94F82B)

UNIFORM_SHIFT: Final = constant(12)
ONE_BITS: Final = constant(0x3FF0000000000000)
ONE_LESS_HALF_STEP: Final = 0.99999999999999988897769753748  # 1 - 2**-53


@rule
def mix(value: Integer) -> int:
    """A finaliser: a bijection of 64-bit words in which each input bit flips each output bit half of the time."""
    x = word(value)
    x = (x ^ (x >> FIRST_SHIFT)) * FIRST_MULTIPLIER
    x = (x ^ (x >> SECOND_SHIFT)) * SECOND_MULTIPLIER
    return x ^ (x >> THIRD_SHIFT)


@rule
def absorb(state: Integer, value: Integer) -> int:
    """A key extended by one more component; two rounds, because components are small and neighbouring numbers."""
    return mix(mix(word(state) + word(value) * GOLDEN) ^ BETWEEN_ROUNDS)


@rule
def entity_key(kind: Integer, number: Integer) -> int:
    """Key of an entity: what it is (KIND_...) and its number within that kind. Does not depend on seed or replicate."""
    return absorb(absorb(ENTITY_START, kind), number)


@rule
def replicate_key(seed: Integer, replicate: Integer) -> int:
    """Key of one replicate of one seed."""
    return absorb(absorb(REPLICATE_START, seed), replicate)


@rule
def row_key(replicate_key: Integer, year: Integer, purpose: Integer) -> int:
    """Key of all draws of one purpose in one year of one replicate."""
    return absorb(absorb(replicate_key, year), purpose)


@rule
def draw_bits(row: Integer, entity: Integer) -> int:
    """The draw of an entity in a row, as 64 random bits."""
    return mix(word(row) ^ word(entity))


@rule
def uniform(row: Integer, entity: Integer) -> float:
    """The draw of an entity in a row: uniform on the odd multiples of 2**-53, so never 0 and never 1."""
    return float_of((draw_bits(row, entity) >> UNIFORM_SHIFT) | ONE_BITS) - ONE_LESS_HALF_STEP
