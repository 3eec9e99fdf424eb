"""How revenue grows (model.md 3.4): drift, common shocks, tent-shaped noise whose spread falls with size and age."""

from __future__ import annotations

from typing import Final

from model.compiled import rule
from model.randomness.arithmetic import exp, log

# Size at which the parameter growth_noise_scale is stated: 1 亿元 = 10,000 万元 (its definition, not an estimate).
LOG_NOISE_REFERENCE: Final = 9.210340371976184
# Accounts below 1 万元 are not told apart; the floor keeps the logarithm and the spread finite.
LOG_REVENUE_FLOOR: Final = 0.0
# The law of spread over size was fitted on enterprises of some size; for the smallest it is not followed beyond this scale,
# where a tent-shaped noise would have no finite expectation.
SPREAD_CEILING: Final = 0.4
# Age at which growth_noise_scale is stated, in years (its definition).
NOISE_REFERENCE_AGE: Final = 10.0


@rule
def noise_spread(log_revenue: float, age_factor: float, scale: float, size_exponent: float) -> float:
    """Scale of the yearly growth noise (ln) of an enterprise of this size and age; Stanley et al. 1996, Zou 2019."""
    return min(scale * age_factor * exp(size_exponent * (LOG_NOISE_REFERENCE - log_revenue)), SPREAD_CEILING)


@rule
def expected_growth(
    log_revenue: float,
    common: float,
    chain_shock: float,
    log_reference: float,
    mean_reversion: float,
    below_scale_offset: float,
    quality: float,
    quality_effect: float,
    title_effect: float,
) -> float:
    """Expected nominal growth (ln of the expected ratio) before noise.

    `common` is real growth at the reference size, the producer-price change and the region's shock; `mean_reversion` is the
    slope of growth over ln size (0 is Gibrat's law).
    """
    return (
        common
        + chain_shock
        + mean_reversion * (log_revenue - log_reference)
        + below_scale_offset
        + quality_effect * quality
        + title_effect
    )


@rule
def realised_growth(
    expected: float,
    spread: float,
    noise: float,
    previous_noise: float,
    autocorrelation: float,
    noise_variance: float,
    noise_fourth_cumulant: float,
) -> float:
    """Growth (ln) of the year: expectation plus noise, corrected so that the *expected* revenue grows as expected.

    `noise` is one unit-scale Subbotin draw, `previous_noise` last year's scaled noise. Without the correction a spread of
    0.3 alone would add 9% a year to the sum of all enterprises, which a stated growth rate already contains. The correction is
    the logarithm of the noise's expected exponential to fourth order in the spread (symmetric noise has no odd orders); what one
    year's noise adds in the next by autocorrelation belongs to it, so it holds for the path and not only for the year.
    """
    lasting = spread * (1.0 + autocorrelation)
    square = lasting * lasting
    correction = 0.5 * noise_variance * square + noise_fourth_cumulant / 24.0 * square * square
    return expected + spread * noise + autocorrelation * previous_noise - correction


@rule
def next_log_revenue(log_revenue: float, growth: float) -> float:
    """Ln revenue after a year's growth, not below the floor."""
    return max(log_revenue + growth, LOG_REVENUE_FLOOR)


@rule
def age_noise_factor(age: float, age_exponent: float) -> float:
    """Factor by which age narrows the growth noise; 1 at the reference age. `age` in years, at least 1."""
    return exp(-age_exponent * log(age / NOISE_REFERENCE_AGE))
