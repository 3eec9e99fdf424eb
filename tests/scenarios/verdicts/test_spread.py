"""Where the spread comes from: the right unknown first, the right share, no order of replicates in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.verdicts.spread import centred_ranks, spread

stats = pytest.importorskip("scipy.stats", reason="scipy is the oracle here and no core dependency")

RANDOM = np.random.default_rng(1)
DRAWN = RANDOM.normal(size=(2000, 4))
NAMES = ("baseline:a", "baseline:b", "c", "d")
OUTCOME = 2 * DRAWN[:, 0] + DRAWN[:, 2] + 0.5 * RANDOM.normal(size=2000)


@given(st.lists(st.integers(0, 8), min_size=2, max_size=50))
def test_ranks_are_those_of_scipy(sample: list[int]) -> None:
    array = np.array(sample, dtype=np.float64)
    assert centred_ranks(array).tolist() == [round(2 * rank - len(sample) - 1) for rank in stats.rankdata(array)]
    assert centred_ranks(array).sum() == 0


def test_shares_are_squared_rank_correlations() -> None:
    """4 : 1 : 0.25 of a variance of 5.25, on ranks."""
    found = spread(OUTCOME, DRAWN, NAMES)
    assert found is not None
    for column, name in enumerate(NAMES):
        expected = stats.spearmanr(OUTCOME, DRAWN[:, column])[0] ** 2
        assert found.shares.get(name, 0.0) == pytest.approx(expected, abs=1.0 / 1999 + 1e-9)
    assert list(found.shares)[:2] == ["baseline:a", "c"]
    assert found.of(("baseline:a", "baseline:b")) == pytest.approx(4 / 5.25, abs=0.05)
    assert found.first_of(("baseline:b", "baseline:a")) == "baseline:a"


def test_what_explains_nothing_has_no_share_on_average() -> None:
    """What chance gives is taken off: unrelated unknowns add up to little even where there are many."""
    noise = RANDOM.normal(size=(500, 80))
    found = spread(RANDOM.normal(size=500), noise, [str(number) for number in range(80)])
    assert found is not None and found.of(list(found.shares)) < 0.15
    constant = spread(np.ones(500), noise, [str(number) for number in range(80)])
    assert constant is not None and constant.shares == {}


def test_order_of_replicates_changes_no_bit() -> None:
    order = RANDOM.permutation(2000)
    assert spread(OUTCOME, DRAWN, NAMES) == spread(OUTCOME[order], DRAWN[order], NAMES)


def test_too_few_replicates_say_nothing() -> None:
    assert spread(OUTCOME[:99], DRAWN[:99], NAMES) is None
    assert spread(OUTCOME, np.zeros((0, 0)), ()) is None


def test_ranks_of_a_million_do_not_overflow() -> None:
    many = np.arange(1_000_000, dtype=np.float64)
    found = spread(many, many[:, None], ("same",))
    assert found is not None and found.shares["same"] == pytest.approx(1.0)
