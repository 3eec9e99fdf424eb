"""The national check: the accounts of little giants, 2019 to 2025, in the synthetic nation beside the published ones."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from model import columns as col
from model import inputs as inp
from model.reference.population import ReferencePopulation, published, reference_world
from model.reference.results import anchored_priors

SEED: Final = 20181231
DRAWS: Final = 24
YEARS: Final = 7


def accounts(draws: int = DRAWS, seed: int = SEED) -> list[dict[str, Any]]:
    """Yearly accounts of little giants, model beside published; counts are means over draws at full scale.

    Where a year's re-reviews are published, the discretion that reproduces them is found year by year from the share that meets
    the rules to the letter, as measured in the same draws: a second run uses it.
    """
    world = reference_world("nation", YEARS, anchored_priors())
    data = published()["nation"]
    given = data["renewals"]["little_giant"]
    first = [_run(world, draw, seed, {}) for draw in range(draws)]
    discretion: dict[int, float] = {}
    for year, due in given["due"].items():
        rate = given["passed"][year] / due
        strict = _share(first, year, "met_at_review")
        discretion[year] = float(np.clip((rate - strict) / (1.0 - strict), 0.0, 1.0)) if strict < 1.0 else 0.0
    second = [_run(world, draw, seed, discretion) for draw in range(draws)]
    rows = []
    outside = 1.0 + np.mean([run["outside"] for run in second])
    for year in range(data["start_year"] + 1, data["start_year"] + 1 + YEARS):
        shown = [run["years"][year] for run in second]
        stocks = np.array([year_shown.stock[col.LITTLE_GIANT] for year_shown in shown]) * outside
        row: dict[str, Any] = {
            "year": year,
            "admitted": round(float(np.mean([one.admitted.get(col.LITTLE_GIANT, 0.0) for one in shown]) * outside)),
            "admitted_published": data["admissions"]["little_giant"]["by_year"][year],
            "due": round(float(np.mean([one.due[col.LITTLE_GIANT] for one in shown]) * outside)),
            "due_published": given["due"].get(year),
            "meet_rules_to_the_letter": round(_share(second, year, "met_at_review"), 3)
            if year in given["due"]
            else None,
            "discretion": round(discretion.get(year, float("nan")), 3) if year in discretion else None,
            "pass_rate": round(_share(second, year, "renewed"), 3) if year in given["due"] else None,
            "pass_rate_published": round(given["passed"][year] / given["due"][year], 3)
            if year in given["due"]
            else None,
            "stock_p05": round(float(np.quantile(stocks, 0.05))),
            "stock_p50": round(float(np.quantile(stocks, 0.5))),
            "stock_p95": round(float(np.quantile(stocks, 0.95))),
            "stock_published": data["stocks"]["little_giant"]["by_year"].get(year),
        }
        rows.append(row)
    return rows


def _run(world: Any, draw: int, seed: int, discretion: dict[int, float]) -> dict[str, Any]:
    population = ReferencePopulation("nation", world, seed, draw)
    own = population.region.inputs[inp.RENEWAL_DISCRETION + col.LITTLE_GIANT]
    years = {}
    for _ in range(YEARS):
        year = population.region.year + 1
        shown = population.run_year({col.LITTLE_GIANT: discretion.get(year, own)})
        years[shown.year] = shown
    return {"years": years, "outside": population.region.inputs[inp.TITLE_OUTSIDE_INDUSTRY + col.LITTLE_GIANT]}


def _share(runs: list[dict[str, Any]], year: int, part: str) -> float:
    due = sum(run["years"][year].due[col.LITTLE_GIANT] for run in runs)
    return sum(getattr(run["years"][year], part)[col.LITTLE_GIANT] for run in runs) / due if due > 0 else float("nan")
