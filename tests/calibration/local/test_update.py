"""Local calibration on made-up counties: planted truths are found, and data that cannot be are said to be so."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from calibration.definitions import definitions
from calibration.local import LocalCalibration, calibrate
from calibration.local.report import narrowing, warning_lines
from calibration.local.update import DRAWS as USUAL
from calibration.local.update import ENOUGH_DRAWS, shortened
from calibration.observation import ObservedPoint, nuisance_draws, reported_draws, usable
from calibration.worlds.misspecified import held
from model.ensemble import simulate
from model.inputs import FIGURE_NAMES, PARAMETERS
from model.posterior import read_posterior, write_posterior
from model.world import World
from scenarios.loaded import LoadedScenario
from scenarios.run import load, run
from scenarios.schema.errors import InputError
from scenarios.trials import StoppedError
from scenarios.world import world_of

DRAWS = 2_000
PLANTED = {"signing_rate": 0.17, "start_conversion": 0.45}
FIGURES = {"above_scale_enterprises": 210.0, "srdi_holders": 12.0, "innovative_holders": 110.0}
YEARS = (2022, 2023, 2024, 2025)
SERIES = (
    "above_scale",
    "srdi",
    "innovative",
    "high_technology",
    "signed_projects",
    "started_projects",
    "funds_in_place",
)


@cache
def xihua() -> LoadedScenario:
    return load("xihua", posterior="prior")


def point(series: str, year: int, value: float, **more: object) -> ObservedPoint:
    known = definitions()[series]
    fields = {"reporting": known.reporting, **more}
    return ObservedPoint(series, year, value, known.unit, "西华县", "县统计公报", **fields)  # type: ignore[arg-type]


def planted(world: World) -> World:
    """The county with known parameters and starting figures."""
    changed = held(**PLANTED)(world)
    priors = changed.priors.copy()
    for name, value in FIGURES.items():
        row = np.zeros(priors.shape[1])
        row[1], row[4], row[5], row[7] = value, -np.inf, np.inf, 1.0
        priors[PARAMETERS + FIGURE_NAMES.index(name)] = row
    return replace(changed, priors=priors)


@cache
def made_up() -> tuple[ObservedPoint, ...]:
    """What the planted county reports; published throughout, so that signings are not blurred by inflation."""
    truth = simulate(shortened(planted(world_of(xihua())), YEARS[-1]), 5, 1, first_replicate=77, threads=1)
    asked = usable([point(name, year, 1.0, reporting="published") for name in SERIES for year in YEARS], truth.years)[0]
    nuisance = nuisance_draws(5, np.array([77]), names=truth.parameter_names, inputs=truth.parameters)
    nuisance["gross_error_share"] = np.zeros(1)
    reports = reported_draws(asked, truth, nuisance, 5)[0]
    return tuple(replace(one, value=float(value)) for one, value in zip(asked, reports, strict=True))


@cache
def found() -> LocalCalibration:
    return calibrate(xihua(), made_up(), draws=DRAWS, replicates=0)


def test_planted_parameters_and_figures_are_found() -> None:
    learned = {each.name: each for each in found().learned}
    truths = PLANTED | {f"baseline:{name}": value for name, value in FIGURES.items()}
    for name, value in truths.items():
        each = learned[name]
        # Their 90% ranges hold the truth (a little slack for one county of few draws), and are narrower than before.
        slack = 0.25 * (each.after[2] - each.after[0])
        assert each.after[0] - slack <= value <= each.after[2] + slack, name
        assert each.after[2] - each.after[0] < each.before[2] - each.before[0], name
        assert abs(each.after[1] - value) < abs(each.before[1] - value), name


def test_what_the_figures_do_not_speak_of_stays() -> None:
    names = found().posterior.parameters
    bank = simulate(world_of(xihua()), 1, 400, threads=1)
    for name in ("effect_training", "matching_rate_start", "patent_lag"):
        before = bank.parameters[:, bank.parameter_names.index(name)]
        after = found().posterior.values[:, names.index(name)]
        assert abs(after.mean() - before.mean()) < 0.25 * before.std(), name


def test_sound_data_bring_no_warning_of_contradiction() -> None:
    assert not set(found().warnings) & {"absurd", "contradiction", "not_reproduced"}
    assert sum(1 for fit in found().fits if fit.inside) >= 0.75 * len(found().fits)


def test_the_posterior_is_used_by_a_run_and_survives_its_file(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    write_posterior(found().posterior, file)
    assert read_posterior(file).digest == found().posterior.digest
    asked = load("xihua", posterior=file)
    assert "above_scale_enterprises" in asked.learned_figures
    result = run(asked, replicates=60, seed=1)
    column = result.samples.input_names.index("baseline:above_scale_enterprises")
    assert abs(np.median(result.samples.inputs[:, column]) - FIGURES["above_scale_enterprises"]) < 15
    # Figures of 西华 are nothing to another county; its parameters may be.
    assert load("xiangcheng", posterior=file).learned_figures == frozenset()


def test_same_data_same_answer_in_any_order() -> None:
    two = [point("above_scale", 2022, 150.0), point("srdi", 2023, 20.0)]
    first = calibrate(xihua(), two, draws=1_000, replicates=0, threads=1)
    again = calibrate(xihua(), two, draws=1_000, replicates=0, threads=2)
    assert first.posterior.digest == again.posterior.digest and first.posterior.run_id == again.posterior.run_id


def test_one_point_moves_its_own_figure_and_says_how_little_it_is() -> None:
    one = calibrate(xihua(), [point("above_scale", 2022, 100.0)], draws=1_000, replicates=0)
    assert "few_points" in one.warnings and "contradiction" not in one.warnings
    assert one.learned[0].name == "baseline:above_scale_enterprises"
    assert abs(one.learned[0].after[1] - 100) < 8


def test_figures_that_clash_with_each_other_are_named() -> None:
    clash = [point("above_scale", year, value) for year, value in zip(YEARS, (150.0, 148.0, 152.0, 60.0), strict=True)]
    odd = calibrate(xihua(), [*clash, point("srdi", 2025, 22.0)], draws=DRAWS, replicates=0)
    assert set(odd.warnings) & {"contradiction", "odd_points"}
    assert odd.fits[3].odd and not odd.fits[4].odd


def test_absurd_figures_are_called_so() -> None:
    absurd = [point("above_scale", year, 60_000.0) for year in YEARS]
    assert calibrate(xihua(), absurd, draws=1_000, replicates=0).warnings[0] == "absurd"


def test_figures_of_other_years_are_left_out_and_said_to_be() -> None:
    some = [point("above_scale", 2022, 140.0), point("above_scale", 2019, 120.0)]
    left = calibrate(xihua(), some, draws=1_000, replicates=0)
    assert "unused" in left.warnings and left.unused == (some[1],)
    with pytest.raises(InputError) as refused:
        calibrate(xihua(), some[1:], draws=1_000, replicates=0)
    assert refused.value.code == "calibrate_nothing_usable"


def test_a_small_bank_says_that_it_is_a_rough_look_and_what_widened_says_so() -> None:
    assert "small_bank" in found().warnings
    assert "small_bank" not in replace(found(), draws=ENOUGH_DRAWS).warnings
    said = warning_lines(found(), "en")[found().warnings.index("small_bank")]
    assert f"{DRAWS:,}" in said and f"{USUAL:,}" in said
    one = found().learned[0]
    assert narrowing(replace(one, narrowed=0.4), "en") == "40%"
    assert narrowing(replace(one, narrowed=-0.001), "en") == "0%"
    assert narrowing(replace(one, narrowed=-0.2), "en") == "wider by 20%"


def test_learning_from_what_was_learned_is_warned_of() -> None:
    again = replace(
        xihua(), own_posterior=found().posterior, scenario=xihua().scenario.model_copy(update={"posterior": "own"})
    )
    warned = calibrate(again, [point("above_scale", 2023, 215.0)], draws=1_000, replicates=0)
    assert "learned_before" in warned.warnings


def test_targets_are_judged_before_and_after() -> None:
    many = [point("above_scale", year, 270.0) for year in YEARS]
    judged = calibrate(xihua(), many, draws=1_000, replicates=60)
    above = next(each for each in judged.changes if each.target_id == "xh_n_above_scale")
    assert above.known > above.before + 0.3 and above.again > above.before + 0.3
    assert len(judged.changes) > 40


def test_it_stops_when_asked() -> None:
    with pytest.raises(StoppedError):
        calibrate(xihua(), [point("above_scale", 2022, 140.0)], draws=1_000, cancelled=lambda: True)


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(InputError):
        calibrate(xihua(), made_up(), draws=10)


def test_a_shortened_world_is_the_same_world() -> None:
    world = world_of(xihua())
    whole, short = simulate(world, 1, 6, threads=1), simulate(shortened(world, 2024), 1, 6, threads=1)
    assert np.array_equal(whole.values[:, :3], short.values)
