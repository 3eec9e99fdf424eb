"""Bunching at lines: who is a little short of a line on what it accounts for or declares itself is recorded as reaching it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import columns as col
from model import inputs as inp
from model.opening import revise_rules
from model.randomness.keys import replicate_key
from model.rulebook import RulebookChoice
from model.rulebook import criteria as crit
from model.rules import accounts as acc
from model.rules import titles
from model.trace import life
from model.world import World
from tests.model.test_keyed import values_of
from tests.model.worlds import small_world, with_figures, with_parameters

START = 2022


def lines_of(world: World, bunching: float) -> np.ndarray[Any, Any]:
    """The rulebook as one replicate meets it."""
    inputs = np.zeros(inp.PARAMETERS + inp.FIGURES)
    inputs[inp.LINE_BUNCHING] = bunching
    inputs[inp.RULE_REVISION_TIGHTENING] = 1.0
    own = np.empty_like(world.criteria)
    revise_rules(np.uint64(replicate_key(1, 0)), world.settings, inputs, world.criteria, own)
    return own


def judged(world: World, bunching: float, year: int = 2025, **shown: float) -> int:
    """First unmet condition of an SRDI under 63号 that wants to become a little giant; all comfortable but what is named."""
    facts = np.zeros(acc.FACTS)
    comfortable = {
        "YEARS_IN_NICHE": 10.0,
        "LAST_REVENUE": 12000.0,
        "EARLIER_REVENUE": 11000.0,
        "LAST_GROWTH": 0.09,
        "EARLIER_GROWTH": 0.09,
        "LAST_INTENSITY": 0.05,
        "EARLIER_INTENSITY": 0.05,
        "PATENTS": 5.0,
        "MAIN_SHARE": 0.95,
        "DEBT": 0.4,
        "NICHE_SHARE": 0.2,
        "INSTITUTION": 4.0,
        "LAST_SPENDING": 600.0,
        "EARLIER_SPENDING": 550.0,
    }
    for name, value in (comfortable | shown).items():
        facts[getattr(acc, name)] = value
    at = titles.thresholds_of(col.RECOGNITION, col.LITTLE_GIANT)
    rules = lines_of(world, bunching)[year - START]
    return int(titles.first_unmet(rules, at, facts, world.breaks, world.increments, False))


@pytest.fixture(scope="module")
def world() -> World:
    return small_world(years=8, start_year=START, rulebook=RulebookChoice("2022"))


def test_without_bunching_the_rules_are_the_rules(world: World) -> None:
    assert lines_of(world, 0.0).tobytes() == world.criteria.tobytes()


@pytest.mark.parametrize(
    ("shown", "bunching", "unmet"),
    [
        # R&D of 3% of revenue is asked from 1亿 on. 2.5% lacks a sixth of it.
        ({"LAST_INTENSITY": 0.025}, 0.0, crit.BAND_HIGH_INTENSITY),
        ({"LAST_INTENSITY": 0.025}, 0.1, crit.BAND_HIGH_INTENSITY),
        ({"LAST_INTENSITY": 0.025}, 0.2, titles.ALL_MET),
        ({"LAST_INTENSITY": 0.025, "EARLIER_INTENSITY": 0.02}, 0.2, crit.BAND_HIGH_INTENSITY),
        # Between 5000万 and 1亿 it is 6%.
        ({"LAST_REVENUE": 8000.0, "LAST_INTENSITY": 0.05, "EARLIER_INTENSITY": 0.055}, 0.1, crit.BAND_HIGH_INTENSITY),
        ({"LAST_REVENUE": 8000.0, "LAST_INTENSITY": 0.05, "EARLIER_INTENSITY": 0.055}, 0.2, titles.ALL_MET),
        # A tenth of the niche is asked; the niche is the enterprise's own wording.
        ({"NICHE_SHARE": 0.081}, 0.0, crit.NICHE_SHARE),
        ({"NICHE_SHARE": 0.081}, 0.2, titles.ALL_MET),
        # What others certify does not move: growth of revenue, patents, debt, revenue itself.
        ({"LAST_GROWTH": 0.04, "EARLIER_GROWTH": 0.04}, 0.5, crit.GROWTH_TWO_YEAR_MEAN),
        ({"PATENTS": 1.0}, 0.5, crit.CLASS_ONE_PATENTS),
        ({"DEBT": 0.71}, 0.5, crit.DEBT_RATIO),
        ({"LAST_REVENUE": 4900.0}, 0.5, crit.BAND_HIGH_INTENSITY),
    ],
)
def test_who_is_recorded_as_reaching_a_line(world: World, shown: dict[str, float], bunching: float, unmet: int) -> None:
    assert judged(world, bunching, **shown) == unmet


@given(
    less=st.floats(0.0, 0.6),
    more=st.floats(0.0, 0.6),
    intensity=st.floats(0.0, 0.1),
    share=st.floats(0.0, 0.3),
)
def test_more_bunching_never_shuts_anyone_out(
    world: World, less: float, more: float, intensity: float, share: float
) -> None:
    less, more = sorted((less, more))
    shown = {"LAST_INTENSITY": intensity, "NICHE_SHARE": share}
    if judged(world, less, **shown) == titles.ALL_MET:
        assert judged(world, more, **shown) == titles.ALL_MET


def test_a_trace_states_the_line_and_from_where_on_it_counts_as_reached() -> None:
    world = with_parameters(small_world(years=3), line_bunching=0.25)
    seen = 0
    for identity in range(40):
        for year in life(world, 1, 0, identity) or []:
            for decision in year.decisions:
                if decision.condition in {crit.NAMES[number] for number in crit.BUNCHED_AT}:
                    assert decision.threshold is not None and decision.reached_from is not None
                    assert math.isclose(decision.reached_from, 0.75 * decision.threshold)
                    seen += 1
                else:
                    assert decision.reached_from is None
    assert seen > 0


def test_bunching_reaches_only_the_titles() -> None:
    """With nobody applying, records matter to no one."""
    world = with_parameters(
        small_world(years=3), {f"application_{title}": 0.0 for title in col.TITLE_NAMES}, line_bunching=0.0
    )
    world = with_figures(world, innovative_holders=0.0, srdi_holders=0.0, little_giant_holders=0.0)
    assert values_of(world).tobytes() == values_of(with_parameters(world, line_bunching=0.5)).tobytes()
