"""No sentence says more than its verdict: over all targets of all plans, and over verdicts of every kind."""

from __future__ import annotations

import re

import pytest
from annex_making import made
from hypothesis import given
from hypothesis import strategies as st

from annex.document import Inline, Quote, Words, plain
from annex.results_analysis import proportion_tree
from annex.sections.verdicts import verdict_said
from annex.writing import Writing
from scenarios.messages import messages, text
from scenarios.schema.load import list_plans
from scenarios.verdicts import Proportion, likelihood
from scenarios.verdicts.scale import WITHHELD, Likelihood
from scenarios.verdicts.settings import settings

FIRM = {
    "zh": [
        *("必然", "必定", "必将", "一定能", "一定会", "确保", "确定能", "肯定", "保证", "无疑", "绝对", "毫无"),
        *("稳操胜券", "完全可以", "势必", "定能", "定会", "能够实现", "可以实现", "将会实现", "轻松", "万无一失"),
        *("没有问题", "不成问题", "志在必得", "不存在困难"),
    ],
    "en": [
        *(
            "certainly",
            "surely",
            "definitely",
            "guarantee",
            "ensure",
            "inevitabl",
            "undoubtedly",
            "without doubt",
            "no doubt",
        ),
        *(
            "must happen",
            "always",
            "never fails",
            "is bound to",
            "will be met",
            "will be reached",
            "will achieve",
            "safe to say",
        ),
    ],
}
"""Wordings that no verdict allows. The scale's own words (几乎肯定, virtually certain) are known and taken out first."""
CLASSES = [name for name, _ in settings().classes]


def words_of(language: str) -> dict[str, str]:
    """Give the words of the scale, longest first, so that 可能 is not found inside 不大可能."""
    found = {text(f"verdict.class.{name}", language): name for name in CLASSES}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def classes_in(said: str, language: str) -> set[str]:
    """Name the classes whose word a text holds."""
    found = set()
    for word, name in words_of(language).items():
        if word in said:
            found.add(name)
            said = said.replace(word, "")
    return found


def own_words(words: Words) -> str:
    """Give a text without the labels and sources that it quotes; words of the scale stay."""

    def kept(inline: Inline) -> str:
        if not isinstance(inline, Quote):
            return plain((inline,))
        return inline.text if re.search(r"\.(word|word_low|word_high)$", inline.reference) else ""

    return "".join(kept(inline) for inline in words)


def without_scale(said: str, language: str) -> str:
    for word in words_of(language):
        said = said.replace(word, "")
    return said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_catalogue_holds_no_firmer_wording(language: str) -> None:
    for key, said in messages(language).items():
        if key.startswith("annex.") and not key.startswith("annex.help"):
            assert not [firm for firm in FIRM[language] if firm in without_scale(said, language).lower()], key
            assert not classes_in(said, language), f"{key} says a word of the scale of its own"
            assert not re.search(r"\d", re.sub(r"{\w+}", "", said)), f"{key} holds a digit of its own"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("plan", list_plans())
def test_no_text_is_firmer_than_the_scale(plan: str, language: str) -> None:
    for words in made(plan, language).runs():
        said = without_scale(own_words(words), language).lower()
        assert not [firm for firm in FIRM[language] if firm in said], plain(words)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("plan", list_plans())
def test_each_target_is_said_in_the_words_of_its_verdict(plan: str, language: str) -> None:
    annex = made(plan, language)
    judged = 0
    for words in annex.runs():
        names = {
            inline.reference.split(".")[1] for inline in words if isinstance(inline, Quote) and _is_verdict(inline)
        }
        if len(names) != 1:
            continue
        judged += 1
        found = annex.results["targets"][names.pop()]["verdict"]
        assert classes_in(own_words(words), language) <= set(found["classes"]), plain(words)
    assert judged > 10


def _is_verdict(inline: Quote) -> bool:
    return inline.reference.startswith("targets.") and ".verdict." in inline.reference


@st.composite
def verdicts(draw: st.DrawFn) -> tuple[Likelihood, Proportion | None]:
    """A verdict of any kind: from any count of successes, or withheld."""
    if draw(st.integers(0, 9)) == 0:
        return WITHHELD, None
    total = draw(st.integers(1, 5_000))
    found = Proportion(draw(st.integers(0, total)), total)
    return likelihood(*found.interval), found


@given(verdicts(), st.sampled_from(["zh", "en"]))
def test_any_verdict_is_said_in_its_words(verdict: tuple[Likelihood, Proportion | None], language: str) -> None:
    from annex.results import likelihood_tree

    found, proportion = verdict
    tree = {
        "targets": {
            "x": {
                "label": "家数",
                "unit": "家",
                "due_year": 2035,
                "value": 60.0,
                "operator": ">=",
                "each_year": False,
                "reason": "失败过多",
                "verdict": likelihood_tree(found, language),
                "chance": proportion_tree(proportion) if proportion else None,
            }
        }
    }
    said = own_words(verdict_said(Writing(None, tree, language), "x"))  # type: ignore[arg-type]
    assert classes_in(said, language) == (set() if found.withheld else {found.low, found.high})
    assert not [firm for firm in FIRM[language] if firm in without_scale(said, language).lower()]
    assert not re.search(r"(?<![\d.])(?:0|100)(?:\.0)?%", said), said
    if found.withheld:
        assert "%" not in said
    else:
        assert (text("annex.word.undecided", language) in said) is found.undecided


def test_the_lexicon_finds_what_it_looks_for() -> None:
    assert classes_in("判断为“不大可能”", "zh") == {"unlikely"}
    assert classes_in("可能，也很可能", "zh") == {"likely", "very_likely"}
    assert classes_in("very unlikely", "en") == {"very_unlikely"}
    assert [firm for firm in FIRM["zh"] if firm in without_scale("几乎肯定", "zh")] == []
    assert "肯定" in [firm for firm in FIRM["zh"] if firm in without_scale("肯定能实现", "zh")]
