"""Keyed draws: what touches nobody changes no byte, and one more enterprise changes only itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from model import columns as col
from model import inputs as inp
from model import places as plc
from model.ensemble import simulate
from model.identity import START_UPS_A_CELL
from model.randomness.keys import KIND_LEDGER, entity_key
from model.region import Region
from model.rulebook import RulebookChoice
from model.rulebook import criteria as crit
from model.world import World
from tests.model.worlds import (
    NO_LINKS,
    NO_PROJECTS,
    by_identity,
    fixed,
    series,
    small_request,
    small_world,
    with_levers,
    with_parameters,
)

SEED = 7
NEWCOMER = 999_999

# What an enterprise keeps for life.
CHARACTER = (
    col.RESEARCH_PROPENSITY,
    col.MANAGEMENT_QUALITY,
    col.MAIN_BUSINESS_SHARE,
    col.DEBT_RATIO_LEVEL,
    col.NET_MARGIN_LEVEL,
    col.RESEARCH_STAFF_SHARE,
    col.NICHE_SIZE,
    col.REVENUE_PER_EMPLOYEE,
    col.EQUITY_FINANCING,
)
LABELS_FOR_LIFE = (col.CHAIN, col.ZONE, col.ORIGIN, col.FOUNDING_YEAR, col.NICHE_YEAR, col.EMERGING_FIELD)


def add_newcomer(region: Region, like: int) -> None:
    """Write one more enterprise, with a key of its own, into a free place of the built population."""
    place = region.places
    if place == region.numbers.shape[1]:
        region._reserve(2 * place)
    region.numbers[:, place] = region.numbers[:, like]
    region.labels[:, place] = region.labels[:, like]
    region.identities[place] = NEWCOMER
    region.keys[place] = np.uint64(entity_key(KIND_LEDGER, NEWCOMER))
    region.places += 1


@pytest.mark.parametrize("replicate", [0, 1, 2])
@pytest.mark.parametrize("like", ["largest", "little giant", "smallest"])
def test_one_more_enterprise_changes_no_other(replicate: int, like: str) -> None:
    world = with_parameters(small_world(300, 90, years=10), NO_LINKS, project_founds_share=1.0)
    alone, joined = (Region(world, seed=SEED, replicate=replicate) for _ in range(2))
    revenue = joined.numbers[col.REVENUE, : joined.places]
    place = {
        "largest": int(revenue.argmax()),
        "smallest": int(revenue.argmin()),
        "little giant": int(joined.labels[col.EXPIRY + col.LITTLE_GIANT, : joined.places].argmax()),
    }[like]
    add_newcomer(joined, place)
    lived = 0
    for _ in range(world.years):
        alone.step()
        joined.step()
        others = by_identity(joined)
        lived += others.pop(NEWCOMER, None) is not None
        assert others == by_identity(alone)
        # The region's shocks and prices are those of the world without it; only the sums of accounts hold one more.
        own = [plc.REGION_SHOCK, plc.PRODUCER_PRICE, plc.NICHE_MARKET, plc.PROJECTS, plc.SIGNING_GROWTH]
        np.testing.assert_array_equal(alone.macro[own], joined.macro[own])
    assert lived > 0


def test_the_newcomer_lives_a_life_of_its_own() -> None:
    region = Region(small_world(years=4), seed=SEED)
    add_newcomer(region, 0)
    region.step()
    newcomer, model = region.enterprise(NEWCOMER), region.enterprise(0)
    assert newcomer is not None and model is not None
    assert newcomer.revenue != model.revenue


def values_of(world: World, replicates: int = 12) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return simulate(world, SEED, replicates, threads=1).values


def test_levers_of_intensity_zero_change_no_byte() -> None:
    world = small_world()
    zero = with_levers(world, {"cultivation_service": [(2023, 2030, 0.0)], "research_support": [(2023, 2030, 0.0)]})
    assert values_of(zero).tobytes() == values_of(world).tobytes()


@pytest.mark.parametrize("lever", ["cultivation_service", "research_support"])
@pytest.mark.parametrize("span", [(2029, 2040), (2000, 2022)], ids=["after the horizon", "before the first year"])
def test_levers_outside_the_simulated_years_change_no_byte(lever: str, span: tuple[int, int]) -> None:
    world = small_world()
    assert values_of(with_levers(world, {lever: [(*span, 0.8)]})).tobytes() == values_of(world).tobytes()


@pytest.mark.parametrize("lever", ["cultivation_service", "research_support"])
@pytest.mark.parametrize("first", [2023, 2025, 2028])
def test_a_lever_changes_nothing_before_its_first_year(lever: str, first: int) -> None:
    world = small_world(300, 90)
    base, moved = values_of(world), values_of(with_levers(world, {lever: [(first, 2028, 0.8)]}))
    step = first - world.start_year
    assert np.ascontiguousarray(base[:, :step]).tobytes() == np.ascontiguousarray(moved[:, :step]).tobytes()
    assert base[:, step:].tobytes() != moved[:, step:].tobytes(), "the lever reaches somebody"


def test_cultivation_changes_nothing_where_nobody_is_eligible() -> None:
    world = small_world()
    criteria = world.criteria.copy()
    for title in range(col.TITLES):
        criteria[:, col.RECOGNITION * col.TITLES + title, crit.NICHE_YEARS] = np.inf
    closed = replace(world, criteria=criteria)
    served = with_levers(closed, {"cultivation_service": [(2023, 2030, 1.0)]})
    assert values_of(served).tobytes() == values_of(closed).tobytes()


def same(world: World) -> World:
    return world


@pytest.mark.parametrize(
    ("given", "changes", "touches"),
    [
        (same, {"application_national_champion": 0.9}, False),
        (same, {"renewal_discretion_national_champion": 0.9}, False),
        (same, {"application_innovative": 0.9}, True),
        (lambda world: with_parameters(world, rule_revision_probability=0.0), {"rule_revision_tightening": 1.6}, False),
        (lambda world: with_parameters(world, equity_financing_share=0.0), {"equity_financing_amount": 99.0}, False),
        (lambda world: with_parameters(world, young_exit_hazard=0.0), {"exit_age_decay": 0.3}, False),
        (lambda world: with_parameters(world, founding_rate=0.0), {"start_up_revenue_ratio": 1.1}, False),
        (lambda world: with_parameters(world, patents_per_million=0.0), {"patent_lag": 2.9}, False),
        (same, {"research_recording": 2.4}, True),
    ],
)
def test_an_assumption_that_touches_nobody_changes_no_byte(
    given: Callable[[World], World], changes: dict[str, float], touches: bool
) -> None:
    # Nobody of a small county is eligible for a national title where the line is out of reach.
    world = given(small_world(years=4))
    criteria = world.criteria.copy()
    criteria[:, col.RECOGNITION * col.TITLES + col.NATIONAL_CHAMPION, crit.NICHE_SHARE] = np.inf
    world = replace(world, criteria=criteria)
    before, after = values_of(world), values_of(with_parameters(world, changes))
    assert (before.tobytes() != after.tobytes()) == touches


def test_a_rulebook_changes_nothing_before_it_applies() -> None:
    by_date = values_of(small_world(300, 90, years=8, start_year=2022))
    old = values_of(small_world(300, 90, years=8, start_year=2022, rulebook=RulebookChoice("2022")))
    step = 2026 - 2022
    assert np.ascontiguousarray(by_date[:, :step]).tobytes() == np.ascontiguousarray(old[:, :step]).tobytes()
    assert by_date[:, step:].tobytes() != old[:, step:].tobytes()


def test_drawn_inputs_do_not_depend_on_one_another() -> None:
    world = small_world()
    base = simulate(world, SEED, 5, threads=1).parameters
    moved = simulate(with_parameters(world, score_noise=6.5, founding_rate=0.1), SEED, 5, threads=1).parameters
    changed = [inp.PARAMETER_NAMES.index(name) for name in ("score_noise", "founding_rate")]
    kept = np.setdiff1d(np.arange(base.shape[1]), changed)
    assert base[:, kept].tobytes() == moved[:, kept].tobytes()


def test_more_founding_keeps_every_start_up_and_adds_some() -> None:
    few, many = (
        Region(with_parameters(small_world(300, 60), founding_rate=rate, young_exit_hazard=0.0), SEED, 4)
        for rate in (0.05, 0.09)
    )
    for _ in range(few.world.years):
        few.step()
        many.step()
    born = [start_ups(region) for region in (few, many)]
    assert set(born[0]) < set(born[1])
    for identity, character in born[0].items():
        assert born[1][identity] == character
    # The start-ups of a cell are numbered from 0 on, without a gap.
    for found in born:
        cells: dict[int, list[int]] = {}
        for identity in found:
            cell, index = divmod(identity, START_UPS_A_CELL)
            cells.setdefault(cell, []).append(index)
        assert all(sorted(indices) == list(range(len(indices))) for indices in cells.values())


def start_ups(region: Region) -> dict[int, bytes]:
    """Character of every start-up by identity."""
    places = np.flatnonzero(region.labels[col.ORIGIN, : region.places] == col.START_UP)
    return {
        int(region.identities[place]): region.numbers[CHARACTER, place].tobytes()
        + region.labels[LABELS_FOR_LIFE, place].tobytes()
        for place in places
    }


def test_one_more_start_up_of_one_chain_changes_no_other_enterprise() -> None:
    world = with_parameters(small_world(300, 60), NO_LINKS, NO_PROJECTS, founding_rate=0.06)
    shares = world.chain_shares.copy()
    shares[plc.SHARE, 0] += 0.4
    # More is founded in the first chain; incumbents keep their chains, because those are drawn from the cumulated shares.
    class_of_more = replace(world, chain_shares=shares)
    few, many = Region(world, SEED, 2), Region(world, SEED, 2)
    many.world = class_of_more
    for _ in range(world.years):
        few.step()
        many.step()
        before, after = by_identity(few), by_identity(many)
        assert {identity: after[identity] for identity in before} == before
    assert len(after) > len(before)


def test_more_enterprises_keep_those_that_were_there() -> None:
    """An enterprise more below scale in the baseline keeps the character of all others (titles may go to others)."""
    # What projects founded just before the start takes the last places, so it is left out (model.md 8).
    request = replace(small_request(200, 40), attraction=False)
    more = replace(request, figures={**request.figures, "industrial_enterprises": fixed(201)})
    from model.build import build_world

    few, many = Region(build_world(request), SEED, 1), Region(build_world(more), SEED, 1)
    assert many.places == few.places + 1
    for row in (col.MANAGEMENT_QUALITY, col.REVENUE, col.LOG_REVENUE):
        assert few.numbers[row, :200].tobytes() == many.numbers[row, :200].tobytes()


def test_titles_reach_revenue_only_through_their_effects() -> None:
    """Titles reach growth and research through their effects and through knowledge: without those, no path differs."""
    world = with_parameters(
        small_world(300, 90), title_growth_effect=0.0, title_research_effect=0.0, knowledge_spread=0.0
    )
    served = with_levers(world, {"cultivation_service": [(2023, 2030, 1.0)]})
    base, moved = simulate(world, SEED, 8, threads=1), simulate(served, SEED, 8, threads=1)
    for name in ("revenue", "enterprises", "above_scale", "above_scale_research_spending"):
        assert series(base, name).tobytes() == series(moved, name).tobytes()
    assert series(base, "innovative_nested").tobytes() != series(moved, "innovative_nested").tobytes()
