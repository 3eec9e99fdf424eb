"""Chance, parameters and starting point kept apart: the share of each in the spread of an answer.

Replicates are taken in pairs, and each of the three, a replicate's parameters, its starting figures and its chances, is
exchanged between the two: with the two as they are, eight worlds, a full factorial of two levels each. The squared contrasts of
such designs have known expectations in the components of variance (Sobol' 1993, Mathematical Modelling and Computational
Experiment 1:407-414; the contrast of a set U has the mean square of the sum over W containing U of V_W / 2^|W|), so each
component has an unbiased estimate. What two or three make only together is a share of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from model import inputs as inp
from scenarios.answers.drawn import Drawn, run_again
from scenarios.answers.paired import jackknife
from scenarios.verdicts.course import Question, course
from scenarios.verdicts.samples import Samples
from scenarios.verdicts.spread import centred_ranks

Numbers = NDArray[np.float64]
Scale = Literal["ranks", "values"]
NAMES: Final = ("parameters", "start", "chance", "together")
FEWEST_PAIRS: Final = 10
WHOLE: Final = ""
"""Stands for the plan as a whole beside the ids of targets."""


@dataclass(frozen=True)
class Shares:
    """Shares of the spread of one target that add up to 1, and their standard errors, by NAMES.

    `together` is what arises only where two or three of them meet.
    """

    share: Mapping[str, float]
    error: Mapping[str, float]
    pairs: int


@dataclass(frozen=True)
class Worlds:
    """One outcome in the eight worlds of each pair, float64[pairs, 2, 2, 2]: whose parameters, whose start, whose chances."""

    values: Numbers


def exchanged(
    drawn: Drawn,
    questions: Sequence[Question],
    *,
    together: Sequence[Question] = (),
    threads: int | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Worlds]:
    """Run the six further worlds of every pair of replicates (0 and 1, 2 and 3, ...), and give each target's final values.

    With `together`, the key WHOLE holds how many of those are met. A pair of which any world failed is left out.
    """
    count = len(drawn.inputs) // 2 * 2
    own = np.arange(count)
    other = own ^ 1
    inputs = drawn.inputs[:count]
    start = np.arange(inputs.shape[1]) >= inp.PARAMETERS
    other_start = np.where(start, inputs[other], inputs)
    other_parameters = np.where(start, inputs, inputs[other])

    def run(rows: Numbers, chances: NDArray[np.int64], drawn_by: NDArray[np.int64]) -> dict[str, Numbers]:
        samples = run_again(drawn, rows, numbers=chances.tolist(), own=drawn_by, threads=threads, cancel=cancel)
        return read(samples)

    def read(samples: Samples) -> dict[str, Numbers]:
        finished = np.isfinite(samples.values).all(axis=(1, 2))
        found = {question.target_id: course(question, samples).final for question in questions}
        if together:
            met = [course(question, samples).met[:, -1] for question in together]
            found[WHOLE] = np.sum(met, axis=0).astype(np.float64)
        return {target: np.where(finished, values, np.nan)[:count] for target, values in found.items()}

    as_drawn = read(drawn.samples)
    chance = run(inputs, other, own)
    begun = run(other_start, own, own)
    believed = run(other_parameters, own, other)
    found: dict[str, Worlds] = {}
    for name in as_drawn:
        table = np.empty((count // 2, 2, 2, 2))
        for side in (0, 1):
            far = 1 - side
            table[:, side, side, side] = as_drawn[name][side::2]
            table[:, side, side, far] = chance[name][side::2]
            table[:, side, far, side] = begun[name][side::2]
            table[:, far, side, side] = believed[name][side::2]
        found[name] = Worlds(table[np.isfinite(table).all(axis=(1, 2, 3))])
    return found


def shares(worlds: Worlds, scale: Scale = "ranks") -> Shares | None:
    """Give the shares of the spread; None for too few pairs or no spread.

    On the scale of ranks, a few huge outcomes do not decide what the spread of all comes from.
    """
    values = worlds.values
    pairs = len(values)
    if pairs < FEWEST_PAIRS or values.max() == values.min():
        return None
    if scale == "ranks":
        values = centred_ranks(values.ravel()).astype(np.float64).reshape(values.shape)
    squares = _squares(values)
    found = _split(squares.mean(axis=1))
    if found is None:
        return None
    errors = {}
    for name in NAMES:

        def share_of(kept: NDArray[np.int64], name: str = name) -> float:
            part = _split(squares[:, kept].mean(axis=1))
            return part[name] if part is not None else 0.0

        errors[name] = jackknife(pairs, share_of)
    return Shares(found, errors, pairs)


def _squares(values: Numbers) -> Numbers:
    """Square the contrasts of each pair, float64[8, pairs]; the bits of a row: parameters 4, start 2, chance 1."""
    signs = np.array([1.0, -1.0])
    found = np.empty((8, len(values)))
    for subset in range(8):
        weights = np.ones((2, 2, 2))
        for bit, axis in ((4, 0), (2, 1), (1, 2)):
            if subset & bit:
                shape = [1, 1, 1]
                shape[axis] = 2
                weights = weights * signs.reshape(shape)
        found[subset] = ((values * weights).sum(axis=(1, 2, 3)) / 8.0) ** 2
    return found


def _split(square: Numbers) -> dict[str, float] | None:
    """Turn mean squares of contrasts into shares, none below 0, that add up to 1."""
    p, s, c = square[4], square[2], square[1]
    ps, pc, sc, psc = square[6], square[5], square[3], square[7]
    main = (
        2.0 * (p - ps - pc + psc),
        2.0 * (s - ps - sc + psc),
        2.0 * (c - pc - sc + psc),
    )
    pairs = 4.0 * (ps + pc + sc - 3.0 * psc)
    parts = [max(0.0, float(part)) for part in (*main, pairs + 8.0 * psc)]
    whole = math.fsum(parts)
    if whole <= 0.0:
        return None
    return dict(zip(NAMES, (part / whole for part in parts), strict=True))
