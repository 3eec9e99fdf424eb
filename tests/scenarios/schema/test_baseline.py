"""Baselines: figures with unit, kind and source; what is missing comes, visibly, from a reference class."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from model.parameters.forms import FORMS
from scenarios.schema.baseline import FIGURE_UNITS, OPTIONAL_FIGURES, FigureName
from scenarios.schema.common import NUMBERS, Form
from scenarios.schema.errors import InputError
from scenarios.schema.load import BASELINES, baseline_for, load_baseline, load_plan

FIGURE: dict[str, Any] = {"value": 140, "unit": "家", "kind": "published", "source": "县统计公报"}
SPREAD: dict[str, Any] = {"form": "lognormal", "median": 140, "sigma": 0.3, "low": 70, "high": 280}


def write(folder: Path, **changes: Any) -> Path:
    baseline = {
        "id": "sample",
        "region": {"zh": "某县", "en": "Some county"},
        "level": "county",
        "year": 2022,
        "figures": {"above_scale_enterprises": FIGURE},
        **changes,
    }
    path = folder / "baseline.yaml"
    path.write_text(yaml.safe_dump(baseline, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def refused(folder: Path, **changes: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        load_baseline(write(folder, **changes))
    return caught.value


def test_missing_figures_come_from_the_reference_class_and_say_so(tmp_path: Path) -> None:
    baseline = load_baseline(write(tmp_path))
    assert set(baseline.figures) == set(get_args(FigureName)) - set(OPTIONAL_FIGURES)
    assert baseline.figures["above_scale_enterprises"].taken_from is None
    assert set(baseline.defaults.values()) == {"reference_county"}
    always = set(get_args(FigureName)) - set(OPTIONAL_FIGURES)
    assert set(baseline.defaults) == always - {"above_scale_enterprises"} | {"chain_shares"}


@pytest.mark.parametrize("name", sorted(path.stem for path in BASELINES.glob("*.yaml")))
def test_every_committed_figure_has_a_source_and_a_possible_prior(name: str) -> None:
    baseline = load_baseline(name)
    assert set(baseline.figures) >= set(get_args(FigureName)) - set(OPTIONAL_FIGURES)
    for figure in baseline.figures.values():
        assert len(figure.source) > 8
        low, high = figure.support
        assert low <= figure.spec.centre <= high


def test_xihua_knows_every_figure_itself_and_assumes_nearly_all() -> None:
    baseline = load_baseline("xihua")
    assert (baseline.year, baseline.level, baseline.defaults) == (2022, "county", {})
    kinds = [figure.kind for figure in baseline.figures.values()]
    assert "published" not in kinds and kinds.count("assumed") >= 8
    low, high = baseline.figures["above_scale_enterprises"].support
    assert low <= 100 and high >= 250


def test_a_plan_without_a_baseline_starts_from_the_reference_class() -> None:
    plan = load_plan("shangqiu").model_copy(update={"baseline": None})
    baseline = baseline_for(plan)
    assert (baseline.region.zh, baseline.year) == ("商丘市", 2022)
    assert set(baseline.defaults.values()) == {"reference_prefecture"}
    assert baseline_for(load_plan("xihua")).id == "xihua"


def test_the_baseline_of_another_region_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        baseline_for(load_plan("shangqiu"), "xihua")
    assert caught.value.code == "plan_of_other_region"


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        ({**FIGURE, "unit": "个"}, "figure_unit"),
        ({**FIGURE, "value": -1}, "not_at_least"),
        ({**FIGURE, "value": float("nan")}, "not_finite"),
        ({**FIGURE, "kind": "guess"}, "not_one_of"),
        ({**FIGURE, "source": None}, "value_missing"),
        ({key: FIGURE[key] for key in ("value", "unit", "kind")}, "missing_key"),
        ({**FIGURE, "distribution": SPREAD}, "value_or_distribution"),
        ({key: FIGURE[key] for key in ("unit", "kind", "source")}, "value_or_distribution"),
    ],
)
def test_a_wrong_figure_is_refused(tmp_path: Path, figure: dict[str, Any], code: str) -> None:
    error = refused(tmp_path, figures={"above_scale_enterprises": figure})
    assert error.code == code
    assert error.where.key is not None and "above_scale_enterprises" in error.where.key


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"form": "lognormall"}, "not_one_of"),
        ({"sigma": None}, "distribution_numbers"),
        ({"mean": 3}, "distribution_numbers"),
        ({"low": 300}, "bounds_swapped"),
        ({"sigma": -0.3}, "distribution_impossible"),
        ({"median": 5}, "distribution_impossible"),
        ({"form": "normal", "median": None, "sigma": None, "mean": 10, "sd": 5, "low": -5}, "figure_may_be_negative"),
        (
            {"form": "triangular", "median": None, "sigma": None, "left": 3, "mode": 2, "right": 1},
            "distribution_impossible",
        ),
    ],
)
def test_a_wrong_distribution_is_refused(tmp_path: Path, change: dict[str, Any], code: str) -> None:
    spread = {key: value for key, value in {**SPREAD, **change}.items() if value is not None}
    figure = {"distribution": spread, "unit": "家", "kind": "assumed", "source": "判断"}
    assert refused(tmp_path, figures={"above_scale_enterprises": figure}).code == code


def test_unknown_figure_names_the_nearest(tmp_path: Path) -> None:
    error = refused(tmp_path, figures={"above_scale_enterprise": FIGURE})
    assert (error.code, error.values["near"]) == ("not_one_of", "above_scale_enterprises")


def test_titles_must_be_nested(tmp_path: Path) -> None:
    figures = {"innovative_holders": {**FIGURE, "value": 10}, "srdi_holders": {**FIGURE, "value": 20}}
    assert refused(tmp_path, figures=figures).code == "not_nested"


def test_shares_are_at_most_one(tmp_path: Path) -> None:
    shares = {"shares": {"甲": 0.7, "乙": 0.4}, "kind": "assumed", "source": "判断"}
    assert refused(tmp_path, chain_shares=shares).code == "shares_above_one"
    zone = {"zone_share": {**FIGURE, "value": 60, "unit": "1"}}
    assert refused(tmp_path, figures=zone).code == "share_above_one"


def test_forms_are_those_of_the_parameters() -> None:
    assert set(get_args(Form)) == set(FORMS)
    assert {name for names in FORMS.values() for name in names} == set(NUMBERS)
    assert set(FIGURE_UNITS) == set(get_args(FigureName))


def test_the_engine_draws_from_every_committed_figure() -> None:
    from model.parameters.table import prior_row

    for name in ("xihua", "reference_county", "reference_prefecture"):
        for figure in load_baseline(name).figures.values():
            assert prior_row(figure.spec).shape == (8,)
