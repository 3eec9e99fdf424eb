"""Several planted counties, learned from through their sheets: intervals hold the truth as often as they say."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from calibration.local.recovery import Setting, as_read, learned, planted, recover, sheet_of, table
from calibration.local.recovery_report import DATA, NAMES, document, write_documents
from calibration.local.sheet import read_sheet_bytes
from scenarios.messages import LANGUAGES

COUNTIES, DRAWS = 40, 2_000


@pytest.fixture(scope="module")
def setting() -> Setting:
    return planted("xihua", COUNTIES, DRAWS, 5, posterior="prior", threads=2)


@pytest.fixture(scope="module")
def found(setting: Setting) -> dict[str, Any]:
    return recover(setting)


def test_intervals_hold_the_planted_truth_about_as_often_as_they_say(found: dict[str, Any]) -> None:
    assert found["counties"] >= 0.8 * COUNTIES
    assert abs(found["full"]["coverage"] - 0.9) < 0.06
    taught = found["full"]["taught"]
    assert abs(taught["coverage"] - 0.9) < max(3.0 * taught["coverage_error"], 0.06)
    assert abs(found["one"]["coverage"] - 0.9) < 0.06


def test_what_figures_speak_of_is_found_in_every_kind_of_input(found: dict[str, Any]) -> None:
    inputs = {each["name"]: each for each in found["full"]["inputs"]}
    for name in ("baseline:above_scale_enterprises", "baseline:srdi_holders", "baseline:innovative_holders"):
        assert inputs[name]["narrowed"] > 0.5 and inputs[name]["error"] < 0.4 and inputs[name]["follows"] > 0.9, name
    for name in ("signing_rate", "start_conversion"):
        assert inputs[name]["error"] < 0.85 and inputs[name]["follows"] > 0.5, name
    assert found["full"]["taught"]["error"] < 0.7


def test_figures_of_another_county_do_not_hold_the_truth(setting: Setting) -> None:
    """The same intervals beside the truth of the next county: coverage that cannot fail would pass this too."""
    sound = [world for world in range(len(setting.planted)) if _readable(setting, world)]
    truth = setting.planted.inputs[sound][:, setting.columns]
    believed = np.array([learned(setting, "full", setting.reports["full"][world])[0] for world in sound])
    before = np.quantile(setting.bank.inputs[:, setting.columns], [0.05, 0.5, 0.95], axis=0)
    mixed = table(setting.names, before, believed, np.roll(truth, 1, axis=0))
    assert mixed["taught"]["coverage"] < 0.6 and mixed["taught"]["error"] > 0.9


def _readable(setting: Setting, world: int) -> bool:
    try:
        as_read(setting.points["full"], setting.reports["full"][world])
    except ValueError:
        return False
    return True


def test_one_figure_teaches_of_itself_alone(found: dict[str, Any]) -> None:
    assert [each["name"] for each in found["one"]["inputs"]] == ["baseline:above_scale_enterprises"]
    assert found["one"]["kept"] > 0.6
    assert found["one"]["taught"]["narrowed"] < found["full"]["inputs"][0]["narrowed"]


def test_each_kind_of_data_brings_its_words(found: dict[str, Any]) -> None:
    words = found["words"]
    assert words["sound"]["absurd"] == 0.0 and words["sound"]["contradiction"] < 0.1
    assert words["faultless"]["quiet"] > 0.8, "few of the counties without a mistake are suspected of one"
    assert words["contradictory"]["contradiction"] + words["contradictory"]["odd_points"] > 0.9
    assert found["named"] > 0.8, "the very figure that was bent is the one that is marked"
    assert words["absurd"]["absurd"] > 0.95


def test_sheets_are_read_as_they_were_reported(setting: Setting) -> None:
    points, values = setting.points["full"], setting.reports["full"][0]
    assert as_read(points, values) == pytest.approx(values, rel=1e-9)
    reading = read_sheet_bytes(sheet_of(points, values), "a.csv", "-")
    assert [point.reporting for point in reading.points] == [point.reporting for point in points]


def test_the_same_counties_give_the_same_tables(setting: Setting, found: dict[str, Any]) -> None:
    assert json.dumps(recover(setting)) == json.dumps(found)


def test_documents_are_made_from_the_data(found: dict[str, Any], tmp_path: Any) -> None:
    said = {"results_version": "0", "scenario": "xihua", "posterior": "prior", "seed": 5, "draws": DRAWS, **found}
    write_documents(json.loads(json.dumps(said, allow_nan=False)), tmp_path)
    for language in LANGUAGES:
        written = (tmp_path / NAMES[language]).read_text(encoding="utf-8")
        assert written == document(said, language)
        assert f"{found['full']['coverage']:.1%}" in written and f"{found['named']:.1%}" in written


def test_committed_documents_are_those_of_the_committed_data(root: Any) -> None:
    """Data and documents come together; before the long form was run there are neither."""
    for language in LANGUAGES:
        path = root / "docs" / NAMES[language]
        assert path.exists() == DATA.exists()
        if DATA.exists():
            assert path.read_text(encoding="utf-8") == document(json.loads(DATA.read_text(encoding="utf-8")), language)
