"""Accounts that close, in every replicate and year of random worlds; totals that hold at the start; a world that stands still."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import series as ser
from model.build import WorldRequest
from model.ensemble import Ensemble, simulate
from model.levers import load_levers
from model.outcomes import load_outcomes
from model.parameters.table import load_parameters
from model.region import Region
from model.rulebook import RulebookChoice
from model.world import World
from tests.model.worlds import (
    ALWAYS_RENEWED,
    NO_ADOPTION,
    NO_APPLICATIONS,
    NO_CHANGE_OF_RESEARCH,
    NO_ENTRY,
    NO_EXIT,
    NO_GROWTH,
    NO_PROJECTS,
    NO_UPGRADING,
    figures,
    series,
    small_request,
    small_world,
    with_lines,
    with_parameters,
)

NESTS: Final = (("srdi", "innovative"), ("little_giant", "srdi"))
STOCKS: Final = [name for name, outcome in load_outcomes().items() if outcome.kind == "stock"]
COUNTS: Final = [name for name, outcome in load_outcomes().items() if outcome.kind in ("stock", "flow")]


LEVERS: Final = load_levers()
# What may be imposed on a region of some hundred enterprises, in 万元 or projects a year.
LARGEST_IMPOSED: Final = {
    "investment": 3e6,
    "funds": 2e6,
    "signed_money": 4e6,
    "signed_projects": 80.0,
    "upgrading": 60.0,
}


@st.composite
def requests(draw: st.DrawFn) -> WorldRequest:
    """Requests for small worlds of every kind: any parameters within their bounds, any rulebook, levers or none."""
    enterprises = draw(st.integers(50, 400))
    above = draw(st.integers(0, enterprises // 2))
    innovative = draw(st.integers(0, above))
    srdi = draw(st.integers(0, innovative))
    little_giants = draw(st.integers(0, srdi))
    names = draw(st.lists(st.sampled_from(inp.PARAMETER_NAMES), max_size=8, unique=True))
    parameters = load_parameters()
    overrides = {}
    for name in names:
        prior = parameters[name].prior
        overrides[name] = prior.low + draw(st.floats(0.0, 1.0)) * (prior.high - prior.low)
    start_year = draw(st.integers(2018, 2026))
    chains = {f"chain {number}": 0.1 for number in range(draw(st.integers(0, 9)))}
    levers = {}
    for name in draw(st.lists(st.sampled_from(sorted(LEVERS)), max_size=5, unique=True)):
        lever = LEVERS[name]
        intensity = lever.lowest + draw(st.floats(0.0, 1.0)) * (lever.highest - lever.lowest)
        chain = draw(st.sampled_from([None, *chains, "other"])) if lever.by_chain else None
        levers[name] = [(draw(st.integers(2020, 2028)), draw(st.integers(2022, 2034)), intensity, chain)]
    return small_request(
        start_year=start_year,
        years=draw(st.integers(1, 6)),
        figures=figures(
            enterprises,
            above,
            innovative_holders=innovative,
            srdi_holders=srdi,
            little_giant_holders=little_giants,
            provincial_champion_holders=draw(st.integers(0, 3)) if start_year >= 2023 else 0,
            national_champion_holders=draw(st.integers(0, 2)),
        ),
        chains=chains,
        zones={f"zone {number}": 1.0 + number for number in range(draw(st.integers(0, 3)))},
        overrides=overrides,
        rulebook=RulebookChoice(draw(st.sampled_from(["calendar", "2022", "2026"]))),
        levers=levers,
        imposed={
            name: [(draw(st.integers(2020, 2028)), 2034, draw(st.floats(0.0, 1.0)) * LARGEST_IMPOSED[name])]
            for name in draw(st.lists(st.sampled_from(sorted(LARGEST_IMPOSED)), max_size=2, unique=True))
        },
        attraction=draw(st.integers(0, 4)) > 0,
        national_counts_as_provincial=draw(st.booleans()),
        outside_industry_counted=draw(st.booleans()),
        county=draw(st.booleans()),
    )


def outside_industry(request: WorldRequest, title: str) -> bool:
    """Whether the counts of a title hold more than the enterprises of the region."""
    return request.outside_industry_counted and title in col.TITLE_NAMES[: col.SME_TITLES]


def check_accounts(request: WorldRequest, ensemble: Ensemble) -> None:
    assert not ensemble.failures
    assert np.isfinite(ensemble.values).all()
    for name in COUNTS:
        values = series(ensemble, name)
        assert (values >= 0.0).all(), name
        assert (values == np.floor(values)).all(), name
    enterprises = series(ensemble, "enterprises")
    changes = series(ensemble, "enterprises_founded") - series(ensemble, "enterprises_closed")
    np.testing.assert_array_equal(np.diff(enterprises, axis=1), changes[:, 1:])
    above = series(ensemble, "above_scale")
    changes = series(ensemble, "above_scale_additions") - series(ensemble, "above_scale_losses")
    np.testing.assert_array_equal(np.diff(above, axis=1), changes[:, 1:])
    assert (above <= enterprises).all()
    assert (series(ensemble, "above_scale_with_research") <= above).all()
    assert (series(ensemble, "above_scale_revenue") <= series(ensemble, "revenue") * (1.0 + 1e-12)).all()
    spending = series(ensemble, "above_scale_research_spending")
    assert (spending <= 0.5 * series(ensemble, "above_scale_revenue")).all()
    assert (series(ensemble, "revenue")[enterprises > 0.0] > 0.0).all()
    sizes = [
        series(ensemble, f"revenue_above_{size}") for size in ("100_million", "1_billion", "5_billion", "10_billion")
    ]
    for larger, smaller in zip(sizes[1:], sizes, strict=False):
        assert (larger <= smaller).all()
    assert (sizes[0] <= enterprises).all()


def check_projects(ensemble: Ensemble) -> None:
    """The funnel's books: projects, their money, their size classes."""
    under_way = series(ensemble, "projects_under_way")
    flows = series(ensemble, "signed_projects").copy()
    for left in ("producing_projects", "projects_lost_before_start", "projects_lost_after_start"):
        flows -= series(ensemble, left)
    np.testing.assert_array_equal(np.diff(under_way, axis=1), flows[:, 1:])
    assert (series(ensemble, "projects_waiting_for_land") <= under_way).all()
    for head, total in (
        ("signed_projects", "signed_projects"),
        ("started_projects", "started_projects"),
        ("producing_projects", "producing_projects"),
        ("funds_in_place", "attracted_investment"),
    ):
        by_size = sum(series(ensemble, f"{head}:size:{size}") for size in plc.SIZE_CLASS_NAMES)
        np.testing.assert_allclose(by_size, series(ensemble, total), rtol=1e-9, atol=1e-6, err_msg=head)
    for name in ("expected_fulfilment", "reported_fulfilment"):
        assert ((series(ensemble, name) >= 0.0) & (series(ensemble, name) <= 1.0)).all()
    invested = series(ensemble, "industrial_investment")[:, 1:]
    parts = series(ensemble, "incumbent_investment") + series(ensemble, "attracted_investment")
    np.testing.assert_allclose(invested, parts[:, 1:], rtol=1e-9)
    assert (series(ensemble, "renovation_investment") <= series(ensemble, "incumbent_investment") * (1 + 1e-9)).all()
    assert (series(ensemble, "idle_capital") <= series(ensemble, "capital")).all()
    assert (series(ensemble, "attracted_enterprises") <= series(ensemble, "enterprises")).all()


