"""The short form of the mutation study; the long one is `python -m tests.scenarios.audit.mutation_study`."""

from __future__ import annotations

import json

from tests.scenarios.audit.mutation_study import RESULT, study
from tests.scenarios.audit.mutations import OPERATORS
from tests.scenarios.audit.worlds import HELD_BACK_SEED

SOUND, MUTANTS = 120, 500


def test_sound_plans_are_left_alone_and_spoiled_ones_found() -> None:
    result = study(range(SOUND), mutants_each=5)
    assert result.sound == SOUND
    assert sum(result.mutants.values()) >= MUTANTS
    assert set(result.mutants) == set(OPERATORS)
    assert len(result.accused) <= 0.02 * SOUND, result.accused
    assert result.found >= 0.98 * sum(result.mutants.values()), (result.missed, result.named_wrong)


def test_the_committed_figure_is_of_the_held_back_seed() -> None:
    committed = json.loads(RESULT.read_text(encoding="utf-8"))
    assert committed["held_back"] is True
    assert committed["first_seed"] == HELD_BACK_SEED
    assert committed["sound_plans"] >= 100
    assert committed["mutants"] >= 500
    assert committed["false_alarm_rate"] <= 0.02
    assert committed["detection_rate"] >= 0.98
