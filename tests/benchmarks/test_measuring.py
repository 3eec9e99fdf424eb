"""What measures the engine measures it: the floor draws as much, the profile runs the same year, the report is complete."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import numpy as np
import pytest

from benchmarks import speed
from benchmarks.counts import EVERY_YEAR, DrawCounts, count_draws
from benchmarks.floor import Floor
from benchmarks.memory import largest_while, measure
from benchmarks.plain.county import County
from benchmarks.plain.draws import CountingDraws
from benchmarks.profile import profile
from benchmarks.report import as_markdown
from benchmarks.worlds import YEARS, county_request
from model.build import build_world
from model.world import World


@pytest.fixture(scope="module")
def small() -> World:
    return build_world(county_request(200))


@pytest.fixture(scope="module")
def counts(small: World) -> DrawCounts:
    return count_draws(small, 1)


def test_every_enterprise_draws_its_growth_its_research_and_its_end_every_year(small: World) -> None:
    county = County.keyed(small, 1, 0, counting=True, judges_everyone=False)
    alive = 0
    for _ in range(3):
        alive += len(county.by_identity)
        county.step()
    assert isinstance(county.draws, CountingDraws)
    assert {purpose: county.draws.counts[purpose] for purpose in EVERY_YEAR} == dict.fromkeys(EVERY_YEAR, alive)


def test_the_floor_makes_the_draws_that_were_counted(counts: DrawCounts) -> None:
    # Nine each, but for the few that a project founded: their size follows from the project.
    assert 8.9 < counts.normals_at_birth <= 9.0
    assert counts.per_enterprise_year(YEARS) > len(EVERY_YEAR)
    floor = Floor(300, 5, counts)
    before = floor.numbers.copy()
    assert floor(2) == 3000
    assert np.isfinite(floor.numbers).all() and (floor.numbers != before).any()


def test_the_phases_of_the_profile_end_where_the_engine_ends(small: World) -> None:
    found = profile(small, repeats=1, replicates=2)
    assert found["same_state_as_the_engine"]
    assert found["sum_of_phases"] == pytest.approx(sum(found["nanoseconds_by_phase"].values()))


def test_memory_is_seen_where_it_is_taken() -> None:
    # Larger than anything that a test before this one has left free in the process.
    added, _ = largest_while(lambda: np.ones(200_000_000).sum())
    assert added > 200_000_000
    assert measure("engine", 3_000, 2)["alive"] >= 2_000


def test_the_report_names_ratios_and_no_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "ENOUGH", 5_000)
    monkeypatch.setattr(speed, "TWO_CORE_REPLICATES", 4)
    found = speed.measure([150, 300], rounds=2, with_memory=False)
    text = as_markdown(found)
    assert "engine over plain Mesa" in text and "at least 100 times plain Mesa" in text
    assert found["results_version"] in text
    for size in found["sizes"]:
        assert (
            size["engine_over_plain"]["low"] <= size["engine_over_plain"]["median"] <= size["engine_over_plain"]["high"]
        )
    private = [name for name in (platform.node(), str(Path.home()), str(Path.cwd())) if len(name) > 3]
    assert [name for name in private if name in text or name in json.dumps(found)] == []
