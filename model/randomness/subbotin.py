"""Tent-shaped noise between Laplace (b = 1) and normal (b = 2): density ~ exp(-|x|^b / b) (Subbotin 1923).

Its quantile has no closed form and is needed once an enterprise and year, so a polynomial is fitted once a replicate.
In w = sqrt(-ln(2 p)), p the smaller tail, the quantile is w times a smooth function for every b (w itself for
Laplace, a constant far out for the normal), from the centre to the outermost draw 2**-53. Interpolating that function
at Chebyshev nodes of w keeps the quantile within 5e-7 for 0.7 <= b <= 2 (1e-12 for Laplace). A polynomial, not a
table of cells: looking cells up stops the compiler from vectorising the loop of draws.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.compiled import kernel, rule
from model.randomness.arithmetic import exp, expm1, log, log_of_normal, sine_cosine_of_turn
from model.randomness.special_functions import gamma_quantile, gamma_upper_quantile
from model.randomness.words import choose

SUBBOTIN_TABLE_SIZE: Final = 24
NODES: Final = SUBBOTIN_TABLE_SIZE
LARGEST_ARGUMENT: Final = 6.0052  # a little above sqrt(52 ln 2), the argument of the draw 2**-53
UNITS_PER_ARGUMENT: Final = 2.0 / LARGEST_ARGUMENT


@kernel("void(float64, float64[::1])", allocates=True)
def subbotin_table(shape: float, table: NDArray[np.float64]) -> None:
    """Fill float64[SUBBOTIN_TABLE_SIZE] for the shape b: coefficients of powers of 2 w / LARGEST_ARGUMENT - 1."""
    inverse = 1.0 / shape
    log_shape = log(shape)
    series = np.zeros(NODES)
    for node in range(NODES):
        place = sine_cosine_of_turn((2.0 * node + 1.0) / (4.0 * NODES))[1]
        w = (place + 1.0) / UNITS_PER_ARGUMENT
        square = w * w
        if square < 0.6931471805599453:
            t = gamma_quantile(-expm1(-square), inverse)
        else:
            t = gamma_upper_quantile(exp(-square), inverse)
        value = exp(inverse * (log_shape + log(t))) / w
        # Chebyshev polynomials of the node by their recurrence
        before = 1.0
        now = place
        series[0] += value / NODES
        for k in range(1, NODES):
            series[k] += now * value * (2.0 / NODES)
            before, now = now, 2.0 * place * now - before
    # From Chebyshev polynomials to powers
    before_powers = np.zeros(NODES)
    powers = np.zeros(NODES)
    before_powers[0] = 1.0
    powers[1] = 1.0
    for k in range(NODES):
        table[k] = 0.0
    table[0] = series[0]
    for k in range(1, NODES):
        for j in range(k + 1):
            table[j] += series[k] * powers[j]
        for j in range(NODES - 1, -1, -1):
            shifted = powers[j - 1] if j > 0 else 0.0
            following = 2.0 * shifted - before_powers[j]
            before_powers[j] = powers[j]
            # The place below still needs the old value of this one's neighbour, which lies under it: walk downwards.
            powers[j] = following


@rule
def subbotin_from_uniform(u: float, table: NDArray[np.float64]) -> float:
    """Quantile u of unit scale, from the table of its shape; monotone in u, 2**-53 <= u <= 1 - 2**-53."""
    below = u < 0.5
    w = math.sqrt(-log_of_normal(2.0 * choose(below, u, 1.0 - u)))
    w = choose(w < LARGEST_ARGUMENT, w, LARGEST_ARGUMENT)
    t = w * UNITS_PER_ARGUMENT - 1.0
    s = t * t
    even = table[NODES - 2]
    odd = table[NODES - 1]
    for k in range(NODES - 4, -1, -2):
        even = even * s + table[k]
        odd = odd * s + table[k + 1]
    x = w * (even + t * odd)
    return choose(below, -x, x)
