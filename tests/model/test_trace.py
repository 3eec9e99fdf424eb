"""A life told afterwards must give the draws that really decided, year by year."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from model.identity import identity_number, identity_text, project_number
from model.region import Region
from model.trace import LifeYear, life
from model.trace_projects import ProjectYear, all_projects, project_life
from scenarios.loaded import load
from scenarios.schema.errors import InputError
from scenarios.trace import life_of
from scenarios.trace_projects import project_life_of, projects_of
from scenarios.world import world_of

SEED = 5
REPLICATE = 2


@pytest.fixture(scope="module")
def lives() -> dict[str, list[LifeYear]]:
    """Lives of holders at the start, of the first enterprises, and of a start-up."""
    world = world_of(load("xihua"))
    region = Region(world, SEED, REPLICATE)
    holders = [agent.name for agent in region.agents if agent.titles][:40]
    while not (born := [agent.name for agent in region.agents if agent.origin == 1]):
        region.step()
    chosen = [*holders, *(str(number) for number in range(30)), born[0]]
    found = {}
    for name in dict.fromkeys(chosen):
        years = life(world, SEED, REPLICATE, identity_number(name))
        assert years is not None
        found[name] = years
    return found


def test_a_life_is_what_the_region_shows(lives: dict[str, list[LifeYear]]) -> None:
    region = Region(world_of(load("xihua")), SEED, REPLICATE)
    shown: dict[str, list[tuple[int, float, frozenset[str]]]] = {}
    for _ in range(region.world.years + 1):
        for agent in region.agents:
            if agent.name in lives:
                shown.setdefault(agent.name, []).append((region.year, agent.revenue, agent.titles))
        if region.year < region.world.start_year + region.world.years:
            region.step()
    for name, years in lives.items():
        told = [(one.year, one.revenue, frozenset(one.titles)) for one in years if one.event != "closed"]
        assert told == shown[name]


def test_the_draws_told_are_those_that_decided(lives: dict[str, list[LifeYear]]) -> None:
    seen = set()
    for years in lives.values():
        for year in years:
            for decision in year.decisions:
                seen.add(decision.decision)
                if decision.decision == "not_applied":
                    assert decision.application_draw is not None and decision.application_rate is not None
                    assert decision.application_draw >= decision.application_rate
                if decision.decision in ("admitted", "below_cut_off"):
                    assert decision.application_draw is not None and decision.application_rate is not None
                    assert decision.application_draw < decision.application_rate
                    assert decision.score is not None
                    if decision.cut_off is not None and decision.condition is None:
                        assert (decision.score >= decision.cut_off) == (decision.decision == "admitted")
                if decision.decision in ("renewed_by_discretion", "lost"):
                    assert decision.discretion_draw is not None and decision.discretion is not None
                    passed = decision.discretion_draw < decision.discretion
                    assert passed == (decision.decision == "renewed_by_discretion")
    assert {"admitted", "not_applied", "not_eligible", "renewed", "lost"} <= seen


def test_a_closing_is_told_with_its_hazard(lives: dict[str, list[LifeYear]]) -> None:
    closings = [years[-1] for years in lives.values() if years[-1].event == "closed"]
    assert closings
    for closing in closings:
        assert closing.exit_draw is not None and closing.exit_hazard is not None
        assert closing.exit_draw < closing.exit_hazard


def test_identities_are_read_as_written() -> None:
    for text in ("0", "42", "2027-3-0-13", "2030-0-1-0", "P2027-3-1-2-0"):
        assert identity_text(identity_number(text)) == text
    for text in ("-1", "x", "2027-3", "2027-3-100-1", "1000000", "P2027-3-1-2", "P2027-3-1-10-0"):
        with pytest.raises(ValueError):
            identity_number(text)


def test_a_life_reads_in_both_languages_and_bad_names_are_refused() -> None:
    loaded = load("xihua")
    told = life_of(loaded, seed=SEED, replicate=REPLICATE, enterprise="0")
    for language in ("zh", "en"):
        assert "2022" in told.report(language)
        assert told.to_json(language)["years"][0]["event"] == "start"
    with pytest.raises(InputError):
        life_of(loaded, seed=SEED, replicate=REPLICATE, enterprise="forty-two")
    with pytest.raises(InputError):
        life_of(loaded, seed=SEED, replicate=REPLICATE, enterprise="99999")


def test_the_closing_told_is_the_one_that_happened(lives: dict[str, list[LifeYear]]) -> None:
    """Size at closing comes from the same year run with no one closing, so the hazard is that of the engine."""
    closed = {name: years[-1] for name, years in lives.items() if years[-1].event == "closed"}
    for name, last in closed.items():
        before = lives[name][-2]
        assert before.revenue is not None and last.revenue is not None and last.growth is not None
        assert last.revenue == pytest.approx(before.revenue * math.exp(last.growth), rel=1e-9)


@pytest.fixture(scope="module")
def projects() -> list[ProjectYear]:
    return all_projects(world_of(load("xihua")), SEED, REPLICATE)


def test_every_project_is_listed_once_with_how_it_was_last_seen(projects: list[ProjectYear]) -> None:
    assert len({project.name for project in projects}) == len(projects)
    region = Region(world_of(load("xihua")), SEED, REPLICATE)
    signed = region.outcome("projects_under_way")
    signed += sum(project.stage_name == "producing" for project in region.projects)
    for _ in range(region.world.years):
        region.step()
        signed += region.outcome("signed_projects")
    assert len(projects) == signed
    stages = {project.stage for project in projects}
    assert {"signed", "started", "at_capacity", "lost_before_start"} <= stages


def test_the_life_of_a_project_is_told_from_signing_to_its_end(projects: list[ProjectYear]) -> None:
    whole = next(one for one in projects if one.stage == "at_capacity" and one.founds and one.signed_year > 2022)
    years = project_life(world_of(load("xihua")), SEED, REPLICATE, project_number(whole.name))
    assert years is not None
    assert years[-1] == whole and years[0].year == whole.signed_year
    assert [one.year for one in years] == list(range(years[0].year, years[-1].year + 1))
    assert [one.funds_in_place for one in years] == sorted(one.funds_in_place for one in years)
    # What it founded bears its name, and its life begins in the year of the first production.
    assert whole.enterprise == whole.name
    found = life(world_of(load("xihua")), SEED, REPLICATE, identity_number(whole.name))
    assert found is not None and found[0].event == "founded" and found[0].origin == "attracted"
    first = next(one for one in years if one.stage == "producing")
    assert found[0].year == first.year and found[0].projects == (whole.name,)
    assert found[0].capital == pytest.approx(first.funds_in_place)


def test_capital_of_a_life_adds_up(lives: dict[str, list[LifeYear]]) -> None:
    kept = 1.0 - Region(world_of(load("xihua")), SEED, REPLICATE).drawn["depreciation_rate"]
    for years in lives.values():
        for before, after in pairwise([one for one in years if one.event != "closed"]):
            assert None not in (before.capital, after.capital, after.investment, after.project_funds)
            expected = kept * (before.capital + after.project_funds) + after.investment  # type: ignore[operator]
            assert after.capital == pytest.approx(expected, rel=1e-6)
            assert set(after.statuses) == set(before.statuses) - set(after.statuses_lost) | set(after.statuses_gained)


def test_projects_read_in_both_languages_and_bad_names_are_refused(projects: list[ProjectYear]) -> None:
    loaded = load("xihua")
    listed = projects_of(loaded, seed=SEED, replicate=REPLICATE)
    assert listed.projects == tuple(projects)
    told = project_life_of(loaded, seed=SEED, replicate=REPLICATE, project=projects[-1].name)
    for language in ("zh", "en"):
        assert projects[-1].name in listed.report(language) and projects[-1].name in told.report(language)
        assert told.to_json(language)["years"][0]["stage"] == projects[-1].stage
    for bad in ("P2027", "7", "P2099-0-0-0-0"):
        with pytest.raises(InputError):
            project_life_of(loaded, seed=SEED, replicate=REPLICATE, project=bad)