def check_parts(request: WorldRequest, ensemble: Ensemble) -> None:
    """Chains sum to the region, and so do zones; statuses are held by enterprises."""
    wholes = {
        "output": "revenue",
        "value_added": "value_added",
        "enterprises": "enterprises",
        "above_scale": "above_scale",
        "above_scale_additions": "above_scale_additions",
        "funds_in_place": "attracted_investment",
        "investment": "industrial_investment",
        "signed_projects": "signed_projects",
        "signed_money": "signed_money",
        "producing_projects": "producing_projects",
        "land_used": "land_used",
    }
    if not request.outside_industry_counted:
        wholes |= {title: f"{title}_nested" for title in col.TITLE_NAMES[: col.SME_TITLES]}
    for family, heads in (("chain", ser.CHAIN_HEADS), ("zone", ser.ZONE_HEADS)):
        for head in heads:
            if head not in wholes:
                continue
            own = [name for name in ensemble.series if name.startswith(f"{head}:{family}:")]
            total = sum(series(ensemble, name) for name in own)
            first = 1 if head == "investment" else 0
            np.testing.assert_allclose(
                total[:, first:], series(ensemble, wholes[head])[:, first:], rtol=1e-9, atol=1e-6, err_msg=own[0]
            )
    added = series(ensemble, "value_added")
    for part in ("above_scale_value_added", "manufacturing_value_added"):
        assert (series(ensemble, part) <= added * (1.0 + 1e-9)).all()
    for part in ("emerging_value_added", "high_technology_value_added"):
        assert (series(ensemble, part) <= series(ensemble, "above_scale_value_added") * (1.0 + 1e-9)).all()
    for status in col.STATUS_NAMES:
        everyone, above = (series(ensemble, f"{head}:{status}") for head in ("adopters", "above_scale_adopters"))
        assert (above <= everyone).all() and (everyone <= series(ensemble, "enterprises")).all()
        assert (above <= series(ensemble, "above_scale")).all()
    assert (series(ensemble, "research_institutions") <= series(ensemble, "above_scale")).all()


