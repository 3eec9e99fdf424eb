"""Research: who does it, how intensely, and what it yields (model.md 3.5)."""

from __future__ import annotations

from typing import Final

from model.compiled import rule
from model.randomness.arithmetic import exp

# Research above half of revenue is the accounts of a laboratory, not of a manufacturer; keeps spending below revenue.
INTENSITY_CEILING: Final = 0.5
# Among the largest a few do no research either.
ACTIVE_CEILING: Final = 0.95
# 万元 in a million yuan (patents_per_million is stated a million yuan).
WAN_PER_MILLION: Final = 100.0


@rule
def does_research(
    propensity: float, log_revenue: float, log_reference: float, active_share: float, elasticity: float
) -> bool:
    """Whether an enterprise has research activity: its fixed propensity rank lies within the active share of its size.

    At the reference size (ln), the median above-scale enterprise, the share is `active_share`; it rises with revenue by the
    elasticity, up to a ceiling.
    """
    share = active_share * exp(elasticity * (log_revenue - log_reference))
    return propensity < min(share, ACTIVE_CEILING)


@rule
def next_deviation(deviation: float, persistence: float, innovation_scale: float, draw: float) -> float:
    """Next year's deviation of ln intensity from its norm (AR(1)); `draw` is standard normal."""
    return persistence * deviation + innovation_scale * draw


@rule
def intensity(log_norm: float, quality: float, quality_loading: float, deviation: float, lift: float) -> float:
    """R&D over revenue: its norm, the enterprise's quality and deviation, and the lift (ln) of titles and levers."""
    return min(exp(log_norm + quality_loading * quality + deviation + lift), INTENSITY_CEILING)


@rule
def expected_patents(
    spending_two_years_ago: float, spending_three_years_ago: float, lag: float, per_million: float
) -> float:
    """Expected new Class-I patents of the year; `lag` between 2 and 3 years weighs the two years' spending (万元)."""
    weight = 3.0 - lag
    return per_million / WAN_PER_MILLION * (weight * spending_two_years_ago + (1.0 - weight) * spending_three_years_ago)
