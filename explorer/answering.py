"""From a question to an answer on the page: what is there already at once, else a rough answer, progress, and a way to stop."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from explorer import state
from explorer.computing import ROUGH, Ticket, service
from explorer.wording import refusal, say
from scenarios.engine import compiles_first
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.schema.errors import InputError
from scenarios.schema.scenario import Scenario

LOOK_EVERY = 0.1
"""Seconds between two looks at progress while a page waits."""
RESULTS = "tuiyan_results"
STOPPED = "tuiyan_stopped"
MOST_RESULTS = 16


@dataclass(frozen=True)
class Question:
    """A question on the page, and its ticket; `name` is how the session remembers it."""

    loaded: LoadedScenario
    ticket: Ticket
    name: str
    stopped: bool

    @property
    def settled(self) -> bool:
        """Tell whether nothing more will come."""
        return self.ticket.finished or self.stopped or self.ticket.error is not None


@dataclass(frozen=True)
class Answered:
    """A question with the answer that is there so far; `rough` where more replicates are still to come."""

    question: Question
    result: RunResult
    rough: bool


@contextmanager
def answers(scenarios: Sequence[Scenario]) -> Iterator[list[Answered]]:
    """Answer questions for a page: shows progress until each has a rough answer, then gives them.

    When the page has been drawn with rough answers, waits for the full ones and runs the page again. A question that
    cannot be asked, or fails, is said on the page, and the page ends there.
    """
    language = state.language()
    slot = st.empty()
    questions: list[Question] = []
    try:
        for scenario in scenarios:
            questions.append(_question(scenario, language))
        progress = _Progress(slot, questions, language)
        progress.wait(ROUGH)
        found = [Answered(one, _result(one), not one.settled) for one in questions]
        if not any(one.rough for one in found):
            progress.close()
        yield found
        for one in questions:
            one.ticket.drawn()
        if any(one.rough for one in found):
            progress.wait(None)
            st.rerun()
    finally:
        for one in questions:
            one.ticket.leave()


def is_private(loaded: LoadedScenario) -> bool:
    """Tell whether a question holds data of one session alone (a ledger, a posterior): its results share no store and no link."""
    return getattr(loaded, "ledger", None) is not None or getattr(loaded, "own_posterior", None) is not None


def go_on(name: str) -> None:
    """Simulate a stopped question after all."""
    _stopped().discard(name)


def _stop(names: Sequence[str]) -> None:
    _stopped().update(names)


def _stopped() -> set[str]:
    found: set[str] = st.session_state.setdefault(STOPPED, set())
    return found


def _question(scenario: Scenario, language: str) -> Question:
    try:
        loaded = state.loaded(scenario)
        name = f"{loaded.hash}/{scenario.seed}/{scenario.replicates}"
    except InputError as error:
        _end(refusal(error, language), language)
        raise  # the script has ended
    stopped = name in _stopped()
    store = state.private_store() if is_private(loaded) else None
    ticket = service().ask(loaded, scenario.seed, scenario.replicates, store=store, go_on=not stopped, draws=True)
    if stopped and ticket.done == 0:
        st.info(say("stopped_nothing", language))
        st.button(say("go_on", language), on_click=go_on, args=(name,), key="go_on")
        st.stop()
    return Question(loaded, ticket, name, stopped)


def _end(said: str, language: str) -> None:
    st.error(said, title=say("refused", language))
    with st.container(horizontal=True):
        st.button(
            say("undo", language), on_click=state.undo, key="undo_refused", disabled=not state.session().history.past
        )
        st.button(say("reset_all", language), on_click=state.reset, key="reset_refused")
    st.stop()


class _Progress:
    """A bar with a button to stop, shown only while someone waits."""

    def __init__(self, slot: st.delta_generator.DeltaGenerator, questions: Sequence[Question], language: str) -> None:
        self.slot, self.questions, self.language = slot, questions, language
        self.bar: st.delta_generator.DeltaGenerator | None = None
        self.began = time.monotonic()
        self.at_begin = self._done

    @property
    def _done(self) -> int:
        return sum(one.ticket.done for one in self.questions)

    def wait(self, least: int | None) -> None:
        """Wait until every question has `least` replicates, or all (None)."""
        while waiting := [one for one in self.questions if not _ready(one, least)]:
            if self.bar is None:
                self._open()
            assert self.bar is not None
            total = sum(one.ticket.replicates for one in self.questions)
            self.bar.progress(min(1.0, self._done / total), text=self._said(total))
            slowest = min(waiting, key=lambda one: one.ticket.done / one.ticket.replicates)
            slowest.ticket.wait(slowest.ticket.replicates if least is None else least, LOOK_EVERY)
        for one in self.questions:
            if one.ticket.error is not None:
                self._failed(one.ticket.error)

    def close(self) -> None:
        """Take the bar away."""
        self.slot.empty()

    def _open(self) -> None:
        with self.slot.container(border=True, horizontal=True, vertical_alignment="center", key="progress"):
            self.bar = st.progress(0.0)
            names = [one.name for one in self.questions]
            st.button(say("stop", self.language), on_click=_stop, args=(names,), key="stop")
            if compiles_first() and self._done == 0:
                st.caption(say("compiles_once", self.language))

    def _said(self, total: int) -> str:
        done, gained = self._done, self._done - self.at_begin
        if gained <= 0:
            said = say("progress.beginning", self.language, done=done, total=total)
        else:
            left = max(1, round((time.monotonic() - self.began) / gained * (total - done)))
            said = say("progress.going", self.language, done=done, total=total, seconds=left)
        others = service().waiting - len(self.questions)
        return said + say("progress.others", self.language, count=others) if others > 0 else said

    def _failed(self, error: BaseException) -> None:
        said = refusal(error, self.language) if isinstance(error, InputError) else None
        _end(said or say("failed", self.language, what=type(error).__name__), self.language)


def _ready(question: Question, least: int | None) -> bool:
    return question.settled or (least is not None and question.ticket.done >= least)


def _result(question: Question) -> RunResult:
    """Give a question's answer so far; judging takes a while, so the session remembers the last few."""
    remembered: dict[str, RunResult] = st.session_state.setdefault(RESULTS, {})
    done = question.ticket.done
    key = f"{question.name}@{done}"
    found = remembered.get(key)
    if found is None or found.scenario is not question.loaded:
        made = question.ticket.result(done)
        assert made is not None
        found = remembered[key] = made
        while len(remembered) > MOST_RESULTS:
            del remembered[next(iter(remembered))]
    return found
