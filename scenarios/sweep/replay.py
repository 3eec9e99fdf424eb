"""One replicate of one point again, exactly: what it reached for every target, or the error it fails with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.engine import Engine
from scenarios.readings import Row
from scenarios.result import RunResult
from scenarios.run import run
from scenarios.schema.errors import InputError
from scenarios.schema.scenario import MAX_REPLICATES
from scenarios.sweep.points import Point, Points
from scenarios.sweep.simulation import FailureRow, simulate_segment
from scenarios.verdicts.course import course


@dataclass(frozen=True)
class Replayed:
    """One replicate of a point: by target what was reached and whether that meets it, or the failure."""

    point: Point
    replicate: int
    seed: int
    failure: FailureRow | None
    reached: tuple[tuple[Row, float, bool], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        failure = {"error": self.failure.error, "place": self.failure.place} if self.failure else None
        return {
            "point": self.point.id,
            "changes": _plain(self.point.changes),
            "scenario_hash": self.point.scenario_hash,
            "seed": self.seed,
            "replicate": self.replicate,
            "failure": failure,
            "targets": [
                {"id": row.target.id, "due_year": row.due_year, "unit": row.target.unit, "reached": value, "met": met}
                for row, value, met in self.reached
            ],
        }


def replay_replicate(points: Points, name: str, replicate: int, engine: Engine) -> Replayed:
    """Run one replicate of the point that `name` names; raises InputError."""
    if not 0 <= replicate < MAX_REPLICATES:
        raise InputError("option_out_of_range", option="--replicate", found=replicate, low=0, high=MAX_REPLICATES - 1)
    point = points.find(name)
    loaded, seed = points.loaded(point), points.sweep.specification.seed
    found = simulate_segment(loaded, seed, replicate, 1, "targets", engine)
    assert found is not None  # nothing cancels it
    if found.failures:
        return Replayed(point, replicate, seed, found.failures[0])
    samples = RunResult(loaded, seed, found.samples(), points.results_version).samples_with_inputs
    reached = []
    for row in loaded.rows:
        if row.question is not None:
            followed = course(row.question, samples)
            reached.append((row, float(followed.final[0]), bool(followed.met[0, -1])))
    return Replayed(point, replicate, seed, None, tuple(reached))


def replay_point(points: Points, name: str, engine: Engine | None = None) -> RunResult:
    """Run all replicates of a point and answer its targets as `run` does; raises InputError."""
    asked = points.sweep.specification
    loaded = points.loaded(points.find(name))
    return run(loaded, asked.replicates, asked.seed, until_decided=False, engine=engine)


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {path: dict(value) if isinstance(value, Mapping) else value for path, value in changes.items()}
