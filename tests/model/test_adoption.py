"""Statuses: stocks against their closed form, the three years of the high-technology certificate, who is eligible."""

from __future__ import annotations

import numpy as np
import pytest

from model import columns as col
from model import places as plc
from model.ensemble import simulate
from model.region import Region
from model.world import World
from tests.model.worlds import (
    NO_ADOPTION,
    NO_APPLICATIONS,
    NO_CHANGE_OF_RESEARCH,
    NO_ENTRY,
    NO_EXIT,
    NO_GROWTH,
    NO_PROJECTS,
    NO_UPGRADING,
    in_standard_errors,
    series,
    small_world,
    with_levers,
    with_parameters,
)

ADOPTED = col.STATUS_NAMES[col.FIRST_ADOPTED :]
STARTS = {f"adoption_start_{name}": 0.0 for name in col.STATUS_NAMES[col.SMART_UPGRADE :]}
ALIKE = {"adoption_size_elasticity": 0.0, "adoption_size_elasticity_top": 0.0, "adoption_quality_effect": 0.0}


def quiet(years: int = 6, above_scale: int = 80, **parameters: float) -> World:
    """A world where nothing moves but statuses, and all enterprises above scale have the same chances."""
    built = small_world(120, above_scale, years=years)
    return with_parameters(
        built,
        NO_GROWTH,
        NO_EXIT,
        NO_ENTRY,
        NO_PROJECTS,
        NO_UPGRADING,
        NO_APPLICATIONS,
        NO_CHANGE_OF_RESEARCH,
        NO_ADOPTION,
        STARTS,
        ALIKE,
        parameters,
    )


@pytest.mark.parametrize("status", ADOPTED)
@pytest.mark.parametrize(("start", "hazard"), [(0.0, 0.2), (0.3, 0.08)])
def test_adopters_follow_the_closed_form(status: str, start: float, hazard: float) -> None:
    years = 6
    world = quiet(years, **{f"adoption_start_{status}": start, f"adoption_hazard_{status}": hazard})
    ensemble = simulate(world, 17, 60, threads=1)
    values = series(ensemble, f"above_scale_adopters:{status}")
    share = 1.0 - (1.0 - start) * (1.0 - hazard) ** np.arange(years + 1)
    assert abs(in_standard_errors(values.mean(axis=1), 80 * float(share.mean()))) <= 3.0
    for year in (1, 3, years):
        assert abs(in_standard_errors(values[:, year], 80 * float(share[year]))) <= 4.0
    changes = np.diff(series(ensemble, f"adopters:{status}"), axis=1)
    np.testing.assert_array_equal(changes, series(ensemble, f"adoptions:{status}")[:, 1:])
    for other in ADOPTED:
        if other != status:
            assert (series(ensemble, f"adopters:{other}") == 0.0).all()


def test_only_the_cloud_is_open_below_scale() -> None:
    hazards = {f"adoption_hazard_{name}": 0.5 for name in ADOPTED}
    region = Region(quiet(4, 40, **hazards), seed=3)
    for _ in range(4):
        region.step()
    below = [agent for agent in region.agents if not agent.above_scale]
    assert {status for agent in below for status in agent.statuses} == {"cloud"}
    small = region.world.lines[plc.SMALL_REVENUE]
    assert all(agent.revenue_1 >= small for agent in below if agent.statuses)
    assert all(agent.statuses for agent in region.agents if agent.above_scale)


def test_the_larger_adopt_more_often_and_the_top_statuses_go_to_the_largest() -> None:
    world = quiet(
        4,
        adoption_hazard_cloud=0.05,
        adoption_hazard_listed=0.05,
        adoption_size_elasticity=0.3,
        adoption_size_elasticity_top=1.0,
    )
    sizes: dict[str, list[float]] = {"cloud": [], "listed": [], "all": []}
    for replicate in range(12):
        region = Region(world, seed=3, replicate=replicate)
        for _ in range(4):
            region.step()
        above = [agent for agent in region.agents if agent.above_scale]
        sizes["all"] += [agent.log_revenue for agent in above]
        for status in ("cloud", "listed"):
            sizes[status] += [agent.log_revenue for agent in above if status in agent.statuses]
    assert np.mean(sizes["all"]) < np.mean(sizes["cloud"]) < np.mean(sizes["listed"])


def test_a_high_technology_certificate_is_judged_on_last_years_accounts_and_holds_three_years() -> None:
    world = with_parameters(
        small_world(300, 150, years=8),
        high_technology_application=0.5,
        high_technology_start=0.5,
        research_recording=1.5,
    )
    region = Region(world, seed=3)
    gained = lost = kept = 0
    had = {agent.identity: agent.high_technology_expiry for agent in region.agents}
    for _ in range(world.years):
        region.step()
        for agent in region.agents:
            now, before = agent.high_technology_expiry, had.get(agent.identity, 0)
            assert ("high_technology" in agent.statuses) == (now >= region.year)
            assert now == 0 or region.year <= now <= region.year + 2
            intensity = agent.research_intensity_1 * 1.5
            asked = 0.05 if agent.revenue_1 < 5000.0 else 0.04 if agent.revenue_1 <= 20_000.0 else 0.03
            meets = agent.class_one_patents >= 1 and agent.revenue_1 > 0.0 and intensity >= asked
            if before >= region.year:
                assert now == before
                kept += 1
            elif before == region.year - 1 and before > 0:
                assert (now == region.year + 2) == meets, "who applied once applies again"
                lost += not meets
            elif now > 0:
                assert meets and now == region.year + 2
                gained += 1
        had = {agent.identity: agent.high_technology_expiry for agent in region.agents}
    assert min(gained, lost, kept) > 0


@pytest.mark.parametrize(
    ("lever", "effect", "raised"),
    [
        (
            "digital_programme",
            "effect_digital_programme",
            {"cloud", "smart_factory", "digital_benchmark", "integration_certified", "service_manufacturing"},
        ),
        ("green_programme", "effect_green_programme", {"green_factory"}),
        ("listing_support", "effect_listing_support", {"listed", "regional_board"}),
    ],
)
def test_a_programme_multiplies_the_hazards_of_its_statuses_and_no_others(
    lever: str, effect: str, raised: set[str]
) -> None:
    hazards = {f"adoption_hazard_{name}": 0.1 for name in ADOPTED}
    world = quiet(1, **hazards, **{effect: float(np.log(3.0))})
    ensemble = simulate(with_levers(world, {lever: [(2023, 2030, 1.0)]}), 5, 120, threads=1)
    for status in ADOPTED:
        expected = 80 * (0.3 if status in raised else 0.1)
        distance = in_standard_errors(series(ensemble, f"above_scale_adopters:{status}")[:, 1], expected)
        assert abs(distance) <= 3.5, (status, distance)
