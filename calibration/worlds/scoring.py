"""Tables of what was stated and what came: reliability by class of probability, coverage of bands, evenness of ranks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

BANDS: Final = (0.5, 0.8, 0.9)
DECILES: Final = tuple(round(0.1 * step, 1) for step in range(11))
SIZES: Final = (0.0, 3.0, 10.0, 30.0, 100.0, np.inf)
"""Edges of the sizes of counts, by the median believed of them (not by the truth, which would select)."""
RANK_BINS: Final = 20
BOOTSTRAPS: Final = 400


def reliability(stated: Numbers, came: Numbers, edges: Sequence[float], seed: int) -> list[dict[str, Any]]:
    """Hold stated probabilities against what came, by class: float64[worlds, targets] each, NaN where nothing was judged.

    `interval` is that of Jeffreys as if all were independent; `by_worlds` is the 95% interval when whole worlds are drawn again,
    since targets of one world stand or fall together.
    """
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, len(stated), (BOOTSTRAPS, len(stated)))
    found = []
    for low, high in pairwise(edges):
        last = high >= edges[-1]
        within = (stated >= low) & ((stated < high) | (last & (stated <= high)))
        many, met = within.sum(axis=1), (within & (came > 0.5)).sum(axis=1)
        total, reached = int(many.sum()), int(met.sum())
        row: dict[str, Any] = {"from": low, "to": high, "stated_number": total, "came_number": reached}
        if total:
            again = met[drawn].sum(axis=1) / np.maximum(many[drawn].sum(axis=1), 1)
            row |= {
                "mean_stated": float(stated[within].mean()),
                "came": reached / total,
                "interval": _jeffreys(reached, total),
                "by_worlds": [float(edge) for edge in np.quantile(again, [0.025, 0.975])],
            }
        found.append(row)
    return found


def _jeffreys(successes: int, total: int) -> list[float]:
    from scenarios.verdicts.proportion import Proportion

    low, high = Proportion(successes, total).interval
    return [float(low), float(high)]


def coverage(places: Numbers, raw: Numbers) -> dict[str, Any]:
    """Shares of truths inside central bands: `places` their randomised places (0 to 1), `raw` bool[..., bands] plainly inside.

    Of whole numbers a plain band holds more than it says, because its ends belong to it; the randomised one is the test.
    """
    flat = places[np.isfinite(places)]
    return {
        "number": len(flat),
        "randomised": [float(np.mean(np.abs(flat - 0.5) <= band / 2)) for band in BANDS],
        "raw": [float(np.mean(raw[..., place][np.isfinite(places)])) for place in range(len(BANDS))],
        "mean_place": float(flat.mean()) if len(flat) else float("nan"),
    }


def coverage_by_size(places: Numbers, raw: Numbers, medians: Numbers) -> list[dict[str, Any]]:
    """Coverage of counts by the median believed of them."""
    found = []
    for low, high in pairwise(SIZES):
        within = (medians >= low) & (medians < high)
        row = coverage(np.where(within, places, np.nan), raw)
        found.append({"from": low, "to": None if np.isinf(high) else high, **row})
    return found


def evenness(places: Numbers) -> dict[str, Any]:
    """Say how even places are over 0 to 1: counts in 20 bins and the p-value of chi-square; float64[worlds] of one quantity."""
    from scipy.stats import chi2

    flat = places[np.isfinite(places)]
    counts = np.histogram(flat, RANK_BINS, (0.0, 1.0))[0]
    expected = len(flat) / RANK_BINS
    statistic = float(((counts - expected) ** 2 / expected).sum()) if expected else 0.0
    return {"counts": counts.tolist(), "p": float(chi2.sf(statistic, RANK_BINS - 1))}


def simulation_based(names: Sequence[str], places: Numbers) -> dict[str, Any]:
    """Ranks of true inputs among what is believed of them (Talts et al. 2018): float64[worlds, inputs]."""
    each = {name: evenness(places[:, column]) for column, name in enumerate(names)}
    low = [name for name, found in each.items() if found["p"] < 0.01]
    # Among many inputs some look odd by chance: with 5% chance one or more below this.
    strict = 0.05 / max(len(names), 1)
    pooled = evenness(places.reshape(-1))
    return {
        "inputs": len(names),
        "below_001": len(low),
        "expected_below_001": 0.01 * len(names),
        "odd": {
            name: {"p": each[name]["p"], "covered": float(np.mean(np.abs(places[:, place] - 0.5) <= BANDS[-1] / 2))}
            for place, name in enumerate(names)
            if name in low and each[name]["p"] < strict
        },
        "pooled_counts": pooled["counts"],
        "coverage": [
            [float(np.mean(np.abs(places[:, column] - 0.5) <= band / 2)) for band in BANDS]
            for column in range(len(names))
        ],
    }


def skill(errors: Numbers, prior_errors: Numbers) -> float:
    """Say by which share the error of what is believed (CRPS) is below that of the bank unconditioned."""
    return float(1.0 - errors.mean() / prior_errors.mean()) if prior_errors.mean() > 0 else 0.0
