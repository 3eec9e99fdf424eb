"""Workers that freeze, seen from the sweep: a cluster made by hand, in which nothing depends on moments."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scenarios.sweep import cluster
from scenarios.sweep.cluster import Batch, ClusterExecutor
from scenarios.sweep.executors import Job, Question
from scenarios.sweep.incidents import Incidents
from scenarios.sweep.parts import Unit
from scenarios.sweep.patience import Patience

distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")


@dataclass(eq=False)
class FakeFuture:
    """What a worker was asked, and whether it has been answered and can be fetched."""

    worker: str
    batch: Batch | None
    status: str = "pending"
    reachable: bool = True
    fetching: Any = None

    def done(self) -> bool:
        return self.status != "pending"

    def cancel(self) -> None:
        self.status = "cancelled"

    def result(self, timeout: float) -> list[object]:
        if self.fetching is not None:
            self.fetching()
        if not self.reachable:
            raise TimeoutError
        assert self.batch is not None
        return [object() for _ in self.batch.jobs]


@dataclass
class FakeClient:
    """A client of two workers with one thread each."""

    workers: tuple[str, ...] = ("one", "two")
    status: str = "running"
    futures: list[FakeFuture] = field(default_factory=list)

    def scheduler_info(self) -> dict[str, Any]:
        return {"workers": {name: {"nthreads": 1} for name in self.workers}}

    def submit(self, work: Any, *given: Batch, workers: list[str], **_: Any) -> FakeFuture:
        self.futures.append(FakeFuture(workers[0], given[0] if given else None))
        return self.futures[-1]

    def as_current(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    def close(self, timeout: float) -> None: ...

    def of(self, worker: str, *, probes: bool = False) -> list[FakeFuture]:
        return [one for one in self.futures if one.worker == worker and (one.batch is None) == probes]


@dataclass
class Clock:
    now: float = 0.0

    def monotonic(self) -> float:
        self.now += 0.6
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ClusterExecutor, FakeClient, Clock]]:
    """An executor with a limit of 10 seconds a unit, its cluster, and a clock that moves when looked at."""
    clock, client = Clock(), FakeClient()
    monkeypatch.setattr(cluster, "time", clock)
    monkeypatch.setattr(distributed, "wait", lambda *_, **__: None)
    executor = ClusterExecutor(
        Question(1, None),  # type: ignore[arg-type]
        "nowhere",
        1,
        Patience(10.0),
        Incidents(tmp_path / "incidents.jsonl"),
    )
    monkeypatch.setattr(executor, "_connect", lambda stop, first=False: setattr(executor, "_client", client))
    yield executor, client, clock


def jobs(count: int) -> Iterator[Job]:
    return iter([Job(Unit(f"p{number}", number, 0, 0, 4), None) for number in range(count)])  # type: ignore[arg-type]


def kinds(executor: ClusterExecutor) -> list[str]:
    return [one["kind"] for one in executor.incidents.seen]


def play(executor: ClusterExecutor, count: int, turn: Any, most: int = 400) -> list[str]:
    """Run jobs; `turn()` plays the workers each time the executor looks whether to stop. Give the units that came back."""
    turns = iter(range(most))

    def stop() -> bool:
        turn()
        return next(turns, None) is None

    return [unit.name for unit, _ in executor.run(jobs(count), stop)]


def answer(future: FakeFuture) -> None:
    if future.status == "pending":
        future.status = "finished"


def test_a_batch_that_finished_while_another_was_fetched_is_not_hung(
    sweep: tuple[ClusterExecutor, FakeClient, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fetching from a worker that froze takes 30 seconds; the other one's batch is finished meanwhile."""
    executor, client, clock = sweep

    def turn() -> None:
        for future in client.of("one"):
            if future.status == "pending":
                future.status, future.reachable = "finished", False
                future.fetching = lambda: (clock.sleep(30.0), [answer(other) for other in client.of("two")])
        for future in client.of("two")[1:]:
            answer(future)

    found = play(executor, 4, turn)
    assert len(found) == 4 and "unit_hung" not in kinds(executor) and "given_up" not in kinds(executor)
    assert len(client.of("one")) == 1, "a worker whose answer cannot be fetched is given nothing more"


def test_a_worker_that_hung_is_trusted_again_once_it_answers(
    sweep: tuple[ClusterExecutor, FakeClient, Clock],
) -> None:
    executor, client, clock = sweep
    woken_at = 60.0

    def turn() -> None:
        awake = clock.now > woken_at
        for future in client.futures:
            if awake:
                answer(future)

    found = play(executor, 6, turn)
    assert sorted(found) == sorted(set(found)) and len(found) == 6
    assert kinds(executor).count("unit_hung") == 2 and "given_up" not in kinds(executor)
    for name in client.workers:
        assert len(client.of(name, probes=True)) == 1 and len(client.of(name)) > 1


def test_workers_that_stay_frozen_end_the_sweep_with_a_reason(
    sweep: tuple[ClusterExecutor, FakeClient, Clock],
) -> None:
    from scenarios.schema.errors import InputError

    executor, _, _ = sweep
    with pytest.raises(InputError, match="No worker of the cluster"):
        play(executor, 4, lambda: None)
