"""The shared service: each question once, rough answers first, cancel that works, private results kept apart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from explorer.computing import ROUGH, Service, Store
from scenarios.engine import Engine
from scenarios.loaded import LoadedScenario, load
from scenarios.run import BATCH

WAIT = 30.0


@dataclass
class Ensemble:
    years: list[int]
    series: tuple[str, ...]
    values: Any
    parameters: Any
    parameter_names: tuple[str, ...] = ("x",)
    failures: list[Any] = field(default_factory=list)


@dataclass
class SlowEngine:
    """An engine that notes what it was asked, and goes on only when it is let."""

    asked: list[tuple[str, int, int]]
    gate: threading.Event

    def __call__(
        self,
        scenario: LoadedScenario,
        *,
        seed: int,
        first_replicate: int,
        replicates: int,
        threads: Any,
        chunk: Any,
        cancel: Callable[[], bool] | None,
    ) -> Any:
        self.asked.append((scenario.hash, first_replicate, replicates))
        while not self.gate.wait(0.01):
            if cancel is not None and cancel():
                replicates = 0
                break
        numbers = np.arange(first_replicate, first_replicate + replicates, dtype=float)
        values = np.repeat(numbers[:, None, None] + seed, 2, axis=1)
        return Ensemble([2022, 2023], ("x",), values, numbers[:, None])


@pytest.fixture
def asked() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture
def gate() -> threading.Event:
    return threading.Event()


@pytest.fixture
def service(asked: list[tuple[str, int, int]], gate: threading.Event) -> Service:
    def engine() -> Engine:
        return SlowEngine(asked, gate)  # type: ignore[return-value]

    return Service(engine, threads=1)


PLANS = ("xihua", "xuchang", "zhumadian")


def test_the_same_question_is_simulated_once_for_any_number_of_sessions(
    service: Service, gate: threading.Event
) -> None:
    gate.set()
    loaded = load("xihua")
    tickets = [service.ask(loaded, 1, 300) for _ in range(5)]
    assert all(ticket.wait(300, WAIT) for ticket in tickets)
    again = service.ask(load("xihua"), 1, 200)
    assert again.finished and again.done == 200
    assert service.simulated == 300


def test_more_replicates_go_on_from_those_there_are(
    service: Service, gate: threading.Event, asked: list[tuple[str, int, int]]
) -> None:
    gate.set()
    loaded = load("xihua")
    assert service.ask(loaded, 1, 100).wait(100, WAIT)
    more = service.ask(loaded, 1, 250)
    assert more.wait(250, WAIT)
    assert service.simulated == 250
    assert asked[1][1] == 100, "the second run begins where the first ended"
    result = more.result()
    assert result is not None
    assert result.samples.values[:, 0, 0].tolist() == [float(number) + 1 for number in range(250)]


def test_seeds_are_questions_of_their_own(service: Service, gate: threading.Event) -> None:
    gate.set()
    loaded = load("xihua")
    one, two = service.ask(loaded, 1, 50), service.ask(loaded, 2, 50)
    assert one.wait(50, WAIT) and two.wait(50, WAIT)
    first, second = one.result(), two.result()
    assert first is not None and second is not None
    assert first.samples.values[0, 0, 0] != second.samples.values[0, 0, 0]


def test_every_question_has_a_rough_answer_before_any_has_its_second_batch(
    service: Service, gate: threading.Event, asked: list[tuple[str, int, int]]
) -> None:
    tickets = [service.ask(load(plan), 1, 300) for plan in PLANS]
    gate.set()
    assert all(ticket.wait(300, WAIT) for ticket in tickets)
    assert [first for _, first, _ in asked[: len(PLANS)]] == [0] * len(PLANS)


def test_a_question_that_everybody_left_is_laid_aside_and_what_was_done_is_kept(
    service: Service, gate: threading.Event
) -> None:
    gate.set()
    loaded = load("xihua")
    ticket = service.ask(loaded, 1, 100)
    assert ticket.wait(100, WAIT)
    ticket.leave()
    gate.clear()
    more = service.ask(loaded, 1, 100_000)
    more.leave()
    stopped = service.ask(loaded, 1, 100_000, go_on=False)
    assert stopped.done >= 100 and not stopped.finished
    until = time.monotonic() + WAIT
    while service.waiting and time.monotonic() < until:
        time.sleep(0.02)
    assert not service.waiting and service.simulated < 100_000
    result = stopped.result()
    assert result is not None and result.partial and result.replicates == stopped.done


def test_one_session_leaving_does_not_stop_another(service: Service, gate: threading.Event) -> None:
    loaded = load("xihua")
    one, other = service.ask(loaded, 1, 200), service.ask(loaded, 1, 200)
    one.leave()
    gate.set()
    assert other.wait(200, WAIT) and other.finished


def test_private_results_are_in_no_shared_store(service: Service, gate: threading.Event) -> None:
    gate.set()
    own = Store()
    ticket = service.ask(load("xihua"), 1, 50, store=own)
    assert ticket.wait(50, WAIT)
    assert own.entries and not service.shared.entries
    assert service.ask(load("xihua"), 1, 50).done < 50 or service.simulated == 100


def test_an_error_reaches_who_asked_and_the_service_goes_on(gate: threading.Event) -> None:
    gate.set()
    fails = [True]

    def engine() -> Engine:
        def broken(*_: Any, **__: Any) -> Any:
            raise ZeroDivisionError("a test")

        return broken if fails.pop() else SlowEngine([], gate)  # type: ignore[return-value]

    fails = [False, True]
    service = Service(engine, threads=1)
    ticket = service.ask(load("xihua"), 1, 50)
    assert ticket.wait(50, WAIT) and isinstance(ticket.error, ZeroDivisionError)
    again = service.ask(load("xihua"), 1, 50)
    assert again.wait(50, WAIT) and again.error is None and again.finished


def test_the_store_is_bounded_and_never_drops_what_is_awaited() -> None:
    store = Store(most_entries=2)
    loaded = load("xihua")
    first = store.entry(("a", 1), loaded)
    first.watchers.add(1)
    for name in "bcdef":
        store.entry((name, 1), loaded)
    assert ("a", 1) in store.entries and ("f", 1) in store.entries
    assert len(store.entries) == 2


def test_a_question_rests_while_its_rough_answer_is_drawn(
    service: Service, gate: threading.Event, asked: list[tuple[str, int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.computing.REST", WAIT)
    gate.set()
    loaded = load("xihua")
    drawing, other = (service.ask(loaded, 1, 300, draws=True) for _ in range(2))
    assert drawing.wait(ROUGH, WAIT) and not drawing.wait(300, 0.2)
    assert drawing.done == ROUGH, "exactly the rough answer, no batch behind it"
    also = service.ask(load("xuchang"), 1, 50)
    assert also.wait(50, WAIT), "another question goes on meanwhile"
    drawing.drawn()
    assert not drawing.wait(300, 0.2), "the other page still draws"
    other.leave()
    assert drawing.wait(300, WAIT), "a page that left draws no more"
    assert [first for _, first, _ in asked if first] == [ROUGH, ROUGH + BATCH]


def test_a_page_that_never_says_that_it_has_drawn_holds_a_question_up_for_a_moment_only(
    service: Service, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.computing.REST", 0.3)
    gate.set()
    began = time.monotonic()
    ticket = service.ask(load("xihua"), 1, 300, draws=True)
    assert ticket.wait(300, WAIT)
    assert time.monotonic() - began >= 0.3


def test_the_first_full_answer_is_told_once(gate: threading.Event, asked: list[tuple[str, int, int]]) -> None:
    told: list[int] = []
    gate.set()
    service = Service(lambda: SlowEngine(asked, gate), threads=1, answered_once=lambda: told.append(1))  # type: ignore[arg-type, return-value]
    for seed in (1, 2, 3):
        assert service.ask(load("xihua"), seed, 150).wait(150, WAIT)
    until = time.monotonic() + WAIT
    while not told and time.monotonic() < until:
        time.sleep(0.01)
    assert told == [1]
