"""The rulebook as known at the end of a year: later rules and rounds are not known then."""

from __future__ import annotations

import numpy as np

from model import columns as col
from model.rulebook import criteria
from model.rulebook.tables import RulebookChoice, load_rulebook


def test_today_is_the_default_and_changes_nothing() -> None:
    """Knowledge of a year beyond the calendar is knowledge of all of it."""
    book = load_rulebook()
    for field in ("criteria", "champion_round", "breaks"):
        today = getattr(book.arrays(2018, 20), field)
        assert np.array_equal(today, getattr(book.arrays(2018, 20, RulebookChoice(known_in=2100)), field))


def test_rules_of_later_years_are_not_known() -> None:
    """In 2025 nobody knew the rules of 2026: little giants are then judged by those of 2022 for ever."""
    book = load_rulebook()
    version = book.version("little_giant", "recognition", 2026)
    assert version is book.versions["2026-2"]
    known = book.version("little_giant", "recognition", 2026, known_in=2025)
    assert known is book.versions["2022-63"]
    assert book.version("provincial_champion", "recognition", 2025, known_in=2022) is None
    arrays = book.arrays(2019, 17, RulebookChoice(known_in=2025))
    recognition = arrays.criteria[:, 0]
    assert np.array_equal(recognition[2026 - 2019, col.LITTLE_GIANT], recognition[2025 - 2019, col.LITTLE_GIANT])
    assert recognition.shape[-1] == criteria.CRITERIA


def test_rounds_of_later_years_are_drawn() -> None:
    """That there was no round in 2025 was not known in 2024; that there was one in 2024 was."""
    rounds = load_rulebook().arrays(2022, 6, RulebookChoice(known_in=2024)).champion_round
    assert list(rounds) == [1, 1, 1, -1, -1, -1]
