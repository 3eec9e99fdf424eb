"""Baselines: figures with unit, kind and source; what is missing comes, visibly, from a reference class."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from model.parameters.forms import FORMS
from scenarios.loaded import load
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


def figure(value: float, unit: str = "家") -> dict[str, Any]:
    return {"value": value, "unit": unit, "kind": "published", "source": "县统计公报"}


@pytest.mark.parametrize("title", ["innovative_holders", "provincial_champion_holders", "national_champion_holders"])
def test_more_holders_than_enterprises_are_refused(tmp_path: Path, title: str) -> None:
    error = refused(tmp_path, figures={title: figure(2000), "industrial_enterprises": figure(1500)})
    assert error.code == "not_nested" and (error.values["inner"], error.values["low"]) == (title, 2000)
    equal = {title: figure(1500), "industrial_enterprises": figure(1500), "innovative_holders": figure(1500)}
    load_baseline(write(tmp_path, figures=equal))


def test_most_draws_would_have_more_holders_than_enterprises(tmp_path: Path) -> None:
    """Ranges that overlap do not help where the centres clash."""
    spread = {"form": "uniform", "low": 900, "high": 1900}
    wide = {**{key: FIGURE[key] for key in ("unit", "kind", "source")}, "distribution": spread}
    error = refused(tmp_path, figures={"innovative_holders": wide, "industrial_enterprises": figure(1300)})
    assert error.code == "not_nested"


def test_a_figure_and_its_reference_class_must_be_able_to_hold_together(tmp_path: Path) -> None:
    """SRDI beyond every innovative count of the class is refused; above-scale ones only make the class's total go."""
    error = refused(tmp_path, figures={"srdi_holders": figure(500)})
    assert (error.code, error.values["outer"]) == ("not_nested", "innovative_holders")
    many = load_baseline(write(tmp_path, figures={"above_scale_enterprises": figure(5000)}))
    assert "industrial_enterprises" not in many.figures


def test_money_may_be_written_in_hundred_millions(tmp_path: Path) -> None:
    """23 亿元 are 230,000 万元, as a value and as a distribution; only the centre, bounds and spread in money scale."""
    median = {"form": "lognormal", "median": 23, "sigma": 0.3, "low": 10, "high": 40}
    spread = {**{key: FIGURE[key] for key in ("kind", "source")}, "unit": "亿元", "distribution": median}
    found = load_baseline(write(tmp_path, figures={"gdp": figure(463.9, "亿元"), "largest_enterprise_revenue": spread}))
    assert found.figures["gdp"].spec.centre == 4_639_000
    largest = found.figures["largest_enterprise_revenue"].spec
    assert (largest.numbers["median"], largest.numbers["sigma"], largest.low, largest.high) == (
        230_000,
        0.3,
        100_000,
        400_000,
    )
    assert refused(tmp_path, figures={"above_scale_enterprises": figure(1, "亿元")}).code == "figure_unit"


def test_levels_of_parts_are_money_and_of_known_parts(tmp_path: Path) -> None:
    assert refused(tmp_path, zone_outputs={"经开区": figure(10)}).code == "figure_unit"
    shares = {"shares": {"甲": 0.4}, "part_of": {"乙": "丙"}, "kind": "assumed", "source": "判断"}
    error = refused(tmp_path, zone_shares=shares)
    assert (error.code, error.values["near"]) == ("unknown_part", "甲")
    told = {"xihua": "xihua"}
    written = write(tmp_path, region={"zh": "西华县", "en": "Xihua"}, zone_outputs={"经开去": figure(10, "亿元")})
    scenario = tmp_path / "s.yaml"
    scenario.write_text(
        f"title: {{zh: 试, en: try}}\nauthor: a\nplan: {told['xihua']}\nbaseline: {written}\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        load(scenario)
    assert (caught.value.code, caught.value.values["near"]) == ("unknown_zone", "经开区")


def test_what_was_achieved_before_counts_from_the_baseline(tmp_path: Path) -> None:
    """As of 2025 a yearly target keeps its whole horizon, with what the baseline says was reached."""
    done = {"xh_flow_srdi": {"value": 12, "kind": "published", "source": "县统计公报"}}
    baseline = write(tmp_path, region={"zh": "西华县", "en": "Xihua"}, year=2025, achieved=done)
    scenario = tmp_path / "s.yaml"
    text = f"title: {{zh: 试, en: try}}\nauthor: a\nplan: xihua\nbaseline: {baseline}\nmode: as_of\nas_of: 2025\n"
    scenario.write_text(text, encoding="utf-8")
    questions = {row.target.id: row.question for row in load(scenario).rows}
    known, unknown = questions["xh_flow_srdi"], questions["xh_flow_little_giant"]
    assert known is not None and (known.first_year, known.achieved) == (2023, 12)
    assert unknown is not None and (unknown.first_year, unknown.achieved) == (2026, 0)
    write(tmp_path, region={"zh": "西华县", "en": "Xihua"}, year=2025, achieved={"xh_flow_srd": done["xh_flow_srdi"]})
    with pytest.raises(InputError) as caught:
        load(scenario)
    assert (caught.value.code, caught.value.values["near"]) == ("unknown_target", "xh_flow_srdi")
