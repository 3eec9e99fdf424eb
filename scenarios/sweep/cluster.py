"""The units of a sweep computed by the workers of a Dask cluster, which may join, die, hang or be lost at any time.

Every batch is given to one named worker, one batch a thread, so that it is always known who has what since when. What a
lost or hung worker had is given to another. Workers send numbers back and write nothing: they need no shared disk.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from scenarios.schema.errors import InputError, Place
from scenarios.sweep.executors import Done, Job, Question, Waiting
from scenarios.sweep.incidents import Incidents
from scenarios.sweep.kept import Kept, keep_segment
from scenarios.sweep.patience import Patience
from scenarios.sweep.simulation import CIRCUMSTANCES

WAIT_FOR_CLUSTER = 60.0
"""Seconds without a scheduler, or without a worker that answers, after which the sweep stops."""
LOOK_EVERY = 0.2
WORKERS_EVERY = 0.5
CONNECT, FETCH = 5.0, 30.0


@dataclass(frozen=True)
class Batch:
    """What travels to a worker. `version` and `sources` say by which model it must be answered."""

    jobs: tuple[Job, ...]
    question: Question
    version: str
    sources: str


@dataclass(frozen=True)
class OtherModel:
    """A worker's answer where its model is another one."""

    version: str


def model_identity() -> tuple[str, str]:
    """Name the version of the results and digest the sources of the compiled model."""
    from model.compiled import CACHE_FOLDER
    from model.version import RESULTS_VERSION

    return str(RESULTS_VERSION), CACHE_FOLDER.name


def work(batch: Batch) -> OtherModel | list[Kept | InputError | str]:
    """Compute a batch on a worker, in the one thread that the worker gives it."""
    from scenarios.engine import compiled_engine

    identity = model_identity()
    if identity != (batch.version, batch.sources):
        return OtherModel(identity[0])
    engine = compiled_engine()
    answers: list[Kept | InputError | str] = []
    for job in batch.jobs:
        unit, asked = job.unit, batch.question
        try:
            found = keep_segment(job.loaded, asked.seed, unit.first, unit.count, asked.outcomes, engine)
            answers.append(found if found is not None else "cancelled")
        except CIRCUMSTANCES as error:
            answers.append(type(error).__name__)
        except InputError as error:
            answers.append(error)
    return answers


@dataclass
class _Sent:
    """A batch under way."""

    jobs: list[Job]
    worker: str
    since: float


def here() -> bool:
    """Answer from a worker's thread: who does is neither stopped nor busy."""
    return True


class SchedulerLostError(Exception):
    """The scheduler does not answer any more."""


