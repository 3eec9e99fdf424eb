"""The plan's own money beside the model's: worked by hand on an ensemble of two replicates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from synthetic import Ensemble

from scenarios import load, run
from scenarios.cli.money_report import investment_line, money_lines, reported_lines
from scenarios.messages import LANGUAGES
from scenarios.money import fulfilment, money_check

pytestmark = pytest.mark.usefixtures("named_version")
LEVELS: dict[str, Any] = {
    "industrial_investment": 500_000.0,  # 50 亿元 a year
    "published_value_added": None,
    "value_added": None,
    "expected_fulfilment": 0.6,
    "reported_fulfilment": 0.9,
}


def engine(scenario: Any, *, first_replicate: int, replicates: int, **options: Any) -> Ensemble:
    """Every outcome 1; value added rises from 35 to 100 亿元 in the even replicates and falls to 30 in the odd ones."""
    years = list(range(scenario.span.state_year, scenario.span.last + 1))
    asked = {name for row in scenario.rows for one in (row.question, row.reported) if one for name in one.outcomes}
    series = sorted(asked | set(LEVELS))
    values = np.ones((replicates, len(years), len(series)))
    for place, name in enumerate(series):
        if LEVELS.get(name) is not None:
            values[:, :, place] = LEVELS[name]
    steps = np.linspace(0, 1, len(years))
    for row in range(replicates):
        end = 100 if (first_replicate + row) % 2 == 0 else 30
        for name in ("published_value_added", "value_added"):
            values[row, :, series.index(name)] = (35 + (end - 35) * steps) * 10_000
    return Ensemble(years, series, values)


def test_thirteen_hundred_for_a_hundred() -> None:
    """100亿 a year for 13 years against value added of 100亿: 13 for each; 20 for each that is new on a start of 35."""
    found = money_check(run(load("xihua"), 20, engine=engine))
    assert found is not None
    assert (found.investment_id, found.output_id) == ("xh_industrial_investment", "xh_va_all_industry")
    assert (found.total, found.value_added, found.implied) == (1300, 100, 13)
    assert found.marginal is not None and found.marginal["p50"] == pytest.approx(20)
    assert found.modelled_yearly["p50"] == pytest.approx(50)
    assert found.rising == 0.5
    assert found.modelled_marginal is not None and found.modelled_marginal["p50"] == pytest.approx(10)
    assert found.modelled["p95"] == pytest.approx(650 / 30) and found.modelled["p05"] == pytest.approx(6.5)


def test_a_plan_without_such_rows_has_no_check() -> None:
    assert money_check(run(load("xuchang"), 5, engine=engine)) is None


def test_what_truly_starts_and_what_is_reported() -> None:
    found = fulfilment(run(load("xihua"), 5, engine=engine))
    assert found is not None
    assert found["modelled"]["p50"] == pytest.approx(0.6) and found["as_reported"]["p50"] == pytest.approx(0.9)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_it(language: str) -> None:
    result = run(load("xihua"), 20, engine=engine)
    said = "\n".join((*money_lines(result, language), *reported_lines(result, language)))
    assert "1300" in said and "13" in said and "60%" in said and "90%" in said
    assert "xh_cov_rd_activity" in said
    assert investment_line(result.scenario, language)
    supposed = investment_line(load("xihua_as_promised"), language)
    assert "100" in supposed and supposed != investment_line(result.scenario, language)
