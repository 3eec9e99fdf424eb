"""The fit of the synthetic province, in short: what it draws is kept, goes on to the same bytes, and makes usable posteriors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration import fitting, settings, summaries
from calibration.fit import place_posterior, posterior_of, scaled
from calibration.fitting import Fit, Plan
from calibration.posterior_cut_offs import for_places
from calibration.reporting import content
from calibration.smc import NormalPrior
from model.inputs import PARAMETER_NAMES
from model.posterior.file import read_posterior, write_posterior

PLAN = Plan(plain=50, generations=1, draws=25, particles=25)


def run(folder: Path) -> Fit:
    return fitting.fit(
        folder,
        settings.province(),
        summaries.province(2023),
        2023,
        PLAN,
        lambda names: NormalPrior.standard(len(names)),
        3,
        lambda line: None,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fit")


@pytest.fixture(scope="module")
def found(folder: Path) -> Fit:
    return run(folder)


def test_gone_on_with_it_gives_the_same_bytes(folder: Path, found: Fit, tmp_path: Path) -> None:
    for number, path in enumerate(sorted(folder.rglob("part-*.npy"))):
        kept = tmp_path / path.relative_to(folder)
        kept.parent.mkdir(exist_ok=True)
        if number % 2 == 0:  # the others are lost, as where a run was interrupted
            kept.write_bytes(path.read_bytes())
    again = run(tmp_path)
    assert again.values.tobytes() == found.values.tobytes()
    assert again.draws.shown.tobytes() == found.draws.shown.tobytes()


def test_particles_are_usable_posteriors_of_their_levels(found: Fit, tmp_path: Path) -> None:
    for level, made in (
        ("province", posterior_of(found, "r-province", "province", "n", None)),
        ("county", place_posterior(found, "r-county", "county", "n", None)),
    ):
        path = tmp_path / f"{level}.csv"
        write_posterior(made, path)
        read = read_posterior(path)  # refuses what is outside the parameters' bounds
        assert read.level == level
        assert set(read.parameters) <= set(PARAMETER_NAMES)
    assert "median_revenue" not in place_posterior(found, "r", "county", "n", None).parameters


def test_the_report_says_how_far_each_summary_is_off(found: Fit) -> None:
    said = content({2023: found}, {2023: found}, "a", "b", {})["regions"]["henan"][2023]
    assert {each["name"] for each in said["summaries"]} == {each.name for each in summaries.province(2023)}
    assert set(said["parameters"]) == set(found.names)
    assert 0.0 <= said["joint_within"]["posterior"] <= 1.0


def test_what_is_known_later_is_not_in_the_earlier_fit() -> None:
    for of in (summaries.province, summaries.nation):
        early, late = of(2023), of(2025)
        assert all(each.known <= 2023 for each in early)
        assert len(late) > len(early)


def test_a_short_form_scales_every_part() -> None:
    short = scaled(Plan(1000, 2, 500, 400), 0.1)
    assert (short.plain, short.generations, short.draws, short.particles) == (100, 2, 50, 40)


def test_lines_for_places_keep_their_total_spread() -> None:
    lines = {
        "unit": "分",
        "titles": {
            "srdi": {
                "mean": {"2023": 50.0},
                "sd": 3.0,
                "slopes": [{"input": "age_mean", "centre": 1.0, "scale": 1.0, "slope": 4.0}],
            }
        },
    }
    found = for_places(lines)["titles"]["srdi"]
    assert found["sd"] ** 2 + found["slopes"][0]["slope"] ** 2 == pytest.approx(3.0**2 + 4.0**2, abs=0.1)
    assert abs(found["slopes"][0]["slope"]) < 4.0
    assert np.isfinite(found["sd"])
