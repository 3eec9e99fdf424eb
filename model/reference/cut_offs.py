"""Cut-offs of provincial and national rounds, found in the synthetic province and kept as a small linear description.

For each title: expectation by calendar year, slopes over the inputs that move it, and the deviation that is left. So a world
with more research, or a larger batch, meets the cut-off that such a province would have, and not the average one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model import columns as col
from model.inputs import PARAMETER_NAMES
from model.opening import SLOPE, SLOPE_CENTRE, SLOPE_INPUT, SLOPE_SCALE
from model.parameters.reading import read_data_file
from model.reference.errors import ReferenceError
from model.reference.results import CUT_OFFS, anchored_priors

SEED: Final = 20221232
DRAWS: Final = 300
FIRST_YEAR: Final = 2023
LAST_YEAR: Final = 2035
# Inputs a title's cut-off may depend on; the strongest few are kept.
MOST_SLOPES: Final = 8
QUOTA_TITLES: Final = (col.SRDI, col.LITTLE_GIANT, col.PROVINCIAL_CHAMPION, col.NATIONAL_CHAMPION)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CutOffs:
    """The committed description, as the engine's arrays."""

    data: Mapping[str, Any]

    def arrays(self, first_year: int, steps: int) -> tuple[Floats, Floats, Floats]:
        """Means and deviations float64[steps, TITLES] and slopes float64[TITLES, n, 4], from `first_year` on.

        A year outside the described span takes the nearest year's values. A title without a quota has no cut-off.
        """
        means = np.full((steps, col.TITLES), -np.inf)
        spreads = np.zeros((steps, col.TITLES))
        slopes = np.zeros((col.TITLES, MOST_SLOPES, 4))
        slopes[:, :, SLOPE_SCALE] = 1.0
        for title in QUOTA_TITLES:
            entry = self.data["titles"][col.TITLE_NAMES[title]]
            known = [int(year) for year in entry["mean"]]
            for step in range(steps):
                year = min(max(first_year + step, min(known)), max(known))
                means[step, title] = entry["mean"][str(year)]
                spreads[step, title] = entry["sd"]
            for term, slope in enumerate(entry["slopes"]):
                slopes[title, term, SLOPE_INPUT] = PARAMETER_NAMES.index(slope["input"])
                slopes[title, term, SLOPE_CENTRE] = slope["centre"]
                slopes[title, term, SLOPE_SCALE] = slope["scale"]
                slopes[title, term, SLOPE] = slope["slope"]
        return means, spreads, slopes


@cache
def load_cut_offs() -> CutOffs:
    """The committed cut-offs; raises ReferenceError where the file is not what it should be."""
    return CutOffs(read_data_file(CUT_OFFS, ReferenceError).data)


def run_draws(draws: int, seed: int = SEED) -> tuple[Floats, Floats]:
    """Inputs float64[draws, parameters] and cut-offs float64[draws, years, TITLES] (NaN without a round or applicants)."""
    # Imported here: it loads mesa, whose import would be most of the start of a command that only reads the cut-offs.
    from model.reference.population import ReferencePopulation, reference_world

    years = LAST_YEAR - FIRST_YEAR + 1
    world = reference_world("henan", years, anchored_priors())
    inputs = np.empty((draws, len(PARAMETER_NAMES)))
    found = np.full((draws, years, col.TITLES), np.nan)
    for draw in range(draws):
        population = ReferencePopulation("henan", world, seed, draw)
        inputs[draw] = population.region.inputs[: len(PARAMETER_NAMES)]
        for step in range(years):
            for title, value in population.run_year().cut_offs.items():
                found[draw, step, title] = value
    return inputs, found


def describe(inputs: Floats, found: Floats, title: int) -> dict[str, Any]:
    """Expectation by year, strongest slopes and remaining deviation of one title's cut-offs."""
    own = found[:, :, title]
    means = np.nanmean(own, axis=0)
    deviations = own - means
    usable = np.isfinite(deviations).any(axis=1)
    level = np.zeros(len(own))
    level[usable] = np.nanmean(deviations[usable], axis=1)
    spread = inputs.std(axis=0)
    moving = np.flatnonzero(spread > 0.0)
    scores = (inputs[:, moving] - inputs[:, moving].mean(axis=0)) / spread[moving]
    # Forward selection: each time the input that explains most of what is left.
    kept: list[int] = []
    left = level[usable].copy()
    for _ in range(MOST_SLOPES):
        gains = np.abs(scores[usable].T @ left)
        gains[kept] = -1.0
        kept.append(int(np.argmax(gains)))
        design = scores[usable][:, kept]
        coefficients, *_ = np.linalg.lstsq(design, level[usable], rcond=None)
        left = level[usable] - design @ coefficients
    explained = np.zeros(len(level))
    explained[:] = scores[:, kept] @ coefficients
    residual = deviations - explained[:, None]
    return {
        "mean": {str(FIRST_YEAR + step): round(float(mean), 2) for step, mean in enumerate(means)},
        "sd": round(float(np.sqrt(np.nanmean(residual**2))), 2),
        "sd_before_slopes": round(float(np.sqrt(np.nanmean(deviations**2))), 2),
        "slopes": [
            {
                "input": PARAMETER_NAMES[moving[index]],
                "centre": float(f"{inputs[:, moving[index]].mean():.5g}"),
                "scale": float(f"{spread[moving[index]]:.5g}"),
                "slope": round(float(coefficient), 3),
            }
            for index, coefficient in zip(kept, coefficients, strict=True)
        ],
    }
