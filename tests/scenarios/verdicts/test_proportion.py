"""The Monte-Carlo error of a probability: Jeffreys, never zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.verdicts.proportion import Proportion

stats = pytest.importorskip("scipy.stats", reason="scipy is the oracle here and no core dependency")

counts = st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(counts)
def test_interval_is_jeffreys(count: tuple[int, int]) -> None:
    """Both ends agree with scipy's beta quantiles."""
    successes, total = count
    low, high = Proportion(successes, total).interval
    a, b = successes + 0.5, total - successes + 0.5
    if successes > 0:
        assert low == pytest.approx(stats.beta.ppf(0.025, a, b), abs=1e-9)
    if successes < total:
        assert high == pytest.approx(stats.beta.ppf(0.975, a, b), abs=1e-9)


@given(counts)
def test_interval_holds_the_share_and_error_is_positive(count: tuple[int, int]) -> None:
    """The share lies in its interval, and the standard error is that of the posterior."""
    found = Proportion(*count)
    low, high = found.interval
    assert low <= found.probability <= high
    assert low < high
    a, b = count[0] + 0.5, count[1] - count[0] + 0.5
    assert found.standard_error == pytest.approx(stats.beta.std(a, b), rel=1e-9)


def test_none_of_500_is_not_error_zero() -> None:
    """The example of the design."""
    none, all_of_them = Proportion(0, 500), Proportion(500, 500)
    assert none.probability == 0 and none.standard_error > 0.001 and none.interval[0] == 0
    assert 0.004 < none.interval[1] < 0.006
    assert all_of_them.interval[1] == 1 and all_of_them.standard_error == none.standard_error


def test_counts_what_was_met_and_refuses_nonsense() -> None:
    """A proportion is of something."""
    assert Proportion.of(np.array([True, False, True, True])) == Proportion(3, 4)
    assert math.isclose(Proportion(3, 4).probability, 0.75)
    for successes, total in ((1, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="proportion"):
            Proportion(successes, total)
