"""Founding and closing of enterprises (model.md 3.6)."""

from __future__ import annotations

from typing import Final

from model.compiled import rule
from model.randomness.arithmetic import exp

# The size effect on closing is not extrapolated beyond these factors of the hazard at the median size.
SIZE_FACTOR_LOW: Final = 0.1
SIZE_FACTOR_HIGH: Final = 2.0


@rule
def exit_age_factor(age: float, peak_age: float, decay: float) -> float:
    """Relative hazard of closing by age: rises to 1 at the peak age, then falls exponentially."""
    if age < peak_age:
        return (age + 1.0) / (peak_age + 1.0)
    return exp(-decay * (age - peak_age))


@rule
def exit_hazard(
    log_revenue: float, log_median: float, age_factor: float, young_hazard: float, elasticity: float
) -> float:
    """Probability of closing within the year, by size and age."""
    size_factor = exp(elasticity * (log_median - log_revenue))
    size_factor = min(max(size_factor, SIZE_FACTOR_LOW), SIZE_FACTOR_HIGH)
    return young_hazard * age_factor * size_factor
