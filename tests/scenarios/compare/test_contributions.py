"""Contributions of inputs to a change add up to it, on the same replicates exactly and on fresh ones within their error."""

from __future__ import annotations

import math

import pytest

from scenarios import change, compare, load
from scenarios.cli.compare_command import contribution_lines
from scenarios.compare.contributions import contributions
from scenarios.schema.errors import InputError

LEVERS = {
    "levers.cultivation_service.intensity": 0.5,
    "levers.research_support.intensity": 0.4,
    "levers.title_awards.intensity": 1.0,
}
TARGET = "xh_n_srdi_provincial"
REPLICATES = 60


def test_the_parts_add_up_to_the_change_of_the_same_and_of_fresh_replicates() -> None:
    base = load("xihua")
    other = change(base, LEVERS)
    found = contributions(base, other, REPLICATES, seed=1)
    assert found.every_order and found.orders == 6 and len(found.inputs) == len(LEVERS)
    told = {each.row.target.id: each for each in found.targets}
    for each in told.values():
        assert sum(part.reached.mean for part in each.parts) == pytest.approx(each.reached.mean, abs=1e-9)
        assert sum(part.chance.mean for part in each.parts) == pytest.approx(each.chance.mean, abs=1e-9)
    direct = {each.row.target.id: each for each in compare(base, other, REPLICATES, seed=1).targets}
    assert all(direct[name].reached == each.reached for name, each in told.items() if name in direct)
    fresh = {each.row.target.id: each for each in compare(base, other, REPLICATES, seed=2).targets}
    for name in (TARGET, "xh_n_innovative_sme"):
        one, two = told[name].reached, fresh[name].reached
        error = math.hypot(one.standard_error, two.standard_error)
        assert abs(sum(part.reached.mean for part in told[name].parts) - two.mean) < 4 * error
    assert told[TARGET].reached.mean > 0


def test_a_lever_without_effect_contributes_nothing_and_order_does_not_matter() -> None:
    """A cut of the zone's land cannot move a title; what two levers make together is shared, so neither order is preferred."""
    base = load("xihua")
    silent = change(base, {"levers.cultivation_service.intensity": 0.5, "levers.listing_support.intensity": 0.0})
    found = contributions(base, silent, 20)
    assert found.inputs == ("levers.cultivation_service",)
    each = next(each for each in found.targets if each.row.target.id == TARGET)
    assert each.parts[0].reached == each.reached
    nothing = contributions(base, base, 20)
    assert nothing.inputs == () and all(each.reached.mean == 0 for each in nothing.targets)


def test_many_inputs_are_added_in_sampled_orders_and_still_add_up() -> None:
    base = load("xiangcheng")
    names = ("cultivation_service", "research_support", "title_awards", "finance", "training", "land")
    other = change(base, {f"levers.{name}.intensity": 0.3 for name in names})
    found = contributions(base, other, 12, seed=3)
    assert not found.every_order and len(found.inputs) == len(names)
    for each in found.targets:
        assert sum(part.reached.mean for part in each.parts) == pytest.approx(each.reached.mean, abs=1e-9)
    assert contributions(base, other, 12, seed=3, threads=1).targets == found.targets
    for language in ("zh", "en"):
        assert len(list(contribution_lines(found, language, 120))) > 1
    assert found.to_json()["decomposition"] == "shapley"


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(InputError):
        contributions("xihua", "xihua", 1)
