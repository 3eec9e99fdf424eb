"""Nation, province, places: what is learned of one region is a belief about another, weaker by a stated spread between regions.

On the normal scale the parameters of two regions are standard normal numbers with a correlation by group of parameters
(`hierarchy.yaml`). Learned of the one: a normal distribution. Believed of the other: mean r m and covariance r
C r + 1 - r^2, which
is the prior itself where nothing was learned or r is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.series import LAST_FITTED_YEAR, SeriesError, load_series
from calibration.smc import NormalPrior
from calibration.space import normal_numbers
from model.parameters.reading import read_data_file
from model.parameters.table import load_parameters

Floats = NDArray[np.float64]

FILE: Final = Path(__file__).with_name("hierarchy.yaml")
REPORTING_NOISE: Final = "reported_growth_noise"
GROWTH: Final = "real_growth_above_scale"
PROVINCE_GROWTH: Final = "henan.above_scale_growth"


@cache
def stated() -> Mapping[str, Any]:
    """The stated correlations and groups, as data."""
    content: Mapping[str, Any] = read_data_file(FILE, SeriesError).data
    return content


def group_of(name: str, links: Mapping[str, Any]) -> str:
    """The group a parameter belongs to among those of a link; mechanisms where no other is stated."""
    for group, names in stated()["groups"].items():
        if name in names and group in links:
            return str(group)
    return (
        "levels"
        if name in stated()["groups"]["size"] + stated()["groups"]["practice"] and "size" not in links
        else "mechanisms"
    )


def correlations(link: str, names: Sequence[str]) -> Floats:
    """Correlation of each parameter between the two regions of a link, float64[names]."""
    links = stated()[link]
    found = []
    for name in names:
        entry = links[group_of(name, links)]
        found.append(growth_correlation() if entry["correlation"] is None else float(entry["correlation"]))
    return np.array(found)


def learned_normal(points: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Mean float64[n] and covariance float64[n, n] of weighted points on the normal scale."""
    mean: Floats = weights @ points
    centred = points - mean
    covariance: Floats = (centred.T * weights) @ centred
    return mean, covariance


def prior_elsewhere(
    learned: tuple[Floats, Floats], learned_names: Sequence[str], names: Sequence[str], link: str
) -> NormalPrior:
    """The prior of another region's points, given what was learned of one; parameters not learned keep their own."""
    mean, covariance = np.zeros(len(names)), np.eye(len(names))
    shared = [name for name in names if name in learned_names]
    here = [list(names).index(name) for name in shared]
    there = [list(learned_names).index(name) for name in shared]
    r = correlations(link, shared)
    mean[here] = r * learned[0][there]
    block = r[:, None] * learned[1][np.ix_(there, there)] * r[None, :] + np.diag(1.0 - r**2)
    covariance[np.ix_(here, here)] = block
    factor: Floats = np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)
    return NormalPrior(mean, factor)


def widened(points: Floats, names: Sequence[str], link: str, seed: int) -> Floats:
    """Particles of another region: each of these, moved by the spread between regions, float64[particles, names]."""
    r = correlations(link, names)
    found: Floats = r * points + np.sqrt(1.0 - r**2) * normal_numbers(seed, f"widened:{link}", points.shape)
    return found


@cache
def growth_spread() -> float:
    """Lasting spread of growth between places and the province, a year: random effects over what was published to 2023.

    Differences of the same year to the province, a mean a place (DerSimonian & Laird 1986); errors within a place are the
    scatter of its differences, but not less than the noise of reporting.
    """
    series = load_series()
    province = {point.year: point.value for point in series[PROVINCE_GROWTH].points}
    noise = 100.0 * load_parameters()[REPORTING_NOISE].prior.centre * np.sqrt(2.0)
    means, errors = [], []
    for name, each in series.items():
        if each.quantity != "above_scale_growth" or each.level not in ("prefecture", "county"):
            continue
        apart = [point.value - province[point.year] for point in each.points if point.year <= LAST_FITTED_YEAR]
        if apart and name != PROVINCE_GROWTH:
            scatter = float(np.std(apart, ddof=1)) if len(apart) > 2 else 0.0
            means.append(float(np.mean(apart)))
            errors.append(max(scatter, float(noise)) ** 2 / len(apart))
    w = 1.0 / np.array(errors)
    centre = float(w @ np.array(means) / w.sum())
    q = float(w @ (np.array(means) - centre) ** 2)
    between = max(0.0, (q - (len(means) - 1)) / float(w.sum() - (w**2).sum() / w.sum()))
    return float(np.sqrt(between)) / 100.0


@cache
def growth_correlation() -> float:
    """Correlation of growth between a place and its province that leaves the spread found between places."""
    prior = load_parameters()[GROWTH].prior
    spread = float(prior.numbers["sd"])
    return float(np.sqrt(max(0.0, 1.0 - min(1.0, (growth_spread() / spread) ** 2))))
