"""Comparisons: paired by replicate, adding up, and attributed to the input that caused them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model.outcomes import load_outcomes
from scenarios import change, compare, load, run
from scenarios.compare.inputs import apply, input_differences
from scenarios.compare.mechanism import OTHER, link_of, links
from scenarios.compare.pairs import Difference, difference_of_chances, paired
from scenarios.sweep.simulation import FailureRow, Segment

SERVICE, SUPPORT = "levers.cultivation_service.intensity", "levers.research_support.intensity"
FOUNDING = "assumptions.founding_rate"
REPLICATES = 40


def test_a_scenario_does_not_differ_from_itself() -> None:
    found = compare("xihua", "xihua", 20)
    assert found.inputs == () and found.moved == ()
    for target in found.targets:
        assert (target.reached.mean, target.reached.standard_error) == (0, 0)
        assert target.chance.mean == 0 and target.chance.standard_error > 0  # 0 of 20 is not error 0
    zero = change(load("xihua"), {SERVICE: 0})
    assert compare("xihua", zero, 20).inputs == ()


def test_differences_are_those_of_the_same_replicates() -> None:
    base = load("xihua")
    changed = change(base, {SERVICE: 0.5})
    found = compare(base, changed, REPLICATES, seed=4, threads=2)
    one, other = (run(side, REPLICATES, 4, until_decided=False).samples for side in (base, changed))
    place = one.series.index("srdi_nested")
    differences = other.values[:, -1, place] - one.values[:, -1, place]
    target = next(target for target in found.targets if target.row.target.id == "xh_n_srdi_provincial")
    assert target.reached.mean == pytest.approx(differences.mean())
    assert target.reached.standard_error == pytest.approx(differences.std(ddof=1) / math.sqrt(REPLICATES))
    apart = math.sqrt((one.values[:, -1, place].var(ddof=1) + other.values[:, -1, place].var(ddof=1)) / REPLICATES)
    assert target.reached.standard_error < apart / 2  # common random numbers
    assert compare(base, changed, REPLICATES, seed=4, threads=1) == found


def test_a_difference_is_attributed_to_the_input_that_causes_it() -> None:
    base = load("xihua")
    found = compare(base, change(base, {SERVICE: 0.5, SUPPORT: 0.0, FOUNDING: 0.05, "counting": "valid"}), REPLICATES)
    assert [difference.name for difference in found.inputs] == [
        "levers.cultivation_service",
        "assumptions.founding_rate",
        "counting",
    ]
    for target in found.targets:
        parts = dict(target.alone)
        assert target.interplay is not None
        assert sum(part.mean for part in parts.values()) + target.interplay == pytest.approx(target.reached.mean)
        alone = compare(base, change(base, {SERVICE: 0.5}), REPLICATES)
        again = next(each for each in alone.targets if each.row.target.id == target.row.target.id)
        assert parts["levers.cultivation_service"] == again.reached
        break
    titles = {moved.link for moved in found.moved}
    assert {"entry", "admission"} <= titles


def test_the_account_of_a_stock_closes() -> None:
    """What more entered less what more was lost is the difference of the stock, for nested counts to the last one."""
    base = load("xihua")
    found = compare(base, change(base, {SERVICE: 0.5, "baseline.srdi_holders": 25}), REPLICATES)
    told = {target.row.target.id: target for target in found.targets if target.account is not None}
    assert {"xh_n_srdi_provincial", "xh_n_little_giant", "xh_n_innovative_sme"} <= set(told)
    for target in told.values():
        account = target.account
        assert account is not None and account.rest == pytest.approx(0, abs=1e-9)
        whole = account.start.mean + account.additions.mean - account.losses.mean
        assert whole == pytest.approx(target.reached.mean)
    account = told["xh_n_srdi_provincial"].account
    assert account is not None and account.start.mean != 0


def test_inputs_of_every_kind_are_found_and_applied_alone() -> None:
    base = load("xihua")
    other = change(
        base,
        {
            SERVICE: 0.5,
            FOUNDING: 0.05,
            "rulebook": "2026",
            "counting": "highest",
            "as_of": 2024,
            "baseline.above_scale_enterprises": 120,
        },
    )
    found = input_differences(base, other)
    names = [difference.name for difference in found if difference.applicable]
    assert names == [
        *("levers.cultivation_service", "assumptions.founding_rate", "rulebook", "counting", "as_of"),
        "baseline.above_scale_enterprises",
    ]
    together = base
    for difference in found:
        if difference.applicable:
            alone = apply(difference, base, other)
            assert [left.name for left in input_differences(base, alone) if left.applicable] == [difference.name]
            together = apply(difference, together, other)
    assert together.hash == other.hash


def test_plans_without_common_targets_are_still_compared() -> None:
    found = compare("xihua", "shangqiu", 10)
    assert found.targets == () and found.moved
    assert any(difference.name == "plan" for difference in found.inputs)


def test_only_replicates_that_finished_in_both_are_paired() -> None:
    def segment(numbers: tuple[int, ...], failed: int) -> Segment:
        values = np.array(numbers, dtype=float).reshape(-1, 1, 1)
        return Segment((2022,), ("x",), numbers, values, (FailureRow(failed, "E", ""),))

    one, other = paired(segment((0, 2, 3), 1), segment((0, 1, 3), 2))
    assert one.replicates == other.replicates == (0, 3)
    assert one.values.ravel().tolist() == other.values.ravel().tolist() == [0.0, 3.0]


def test_the_error_of_a_difference_of_chances() -> None:
    rng = np.random.default_rng(1)
    first = rng.random(4000) < 0.4
    second = first ^ (rng.random(4000) < 0.1)
    found = difference_of_chances(first, second)
    differences = second.astype(float) - first.astype(float)
    assert found.mean == pytest.approx(differences.mean())
    assert found.standard_error == pytest.approx(differences.std() / math.sqrt(4000), rel=0.02)
    assert Difference.of(differences).moved == (abs(found.mean) > 2 * Difference.of(differences).standard_error)


def test_every_outcome_of_the_engine_has_a_link_and_every_link_an_order() -> None:
    found = {link_of(name) for name in load_outcomes()}
    assert found | {OTHER} == {*links(), OTHER}  # every link is shown by some outcome
    assert {name for name in load_outcomes() if link_of(name) == OTHER} == set()
    assert link_of("stopped:srdi:not_applied") == "application" and link_of("stopped:srdi:revenue") == "eligibility"
    assert link_of("output:chain:x") == "economy" and link_of("srdi:chain:x") == "stock" and link_of("x") == OTHER
