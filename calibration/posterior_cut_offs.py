"""Cut-offs in the worlds of a posterior: those that the province's own particles meet, described as the committed ones are."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from calibration.hierarchy import correlations
from calibration.regions import Population
from calibration.settings import province
from model import columns as col
from model.build import particles_of
from model.inputs import PARAMETER_NAMES
from model.posterior import Posterior
from model.reference.cut_offs import FIRST_YEAR, LAST_YEAR, QUOTA_TITLES, describe
from model.reference.population import reference_world

SEED: Final = 20261124


def cut_offs_of(posterior: Posterior, draws: int) -> dict[str, Any]:
    """Find the cut-offs that fill the batches in so many worlds of a province's posterior, from FIRST_YEAR to LAST_YEAR."""
    from dataclasses import replace

    setting = province()
    years = LAST_YEAR - FIRST_YEAR + 1
    world = reference_world(setting.region, years, dict(setting.proposals), levels=False)
    world = replace(world, particles=particles_of(posterior, {}))
    inputs = np.empty((draws, len(PARAMETER_NAMES)))
    found = np.full((draws, years, col.TITLES), np.nan)
    for draw in range(draws):
        population = Population(replace(setting, seed=SEED, years=years), world, draw, {})
        inputs[draw] = population.region.inputs[: len(PARAMETER_NAMES)]
        for step in range(years):
            for title, value in population.run_year().cut_offs.items():
                found[draw, step, title] = value
    return {
        "unit": "分",
        "titles": {col.TITLE_NAMES[title]: describe(inputs, found, title) for title in QUOTA_TITLES},
    }


def for_places(lines: dict[str, Any]) -> dict[str, Any]:
    """The same for a city or county: its own parameters say only so much of its province's, on which the lines hang.

    With a correlation r between a place's and the province's parameter, a slope becomes r times itself, and what it no longer
    explains joins the deviation that is left.
    """
    titles = {}
    for name, entry in lines["titles"].items():
        r = correlations("province_to_place", [slope["input"] for slope in entry["slopes"]])
        lost = sum(
            (1.0 - each**2) * slope["slope"] ** 2 for each, slope in zip(r.tolist(), entry["slopes"], strict=True)
        )
        titles[name] = {
            **entry,
            "mean": dict(entry["mean"]),
            "sd": round(float(np.hypot(entry["sd"], np.sqrt(lost))), 2),
            "slopes": [
                {**slope, "slope": round(float(each * slope["slope"]), 3)}
                for each, slope in zip(r.tolist(), entry["slopes"], strict=True)
            ],
        }
    return {"unit": lines["unit"], "titles": titles}
