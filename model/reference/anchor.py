"""Anchor the free levels, so that the provincial population reproduces the checks of model.md 7 within their ranges.

Free levels are drawn from wide proposals and everything else from its prior; each draw runs the province from 2022 on. Draws are
weighted by how far their emergent checks lie outside the published ranges (inside a range nothing is lost), and a level's
anchored prior is the normal distribution with the weighted mean and deviation, cut at the proposal's bounds. Correlations between
levels are not kept: the marginals are wider than the joint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model import columns as col
from model.inputs import PARAMETER_NAMES
from model.parameters.forms import PriorSpec
from model.parameters.table import load_parameters
from model.reference.population import ReferencePopulation, ReferenceYear, published, reference_world

ANCHOR_SEED: Final = 20221231
YEARS: Final = 8  # 2023 to 2030: two full cycles of validity, under both rulebooks
DRAWS: Final = 1600

PROPOSALS: Final[Mapping[str, tuple[float, float]]] = {
    "application_innovative": (0.15, 0.9),
    "application_srdi": (0.3, 0.9),
    "application_little_giant": (0.3, 0.95),
    "index_shift": (0.0, 1.5),
    "research_recording": (1.2, 2.5),
    "line_bunching": (0.0, 0.6),
    "research_size_elasticity": (0.2, 0.7),
    "subscale_growth_offset": (-0.12, 0.04),
    "organic_growth_offset": (-0.1, 0.02),
    "mean_reversion": (-0.08, 0.0),
    "founding_rate": (0.03, 0.1),
    "renewal_discretion_innovative": (0.05, 0.8),
    "renewal_discretion_srdi": (0.1, 0.9),
    "renewal_discretion_little_giant": (0.4, 0.95),
}
"""Free levels and the bounds within which they are sought."""

# Relative distance outside a range at which a draw keeps exp(-1/2) of its weight.
TOLERANCE: Final = 0.15


@dataclass(frozen=True)
class Check:
    """A quantity that must emerge: its value in one draw, and the range it is held to."""

    name: str
    low: float
    high: float
    source: str


def _range(name: str) -> tuple[float, float, str]:
    entry = load_parameters()[name]
    return entry.prior.low, entry.prior.high, f"parameters: {name} (row {entry.row})"


def _near(title: str, year: int, tolerance: float) -> tuple[float, float, str]:
    entry = published()["henan"]["stocks"][title]
    value = float(entry["by_year"][year])
    return value * (1.0 - tolerance), value * (1.0 + tolerance), f"河南 {year}: {entry['source']}"


def checks() -> list[Check]:
    """Everything that the anchored population is held to."""
    found = [
        Check(name, *_range(name))
        for name in (
            "above_scale_loss_rate",
            "above_scale_entry_rate",
            "srdi_hazard",
            "little_giant_hazard",
            "new_rules_hazard_multiplier",
            "little_giant_renewal_2026",
            "little_giant_renewal_2027",
            "srdi_renewal",
            "innovative_renewal",
            "champion_hazard",
            "provincial_champion_city_year",
        )
    ]
    found += [
        Check("real_growth_above_scale", *_growth_range()),
        Check("incremental_capital_output_ratio", *_range("incremental_capital_output_ratio")),
        Check("production_to_above_scale", *_range("production_to_above_scale")),
        Check("innovative_2024", *_near("innovative", 2024, 0.15)),
        Check("srdi_2024", *_near("srdi", 2024, 0.2)),
        Check("little_giant_2024", *_near("little_giant", 2024, 0.2)),
    ]
    return found


def _growth_range() -> tuple[float, float, str]:
    """Total real growth of the above-scale: published 6.1% a year less the reporting bias, give or take a deviation of row 5."""
    entry, bias = load_parameters()["real_growth_above_scale"], load_parameters()["reported_growth_bias"]
    mean = float(entry.prior.numbers["mean"])
    return (
        mean - bias.prior.high / 2,
        mean + bias.prior.high / 2,
        f"parameters: {entry.name} (row 5), {bias.name} (row 51)",
    )


CITIES: Final = 18  # prefecture-level cities of Henan, over which provincial champions are counted


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _pass_rate(years: Sequence[ReferenceYear], title: int) -> float:
    due = sum(year.due[title] for year in years)
    return sum(year.renewed[title] for year in years) / due if due > 0 else float("nan")


def _hazard(years: Sequence[ReferenceYear], title: int, pool: Sequence[float]) -> float:
    total = sum(pool)
    return sum(year.admitted.get(title, 0.0) for year in years) / total if total > 0 else float("nan")


def emergent(years: Sequence[ReferenceYear]) -> dict[str, float]:
    """The checks of one draw, from its years."""
    by_year = {shown.year: shown for shown in years}
    early = [by_year[year] for year in (2023, 2024, 2025)]
    late = [shown for shown in years if shown.year >= 2027]

    def pool(shown: ReferenceYear, title: int) -> float:
        # Holders of the rung below that do not hold this one, at full scale, before this year's decisions.
        return max(shown.candidates[title - 1] - shown.candidates[title], 0.0)

    little = _hazard(early, col.LITTLE_GIANT, [pool(shown, col.LITTLE_GIANT) for shown in early])
    little_late = _hazard(late, col.LITTLE_GIANT, [pool(shown, col.LITTLE_GIANT) for shown in late])
    held = [shown for shown in years if shown.admitted.get(col.NATIONAL_CHAMPION, 0.0) > 0]
    giants = [shown.stock[col.LITTLE_GIANT] for shown in held]
    return {
        "above_scale_loss_rate": _mean(
            [shown.outcome["above_scale_losses"] / shown.outcome["above_scale"] for shown in years]
        ),
        "above_scale_entry_rate": _mean(
            [shown.outcome["above_scale_additions"] / shown.outcome["above_scale"] for shown in years]
        ),
        "srdi_hazard": _hazard(early, col.SRDI, [pool(shown, col.SRDI) for shown in early]),
        "little_giant_hazard": little,
        "new_rules_hazard_multiplier": little_late / little if little > 0 else float("nan"),
        "little_giant_renewal_2026": _pass_rate([by_year[2026]], col.LITTLE_GIANT),
        "little_giant_renewal_2027": _pass_rate(late, col.LITTLE_GIANT),
        "srdi_renewal": _pass_rate(years, col.SRDI),
        "innovative_renewal": _pass_rate(years, col.INNOVATIVE),
        "champion_hazard": sum(shown.admitted[col.NATIONAL_CHAMPION] for shown in held) / sum(giants)
        if sum(giants) > 0
        else float("nan"),
        "provincial_champion_city_year": _mean(
            [shown.admitted.get(col.PROVINCIAL_CHAMPION, 0.0) / CITIES for shown in years]
        ),
        "real_growth_above_scale": _mean([shown.real_growth for shown in years]),
        "incremental_capital_output_ratio": _capital_per_added(years),
        "production_to_above_scale": _share_above_scale(years),
        "innovative_2024": by_year[2024].outcome["innovative_nested"],
        "srdi_2024": _nested_at_full_scale(by_year[2024], col.SRDI),
        "little_giant_2024": by_year[2024].stock[col.LITTLE_GIANT],
    }


def _capital_per_added(years: Sequence[ReferenceYear]) -> float:
    """Net investment over the growth of value added, first to last year: both at the prices of each year."""
    first, last = years[0].outcome, years[-1].outcome
    added = last["value_added"] - first["value_added"]
    return (last["capital"] - first["capital"]) / added if added > 0 else float("nan")


def _share_above_scale(years: Sequence[ReferenceYear]) -> float:
    """Enterprises founded by a project of the year before that are above scale, over all its producing projects."""
    producing = sum(shown.outcome["producing_projects"] for shown in years[:-1])
    return sum(shown.attracted_above_scale for shown in years[1:]) / producing if producing > 0 else float("nan")


def _nested_at_full_scale(shown: ReferenceYear, title: int) -> float:
    """Holders of a title or a higher one, after the year's admissions."""
    return shown.stock[title]


