"""Signs that the field agrees on, under common random numbers: the same draws on both sides, so differences are the policy's."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from model.ensemble import Ensemble, simulate
from model.rulebook import RulebookChoice
from model.world import World
from tests.model.worlds import series, small_world, with_levers, with_parameters

REPLICATES = 120
SEED = 12

Means = NDArray[np.float64]


@cache
def world() -> World:
    """A county where all mechanisms are on, with enough candidates that the upper rungs move."""
    return small_world(400, 150, years=8, outside_industry_counted=False)


@cache
def base() -> Ensemble:
    return simulate(world(), SEED, REPLICATES, threads=1)


def difference(changed: World, name: str, unchanged: Ensemble | None = None) -> Means:
    """Mean by year of a series in the changed world less that in the unchanged one, replicate by replicate."""
    moved = simulate(changed, SEED, REPLICATES, threads=1)
    means: Means = (series(moved, name) - series(unchanged or base(), name)).mean(axis=0)
    return means


def never_lowers(means: Means) -> None:
    assert (means >= 0.0).all(), means
    assert means[-1] > 0.0, "the change reaches somebody"


@pytest.mark.parametrize("name", ["innovative_nested", "innovative_highest"])
def test_more_cultivation_never_lowers_the_stock_of_innovative_smes(name: str) -> None:
    previous = base()
    for service in (0.2, 0.5, 1.0):
        served = with_levers(world(), {"cultivation_service": [(2023, 2040, service)]})
        never_lowers(difference(served, name, previous))
        previous = simulate(served, SEED, REPLICATES, threads=1)


@pytest.mark.parametrize("title", ["innovative", "srdi", "little_giant"])
def test_willingness_to_apply_raises_its_title(title: str) -> None:
    few, many = (with_parameters(world(), {f"application_{title}": rate}) for rate in (0.2, 0.8))
    never_lowers(difference(many, f"{title}_nested", simulate(few, SEED, REPLICATES, threads=1)))


@pytest.mark.parametrize("title", ["innovative", "srdi", "little_giant"])
def test_lenient_re_review_raises_its_title(title: str) -> None:
    strict, lenient = (with_parameters(world(), {f"renewal_discretion_{title}": rate}) for rate in (0.1, 0.9))
    never_lowers(difference(lenient, f"{title}_nested", simulate(strict, SEED, REPLICATES, threads=1)))


def test_research_support_raises_srdi_and_what_follows() -> None:
    supported = with_levers(world(), {"research_support": [(2023, 2040, 0.4)]})
    never_lowers(difference(supported, "srdi_nested"))
    never_lowers(difference(supported, "above_scale_research_spending"))
    never_lowers(difference(supported, "innovative_nested"))


@pytest.mark.parametrize(
    ("key", "value", "name"),
    [
        ("srdi.revenue", 3000.0, "srdi_nested"),
        ("srdi.research_intensity", 0.05, "srdi_nested"),
        ("srdi.niche_years", 8.0, "srdi_nested"),
        ("srdi.score", 75.0, "srdi_nested"),
        ("little_giant.main_share", 0.97, "little_giant_nested"),
        ("little_giant.niche_share", 0.2, "little_giant_nested"),
        ("innovative.score", 80.0, "innovative_nested"),
        ("innovative.score_innovation", 30.0, "innovative_nested"),
    ],
)
def test_a_stricter_threshold_never_raises_the_count_of_its_title(key: str, value: float, name: str) -> None:
    as_it_is = RulebookChoice("2022")
    stricter = RulebookChoice("2022", {key: value})
    same, moved = (
        simulate(small_world(400, 150, years=8, rulebook=rules, outside_industry_counted=False), SEED, 60, threads=1)
        for rules in (as_it_is, stricter)
    )
    means = (series(moved, name) - series(same, name))[:, 1:].mean(axis=0)
    assert (means <= 0.0).all(), means
    assert means[-1] < 0.0, "the threshold binds for somebody"


def test_the_2026_rules_admit_fewer_srdi_than_those_of_2022() -> None:
    old, new = (
        simulate(small_world(400, 150, years=8, rulebook=RulebookChoice(rules)), SEED, 60, threads=1)
        for rules in ("2022", "2026")
    )
    assert series(new, "srdi_additions").mean() < series(old, "srdi_additions").mean()


@pytest.mark.parametrize("name", ["above_scale", "revenue", "revenue_above_100_million"])
def test_higher_growth_raises_size(name: str) -> None:
    slow, fast = (with_parameters(world(), real_growth_above_scale=rate) for rate in (0.02, 0.09))
    never_lowers(difference(fast, name, simulate(slow, SEED, REPLICATES, threads=1)))


def test_a_downturn_lowers_revenue_and_above_scale_enterprises() -> None:
    usual, down = (with_parameters(world(), producer_price_mean=price) for price in (0.01, -0.02))
    unchanged = simulate(usual, SEED, REPLICATES, threads=1)
    for name in ("revenue", "above_scale"):
        never_lowers(-difference(down, name, unchanged))


@pytest.mark.parametrize(
    ("parameter", "low", "high", "name", "sign"),
    [
        ("young_exit_hazard", 0.06, 0.2, "enterprises", -1),
        ("young_exit_hazard", 0.06, 0.2, "above_scale", -1),
        ("founding_rate", 0.02, 0.12, "enterprises", 1),
        ("research_recording", 1.0, 2.0, "srdi_nested", 1),
        ("line_bunching", 0.0, 0.5, "srdi_nested", 1),
        ("patents_per_million", 0.03, 0.3, "innovative_nested", 1),
        ("title_growth_effect", -0.02, 0.04, "revenue", 1),
        ("rule_revision_tightening", 1.0, 1.6, "srdi_nested", -1),
    ],
)
def test_signs_of_parameters(parameter: str, low: float, high: float, name: str, sign: int) -> None:
    others = {"rule_revision_probability": 1.0} if parameter.startswith("rule_revision") else {}
    lower, higher = (with_parameters(world(), others, {parameter: value}) for value in (low, high))
    later = sign * difference(higher, name, simulate(lower, SEED, REPLICATES, threads=1))[1:]
    assert (later >= 0.0).all(), later
    assert later[-1] > 0.0
