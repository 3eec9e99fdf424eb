"""The ladder as a Markov chain, written from model.md sections 2 and 4 and from nothing of the engine.

A certificate counts at the end of the year in which it is given and of the two years after; then it is re-reviewed. A state is a
tuple over the rungs, lowest first: the number of year-ends, this one included, at which the certificate still counts; 0 where
it ran out and is deemed kept because a higher one holds; None where the title is not held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

State = tuple[int | None, ...]
VALIDITY = 3


def counts(state: State, rung: int) -> bool:
    """Whether the certificate of a rung counts."""
    remaining = state[rung]
    return remaining is not None and remaining > 0


def nested(state: State, rung: int) -> bool:
    """Whether this or a higher title counts."""
    return any(counts(state, higher) for higher in range(rung, len(state)))


def highest(state: State, rung: int) -> bool:
    """Whether this title counts and no higher one does."""
    return counts(state, rung) and not nested(state, rung + 1)


def next_year(state: State, apply: Sequence[float], renew: Sequence[float]) -> Iterator[tuple[State, float]]:
    """States a year later, with their probabilities."""
    aged = tuple(None if remaining is None else max(remaining - 1, 0) for remaining in state)
    reviewed: list[tuple[State, float, frozenset[int]]] = [(aged, 1.0, frozenset())]
    for rung in range(len(state) - 1, -1, -1):
        branches: list[tuple[State, float, frozenset[int]]] = []
        for now, probability, lost in reviewed:
            if now[rung] != 0 or nested(now, rung + 1):
                branches.append((now, probability, lost))
                continue
            kept = (*now[:rung], VALIDITY, *now[rung + 1 :])
            gone = (*now[:rung], None, *now[rung + 1 :])
            branches.append((kept, probability * renew[rung], lost))
            branches.append((gone, probability * (1.0 - renew[rung]), lost | {rung}))
        reviewed = branches
    for now, probability, lost in reviewed:
        rung = max((own for own in range(len(state)) if counts(now, own)), default=-1) + 1
        if rung == len(state) or rung in lost:
            yield now, probability
            continue
        won = (*now[:rung], VALIDITY, *now[rung + 1 :])
        yield won, probability * apply[rung]
        yield now, probability * (1.0 - apply[rung])


@dataclass
class Expected:
    """Expected shares by year, float64[year, rung], of a population that starts in given states."""

    nested: NDArray[np.float64]
    valid: NDArray[np.float64]
    highest: NDArray[np.float64]
    additions: NDArray[np.float64]
    losses: NDArray[np.float64]
    states: Mapping[State, float] = field(default_factory=dict)


def expected(start: Mapping[State, float], years: int, apply: Sequence[float], renew: Sequence[float]) -> Expected:
    """Expected shares of a population whose members move independently."""
    rungs = len(apply)
    nothing = np.zeros((years + 1, rungs))
    result = Expected(nothing.copy(), nothing.copy(), nothing.copy(), nothing.copy(), nothing.copy())
    states = dict(start)
    for year in range(years + 1):
        if year > 0:
            following: dict[State, float] = defaultdict(float)
            for state, share in states.items():
                for after, probability in next_year(state, apply, renew):
                    following[after] += share * probability
                    for rung in range(rungs):
                        change = nested(after, rung) - nested(state, rung)
                        result.additions[year, rung] += share * probability * (change == 1)
                        result.losses[year, rung] += share * probability * (change == -1)
            states = following
        for state, share in states.items():
            for rung in range(rungs):
                result.nested[year, rung] += share * nested(state, rung)
                result.valid[year, rung] += share * counts(state, rung)
                result.highest[year, rung] += share * highest(state, rung)
    result.states = states
    return result


def starting_states(shares: Sequence[float]) -> dict[State, float]:
    """States at the start: `shares` by highest rung held, certificates given evenly over the three years before."""
    rungs = len(shares)
    states: dict[State, float] = defaultdict(float)
    states[(None,) * rungs] = 1.0 - sum(shares)
    for rung, share in enumerate(shares):
        for number in range(VALIDITY ** (rung + 1)):
            remaining = [number // VALIDITY**place % VALIDITY + 1 for place in range(rung + 1)]
            states[(*remaining, *(None,) * (rungs - rung - 1))] += share / VALIDITY ** (rung + 1)
    return {state: share for state, share in states.items() if share > 0.0}
