"""Cases that an expert can read (`cases/*.yaml`), judged by a plain evaluator that knows no threshold of its own."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from model.columns import SME_TITLES, TITLE_NAMES
from model.rulebook import RulebookArrays, load_rulebook
from model.rulebook import criteria as c

CASES = Path(__file__).parent / "cases"
RULEBOOK = load_rulebook()
ARRAYS = {choice: RULEBOOK.arrays(2024, 1, choice) for choice in ("2022", "2026")}
SOUND = yaml.safe_load((CASES / "enterprise.yaml").read_text(encoding="utf-8"))


def points(arrays: RulebookArrays, table: int, value: float) -> float:
    """Points of one table, the way the engine adds them up."""
    reached = np.array([value >= step for step in arrays.breaks[table]])
    return float(arrays.base[table] + arrays.increments[table][reached].sum())


def score_parts(arrays: RulebookArrays, scheme: int, e: dict[str, Any], year: int) -> dict[str, float]:
    """Score of an enterprise and its parts; `year` 0 is the last year (only the index knows the year before)."""
    intensity = e["research"][0] / e["revenue"][0]
    if scheme == c.INNOVATIVE_POINTS:
        innovation = points(arrays, c.INNOVATIVE_PATENTS, e["patents"])
        innovation += points(arrays, c.INNOVATIVE_RESEARCH_INTENSITY, intensity)
        growth = points(arrays, c.INNOVATIVE_GROWTH, e["growth"][0])
        growth += points(arrays, c.INNOVATIVE_DEBT_RATIO, -e["debt_ratio"])
        focus = points(arrays, c.INNOVATIVE_FIELD, e["emerging"])
        focus += points(arrays, c.INNOVATIVE_MAIN_SHARE, e["main_share"])
        total = innovation + growth + focus + arrays.remainder[scheme]
        return {
            "score": total,
            "score_innovation": innovation,
            "score_growth": growth,
            "score_specialisation": focus,
        }
    if scheme == c.SRDI_POINTS:
        total = points(arrays, c.SRDI_GROWTH, sum(e["growth"]) / 2)
        total += points(arrays, c.SRDI_NET_MARGIN, e["net_margin"])
        total += points(arrays, c.SRDI_DEBT_RATIO, -e["debt_ratio"])
        total += max(
            points(arrays, c.SRDI_RESEARCH_SPENDING, e["research"][0]),
            points(arrays, c.SRDI_RESEARCH_INTENSITY, intensity),
        )
        total += points(arrays, c.SRDI_INSTITUTION, e["institution"])
        total += points(arrays, c.SRDI_PATENTS, e["patents"])
        return {"score": total + e["remainder_share"] * arrays.remainder[scheme]}
    return {"score": e["index"][year]}


def failures(arrays: RulebookArrays, act: int, title: int, e: dict[str, Any]) -> set[str]:
    """Name every condition that an enterprise does not meet."""
    row = arrays.criteria[0, act, title]
    failed: set[str] = set()

    def needs(criterion: int, value: float, alternative: bool = False) -> None:
        column = c.COLUMNS[criterion]
        met = value <= row[criterion] if column.sense == "at_most" else value >= row[criterion]
        if not (met or alternative):
            failed.add(column.name)

    intensities = [spent / revenue for spent, revenue in zip(e["research"], e["revenue"], strict=True)]
    held = {TITLE_NAMES.index(name) for name in e["titles"]}
    needs(c.NICHE_YEARS, e["niche_years"])
    needs(c.REVENUE, e["revenue"][0], e["equity"] >= row[c.REVENUE_EQUITY_ALTERNATIVE])
    needs(c.MAIN_SHARE, e["main_share"])
    needs(c.DEBT_RATIO, e["debt_ratio"])
    needs(c.GROWTH_TWO_YEAR_MEAN, sum(e["growth"]) / 2 + 1e-12)
    needs(c.GROWTH_TWO_YEAR_COMPOUND, math.prod(1 + rate for rate in e["growth"]) ** 0.5 - 1)
    needs(c.RESEARCH_INTENSITY, min(intensities[: int(row[c.RESEARCH_YEARS])]))
    needs(c.RESEARCH_SPENDING, e["research"][0])
    needs(c.RESEARCH_SPENDING_EACH_OF_TWO, min(e["research"]))
    needs(c.RESEARCH_SPENDING_TWO_YEAR_SUM, sum(e["research"]))
    if e["revenue"][0] >= row[c.BAND_HIGH_REVENUE]:
        needs(c.BAND_HIGH_INTENSITY, min(intensities))
    elif e["revenue"][0] >= row[c.BAND_LOW_REVENUE]:
        needs(c.BAND_LOW_INTENSITY, min(intensities))
    else:
        needs(c.BAND_EQUITY, e["equity"])
        needs(c.BAND_SPENDING, e["research"][0])
        needs(c.BAND_STAFF_SHARE, e["staff_share"])
    needs(c.CLASS_ONE_PATENTS, e["patents"], e["institution"] >= row[c.CLASS_ONE_PATENTS_INSTITUTION_WAIVER])
    needs(c.NICHE_SHARE, e["niche_share"])
    needs(c.RESEARCH_INSTITUTION, e["institution"])
    direct = (
        sum(e["research"]) / 2 >= row[c.RESEARCH_DIRECT_ROUTE]
        or e["equity"] >= row[c.EQUITY_DIRECT_ROUTE]
        or e["institution"] >= row[c.INSTITUTION_DIRECT_ROUTE]
        or e["high_tech"] >= row[c.HIGH_TECH_DIRECT_ROUTE]
    )
    scheme = int(row[c.SCORE_SCHEME])
    years = (0, 1) if row[c.SCORE_EITHER_OF_TWO_YEARS] == 1 else (0,)
    for part in score_parts(arrays, scheme, e, 0):
        best = max(score_parts(arrays, scheme, e, year)[part] for year in years)
        needs(c.NUMBER_OF[part], best, direct)
    if row[c.PREVIOUS_TITLE] >= 0 and not any(row[c.PREVIOUS_TITLE] <= h < SME_TITLES for h in held):
        failed.add("previous_title")
    if row[c.BARRED_BY_TITLE] in held:
        failed.add("barred_by_title")
    large = e["employees"] >= arrays.sme_employees and e["revenue"][0] >= arrays.sme_revenue
    if row[c.SME_ONLY] == 1 and large:
        failed.add("sme_only")
    lower = any(0 <= row[c.TITLE_FOR_LOWER_REVENUE] <= h < SME_TITLES for h in held)
    mean = e["revenue_three_year_mean"]
    needs(c.REVENUE_THREE_YEAR_MEAN, mean, lower and mean >= row[c.REVENUE_THREE_YEAR_MEAN_WITH_TITLE])
    return failed


def all_cases() -> list[Any]:
    found = []
    for title in TITLE_NAMES:
        for case in yaml.safe_load((CASES / f"{title}.yaml").read_text(encoding="utf-8")):
            for choice, failed in case["fails"].items():
                found.append(pytest.param(title, case, choice, set(failed), id=f"{title}-{choice}-{case['case']}"))
    return found


@pytest.mark.parametrize(("title", "case", "choice", "failed"), all_cases())
def test_case(title: str, case: dict[str, Any], choice: str, failed: set[str]) -> None:
    unknown = set(case["enterprise"]) - set(SOUND)
    assert not unknown, f"the case states what an enterprise does not have: {unknown}"
    act = c.ACT_NAMES.index(case.get("act", "recognition"))
    enterprise = {**SOUND, **case["enterprise"]}
    assert failures(ARRAYS[choice], act, TITLE_NAMES.index(title), enterprise) == failed


@pytest.mark.parametrize("name", c.TABLE_NAMES)
def test_points_at_and_beside_the_steps(name: str) -> None:
    table = c.TABLE_NAMES.index(name)
    sign = -1.0 if name.endswith("debt_ratio") else 1.0
    expected = yaml.safe_load((CASES / "points.yaml").read_text(encoding="utf-8"))[name]
    found = {value: points(ARRAYS["2022"], table, sign * value) for value in expected}
    assert found == expected
