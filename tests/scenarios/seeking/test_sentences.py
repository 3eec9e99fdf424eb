"""The right sentence for every wish that cannot simply be granted, in both languages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scenarios import load
from scenarios.answers.asking import answers
from scenarios.answers.complete import missing
from scenarios.cli import main
from scenarios.cli.answers_more import takes_lines
from scenarios.cli.answers_report import report as answers_page
from scenarios.cli.seek import report, summary
from scenarios.messages import text
from scenarios.seeking import SeekAnswer
from scenarios.trials import WithheldError

sys.path.insert(0, str(Path(__file__).resolve().parent))
from wishes import answer

both = pytest.mark.parametrize("language", ["zh", "en"])


def said(found: SeekAnswer, language: str) -> str:
    """Both ways of telling it: the page of the command line, and the sentences of the explorer."""
    page, sentences = "\n".join(report(found, language)), "\n".join(summary(found, language))
    status = next(line for line in page.splitlines() if line in sentences and line)
    assert status
    return page


@both
def test_an_impossible_wish_says_how_far_it_goes_and_what_stops_it(language: str) -> None:
    page = said(answer((0.0, 1.2, 0.0), probability=0.9), language)
    assert ("做不到" in page and "挡住它的界限" in page) if language == "zh" else ("cannot" in page or "not" in page)
    assert text("seek.limits", language) in page


@both
def test_bounds_that_rule_the_way_out_make_it_impossible(language: str) -> None:
    """With its only helpful lever held low the wish cannot be had, and that bound is named as the limit."""
    found = answer((0.0, 3.0, 0.0), probability=0.7, bounds={"title_awards": (0.0, 0.2)})
    assert found.status == "impossible" and found.impossible is not None
    assert found.impossible.limits[0].name == "title_awards"
    assert text("seek.limits", language) in said(found, language)


@both
def test_contradictory_bounds_are_refused(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["seek", "xihua", "--bound", "land=2:1", "--lang", language])
    told = capsys.readouterr().err
    assert status == 2 and "land" in told
    assert ("自相矛盾" if language == "zh" else "contradict") in told
    assert main(["seek", "xihua", "--bound", "land", "--lang", language]) == 2


@both
def test_no_budget_moves_nothing(language: str) -> None:
    page = said(answer((3.0, 3.0, 0.0), probability=0.7, budget=0.0), language)
    assert text("seek.status.no_budget", language) in page


@both
def test_levers_without_effect_are_said_to_have_none(language: str) -> None:
    page = said(answer((0.0, 0.0, 0.0), probability=0.9), language)
    assert text("seek.status.no_lever", language) in page


@both
def test_what_is_certain_already_needs_nothing(language: str) -> None:
    page = said(answer((3.0, 3.0, 0.0), probability=0.05), language)
    assert text("seek.status.already", language) in page


@both
def test_nothing_is_said_of_levers_above_one_percent_of_failures(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> SeekAnswer:
        raise WithheldError

    monkeypatch.setattr("scenarios.seeking.seek", fails)
    assert main(["seek", "xihua", "--lang", language]) == 2
    assert "1%" in capsys.readouterr().err


@both
def test_answers_are_withheld_above_one_percent_of_failures(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two of a hundred failed nothing is concluded, of any target or of the whole, and nothing counts as missing."""
    from synthetic import FakeEngine

    engine = FakeEngine(fails=frozenset({3, 7}))
    monkeypatch.setattr(sys.modules["scenarios.run"], "_compiled", lambda: engine)
    found = answers("xihua", None, 100, 1, binding_replicates=2)
    assert missing(found) == ()
    target = next(iter(found.targets.values()))
    assert target.answer.verdict is not None and target.answer.verdict.likelihood.withheld
    assert target.takes.status == "withheld" and target.binding.gains == () and target.fails_when is None
    page = answers_page(found, language)
    assert text("verdict.withheld", language) in page and "%" in page
    lines = list(takes_lines(target.takes, language))
    assert lines == [text("answers.takes.withheld", language)]


@both
def test_first_looks_have_a_sentence_for_every_status(language: str) -> None:
    """Of a plan's targets, whatever the status, there is a sentence with the wish in it."""
    found = answers(load("xiangcheng"), None, 40, 1, binding_replicates=12)
    statuses = {each.takes.status for each in found.targets.values()}
    assert len(statuses) >= 2
    for each in found.targets.values():
        lines = list(takes_lines(each.takes, language))
        assert lines and (each.takes.status == "withheld" or "80%" in lines[0])
