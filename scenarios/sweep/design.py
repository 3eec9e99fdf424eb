"""Points of the unit cube: a grid, Latin hypercubes and Sobol points, from the seed and the names of the axes alone.

Points are the same on every machine. The first n points of a Sobol design are those of every longer one, and a further
round of a Latin hypercube leaves the rounds before it as they are: so a sweep can be extended, never redrawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from scenarios.schema.reading import read_yaml

BITS = 52
"""So that a word and half a step fit into a float exactly."""
Point = tuple[float, ...]


def latin_hypercube(axes: Sequence[str], points: int, rounds: int, seed: int) -> Iterator[Point]:
    """Give `rounds` times `points` points; in each round every axis has one point in each of `points` equal parts.

    McKay, Beckman, Conover (1979), Technometrics 21(2):239-245.
    """
    for number in range(rounds):
        columns = []
        for axis in axes:
            order = sorted(range(points), key=lambda place: (_word(seed, number, axis, "order", place), place))
            columns.append([(order[k] + _uniform(seed, number, axis, "place", k)) / points for k in range(points)])
        yield from zip(*columns, strict=True)


def sobol(axes: Sequence[str], points: int, seed: int) -> Iterator[Point]:
    """Give the first points of the Sobol sequence, each axis shifted bit by bit by a word of the seed (digital shift).

    Direction numbers of Joe and Kuo (2008); order of points by Gray code, as Antonov and Saleev (1979) have it.
    """
    shifts = [_word(seed, 0, axis, "shift", 0) >> (64 - BITS) for axis in axes]
    directions = [_directions(dimension) for dimension in range(len(axes))]
    state = [0] * len(axes)
    for number in range(points):
        # Half a step is added, so that no point lies on an edge.
        yield tuple(((word ^ shift) + 0.5) / 2.0**BITS for word, shift in zip(state, shifts, strict=True))
        zeros = _lowest_zero_bit(number)
        state = [word ^ direction[zeros] for word, direction in zip(state, directions, strict=True)]


def most_sobol_axes() -> int:
    """Number of axes that there are direction numbers for."""
    return len(_table())


def grid(counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Give every combination of places, the last axis running fastest."""
    places = [0] * len(counts)
    while True:
        yield tuple(places)
        for axis in range(len(counts) - 1, -1, -1):
            places[axis] += 1
            if places[axis] < counts[axis]:
                break
            places[axis] = 0
        else:
            return


def _lowest_zero_bit(number: int) -> int:
    found = 0
    while number >> found & 1:
        found += 1
    return found


@cache
def _table() -> tuple[tuple[int, tuple[int, ...]], ...]:
    rows = read_yaml(Path(__file__).with_name("sobol.yaml")).data["dimensions"]
    return tuple((int(row["polynomial"]), tuple(int(m) for m in row["first"])) for row in rows)


@cache
def _directions(dimension: int) -> tuple[int, ...]:
    """Give the direction numbers of a dimension as words of BITS bits."""
    polynomial, first = _table()[dimension]
    if dimension == 0:
        return tuple(1 << (BITS - 1 - bit) for bit in range(BITS))
    degree = polynomial.bit_length() - 1
    numbers = list(first)
    for k in range(degree, BITS):
        new = numbers[k - degree] ^ (numbers[k - degree] << degree)
        for j in range(1, degree):
            if polynomial >> (degree - j) & 1:
                new ^= numbers[k - j] << j
        numbers.append(new)
    return tuple(number << (BITS - 1 - bit) for bit, number in enumerate(numbers))


def _word(seed: int, number: int, axis: str, purpose: str, place: int) -> int:
    text = f"{seed}|{number}|{axis}|{purpose}|{place}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _uniform(seed: int, number: int, axis: str, purpose: str, place: int) -> float:
    return ((_word(seed, number, axis, purpose, place) >> 12) + 0.5) / 2.0**52
