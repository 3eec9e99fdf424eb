"""What levers do: never harm what they should raise, change nothing at zero, and reach one chain only where asked to."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray

from model import columns as col
from model import places as plc
from model.ensemble import Ensemble, simulate
from model.levers import load_levers
from model.region import Region
from model.rulebook import RulebookChoice
from model.world import World
from tests.model.worlds import NO_LINKS, series, small_world, with_levers, with_parameters

SEED: Final = 12
REPLICATES: Final = 60
LEVERS: Final = load_levers()
# Effects are assumptions whose priors hold zero; here each works as it is meant to.
AS_MEANT: Final = {
    "effect_approval_lag": 0.3,
    "effect_approval_conversion": 0.4,
    "effect_industrial_investment": 0.1,
    "effect_upgrading_subsidy": 0.6,
    "effect_title_awards": 0.8,
    "effect_finance_investment": 0.3,
    "effect_finance_funds": 0.4,
    "effect_training": 0.008,
    "effect_chain_matching": 0.05,
    "effect_digital_programme": 0.8,
    "effect_green_programme": 0.8,
    "effect_listing_support": 0.8,
    "upgrading_growth_effect": 0.03,
    "capacity_growth_effect": 0.1,
    "leader_revenue_line": 20_000.0,
}

Means = NDArray[np.float64]


@cache
def world() -> World:
    """A county with everything on, where levers work as meant and land is a little short."""
    built = small_world(300, 120, years=7, zones={"甲": 1.0}, outside_industry_counted=False)
    return with_parameters(built, AS_MEANT, land_supply_ratio=0.8)


@cache
def base() -> Ensemble:
    return simulate(world(), SEED, REPLICATES, threads=1)


@cache
def moved(lever: str, intensity: float) -> Ensemble:
    return simulate(with_levers(world(), {lever: [(2023, 2040, intensity)]}), SEED, REPLICATES, threads=1)


def difference(after: Ensemble, before: Ensemble, name: str) -> Means:
    """Mean by year of a series after less before, replicate by replicate under common draws; errors where it is negative."""
    paired: Means = (series(after, name) - series(before, name))[:, 1:]
    return paired


def never_lowers(paired: Means, name: str) -> None:
    """No year falls beyond Monte-Carlo error, and the sum over the years rises."""
    means = paired.mean(axis=0)
    errors = paired.std(axis=0, ddof=1) / np.sqrt(paired.shape[0])
    assert (means >= -2.0 * errors - 1e-9).all(), (name, means)
    assert paired.sum() > 0.0, (name, "reaches somebody")


RAISES: Final = [
    (
        "signings",
        20.0,
        [
            "signed_projects",
            "started_projects",
            "producing_projects",
            "attracted_investment",
            "attracted_enterprises",
            "revenue",
            "above_scale",
        ],
    ),
    ("signing_size", 0.5, ["signed_money", "attracted_investment"]),
    ("approval_speed", 1.0, ["started_projects", "producing_projects", "attracted_investment"]),
    ("industrial_investment", 1.0, ["incumbent_investment", "capital", "revenue"]),
    ("upgrading", 20.0, ["upgrading_projects", "renovation_investment", "revenue", "adopters:smart_upgrade"]),
    ("upgrading_subsidy", 1.0, ["upgrading_projects", "renovation_investment", "adopters:high_end_upgrade"]),
    ("cultivation_service", 1.0, ["innovative_nested", "srdi_nested", "little_giant_additions"]),
    ("title_awards", 1.0, ["innovative_nested", "srdi_nested"]),
    ("research_support", 0.4, ["above_scale_research_spending", "srdi_nested", "adopters:high_technology"]),
    ("finance", 1.0, ["attracted_investment", "new_output_of_projects"]),
    ("land", 2.0, ["started_projects", "producing_projects", "attracted_investment"]),
    ("training", 1.0, ["revenue", "above_scale", "value_added"]),
    ("chain_chief", 1.0, ["revenue"]),
    (
        "digital_programme",
        1.0,
        [
            "adopters:cloud",
            "adopters:smart_factory",
            "adopters:digital_benchmark",
            "adopters:integration_certified",
            "adopters:service_manufacturing",
        ],
    ),
    ("green_programme", 1.0, ["adopters:green_factory", "adopters:green_upgrade"]),
    ("listing_support", 1.0, ["adopters:listed", "adopters:regional_board"]),
]


def test_every_lever_has_its_signs() -> None:
    assert sorted(name for name, _, _ in RAISES) == sorted(plc.LEVER_NAMES)


@pytest.mark.parametrize(("lever", "intensity", "names"), RAISES, ids=[name for name, _, _ in RAISES])
def test_more_of_a_lever_never_lowers_what_it_should_raise(lever: str, intensity: float, names: list[str]) -> None:
    half, whole = moved(lever, 0.5 * intensity), moved(lever, intensity)
    for name in names:
        never_lowers(difference(half, base(), name), name)
        never_lowers(difference(whole, base(), name), name)
        assert difference(whole, base(), name).sum() >= 0.9 * difference(half, base(), name).sum()


def test_higher_bars_never_raise_a_count() -> None:
    line = replace(world(), lines=np.where(np.arange(plc.LINES) == plc.ABOVE_SCALE_LINE, 2.5e3, world().lines))
    strict = simulate(line, SEED, REPLICATES, threads=1)
    # From the second year on: who is above scale at the start is what the baseline counts.
    assert (difference(strict, base(), "above_scale")[:, 1:].mean(axis=0) < 0.0).all()
    lines = world().lines.copy()
    lines[plc.HIGH_TECHNOLOGY_SMALL_INTENSITY : plc.HIGH_TECHNOLOGY_LARGE_INTENSITY + 1] *= 1.5
    stricter = simulate(replace(world(), lines=lines), SEED, REPLICATES, threads=1)
    assert (difference(stricter, base(), "adopters:high_technology").mean(axis=0) < 0.0).all()
    settings = {"years": 7, "zones": {"甲": 1.0}, "outside_industry_counted": False}
    rules = (RulebookChoice("2022"), RulebookChoice("2022", {"srdi.revenue": 3000.0}))
    low, high = (
        simulate(
            with_parameters(small_world(300, 120, rulebook=one, **settings), AS_MEANT), SEED, REPLICATES, threads=1
        )
        for one in rules
    )
    assert (difference(high, low, "srdi_nested").mean(axis=0) <= 0.0).all()


@pytest.mark.parametrize(
    "name", ["revenue", "value_added", "above_scale", "gdp", "industrial_investment", "signed_projects"]
)
def test_a_downturn_never_raises_output(name: str) -> None:
    down = simulate(with_parameters(world(), real_growth_above_scale=0.0), SEED, REPLICATES, threads=1)
    usual = simulate(with_parameters(world(), real_growth_above_scale=0.06), SEED, REPLICATES, threads=1)
    never_lowers(difference(usual, down, name), name)


@pytest.mark.parametrize("lever", plc.LEVER_NAMES)
def test_a_lever_at_zero_changes_no_byte(lever: str) -> None:
    spans = [(2023, 2040, 0.0, None)] + [(2023, 2040, 0.0, name) for name in world().chain_names]
    zero = simulate(with_levers(world(), {lever: spans}), SEED, 4, threads=1)
    assert zero.values.tobytes() == np.ascontiguousarray(base().values[:4]).tobytes()


@pytest.mark.parametrize("lever", plc.LEVER_NAMES)
def test_a_lever_changes_nothing_before_its_first_year(lever: str) -> None:
    late = simulate(with_levers(world(), {lever: [(2026, 2040, LEVERS[lever].highest)]}), SEED, 4, threads=1)
    before = np.ascontiguousarray(base().values[:4, :4])
    assert np.ascontiguousarray(late.values[:, :4]).tobytes() == before.tobytes()
    assert late.values[:, 4:].tobytes() != np.ascontiguousarray(base().values[:4, 4:]).tobytes()


def other_chains(region: Region, chain: int) -> dict[int, bytes]:
    """Every column of every enterprise of another chain, as bytes, by identity."""
    places = np.flatnonzero(
        (region.labels[col.ALIVE, : region.places] == 1) & (region.labels[col.CHAIN, : region.places] != chain)
    )
    return {
        int(region.identities[place]): region.numbers[:, place].tobytes() + region.labels[:, place].tobytes()
        for place in places
    }


BY_CHAIN: Final = [name for name, lever in LEVERS.items() if lever.by_chain]
# What links chains with one another: the land of a zone, and signings that follow the region's output.
UNLINKED: Final = {"land_supply_ratio": 1e9, "signing_growth_elasticity": 0.0, "cluster_pull": 0.0}


@pytest.mark.parametrize("lever", BY_CHAIN)
@pytest.mark.parametrize("years", [1, 4])
def test_a_lever_of_one_chain_changes_no_enterprise_of_another(lever: str, years: int) -> None:
    """In the first year with all mechanisms on but land; later also without what links chains (land, the region's signings)."""
    plain = with_parameters(world(), UNLINKED if years > 1 else {"land_supply_ratio": 1e9})
    chain = plain.chain_names.index("装备")
    pushed = with_levers(plain, {lever: [(2023, 2040, LEVERS[lever].highest, "装备")]})
    reached = False
    for replicate in range(3 if years > 1 else 12):
        without, with_lever = (Region(one, SEED, replicate) for one in (plain, pushed))
        for _ in range(years):
            without.step()
            with_lever.step()
            assert other_chains(without, chain) == other_chains(with_lever, chain)
        reached = reached or without.outcomes.tobytes() != with_lever.outcomes.tobytes()
    assert reached, "the lever reaches its own chain"


def test_a_chain_learns_and_trades_only_within_itself() -> None:
    """Leaders and knowledge link the enterprises of a chain, so a push at one reaches its chain, and no other."""
    plain = with_parameters(world(), NO_LINKS, leader_pull=0.3, knowledge_spread=0.3)
    chain = plain.chain_names.index("装备")
    calm, pushed = Region(plain, SEED), Region(plain, SEED)
    calm.step()
    pushed.step()
    own = np.flatnonzero(pushed.labels[col.CHAIN, : pushed.places] == chain)
    largest = own[pushed.numbers[col.REVENUE, own].argmax()]
    pushed.numbers[col.LOG_REVENUE, largest] += 0.5
    for _ in range(3):
        calm.step()
        pushed.step()
        assert other_chains(calm, chain) == other_chains(pushed, chain)
    mates = own[own != largest]
    assert (calm.numbers[col.REVENUE, mates] != pushed.numbers[col.REVENUE, mates]).any()


def test_levers_of_chains_and_of_the_region_add_up() -> None:
    names = world().chain_names
    whole = with_levers(world(), {"training": [(2023, 2040, 0.4)]})
    parts = with_levers(world(), {"training": [(2023, 2040, 0.4, name) for name in names]})
    before, after = (simulate(one, SEED, 4, threads=1) for one in (whole, parts))
    assert before.values.tobytes() == after.values.tobytes()
