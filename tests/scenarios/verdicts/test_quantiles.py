"""Quantiles and means: the documented method, whatever the order of the replicates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.verdicts.quantiles import mean, quantile, quantiles, reached_in

samples = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60)


@given(samples, st.floats(0, 1))
def test_agrees_with_numpys_linear_method(sample: list[float], level: float) -> None:
    """Type 7 is numpy's "linear"."""
    ordered = np.sort(np.array(sample))
    assert quantile(ordered, level) == pytest.approx(float(np.quantile(ordered, level)), rel=1e-9, abs=1e-6)


@given(samples, st.randoms(use_true_random=False))
def test_order_of_replicates_changes_no_bit(sample: list[float], random: object) -> None:
    """Threads finish in any order; the result must not show it."""
    mixed = list(sample)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    levels = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    assert quantiles(np.array(sample), levels) == quantiles(np.array(mixed), levels)
    assert mean(np.array(sample)) == mean(np.array(mixed))


def test_names_and_values() -> None:
    """Worked by hand: of 0..100 the 5% quantile is 5."""
    found = quantiles(np.arange(101.0)[::-1].copy(), (0.05, 0.5, 0.95))
    assert found == {"p05": 5.0, "p50": 50.0, "p95": 95.0}


@given(samples, st.sampled_from([0.5, 0.8, 0.9, 1.0]))
def test_what_is_reached_is_reached(sample: list[float], share: float) -> None:
    """At least that share reaches the value, and fewer reach any greater one that was seen."""
    array = np.array(sample)
    value = reached_in(array, share)
    assert np.count_nonzero(array >= value) >= share * len(array)
    greater = array[array > value]
    if len(greater):
        assert np.count_nonzero(array >= greater.min()) < share * len(array)
    lesser = reached_in(array, share, at_least=False)
    assert np.count_nonzero(array <= lesser) >= share * len(array)
