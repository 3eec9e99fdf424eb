"""Worlds in which one known link binds by construction, to see whether it is found.

In each world one condition is made to stop nearly everybody; the target is the outcome that it stops. The condition must come out
first: as the bottleneck (removed), or as the first (moved). `python -m benchmarks.planted` is the long form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from model import inputs as inp
from model import places as plc
from model.randomness.priors import FIXED, make_prior_row
from model.rulebook.criteria import NUMBER_OF
from model.world import World
from scenarios.answers.binding import TargetBinding, what_binds
from scenarios.answers.drawn import draw
from scenarios.loaded import LoadedScenario, load
from scenarios.world import world_of

SRDI_TARGET, INNOVATIVE_TARGET, GIANT_TARGET = "xh_n_srdi_provincial", "xh_n_innovative_sme", "xh_n_little_giant"
PROJECT_TARGET, GREEN_TARGET, SCALE_TARGET = "xh_attract_amount", "xh_n_green_factory", "xh_n_above_scale"


@dataclass(frozen=True)
class Planted:
    """A kind of world: the link that binds, the target that it holds back, and how it is made to."""

    link: str
    target: str
    plant: Callable[[World, float], World]


def fixed(name: str, value: float) -> Callable[[World, float], World]:
    """Fix a number to a value, less by the severity."""

    def plant(world: World, severity: float) -> World:
        priors = world.priors.copy()
        priors[world.input_names.index(name)] = make_prior_row(FIXED, value * severity)
        return replace(world, priors=priors)

    return plant


def threshold(title: int, criterion: str, value: float) -> Callable[[World, float], World]:
    """Ask of a title more than nearly any enterprise has."""

    def plant(world: World, severity: float) -> World:
        criteria = world.criteria.copy()
        criteria[1:, title, NUMBER_OF[criterion]] = value / severity
        return replace(world, criteria=criteria)

    return plant


def cut_off(title: int) -> Callable[[World, float], World]:
    """Raise a title's line beyond nearly every score."""

    def plant(world: World, severity: float) -> World:
        means = world.cut_off_means.copy()
        means[1:, title] = 140.0 / severity
        return replace(world, cut_off_means=means)

    return plant


def easy(world: World) -> World:
    """Make the other links of the titles easy, so that the planted one alone holds back."""
    priors = world.priors.copy()
    for name in ("application_innovative", "application_srdi", "application_little_giant"):
        priors[inp.PARAMETER_NAMES.index(name)] = make_prior_row(FIXED, 0.9)
    for name in ("renewal_discretion_innovative", "renewal_discretion_srdi", "renewal_discretion_little_giant"):
        priors[inp.PARAMETER_NAMES.index(name)] = make_prior_row(FIXED, 0.95)
    priors[inp.PARAMETER_NAMES.index("research_active_share")] = make_prior_row(FIXED, 0.6)
    means, criteria, lines = world.cut_off_means.copy(), world.criteria.copy(), world.lines.copy()
    means[:, :3] = -np.inf
    lines[[plc.SME_EMPLOYEES, plc.SME_REVENUE]] = np.inf
    for name in ("research_intensity", "revenue", "main_share", "debt_ratio", "class_one_patents", "score"):
        column = criteria[1:, 1, NUMBER_OF[name]]
        column[:] = np.inf if name == "debt_ratio" else -np.inf
    return replace(world, priors=priors, cut_off_means=means, criteria=criteria, lines=lines)


KINDS: Mapping[str, Planted] = {
    "application": Planted("application:srdi", SRDI_TARGET, fixed("application_srdi", 0.005)),
    "cut_off": Planted("cut_off:srdi", SRDI_TARGET, cut_off(1)),
    "revenue": Planted("revenue_line:srdi", SRDI_TARGET, threshold(1, "revenue", 2_000_000.0)),
    "niche_years": Planted("niche_years:srdi", SRDI_TARGET, threshold(1, "niche_years", 60.0)),
    "patents": Planted("patent_line:srdi", SRDI_TARGET, threshold(1, "class_one_patents", 500.0)),
    "main_share": Planted("main_share:srdi", SRDI_TARGET, threshold(1, "main_share", 1.5)),
    "score": Planted("score_line:innovative", INNOVATIVE_TARGET, threshold(0, "score", 150.0)),
    "signings": Planted("signings", PROJECT_TARGET, fixed("signing_rate", 0.004)),
    "adoption": Planted("adoption", GREEN_TARGET, fixed("adoption_hazard_green_factory", 0.0005)),
    "small_growth": Planted("small_growth", SCALE_TARGET, fixed("subscale_growth_offset", -0.25)),
}


def found(kind: str, seed: int, severity: float, replicates: int) -> tuple[TargetBinding, bool]:
    """Plant a link and see whether it comes first."""
    planted = KINDS[kind]
    loaded: LoadedScenario = load("xihua")
    world = world_of(loaded)
    titles = planted.target in (SRDI_TARGET, INNOVATIVE_TARGET, GIANT_TARGET)
    world = planted.plant(easy(world) if titles else world, severity)
    drawn = draw(loaded, replicates, seed, world=world)
    binding = what_binds(loaded, [planted.target], drawn=drawn).targets[planted.target]
    firsts = {each.link.id for each in (binding.first, binding.bottleneck) if each is not None}
    return binding, planted.link in firsts
