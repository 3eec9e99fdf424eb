"""The worlds close: what the mutation study calls sound is sound by its own accounts."""

from __future__ import annotations

import random

import pytest

from tests.scenarios.audit.mutations import OPERATORS
from tests.scenarios.audit.worlds import KINDS, draw_world, held, kept, sound_plan


@pytest.mark.parametrize("kind", KINDS)
def test_accounts_of_a_world_close(kind: str) -> None:
    for seed in range(5):
        world = draw_world(random.Random(seed), kind)
        numbers = world.numbers
        assert sum(output for _, output in world.chains.values()) <= numbers["output"]
        assert sum(world.firms) <= numbers["output"]
        assert sum(zone["added"] for zone in world.zones.values()) == numbers["above_scale_added"]
        assert numbers["va_m"] <= numbers["va_industry"] <= numbers["gdp"]


def test_titles_follow_from_cohorts() -> None:
    assert held(1, 13, 1.0) == 13
    assert held(1, 3, 0.0) == 3
    assert kept(9, 1, 0.0) == pytest.approx(6)
    assert held(5, 13, 0.9) == pytest.approx(5 * (3 * (1 + 0.9 + 0.81 + 0.729) + 0.6561))


def test_the_same_seed_gives_the_same_plan() -> None:
    assert sound_plan(7) == sound_plan(7)
    assert sound_plan(7) != sound_plan(8)


def test_every_operator_finds_something_to_spoil() -> None:
    applied = set()
    for seed in range(40):
        plan = sound_plan(seed)
        for name, operator in OPERATORS.items():
            mutant = operator(plan, random.Random(seed))
            if mutant is not None:
                applied.add(name)
                assert mutant.plan != plan
                assert all(group for group in mutant.named)
    assert applied == set(OPERATORS)
