"""The observation model in cases an expert can check: what a report says of the truth, and what it does not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from calibration.definitions import definitions
from calibration.observation import (
    ObservedPoint,
    log_likelihood,
    nuisance_draws,
    observation_parameters,
    reported_draws,
    truth,
    usable,
)
from model.outcomes import load_outcomes
from scenarios.schema.errors import InputError

DRAWS = 4000


@dataclass
class Bank:
    years: list[int]
    series: list[str]
    values: NDArray[np.float64]


def bank(series: str, *columns: NDArray[np.float64], start: int = 2022) -> Bank:
    """A bank of one series: one column of draws a year."""
    return Bank([start + step for step in range(len(columns))], [series], np.stack(columns, axis=1)[:, :, None])


def point(series: str, value: float, year: int = 2022, **more: object) -> ObservedPoint:
    unit = definitions()[series].unit
    return ObservedPoint(series, year, value, unit, "某县", "统计公报", **more)  # type: ignore[arg-type]


def nuisance(draws: int = DRAWS, **fixed: float) -> dict[str, NDArray[np.float64]]:
    found = nuisance_draws(7, np.arange(draws))
    return found | {name: np.full(draws, value) for name, value in fixed.items()}


def weights(
    points: list[ObservedPoint], simulated: Bank, errors: dict[str, NDArray[np.float64]]
) -> NDArray[np.float64]:
    logs = log_likelihood(points, simulated, errors)
    found = np.exp(logs - logs.max())
    return np.asarray(found / found.sum())


def believed(
    points: list[ObservedPoint], simulated: Bank, errors: dict[str, NDArray[np.float64]]
) -> tuple[float, float]:
    """Mean and standard deviation of the truth once the reports are known."""
    true, weight = simulated.values[:, 0, 0], weights(points, simulated, errors)
    mean = float(weight @ true)
    return mean, float(np.sqrt(weight @ (true - mean) ** 2))


EVEN_SHARES = bank("expected_fulfilment", np.linspace(0.01, 0.99, DRAWS))


def test_a_self_reported_rate_of_988_is_not_the_truth() -> None:
    mean, spread = believed([point("start_rate", 98.8, reporting="self_reported")], EVEN_SHARES, nuisance())
    assert 0.85 < mean < 0.965
    assert spread > 0.02


def test_the_same_rate_published_is_believed_and_known_better() -> None:
    reported = point("start_rate", 90.0, reporting="self_reported")
    own, own_spread = believed([reported], EVEN_SHARES, nuisance())
    published, spread = believed([replace(reported, reporting="published")], EVEN_SHARES, nuisance())
    assert abs(published - 0.90) < 0.01
    assert own < published - 0.05
    assert own_spread > 3 * spread


def test_inflation_of_research_coverage_is_a_factor() -> None:
    shares = np.linspace(0.05, 0.95, DRAWS)
    simulated = Bank(
        [2022],
        ["above_scale_with_research", "above_scale"],
        np.stack([shares * 200, np.full(DRAWS, 200.0)], 1)[:, None],
    )
    errors = nuisance(reported_research_coverage_inflation=1.5, self_reported_share_error=0.05)
    weight = weights([point("research_coverage", 76.6, reporting="self_reported")], simulated, errors)
    assert abs(float(weight @ shares) - 0.766 / 1.5) < 0.01


def test_a_published_count_is_nearly_the_count() -> None:
    simulated = bank("srdi_nested", np.arange(DRAWS) % 60 * 1.0)
    mean, spread = believed([point("srdi", 21)], simulated, nuisance(gross_error_share=0.0))
    assert abs(mean - 21) < 0.2
    assert 0.1 < spread < 1.0


def test_a_count_of_none_says_none_or_hardly_one() -> None:
    simulated = bank("little_giant_nested", np.arange(DRAWS) % 6 * 1.0)
    weight = weights([point("little_giant", 0)], simulated, nuisance())
    by_count = [weight[simulated.values[:, 0, 0] == count].sum() for count in range(3)]
    assert by_count[0] > 0.9 and by_count[2] < 0.02


def test_rounding_to_tens_leaves_the_ten_open() -> None:
    simulated = bank("above_scale", np.arange(DRAWS) % 400 * 1.0)
    errors = nuisance(count_error=0.0, gross_error_share=0.0)
    exact = believed([point("above_scale", 140)], simulated, errors)
    rounded = believed([point("above_scale", 140, rounding=20.0)], simulated, errors)
    assert exact[1] < 0.8 < 4.0 < rounded[1]
    assert abs(rounded[0] - exact[0]) < 0.5


def test_a_figure_on_its_target_says_less_than_one_elsewhere() -> None:
    simulated = bank("srdi_nested", 10.0 + np.arange(DRAWS) % 41)
    errors = nuisance(heaping_share=0.6)
    free = believed([point("srdi", 40)], simulated, errors)
    held = believed([point("srdi", 40, target=40.0)], simulated, errors)
    assert held[0] < free[0] - 0.5 and held[1] > 1.5 * free[1]
    far_below = believed([point("srdi", 25, target=40.0)], simulated, errors)
    assert abs(far_below[0] - 25) < 0.2


def test_nothing_is_moved_where_nobody_heaps() -> None:
    simulated = bank("srdi_nested", 10.0 + np.arange(DRAWS) % 41)
    errors = nuisance(heaping_share=0.0)
    assert believed([point("srdi", 40, target=40.0)], simulated, errors) == pytest.approx(
        believed([point("srdi", 40)], simulated, errors)
    )


def test_growth_is_reported_too_high_by_a_bias_that_stays() -> None:
    growth = np.linspace(-0.05, 0.2, DRAWS)
    simulated = bank("real_growth", np.zeros(DRAWS), growth)
    errors = nuisance(reported_growth_bias=0.01)
    weight = weights([point("above_scale_growth", 9.7, 2023)], simulated, errors)
    assert abs(float(weight @ np.expm1(growth)) - 0.087) < 0.002


def test_growth_of_eleven_months_is_known_less_well() -> None:
    growth = np.linspace(-0.05, 0.2, DRAWS)
    simulated = bank("real_growth", np.zeros(DRAWS), growth)
    spreads = [
        np.sqrt(weight @ (growth - weight @ growth) ** 2)
        for month in (12, 11, 6)
        for weight in [weights([point("above_scale_growth", 9.7, 2023, month=month)], simulated, nuisance())]
    ]
    assert spreads[0] < spreads[1] < spreads[2]


def test_a_level_stated_before_the_census_is_too_high() -> None:
    simulated = bank("published_value_added", np.linspace(20.0, 200.0, DRAWS) * 10_000)
    errors = nuisance(census_break=0.83)
    weight = weights([point("industry_value_added", 100.0, level_break="before")], simulated, errors)
    assert abs(float(weight @ simulated.values[:, 0, 0]) / 10_000 - 83.0) < 2.0


def test_a_count_within_the_year_lies_between_its_ends() -> None:
    simulated = bank("above_scale", np.full(3, 100.0), np.full(3, 112.0))
    assert truth(point("above_scale", 1, 2023, month=10), simulated) == pytest.approx([110.0] * 3)


def test_more_than_is_a_lower_bound() -> None:
    simulated = bank("srdi_nested", np.array([80.0, 120.0, 200.0] * 5))
    weight = weights([point("srdi", 100, at_least=True)], simulated, nuisance(15)).reshape(5, 3)[0]
    assert weight[0] < 0.02 and weight[1] == pytest.approx(weight[2], rel=0.01)


def test_one_gross_mistake_does_not_overturn_the_others() -> None:
    years = [np.arange(DRAWS) % 300 * 1.0 for _ in range(4)]
    simulated = bank("above_scale", *years)
    good = [point("above_scale", 140, 2022 + step) for step in range(3)]
    without = believed(good, simulated, nuisance())
    mistaken = believed([*good, point("above_scale", 14, 2025)], simulated, nuisance())
    assert mistaken == pytest.approx(without, abs=0.5)


def test_a_remembered_figure_weighs_less_than_a_published_one() -> None:
    simulated = bank("above_scale", np.arange(DRAWS) % 400 * 1.0)
    errors = nuisance(gross_error_share=0.0)
    published = believed([point("above_scale", 200)], simulated, errors)
    remembered = believed([point("above_scale", 200, reporting="remembered")], simulated, errors)
    assert remembered[1] > 2 * published[1]


def test_a_failed_draw_is_impossible() -> None:
    simulated = bank("above_scale", np.array([140.0, np.nan]))
    logs = log_likelihood([point("above_scale", 140)], simulated, nuisance(2))
    assert np.isfinite(logs[0]) and np.isneginf(logs[1])


EVERY = [
    ("above_scale", 140.0, {}),
    ("srdi", 17.0, {"target": 18.0}),
    ("start_rate", 88.0, {"reporting": "self_reported"}),
    ("start_rate", 70.0, {}),
    ("above_scale_growth", 6.0, {"month": 11}),
    ("industry_value_added", 95.0, {"rounding": 0.01}),
    ("signed_projects", 12.0, {"reporting": "self_reported"}),
]


@pytest.mark.parametrize(("series", "value", "more"), EVERY)
def test_what_is_drawn_is_what_is_judged(series: str, value: float, more: dict[str, object]) -> None:
    """Frequencies of made-up reports agree with the density that judges them: the two are one law."""
    known = definitions()[series]
    level = {"start_rate": 0.7, "above_scale_growth": 0.05, "industry_value_added": 950_000.0}.get(series, value)
    draws = 40_000
    simulated = bank(known.of[0], np.full(draws, level), np.full(draws, level))
    where = point(series, value, 2023, **more)
    errors = {name: np.full(draws, float(np.median(found))) for name, found in nuisance(draws).items()}
    drawn = reported_draws([where], simulated, errors, 1)[:, 0]
    step = 0.1 if known.unit == "%" else 1.0
    one = {name: found[:1] for name, found in errors.items()}
    small = bank(known.of[0], np.full(1, level), np.full(1, level))
    for centre in np.unique(np.round(np.quantile(drawn, [0.1, 0.3, 0.5, 0.7, 0.9]) / step) * step):
        density = float(np.exp(log_likelihood([replace(where, value=float(centre))], small, one)[0]))
        half = 0.5 * step
        share = float(np.mean((drawn > centre - half + 1e-9) & (drawn <= centre + half + 1e-9)))
        expected = density * step * (0.01 if known.unit == "%" else 1.0)
        assert share == pytest.approx(expected, rel=0.12, abs=4e-4)


def test_every_definition_names_outcomes_of_the_engine_and_known_nuisance() -> None:
    outcomes = load_outcomes()
    for name, known in definitions().items():
        assert [series for series in (*known.of, *known.over) if series not in outcomes] == [], name
        assert known.inflation is None or known.inflation in observation_parameters()


def test_numbers_of_observing_name_their_source() -> None:
    for name, parameter in observation_parameters().items():
        assert len(parameter.source) > 8, name
        assert parameter.source.startswith("假设") == (parameter.kind == "assumption"), name


def test_draws_keep_what_the_model_drew_itself() -> None:
    own = np.array([[0.001, 5.0], [0.002, 6.0]])
    found = nuisance_draws(1, np.arange(2), names=("reported_growth_bias", "other"), inputs=own)
    assert found["reported_growth_bias"].tolist() == [0.001, 0.002]
    again = nuisance_draws(1, np.arange(1, 3))
    assert again["heaping_share"][0] == nuisance_draws(1, np.arange(2))["heaping_share"][1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"series": "above_scal"}, "unknown_quantity"),
        ({"unit": "个"}, "quantity_unit"),
        ({"value": float("nan")}, "quantity_not_finite"),
        ({"source": " "}, "quantity_without_source"),
        ({"month": 13}, "quantity_month"),
    ],
)
def test_what_is_no_observation_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as refused:
        replace(point("above_scale", 140), **change)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_points_outside_the_years_are_set_apart() -> None:
    points = [point("above_scale", 1, 2022), point("above_scale_growth", 1, 2022), point("srdi", 1, 2030)]
    inside, outside = usable(points, [2022, 2023])
    assert [each.series for each in inside] == ["above_scale"] and len(outside) == 2
    with pytest.raises(InputError):
        truth(points[1], bank("real_growth", np.zeros(2), np.zeros(2)))
