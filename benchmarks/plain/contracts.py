"""What signed projects are worth: their sizes, size classes, mean, and how likely a project of a size is to start."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from benchmarks.plain.conditions import Conditions

# 亿元 in 万元.
YI: Final = 1e4
# Upper bounds of the size classes, 亿元; the last has none.
BOUNDS: Final = (5.0, 10.0, 50.0, 100.0)
# Sizes are not drawn from the outermost quantiles.
OUTERMOST: Final = 1e-12
# Conversion is averaged over the money at so many points.
POINTS_OF_MONEY: Final = 32


def size_at(conditions: Conditions, u: float, low: float, high: float, log_median: float) -> float:
    """Contract (亿元) at this part of the way between two quantiles of the sizes."""
    draws = conditions.draws
    quantile = min(max(low + u * (high - low), OUTERMOST), 1.0 - OUTERMOST)
    return draws.exp(log_median + conditions.parameters.project_size_spread * draws.normal_quantile(quantile))


def chance_of_start(conditions: Conditions, value: float, lift: float) -> float:
    """Chance that a project of this size truly starts."""
    p, draws = conditions.parameters, conditions.draws
    by_size = p.start_conversion_size_slope * draws.log(value / p.project_size_median)
    return draws.shifted(p.start_conversion, by_size + lift)


def share_of_money_that_starts(conditions: Conditions) -> float:
    """Of the money signed: more of it lies in large projects, and they start less often.

    Money is spread over the sizes as a log-normal whose logarithm lies a variance higher than that of their number.
    """
    p, draws = conditions.parameters, conditions.draws
    spread = p.project_size_spread
    log_median = draws.log(p.project_size_median) + spread * spread
    floor = draws.normal_cdf((draws.log(p.project_size_floor) - log_median) / spread)
    total = 0.0
    for point in range(POINTS_OF_MONEY):
        value = size_at(conditions, (point + 0.5) / POINTS_OF_MONEY, floor, 1.0, log_median)
        total += chance_of_start(conditions, value, 0.0)
    return total / POINTS_OF_MONEY


def mean_contract(conditions: Conditions, shift: float) -> float:
    """Mean contract (万元): a log-normal above a floor, its median moved by `shift` (ln)."""
    p, draws = conditions.parameters, conditions.draws
    spread = p.project_size_spread
    log_median = draws.log(p.project_size_median) + shift
    floor = (draws.log(p.project_size_floor) - log_median) / spread
    whole = draws.exp(log_median + 0.5 * spread * spread)
    return float(whole * draws.normal_cdf(spread - floor) / draws.normal_cdf(-floor) * YI)


def size_classes(conditions: Conditions, log_median: float) -> list[tuple[float, float, float]]:
    """Lower and upper quantile of each size class, and its share of what is signed."""
    p, draws = conditions.parameters, conditions.draws

    def below(value: float) -> float:
        return draws.normal_cdf((draws.log(value) - log_median) / p.project_size_spread)

    floor = below(p.project_size_floor)
    ends = [floor, *(max(below(bound), floor) for bound in BOUNDS), 1.0]
    return [(low, high, (high - low) / (1.0 - floor)) for low, high in itertools.pairwise(ends)]
