"""The measurement of a local calibration measures the command itself on a filled template, and says what it measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import calibrate
from calibration.local import read_sheet


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("calibrate") / "years.xlsx"
    path.write_bytes(calibrate.filled_template())
    return path


def test_the_template_is_filled_with_all_that_the_county_reports(template: Path) -> None:
    reading = read_sheet(template, "-")
    assert reading.total("error") == 0
    assert len(reading.points) >= 30
    assert len({point.series for point in reading.points}) >= 10


def test_the_command_and_its_parts_are_measured(template: Path) -> None:
    draws, replicates = calibrate.SHORT_DRAWS, calibrate.SHORT_REPLICATES
    whole = calibrate.command(template, draws, replicates)
    assert whole["wall"] > 0.0 and whole["processor"] > 0.0 and whole["figures"] >= 30 and whole["targets"] > 20
    parts = calibrate.stages(template, draws, replicates)
    assert list(parts) == ["bank", "fit", "check", "verdicts"]
    found = {"draws": draws, "replicates": replicates, "others_at_work": 0.0, "figures_said": 30, "command": whole}
    said = calibrate.as_markdown({**found, "stages": parts}, "0")
    assert "reached" in said and all(f"| {name} |" in said for name in parts)


def test_what_small_banks_say_of_the_long_form() -> None:
    small = {"draws": 1_000, "command": {"wall": 20.0, "processor": 30.0}}
    large = {"draws": 2_000, "command": {"wall": 24.0, "processor": 37.0}}
    assert calibrate.extrapolated(small, large, 20_000) == {"wall": 96.0, "processor": 163.0}
    assert calibrate.extrapolated(large | {"draws": 1_000}, small | {"draws": 2_000}, 20_000)["wall"] == 20.0
