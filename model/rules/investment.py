"""Capital of an enterprise: what it wants, how fast it gets there, and what spare or missing capacity does (model.md 3.3).

Capital is stated so that one unit of it, fully used, gives `1 / capital_ratio` of yearly revenue; its logarithm is the state.
"""

from __future__ import annotations

from model.compiled import rule
from model.randomness.arithmetic import exp


@rule
def wanted_log_capital(log_revenue: float, log_capital_ratio: float, expected_growth: float, lift: float) -> float:
    """Ln of the capital that next year's expected sales ask for; `lift` (ln) is what subsidies add."""
    return log_revenue + log_capital_ratio + expected_growth + lift


@rule
def endogenous_investment(log_capital: float, wanted: float, adjustment: float, depreciation: float) -> float:
    """Gross investment of a year (万元): a part of the way to the wanted capital, and never less than nothing."""
    capital = exp(log_capital)
    end = exp(log_capital + adjustment * (wanted - log_capital))
    return max(end - (1.0 - depreciation) * capital, 0.0)


@rule
def capacity_growth(
    log_revenue: float, log_capital: float, log_capital_ratio: float, effect: float, limit: float
) -> float:
    """Growth (ln) that spare capacity allows or missing capacity costs.

    Proportional to the gap between what the capital could yield and the revenue; the market takes no more of the spare part
    than `limit`, and shortage is felt no further than that either.
    """
    gap = log_capital - log_capital_ratio - log_revenue
    return effect * min(max(gap, -limit), limit)


@rule
def idle_capital(capital: float, used: float, slack: float) -> float:
    """Capital beyond what present sales use and the usual slack (a factor above 1) explains."""
    return max(capital - used * slack, 0.0)
