"""Small worlds for the engine's tests, and what they have in common: numbers set directly, everything else switched off.

Overrides keep within a parameter's bounds; a closed form needs worlds outside them, so `with_parameters` and `with_figures`
replace the prior rows themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model import columns as col
from model import inputs as inp
from model import places as plc
from model.build import WorldRequest, build_world
from model.ensemble import Ensemble
from model.randomness.priors import FIXED, make_prior_row
from model.region import Region
from model.rulebook import criteria as crit
from model.world import LeverSpan, World, imposed_years, lever_years

Floats = NDArray[np.float64]

CHAINS: Final[Mapping[str, float]] = {"装备": 0.3, "食品": 0.25, "纺织": 0.2}

# What moves revenue, and by how much it moves it when nothing does.
NO_GROWTH: Final[Mapping[str, float]] = {
    "real_growth_above_scale": 0.0,
    "organic_growth_offset": 0.0,
    "attracted_growth_limit": 0.0,
    "growth_noise_scale": 0.0,
    "mean_reversion": 0.0,
    "growth_autocorrelation": 0.0,
    "subscale_growth_offset": 0.0,
    "quality_growth_effect": 0.0,
    "title_growth_effect": 0.0,
    "common_shock_spread": 0.0,
    "county_shock_extra_spread": 0.0,
    "chain_shock_spread": 0.0,
    "chain_growth_spread": 0.0,
    "leader_pull": 0.0,
    "capacity_growth_effect": 0.0,
    "upgrading_growth_effect": 0.0,
    "producer_price_mean": 0.0,
    "producer_price_spread": 0.0,
}
NO_EXIT: Final[Mapping[str, float]] = {"young_exit_hazard": 0.0}
NO_ENTRY: Final[Mapping[str, float]] = {"founding_rate": 0.0}
# No project is ever signed, and none is on its way at the start.
NO_PROJECTS: Final[Mapping[str, float]] = {"signing_rate": 0.0, "attraction_by_attraction": 0.0}
NO_UPGRADING: Final[Mapping[str, float]] = {"upgrading_hazard": 0.0}
NO_ADOPTION: Final[Mapping[str, float]] = {
    name: 0.0 for name in inp.PARAMETER_NAMES if name.startswith("adoption_hazard_")
} | {"high_technology_start": 0.0, "high_technology_application": 0.0}
# What lets the fortune of one enterprise or project reach another.
NO_LINKS: Final[Mapping[str, float]] = {
    "leader_pull": 0.0,
    "knowledge_spread": 0.0,
    "cluster_pull": 0.0,
    "signing_growth_elasticity": 0.0,
    "attraction_by_attraction": 0.0,
    "land_supply_ratio": 1e9,
}
NO_CHANGE_OF_RESEARCH: Final[Mapping[str, float]] = {
    "research_persistence": 1.0,
    "knowledge_spread": 0.0,
    "title_research_effect": 0.0,
    "patents_per_million": 0.0,
}
NO_APPLICATIONS: Final[Mapping[str, float]] = {f"application_{title}": 0.0 for title in col.TITLE_NAMES}
ALWAYS_RENEWED: Final[Mapping[str, float]] = {f"renewal_discretion_{title}": 1.0 for title in col.TITLE_NAMES}


def fixed(value: float) -> Floats:
    """A prior that is one value."""
    return make_prior_row(FIXED, value)


def figures(enterprises: int = 200, above_scale: int = 40, **more: float) -> dict[str, Floats]:
    """Starting figures as priors: so many enterprises, and holders in the proportions of a county."""
    values: dict[str, float] = {
        "industrial_enterprises": enterprises,
        "above_scale_enterprises": above_scale,
        "innovative_holders": round(0.4 * above_scale),
        "srdi_holders": round(0.15 * above_scale),
        "little_giant_holders": round(0.05 * above_scale),
        "largest_enterprise_revenue": 300_000.0,
        "zone_share": 0.3,
    }
    return {name: fixed(value) for name, value in (values | more).items()}


def small_request(enterprises: int = 200, above_scale: int = 40, **changes: Any) -> WorldRequest:
    """A county of a few hundred enterprises over six years, without the data on cut-offs."""
    settings: dict[str, Any] = {
        "start_year": 2022,
        "years": 6,
        "figures": figures(enterprises, above_scale),
        "chains": CHAINS,
        "binding_cut_offs": False,
    }
    return WorldRequest(**(settings | changes))


def small_world(enterprises: int = 200, above_scale: int = 40, **changes: Any) -> World:
    """The world of `small_request`."""
    return build_world(small_request(enterprises, above_scale, **changes))


def _with_rows(world: World, first: int, names: tuple[str, ...], values: Mapping[str, float]) -> World:
    priors = world.priors.copy()
    for name, value in values.items():
        priors[first + names.index(name)] = fixed(value)
    return replace(world, priors=priors)


def with_parameters(world: World, *groups: Mapping[str, float], **values: float) -> World:
    """The same world with parameters fixed, also outside their bounds."""
    merged = {name: value for group in (*groups, values) for name, value in group.items()}
    return _with_rows(world, 0, inp.PARAMETER_NAMES, merged)


def with_figures(world: World, **values: float) -> World:
    """The same world with starting figures fixed."""
    return _with_rows(world, inp.PARAMETERS, inp.FIGURE_NAMES, values)


def with_levers(world: World, levers: Mapping[str, list[LeverSpan]]) -> World:
    """The same world with other levers: (first year, last year, intensity, and the chain where it is restricted to one)."""
    return replace(world, levers=lever_years(world.start_year, world.years, levers, world.chain_names))


def with_imposed(world: World, **imposed: list[tuple[int, int, float]]) -> World:
    """The same world with something imposed (`places.IMPOSED_NAMES`): (first year, last year, value a year)."""
    return replace(world, imposed=imposed_years(world.start_year, world.years, imposed))


def with_lines(world: World, **values: float) -> World:
    """The same world with lines of classification (`places.py`, lower case) moved."""
    lines = world.lines.copy()
    for name, value in values.items():
        lines[getattr(plc, name.upper())] = value
    return replace(world, lines=lines)


def open_to_all(world: World, titles: Iterable[int]) -> World:
    """The same world where everyone is eligible for `titles`, no other title exists, and re-review is discretion alone.

    The rung below must be held where `titles` holds it. No re-review meets its letter, so that a title is kept with
    probability renewal_discretion, and a title is won with probability application.
    """
    criteria = np.empty_like(world.criteria)
    criteria[:] = [column.absent for column in crit.COLUMNS]
    chosen = set(titles)
    for title in chosen:
        recognition, re_review = (act * col.TITLES + title for act in (col.RECOGNITION, col.RE_REVIEW))
        criteria[:, recognition, crit.OPEN] = 1.0
        criteria[:, re_review, crit.OPEN] = 1.0
        criteria[:, re_review, crit.NICHE_YEARS] = np.inf
        if 0 < title < col.SME_TITLES and title - 1 in chosen:
            criteria[:, recognition, crit.PREVIOUS_TITLE] = title - 1
    endless = with_lines(world, sme_employees=np.inf, sme_revenue=np.inf)
    return replace(endless, criteria=criteria).with_settings(outside_industry_counted=0, first_revision_year=9999)


def series(ensemble: Ensemble, name: str) -> Floats:
    """One outcome of an ensemble, float64[replicate, year]."""
    values: Floats = ensemble.values[:, :, ensemble.series.index(name)]
    return values


def by_identity(region: Region) -> dict[int, bytes]:
    """Every column of every enterprise alive, as bytes, by identity."""
    alive = np.flatnonzero(region.labels[col.ALIVE, : region.places])
    return {
        int(region.identities[place]): region.numbers[:, place].tobytes()
        + region.labels[:, place].tobytes()
        + region.keys[place].tobytes()
        for place in alive
    }


def in_standard_errors(values: Floats, expected: float) -> float:
    """How many standard errors the mean of independent values lies from what theory expects."""
    error = values.std(ddof=1) / np.sqrt(values.size)
    if error == 0.0:
        return 0.0 if np.isclose(values.mean(), expected, rtol=1e-12, atol=1e-12) else float("inf")
    return float((values.mean() - expected) / error)
