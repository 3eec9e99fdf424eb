"""Growth rates and logarithms for the verdicts, with the model's own arithmetic: the same bits on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.compiled import kernel
from model.randomness.arithmetic import expm1, log, log1p

Numbers = NDArray[np.float64]
SMALLEST_RATIO = 1e-6
"""What a level that vanishes is taken to be of the year before, so that its growth is a number."""


@kernel("void(float64[::1])")
def _logarithms(values: Numbers) -> None:
    for place in range(len(values)):
        values[place] = log(values[place])


@kernel("void(float64[::1])")
def _percents(values: Numbers) -> None:
    for place in range(len(values)):
        values[place] = 100.0 * expm1(values[place])


@kernel("float64(float64)")
def _log_of_percent(percent: float) -> float:
    found: float = log1p(percent / 100.0)
    return found


def log_of_percent(percent: float) -> float:
    """Give the logarithmic growth of a growth in percent; more than -100."""
    return float(_log_of_percent(percent))


def percents_of_log(growth: Numbers) -> Numbers:
    """Give the growth in percent of logarithmic growth rates, one by one, in an array of the same shape."""
    flat = np.array(growth, dtype=np.float64).ravel()
    _percents(flat)
    return flat.reshape(growth.shape)


def log_growth(levels: Numbers) -> Numbers:
    """Give the logarithmic growth of each year over the one before; float64[replicates, years], 0 in the first.

    A level that was nothing has no growth (0); one that becomes nothing falls to a millionth.
    """
    before, after = levels[:, :-1], levels[:, 1:]
    known = before > 0
    ratio = np.divide(after, before, out=np.ones_like(after), where=known)
    flat = np.maximum(ratio, SMALLEST_RATIO).ravel()
    _logarithms(flat)
    found = np.zeros_like(levels)
    found[:, 1:] = flat.reshape(ratio.shape)
    return found
