"""What a written figure can mean, as an interval, and the arithmetic that carries such intervals through a formula."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

INFINITE = math.inf
ABOUT = 0.05
"""左右 means at least 95% of the figure (design.md section 1); here also at most 105%."""
ROUNDED = 0.05
"""No figure is taken as rounded by more than this share of itself: 300 may stand for 285 to 315, not for 250 to 350."""


@dataclass(frozen=True)
class Interval:
    """All numbers from `low` to `high`, both included."""

    low: float
    high: float

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        products = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(products), max(products))

    def __truediv__(self, other: Interval) -> Interval:
        """Divide by an interval of numbers that are not negative; dividing by nothing gives no upper end."""
        return self * Interval(_inverse(other.high), _inverse(other.low))

    def scaled(self, factor: float) -> Interval:
        """Multiply by a number that is not negative."""
        return Interval(_times(self.low, factor), _times(self.high, factor))

    def widened(self, share: float) -> Interval:
        """Move both ends outwards by a share of themselves, for figures that are not negative."""
        return Interval(self.low * (1 - share), _times(self.high, 1 + share))

    def meets(self, other: Interval) -> bool:
        """Say whether a number lies in both."""
        return self.low <= other.high and other.low <= self.high

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _inverse(number: float) -> float:
    return INFINITE if number == 0 else 0.0 if math.isinf(number) else 1 / number


def total(intervals: list[Interval]) -> Interval:
    """Add intervals; nothing adds to zero."""
    return Interval(sum(one.low for one in intervals), sum(one.high for one in intervals))


def rounding(value: float) -> float:
    """Give half of the last place in which a figure has a digit, at most 5% of it: what rounding can have hidden.

    75 may stand for 74.5 to 75.5; 1,000 for 950 to 1,050; 169.34 for 169.335 to 169.345.
    """
    if value == 0:
        return 0.0
    digits = f"{abs(value):.10g}"
    if "e" in digits:
        return abs(value) * ROUNDED
    place = 10.0 ** (-len(digits.split(".")[1])) if "." in digits else 10.0 ** (len(digits) - len(digits.rstrip("0")))
    return min(place / 2, abs(value) * ROUNDED)


def written(operator: str, value: float, value_high: float | None = None) -> Interval:
    """Give what a figure says of the quantity, taken as written: `=` is the figure itself, `>=` that or more.

    A target is *judged* more kindly (达到 is at least, for every kind); but two figures of one document that are both
    given plainly have to fit each other as given.
    """
    half = rounding(value)
    low, high = value - half, value + half
    if operator in (">=", ">"):
        return Interval(low, INFINITE)
    if operator == "<=":
        return Interval(-INFINITE, high)
    if operator == "~":
        return Interval(min(low, value * (1 - ABOUT)), max(high, value * (1 + ABOUT)))
    if operator == "range" and value_high is not None:
        return Interval(low, value_high + rounding(value_high))
    return Interval(low, high)


def planned(operator: str, value: float, value_high: float | None = None) -> Interval:
    """Give the size the plan has in mind: the figure it names, whatever stands beside it (以上, 突破, 左右)."""
    if operator in (">=", ">", "<="):
        operator = "="
    return written(operator, value, value_high)


def solve(function: Callable[[float], float], wanted: float, low: float, high: float, steps: int = 60) -> float | None:
    """Find where a rising function takes a wanted value between two ends, by bisection; None where it does not."""
    if function(low) > wanted or function(high) < wanted:
        return None
    for _ in range(steps):
        middle = (low + high) / 2
        if function(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2
