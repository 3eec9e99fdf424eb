"""From scores of held-out points to statuses: the rule by hand, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from calibration.predicting import read_predictions
from calibration.reporting import FILE as FIT
from calibration.statuses import RULE, HeldOut, group_result, held_out, publish, results_of, rule
from calibration.validation.judging import judged
from calibration.validation.protocol import outcomes
from calibration.validation.standing import standing, write_standing
from scenarios.schema.reading import read_yaml
from scenarios.validation import Fitted, load_results, validation_status


@dataclass(frozen=True)
class Score:
    covered: dict[float, bool]
    crps: float = 1.0
    baselines: dict[str, float] = field(default_factory=lambda: {"persistence": 2.0, "straight_line": 4.0})
    scale: float = 1.0
    growth: bool = False
    pooled: bool = True
    at_least: bool = False


def point(quantity: str | None, level: str = "province") -> Any:
    return SimpleNamespace(name="x", series=SimpleNamespace(quantity=quantity, level=level))


def points(inside: int, of: int, crps: float = 1.0, baselines: dict[str, float] | None = None) -> list[HeldOut]:
    found = {"persistence": 2.0} if baselines is None else baselines
    return [HeldOut("titles", "province", place < inside, crps, found) for place in range(of)]


def test_the_rule_by_hand() -> None:
    """All inside and better than the best baseline passes; too many outside fails, and so does worse; few say nothing."""
    assert group_result("province", points(5, 5)).verdict == "passed"
    assert group_result("province", points(5, 5)).crps_skill == pytest.approx(0.5)
    assert group_result("province", points(2, 6)).verdict == "failed"
    assert group_result("province", points(5, 5, crps=2.5)).verdict == "failed"
    assert group_result("province", points(3, 3)).verdict == "too_few"
    assert group_result("province", points(5, 5, baselines={})).verdict == "too_few"


def test_points_seen_before_the_model_was_made_validate_nothing(tmp_path: Path) -> None:
    """They can still show that it is wrong."""
    assert group_result("province", points(5, 5), seen=True).verdict == "seen"
    assert group_result("province", points(2, 6), seen=True).verdict == "failed"
    results = results_of(points(5, 5), ["run-a"], protocol="p", command="c", results_version="v", seen=True)
    path = tmp_path / "results.yaml"
    publish(results, path)
    assert validation_status("srdi_nested", "county", Fitted("run-a"), load_results(path)).code == "calibrated"


def test_the_best_baseline_counts_of_those_that_speak_of_all() -> None:
    """A baseline that is silent on one point cannot be the one to beat."""
    found = points(4, 4, baselines={"persistence": 2.0, "reference_class": 0.5})
    assert group_result("province", found).verdict == "failed"
    silent = [*found[:3], HeldOut("titles", "province", True, 1.0, {"persistence": 2.0})]
    assert group_result("province", silent).verdict == "passed"


def test_points_are_grouped_by_what_they_are_of_and_some_are_left_out() -> None:
    """A count of titles is one group, a growth rate another; leaks, bounds and foreign series count nowhere."""
    good = Score({0.9: True})
    asked = [
        (point("srdi"), good),
        (point("above_scale"), Score({0.9: False}, crps=10.0, scale=5.0)),
        (point("srdi"), Score({0.9: True}, pooled=False)),
        (point("srdi"), Score({0.9: True}, at_least=True)),
        (point(None), good),
    ]
    found = held_out([each for each, _ in asked], [score for _, score in asked])
    assert [(each.group, each.covered, each.crps) for each in found] == [
        ("titles", True, 1.0),
        ("enterprises", False, 2.0),
    ]


def test_what_is_published_is_what_verdicts_read(tmp_path: Path) -> None:
    """Scores to file to status, for the posteriors that they hold for and no other."""
    found = [*points(5, 5), *(HeldOut("growth", "nation", False, 1.0, {"persistence": 0.5}) for _ in range(5))]
    results = results_of(found, ["run-a", "run-b"], protocol="p", command="c", results_version="v")
    path = tmp_path / "results.yaml"
    publish(results, path)
    read = load_results(path)
    assert read == results
    for run in ("run-a", "run-b"):
        assert validation_status("srdi_nested", "county", Fitted(run), read).code == "validated"
        assert validation_status("real_growth", "county", Fitted(run), read).code == "failed"
    assert validation_status("srdi_nested", "county", Fitted("run-c"), read).code == "calibrated"


def test_the_rule_is_data_with_reasons() -> None:
    """Every number of the rule has a unit, a kind and a source."""
    for name, entry in read_yaml(RULE).data.items():
        assert {"value", "unit", "kind", "source"} <= set(entry)
        assert rule(name) == float(entry["value"])


def test_committed_statuses_are_those_of_the_committed_predictions(tmp_path: Path) -> None:
    """Whoever refits writes them again: python -m calibration.reports validation."""
    path = tmp_path / "results.yaml"
    write_standing(judged(read_predictions()), str(read_yaml(FIT).data["judged"]), path)
    assert load_results(path) == load_results()


def test_predictions_of_the_held_out_points_become_statuses() -> None:
    """Predictions made by hand around what came: every group with enough points holds, but was seen before."""
    held = outcomes()
    draws = np.random.default_rng(5).standard_normal(200)
    found = standing(judged({each.key: each.point.value * (1 + 0.02 * draws) for each in held}), "fit2023-x")
    assert "titles" in found.groups and "growth" in found.groups
    verdicts = {each.verdict for group in found.groups.values() for each in group}
    assert "seen" in verdicts and verdicts <= {"seen", "too_few"}
    levels = {each.level for group in found.groups.values() for each in group}
    assert levels <= {each.series.level for each in held}
