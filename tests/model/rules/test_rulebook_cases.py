"""The engine's rules judge the rulebook's own cases (`tests/model/rulebook/cases`) as its plain evaluator does.

The rulebook's tests judge every condition by comparing numbers with thresholds, in words of their own; here the same enterprises
go through the functions that the engine runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from model import places as plc
from model.columns import SME_TITLES, TITLE_NAMES
from model.randomness.distributions import normal_from_uniform
from model.rulebook import criteria as crit
from model.rules import accounts as acc
from model.rules import points, titles
from tests.model.rules.one_enterprise import FIRST_YEAR, world_of

CASES = Path(__file__).parents[1] / "rulebook" / "cases"
SOUND = yaml.safe_load((CASES / "enterprise.yaml").read_text(encoding="utf-8"))
YEAR = 2024


def facts_of(words: dict[str, Any]) -> NDArray[np.float64]:
    """The accounts of an enterprise in the rulebook's words."""
    facts = np.zeros(acc.FACTS)
    revenue, research = words["revenue"], words["research"]
    facts[[acc.LAST_REVENUE, acc.EARLIER_REVENUE]] = revenue
    facts[[acc.LAST_SPENDING, acc.EARLIER_SPENDING]] = research
    facts[[acc.LAST_INTENSITY, acc.EARLIER_INTENSITY]] = np.array(research) / np.array(revenue)
    facts[[acc.LAST_GROWTH, acc.EARLIER_GROWTH]] = words["growth"]
    # The cases state the mean of main revenue; the rule multiplies revenue by the share of main business.
    facts[acc.THREE_YEAR_REVENUE] = words["revenue_three_year_mean"] / words["main_share"] + 1e-9
    names = {
        acc.PATENTS: "patents",
        acc.MAIN_SHARE: "main_share",
        acc.DEBT: "debt_ratio",
        acc.MARGIN: "net_margin",
        acc.STAFF_SHARE: "staff_share",
        acc.NICHE_SHARE: "niche_share",
        acc.YEARS_IN_NICHE: "niche_years",
        acc.EQUITY: "equity",
        acc.EMPLOYEES: "employees",
        acc.INSTITUTION: "institution",
        acc.EMERGING: "emerging",
    }
    for fact, name in names.items():
        facts[fact] = words[name]
    return facts


def score_of(scheme: int, words: dict[str, Any], facts: NDArray[np.float64], rules: str, year: int) -> float:
    """Score in the engine; what no table explains is set to the share, or the index, that the case states."""
    world = world_of(rules)
    share = words["index"][year] / 100.0 if scheme == crit.INDEX else words["remainder_share"]
    facts[acc.QUALITY] = normal_from_uniform(min(max(share, 1e-12), 1.0 - 1e-12))
    return float(points.score(scheme, world.breaks, world.increments, world.remainders, facts, 0.0))


def engine_fails(title: str, act: str, words: dict[str, Any], rules: str) -> str | None:
    """The first thing that stops an enterprise, in the engine's words; None where it passes."""
    world = world_of(rules)
    criteria = world.criteria[YEAR - FIRST_YEAR]
    at = titles.thresholds_of(crit.ACT_NAMES.index(act), TITLE_NAMES.index(title))
    row = criteria[at]
    facts = facts_of(words)
    held = {TITLE_NAMES.index(name) for name in words["titles"]}
    lower = any(0 <= row[crit.TITLE_FOR_LOWER_REVENUE] <= own < SME_TITLES for own in held)
    if row[crit.SME_ONLY] > 0.0 and titles.outgrows_sme(
        facts, world.lines[plc.SME_EMPLOYEES], world.lines[plc.SME_REVENUE]
    ):
        return "sme_only"
    if row[crit.PREVIOUS_TITLE] >= 0 and not any(row[crit.PREVIOUS_TITLE] <= own < SME_TITLES for own in held):
        return "previous_title"
    if row[crit.BARRED_BY_TITLE] in held:
        return "barred_by_title"
    unmet = titles.first_unmet(criteria, at, facts, world.breaks, world.increments, lower)
    if unmet != titles.ALL_MET:
        return crit.NAMES[unmet]
    years = (0, 1) if row[crit.SCORE_EITHER_OF_TWO_YEARS] > 0.0 and act == "re_review" else (0,)
    best = max(score_of(int(row[crit.SCORE_SCHEME]), words, facts, rules, year) for year in years)
    if best < row[crit.SCORE] and not titles.takes_direct_route(criteria, at, facts):
        return "score"
    return None


def all_cases() -> list[Any]:
    found = []
    for title in TITLE_NAMES:
        for case in yaml.safe_load((CASES / f"{title}.yaml").read_text(encoding="utf-8")):
            # The status of high-technology enterprises comes with the whole world.
            if case["enterprise"].get("high_tech"):
                continue
            for rules, failed in case["fails"].items():
                found.append(pytest.param(title, case, rules, set(failed), id=f"{title}-{rules}-{case['case']}"))
    return found


@pytest.mark.parametrize(("title", "case", "rules", "failed"), all_cases())
def test_the_engine_judges_the_case_alike(title: str, case: dict[str, Any], rules: str, failed: set[str]) -> None:
    stopped_by = engine_fails(title, case.get("act", "recognition"), {**SOUND, **case["enterprise"]}, rules)
    if not failed:
        assert stopped_by is None
        return
    # A table of bands is one condition in the engine and several in the rulebook.
    bands = {name for name in failed if name.startswith("band_")}
    assert stopped_by in failed - bands | ({"band_high_intensity"} if bands else set())