def log_weight(values: Mapping[str, float], wanted: Sequence[Check]) -> float:
    """How well a draw's checks fit: minus half the squared relative distances outside the ranges."""
    total = 0.0
    for check in wanted:
        value = values[check.name]
        if not np.isfinite(value):
            continue
        outside = max(check.low - value, value - check.high, 0.0) / (0.5 * (check.low + check.high))
        total -= 0.5 * (outside / TOLERANCE) ** 2
    return total


def proposal(name: str, bounds: tuple[float, float]) -> PriorSpec:
    """The flat proposal of a free level."""
    low, high = bounds
    return PriorSpec("uniform", {}, low, high)


def run_draws(draws: int, seed: int = ANCHOR_SEED) -> tuple[NDArray[np.float64], list[dict[str, float]]]:
    """Free levels float64[draws, levels] and emergent checks of each draw."""
    overrides = {name: proposal(name, bounds) for name, bounds in PROPOSALS.items()}
    world = reference_world("henan", YEARS, overrides)
    places = [PARAMETER_NAMES.index(name) for name in PROPOSALS]
    levels = np.empty((draws, len(PROPOSALS)))
    found = []
    for draw in range(draws):
        population = ReferencePopulation("henan", world, seed, draw)
        levels[draw] = population.region.inputs[places]
        found.append(emergent([population.run_year() for _ in range(YEARS)]))
    return levels, found


