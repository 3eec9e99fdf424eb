"""The numbers of projects, capital, economy and statuses beside what someone who knows the field would expect of them."""

from __future__ import annotations

import pytest

from model.parameters import Parameter, load_parameters
from model.parameters.forms import PriorSpec

TABLE = load_parameters()
STARTS = {name.removeprefix("adoption_start_"): TABLE[name] for name in TABLE if name.startswith("adoption_start_")}
HAZARDS = {name.removeprefix("adoption_hazard_"): TABLE[name] for name in TABLE if name.startswith("adoption_hazard_")}
# Effects whose sign nobody has shown for enterprises of a county.
MAY_BE_NOTHING = ("upgrading_growth_effect", "knowledge_spread", *(n for n in TABLE if n.startswith("effect_")))
# Helpful mechanisms that are believed not to hurt, but may do nothing.
FROM_NOTHING_UP = (
    "cluster_pull",
    "attraction_by_attraction",
    "capacity_growth_effect",
    "leader_pull",
    "adoption_quality_effect",
    "value_added_rate_chain_spread",
)


def centre(name: str) -> float:
    return TABLE[name].prior.centre


@pytest.mark.parametrize("name", MAY_BE_NOTHING)
def test_unproven_effects_have_zero_strictly_inside(name: str) -> None:
    prior = TABLE[name].prior
    assert prior.low < 0.0 < prior.high
    assert TABLE[name].kind == "assumption"


@pytest.mark.parametrize("name", FROM_NOTHING_UP)
def test_mechanisms_without_data_may_be_switched_off(name: str) -> None:
    assert TABLE[name].prior.low == 0.0


@pytest.mark.parametrize("name", [name for name, entry in TABLE.items() if entry.source.startswith("假设")])
def test_an_assumption_says_that_no_data_was_found(name: str) -> None:
    assert TABLE[name].source.startswith("假设，未找到数据：")
    assert len(TABLE[name].source) > len("假设，未找到数据：")


def test_cloud_use_is_far_more_common_than_a_smart_factory_and_that_than_a_listing() -> None:
    order = ("cloud", "integration_certified", "smart_factory", "green_factory", "listed")
    starts = [STARTS[status].prior.centre for status in order]
    assert starts == sorted(starts, reverse=True)
    assert starts[0] > 5.0 * starts[2] and starts[2] > 5.0 * starts[4]


def test_the_regional_board_is_easier_than_the_stock_exchange() -> None:
    for entries in (STARTS, HAZARDS):
        assert entries["regional_board"].prior.centre > 10.0 * entries["listed"].prior.centre


def test_smart_upgrading_is_the_most_common_kind() -> None:
    kinds = [STARTS[f"{kind}_upgrade"].prior.centre for kind in ("smart", "green", "high_end")]
    assert max(kinds) == kinds[0]
    assert centre("upgrade_share_smart") > centre("upgrade_share_green")
    # What is neither smart nor green is high-end: some must always be left.
    assert TABLE["upgrade_share_smart"].prior.high + TABLE["upgrade_share_green"].prior.high < 1.0


def test_lead_geese_are_as_many_as_the_province_named() -> None:
    # 80 of 20,133 above-scale enterprises in 2021, 169 with those being cultivated. The entry is the chance at median revenue;
    # over all sizes it is about 2.5 times that (measured on a starting population).
    prior = STARTS["lead_goose"].prior
    assert prior.low < 80 / 20133 / 2.5 < 169 / 20133 / 2.5 < prior.high
    assert prior.centre * 2.5 == pytest.approx(80 / 20133, rel=0.05)


@pytest.mark.parametrize("status", HAZARDS)
def test_what_is_held_at_the_start_grew_in_a_few_years_at_the_yearly_hazard(status: str) -> None:
    years = STARTS[status].prior.centre / HAZARDS[status].prior.centre
    assert 2.0 <= years <= 12.0


@pytest.mark.parametrize("entry", [*STARTS.values(), *HAZARDS.values()], ids=lambda entry: entry.name)
def test_shares_and_hazards_of_statuses_are_wide(entry: Parameter) -> None:
    assert 0.0 <= entry.prior.low < entry.prior.high < 1.0
    assert entry.prior.high >= 2.0 * entry.prior.centre
    assert entry.confidence == "low"


def test_every_status_with_a_hazard_has_a_start_and_upgrades_come_from_projects() -> None:
    assert set(STARTS) - set(HAZARDS) == {"smart_upgrade", "green_upgrade", "high_end_upgrade"}
    assert set(HAZARDS) < set(STARTS)


def test_usual_signings_of_a_county_and_a_city_are_of_the_published_size() -> None:
    # 西华 signed 3 a quarter in 三个一批 (about 7 industrial a year); 周口 aims at 350 a year, 0.6 of them industrial.
    low, high = TABLE["signing_rate"].prior.low, TABLE["signing_rate"].prior.high
    assert low * 140 < 7 < centre("signing_rate") * 140 < high * 140
    assert low * 1400 < 0.6 * 350 < high * 1400


def test_a_project_ramps_up_and_never_down() -> None:
    assert TABLE["capacity_ramp_first"].prior.high <= TABLE["capacity_ramp_second"].prior.low
    assert TABLE["capacity_ramp_second"].prior.high <= 1.0


def test_shares_of_gdp_hold_the_published_points() -> None:
    industry = TABLE["industry_share_of_gdp"].prior
    for value_added, gdp in ((18785, 58887), (16900, 59132), (837.57, 3082.82)):
        assert abs(value_added / gdp - industry.centre) < 0.05
    assert TABLE["manufacturing_share_of_industry"].prior.low < 2.3 / 2.58 < 25.3 / 27.2
    assert TABLE["manufacturing_share_of_industry"].prior.high > 25.3 / 27.2
    # Manufacturing and producer services together leave room for the rest.
    assert industry.high + TABLE["producer_services_share_of_gdp"].prior.high < 1.0


def test_the_census_lowered_the_level() -> None:
    prior: PriorSpec = TABLE["census_break"].prior
    assert prior.high < 1.0
    assert prior.low < 1.69 / 2.0 < prior.high


def test_land_of_a_project_matches_the_common_floor_of_investment_per_mu() -> None:
    # 200 to 400 万元 of money in place a mu; a project that produces puts about two thirds of its contract in place.
    land = TABLE["land_per_investment"].prior
    per_mu = [10_000.0 * 0.6 / value for value in (land.high, land.low)]
    assert per_mu[0] < 200.0 < 400.0 <= per_mu[1]
