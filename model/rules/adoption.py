"""Statuses that an enterprise gains or adopts: the high-technology certificate by rule, the others by hazards (model.md 3.8)."""

from __future__ import annotations

from typing import Final

from model.compiled import rule
from model.randomness.arithmetic import exp

HIGHEST_HAZARD: Final = 0.95


@rule
def adoption_weight(log_size: float, size_elasticity: float, quality: float, quality_effect: float) -> float:
    """How much likelier an enterprise adopts than one of reference size and mean quality; `log_size` is ln relative revenue."""
    return exp(size_elasticity * log_size + quality_effect * quality)


@rule
def adoption_hazard(base: float, weight: float, factor: float) -> float:
    """Probability of adopting within a year; `factor` is that of the levers."""
    return min(base * weight * factor, HIGHEST_HAZARD)


@rule
def is_high_technology(
    revenue: float,
    intensity: float,
    patents: float,
    small_line: float,
    large_line: float,
    small_intensity: float,
    middle_intensity: float,
    large_intensity: float,
) -> bool:
    """Whether the accounts meet the conditions on research and intellectual property of 国科发火〔2016〕32号.

    Research over revenue of 5% below the first revenue line, 4% up to the second, 3% above (the numbers are data).
    """
    asked = large_intensity
    if revenue <= large_line:
        asked = middle_intensity
    if revenue < small_line:
        asked = small_intensity
    return patents >= 1.0 and revenue > 0.0 and intensity >= asked
