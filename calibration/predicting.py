"""Predictions of the held-out points from the posterior of 2023: of the report, not of the truth, 400 draws a point."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Draws
from calibration.definitions import definition
from calibration.fitting import Fit
from calibration.observation import ObservedPoint, nuisance_draws, reported_draws
from calibration.regions import RegionSimulator, Setting
from calibration.series import LAST_FITTED_YEAR, Observed, load_series
from calibration.smc import systematic
from model.posterior import Posterior

Floats = NDArray[np.float64]

FILE: Final = Path(__file__).with_name("results") / "predictions.csv"
DRAWS: Final = 400
SEED: Final = 20231231
PLACE_YEARS: Final = 3
REVIEWS: Final = "nation.little_giant_review_passed"
SHOWN_AS: Final[Mapping[str, str]] = {
    **{f"{title}_nested": f"nested:{title}" for title in ("innovative", "srdi", "little_giant")},
    **{f"{title}_additions": f"admitted:{title}" for title in ("srdi", "little_giant")},
}
"""Outcome series of the engine, as a bank of regions names them."""


@dataclass(frozen=True)
class Shown:
    """A bank's draws as the observation model reads an ensemble: years, series, values float64[draws, years, series]."""

    years: Sequence[int]
    series: Sequence[str]
    values: Floats


def shown(draws: Draws, setting: Setting, of: Sequence[str]) -> Shown:
    """Give some outcome series of a bank's draws, by year."""
    years = list(range(setting.start_year, setting.start_year + setting.years + 1))
    values = np.array([[draws[f"{year}:{SHOWN_AS.get(name, name)}"] for name in of] for year in years])
    return Shown(years, list(of), np.ascontiguousarray(values.transpose(2, 0, 1)))


def as_point(observed: Observed) -> ObservedPoint:
    """An observed point as the observation model takes it; January is the end of the year before."""
    point, series = observed.point, observed.series
    year, month = (point.year - 1, 12) if point.month == 1 else (point.year, point.month)
    assert series.quantity is not None
    return ObservedPoint(
        series=series.quantity,
        year=year,
        month=month,
        value=point.value,
        unit=series.unit,
        region=series.region,
        source=point.source,
        reporting=point.reporting,
        confidence=point.confidence,
    )


def predicted(
    held: Sequence[Observed], nation: Fit, province: Fit, places: Mapping[str, Posterior], folder: Path
) -> dict[str, Floats]:
    """Draws of every held-out report that the model can speak of, float64[DRAWS] by key of the point."""
    found: dict[str, Floats] = {}
    unseen = _nation_unseen(nation, folder)
    found |= _of_region([each for each in held if each.series.level == "nation"], nation.setting, unseen)
    found |= _reviews(held, unseen)
    chosen = systematic(province.weights, DRAWS)
    own = Draws(
        province.draws.input_names,
        province.draws.shown_names,
        province.draws.inputs[chosen],
        province.draws.shown[chosen],
    )
    found |= _of_region([each for each in held if each.series.level == "province"], province.setting, own)
    for level, posterior in places.items():
        found |= _of_place([each for each in held if each.series.level == level], level, posterior)
    return found


def _nation_unseen(nation: Fit, folder: Path) -> Draws:
    """The nation's particles once more, with batches after the split drawn instead of given."""
    from calibration.bank import fill

    setting = replace(
        nation.setting,
        admissions=tuple(
            (title, year, count)
            for title, year, count in nation.setting.admissions
            if title != "little_giant" or year <= LAST_FITTED_YEAR
        ),
    )
    simulator = RegionSimulator(setting, nation.names)
    last = len(nation.values) - 1
    question = setting.question(
        predicts=True, first=repr(nation.values[0].tolist()), last=repr(nation.values[-1].tolist())
    )
    draws = fill(
        folder / "nation-predicts",
        question,
        len(nation.values),
        lambda draw: simulator.at(draw, nation.values[min(draw, last)]),
    )
    chosen = systematic(nation.weights, DRAWS)
    return Draws(draws.input_names, draws.shown_names, draws.inputs[chosen], draws.shown[chosen])


