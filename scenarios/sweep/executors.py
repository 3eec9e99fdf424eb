"""Where the units of a sweep are computed: in threads of this process, one unit a thread."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from scenarios.engine import Engine
from scenarios.loaded import LoadedScenario
from scenarios.sweep.incidents import Incidents
from scenarios.sweep.kept import Kept, keep_segment
from scenarios.sweep.parts import Unit
from scenarios.sweep.patience import ATTEMPTS, Patience
from scenarios.sweep.simulation import CIRCUMSTANCES, Outcomes

LOOK_EVERY = 0.05
FAREWELL = 5.0
"""Seconds that threads are given to end; they look every few replicates."""


@dataclass(frozen=True)
class Job:
    """A unit with the scenario that it asks."""

    unit: Unit
    loaded: LoadedScenario
    attempts: int = 0

    def again(self) -> Job:
        """Give the same job, tried once more."""
        return Job(self.unit, self.loaded, self.attempts + 1)


@dataclass(frozen=True)
class Question:
    """What all jobs of a sweep share."""

    seed: int
    outcomes: Outcomes


Done = tuple[Unit, Kept]


class Executor(Protocol):
    """Computes jobs in any order; a job that cannot be finished is an incident, and is left out in the end."""

    def run(self, jobs: Iterator[Job], stop: Callable[[], bool]) -> Iterator[Done]:
        """Give each unit as it is finished; end early, without waiting, once `stop()` is true."""
        ...


class Waiting:
    """Jobs that are still to be done: those that must be tried again first, then the others in order."""

    def __init__(self, jobs: Iterator[Job], incidents: Incidents) -> None:
        self.jobs, self.incidents = jobs, incidents
        self.again: deque[Job] = deque()

    def take(self, most: int) -> list[Job]:
        """Take up to so many jobs."""
        found: list[Job] = []
        while len(found) < most:
            job = self.again.popleft() if self.again else next(self.jobs, None)
            if job is None:
                break
            found.append(job)
        return found

    def __bool__(self) -> bool:
        """Tell whether there is a job left to give."""
        if not self.again:
            self.again.extend(self.take(1))
        return bool(self.again)

    def retry(self, job: Job, kind: str, *, blamed: bool = True, **details: object) -> None:
        """Note what happened to a job and try it again, unless it has been tried often enough."""
        more = job.again() if blamed else job
        self.incidents.add(kind, unit=job.unit.name, attempt=job.attempts + 1, **details)
        if more.attempts < ATTEMPTS:
            self.again.append(more)
        else:
            self.incidents.add("given_up", unit=job.unit.name)


class ThreadExecutor:
    """Computes in threads of this process; `batch` units are handed to a thread at a time."""

    def __init__(
        self,
        question: Question,
        threads: int,
        batch: int,
        new_engine: Callable[[], Engine],
        patience: Patience,
        incidents: Incidents,
    ) -> None:
        self.question, self.threads, self.batch = question, threads, batch
        self.new_engine, self.patience, self.incidents = new_engine, patience, incidents
        self.abandoned = 0
        """Threads that hang; a process that has any must leave by `os._exit`, which waits for nobody."""

    def run(self, jobs: Iterator[Job], stop: Callable[[], bool]) -> Iterator[Done]:
        """Compute jobs until there are no more or `stop()` is true."""
        outbox: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
        waiting = Waiting(jobs, self.incidents)
        idle = [self._worker(outbox) for _ in range(self.threads)]
        busy: set[_Worker] = set()
        try:
            while not stop():
                while idle and (batch := waiting.take(self.batch)):
                    worker = idle.pop()
                    worker.give(batch)
                    busy.add(worker)
                if not busy:
                    return
                try:
                    answer = outbox.get(timeout=LOOK_EVERY)
                except queue.Empty:
                    idle.extend(self._replace_hung(busy, waiting, outbox))
                    continue
                if answer.worker not in busy:
                    continue  # it had been given up as hung
                if answer.job is None:
                    busy.discard(answer.worker)
                    idle.append(answer.worker)
                elif isinstance(answer.found, Kept):
                    self.patience.learn(answer.seconds, answer.job.unit.count)
                    yield answer.job.unit, answer.found
                elif isinstance(answer.found, CIRCUMSTANCES):
                    waiting.retry(answer.job, "unit_lost", error=type(answer.found).__name__)
                elif answer.found is not None:
                    raise answer.found
        finally:
            for worker in (*idle, *busy):
                worker.dismiss()
            # A thread that is still at work while the interpreter ends can bring the whole process down.
            until = time.monotonic() + FAREWELL
            for worker in (*idle, *busy):
                worker.join(max(0.0, until - time.monotonic()))

    def _worker(self, outbox: queue.SimpleQueue[_Answer]) -> _Worker:
        worker = _Worker(self.question, self.new_engine, outbox)
        worker.start()
        return worker

    def _replace_hung(
        self, busy: set[_Worker], waiting: Waiting, outbox: queue.SimpleQueue[_Answer]
    ) -> Iterator[_Worker]:
        """Give up threads whose unit takes too long, and put others in their place."""
        for worker in list(busy):
            current = worker.current
            if current is None or time.monotonic() - current[1] < self.patience.limit(current[0].unit.count):
                continue
            busy.discard(worker)
            worker.dismiss()
            self.abandoned += 1
            waiting.retry(current[0], "unit_hung", seconds=round(time.monotonic() - current[1], 1))
            waiting.again.extend(worker.rest)
            yield self._worker(outbox)


@dataclass(frozen=True)
class _Answer:
    """What a thread has to say: a unit's replicates, an error, or (without a job) that it is free."""

    worker: _Worker
    job: Job | None = None
    found: Kept | Exception | None = None
    seconds: float = 0.0


class _Worker(threading.Thread):
    """A thread that computes the jobs it is given, one after another, and can be told to stop."""

    def __init__(
        self, question: Question, new_engine: Callable[[], Engine], outbox: queue.SimpleQueue[_Answer]
    ) -> None:
        super().__init__(name="tuiyan-sweep", daemon=True)
        self.question, self.new_engine, self.outbox = question, new_engine, outbox
        self.inbox: queue.SimpleQueue[list[Job] | None] = queue.SimpleQueue()
        self.dismissed = threading.Event()
        self.current: tuple[Job, float] | None = None
        self.rest: list[Job] = []

    def give(self, batch: list[Job]) -> None:
        """Hand over jobs."""
        self.inbox.put(batch)

    def dismiss(self) -> None:
        """Let the thread end as soon as it looks."""
        self.dismissed.set()
        self.inbox.put(None)

    def run(self) -> None:
        """Compute until dismissed."""
        engine: Engine | None = None
        while (batch := self.inbox.get()) is not None:
            for position, job in enumerate(batch):
                self.rest = batch[position + 1 :]
                self.current = (job, time.monotonic())
                try:
                    engine = engine or self.new_engine()
                    found: Kept | Exception | None = self._simulate(job, engine)
                except Exception as error:  # handed to the thread that waits for it
                    found = error
                seconds = time.monotonic() - self.current[1]
                self.current = None
                if self.dismissed.is_set():
                    return
                self.outbox.put(_Answer(self, job, found, seconds))
            self.outbox.put(_Answer(self))

    def _simulate(self, job: Job, engine: Engine) -> Kept | None:
        unit = job.unit
        return keep_segment(
            job.loaded,
            self.question.seed,
            unit.first,
            unit.count,
            self.question.outcomes,
            engine,
            self.dismissed.is_set,
        )
