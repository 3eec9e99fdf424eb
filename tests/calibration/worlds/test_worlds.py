"""Synthetic worlds in small: the study runs, says the same twice, and its scores are right where the answer is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.worlds import scoring
from calibration.worlds.command import study_worlds
from calibration.worlds.designs import designs
from calibration.worlds.misspecified import MISSPECIFIED
from calibration.worlds.report import DATA, NAMES, document, within, write_documents
from scenarios.messages import LANGUAGES

WORLDS, WRONG, DRAWS = 60, 8, 1_200


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    return study_worlds("xihua", WORLDS, WRONG, DRAWS, 3, threads=2)


def test_bands_cover_about_what_they_say_in_few_worlds(small: dict[str, Any]) -> None:
    """The full form shows 87% to 93%; here outcomes of 60 counties hang together, so the margin is wide."""
    for name, one in small["right"].items():
        covered = one["coverage"]["randomised"]
        assert abs(covered[2] - 0.9) < 0.07 and abs(covered[0] - 0.5) < 0.11, name


def test_more_reports_teach_more(small: dict[str, Any]) -> None:
    skill = {name: one["skill"] for name, one in small["right"].items()}
    assert skill["full"] > skill["counts"] > skill["growth"]
    assert skill["full"] > 0.1


def test_stated_probabilities_come_true_as_often(small: dict[str, Any]) -> None:
    for row in small["right"]["full"]["reliability_goals"]:
        if row["stated_number"] > 200:
            low, high = row["by_worlds"]
            assert low - 0.08 <= row["mean_stated"] <= high + 0.08, row


def test_every_wrong_world_is_there_and_the_gross_one_raises_the_alarm(small: dict[str, Any]) -> None:
    found = small["misspecified"]
    assert set(found) == {one.name for one in MISSPECIFIED}
    assert found["other_definition"]["alarms"] > 0.5 > small["right"]["full"]["alarms"]
    assert found["later_rules"]["alarms"] < 0.5, "nothing reported before can tell of it"


def test_the_data_are_plain_and_both_documents_are_made_from_them(small: dict[str, Any], tmp_path: Path) -> None:
    again = json.loads(json.dumps(small, allow_nan=False))
    write_documents(again, tmp_path)
    for language in LANGUAGES:
        said = (tmp_path / NAMES[language]).read_text(encoding="utf-8")
        assert said == document(again, language)
        assert f"{small['right']['full']['coverage']['randomised'][2]:.1%}" in said
        assert small["results_version"] in said


def test_the_committed_documents_are_those_of_the_committed_data(root: Path) -> None:
    found = json.loads(DATA.read_text(encoding="utf-8"))
    for language in LANGUAGES:
        committed = (root / "docs" / NAMES[language]).read_text(encoding="utf-8")
        assert committed == document(found, language), "run python -m calibration.worlds --only-documents"


def test_the_committed_study_is_large_enough_and_within_what_is_asked() -> None:
    found = json.loads(DATA.read_text(encoding="utf-8"))
    assert found["worlds"] >= 2_000
    assert within(found)
    for name, one in found["right"].items():
        assert 0.87 <= one["coverage"]["randomised"][2] <= 0.93, name
        assert 0.87 <= one["coverage_counts"]["randomised"][2] <= 0.93, name


def test_designs_hold_what_their_names_say() -> None:
    found = designs(2022)
    assert len(found["one"]) == 1 and {point.year for point in found["full"]} == {2022, 2023, 2024, 2025}
    assert all(point.series.endswith("growth") for point in found["growth"])


def test_reliability_of_known_probabilities() -> None:
    generator = np.random.default_rng(1)
    stated = generator.random((400, 20))
    came = (generator.random((400, 20)) < stated).astype(float)
    for row in scoring.reliability(stated, came, scoring.DECILES, 1):
        assert abs(row["mean_stated"] - row["came"]) < 0.06
    bold = scoring.reliability(np.where(stated > 0.5, 0.95, 0.05), came, scoring.DECILES, 1)
    assert bold[-1]["interval"][1] < 0.9, "overconfidence shows"
    stated[:, 0] = np.nan
    assert sum(row["stated_number"] for row in scoring.reliability(stated, came, scoring.DECILES, 1)) == 400 * 19


def test_coverage_and_evenness_of_even_places() -> None:
    places = np.random.default_rng(2).random((5000, 1))
    found = scoring.coverage(places, np.abs(places - 0.5)[..., None] <= np.array(scoring.BANDS) / 2)
    assert found["randomised"] == pytest.approx(scoring.BANDS, abs=0.03)
    assert scoring.evenness(places)["p"] > 0.001
    assert scoring.evenness(places**2)["p"] < 1e-6


def test_skill_is_the_share_of_error_that_is_gone() -> None:
    assert scoring.skill(np.full(3, 0.5), np.ones(3)) == pytest.approx(0.5)
    assert scoring.skill(np.ones(3), np.zeros(3)) == 0.0
