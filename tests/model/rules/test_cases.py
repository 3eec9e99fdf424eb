"""Cases that an expert can read (`cases/*.yaml`), judged by the engine's rules."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from model import columns as col
from model import series as ser
from model.phases import take_stock
from model.rulebook import criteria as crit
from model.rules import accounts as acc
from model.rules import adoption, attraction, economy, entry_exit, growth, investment, points, research, titles
from tests.model.rules.one_enterprise import (
    CASES,
    FACT_NAMES,
    FIRST_YEAR,
    OneEnterprise,
    case_name,
    read_cases,
)

SCALAR_TOPICS = {
    "growth": growth,
    "entry_exit": entry_exit,
    "research": research,
    "attraction": attraction,
    "investment": investment,
    "adoption": adoption,
    "economy": economy,
}
CLOSE = 1e-9


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case_name(case)) for case in read_cases(name)]


def number(written: Any) -> Any:
    """A number as people write it: `ln 10000` is a logarithm."""
    if isinstance(written, str) and written.startswith("ln "):
        return math.log(float(written.removeprefix("ln ")))
    return written if isinstance(written, bool) else float(written)


@pytest.mark.parametrize(
    ("topic", "case"),
    [
        pytest.param(topic, case, id=f"{topic}-{case_name(case)}")
        for topic in SCALAR_TOPICS
        for case in read_cases(topic)
    ],
)
def test_a_rule_of_one_topic(topic: str, case: dict[str, Any]) -> None:
    rule = getattr(SCALAR_TOPICS[topic], case["rule"])
    found = rule(**{name: number(value) for name, value in case["given"].items()})
    wanted = number(case["then"])
    assert found == wanted if isinstance(wanted, bool) else found == pytest.approx(wanted, rel=CLOSE, abs=1e-12)


@pytest.mark.parametrize("topic", SCALAR_TOPICS)
def test_every_rule_of_a_topic_has_a_case(topic: str) -> None:
    module = SCALAR_TOPICS[topic]
    rules = {name for name, found in vars(module).items() if hasattr(found, "py_func") and name.islower()}
    own = {name for name in rules if getattr(module, name).py_func.__module__ == module.__name__}
    assert own == {case["rule"] for case in read_cases(topic)}


@pytest.mark.parametrize("case", cases("accounts"))
def test_accounts(case: dict[str, Any]) -> None:
    given = dict(case["given"])
    year = given.pop("year", 2026)
    recording, niche_market = float(given.pop("recording", 1.0)), float(given.pop("niche_market", 1.0))
    numbers, labels = np.ones((col.NUMBERS, 1)), np.zeros((col.LABELS, 1), dtype=np.int16)
    for name, value in given.items():
        if name in col.NUMBER_NAMES:
            numbers[col.NUMBER_NAMES.index(name)] = value
        else:
            labels[col.LABEL_NAMES.index(name)] = value
    facts = np.full(acc.FACTS, np.nan)
    acc.fill_accounts(facts, numbers, labels, 0, year, recording, niche_market, 0.5, 0.05)
    assert np.isfinite(facts).all()
    assert (facts[acc.DEBT], facts[acc.MARGIN]) == (0.5, 0.05)
    for name, wanted in case["then"].items():
        assert facts[FACT_NAMES.index(name)] == pytest.approx(wanted, rel=CLOSE), name


@pytest.mark.parametrize("case", cases("counting"))
def test_counting(case: dict[str, Any]) -> None:
    year = 2025
    numbers, labels = np.ones((col.NUMBERS, 1)), np.zeros((col.LABELS, 1), dtype=np.int16)
    labels[col.ALIVE] = 1
    for name in case["holds"]:
        labels[col.EXPIRY + col.TITLE_NAMES.index(name)] = year
    outcome = np.zeros(ser.SERIES)
    take_stock(1, year, case["national_counts"], numbers, labels, outcome)
    for reading, wanted in case["then"].items():
        counted = [
            title for title in ser.COUNTED_TITLES if outcome[ser.SERIES_NAMES.index(f"{title}_{reading}")] == 1.0
        ]
        assert counted == wanted, reading


@pytest.mark.parametrize("case", cases("points"))
def test_points(case: dict[str, Any]) -> None:
    one = OneEnterprise("2022", case.get("enterprise", {}))
    facts, world = one.accounts(FIRST_YEAR), one.world

    def score(scheme: int) -> float:
        return points.score(scheme, world.breaks, world.increments, world.remainders, facts, 0.0)

    found = {
        "innovation_points": points.innovation_points(world.breaks, world.increments, facts),
        "growth_points": points.growth_points(world.breaks, world.increments, facts),
        "specialisation_points": points.specialisation_points(world.breaks, world.increments, facts),
        "srdi_points": points.srdi_points(world.breaks, world.increments, facts),
        "innovative_score": score(crit.INNOVATIVE_POINTS),
        "srdi_score": score(crit.SRDI_POINTS),
        "index_score": score(crit.INDEX),
    }
    for name, wanted in case["then"].items():
        assert found[name] == pytest.approx(wanted, abs=1e-6), name


@pytest.mark.parametrize("rules", ["2022", "2026"])
@pytest.mark.parametrize("case", cases("titles"))
def test_conditions(case: dict[str, Any], rules: str) -> None:
    one = OneEnterprise(rules, case.get("enterprise", {}))
    at = titles.thresholds_of(
        crit.ACT_NAMES.index(case.get("act", "recognition")), col.TITLE_NAMES.index(case["title"])
    )
    unmet = titles.first_unmet(
        one.thresholds(FIRST_YEAR), at, one.accounts(FIRST_YEAR), one.world.breaks, one.world.increments, False
    )
    assert ("none" if unmet == titles.ALL_MET else crit.NAMES[unmet]) == case["then"][rules]


@pytest.mark.parametrize("case", cases("ladder"))
def test_story_of_the_ladder(case: dict[str, Any]) -> None:
    one = OneEnterprise(case["rules"], case.get("enterprise", {}))
    for title, last_year in case.get("holds", {}).items():
        one.labels[col.EXPIRY + col.TITLE_NAMES.index(title)] = last_year
    for year, told in case["years"].items():
        one.describe(told.get("enterprise", {}), year)
        changes = one.decide(
            year, case.get("apply", []), case.get("pass", []), case.get("cut_off"), float(case.get("service", 0))
        )
        then = told["then"]
        assert one.holds(year) == then["holds"], year
        decided = one.decided()
        shown = {name: text for name, text in decided.items() if "champion" not in name or name in then["decided"]}
        assert shown == then["decided"], year
        for change, titles_changed in changes.items():
            if change in then:
                assert titles_changed == then[change], (year, change)


def test_a_re_reviewed_enterprise_is_renewed_for_three_years() -> None:
    one = OneEnterprise("2022", {})
    one.labels[col.EXPIRY + col.INNOVATIVE] = 2023
    one.decide(2024)
    assert one.labels[col.EXPIRY + col.INNOVATIVE, 0] == 2026


def test_every_file_of_cases_is_judged() -> None:
    judged = {*SCALAR_TOPICS, "accounts", "counting", "points", "titles", "ladder", "enterprise"}
    assert {path.stem for path in CASES.glob("*.yaml")} == judged


@pytest.mark.parametrize("topic", [*SCALAR_TOPICS, "accounts", "counting", "points", "titles", "ladder"])
def test_cases_are_labelled_in_both_languages_and_told_once(topic: str) -> None:
    labels = [(case["case"]["zh"], case["case"]["en"]) for case in read_cases(topic)]
    assert all(zh.strip() and en.strip() for zh, en in labels)
    assert len({zh for zh, _ in labels}) == len(labels)
