"""The document model: nothing is shown that does not stand in the results, and whatever does not is named."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from annex_making import SIMULATED, made

from annex.document import Number, Paragraph, Quote, Section, plain, problem_of, problems, resolve
from annex.phrases import Sayer
from scenarios.schema.load import list_plans

TREE = {"a": {"b": [{"c": 0.123}], "words": "第3次", "low": 5}}


def test_a_path_names_one_value() -> None:
    assert resolve(TREE, "a.b.0.c") == 0.123
    for wrong in ("a.b.1.c", "a.x", "a.b.0.c.d", "", "a.words.0"):
        with pytest.raises(KeyError):
            resolve(TREE, wrong)


@pytest.mark.parametrize(
    ("inline", "wrong"),
    [
        (Number("a.b.0.c", 0.123, "percent1", "12.3%"), False),
        (Number("a.b.0.c", 0.123, "percent1", "12.4%"), True),
        (Number("a.b.0.c", 0.124, "percent1", "12.4%"), True),
        (Number("a.b.9.c", 0.123, "percent1", "12.3%"), True),
        (Number("a.words", 3.0, "plain", "3"), True),
        (Quote("a.words", "第3次"), False),
        (Quote("a.words", "第4次"), True),
        ("没有数字", False),
        ("第3次", True),
        ("第３次", True),
    ],
)
def test_what_does_not_resolve_is_told(inline: Number | Quote | str, wrong: bool) -> None:
    assert (problem_of(inline, TREE, "zh") is not None) is wrong


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("plan", list_plans())
def test_every_number_of_every_plan_resolves(plan: str, language: str) -> None:
    annex = made(plan, language)
    assert problems(annex) == []
    shown = [reference for reference, _ in annex.shown()]
    assert len(shown) > 200
    assert all(resolve(annex.results, reference) is not None for reference in shown)
    assert [section.name for section in annex.sections] == list(SIMULATED)


def test_a_number_that_is_put_in_is_found() -> None:
    annex = made("xihua", "zh")
    said = Paragraph(("共", "300家"))
    broken = replace(annex, sections=(*annex.sections, Section("limits", ("别的",), (said,))))
    assert len(problems(broken)) == 1


def test_neighbouring_numbers_are_kept_apart() -> None:
    """Two numbers without a word between them could not be told apart in a file."""
    for language in ("zh", "en"):
        for words in made("xihua", language).runs():
            pairs = itertools.pairwise(words)
            assert not any(isinstance(one, Number) and isinstance(other, Number) for one, other in pairs), plain(words)


def test_a_probability_is_never_said_as_certain() -> None:
    def chance(successes: int, total: int) -> str:
        from annex.results_analysis import proportion_tree
        from scenarios.verdicts import Proportion

        sayer = Sayer({"p": proportion_tree(Proportion(successes, total))}, "zh")
        return plain(sayer.chance("p"))

    assert chance(0, 500) == "低于0.6%"
    assert chance(500, 500) == "高于99.4%"
    assert chance(250, 500) == "50%±5%"
    assert chance(1, 500) == "0.2%（≤1.0%）", "an error larger than the share would read below zero"
    assert chance(499, 500) == "99.8%（≥99.0%）"
    for total in (100, 500, 20_000, 1_000_000):
        for successes in (0, 1, 2, total // 2, total - 2, total - 1, total):
            said = chance(successes, total)
            assert not said.startswith(("0%", "0.0%", "100%", "100.0%")), said
            assert "±0%" not in said, said
            assert "±0.0%" not in said, said


def test_the_same_request_gives_the_same_annex() -> None:
    from annex_making import KEPT

    first = made("xuchang", "zh")
    KEPT.clear()
    again = made("xuchang", "zh")
    assert again is not first
    assert again.shown() == first.shown()
    assert [plain(words) for words in again.runs()] == [plain(words) for words in first.runs()]
