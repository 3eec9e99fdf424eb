"""Validation: the protocol is frozen, scores have their closed forms, baselines see nothing later than the split."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration.predicting import FILE, as_point, read_predictions, write_predictions
from calibration.series import LAST_FITTED_YEAR, observed
from calibration.validation import protocol as frozen
from calibration.validation.baselines import known_points, persistence, reference_class, straight_line
from calibration.validation.judging import as_json, judged
from calibration.validation.scores import binomial_band, covered, crps, histogram, randomised_pit


def test_a_changed_protocol_is_refused_before_outcomes_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = tmp_path / "protocol.yaml"
    changed.write_bytes(frozen.FILE.read_bytes() + b"\n")
    loaded: list[object] = []
    monkeypatch.setattr(frozen, "observed", lambda use: loaded.append(use))
    with pytest.raises(frozen.ProtocolError, match="frozen"):
        frozen.outcomes(changed)
    assert loaded == []


def test_the_committed_protocol_is_the_frozen_one_and_outcomes_come_after_the_split() -> None:
    assert frozen.protocol()["split"] == LAST_FITTED_YEAR
    assert frozen.outcomes()
    assert all(each.point.year > LAST_FITTED_YEAR for each in frozen.outcomes())


def test_crps_has_its_closed_forms() -> None:
    assert crps(np.array([3.0]), 5.0) == 2.0
    draws = np.array([0.0, 1.0, 4.0])
    apart = np.abs(draws[:, None] - draws[None, :]).sum() / (3 * 2)
    assert crps(draws, 2.0) == pytest.approx(np.abs(draws - 2.0).mean() - apart / 2)
    normal = np.random.default_rng(1).standard_normal(1500)
    assert crps(normal, 0.0) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=0.03)


def test_coverage_and_pit() -> None:
    draws = np.arange(101.0)
    assert covered(draws, 50.0, 0.5) and not covered(draws, 10.0, 0.5)
    assert covered(draws, 10.0, 0.5, at_least=True) and not covered(draws, 200.0, 0.5, at_least=True)
    assert randomised_pit(draws, 1000.0, "a") == 1.0
    assert randomised_pit(draws, -1.0, "a") == 0.0
    counts = np.array([0.0] * 60 + [1.0] * 40)
    found = [randomised_pit(counts, 0.0, f"key{number}") for number in range(300)]
    assert min(found) > 0.0 and max(found) < 0.6
    assert np.mean(found) == pytest.approx(0.3, abs=0.03)
    assert randomised_pit(counts, 0.0, "key1") == randomised_pit(counts, 0.0, "key1")


def test_bands_of_few_points_are_wide() -> None:
    low, high = binomial_band(10, 0.9)
    assert low <= 0.8 and high == 1.0
    low, high = binomial_band(10000, 0.9)
    assert high - low < 0.02
    assert histogram([0.05, 0.5, 0.99, 1.0], 5) == [1, 0, 1, 0, 2]


def test_baselines_see_nothing_after_the_split() -> None:
    for each in observed("hold_out"):
        assert all(point.year <= LAST_FITTED_YEAR for point in known_points(each.series))
        found = (persistence(each), straight_line(each))
        assert (found[0] is None) == (not known_points(each.series))
        members = reference_class(each)
        assert members is None or np.isfinite(members).all()


def test_a_straight_line_goes_through_two_points() -> None:
    (each,) = [one for one in observed("hold_out") if one.key == "nation.little_giant_stock@2024"]
    assert straight_line(each) == pytest.approx(12179 + (12179 - 9173))
    assert persistence(each) == 12179


def test_predictions_keep_their_draws(tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    write_predictions({"b@2024": np.array([1.5, 2.0]), "a@2025": np.array([3.0, 4.0])}, path)
    assert {key: each.tolist() for key, each in read_predictions(path).items()} == {
        "a@2025": [3.0, 4.0],
        "b@2024": [1.5, 2.0],
    }


def test_january_is_the_end_of_the_year_before() -> None:
    (each,) = [one for one in observed("hold_out") if one.key == "nation.srdi_stock@2026-01"]
    assert (as_point(each).year, as_point(each).month) == (2025, 12)


@pytest.mark.skipif(not FILE.exists(), reason="no predictions are committed yet")
def test_committed_predictions_are_judged_point_by_point() -> None:
    found = judged(read_predictions())
    assert {each.key for each in found.points} | {each.key for each in found.missing} == {
        each.key for each in frozen.outcomes()
    }
    written = as_json(found, "run")
    for level in found.protocol["intervals"]:
        inside, points = found.coverage(float(level))
        assert 0 <= inside <= points == len(found.pooled)
    assert sum(written["pit"]["counts"]) == len(found.pooled)
    assert all(each.key not in found.protocol["not_pooled"] for each in found.pooled)
