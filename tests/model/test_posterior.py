"""A posterior in the engine: replicates take whole particles, overrides win, without one nothing changes; its file."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import inputs as inp
from model.build import build_world
from model.ensemble import simulate, simulate_drawn
from model.parameters.forms import PriorSpec
from model.parameters.table import load_parameters
from model.posterior import Posterior, PosteriorError, default_run, load_posterior, shipped_runs, write_posterior
from model.posterior.file import LEVELS, read_posterior
from model.posterior.shipped import FOLDER, SUFFIX
from model.region import Region
from tests.model.worlds import fixed, small_request, small_world

NAMES = ("application_srdi", "research_recording", "mean_reversion")
VALUES = np.array([[0.4, 1.3, -0.01], [0.5, 1.6, -0.03], [0.8, 2.2, -0.05]])
WEIGHTS = np.array([1.0, 2.0, 1.0])
PLACES = [inp.PARAMETER_NAMES.index(name) for name in NAMES]


def toy(**changes: Any) -> Posterior:
    given: dict[str, Any] = {
        "run_id": "toy",
        "parameters": NAMES,
        "values": VALUES,
        "weights": WEIGHTS,
        "results_version": "0",
        "source": "made up for a test",
    }
    return Posterior(**(given | changes))


def test_a_replicate_takes_one_particle_whole_in_proportion_to_its_weight() -> None:
    found = simulate(build_world(small_request(40, 8, years=1, posterior=toy())), 1, 800, threads=1)
    rows = {tuple(row): number for number, row in enumerate(VALUES.tolist())}
    taken = [rows[tuple(row)] for row in found.parameters[:, PLACES].tolist()]  # a mixture of particles would be no key
    counts = np.bincount(taken, minlength=3)
    expected = 800 * WEIGHTS / WEIGHTS.sum()
    assert np.abs(counts - expected).max() < 4 * np.sqrt(800 * 0.25)


def test_what_the_posterior_does_not_hold_comes_from_its_prior_as_before() -> None:
    world = build_world(small_request(40, 8, years=1, posterior=toy()))
    with_it, without = (simulate(each, 1, 5, threads=1) for each in (world, small_world(40, 8, years=1)))
    others = [place for place in range(with_it.parameters.shape[1]) if place not in PLACES]
    assert np.array_equal(with_it.parameters[:, others], without.parameters[:, others])
    assert not np.array_equal(with_it.parameters, without.parameters)


@pytest.mark.parametrize("override", [0.66, PriorSpec("uniform", {}, 0.6, 0.7)])
def test_an_override_wins_over_the_particle_and_the_rest_of_it_stays(override: float | PriorSpec) -> None:
    request = small_request(40, 8, years=1, posterior=toy(), overrides={"application_srdi": override})
    found = simulate(build_world(request), 1, 60, threads=1).parameters[:, PLACES]
    assert ((found[:, 0] >= 0.6) & (found[:, 0] <= 0.7)).all()
    assert {tuple(row) for row in found[:, 1:].tolist()} == {tuple(row) for row in VALUES[:, 1:].tolist()}


def test_a_value_fixed_in_the_built_world_wins_as_where_sensitivity_fixes_one() -> None:
    world = build_world(small_request(40, 8, years=1, posterior=toy()))
    priors = world.priors.copy()
    priors[PLACES[1]] = fixed(1.9)
    found = simulate(replace(world, priors=priors), 1, 20, threads=1).parameters[:, PLACES]
    assert (found[:, 1] == 1.9).all()
    assert len(set(found[:, 0].tolist())) > 1


def test_numbers_that_were_drawn_are_imposed_to_the_bit() -> None:
    world = build_world(small_request(60, 12, years=2, posterior=toy()))
    drawn = simulate(world, 3, 4, threads=1)
    again = simulate_drawn(world, 3, [0, 1, 2, 3], drawn.parameters, threads=1)
    assert again.values.tobytes() == drawn.values.tobytes()


def test_the_mesa_region_takes_the_same_particle() -> None:
    world = build_world(small_request(60, 12, years=1, posterior=toy()))
    drawn = simulate(world, 5, 6, threads=1)
    for replicate in range(6):
        assert Region(world, 5, replicate).inputs.tobytes() == drawn.parameters[replicate].tobytes()


def test_quantiles_and_spread_of_an_input_are_those_of_the_particles() -> None:
    world = build_world(small_request(posterior=toy()))
    assert [world.input_quantile(PLACES[0], share) for share in (0.1, 0.5, 0.9)] == [0.4, 0.5, 0.8]
    mean = (0.4 + 2 * 0.5 + 0.8) / 4
    spread = np.sqrt(((0.4 - mean) ** 2 + 2 * (0.5 - mean) ** 2 + (0.8 - mean) ** 2) / 4)
    assert world.particles.spread(PLACES[0]) == pytest.approx(spread)
    assert small_world().particles.spread(PLACES[0]) is None


def test_a_file_read_back_is_the_same_to_the_bit(tmp_path: Path) -> None:
    values = VALUES + np.array([1 / 3, 1e-13, -1e-15])
    values[:, 0] = np.minimum(values[:, 0], 0.9)
    written = toy(values=values, notes="说明: 含冒号", level="county")
    path = tmp_path / "own.csv"
    write_posterior(written, path)
    found = read_posterior(path)
    assert (found.values.tobytes(), found.weights.tobytes()) == (values.tobytes(), WEIGHTS.tobytes())
    assert (found.run_id, found.notes, found.level, found.digest) == ("toy", "说明: 含冒号", "county", written.digest)
    assert load_posterior(path).digest == written.digest  # type: ignore[union-attr]


def test_the_digest_follows_content_not_words() -> None:
    assert toy().digest == toy(run_id="other", notes="x", source="y").digest
    moved = VALUES.copy()
    moved[0, 0] += 1e-12
    changed = [toy(values=moved), toy(weights=WEIGHTS * 2), toy(parameters=NAMES[::-1])]
    assert len({each.digest for each in [toy(), *changed]}) == 4


GOOD = "# format: tuiyan-posterior 1\n# run_id: a\n# results_version: '1'\n# source: s\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (GOOD.replace("# source: s\n", "") + "weight,mean_reversion\n1,-0.01\n", "missing_key"),
        (GOOD + "# colour: red\nweight,mean_reversion\n1,-0.01\n", "unknown_key"),
        (GOOD.replace("posterior 1", "posterior 9") + "weight,mean_reversion\n1,-0.01\n", "unknown_format"),
        (GOOD + "# level: village\nweight,mean_reversion\n1,-0.01\n", "wrong_value"),
        (GOOD + "mean_reversion\n-0.01\n", "no_table"),
        (GOOD + "weight,mean_revesion\n1,-0.01\n", "unknown_parameter"),
        (GOOD + "weight,mean_reversion,mean_reversion\n1,-0.01,-0.01\n", "duplicate_name"),
        (GOOD + "weight,srdi_hazard\n1,0.08\n", "unknown_parameter"),
        (GOOD + "weight,mean_reversion\n1,0.5\n", "value_out_of_range"),
        (GOOD + "weight,mean_reversion\n1\n", "wrong_columns"),
        (GOOD + "weight,mean_reversion\n1,nan\n", "not_a_number"),
        (GOOD + "weight,mean_reversion\n", "wrong_particles"),
        (GOOD + "weight,mean_reversion\n-1,-0.01\n2,-0.01\n", "wrong_weights"),
        (GOOD + "# cut_offs: {titles: {}}\nweight,mean_reversion\n1,-0.01\n", "wrong_cut_offs"),
        (GOOD + '# year: "²"\nweight,mean_reversion\n1,-0.01\n', "wrong_value"),
        (GOOD + "# a: !!python/object:os.system {}\nweight,mean_reversion\n1,-0.01\n", None),
    ],
)
def test_files_that_cannot_be_used_are_refused_with_what_is_wrong(
    tmp_path: Path, content: str, code: str | None
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PosteriorError) as refused:
        read_posterior(path)
    assert code is None or refused.value.code == code


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan"])
def test_a_number_that_is_none_is_refused_even_where_the_engine_does_not_look(tmp_path: Path, number: str) -> None:
    """Found by fuzzing: the digest of the posterior could not be taken."""
    shipped = (FOLDER / f"{default_run('county')}{SUFFIX}").read_text(encoding="utf-8")
    path = tmp_path / "bad.csv"
    path.write_text(shipped.replace("#   unit: 分\n", f"#   unit: 分\n#   note: [{number}]\n", 1), encoding="utf-8")
    with pytest.raises(PosteriorError) as refused:
        read_posterior(path)
    assert refused.value.code == "wrong_cut_offs"


def test_names_are_known_or_refused_with_the_nearest() -> None:
    assert load_posterior("prior") is None
    with pytest.raises(PosteriorError, match="default"):
        load_posterior("defalt")
    with pytest.raises(PosteriorError):
        load_posterior(Path("no-such-file.csv"))


@pytest.mark.parametrize("level", LEVELS)
def test_the_default_of_each_level_is_a_shipped_run_or_the_prior(level: str) -> None:
    run = default_run(level)
    assert run is None or run in shipped_runs()
    found = load_posterior("default", level)
    if found is not None:
        assert found.run_id == run
        assert found.level == level
        table = load_parameters()
        assert all(table[name].role == "input" and table[name].prior.form != "fixed" for name in found.parameters)


def test_shipped_files_are_plain_text_that_reads(tmp_path: Path) -> None:
    for run in shipped_runs():
        found = load_posterior(run)
        assert found is not None
        copy = tmp_path / f"{run}.csv"
        write_posterior(found, copy)
        again = read_posterior(shutil.copy(copy, tmp_path / "again.csv"))
        assert again.digest == found.digest


def with_figures(**changes: Any) -> Posterior:
    names = (*NAMES, "baseline:above_scale_enterprises", "baseline:srdi_holders")
    values = np.hstack([VALUES, [[7.0, 1.0], [9.0, 2.0], [12.0, 3.0]]])
    return toy(parameters=names, values=values, region="somewhere", year=2022, **changes)


def test_starting_figures_of_a_particle_come_with_its_parameters_where_they_are_asked_for() -> None:
    above = PriorSpec.from_mapping({"form": "uniform", "low": 5.0, "high": 20.0})
    srdi = PriorSpec.from_mapping({"form": "uniform", "low": 0.0, "high": 4.0})
    from model.parameters.table import prior_row

    request = small_request(40, 8, years=1, posterior=with_figures())
    figures = {**request.figures, "above_scale_enterprises": prior_row(above), "srdi_holders": prior_row(srdi)}
    request = replace(request, figures=figures)
    place = inp.PARAMETERS + inp.ABOVE_SCALE_ENTERPRISES
    left = simulate(build_world(request), 1, 40, threads=1).parameters
    assert not set(np.unique(left[:, place])) <= {7.0, 9.0, 12.0}
    learned = frozenset(("above_scale_enterprises", "srdi_holders"))
    taken = simulate(build_world(replace(request, learned_figures=learned)), 1, 40, threads=1).parameters
    pairs = {tuple(row) for row in taken[:, [PLACES[0], place, place + 2]].tolist()}
    assert pairs == {(0.4, 7.0, 1.0), (0.5, 9.0, 2.0), (0.8, 12.0, 3.0)}
    # A figure that is known stays.
    figures["above_scale_enterprises"] = prior_row(PriorSpec.fixed(8.0))
    known = build_world(replace(request, figures=figures, learned_figures=learned))
    assert set(simulate(known, 1, 10, threads=1).parameters[:, place]) == {8.0}


def test_starting_figures_are_kept_in_the_file_with_their_region_and_year(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    write_posterior(with_figures(), file)
    again = read_posterior(file)
    assert (again.region, again.year, again.parameters) == ("somewhere", 2022, with_figures().parameters)
    assert again.digest == with_figures().digest != with_figures(notes="x").digest.replace("0", "1")
    assert replace(again, year=2023).digest != again.digest
    write_posterior(replace(with_figures(), values=-with_figures().values), file)
    with pytest.raises(PosteriorError):
        read_posterior(file)
