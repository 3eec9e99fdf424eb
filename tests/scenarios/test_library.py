"""The library: five scenarios a plan, each with its committed result, a few of them simulated again here."""

from __future__ import annotations

import pytest

from scenarios.library import COMMAND, EXPECTED, REPLICATES, SEED, committed, moved
from scenarios.library_list import described, list_scenarios
from scenarios.loaded import load
from scenarios.schema.load import list_plans

KINDS = ("as_promised", "baseline", "downturn", "realistic_inputs", "rulebook_2026")
SHORT = ("xiangcheng_baseline", "xihua_as_promised", "xihua_downturn", "xuchang_rulebook_2026")
"""Simulated again in every test run; `python -m scenarios.library --check` does all."""


def test_five_scenarios_a_plan() -> None:
    assert list_scenarios() == sorted(f"{plan}_{kind}" for plan in list_plans() for kind in KINDS)
    assert {described(name, "en")["plan"] for name in list_scenarios()} == set(list_plans())


@pytest.mark.parametrize("name", list_scenarios())
def test_every_scenario_loads_and_has_a_result_of_all_its_targets(name: str) -> None:
    loaded, found = load(name), committed(name)
    assert (found["replicates"], found["seed"], found["failed"]) == (REPLICATES, SEED, 0)
    assert found["scenario_hash"] == loaded.hash, f"stale; run: {COMMAND}"
    judged = {row.target.id for row in loaded.rows if row.question is not None}
    restated = {row.target.id for row in loaded.rows if row.restates in judged}
    assert set(found["targets"]) == judged - restated
    for one in found["targets"].values():
        assert 0 <= one["probability"] <= 1 and one["median"] is not None


def test_no_result_without_a_scenario() -> None:
    assert sorted(path.stem for path in EXPECTED.glob("*.json")) == list_scenarios()


def test_what_each_scenario_changes() -> None:
    promised, part = load("xihua_as_promised"), load("xihua_realistic_inputs")
    assert promised.investment_mode == "promised" and part.investment_mode == "part_promised"
    assert load("xihua_baseline").investment_mode == "outcome"
    assert load("xihua_rulebook_2026").scenario.rulebook == "2026"
    assert part.supposed.imposed["funds"][0][2] < promised.supposed.imposed["funds"][0][2]


def test_a_downturn_never_raises_money() -> None:
    """Median value added, output of every chain and zone: lower than in the baseline scenario, by the committed results."""
    for plan in list_plans():
        usual, low = committed(f"{plan}_baseline")["targets"], committed(f"{plan}_downturn")["targets"]
        money = [row.target.id for row in load(plan).rows if row.question is not None and row.question.log_path]
        for name in money:
            if name in usual:
                assert low[name]["median"] <= usual[name]["median"], name


@pytest.mark.parametrize("name", SHORT)
def test_a_committed_result_is_what_comes_out(name: str) -> None:
    assert moved([name]) == {}, f"results moved; if that is meant, run: {COMMAND}"
