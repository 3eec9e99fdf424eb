"""The short form of `python -m benchmarks.words`: a repeat with another seed hardly ever turns one class into another."""

from __future__ import annotations

from benchmarks.words import firmness, moves


def test_only_a_change_from_class_to_class_is_a_move() -> None:
    before = {"a": "likely", "b": "undecided", "c": "unlikely", "d": "withheld", "e": "likely"}
    after = {"a": "very_likely", "b": "likely", "c": "undecided", "d": "likely", "e": "likely"}
    assert moves(before, after) == 1


def test_words_of_two_seeds_agree() -> None:
    """At most one of a hundred targets moves; the count of moves can be other than 0, as the test above shows."""
    found = firmness("xiangcheng", range(1, 3), 300)
    assert found.targets > 10 and found.compared == found.targets
    assert found.moved <= max(1, 0.01 * found.compared)
    assert all(0 <= share < 1 for share in found.undecided)
