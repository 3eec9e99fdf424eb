"""The plain Mesa county, written apart from the engine, gives the engine's numbers: every enterprise, field and year.

The long form, over as many worlds as wished: python -m benchmarks.oracle --settings 200.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.oracle import (
    Comparison,
    always_zero,
    compare,
    differences_of_year,
    is_noticed,
    setting,
    with_cut_offs,
    with_input_fixed,
    with_input_moved,
    world_of,
)
from benchmarks.plain.county import County
from benchmarks.plain.projects import MOST_SIGNINGS, RunawayError
from model import columns as col
from model import inputs
from model import places as plc
from model.build import build_world
from model.ensemble import simulate
from model.randomness.priors import FIXED, make_prior_row
from model.region import Region
from model.rulebook import criteria as crit
from model.world import World

SETTINGS = 12
# What must have been decided somewhere in what is compared, or the comparison would bear no witness to it.
VERDICTS = {
    "not_eligible",
    "not_applied",
    "below_cut_off",
    "admitted",
    "renewed",
    "renewed_by_discretion",
    "lost",
    "outgrew",
    "deemed_kept",
}


@pytest.fixture(scope="module")
def comparisons() -> dict[int, Comparison]:
    return {number: compare(world_of(number), 1 + number, number % 3) for number in range(SETTINGS)}


@pytest.mark.parametrize("number", range(SETTINGS))
def test_equal_in_every_enterprise_field_and_year(comparisons: dict[int, Comparison], number: int) -> None:
    found = comparisons[number]
    assert [str(difference) for difference in found.differences[:5]] == []
    assert found.enterprise_years > 1000


def test_every_verdict_on_every_title_was_among_them(comparisons: dict[int, Comparison]) -> None:
    total = Comparison()
    for found in comparisons.values():
        total.add(found)
    assert {verdict for _, verdict, _ in total.decisions} == VERDICTS
    for verdict in ("admitted", "renewed", "lost", "not_applied"):
        assert {title for title, found, _ in total.decisions if found == verdict} == set(col.TITLE_NAMES)


def test_every_mechanism_was_among_them(comparisons: dict[int, Comparison]) -> None:
    total = Comparison()
    for found in comparisons.values():
        total.add(found)
    # What stops an enterprise is each county's and rulebook's own; the largest projects are rare; a county
    # with enterprises places whatever is imposed (one without: `test_what_nobody_can_invest_is_said`).
    rare = {name for name in always_zero(total) if name.startswith("stopped:") or name.endswith(":above_10_billion")}
    rare.add("unplaced_investment")
    assert always_zero(total) - rare == set()
    assert set(total.events) >= {
        "a leader pulls its chain",
        "attraction takes as much of growth as it may",
        "attraction's part of growth fades",
        "imposed investment scales incumbents",
        "imposed investment scales signings",
        "knowledge spreads",
        "output of a chain stated",
        "project enlarges an enterprise",
        "project founded an enterprise",
        "project waited for land",
        "upgrades allotted",
        "upgrading is part of what is imposed",
        *(f"imposed {name}" for name in plc.IMPOSED_NAMES),
    }
    levers = {event.removesuffix(" in a chain") for event in total.events}
    assert levers >= {f"lever {name}" for name in plc.LEVER_NAMES}


def _changed(world: World, field: str, place: tuple[int | slice, ...], amount: float) -> World:
    array = getattr(world, field).copy()
    array[place] += amount
    return replace(world, **{field: array})


def _with_fixed(world: World, name: str, value: float) -> World:
    priors = world.priors.copy()
    priors[inputs.PARAMETER_NAMES.index(name)] = make_prior_row(FIXED, value)
    return replace(world, priors=priors)


RE_REVIEW_OF_SRDI = col.RE_REVIEW * col.TITLES + col.SRDI
CHANGES = {
    "a threshold": lambda world: _changed(world, "criteria", (slice(None), col.INNOVATIVE, crit.SCORE_GROWTH), 2.0),
    "a threshold of re-review": lambda world: _changed(
        world, "criteria", (slice(None), RE_REVIEW_OF_SRDI, crit.RESEARCH_INTENSITY), 0.01
    ),
    "points": lambda world: _changed(world, "increments", (crit.INNOVATIVE_GROWTH, 2), 3.0),
    "a cut-off": lambda world: _changed(world, "cut_off_means", (slice(None), col.INNOVATIVE), 15.0),
    "a lever": lambda world: _changed(world, "levers", (2, plc.RESEARCH_SUPPORT, -1), 0.01),
    "a lever in a chain": lambda world: _changed(world, "levers", (2, plc.TRAINING, 0), 0.01),
    "approval": lambda world: _changed(world, "levers", (slice(1, None), plc.APPROVAL_SPEED, -1), 1.0),
    "land": lambda world: _changed(world, "levers", (slice(1, None), plc.LAND, -1), 1.0),
    "listing support": lambda world: _changed(world, "levers", (slice(1, None), plc.LISTING_SUPPORT, -1), 1.0),
    "what is imposed": lambda world: _changed(world, "imposed", (3, plc.IMPOSED_INVESTMENT), 1e6),
    "a share of a chain": lambda world: _changed(world, "chain_shares", (plc.SHARE, 0), 0.01),
    "the direct route of certificates": lambda world: _changed(
        world, "criteria", (slice(None), col.INNOVATIVE, crit.HIGH_TECH_DIRECT_ROUTE), 1.0
    ),
    "a line of high technology": lambda world: _changed(world, "lines", (plc.HIGH_TECHNOLOGY_MIDDLE_INTENSITY,), 0.01),
    "what attraction may take out of growth": lambda world: _with_fixed(world, "attracted_growth_limit", 0.01),
    "attraction": lambda world: world.with_settings(attraction=0),
    "the above-scale line": lambda world: _changed(world, "lines", (plc.ABOVE_SCALE_LINE,), 1.0),
    "the validity": lambda world: world.with_settings(validity=4),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_on_one_side_alone_is_noticed(change) -> None:  # type: ignore[no-untyped-def]
    number = 1
    world = with_cut_offs(build_world(setting(number)), number)
    assert is_noticed(world, change(world), 3, 0)


@pytest.mark.parametrize(
    "name",
    [
        "attraction_by_attraction",
        "capacity_ramp_second",
        "chain_growth_spread",
        "cluster_pull",
        "idle_band",
        "knowledge_spread",
        "land_per_investment",
        "leader_pull",
        "lost_money_share",
        "matching_rate_start",
        "quality_growth_effect",
        "reported_growth_bias",
        "signing_growth_elasticity",
        "start_conversion_size_slope",
        "upgrade_share_green",
        "upgrading_cost",
        "value_added_rate_chain_spread",
    ],
)
def test_an_input_moved_on_one_side_alone_is_noticed(name: str) -> None:
    number = inputs.PARAMETER_NAMES.index(name)
    world = world_of(1)
    assert is_noticed(with_input_fixed(world, number), with_input_moved(world, number), 2, 0)


def test_both_end_a_county_that_signs_without_bounds() -> None:
    world = build_world(setting(0))
    world.imposed[2, plc.IMPOSED_SIGNED_PROJECTS] = 2.0 * MOST_SIGNINGS
    region, county = Region(world, 1, 0), County.keyed(world, 1, 0)
    region.step()
    county.step()
    assert list(differences_of_year(region, county)) == []
    with pytest.raises(RuntimeError):
        region.step()
    with pytest.raises(RunawayError):
        county.step()


def test_what_is_imposed_is_what_is_invested() -> None:
    """Projects and upgrading come off first; incumbents take up the rest to the last yuan."""
    world = world_of(0)
    world.imposed[1:, plc.IMPOSED_INVESTMENT] = 3e6
    found = compare(world, 1, 0)
    assert [str(difference) for difference in found.differences[:5]] == []
    assert found.events["upgrading is part of what is imposed"] == world.years
    county = County.keyed(world, 1, 0)
    for _ in range(3):
        county.step()
        assert county.investment_factor > 0.0
        assert county.books["industrial_investment"] == pytest.approx(3e6, rel=1e-12)


@pytest.mark.parametrize("asked", [0.0, 2e4])
def test_less_imposed_than_projects_bring_leaves_nothing_to_incumbents(asked: float) -> None:
    world = world_of(0)
    world.imposed[1:, plc.IMPOSED_INVESTMENT] = asked
    found = compare(world, 1, 1)
    assert [str(difference) for difference in found.differences[:5]] == []
    county = County.keyed(world, 1, 1)
    county.step()
    assert county.investment_factor == 0.0
    assert county.books["industrial_investment"] > asked


def test_what_nobody_can_invest_is_said() -> None:
    """A county of one enterprise, which may close: what is imposed then is placed nowhere."""
    asked, request = 5000.0, setting(5)
    few = {name: make_prior_row(FIXED, 0.0) for name in request.figures if name.endswith(("_holders", "_enterprises"))}
    few["industrial_enterprises"] = make_prior_row(FIXED, 1.0)
    imposed = {"investment": [(request.start_year + 1, request.start_year + request.years, asked)]}
    world = build_world(replace(request, figures={**request.figures, **few}, imposed=imposed, levers={}))
    found = compare(world, 1, 0)
    assert [str(difference) for difference in found.differences[:5]] == []
    assert found.series["unplaced_investment"] > 0
    county = County.keyed(world, 1, 0)
    for _ in range(world.years):
        county.step()
    assert county.books["industrial_investment"] == 0.0
    assert county.books["unplaced_investment"] == asked


def test_as_timed_both_ways_of_collecting_report_the_same() -> None:
    world = world_of(0)
    one_pass, collector = County.streamed(world, 7, "one_pass"), County.streamed(world, 7, "data_collector")
    for _ in range(4):
        one_pass.step()
        collector.step()
    first, second = one_pass.outcomes(), collector.outcomes()
    assert [set(record) for record in first] == [set(world.series)] * 5
    for one, other in zip(first, second, strict=True):
        assert one == pytest.approx(other, rel=1e-12)


def test_as_timed_it_is_the_same_model() -> None:
    """With Mesa's own stream the means agree with the engine's within four standard errors."""
    world = world_of(0)
    replicates, years = 24, 6
    engine = simulate(world, 1, 400).values[:, years]
    names = world.series
    plain = np.empty((replicates, len(names)))
    for replicate in range(replicates):
        county = County.streamed(world, 1000 + replicate, "one_pass")
        for _ in range(years):
            county.step()
        record = county.outcomes()[-1]
        plain[replicate] = [record[name] for name in names]
    for name in (
        "enterprises",
        "enterprises_closed",
        "above_scale",
        "innovative_nested",
        "innovative_additions",
        "srdi_nested",
        "signed_projects",
        "producing_projects",
        "attracted_enterprises",
        "upgrading_projects",
        "adopters:cloud",
        "adopters:high_technology",
        "adoptions:regional_board",
    ):
        place = names.index(name)
        error = np.hypot(plain[:, place].std() / replicates**0.5, engine[:, place].std() / 400**0.5)
        assert abs(plain[:, place].mean() - engine[:, place].mean()) < 4.0 * error + 1e-9, name
