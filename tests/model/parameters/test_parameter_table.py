"""The committed parameters: complete, sourced, in agreement with the facts they come from, and drawable."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model.inputs import PARAMETER_NAMES
from model.parameters import Parameter, ParameterError, PriorSpec, load_parameters

TABLE = load_parameters()
ENTRIES = list(TABLE.values())
FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts.md"
CHECK_ROWS = {13, 14, 24, 25, 26, 30, 31, 32, 33, 37, 38, 46, 48}
ROWS = range(1, 52)
# Bounds that the facts write in per cent and the entries as shares.
IN_PER_CENT = {(18, 1.2, 2.6): (0.012, 0.026), (51, 0.0, 1.5): (0.0, 0.015)}


def of_row(row: int) -> list[Parameter]:
    return [entry for entry in ENTRIES if entry.row == row]


def test_every_row_of_the_fact_table_has_an_entry_and_no_other_row_is_named() -> None:
    assert {entry.row for entry in ENTRIES} - {None} == set(ROWS)


def test_rows_with_several_numbers_have_that_many_entries() -> None:
    several = {12: 2, 18: 2, 20: 2, 22: 2, 23: 2, 25: 2, 34: 3, 39: 3, 40: 2, 43: 2, 45: 2, 49: 2, 51: 2}
    assert {row: len(of_row(row)) for row in ROWS} == {row: several.get(row, 1) for row in ROWS}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_checks_are_exactly_the_rows_that_must_emerge(entry: Parameter) -> None:
    assert (entry.role == "check") == (entry.row in CHECK_ROWS)


def test_every_input_of_the_engine_is_an_input_here() -> None:
    assert [name for name in PARAMETER_NAMES if name not in TABLE or TABLE[name].role != "input"] == []
    assert [name for name in PARAMETER_NAMES if TABLE[name].used_from != "main"] == []


def test_every_main_input_reaches_the_engine() -> None:
    main = {entry.name for entry in ENTRIES if entry.role == "input" and entry.used_from == "main"}
    assert main == set(PARAMETER_NAMES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_an_assumption_without_data_says_so_and_is_not_trusted(entry: Parameter) -> None:
    if entry.source.startswith("假设"):
        assert entry.kind == "assumption"
        assert entry.confidence == "low"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_sources_are_public_ones_and_files_are_named_from_the_package_on(entry: Parameter) -> None:
    assert "事实库" not in entry.source and "facts.md" not in entry.source
    assert entry.file.startswith("model/parameters/")
    assert (
        Path(__file__)
        .resolve()
        .parents[3]
        .joinpath(entry.file)
        .read_text(encoding="utf-8")
        .splitlines()[entry.line - 1]
        .startswith(entry.name)
    )


@pytest.mark.skipif(not FACTS.exists(), reason="the project's facts are not beside this checkout")
@pytest.mark.parametrize("row", ROWS)
def test_the_bounds_that_the_facts_state_are_those_of_the_entries(row: int) -> None:
    line = next(
        text
        for text in FACTS.read_text(encoding="utf-8").splitlines()
        if re.match(rf"\|\s*{row}\s*\|.*\|.*\|.*\|", text)
    )
    prior = line.strip("|").split("|")[2]
    stated = {
        (float(low), float(high)) for low, high in re.findall(r"\[(-?[\d.]+),(-?[\d.]+)\]", prior.replace(" ", ""))
    }
    stated |= {
        (float(low), float(high)) for low, high in re.findall(r"U\((-?[\d.]+),(-?[\d.]+)\)", prior.replace(" ", ""))
    }
    stated = {IN_PER_CENT.get((row, low, high), (low, high)) for low, high in stated}
    entries = {(entry.prior.low, entry.prior.high) for entry in of_row(row)}
    assert stated <= entries, f"row {row} states {stated - entries}"


# Each is the prior of facts section 7 that a reader would look up first, written out by hand.
BY_HAND = {
    "log_revenue_spread": ("normal", {"mean": 2.5, "sd": 0.15}),
    "median_revenue": ("lognormal", {"median": 75.0, "sigma": 0.3}),
    "upper_tail_exponent": ("triangular", {"left": 1.0, "mode": 1.15, "right": 1.5}),
    "above_scale_share": ("beta", {"a": 38.0, "b": 362.0}),
    "real_growth_above_scale": ("normal", {"mean": 0.055, "sd": 0.02}),
    "growth_noise_scale": ("lognormal", {"median": 0.2, "sigma": 0.25}),
    "noise_size_exponent": ("normal", {"mean": 0.15, "sd": 0.05}),
    "common_shock_spread": ("half_normal", {"scale": 0.03}),
    "young_exit_hazard": ("beta", {"a": 12.0, "b": 88.0}),
    "research_active_share": ("beta", {"a": 10.0, "b": 12.0}),
    "patents_per_million": ("lognormal", {"median": 0.12, "sigma": 0.5}),
    "main_business_focus": ("beta", {"a": 16.0, "b": 4.0}),
    "debt_ratio_spread": ("fixed", {"value": 0.22}),
    "srdi_hazard": ("lognormal", {"median": 0.085, "sigma": 0.3}),
    "little_giant_hazard": ("lognormal", {"median": 0.016, "sigma": 0.4}),
    "little_giant_hazard_2022": ("fixed", {"value": 0.075}),
    "national_little_giant_batch": ("lognormal", {"median": 3300.0, "sigma": 0.15}),
    "province_little_giant_share": ("beta", {"a": 2.6, "b": 97.4}),
    "little_giant_renewal_2026": ("beta", {"a": 87.0, "b": 13.0}),
    "little_giant_renewal_2027": ("beta", {"a": 41.0, "b": 9.0}),
    "srdi_renewal": ("beta", {"a": 15.0, "b": 5.0}),
    "innovative_renewal": ("beta", {"a": 12.0, "b": 8.0}),
    "application_little_giant": ("beta", {"a": 7.0, "b": 3.0}),
    "champion_round_probability": ("beta", {"a": 6.0, "b": 4.0}),
    "provincial_champion_city_year": ("negative_binomial", {"mean": 3.0, "size": 3.0}),
    "title_research_effect": ("normal", {"mean": 0.08, "sd": 0.06}),
    "title_growth_effect": ("normal", {"mean": 0.01, "sd": 0.01}),
    "start_to_production_lag": ("lognormal", {"mean": 17.0, "sigma": 0.3}),
    "value_added_rate": ("normal", {"mean": 0.215, "sd": 0.02}),
    "census_break": ("normal", {"mean": 0.83, "sd": 0.03}),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_priors_are_those_of_the_facts(name: str) -> None:
    assert (TABLE[name].prior.form, dict(TABLE[name].prior.numbers)) == BY_HAND[name]


def test_effects_of_titles_may_be_nothing() -> None:
    for name in ("title_research_effect", "title_growth_effect", "quality_growth_effect"):
        assert TABLE[name].prior.low <= 0.0 <= TABLE[name].prior.high


def test_every_prior_becomes_a_row_whose_draws_lie_in_its_bounds() -> None:
    from model.parameters.table import prior_row
    from model.randomness.priors import prior_quantile

    for entry in ENTRIES:
        row = prior_row(entry.prior)
        draws = [prior_quantile(row, u) for u in (0.001, 0.25, 0.5, 0.75, 0.999)]
        assert draws == sorted(draws), entry.name
        assert entry.prior.low <= draws[0] and draws[-1] <= entry.prior.high, entry.name


@pytest.mark.parametrize(
    ("prior", "u", "expected"),
    [
        ({"form": "uniform", "low": 2.0, "high": 4.0}, 0.25, 2.5),
        ({"form": "normal", "mean": 5.0, "sd": 1.0, "low": -10.0, "high": 20.0}, 0.5, 5.0),
        ({"form": "lognormal", "median": 75.0, "sigma": 0.3, "low": 0.0, "high": 1e6}, 0.5, 75.0),
        ({"form": "lognormal", "mean": 17.0, "sigma": 0.3, "low": 0.0, "high": 1e6}, 0.5, 17.0 * np.exp(-0.045)),
        ({"form": "triangular", "left": 0.0, "mode": 1.0, "right": 2.0, "low": 0.0, "high": 2.0}, 0.5, 1.0),
        ({"form": "beta", "a": 1.0, "b": 1.0, "low": 0.0, "high": 1.0}, 0.3, 0.3),
        # Gamma of shape 1 is exponential: its median is mean x ln 2.
        ({"form": "gamma", "mean": 7.0, "shape": 1.0, "low": 0.0, "high": 1e6}, 0.5, 7.0 * np.log(2.0)),
        ({"form": "fixed", "value": 3.0, "low": 1.0, "high": 6.0}, 0.9, 3.0),
    ],
)
def test_the_engine_reads_a_form_as_it_is_written(prior: dict[str, object], u: float, expected: float) -> None:
    from model.parameters.table import prior_row
    from model.randomness.priors import prior_quantile

    assert prior_quantile(prior_row(PriorSpec.from_mapping(prior)), u) == pytest.approx(expected, rel=1e-6)


def test_rows_come_in_the_order_of_the_names() -> None:
    names = ("growth_noise_scale", "patent_lag", "median_revenue")
    rows = TABLE.rows(names)
    assert rows.shape == (3, 8) and rows.dtype == np.float64
    assert [tuple(row[4:6]) for row in rows] == [(TABLE[n].prior.low, TABLE[n].prior.high) for n in names]


def test_an_override_changes_its_own_row_only() -> None:
    names = ("growth_noise_scale", "patent_lag", "median_revenue")
    plain = TABLE.rows(names)
    narrowed = PriorSpec.from_mapping({"form": "uniform", "low": 60.0, "high": 70.0})
    changed = TABLE.rows(names, {"patent_lag": 2.5, "median_revenue": narrowed})
    assert (changed[0] == plain[0]).all()
    assert changed[1][1] == 2.5
    assert tuple(changed[2][4:6]) == (60.0, 70.0)


@pytest.mark.parametrize(
    ("overrides", "code", "nearest"),
    [
        ({"patent_lagg": 2.5}, "unknown_parameter", "patent_lag"),
        ({"patent_lag": 3.5}, "override_out_of_range", None),
        ({"patent_lag": float("nan")}, "override_out_of_range", None),
        ({"patent_lag": True}, "override_out_of_range", None),
        ({"patent_lag": PriorSpec("uniform", {}, 2.5, 4.0)}, "override_out_of_range", None),
        ({"srdi_renewal": 0.7}, "check_used_as_input", None),
        ({"value_added_rate": 0.2}, "override_without_effect", None),
    ],
)
def test_overrides_that_make_no_sense_are_refused(
    overrides: dict[str, float | PriorSpec], code: str, nearest: str | None
) -> None:
    with pytest.raises(ParameterError) as refusal:
        TABLE.rows(("patent_lag", "median_revenue"), overrides)
    assert refusal.value.code == code
    assert refusal.value.nearest == nearest
    assert refusal.value.key == next(iter(overrides))
    assert refusal.value.remedy


def test_a_check_is_never_drawn() -> None:
    with pytest.raises(ParameterError) as refusal:
        TABLE.rows(("srdi_renewal",))
    assert refusal.value.code == "check_used_as_input"


def test_reading_parameters_and_rulebook_does_not_load_the_compiler() -> None:
    code = (
        "import sys; from model.parameters import load_parameters; from model.rulebook import load_rulebook;"
        "load_parameters(); load_rulebook().arrays(2023, 13);"
        "print([name for name in ('numba', 'mesa', 'scipy') if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
