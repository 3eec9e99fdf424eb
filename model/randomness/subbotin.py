"""Tent-shaped noise between Laplace (b = 1) and normal (b = 2): density proportional to exp(-|x|^b / b) (M. T. Subbotin 1923).

Its quantile has no closed form and is needed once an enterprise and year, so a table is filled once a replicate. The table's
argument is w = sqrt(-ln(2 p)), p the smaller tail: in it the quantile is nearly a low polynomial for every b (w^2 for Laplace,
proportional to w far out for the normal), from the centre to the outermost draw 2**-53, and one cubic a cell is enough.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.compiled import kernel, rule
from model.randomness.arithmetic import INTEGER_BASE, INTEGER_BASE_BITS, exp, log
from model.randomness.special_functions import gamma_quantile, gamma_tails, log_gamma
from model.randomness.words import bits_of, choose

CELLS: Final = 512
SUBBOTIN_TABLE_SIZE: Final = 4 * CELLS
LARGEST_ARGUMENT: Final = 6.0052  # a little above sqrt(52 ln 2), the argument of the draw 2**-53
CELLS_PER_UNIT: Final = CELLS / LARGEST_ARGUMENT
LAST_CELL: Final = CELLS - 0.5


@kernel()
def subbotin_table(shape: float, table: NDArray[np.float64]) -> None:
    """Fill float64[SUBBOTIN_TABLE_SIZE] for the shape b: the four coefficients of the cubic of each cell."""
    inverse = 1.0 / shape
    scale = exp(inverse * log(shape))
    width = LARGEST_ARGUMENT / CELLS
    norm = 2.0 * scale * inverse * exp(log_gamma(inverse))
    previous = 0.0
    previous_slope = 0.0
    for cell in range(CELLS):
        w = (cell + 1) * width
        tail = exp(-w * w)
        t = gamma_quantile(1.0 - tail, inverse)
        x = scale * exp(inverse * log(t))
        density = exp(-t) / norm
        slope = width * w * tail / density
        rise = x - previous
        at = 4 * cell
        table[at] = previous
        table[at + 1] = previous_slope
        table[at + 2] = 3.0 * rise - 2.0 * previous_slope - slope
        table[at + 3] = previous_slope + slope - 2.0 * rise
        previous = x
        previous_slope = slope


@rule
def subbotin_from_uniform(u: float, table: NDArray[np.float64]) -> float:
    """Quantile u of unit scale, from the table of its shape; monotone in u."""
    below = u < 0.5
    w = math.sqrt(-log(2.0 * choose(below, u, 1.0 - u)))
    place = w * CELLS_PER_UNIT
    place = choose(place < LAST_CELL, place, LAST_CELL)
    cell = math.floor(place)
    share = place - cell
    at = 4 * np.int64(bits_of(cell + INTEGER_BASE) ^ INTEGER_BASE_BITS)
    x = table[at] + share * (table[at + 1] + share * (table[at + 2] + share * table[at + 3]))
    return choose(below, -x, x)
