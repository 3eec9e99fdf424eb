"""Which posterior a scenario is answered from: named, in a file, overridden, part of its digest, said in its output."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.posterior import Posterior, write_posterior
from scenarios.cli.report import report
from scenarios.compare.inputs import apply, input_differences
from scenarios.loaded import complete, load
from scenarios.posteriors import provenance
from scenarios.run import run
from scenarios.schema.errors import InputError
from scenarios.sweep.changes import change
from scenarios.world import world_of

TOY = Posterior(
    "toy-run",
    ("application_srdi", "mean_reversion"),
    np.array([[0.41, -0.01], [0.52, -0.02]]),
    np.ones(2),
    "0",
    "made up for a test",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "toy.csv"
    write_posterior(TOY, path)
    return path


def test_content_not_name_goes_into_the_digest(file: Path, tmp_path: Path) -> None:
    prior, from_file, given = (load("xihua", posterior=each).hash for each in ("prior", file, TOY))
    assert from_file == given != prior
    other = tmp_path / "renamed.csv"
    file.rename(other)
    assert load("xihua", posterior=other).hash == given
    moved = replace(TOY, values=TOY.values + 0.001)
    assert load("xihua", posterior=moved).hash != given


def test_a_scenario_file_names_its_posterior_beside_itself(file: Path) -> None:
    path = file.parent / "own.yaml"
    path.write_text("title: {zh: 一, en: one}\nauthor: a\nplan: xihua\nposterior: toy.csv\n", encoding="utf-8")
    loaded = load(path)
    assert loaded.posterior is not None and loaded.posterior.run_id == "toy-run"
    assert load(path, posterior="prior").posterior is None


def test_the_engine_draws_from_it_and_an_assumption_wins(file: Path) -> None:
    path = file.parent / "own.yaml"
    path.write_text(
        "title: {zh: 一, en: one}\nauthor: a\nplan: xihua\nposterior: toy.csv\n"
        "assumptions: {mean_reversion: {value: -0.03}}\n",
        encoding="utf-8",
    )
    world = world_of(load(path))
    names = [world.input_names[place] for place in world.particles.places]
    assert names == ["application_srdi"]
    assert len(world_of(load("xihua", posterior="prior")).particles.places) == 0


def test_output_says_where_parameters_come_from(file: Path) -> None:
    result = run(load("xihua", posterior=file), replicates=2, seed=1, threads=1)
    assert provenance(TOY, "zh") in report(result, "zh", 120)
    assert result.to_json(detail=True)["detail"]["posterior"] == {"run_id": "toy-run", "digest": TOY.digest}
    plain = run(load("xihua", posterior="prior"), replicates=2, seed=1, threads=1)
    assert provenance(None, "zh") in report(plain, "zh", 120)
    assert plain.to_json(detail=True)["detail"]["posterior"] is None
    assert plain.samples.values.tobytes() != result.samples.values.tobytes()


def test_what_cannot_be_loaded_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as unknown:
        load("xihua", posterior="defualt")
    assert unknown.value.code == "posterior_unknown" and "default" in str(unknown.value)
    broken = tmp_path / "broken.csv"
    broken.write_text("weight,mean_reversion\n1,-0.01\n", encoding="utf-8")
    with pytest.raises(InputError) as unusable:
        load("xihua", posterior=broken)
    assert unusable.value.code == "posterior_unusable" and "broken.csv" in str(unusable.value)


def test_a_change_of_posterior_is_a_path_of_a_sweep_and_a_difference_of_inputs(file: Path) -> None:
    base = load("xihua", posterior="prior")
    changed = change(base, {"posterior": str(file)})
    assert changed.posterior is not None and changed.posterior.digest == TOY.digest
    (difference,) = input_differences(base, changed)
    assert difference.name == "posterior"
    assert apply(difference, base, changed).hash == changed.hash


def test_a_worker_needs_no_file(file: Path) -> None:
    loaded = load("xihua", posterior=file)
    file.unlink()
    assert replace(loaded).posterior is not None  # the content travels with the question
    again = complete(loaded.scenario, plan=loaded.plan, posterior=loaded.posterior)
    assert again.hash == loaded.hash
