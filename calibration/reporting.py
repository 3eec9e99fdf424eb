"""What a fit found, as data: `calibration/results/fit.yaml`, from which reports and tables are made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Draws
from calibration.fitting import Fit
from calibration.hierarchy import growth_correlation, growth_spread
from calibration.series import load_series
from calibration.summaries import Summary
from model.reference.anchor import weighted_quantile
from model.reference.population import published as reference_figures
from model.reference.results import write
from model.version import RESULTS_VERSION

Floats = NDArray[np.float64]

FOLDER: Final = Path(__file__).with_name("results")
FILE: Final = FOLDER / "fit.yaml"
LEVELS: Final = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
NEAR: Final = 2.0
"""Spreads within which a summary counts as held."""


def content(
    nation: Mapping[int, Fit], province: Mapping[int, Fit], shipped: str, judged: str, budget: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything that reports say of the fits, as plain data."""
    return {
        "results_version": RESULTS_VERSION,
        "kind": "estimate",
        "source": "python -m calibration.fit",
        "shipped": shipped,
        "judged": judged,
        "budget": dict(budget),
        "growth_between_places": {
            "spread": _short(growth_spread()),
            "correlation": _short(growth_correlation()),
        },
        "regions": {
            "nation": {known: _fit(found) for known, found in nation.items()},
            "henan": {known: _fit(found) for known, found in province.items()},
        },
        "accounts": {known: accounts(found) for known, found in nation.items()},
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _fit(found: Fit) -> dict[str, Any]:
    off = np.column_stack([each.off(found.draws) for each in found.summaries])
    prior_off = np.column_stack([each.off(found.plain) for each in found.summaries])
    return {
        "particles": len(found.values),
        "temperature": _short(found.population.temperature),
        "generations": [
            {
                "draws": each.draws,
                "temperature": _short(each.temperature),
                "effective": _short(each.effective),
                "median_distance": _short(each.median_distance),
                "prior_ruled_out": _short(each.implausible_prior),
            }
            for each in found.generations
        ],
        "joint_within": {
            "prior": _short(float(np.mean(np.all(np.abs(prior_off) <= NEAR, axis=1)))),
            "posterior": _short(float(found.weights @ np.all(np.abs(off) <= NEAR, axis=1))),
        },
        "median_root_mean_square_off": {
            "prior": _short(float(np.median(np.sqrt(np.mean(np.minimum(prior_off**2, 100.0), axis=1))))),
            "posterior": _short(float(np.median(np.sqrt(np.mean(np.minimum(off**2, 100.0), axis=1))))),
        },
        "summaries": [_summary(each, found) for each in found.summaries],
        "parameters": {
            name: {"shift": _short(shift), "ratio": _short(ratio), **_units(found, place)}
            for place, (name, (shift, ratio)) in enumerate(found.moved().items())
        },
    }


def _units(found: Fit, place: int) -> dict[str, list[float]]:
    posterior = [_short(weighted_quantile(found.values[:, place], found.weights, level)) for level in LEVELS.values()]
    prior = found.plain.input(found.names[place])
    return {"posterior": posterior, "prior": [_short(float(np.quantile(prior, level))) for level in LEVELS.values()]}


def _summary(each: Summary, found: Fit) -> dict[str, Any]:
    value, prior = each.of(found.draws), each.of(found.plain)
    near = np.abs(each.off(found.draws)) <= NEAR
    return {
        "name": each.name,
        "low": _short(each.low),
        "high": _short(each.high),
        "spread": _short(each.spread),
        "known": each.known,
        "kind": each.kind,
        "source": each.source,
        "prior": [_short(_quantile(prior, np.full(len(prior), 1.0), level)) for level in LEVELS.values()],
        "posterior": [_short(_quantile(value, found.weights, level)) for level in LEVELS.values()],
        "within": _short(float(found.weights @ near)),
        "within_prior": _short(float(np.mean(np.abs(each.off(found.plain)) <= NEAR))),
    }


def _quantile(value: Floats, weights: Floats, level: float) -> float:
    return weighted_quantile(value, weights, level) if np.isfinite(value).any() else float("nan")


def accounts(found: Fit) -> list[dict[str, Any]]:
    """The national accounts of little giants by year: published, and what the particles show (5, 50, 95%)."""
    series = load_series()
    parts = {
        "admitted": ("nation.little_giant_recognised", "admitted"),
        "due": ("nation.little_giant_review_due", "due"),
        "passed": ("nation.little_giant_review_passed", "renewed"),
        "stock": ("nation.little_giant_stock", "stock"),
    }
    rows = []
    resolution = 0.5 * population_scale(found.setting.region)
    first = found.setting.start_year
    for year in range(first + 1, first + found.setting.years + 1):
        row: dict[str, Any] = {"year": year}
        for part, (name, kind) in parts.items():
            published = {point.year: point.value for point in series[name].points}.get(year)
            row[part] = {
                "published": published,
                "bands": [round(value) for value in _bands(found.draws, found.weights, f"{year}:{kind}:little_giant")],
            }
            if published is not None:
                low, _, high = row[part]["bands"]
                # One simulated enterprise stands for so many: counts are known to half of that.
                row[part]["inside"] = bool(low - resolution <= published <= high + resolution)
        rows.append(row)
    return rows


def population_scale(region: str) -> float:
    """How many enterprises one simulated enterprise of a synthetic region stands for."""
    return float(reference_figures()[region]["scale"])


def _bands(draws: Draws, weights: Floats, name: str) -> list[float]:
    return [weighted_quantile(draws[name], weights, level) for level in LEVELS.values()]


def write_results(found: Mapping[str, Any], path: Path = FILE) -> None:
    """Write what a fit found."""
    write(path, found, "What the fits found. Made by `python -m calibration.fit`; do not edit.")
