"""Where the question meets the engine: the same replicates in any batches, and refusals in the user's words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenarios.loaded import load
from scenarios.messages import messages
from scenarios.run import run
from scenarios.schema.errors import InputError

pytest.importorskip("model.reference.cut_offs", reason="the cut-offs of future rounds are not in this checkout yet")

from scenarios.world import SimulatedScenario, _without_gap, world_of  # compiles the engine

SCENARIO = """
title: {zh: 试, en: try}
author: someone
plan: xihua
"""


@pytest.mark.usefixtures("named_version")
def test_batches_chunks_and_threads_change_no_byte() -> None:
    """The whole way from plan to JSON, with the model's own engine."""
    loaded = load("xihua")
    first = run(loaded, 20, threads=1).json_text(detail=True)
    assert run(load("xihua"), 20, threads=2, chunk=1).json_text(detail=True) == first
    assert run(load("xihua"), 20, threads=2, chunk=7).json_text(detail=True) == first


def test_replicates_asked_for_later_are_the_same_ones() -> None:
    engine, loaded = SimulatedScenario(), load("xihua")
    options = {"seed": 3, "threads": 1, "chunk": None, "cancel": None}
    whole = engine(loaded, first_replicate=0, replicates=6, **options)  # type: ignore[arg-type]
    late = engine(loaded, first_replicate=4, replicates=2, **options)  # type: ignore[arg-type]
    assert np.array_equal(whole.values[4:], late.values)
    gap = engine(loaded, first_replicate=2, replicates=4, **options)  # type: ignore[arg-type]
    object.__setattr__(gap, "numbers", np.array([2, 3, 5, 6]))
    assert _without_gap(gap, 2).numbers.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("more", "code", "near"),
    [
        ("levers: {reserch_support: {start: 2024, end: 2030, intensity: 1}}", "unknown_lever", "research_support"),
        ("assumptions: {founding_rat: {value: 0.1}}", "model_unknown_parameter", "founding_rate"),
        ("assumptions: {founding_rate: {value: 1000000}}", "model_override_out_of_range", None),
        ("rulebook_changes: {srdi.revenu: 1}", "model_unknown_threshold", None),
        ("rulebook_changes: {above_scale.revenue: -5}", "model_threshold_out_of_range", None),
    ],
)
def test_what_the_model_does_not_know_is_refused_in_the_users_words(
    more: str, code: str, near: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO + more + "\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        world_of(load(path))
    assert refused.value.code == code
    assert near is None or refused.value.values["near"] == near
    for language in ("zh", "en"):
        assert set(refused.value.text(messages(language))) >= {"what", "remedy"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("levers: {cultivation_service: {start: 2024, end: 2030, intensity: 7}}", "lever_out_of_range"),
        ("levers: {research_support: {start: 2024, end: 2030, intensity: -0.1}}", "lever_out_of_range"),
        ("levers: {land: {start: 2024, end: 2030, intensity: 1, chain: 肉制品加工产业链}}", "lever_not_by_chain"),
    ],
)
def test_levers_beyond_what_they_are_are_refused(more: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO + more + "\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        world_of(load(path))
    assert refused.value.code == code


def test_parts_levels_and_supposed_inputs_reach_the_world() -> None:
    """Chains and zones by name, stated output as a prior, money imposed in the years of the plan."""
    loaded = load("xiangcheng_as_promised")
    world = world_of(loaded)
    assert world.chain_names == (*sorted(loaded.parts.chains), "other")
    assert world.zone_names == ("outside", *sorted(loaded.parts.zones))
    from model.places import IMPOSED_FUNDS, NOT_IMPOSED

    assert world.imposed[:, IMPOSED_FUNDS].tolist() == [NOT_IMPOSED, 1_042_400.0, NOT_IMPOSED]
    found = SimulatedScenario()(
        load("xiangcheng"), seed=1, first_replicate=0, replicates=4, threads=1, chunk=None, cancel=None
    )
    start = found.values[:, 0, list(found.series).index("output:zone:产业集聚区")]
    assert np.allclose(start, 785_000)