def weights_of(found: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Weights of the draws, summing to 1."""
    wanted = checks()
    logs = np.array([log_weight(values, wanted) for values in found])
    weights = np.exp(logs - logs.max())
    normalised: NDArray[np.float64] = weights / weights.sum()
    return normalised


def anchored(levels: NDArray[np.float64], weights: NDArray[np.float64]) -> dict[str, dict[str, float]]:
    """Anchored prior of each free level: weighted mean and deviation within the proposal's bounds."""
    result = {}
    for index, (name, (low, high)) in enumerate(PROPOSALS.items()):
        mean = float(weights @ levels[:, index])
        deviation = float(np.sqrt(weights @ (levels[:, index] - mean) ** 2))
        result[name] = {"mean": round(mean, 4), "sd": round(deviation, 4), "low": low, "high": high}
    return result


def weighted_quantile(values: NDArray[np.float64], weights: NDArray[np.float64], level: float) -> float:
    """Smallest value whose cumulated weight reaches the level."""
    finite = np.isfinite(values)
    order = np.argsort(values[finite], kind="stable")
    cumulated = np.cumsum(weights[finite][order])
    index = int(np.searchsorted(cumulated, level * cumulated[-1]))
    return float(values[finite][order][min(index, len(order) - 1)])


def check_table(found: Sequence[Mapping[str, float]], weights: NDArray[np.float64]) -> list[dict[str, object]]:
    """Each check with its range and what the draws show: 5, 50 and 95%, and the share inside the range."""
    table: list[dict[str, object]] = []
    for check in checks():
        values = np.array([draw[check.name] for draw in found])
        inside = (values >= check.low) & (values <= check.high)
        finite = np.isfinite(values)
        table.append(
            {
                "check": check.name,
                "low": float(f"{check.low:.4g}"),
                "high": float(f"{check.high:.4g}"),
                "source": check.source,
                "p05": float(f"{weighted_quantile(values, weights, 0.05):.4g}"),
                "p50": float(f"{weighted_quantile(values, weights, 0.50):.4g}"),
                "p95": float(f"{weighted_quantile(values, weights, 0.95):.4g}"),
                "share_inside": round(float(weights[inside & finite].sum() / weights[finite].sum()), 3),
            }
        )
    return table
