"""Predictions against outcomes: the scores of every held-out point, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.series import Observed
from calibration.validation.baselines import persistence, reference_class, straight_line
from calibration.validation.protocol import outcomes, protocol
from calibration.validation.scores import Score, binomial_band, covered, crps, histogram, randomised_pit

Floats = NDArray[np.float64]
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
BINS = 5


@dataclass(frozen=True)
class Validation:
    """All points with their scores, and the protocol they follow; `missing` were held out and no prediction could be made."""

    scores: tuple[Score, ...]
    points: tuple[Observed, ...]
    missing: tuple[Observed, ...]
    protocol: Mapping[str, Any]

    @property
    def pooled(self) -> tuple[Score, ...]:
        """The points that count together: without leaks, and without figures stated as "more than"."""
        return tuple(each for each in self.scores if each.pooled and not each.at_least)

    def coverage(self, level: float) -> tuple[int, int]:
        """How many of the pooled points an interval of this level covers, and how many there are."""
        found = [each.covered[level] for each in self.pooled]
        return sum(found), len(found)

    def coverage_band(self, level: float) -> tuple[float, float]:
        """What coverage of independent points would show by chance alone, were the intervals right (90%)."""
        return binomial_band(len(self.pooled), level)

    def of_group(self, group: str) -> tuple[Score, ...]:
        """The pooled points of growth (in percentage points) or of counts (relative to the outcome)."""
        return tuple(each for each in self.pooled if each.growth == (group == "growth"))

    def mean_crps(self, group: str) -> float:
        """Mean CRPS of the model over a group, in its scale."""
        values = [each.crps / each.scale for each in self.of_group(group)]
        return float(np.mean(values)) if values else float("nan")

    def skill(self, group: str, baseline: str) -> tuple[float, int]:
        """One less the ratio of mean CRPS to a baseline's, over the points that both speak of; and how many."""
        both = [each for each in self.of_group(group) if baseline in each.baselines]
        there = sum(each.baselines[baseline] / each.scale for each in both)
        here = sum(each.crps / each.scale for each in both)
        return (1.0 - here / there if there > 0 else float("nan")), len(both)

    def pit_histogram(self) -> tuple[list[int], tuple[float, float]]:
        """Counts of the randomised PIT in five bins, and the band of a bin's share."""
        pits = [each.pit for each in self.pooled]
        return histogram(pits, BINS), binomial_band(len(pits), 1.0 / BINS)


def judged(predictions: Mapping[str, Floats]) -> Validation:
    """Judge predictions by the outcomes; the frozen protocol is checked before these are loaded."""
    rules = protocol()
    held = outcomes()
    scores, points, missing = [], [], []
    for each in held:
        draws = predictions.get(each.key)
        if draws is None:
            missing.append(each)
            continue
        points.append(each)
        scores.append(_score(each, draws, rules))
    return Validation(tuple(scores), tuple(points), tuple(missing), rules)


def _score(each: Observed, draws: Floats, rules: Mapping[str, Any]) -> Score:
    value, growth = each.point.value, each.series.unit == "%"
    baselines = {}
    for name, found in (("persistence", persistence(each)), ("straight_line", straight_line(each))):
        if found is not None:
            baselines[name] = abs(found - value)
    members = reference_class(each)
    if members is not None and len(members) > 1:
        baselines["reference_class"] = crps(members, value)
    return Score(
        key=each.key,
        outcome=value,
        quantiles={name: float(np.quantile(draws, level)) for name, level in QUANTILES.items()},
        covered={
            float(level): covered(draws, value, float(level), each.point.at_least) for level in rules["intervals"]
        },
        crps=crps(draws, value),
        pit=randomised_pit(draws, value, each.key),
        baselines=baselines,
        growth=growth,
        scale=1.0 if growth else abs(value),
        pooled=each.key not in rules["not_pooled"],
        at_least=each.point.at_least,
    )


def as_json(found: Validation, run: str) -> dict[str, Any]:
    """The validation as plain data: every point, and what they say together."""
    counts, band = found.pit_histogram()
    return {
        "posterior": run,
        "points": [
            {
                "key": each.key,
                "outcome": each.outcome,
                "quantiles": each.quantiles,
                "covered": {f"{level:.0%}": inside for level, inside in each.covered.items()},
                "crps": each.crps,
                "baselines": each.baselines,
                "pit": each.pit,
                "pooled": each.pooled,
                "at_least": each.at_least,
            }
            for each in found.scores
        ],
        "missing": [each.key for each in found.missing],
        "coverage": {
            f"{float(level):.0%}": {
                "inside": found.coverage(float(level))[0],
                "points": found.coverage(float(level))[1],
                "band": list(found.coverage_band(float(level))),
            }
            for level in found.protocol["intervals"]
        },
        "pit": {"counts": counts, "band_of_a_bin": list(band)},
    }
