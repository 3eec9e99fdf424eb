"""Find this out first: how much knowing one unknown would narrow an answer, and how likely it would turn the verdict.

A figure or parameter that is found out leaves everything else as uncertain as it is. Its worth is told by what is expected
before one knows what will be found: the share of the variance that goes away (the first-order index), the share of the doubt
about yes or no that goes away, and the chance that the verdict then falls into another class of the scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.sensitivity.given_data import Fit, fit, ranks, refits
from scenarios.verdicts.settings import settings

Numbers = NDArray[np.float64]
BOOTSTRAPS = 60
GRID = (np.arange(200) + 0.5) / 200
CLEAR = 2.0
"""Standard errors that what an unknown narrows must exceed to be called known to matter."""


@dataclass(frozen=True)
class Finding:
    """The worth of finding one unknown out, with standard errors.

    `narrows` is the share of the variance of the value that goes away, `decides` that of the doubt about yes or no (p(1 - p)),
    `turns` the chance that the verdict falls into another class. `clear` tells that `narrows` exceeds its error.
    """

    name: str
    narrows: float
    narrows_error: float
    decides: float
    turns: float
    turns_error: float
    low_half: float
    """Probability if the unknown turns out at its 10% quantile."""
    high_half: float
    """Probability if the unknown turns out at its 90% quantile."""

    @property
    def clear(self) -> bool:
        """Tell whether the worth is more than noise."""
        return self.narrows > CLEAR * self.narrows_error and self.narrows > 0


def find_out(
    value: Numbers,
    met: NDArray[np.bool_],
    inputs: Numbers,
    names: Sequence[str],
    seed: int = 1,
    *,
    most: int | None = None,
    shares: Numbers | None = None,
) -> tuple[Finding, ...]:
    """Rank unknowns by what finding them out is worth; `value` float64[n], `met` bool[n], `inputs` float64[n, names].

    Errors come from a bootstrap over replicates. With `most`, only so many unknowns that narrow the value most are looked at.
    `shares` are the ranks of the inputs where they are known already.
    """
    shares = ranks(inputs) if shares is None else shares
    if most is not None and most < len(names):
        kept = np.sort(np.argsort(-fit(value, shares).explained, kind="stable")[:most])
        shares, names = shares[:, kept], [names[place] for place in kept.tolist()]
    truth, amount = fit(met.astype(np.float64), shares), fit(value, shares)
    turning = _turns(truth)
    generator = np.random.Generator(np.random.PCG64(seed))
    weights = np.array(
        [np.bincount(generator.integers(0, len(value), len(value)), minlength=len(value)) for _ in range(BOOTSTRAPS)],
        dtype=np.float64,
    )
    narrowed = np.array([each.explained for each in refits(value, shares, weights)]) / max(amount.variance, 1e-300)
    turned = np.array([_turns(each) for each in refits(met.astype(np.float64), shares, weights)])
    ends = np.array([0.1, 0.9])
    found = []
    for place, name in enumerate(names):
        below, above = np.clip(truth.curve(place, ends), 0.0, 1.0).tolist()
        found.append(
            Finding(
                name,
                float(amount.shares[place]),
                float(narrowed[:, place].std(ddof=1)),
                float(truth.shares[place]),
                float(turning[place]),
                float(turned[:, place].std(ddof=1)),
                below,
                above,
            )
        )
    return tuple(sorted(found, key=lambda each: (not each.clear, -each.narrows, -each.turns, each.name)))


def _turns(truth: Fit) -> Numbers:
    """Give the chance that each unknown, once known, moves the verdict into another class, float64[inputs]."""
    cuts = np.array([start for _, start in settings().classes][1:])
    now = np.searchsorted(cuts, truth.mean, side="right")
    curves = np.clip(truth.curves(GRID), 0.0, 1.0)
    classes = np.searchsorted(cuts, curves, side="right")
    return np.where(truth.kept > 0, np.mean(classes != now, axis=1), 0.0)
