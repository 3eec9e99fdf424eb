"""Whether the order of answers by cost survives what is not known of unit costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.levers import Lever

Numbers = NDArray[np.float64]
DRAWS = 1000
SURVIVES = 0.9
"""Share of cost draws in which the first answer must stay the cheapest to be called so."""
RANGE = (0.05, 0.95)


@dataclass(frozen=True)
class CostRange:
    """What an answer may cost over the priors of unit costs (亿元, 5% to 95%), and how often it is the cheapest of all shown."""

    low: float
    high: float
    cheapest_share: float


def medians(levers: Sequence[Lever], stated: Mapping[str, float]) -> Numbers:
    """Give the unit cost of each lever: what the planner states, else the median of its prior; float64[k]."""
    return np.array([stated.get(lever.name, _quantiles(lever, np.array([0.5]))[0]) for lever in levers])


def cost_ranges(
    levers: Sequence[Lever], rates: Numbers, costs: Numbers, changes: Numbers, stated: Mapping[str, float], seed: int
) -> list[CostRange]:
    """Draw all unit costs together and see what each of some changes, float64[n, k], would cost.

    `rates` and `costs` are what a unit of a lever costs at its median and that median: a drawn unit cost scales the rate.
    Costs of levers are drawn independently, from a Latin hypercube, so that few draws cover every range evenly.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    drawn = np.empty((DRAWS, len(levers)))
    for place, lever in enumerate(levers):
        shares = (generator.permutation(DRAWS) + 0.5) / DRAWS
        drawn[:, place] = stated[lever.name] if lever.name in stated else _quantiles(lever, shares)
    scale = np.divide(rates, costs, out=np.zeros_like(rates), where=costs > 0)
    money = np.abs(changes) @ (drawn * scale).T
    least = money == money.min(axis=0)
    low, high = np.quantile(money, RANGE, axis=1)
    return [
        CostRange(float(below), float(above), float(share))
        for below, above, share in zip(low, high, least.mean(axis=1), strict=True)
    ]


def _quantiles(lever: Lever, shares: Numbers) -> Numbers:
    from model.parameters.table import prior_row
    from model.randomness.priors import prior_quantile

    row = prior_row(lever.unit_cost.prior)
    return np.array([float(prior_quantile(row, share)) for share in shares.tolist()])
