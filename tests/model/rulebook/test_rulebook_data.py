"""The committed rulebook: every threshold, the calendar, the remainders, and what a choice of rules changes."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import yaml

from model.columns import LITTLE_GIANT, PROVINCIAL_CHAMPION, RE_REVIEW, RECOGNITION, SRDI, TITLE_NAMES
from model.rulebook import RulebookChoice, RulebookError, load_rulebook
from model.rulebook import criteria as c
from model.rulebook.schema import Act, Title

CASES = Path(__file__).parent / "cases"
RULEBOOK = load_rulebook()
THRESHOLDS = yaml.safe_load((CASES / "thresholds.yaml").read_text(encoding="utf-8"))
CALENDAR = yaml.safe_load((CASES / "calendar.yaml").read_text(encoding="utf-8"))


def test_names_stand_at_the_places_of_their_numbers() -> None:
    for names in (c.NAMES, c.TABLE_NAMES, c.SCHEME_NAMES):
        assert len(set(names)) == len(names)
    assert [getattr(c, name.upper()) for name in c.NAMES] == list(range(c.CRITERIA))
    assert [getattr(c, name.upper()) for name in c.TABLE_NAMES] == list(range(c.TABLES))
    assert tuple(range(c.SCHEMES)) == (c.NO_SCORE, c.INNOVATIVE_POINTS, c.SRDI_POINTS, c.INDEX)
    assert get_args(Title) == TITLE_NAMES and get_args(Act) == c.ACT_NAMES
    assert (c.ACT_NAMES[RECOGNITION], c.ACT_NAMES[RE_REVIEW]) == ("recognition", "re_review")


def test_every_threshold_is_that_of_the_document() -> None:
    committed = {
        version.version: {
            title: {entry.id: entry.threshold for entry in entries} for title, entries in version.titles.items()
        }
        for version in RULEBOOK.versions.values()
    }
    assert committed == THRESHOLDS


def test_what_is_assumed_says_so() -> None:
    for version in RULEBOOK.versions.values():
        for entries in version.titles.values():
            for entry in entries:
                assert (entry.kind == "assumption") == entry.source.startswith("假设"), (version.version, entry.id)
    for governs in RULEBOOK.calendar.governs:
        assert (governs.kind == "assumption") == governs.source.startswith("假设"), governs


@pytest.mark.parametrize("case", CALENDAR, ids=lambda case: f"{case['title']}-{case['act']}")
def test_the_calendar_names_the_version_of_the_year(case: dict[str, object]) -> None:
    versions = case["versions"]
    assert isinstance(versions, dict)
    for year, expected in versions.items():
        found = RULEBOOK.version(case["title"], case["act"], year)  # type: ignore[arg-type]
        assert (found.version if found else None) == expected, year


def test_the_2026_little_giant_re_review_is_a_rule_and_the_other_titles_are_assumed() -> None:
    entry = RULEBOOK.governing("little_giant", "re_review", 2026)
    assert (entry.kind, entry.version) == ("rule", "2022-63") and "117号" in entry.source
    for title in ("innovative", "srdi"):
        assert RULEBOOK.governing(title, "re_review", 2026).kind == "assumption"
    for title in ("innovative", "srdi", "little_giant"):
        assert RULEBOOK.governing(title, "recognition", 2021).kind == "assumption"  # type: ignore[arg-type]


def test_a_year_before_the_calendar_is_refused() -> None:
    with pytest.raises(RulebookError) as refusal:
        RULEBOOK.arrays(1995, 3)
    assert refusal.value.code == "no_rule_governs" and "2011" in refusal.value.expected


def test_points_without_a_table_are_the_remainder() -> None:
    remainder = RULEBOOK.arrays(2024, 1).remainder
    assert remainder[c.INNOVATIVE_POINTS] == 0.0
    assert remainder[c.SRDI_POINTS] == 100 - (10 + 10 + 5 + 10 + 10 + 10)
    assert remainder[c.INDEX] == 100.0


def test_no_points_exceed_the_total_and_padding_gives_none() -> None:
    arrays = RULEBOOK.arrays(2024, 1)
    assert (arrays.increments[np.isinf(arrays.breaks)] == 0.0).all()
    assert (arrays.increments[np.isfinite(arrays.breaks)] > 0.0).all()
    best = arrays.base + arrays.increments.sum(axis=1)
    assert best[c.INNOVATIVE_PATENTS : c.INNOVATIVE_MAIN_SHARE + 1].sum() + 5.0 == 100.0  # high-value patents: 5 more


def test_shapes_and_neutral_values() -> None:
    arrays = RULEBOOK.arrays(2022, 4)
    assert arrays.criteria.shape == (4, c.ACTS, 5, c.CRITERIA)
    assert arrays.breaks.shape == arrays.increments.shape == (c.TABLES, c.STEPS)
    not_yet = arrays.criteria[0, RECOGNITION, PROVINCIAL_CHAMPION]
    assert not_yet.tolist() == [column.absent for column in c.COLUMNS]
    assert arrays.criteria[1, RECOGNITION, PROVINCIAL_CHAMPION, c.OPEN] == 1.0
    assert (arrays.validity, arrays.sme_employees, arrays.sme_revenue) == (3, 1000.0, 40000.0)
    assert arrays.above_scale_revenue == 2000.0
    assert not np.isnan(arrays.criteria).any()


def test_champion_rounds_are_known_drawn_or_not_held() -> None:
    assert RULEBOOK.arrays(2021, 7).champion_round.tolist() == [-1.0, 1.0, 1.0, 1.0, 0.0, -1.0, -1.0]


def test_the_2022_and_2026_rules_hold_throughout_where_chosen() -> None:
    old, new = (RULEBOOK.arrays(2023, 13, choice).criteria for choice in ("2022", "2026"))
    assert (old[:, :, SRDI, c.REVENUE] == 1000.0).all()
    assert (new[:, :, SRDI, c.REVENUE] == 1500.0).all()
    assert (new[:, :, LITTLE_GIANT, c.REVENUE] == 5000.0).all()
    assert (old[:, :, LITTLE_GIANT, c.REVENUE] == -np.inf).all()
    others = [0, 3, 4]
    assert (old[:, :, others] == new[:, :, others]).all()


def test_a_what_if_threshold_moves_only_where_a_rule_states_it() -> None:
    plain = RULEBOOK.arrays(2023, 6)
    lowered = RULEBOOK.arrays(2023, 6, RulebookChoice(thresholds={"little_giant.revenue": 3000.0}))
    changed = np.argwhere(plain.criteria != lowered.criteria)
    # recognition from 2026 (index 3), re-review from 2027 (index 4)
    assert changed.tolist() == [
        [year, act, LITTLE_GIANT, c.REVENUE]
        for year in range(3, 6)
        for act in range(2)
        if (year, act) != (3, RE_REVIEW)
    ]
    assert (lowered.criteria[4:, :, LITTLE_GIANT, c.REVENUE] == 3000.0).all()


def test_a_what_if_threshold_for_one_act_is_set_in_every_year() -> None:
    thresholds = {"little_giant.recognition.revenue": 3000.0}
    changed = RULEBOOK.arrays(2023, 6, RulebookChoice("2022", thresholds)).criteria
    assert (changed[:, RECOGNITION, LITTLE_GIANT, c.REVENUE] == 3000.0).all()
    assert (changed[:, RE_REVIEW, LITTLE_GIANT, c.REVENUE] == -np.inf).all()


def test_a_lifted_condition_stands_in_nobodys_way() -> None:
    lifted = RULEBOOK.arrays(2023, 6, RulebookChoice(thresholds={"srdi.revenue": None, "srdi.debt_ratio": None}))
    assert (lifted.criteria[:, :, SRDI, c.REVENUE] == -np.inf).all()
    assert (lifted.criteria[:, :, SRDI, c.DEBT_RATIO] == np.inf).all()


def test_standards_can_be_changed_and_the_committed_rulebook_stays_as_it_is() -> None:
    changed = RULEBOOK.arrays(2023, 2, RulebookChoice(thresholds={"above_scale.revenue": 3000.0, "validity.years": 4}))
    assert (changed.above_scale_revenue, changed.validity) == (3000.0, 4)
    assert RULEBOOK.arrays(2023, 2).above_scale_revenue == 2000.0


@pytest.mark.parametrize(
    ("choice", "code", "nearest"),
    [
        (RulebookChoice("calender"), "unknown_choice", "calendar"),
        (RulebookChoice("2023"), "unknown_choice", None),
        (RulebookChoice(thresholds={"little_gaint.revenue": 3000.0}), "unknown_threshold", "little_giant.revenue"),
        (RulebookChoice(thresholds={"little_giant.revenu": 3000.0}), "unknown_threshold", "little_giant.revenue"),
        (RulebookChoice(thresholds={"little_giant.open": 1.0}), "unknown_threshold", None),
        (RulebookChoice(thresholds={"revenue": 3000.0}), "unknown_threshold", None),
        (RulebookChoice(thresholds={"above_scale.revenu": 3000.0}), "unknown_threshold", "above_scale.revenue"),
        (RulebookChoice(thresholds={"srdi.revenue": -1.0}), "threshold_out_of_range", None),
        (RulebookChoice(thresholds={"srdi.revenue": float("nan")}), "threshold_out_of_range", None),
        (RulebookChoice(thresholds={"srdi.main_share": 80.0}), "threshold_out_of_range", None),
        (RulebookChoice(thresholds={"above_scale.revenue": 0.0}), "threshold_out_of_range", None),
        (RulebookChoice(thresholds={"validity.years": 2.5}), "threshold_out_of_range", None),
        (RulebookChoice(thresholds={"sme.revenue": None}), "threshold_out_of_range", None),
        (RulebookChoice("2022", {"little_giant.revenue": 3000.0}), "threshold_without_effect", None),
    ],
)
def test_choices_that_make_no_sense_are_refused(choice: RulebookChoice, code: str, nearest: str | None) -> None:
    with pytest.raises(RulebookError) as refusal:
        RULEBOOK.arrays(2023, 13, choice)
    assert refusal.value.code == code
    if nearest:
        assert refusal.value.nearest == nearest
    assert refusal.value.expected and refusal.value.remedy
