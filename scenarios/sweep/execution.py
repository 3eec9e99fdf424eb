"""A sweep from its specification to its store: what is missing is computed, written as it comes, and summed up."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios.engine import Engine
from scenarios.schema.errors import InputError, Place
from scenarios.sweep.executors import Executor, Job, Question, ThreadExecutor
from scenarios.sweep.incidents import Incidents
from scenarios.sweep.kept import Kept
from scenarios.sweep.manifest import manifest_of
from scenarios.sweep.parts import (
    SAMPLES,
    SEGMENT,
    Labels,
    Unit,
    parquet,
    read_unit,
    segments,
    targets_of,
    unit_name,
    write_unit,
)
from scenarios.sweep.patience import Patience
from scenarios.sweep.points import Points, check, expand
from scenarios.sweep.specification import Sweep, load_sweep
from scenarios.sweep.status import INCIDENTS, LOG, Status, Watch
from scenarios.sweep.store import Store, lock_of, prepare
from scenarios.sweep.summaries import DamagedUnitError, block_is_whole, blocks, write_block

BATCH_OF_THREADS, BATCH_OF_CLUSTER = 1, 4
"""Units handed over at a time where the caller does not say."""
MAX_THREADS, MAX_BATCH = 1024, 10_000
PASSES = 3
"""How often the store is gone through: a unit that is found damaged while it is summed up is computed once more."""

Source = str | Path | Mapping[str, Any] | Sweep


class SweepCancelledError(Exception):
    """The sweep was stopped; whatever was finished is in the store."""


@dataclass(frozen=True)
class Options:
    """How a sweep is computed; nothing of it changes a byte of the store."""

    threads: int | None = None
    dask: str | None = None
    batch: int | None = None
    timeout: float | None = None
    """Seconds after which a unit counts as hung; by default learnt from the units before it."""
    new_engine: Callable[[], Engine] | None = None
    """What simulates, in place of the model's own engine (for tests; not on a cluster)."""


