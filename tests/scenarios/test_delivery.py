"""Programmes: never beyond the plan, later is more, the same draws for the same replicate, and no probability."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from synthetic import FakeEngine

from scenarios import load, run
from scenarios.delivery import delivered
from scenarios.own_inputs import draws, label_of, own_inputs
from scenarios.schema.load import load_plan

NUMBERS = np.arange(400, dtype=np.int64)


def test_nothing_is_delivered_beyond_the_plan_and_some_of_it_late() -> None:
    target = load_plan("xihua").target("xh_cum_reengineering_projects")
    found = delivered(target, 2023, 2035, 1, NUMBERS, whole=False)
    assert target.value == 20 and found.max() <= 20 and found.min() > 0
    assert 0.02 < np.mean(found < 19) < 0.98


def test_what_is_late_is_delivered_later() -> None:
    """A programme of one year is less complete than the same one over thirteen: what slipped was caught up."""
    target = load_plan("xihua").target("xh_cum_reengineering_projects")
    short = delivered(target, 2035, 2035, 1, NUMBERS, whole=False)
    long = delivered(target, 2023, 2035, 1, NUMBERS, whole=False)
    assert np.median(short) < np.median(long)
    assert np.median(short) == pytest.approx(20 * 0.9, rel=0.06)


def test_a_stock_starts_from_what_is_there_and_a_yearly_figure_from_nothing() -> None:
    stations = delivered(load_plan("xihua").target("xh_n_5g_stations"), 2023, 2023, 1, NUMBERS, whole=True)
    assert stations.min() >= 600 and (stations == np.floor(stations)).all()
    trained = delivered(load_plan("xihua").target("xh_train_entrepreneurs"), 2023, 2035, 1, NUMBERS, whole=True)
    assert trained.max() <= 1000


def test_draws_are_keyed_by_replicate_name_and_year() -> None:
    every = draws("delivery_year", 1, NUMBERS, entity="a", year=2025)
    assert draws("delivery_year", 1, NUMBERS[7:9], entity="a", year=2025).tolist() == every[7:9].tolist()
    others = (("b", 2025, 1), ("a", 2026, 1), ("a", 2025, 2))
    for entity, year, seed in others:
        assert not np.array_equal(draws("delivery_year", seed, NUMBERS, entity=entity, year=year), every)


def test_every_own_number_says_where_it_comes_from_and_stays_in_its_range() -> None:
    for name, entry in own_inputs().items():
        found = draws(name, 1, NUMBERS)
        low, high = entry.prior.support
        assert low <= found.min() and found.max() <= high
        assert len(entry.source) > 8 and entry.kind == "assumption"


@pytest.mark.usefixtures("named_version")
def test_a_programme_has_a_distribution_and_no_probability() -> None:
    result = run(load("xihua"), 60, engine=FakeEngine())
    found = {target["id"]: target for target in result.to_json()["targets"]}
    stations = found["xh_n_5g_stations"]
    assert stations["status"] == "programme" and stations["probability"] is None and stations["verdict"] is None
    assert stations["quantiles"]["p50"] <= 2000 and stations["reading"] and stations["reason"]
    meetings = found["xh_mech_monthly_dispatch"]
    assert meetings["status"] == "programme" and meetings["quantiles"] is None
    assert "xh_n_5g_stations" not in result.joint.target_ids


def test_a_scenario_may_believe_an_own_number_differently(tmp_path: Path) -> None:
    """Certain of a growth of 30% above, nobody is ahead of the province; the engine is not asked for that number."""
    from scenarios.world import world_of

    path = tmp_path / "s.yaml"
    path.write_text(
        "title: {zh: 试, en: try}\nauthor: a\nplan: xuchang\nassumptions: {provincial_growth: {value: 1.5}}\n",
        encoding="utf-8",
    )
    loaded = load(path)
    world_of(loaded)
    assert loaded.hash != load("xuchang").hash
    samples = run(loaded, 20, engine=FakeEngine()).samples_with_inputs
    assert set(samples.drawn("provincial_growth").tolist()) == {1.5}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_that_a_verdict_may_name_has_a_label(language: str) -> None:
    for name in ("provincial_growth", "producer_services_share_of_gdp", "founding_rate"):
        assert label_of(name, language)
    with pytest.raises(KeyError):
        label_of("nothing", language)
