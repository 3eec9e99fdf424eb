"""What one region teaches another: nothing without correlation, everything with it, widened by the stated spread in between."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.hierarchy import (
    correlations,
    growth_correlation,
    growth_spread,
    learned_normal,
    prior_elsewhere,
    stated,
    widened,
)
from calibration.settings import province
from calibration.space import Space, normal_numbers
from model.parameters.table import load_parameters

NAMES = ("real_growth_above_scale", "mean_reversion", "median_revenue")


def test_a_prior_elsewhere_is_the_stated_normal() -> None:
    mean, covariance = np.array([1.0, -2.0]), np.array([[0.2, 0.1], [0.1, 0.3]])
    found = prior_elsewhere(
        (mean, covariance),
        ("mean_reversion", "index_shift"),
        ("index_shift", "mean_reversion", "age_mean"),
        "nation_to_province",
    )
    r = dict(
        zip(
            ("mean_reversion", "index_shift"),
            correlations("nation_to_province", ("mean_reversion", "index_shift")),
            strict=True,
        )
    )
    assert found.mean == pytest.approx([r["index_shift"] * -2.0, r["mean_reversion"], 0.0])
    whole = found.factor @ found.factor.T
    assert whole[0, 0] == pytest.approx(r["index_shift"] ** 2 * 0.3 + 1 - r["index_shift"] ** 2)
    assert whole[0, 1] == pytest.approx(r["index_shift"] * r["mean_reversion"] * 0.1)
    assert whole[2] == pytest.approx([0.0, 0.0, 1.0])


def test_where_nothing_was_learned_a_place_keeps_its_prior() -> None:
    points = normal_numbers(1, "prior", (20000, 3))
    found = widened(points, NAMES, "province_to_place", 2)
    assert found.mean(axis=0) == pytest.approx(np.zeros(3), abs=0.03)
    assert found.std(axis=0) == pytest.approx(np.ones(3), abs=0.03)


def test_what_was_learned_arrives_weakened_and_the_size_of_enterprises_not_at_all() -> None:
    points = np.tile([2.0, 2.0, 2.0], (20000, 1))
    found = widened(points, NAMES, "province_to_place", 2)
    r = correlations("province_to_place", NAMES)
    assert r[2] == 0.0
    assert found.mean(axis=0) == pytest.approx(2.0 * r, abs=0.05)
    assert found.std(axis=0) == pytest.approx(np.sqrt(1 - r**2), abs=0.03)


def test_the_spread_of_growth_comes_from_the_published_points() -> None:
    assert 0.0 <= growth_spread() < 0.04
    prior = float(load_parameters()["real_growth_above_scale"].prior.numbers["sd"])
    assert growth_correlation() ** 2 == pytest.approx(1 - min(1.0, (growth_spread() / prior) ** 2))


def test_every_stated_correlation_has_kind_and_source() -> None:
    for link in ("nation_to_province", "province_to_place"):
        for entry in stated()[link].values():
            assert entry["kind"] in ("assumed", "derived")
            assert entry["source"]
            assert entry["kind"] == "derived" or entry["source"].startswith("假设")
            assert entry["correlation"] is None or 0.0 <= entry["correlation"] < 1.0
    table = load_parameters()
    assert all(name in table for names in stated()["groups"].values() for name in names)


def test_learned_normal_is_weighted() -> None:
    mean, covariance = learned_normal(np.array([[0.0], [4.0]]), np.array([0.75, 0.25]))
    assert mean == pytest.approx([1.0])
    assert covariance == pytest.approx(np.array([[3.0]]))


def test_scores_and_values_are_each_others_inverse_and_keep_bounds() -> None:
    space = Space(province(), ("application_srdi", "srdi_province_batch", "figure:discretion_odds_change"))
    z = normal_numbers(4, "space", (6, 3))
    values = space.values(z)
    assert space.scores(values) == pytest.approx(z, abs=1e-6)
    low, high = space.values(np.full((1, 3), -50.0))[0], space.values(np.full((1, 3), 50.0))[0]
    assert low[0] == pytest.approx(0.3, abs=1e-6)
    assert high[0] == pytest.approx(0.9, abs=1e-6)
