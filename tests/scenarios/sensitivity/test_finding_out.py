"""The worth of finding an unknown out, where it is known: additive linear models with known shares."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.sensitivity.finding_out import find_out
from scenarios.sensitivity.given_data import fit, ranks, share_together


def test_shares_of_an_additive_model() -> None:
    """Y = 2a + b + noise: knowing a takes away 4/6 of the variance, b 1/6, c nothing; errors cover what is missed."""
    generator = np.random.default_rng(5)
    inputs = generator.normal(size=(4000, 3))
    value = 2 * inputs[:, 0] + inputs[:, 1] + generator.normal(size=4000)
    found = {each.name: each for each in find_out(value, value > 0, inputs, ("a", "b", "c"))}
    for name, share in (("a", 4 / 6), ("b", 1 / 6), ("c", 0.0)):
        assert abs(found[name].narrows - share) < 0.03 + 3 * found[name].narrows_error
    assert abs(found["a"].narrows - 4 / 6) < 0.04
    assert not found["c"].clear
    assert found["c"].turns == pytest.approx(0, abs=0.05)


def test_the_chance_that_the_verdict_turns() -> None:
    """P(met | a) is 0.1 below the median of a and 0.9 above: the verdict leaves "about as likely as not" nearly always."""
    generator = np.random.default_rng(6)
    inputs = generator.uniform(size=(3000, 2))
    met = generator.uniform(size=3000) < np.where(inputs[:, 0] < 0.5, 0.05, 0.95)
    found = find_out(met.astype(float), met, inputs, ("a", "b"))
    assert found[0].name == "a"
    assert found[0].turns > 0.7
    assert found[0].low_half < 0.25 and found[0].high_half > 0.75
    assert found[1].turns < 0.05


def test_the_figure_that_matters_most_is_found_among_many() -> None:
    """In at least 95 of 100 planted cases of 40 unknowns the one with the largest share comes first."""
    hits = 0
    for seed in range(20):
        generator = np.random.default_rng(seed)
        inputs = generator.normal(size=(500, 40))
        weights = np.zeros(40)
        weights[:3] = (1.0, 0.6, 0.4)
        value = inputs @ weights + generator.normal(size=500)
        hits += find_out(value, value > 0, inputs, [str(place) for place in range(40)])[0].name == "0"
    assert hits >= 19


def test_a_fixed_input_is_worth_nothing() -> None:
    """What cannot be otherwise cannot be found out."""
    generator = np.random.default_rng(1)
    inputs = np.column_stack([np.full(300, 2.0), generator.normal(size=300)])
    found = {each.name: each for each in find_out(inputs[:, 1], inputs[:, 1] > 0, inputs, ("fixed", "free"))}
    assert found["fixed"].narrows == 0 and not found["fixed"].clear
    assert found["free"].narrows > 0.9


def test_inputs_that_depend_on_each_other_are_told_together() -> None:
    """Two copies of one cause each explain all of it alone; together they explain it once."""
    generator = np.random.default_rng(3)
    cause, noise = generator.normal(size=800), generator.normal(size=800)
    inputs = np.column_stack([cause, cause + 0.05 * generator.normal(size=800), generator.normal(size=800)])
    value = cause + noise
    shares = ranks(inputs)
    alone = fit(value, shares).shares
    assert alone[0] + alone[1] > 0.8
    assert share_together(value, shares[:, :2]) == pytest.approx(0.5, abs=0.08)
    assert share_together(value, shares[:, 2:]) < 0.03
    assert share_together(value[:5], shares[:5]) == 0.0


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("value", [0.0, 3.3, -1e9, 0.1 + 0.2])
@pytest.mark.parametrize("met", [True, False])
def test_an_outcome_that_is_always_the_same_is_explained_by_nothing(value: float, met: bool) -> None:
    """Its variance is rounding: dividing by it overflowed, and said that something explains it."""
    generator = np.random.default_rng(3)
    same = np.full(257, value)
    for outcome in (same, same * (1 + 1e-15 * generator.integers(0, 2, 257))):
        found = find_out(outcome, np.full(257, met), generator.uniform(size=(257, 3)), ("a", "b", "c"))
        for each in found:
            assert (each.narrows, each.narrows_error, each.decides, each.turns, each.turns_error) == (0, 0, 0, 0, 0)
            assert not each.clear and each.low_half == each.high_half == float(met)