def _of_region(held: Sequence[Observed], setting: Setting, draws: Draws) -> dict[str, Floats]:
    known = [each for each in held if each.series.quantity is not None]
    known = [each for each in known if _in_years(each, setting) and _has(each, draws, setting)]
    if not known:
        return {}
    names = sorted(
        {
            name
            for each in known
            for name in (*definition(str(each.series.quantity)).of, *definition(str(each.series.quantity)).over)
        }
    )
    ensemble = shown(draws, setting, names)
    numbers = np.arange(len(draws), dtype=np.int64)
    nuisance = nuisance_draws(SEED, numbers, names=draws.input_names, inputs=draws.inputs)
    reports = reported_draws([as_point(each) for each in known], ensemble, nuisance, SEED)
    return {each.key: reports[:, place] for place, each in enumerate(known)}


def _in_years(each: Observed, setting: Setting) -> bool:
    return as_point(each).year <= setting.start_year + setting.years


def _has(each: Observed, draws: Draws, setting: Setting) -> bool:
    known = definition(str(each.series.quantity))
    names = (*known.of, *known.over)
    return all(f"{setting.start_year}:{SHOWN_AS.get(name, name)}" in draws.shown_names for name in names)


def _reviews(held: Sequence[Observed], draws: Draws) -> dict[str, Floats]:
    """Little giants that pass: the simulated pass rate of those due, whose number was known before."""
    due = {point.date: point.value for point in load_series()["nation.little_giant_review_due"].points}
    found = {}
    for each in held:
        if each.name == REVIEWS:
            year = each.point.year
            below = draws[f"{year}:due:little_giant"]
            rate = np.where(below > 0.0, draws[f"{year}:renewed:little_giant"] / np.maximum(below, 1e-9), np.nan)
            rate = np.where(np.isfinite(rate), rate, np.nanmedian(rate))
            found[each.key] = np.round(rate * due[each.point.date])
    return found


def _of_place(held: Sequence[Observed], level: str, posterior: Posterior) -> dict[str, Floats]:
    """Points of a city or county: its level's reference class from the end of the year before the split on."""
    known = [each for each in held if each.series.quantity is not None]
    if not known:
        return {}
    from model.build import WorldRequest, build_world
    from model.ensemble import simulate
    from model.parameters.table import prior_row
    from scenarios.schema.load import load_baseline

    baseline = load_baseline(f"reference_{level}")
    world = build_world(
        WorldRequest(
            start_year=LAST_FITTED_YEAR - 1,
            years=PLACE_YEARS,
            figures={str(name): prior_row(figure.spec) for name, figure in baseline.figures.items()},
            county=level == "county",
            posterior=posterior,
        )
    )
    ensemble = simulate(world, SEED, DRAWS, threads=1)
    ends = ensemble.years[-1]
    known = [each for each in known if as_point(each).year <= ends]
    nuisance = nuisance_draws(SEED, ensemble.numbers, names=ensemble.parameter_names, inputs=ensemble.parameters)
    reports = reported_draws([as_point(each) for each in known], ensemble, nuisance, SEED)
    return {each.key: reports[:, place] for place, each in enumerate(known)}


def write_predictions(found: Mapping[str, Floats], path: Path = FILE) -> None:
    """Write predictions: a line a point, its key and its draws."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    for key in sorted(found):
        writer.writerow([key, *(f"{value:.6g}" for value in found[key].tolist())])
    path.parent.mkdir(exist_ok=True)
    path.write_text(lines.getvalue(), encoding="utf-8")


def read_predictions(path: Path = FILE) -> dict[str, Floats]:
    """Read the committed predictions, float64[draws] by key of the point."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row[0]: np.array([float(cell) for cell in row[1:]]) for row in csv.reader(file)}