def check_titles(request: WorldRequest, ensemble: Ensemble) -> None:
    for title in ser.COUNTED_TITLES:
        nested, valid, highest = (series(ensemble, f"{title}_{reading}") for reading in ("nested", "valid", "highest"))
        assert (highest <= valid).all(), title
        assert (valid <= nested).all(), title
        if not outside_industry(request, title):
            changes = series(ensemble, f"{title}_additions") - series(ensemble, f"{title}_losses")
            np.testing.assert_array_equal(np.diff(nested, axis=1), changes[:, 1:], err_msg=title)
            assert (nested <= series(ensemble, "enterprises")).all()
    for higher, lower in NESTS:
        assert (series(ensemble, f"{higher}_nested") <= series(ensemble, f"{lower}_nested")).all(), (higher, lower)
    champions = [series(ensemble, f"{title}_nested") for title in ("provincial_champion", "national_champion")]
    any_grade = series(ensemble, "any_champion_nested")
    assert (np.maximum(*champions) <= any_grade).all()
    if request.national_counts_as_provincial:
        np.testing.assert_array_equal(champions[0], any_grade)
    # One rung a year: who becomes SRDI was innovative the year before, who becomes a little giant was SRDI.
    for higher, lower in NESTS:
        if not request.outside_industry_counted:
            additions = series(ensemble, f"{higher}_additions")[:, 1:]
            assert (additions <= series(ensemble, f"{lower}_highest")[:, :-1]).all(), higher


def check_start(request: WorldRequest, ensemble: Ensemble) -> None:
    start = {name: series(ensemble, name)[:, 0] for name in STOCKS}
    figure = {name: row[1] for name, row in request.figures.items()}
    assert (start["enterprises"] == figure["industrial_enterprises"]).all()
    assert (start["above_scale"] == figure["above_scale_enterprises"]).all()
    for title in ("innovative", "srdi", "little_giant", "national_champion"):
        assert (start[f"{title}_nested"] == figure[f"{title}_holders"]).all(), title
    assert (start["provincial_champion_valid"] == figure["provincial_champion_holders"]).all()


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(request=requests(), seed=st.integers(0, 2**63 - 1), first=st.integers(0, 10**9))
def test_accounts_close_in_random_worlds(request: WorldRequest, seed: int, first: int) -> None:
    from model.build import build_world

    ensemble = simulate(build_world(request), seed, 4, first_replicate=first, threads=1)
    check_accounts(request, ensemble)
    check_titles(request, ensemble)
    check_projects(ensemble)
    check_parts(request, ensemble)
    check_start(request, ensemble)


