"""Values as officials write them, never promising more than was found."""

from __future__ import annotations

import math

STEPS: tuple[tuple[float, int, int], ...] = (
    (10_000, 500, 1),
    (1_000, 50, 1),
    (100, 5, 1),
    (10, 1, 1),
    (1, 1, 10),
    (0, 1, 10),
)
"""From which size on a value is written in which steps, numerator and denominator: 60, 135, 1250; 5.4; 0.3."""
WHOLE_STEPS: tuple[tuple[float, int, int], ...] = (*STEPS[:4], (1, 1, 1), (0, 1, 10))
"""The same for things that are counted; below one a year tenths remain, 0.3 of them being three in ten years."""


def as_written(value: float, *, down: bool = True, whole: bool = False) -> float:
    """Round to what a plan would say: down for "at least", up for "at most"; 0 stays 0."""
    numerator, denominator = _step(value, whole)
    count = value * denominator / numerator
    number = math.floor(count) if down else math.ceil(count)
    found = number * numerator / denominator
    while (found > value) if down else (found < value):
        number += -1 if down else 1
        found = number * numerator / denominator
    return found


def one_step_easier(value: float, *, down: bool = True, whole: bool = False) -> float:
    """Give the next less demanding value that a plan would say."""
    numerator, denominator = _step(value, whole)
    step = numerator / denominator
    return as_written(value - step if down else value + step, down=down, whole=whole)


def _step(value: float, whole: bool) -> tuple[int, int]:
    return next((n, d) for least, n, d in (WHOLE_STEPS if whole else STEPS) if abs(value) >= least)