def sweep(
    source: Source,
    out: str | Path,
    *,
    threads: int | None = None,
    dask: str | None = None,
    batch: int | None = None,
    timeout: float | None = None,
    progress: Callable[[Status], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    new_engine: Callable[[], Engine] | None = None,
) -> Store:
    """Compute a sweep into the folder `out`, all points that are not there yet, and give its store.

    Threads, cluster, batch and what happens on the way change no byte. Raises InputError for a specification that cannot
    be accepted and a folder that is in use or another sweep's, SweepCancelledError once `cancel()` is true.
    """
    points = expand(load_sweep(source))
    options = Options(threads, dask, batch, timeout, new_engine)
    return compute(points, Path(out), options, progress, cancel)


def compute(
    points: Points,
    folder: Path,
    options: Options,
    progress: Callable[[Status], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Store:
    """Compute the points of a sweep into a folder (see `sweep`)."""
    parquet()
    _within("threads", options.threads, 1, MAX_THREADS)
    _within("batch", options.batch, 1, MAX_BATCH)
    if options.new_engine is None:
        check(points)
    incidents = Incidents(folder / LOG / INCIDENTS)
    lock = lock_of(folder)
    prepare(folder, manifest_of(points), lock, incidents)
    try:
        _Running(points, folder, options, incidents, progress, cancel or (lambda: False)).go()
    except OSError as error:
        code = "sweep_disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "sweep_write_failed"
        incidents.add(code, error=error.strerror or type(error).__name__)
        raise InputError(code, Place(str(folder)), reason=error.strerror or type(error).__name__) from error
    finally:
        lock.release()
    return Store(folder)


@dataclass
class _Running:
    """A sweep under way: which units each block still waits for."""

    points: Points
    folder: Path
    options: Options
    incidents: Incidents
    listener: Callable[[Status], None] | None
    cancel: Callable[[], bool]
    pending: dict[int, int] = field(default_factory=dict)
    """Units that are missing, by block."""

    def go(self) -> None:
        count = len(self.points)
        self.blocks = blocks(count)
        per_point = segments(self.points.sweep.specification.replicates)
        self.watch = Watch(self.folder / LOG, count, count * len(per_point), self.listener)
        state = "stopped"
        try:
            state = "finished" if self._passes(per_point) else "unfinished"
        finally:
            self.watch.end("stopped" if self.cancel() else state, len(self.incidents.seen))  # type: ignore[arg-type]
        if self.cancel() and state != "finished":
            raise SweepCancelledError

    def _passes(self, per_point: list[int]) -> bool:
        """Compute and sum up until nothing is missing or damaged; tell whether that was reached."""
        for number in range(PASSES):
            missing = list(self._missing(per_point))
            if self.cancel():
                return False
            self.pending = {block: 0 for block in range(len(self.blocks))}
            for unit in missing:
                self.pending[unit.number // len(self.blocks[0])] += 1
            if number == 0:
                self.watch.start(self.watch.status.total - len(missing))
            self._compute(iter(missing))
            if self.cancel():
                return False
            if any(self.pending.values()):
                return False  # units were given up, which the incidents say
            if all([self._sum_up(block) for block in range(len(self.blocks))]):
                return True
        return False

    def _missing(self, per_point: list[int]) -> Iterator[Unit]:
        """List the units that the store lacks, or has with fewer replicates, after looking at each that it has."""
        for point in self.points.points:
            if self.cancel():
                return
            for number, total in enumerate(per_point):
                path = self.folder / SAMPLES / unit_name(point.id, number)
                have = 0
                if path.exists():
                    found = read_unit(path)
                    if found is None:
                        self.incidents.add("damaged_part", unit=path.name)
                    elif found.total == total:
                        continue
                    elif found.total < total:
                        have = found.total
                yield Unit(point.id, point.number, number, have, total)

    def _compute(self, missing: Iterator[Unit]) -> None:
        for unit, found in self._executor().run(self._jobs(missing), self.cancel):
            point = self.points.points[unit.number]
            if unit.have:
                before = read_unit(self.folder / SAMPLES / unit.name)
                if before is None or before.total != unit.have:
                    self.incidents.add("damaged_part", unit=unit.name)
                    continue  # the next pass computes it from the beginning
                found = before.followed_by(found)
            base = self.points.base(point)
            labels = Labels(base.region, base.name, point.id, targets_of(base.loaded), unit_labels())
            write_unit(self.folder / SAMPLES, unit, found, labels)
            self.watch.add(failed=_failed(found, unit), incidents=len(self.incidents.seen))
            block = unit.number // len(self.blocks[0])
            self.pending[block] -= 1
            if self.pending[block] == 0:
                self._sum_up(block)

    def _jobs(self, missing: Iterator[Unit]) -> Iterator[Job]:
        for unit in missing:
            yield Job(unit, self.points.loaded(self.points.points[unit.number]))

    def _sum_up(self, number: int) -> bool:
        """Write the tables of a block where they are not whole; tell whether that succeeded."""
        block = self.blocks[number]
        if block_is_whole(self.folder, self.points, number, block):
            return True
        try:
            write_block(self.folder, self.points, number, block, unit_labels())
        except DamagedUnitError as error:
            self.incidents.add("damaged_part", unit=str(error))
            (self.folder / SAMPLES / unit_name(error.point.id, error.segment)).unlink(missing_ok=True)
            return False
        return True

    def _executor(self) -> Executor:
        asked, options = self.points.sweep.specification, self.options
        question = Question(asked.seed, asked.keep.outcomes)
        patience = Patience(options.timeout)
        if options.dask is not None:
            from scenarios.sweep.cluster import ClusterExecutor

            batch = options.batch or BATCH_OF_CLUSTER
            return ClusterExecutor(question, options.dask, batch, patience, self.incidents)
        threads = options.threads or os.cpu_count() or 1
        batch = options.batch or BATCH_OF_THREADS
        return ThreadExecutor(question, threads, batch, options.new_engine or _engine, patience, self.incidents)


def _failed(found: Kept, unit: Unit) -> int:
    """Count the failed replicates among those that were computed now."""
    return sum(row.replicate >= unit.segment * SEGMENT + unit.have for row in found.failures)


class UnitLabels(Mapping[str, str]):
    """The unit of every outcome, those of single chains and zones too; raises OutcomeError for what is none."""

    def __getitem__(self, name: str) -> str:
        from model.outcomes import outcome_of

        return outcome_of(name).unit

    def __iter__(self) -> Iterator[str]:
        from model.outcomes import load_outcomes

        return iter(load_outcomes())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def unit_labels() -> UnitLabels:
    """Give the units of the model's outcomes."""
    return UnitLabels()


def _engine() -> Engine:
    from scenarios.engine import compiled_engine

    return compiled_engine()


def _within(option: str, value: int | None, low: int, high: int) -> None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high):
        raise InputError("option_out_of_range", option=f"--{option}", found=value, low=low, high=high)