def sums_over_agents(region: Region) -> dict[str, float]:
    """Outcomes of the present year, counted enterprise by enterprise by a reader of Mesa agents."""
    agents = list(region.agents)
    held = {title: [title in agent.titles for agent in agents] for title in col.TITLE_NAMES}
    sums = {
        "enterprises": len(agents),
        "above_scale": sum(agent.above_scale for agent in agents),
        "above_scale_with_research": sum(agent.above_scale == 1 and agent.research_intensity > 0.0 for agent in agents),
        "revenue_above_100_million": sum(agent.revenue >= 1e4 for agent in agents),
        "revenue_above_1_billion": sum(agent.revenue >= 1e5 for agent in agents),
        "revenue_above_5_billion": sum(agent.revenue >= 5e5 for agent in agents),
        "revenue_above_10_billion": sum(agent.revenue >= 1e6 for agent in agents),
        "innovative_nested": sum(map(any, zip(*(held[t] for t in col.TITLE_NAMES[:3]), strict=True))),
        "srdi_nested": sum(map(any, zip(held["srdi"], held["little_giant"], strict=True))),
        "any_champion_nested": sum(map(any, zip(*(held[t] for t in col.TITLE_NAMES[3:]), strict=True))),
        "national_champion_nested": sum(held["national_champion"]),
        "innovative_highest": sum(
            own and not (srdi or giant)
            for own, srdi, giant in zip(held["innovative"], held["srdi"], held["little_giant"], strict=True)
        ),
        "srdi_highest": sum(own and not giant for own, giant in zip(held["srdi"], held["little_giant"], strict=True)),
    }
    for title in col.TITLE_NAMES:
        sums[f"{title}_valid"] = sum(held[title])
    return sums


def test_outcomes_are_the_sums_over_the_enterprises() -> None:
    region = Region(small_world(300, 90, outside_industry_counted=False), seed=5, replicate=3)
    while True:
        for name, total in sums_over_agents(region).items():
            assert region.outcome(name) == total, (region.year, name)
        agents = list(region.agents)
        above = [agent for agent in agents if agent.above_scale == 1]
        assert region.outcome("revenue") == pytest.approx(sum(agent.revenue for agent in agents), rel=1e-12)
        assert region.outcome("above_scale_revenue") == pytest.approx(sum(a.revenue for a in above), rel=1e-12)
        spending = sum(agent.revenue * agent.research_intensity for agent in above)
        assert region.outcome("above_scale_research_spending") == pytest.approx(spending, rel=1e-12)
        assert len({agent.identity for agent in agents}) == len(agents)
        assert all(agent.revenue > 0.0 for agent in agents)
        if region.year == region.world.start_year + region.world.years:
            return
        region.step()


def test_every_column_of_a_region_stays_finite_and_within_its_bounds() -> None:
    region = Region(small_world(400, 120), seed=2, replicate=0)
    for _ in range(region.world.years):
        region.step()
        alive = region.labels[col.ALIVE, : region.places] == 1
        numbers = region.numbers[:, : region.places][:, alive]
        assert np.isfinite(numbers).all()
        for share in (
            col.RESEARCH_INTENSITY,
            col.MAIN_BUSINESS_SHARE,
            col.RESEARCH_STAFF_SHARE,
            col.RESEARCH_PROPENSITY,
        ):
            assert ((numbers[share] >= 0.0) & (numbers[share] <= 1.0)).all(), col.NUMBER_NAMES[share]
        assert (numbers[col.REVENUE] > 0.0).all()
        assert (numbers[col.CLASS_ONE_PATENTS] == np.floor(numbers[col.CLASS_ONE_PATENTS])).all()
        labels = region.labels[:, : region.places]
        expiries = labels[col.EXPIRY : col.EXPIRY + col.TITLES][:, alive]
        assert (expiries <= region.year + 2).all(), "no title holds for more than its validity"
        free = region.labels[:, : region.places][:, ~alive]
        told = [col.ALIVE, col.ORIGIN, *range(col.ABOVE_SCALE, col.DECISION), col.ADOPTED, col.HIGH_TECHNOLOGY_EXPIRY]
        assert (free[told] == 0).all(), "a free place holds no title and no status of who was there"


