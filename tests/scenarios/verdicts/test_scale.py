"""Words never say more than the probability and its error allow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.messages import text
from scenarios.verdicts.proportion import Proportion
from scenarios.verdicts.scale import WITHHELD, class_of, likelihood, word
from scenarios.verdicts.settings import settings

# Written out here a second time on purpose: the scale of design.md, section 1.
SCALE = {
    "virtually_certain": (0.99, 1.0, "几乎肯定", "virtually certain"),
    "very_likely": (0.9, 0.99, "很可能", "very likely"),
    "likely": (0.66, 0.9, "可能", "likely"),
    "about_as_likely_as_not": (0.33, 0.66, "两可", "about as likely as not"),
    "unlikely": (0.1, 0.33, "不大可能", "unlikely"),
    "very_unlikely": (0.01, 0.1, "很难", "very unlikely"),
    "exceptionally_unlikely": (0.0, 0.01, "几乎不可能", "exceptionally unlikely"),
}

counts = st.integers(1, 4000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(st.floats(0, 1))
def test_every_probability_has_the_word_of_the_design(probability: float) -> None:
    """A class begins at its cut and stops short of the next."""
    low, high, chinese, english = SCALE[class_of(probability)]
    assert low <= probability and (probability < high or high == 1.0)
    assert text(f"verdict.class.{class_of(probability)}", "zh") == chinese
    assert text(f"verdict.class.{class_of(probability)}", "en") == english


@given(counts)
def test_a_plain_word_holds_the_whole_interval(count: tuple[int, int]) -> None:
    """A word without "undecided" is only said where the 95% interval lies inside its class."""
    low, high = Proportion(*count).interval
    found = likelihood(low, high)
    crossed = [start for _, start in settings().classes if low < start <= high]
    assert found.undecided == bool(crossed)
    if not found.undecided:
        start, end, *_ = SCALE[found.low]
        assert start <= low and (high < end or end == 1.0)
    else:
        assert class_of(low) == found.low and class_of(high) == found.high
        names = [name for name, _ in settings().classes]
        assert names.index(found.low) < names.index(found.high)


@given(counts, st.sampled_from(["zh", "en"]))
def test_the_sentence_names_both_classes_when_undecided(count: tuple[int, int], language: str) -> None:
    """Undecided stands between the two classes that the error leaves open."""
    found = likelihood(*Proportion(*count).interval)
    said = word(found, language)
    assert text(f"verdict.class.{found.low}", language) in said
    assert text(f"verdict.class.{found.high}", language) in said
    assert (said != text(f"verdict.class.{found.low}", language)) == found.undecided
    assert found.code == ("undecided" if found.undecided else found.low)


@pytest.mark.parametrize(
    ("successes", "total", "code"),
    [
        (0, 10, "undecided"),  # 0 of 10 may still be one in five
        (0, 500, "exceptionally_unlikely"),
        (500, 500, "virtually_certain"),
        (10, 10, "undecided"),
        (495, 500, "undecided"),  # 99% itself cannot be told from very likely
        (250, 500, "about_as_likely_as_not"),
        (330, 500, "undecided"),
        (400, 500, "likely"),
        (475, 500, "very_likely"),
        (100, 500, "unlikely"),
        (25, 500, "very_unlikely"),
    ],
)
def test_worked_examples(successes: int, total: int, code: str) -> None:
    """What an analyst would say of these counts."""
    assert likelihood(*Proportion(successes, total).interval).code == code


def test_withheld_says_nothing_about_likelihood() -> None:
    """No word of the scale is in a withheld verdict."""
    for language in ("zh", "en"):
        said = word(WITHHELD, language)
        assert not any(text(f"verdict.class.{name}", language) in said for name in SCALE)
    assert WITHHELD.code == "withheld" and not WITHHELD.undecided
