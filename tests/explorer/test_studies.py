"""Longer studies: once for whoever asks, rough answers on the way, stopped by a click or when nobody looks, bounded."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from explorer import studies as module
from explorer.studies import Studies, Study

SECONDS = 20.0


def settled(service: Studies, study: Study) -> Study:
    """Wait for the end of a study, looking at it all the while."""
    for _ in range(400):
        study.seen_at = module.time.monotonic()
        if study.settled:
            return study
        service.wait(study, study.version, 0.05)
    raise AssertionError("the study did not end")


def until_cancelled(study: Study) -> str:
    while not study.cancelled():
        threading.Event().wait(0.01)
    raise RuntimeError("stopped")


def test_a_study_is_worked_out_once_and_publishes_on_its_way() -> None:
    service, go = Studies(), threading.Event()

    def work(study: Study) -> str:
        study.publish("rough")
        study.tell("part", 1, 2)
        assert go.wait(SECONDS)
        return "whole"

    first = service.ask(("a",), work)
    service.wait(first, 0, SECONDS)
    assert (first.answer, first.finished, first.part) == ("rough", False, "part")
    assert service.ask(("a",), work) is first
    go.set()
    assert settled(service, first).answer == "whole"
    assert service.ask(("a",), work).answer == "whole" and service.begun == 1


def test_a_stopped_study_keeps_what_it_had_and_begins_again_when_asked() -> None:
    service = Studies()

    def work(study: Study) -> str:
        study.publish("rough")
        return until_cancelled(study)

    first = service.ask(("a",), work)
    service.wait(first, 0, SECONDS)
    service.stop(first)
    assert settled(service, first).stopped and first.answer == "rough" and first.error is None
    again = service.ask(("a",), lambda study: "whole")
    assert again is not first and again.answer in ("rough", "whole")
    assert settled(service, again).answer == "whole"


def test_a_study_that_nobody_looks_at_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    service = Studies()
    study = service.ask(("a",), until_cancelled)
    for _ in range(400):
        if study.settled:
            break
        service.wait(study, study.version, 0.05)
    assert study.stopped and study.error is None


def test_an_error_is_kept_for_whoever_asked_and_tried_again_when_asked_again() -> None:
    service = Studies()

    def fails(study: Study) -> str:
        raise ValueError("no")

    study = settled(service, service.ask(("a",), fails))
    assert isinstance(study.error, ValueError) and not study.finished
    assert settled(service, service.ask(("a",), lambda study: "yes")).answer == "yes"


def test_two_at_a_time_and_few_kept_of_a_kind() -> None:
    service, go = Studies(at_a_time=2, most_kept=3), threading.Event()
    running: list[str] = []

    def work(name: str) -> Callable[[Study], str]:
        def run(study: Study) -> str:
            running.append(name)
            assert go.wait(SECONDS)
            return name

        return run

    three = [service.ask(("kind", name), work(name)) for name in "abc"]
    assert [study.begun for study in three] == [True, True, False]
    go.set()
    assert [settled(service, study).answer for study in three] == ["a", "b", "c"]
    for name in "defg":
        settled(service, service.ask(("kind", name), work(name)))
    settled(service, service.ask(("other", "x"), work("x")))
    assert sum(key[0] == "kind" for key in service.shared) == 3 and ("other", "x") in service.shared
    assert sorted(running) == sorted("abcdefgx")
