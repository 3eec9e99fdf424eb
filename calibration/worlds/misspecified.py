"""Counties that the model is wrong about: another law of growth, a mechanism missing, reports more biased than believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration.observation import ObservedPoint
from model.inputs import PARAMETER_NAMES
from model.randomness.priors import PRIOR_COLUMNS
from model.world import World, no_cut_offs

Numbers = NDArray[np.float64]
WorldChange = Callable[[World], World]
ReportChange = Callable[[tuple[ObservedPoint, ...], Numbers], Numbers]


@dataclass(frozen=True)
class Misspecification:
    """One way to be wrong: what is different in the true county, and in what it reports (texts: `worlds.wrong.NAME`)."""

    name: str
    world: WorldChange = lambda world: world
    reports: ReportChange = lambda points, reports: reports


def held(**values: float) -> WorldChange:
    """Hold parameters at values that may lie outside what the model believes possible."""

    def change(world: World) -> World:
        priors = world.priors.copy()
        for name, value in values.items():
            row = np.zeros(PRIOR_COLUMNS)
            row[1], row[4], row[5], row[7] = value, -np.inf, np.inf, 1.0
            priors[PARAMETER_NAMES.index(name)] = row
        return replace(world, priors=priors)

    return change


def _open_gates_later(world: World) -> World:
    """After the last reported year every applicant is admitted: nothing before tells of it."""
    from calibration.worlds.designs import YEARS_REPORTED

    means, spreads = world.cut_off_means.copy(), world.cut_off_spreads.copy()
    open_means, open_spreads, _, _ = no_cut_offs(world.years)
    means[YEARS_REPORTED:], spreads[YEARS_REPORTED:] = open_means[YEARS_REPORTED:], open_spreads[YEARS_REPORTED:]
    return replace(world, cut_off_means=means, cut_off_spreads=spreads)


def _times(factors: Mapping[str, tuple[float, ...]]) -> ReportChange:
    """Multiply the reports of some quantities, by the year counted from the first that is reported."""

    def change(points: tuple[ObservedPoint, ...], reports: Numbers) -> Numbers:
        found, first = reports.copy(), min((point.year for point in points), default=0)
        for place, point in enumerate(points):
            known = factors.get(point.series, (1.0,))
            factor = known[min(point.year - first, len(known) - 1)]
            found[:, place] = np.round(found[:, place] * factor) if point.unit != "%" else found[:, place] * factor
        return found

    return change


def _plus(amounts: Mapping[str, float]) -> ReportChange:
    def change(points: tuple[ObservedPoint, ...], reports: Numbers) -> Numbers:
        return np.asarray(reports + np.array([amounts.get(point.series, 0.0) for point in points]))

    return change


MISSPECIFIED = (
    # Growth that hangs together from year to year and falls back to size, with normal instead of tent-shaped noise.
    Misspecification(
        "growth_law",
        held(growth_autocorrelation=0.5, mean_reversion=-0.2, growth_noise_shape=2.0, growth_noise_scale=0.5),
    ),
    # The county shrinks: demand falls by 8% a year, which no prior holds possible.
    Misspecification("shrinking", held(real_growth_above_scale=-0.08, founding_rate=0.0)),
    # Signed projects hardly ever come into production: the funnel is a facade.
    Misspecification("facade", held(production_conversion=0.02, start_conversion=0.05)),
    # The rules change after the last reported year.
    Misspecification("later_rules", _open_gates_later),
    # Growth is reported six points too high, where the prior knows of 1.5 at most.
    Misspecification("growth_overstated", reports=_plus({"above_scale_growth": 6.0})),
    # Counts of enterprises above scale are inflated more each year; titles, which have public lists, are not.
    Misspecification("counts_inflated", reports=_times({"above_scale": (1.0, 1.1, 1.2, 1.35)})),
    # In the last year counts are of another definition: twice as many.
    Misspecification(
        "other_definition",
        reports=_times({name: (1.0, 1.0, 1.0, 2.0) for name in ("above_scale", "srdi", "innovative")}),
    ),
    # Every figure of attraction is a multiple of what is true.
    Misspecification(
        "attraction_inflated",
        reports=_times({"signed_projects": (3.0,), "funds_in_place": (3.0,)}),
    ),
)
"""Each way to be wrong, in the order of the report."""
