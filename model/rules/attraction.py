"""Investment projects: their size, whether and when they start and produce, and the money in place (model.md 3.2)."""

from __future__ import annotations

from typing import Final

from model.compiled import rule
from model.randomness.arithmetic import exp, log
from model.randomness.distributions import one_normal_from_uniform

MONTHS: Final = 12.0
# Quantiles of a size are kept away from 0 and 1, where a logarithm of the tail would not be finite.
QUANTILE_MARGIN: Final = 1e-12


@rule
def shifted_probability(probability: float, shift: float) -> float:
    """A probability moved by `shift` on the logit scale; 0 and 1 stay what they are."""
    odds = probability * exp(shift)
    return odds / (odds + 1.0 - probability)


@rule
def size_between(u: float, low: float, high: float, log_median: float, spread: float) -> float:
    """Contract value drawn from the part of a log-normal between the quantiles `low` and `high`."""
    quantile = min(max(low + u * (high - low), QUANTILE_MARGIN), 1.0 - QUANTILE_MARGIN)
    return exp(log_median + spread * one_normal_from_uniform(quantile))


@rule
def start_probability(conversion: float, slope: float, size: float, median: float, lift: float) -> float:
    """Probability that a signed project truly starts: falls with its size (facts.md row 40), rises with the levers' lift."""
    return shifted_probability(conversion, slope * log(size / median) + lift)


@rule
def lag_in_years(mean_months: float, spread: float, u: float) -> float:
    """A lag drawn from a log-normal of this mean; `spread` is the standard deviation of its logarithm."""
    return mean_months / MONTHS * exp(spread * one_normal_from_uniform(u) - 0.5 * spread * spread)


@rule
def delivered_share(
    funds_share: float, money_conversion: float, production_conversion: float, lost_money_share: float
) -> float:
    """Money that a project which comes to produce puts in place, over its contract value.

    The stated share (facts.md row 44) is one over all signed projects' money; those that never start bring nothing
    (`money_conversion` is the share that starts), those that stop after the start a part of what they would have brought.
    """
    producing = production_conversion + (1.0 - production_conversion) * lost_money_share
    return min(funds_share / (money_conversion * producing), 1.0)


@rule
def built_share(time: float, start: float, production: float) -> float:
    """Share of the building that is done at `time`, evenly from the start to the first production."""
    return min(max((time - start) / max(production - start, 1e-9), 0.0), 1.0)
