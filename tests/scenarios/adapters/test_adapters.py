"""Adapters: what a workbench or an analyser gets is what `run` says, and each stays within 30 lines."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from scenarios import change, load, run
from scenarios.adapters import as_function, bounds_of
from scenarios.schema.errors import InputError

SERVICE, GROWTH = "levers.cultivation_service.intensity", "assumptions.real_growth_above_scale"
FOLDER = Path(__file__).parents[3] / "scenarios/adapters"


@pytest.mark.parametrize("name", ["ema", "salib"])
def test_an_adapter_has_at_most_thirty_lines(name: str) -> None:
    assert len((FOLDER / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= 30


def test_the_function_says_what_run_says() -> None:
    found = as_function("xihua", replicates=10, seed=3)({SERVICE: 0.5})
    result = run(change(load("xihua"), {SERVICE: 0.5}), 10, 3, until_decided=False)
    for answer in result.answers:
        if answer.verdict and answer.verdict.proportion and answer.verdict.quantiles:
            assert found[f"{answer.target_id}_probability"] == answer.verdict.proportion.probability
            assert found[f"{answer.target_id}_median"] == answer.verdict.quantiles["p50"]
    assert result.joint.proportion is not None and found["joint_probability"] == result.joint.proportion.probability


def test_ranges_come_from_the_entries() -> None:
    assert bounds_of("xihua", {GROWTH: None, SERVICE: (0, 1)}) == {GROWTH: (0.0, 0.1), SERVICE: (0, 1)}
    with pytest.raises(InputError):
        bounds_of("xihua", {"assumptions.growth": None})


def test_ema_workbench_runs_experiments() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own and its libraries' deprecations
        ema_workbench = pytest.importorskip("ema_workbench", reason="ema-workbench is not installed")
        from scenarios.adapters.ema import ema_model

        outcome = "xh_n_srdi_provincial_median"
        model = ema_model("xihua", {SERVICE: (0, 1)}, {GROWTH: None}, [outcome], replicates=6)
        experiments, outcomes = ema_workbench.perform_experiments(model, scenarios=3, policies=2)
    assert len(experiments) == 6 and outcomes[outcome].shape == (6,)
    row = experiments.iloc[4]
    changes = {SERVICE: row[SERVICE.replace(".", "__")], GROWTH: row[GROWTH.replace(".", "__")]}
    assert as_function("xihua", replicates=6)(changes)[outcome] == outcomes[outcome][4]


def test_salib_analyses_a_sample() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("SALib", reason="SALib is not installed")
        from SALib.analyze import morris as analyze
        from SALib.sample import morris

        from scenarios.adapters.salib import salib_evaluate, salib_problem

        problem = salib_problem("xihua", {SERVICE: (0, 1), GROWTH: None})
        sample = morris.sample(problem, 3, seed=1)
        found = salib_evaluate("xihua", problem, sample, "xh_n_srdi_provincial_median", replicates=6)
        analysed = analyze.analyze(problem, sample, found)
    assert problem["names"] == [SERVICE, GROWTH] and problem["bounds"][1] == [0.0, 0.1]
    assert found.shape == (len(sample),) and np.ptp(found) > 0
    assert analysed["mu_star"].shape == (2,)
