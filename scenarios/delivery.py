"""Programmes that no enterprise decides (5G stations, training, substations): planned amount a year, slippage, no more.

Each year the share that is delivered on time is a drawn number, at most 1; what is not delivered is due again the next year.
So nothing is ever delivered beyond the plan, and there is a distribution of what is there by the due year but no
probability: that the plan's own arrangement is kept is a supposition, not a finding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenarios.own_inputs import draws
from scenarios.schema.plan import Target

Numbers = NDArray[np.float64]
YEARLY = ("flow_per_year", "input_per_year")
LEVELS = ("stock", "coverage", "share")
FEW = 10.0
"""A stock of fewer than this starts from nothing: a centre or a base that is yet to be founded."""


def delivered(
    target: Target, first: int, due: int, seed: int, replicates: NDArray[np.int64], *, whole: bool
) -> Numbers:
    """Give what of a programme is there at the end of its due year, in the target's unit, float64[replicates].

    A yearly figure is delivered a year on average, a total in equal parts, a stock or share from a drawn start. `whole`
    counts whole things only.
    """
    assert target.value is not None
    years = due - first + 1
    lasting = draws("delivery_ratio", seed, replicates, entity=target.id)
    start = np.zeros(len(replicates))
    if target.kind in LEVELS and (target.unit == "%" or target.value >= FEW):
        start = draws("delivery_start", seed, replicates, entity=target.id) * target.value
    planned = np.full(len(replicates), target.value) if target.kind in YEARLY else (target.value - start) / years
    waiting, done = np.zeros(len(replicates)), np.zeros(len(replicates))
    for year in range(first, due + 1):
        on_time = np.minimum(lasting * draws("delivery_year", seed, replicates, entity=target.id, year=year), 1.0)
        owed = waiting + planned
        now = owed * on_time
        waiting, done = owed - now, done + now
    found = done / years if target.kind in YEARLY else start + done
    found = np.minimum(found, target.value)
    return np.floor(found + 1e-9) if whole and target.kind not in YEARLY else found