class ClusterExecutor:
    """Computes on a Dask cluster; `batch` units travel together."""

    def __init__(self, question: Question, address: str, batch: int, patience: Patience, incidents: Incidents) -> None:
        self.question, self.address, self.batch = question, address, batch
        self.patience, self.incidents = patience, incidents
        self.wait = WAIT_FOR_CLUSTER
        self._version, self._sources = model_identity()
        self._client: Any = None
        self._sent: dict[Any, _Sent] = {}
        self._workers: dict[str, int] = {}
        self._suspects: dict[str, Any] = {}
        """Workers that were given up, each with a question that it answers as soon as it can work again."""
        self._looked = -WORKERS_EVERY
        self._numbers = count()
        self._alone_since: float | None = None

    def run(self, jobs: Iterator[Job], stop: Callable[[], bool]) -> Iterator[Done]:
        """Compute jobs until there are no more or `stop()` is true; raises InputError where no cluster answers."""
        waiting = Waiting(jobs, self.incidents)
        try:
            self._connect(stop, first=True)
            while (self._sent or waiting) and not stop():
                try:
                    self._look_at_workers(waiting)
                    self._send(waiting)
                    yield from self._collect(waiting)
                    self._give_up_hung(waiting)
                except (OSError, TimeoutError, SchedulerLostError) as error:
                    self._scheduler_lost(waiting, error, stop)
        finally:
            self._disconnect()

    def _connect(self, stop: Callable[[], bool], *, first: bool = False) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise InputError("sweep_needs_dask") from error
        began = time.monotonic()
        while not stop():
            try:
                self._client = Client(self.address, timeout=CONNECT, set_as_default=False)
            except (OSError, TimeoutError, ValueError) as error:
                if first or isinstance(error, ValueError) or time.monotonic() - began > self.wait:
                    code = "sweep_no_scheduler" if first else "sweep_scheduler_lost"
                    raise InputError(code, Place(key="--dask"), address=self.address) from error
                time.sleep(LOOK_EVERY)
            else:
                return

    def _disconnect(self) -> None:
        client, self._client, self._sent = self._client, None, {}
        if client is not None:
            with contextlib.suppress(Exception):  # the cluster may be gone, and what it says then is no news
                client.close(timeout=1)

    def _scheduler_lost(self, waiting: Waiting, error: BaseException, stop: Callable[[], bool]) -> None:
        for sent in self._sent.values():
            waiting.again.extend(sent.jobs)
        self.incidents.add("scheduler_lost", error=type(error).__name__, batches=len(self._sent))
        self._disconnect()
        self._workers, self._suspects, self._alone_since = {}, {}, None
        self._connect(stop)

    def _look_at_workers(self, waiting: Waiting) -> None:
        """See who is there; what a worker had that is gone must be done by another."""
        if time.monotonic() - self._looked < WORKERS_EVERY:
            return
        if self._client.status != "running":
            raise SchedulerLostError(self._client.status)
        found = {name: int(info["nthreads"]) for name, info in self._client.scheduler_info()["workers"].items()}
        if self._client.status != "running":
            raise SchedulerLostError(self._client.status)
        self._looked = time.monotonic()
        for gone in set(self._workers) - set(found):
            self.incidents.add("worker_lost")
            for future in [future for future, sent in self._sent.items() if sent.worker == gone]:
                self._drop(future, waiting, "unit_lost", error="worker_lost", blamed=False)
        self._workers = found
        for name, question in list(self._suspects.items()):
            if name not in found or question.status == "finished":
                del self._suspects[name]
            elif question.done():  # it went wrong on the way, and says nothing of the worker
                self._suspect(name)
        if set(found) - set(self._suspects):
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > self.wait:
            raise InputError("sweep_no_workers", Place(key="--dask"), address=self.address, seconds=round(self.wait))

    def _send(self, waiting: Waiting) -> None:
        """Give every free thread a batch."""
        running = [sent.worker for sent in self._sent.values()]
        for worker, threads in self._workers.items():
            if worker in self._suspects:
                continue
            for _ in range(threads - running.count(worker)):
                jobs = waiting.take(self.batch)
                if not jobs:
                    return
                batch = Batch(tuple(jobs), self.question, self._version, self._sources)
                future = self._client.submit(
                    work, batch, key=f"tuiyan-{id(self)}-{next(self._numbers)}", pure=False, retries=0, workers=[worker]
                )
                self._sent[future] = _Sent(jobs, worker, time.monotonic())

    def _collect(self, waiting: Waiting) -> Iterator[Done]:
        from distributed import wait

        if not self._sent:
            time.sleep(LOOK_EVERY)
            return
        with contextlib.suppress(TimeoutError), self._client.as_current():
            wait(list(self._sent), timeout=LOOK_EVERY, return_when="FIRST_COMPLETED")
        for future in [future for future in self._sent if future.done()]:
            yield from self._finished(future, waiting)

    def _finished(self, future: Any, waiting: Waiting) -> Iterator[Done]:
        if future.status != "finished":
            self._drop(future, waiting, "unit_lost", error=str(future.status))
            return
        try:
            answers = future.result(timeout=FETCH)
        except Exception as error:  # whatever happened on the way, the batch must be computed again
            if isinstance(error, TimeoutError):
                self._suspect(self._sent[future].worker)
            self._drop(future, waiting, "unit_lost", error=type(error).__name__)
            return
        sent = self._sent.pop(future)
        if isinstance(answers, OtherModel):
            version = f"{self._version} ({self._sources[:8]})"
            raise InputError("sweep_worker_differs", Place(key="--dask"), found=answers.version, wanted=version)
        self.patience.learn((time.monotonic() - sent.since) / len(sent.jobs), sent.jobs[0].unit.count)
        for job, answer in zip(sent.jobs, answers, strict=True):
            if isinstance(answer, InputError):
                raise answer
            if isinstance(answer, str):
                waiting.retry(job, "unit_lost", error=answer)
            else:
                yield job.unit, answer

    def _give_up_hung(self, waiting: Waiting) -> None:
        now = time.monotonic()
        for future, sent in list(self._sent.items()):
            # Fetching from one worker may take longer than another's whole batch, which is then finished, not hung.
            if not future.done() and now - sent.since > sum(self.patience.limit(job.unit.count) for job in sent.jobs):
                self._suspect(sent.worker)
                self._drop(future, waiting, "unit_hung", seconds=round(now - sent.since, 1))

    def _suspect(self, worker: str) -> None:
        """Give a worker nothing more before it has answered a question that needs a free thread."""
        key = f"tuiyan-here-{id(self)}-{next(self._numbers)}"
        self._suspects[worker] = self._client.submit(here, key=key, pure=False, retries=0, workers=[worker])

    def _drop(self, future: Any, waiting: Waiting, kind: str, *, blamed: bool = True, **details: object) -> None:
        for job in self._sent.pop(future).jobs:
            waiting.retry(job, kind, blamed=blamed, **details)
        with contextlib.suppress(Exception):  # it may be gone already
            future.cancel()
