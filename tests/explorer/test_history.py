"""Undo and redo over frozen scenarios."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from explorer.history import MOST_STEPS, History
from explorer.link import default_scenario


def asked(seed: int) -> History:
    return History(default_scenario("xihua").model_copy(update={"seed": seed}))


def test_undo_and_redo_lead_back_and_forth() -> None:
    first = asked(1)
    second = first.moved_to(asked(2).present)
    assert second.undone().present == first.present
    assert second.undone().redone() == second
    assert first.undone() == first and second.redone() == second


def test_the_same_question_again_is_no_step() -> None:
    first = asked(1)
    assert first.moved_to(asked(1).present) == first


def test_asking_after_an_undo_forgets_what_was_undone() -> None:
    third = asked(1).moved_to(asked(2).present).undone().moved_to(asked(3).present)
    assert third.future == () and third.undone().present.seed == 1


@given(st.lists(st.integers(1, 5), max_size=200))
def test_history_is_bounded_and_every_undo_has_its_redo(seeds: list[int]) -> None:
    history = asked(0)
    for seed in seeds:
        history = history.moved_to(asked(seed).present)
    assert len(history.past) <= MOST_STEPS
    back = history
    for _ in history.past:
        back = back.undone()
    for _ in history.past:
        back = back.redone()
    assert back == history