def still(world: World) -> World:
    """The same world where nothing moves: no growth, entry, exit, research, application, and every re-review passed."""
    endless = with_lines(world, sme_employees=np.inf, sme_revenue=np.inf)
    return with_parameters(
        endless,
        NO_GROWTH,
        NO_EXIT,
        NO_ENTRY,
        NO_PROJECTS,
        NO_UPGRADING,
        NO_ADOPTION,
        NO_CHANGE_OF_RESEARCH,
        NO_APPLICATIONS,
        ALWAYS_RENEWED,
        non_manufacturing_growth=0.0,
        non_manufacturing_price=0.0,
        reported_growth_bias=0.0,
        reported_growth_noise=0.0,
    )


# What capital is renewed by every year, and what the start has no flow of; a logarithm and back costs the last digit.
RENEWED = ("incumbent_investment", "industrial_investment", "renovation_investment")
WORTH_OF_CAPITAL = ("capital", "idle_capital")


@pytest.mark.parametrize("counted", [False, True], ids=["industry", "with those outside"])
def test_a_still_world_stands_still(counted: bool) -> None:
    world = still(small_world(300, 90, years=8, outside_industry_counted=counted))
    ensemble = simulate(world, 11, 20, threads=1)
    for name in ensemble.series:
        values = series(ensemble, name)
        # An enterprise that moved up lets its lower certificate expire (deemed kept), so only these readings may move; why the
        # others stop is first told in the first year.
        if name in ("innovative_valid", "srdi_valid") or name.startswith("stopped:"):
            continue
        if name in RENEWED or name.startswith("investment:"):
            np.testing.assert_allclose(values[:, 1:], np.broadcast_to(values[:, 1:2], values[:, 1:].shape), rtol=1e-9)
        elif name in WORTH_OF_CAPITAL:
            np.testing.assert_allclose(values, np.broadcast_to(values[:, :1], values.shape), rtol=1e-9, atol=1e-6)
        else:
            np.testing.assert_array_equal(values, np.broadcast_to(values[:, :1], values.shape), err_msg=name)
    # Nothing but wear is made good.
    wear = ensemble.parameters[:, [inp.DEPRECIATION_RATE]] * series(ensemble, "capital")
    np.testing.assert_allclose(series(ensemble, "industrial_investment")[:, 1:], wear[:, 1:], rtol=1e-9)


def test_in_a_still_world_no_enterprise_changes() -> None:
    region = Region(still(small_world(300, 90)), seed=4, replicate=1)
    kept = [
        row
        for row, name in enumerate(col.NUMBER_NAMES)
        # The accounts of the years before the start differ from those of the start, and move through the columns.
        if not name.startswith("revenue_") and name not in ("growth_noise", "log_capital")
    ]
    before = region.numbers[:, : region.places].copy()
    for _ in range(region.world.years):
        region.step()
        np.testing.assert_array_equal(region.numbers[kept, : region.places], before[kept])
        capital = region.numbers[col.LOG_CAPITAL, : region.places]
        np.testing.assert_allclose(capital, before[col.LOG_CAPITAL], rtol=0.0, atol=1e-12)


@pytest.mark.parametrize("group", [NO_EXIT, NO_ENTRY, NO_APPLICATIONS], ids=lambda group: next(iter(group)))
def test_what_is_switched_off_does_not_happen(group: dict[str, float]) -> None:
    ensemble = simulate(with_parameters(small_world(), NO_PROJECTS, group), 3, 20, threads=1)
    silent = {
        "young_exit_hazard": ["enterprises_closed"],
        "founding_rate": ["enterprises_founded"],
        "application_innovative": [f"{title}_additions" for title in ser.COUNTED_TITLES],
    }
    for name in silent[next(iter(group))]:
        assert (series(ensemble, name) == 0.0).all(), name
