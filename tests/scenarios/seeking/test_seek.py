"""Every kind of wish gets its right answer, from found to impossible; wishes that make no sense are refused."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from model.levers import load_levers
from scenarios import load
from scenarios.cli.schema_command import schema_of
from scenarios.cli.seek import report, summary
from scenarios.schema.errors import InputError
from scenarios.seeking import SeekRequest, seek
from scenarios.seeking.ranking import cost_ranges, medians

sys.path.insert(0, str(Path(__file__).resolve().parent))
from wishes import TARGET, answer


def test_the_known_lever_is_found_and_confirmed_on_fresh_replicates() -> None:
    """Awards cost a hundredth of research support here and do the same: they alone are the answer."""
    found = answer((3.0, 3.0, 0.0), probability=0.7)
    assert found.status in ("found", "nearly")
    assert found.solution is not None
    assert found.solution.levers == {"title_awards"}
    exact = (1.0 + 0.5244) / 3.0  # the 70% quantile of the normal
    assert dict(found.solution.changes)["title_awards"] == pytest.approx(exact, abs=0.12)
    assert found.solution.proportion.total == 200
    assert [each.levers for each in found.alternatives] == [{"research_support"}]
    assert found.ranking_survives is True
    assert "training" not in found.helping


def test_the_curve_rises_with_cost() -> None:
    """More money never buys a smaller probability, and the first point costs nothing."""
    curve = answer((3.0, 3.0, 0.0), probability=0.7).curve
    assert curve[0].cost == 0
    assert all(
        one.cost < other.cost and one.probability < other.probability for one, other in itertools.pairwise(curve)
    )


def test_what_is_certain_already_needs_nothing() -> None:
    """A wish below the present probability is met without a lever."""
    found = answer((3.0, 3.0, 0.0), probability=0.05)
    assert (found.status, found.solution) == ("already", None)


def test_an_impossible_wish_names_the_bound_that_stops_it() -> None:
    """With half the effect needed at its bound, more of the lever would help, and the answer says so."""
    found = answer((0.0, 1.2, 0.0), probability=0.9)
    assert found.status == "impossible"
    assert found.impossible is not None
    assert dict(found.impossible.best.changes) == {"title_awards": 1.0}
    assert found.impossible.limits[0].name == "title_awards"
    assert found.impossible.limits[0].probability > found.impossible.best.proportion.probability
    assert found.impossible.short_of == (TARGET,)


def test_levers_without_effect_are_said_to_have_none() -> None:
    """Where nothing moves the target there is no lever to name."""
    found = answer((0.0, 0.0, 0.0), probability=0.9)
    assert (found.status, found.solution, found.helping) == ("no_lever", None, ())


def test_a_budget_that_is_too_small_and_none_at_all() -> None:
    """The answer says what it would cost, and the best within the budget; with 0 nothing is moved."""
    dear = answer((3.0, 0.0, 0.0), probability=0.7, budget=0.5)
    assert dear.status == "over_budget"
    assert dear.solution is not None and dear.solution.cost > 0.5
    assert dear.within_budget is not None and dear.within_budget.cost <= 0.5
    assert answer((3.0, 3.0, 0.0), probability=0.7, budget=0.0).solution is None


def test_no_cheapest_where_costs_overlap() -> None:
    """Two levers of the same effect whose cost ranges overlap are not ranked: neither is the cheapest often enough."""
    levers = tuple(load_levers()[name] for name in ("cultivation_service", "title_awards"))
    costs = medians(levers, {})
    ranges = cost_ranges(levers, costs * 100, costs, np.eye(2), {}, 1)
    assert all(0.3 < each.cheapest_share < 0.7 for each in ranges)
    stated = cost_ranges(levers, costs * 100, costs, np.eye(2), {"title_awards": 1e-9}, 1)
    assert stated[1].cheapest_share == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_answer_can_be_told_and_written(language: str) -> None:
    """Each status has its sentence in both languages, and its JSON holds no number that JSON lacks."""
    cases = [
        ((3.0, 3.0, 0.0), {"probability": 0.7}),
        ((3.0, 3.0, 0.0), {"probability": 0.05}),
        ((0.0, 1.2, 0.0), {"probability": 0.9}),
        ((0.0, 0.0, 0.0), {"probability": 0.9}),
        ((3.0, 0.0, 0.0), {"probability": 0.7, "budget": 0.5}),
        ((3.0, 0.0, 0.0), {"probability": 0.7, "budget": 0.0}),
    ]
    for effects, wish in cases:
        found = answer(effects, **wish)
        assert len("\n".join(report(found, language))) > 60
        assert len(list(summary(found, language))) >= 2
        written = json.loads(json.dumps(found.to_json(language), allow_nan=False))
        assert written["status"] == found.status
        jsonschema.validate(written, schema_of("seek"))


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("seek_probability", {"probability": 1.0}),
        ("seek_budget", {"budget": -1.0}),
        ("seek_years", {"years": (2010, 2012)}),
        ("seek_bounds", {"bounds": {"land": (2.0, 1.0)}}),
        ("seek_bounds", {"bounds": {"land": (0.0, 99.0)}}),
        ("unknown_lever", {"bounds": {"lnad": (0.0, 1.0)}}),
        ("unknown_lever", {"levers": ("trainin",)}),
        ("target_unknown", {"targets": ("xh_nothing",)}),
        ("option_out_of_range", {"replicates": 1}),
        ("unknown_lever", {"costs": {"gold": 1.0}}),
    ],
)
def test_wishes_that_make_no_sense_are_refused(code: str, wish: dict[str, Any]) -> None:
    """Before anything is simulated, with the code of a sentence that says how to mend it."""
    with pytest.raises(InputError) as refused:
        seek(load("xihua"), SeekRequest(**wish))
    assert refused.value.code == code


def test_the_model_itself_answers_the_same_twice() -> None:
    """A small search in the model: the same question gives the same bytes, and a lever of the allowed ones only."""
    request = SeekRequest((TARGET,), 0.3, ("cultivation_service", "research_support"), replicates=30, confirm=40)
    first, second = (seek(load("xihua"), request, threads=threads).to_json() for threads in (1, 2))
    assert first == second
    assert set(first["helping_levers"]) <= {"cultivation_service", "research_support"}
    assert first["status"] in ("found", "nearly", "impossible")
