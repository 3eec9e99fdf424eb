"""Units as people read them: 万元 of the model become 亿元, shares and logarithms become percent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Form = Literal["factor", "logarithm"]

YUAN_STEP = 1e4
"""万元 in one 亿元, and 家 in one 万家."""


@dataclass(frozen=True)
class Reading:
    """How numbers in the model's unit are written: the unit that people read, and the way to it (always rising)."""

    unit: str
    form: Form = "factor"
    divide: float = 1.0
    multiply: float = 1.0

    def of(self, values: Numbers) -> Numbers:
        """Convert numbers, each by itself; exponentials are the model's own, so that every machine has the same bits."""
        if self.form == "logarithm":
            from model.randomness.arithmetic import expm1

            flat = [expm1(value) * 100.0 for value in values.ravel().tolist()]
            return np.array(flat, dtype=np.float64).reshape(values.shape)
        if self.multiply != 1.0:
            return values * self.multiply
        return values / self.divide if self.divide != 1.0 else values


_READINGS = {
    "万元": Reading("亿元", divide=YUAN_STEP),
    "ln": Reading("%", "logarithm"),
    "1/年": Reading("%/年", "logarithm"),
    "share": Reading("%", multiply=100.0),
    "1": Reading("%", multiply=100.0),
}


def reading_of(unit: str) -> Reading:
    """Say how people read a unit of the model; a unit that people use already stays."""
    return _READINGS.get(unit, Reading(unit))
