"""Worlds with something changed, simulated on the same replicates: what seeking and sensitivity compare.

A replicate's number fixes all its draws, so two worlds differ in a replicate only where the change reaches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scenarios.loaded import LoadedScenario
from scenarios.readings import Row
from scenarios.result import RunResult
from scenarios.schema.errors import InputError, suggestion
from scenarios.verdicts.course import Question, course
from scenarios.verdicts.judge import too_many_failed
from scenarios.verdicts.samples import Samples

if TYPE_CHECKING:
    from model.world import World

Numbers = NDArray[np.float64]
Cancel = Callable[[], bool]
NEVER_EQUAL = -1e-12
"""Margin of a value that must exceed its goal and only equals it."""


class WithheldError(Exception):
    """More replicates failed than verdicts allow."""


class StoppedError(Exception):
    """The user stopped the work before it could be answered."""


@dataclass(frozen=True)
class _Failed:
    """A failure with its number counted from the first replicate of a batch."""

    replicate: int


def rows_asked(loaded: LoadedScenario, ids: Sequence[str] = ()) -> tuple[Row, ...]:
    """Find the rows that some ids ask about, or all that the joint probability holds; raises InputError.

    A row that restates another is answered by that one; one that is not simulated or supposed to come cannot be asked about.
    """
    known = {row.target.id: row for row in loaded.rows}
    asked = {name for name, row in known.items() if row.question is not None}
    if not ids:
        whole = [row for row in loaded.rows if row.question is not None and row.restates not in asked]
        found = [row for row in whole if not row.supposed]
        if not found:
            raise InputError("nothing_simulated", name=loaded.name)
        return tuple(found)
    rows: list[Row] = []
    for name in ids:
        if name not in known:
            raise InputError("target_unknown", name=name, near=suggestion(name, asked))
        row = known[name]
        if row.question is None or row.supposed:
            raise InputError("target_not_asked", name=name, near=suggestion(name, asked - {name}))
        if row.restates is not None and row.restates in asked:
            row = known[row.restates]
        if row not in rows:
            rows.append(row)
    return tuple(rows)


def whole_questions(loaded: LoadedScenario) -> tuple[Question, ...]:
    """Give the questions that the joint probability holds; none where nothing is simulated."""
    asked = {row.target.id for row in loaded.rows if row.question is not None}
    rows = [row for row in loaded.rows if row.question is not None and row.restates not in asked and not row.supposed]
    return tuple(row.question for row in rows if row.question is not None)


def simulate_world(
    loaded: LoadedScenario,
    world: World,
    seed: int,
    first: int,
    count: int,
    *,
    threads: int | None = None,
    cancel: Cancel | None = None,
) -> Samples:
    """Simulate the replicates first .. first + count - 1 of a world, with the numbers that verdicts draw themselves.

    Raises StoppedError where `cancel` turned true on the way.
    """
    from model.ensemble import simulate

    found = simulate(world, seed, count, first_replicate=first, threads=threads, cancelled=cancel)
    if len(found.numbers) < count:
        raise StoppedError
    failures = [_Failed(failure.replicate - first) for failure in found.failures]
    samples = Samples.set_apart(
        tuple(found.years), found.series, found.values, failures, found.parameters, found.parameter_names
    )
    samples = replace(samples, numbers=samples.numbers + first)
    return RunResult(loaded, seed, samples, "").samples_with_inputs


def margin(question: Question, samples: Samples) -> Numbers:
    """Give by how much each finished replicate meets a target, float64[finished]: met exactly where it is not negative."""
    followed = course(question, samples)
    last, goal = followed.values[:, -1], question.goal
    found = goal - last if question.comparison == "<=" else last - goal
    if question.comparison == ">":
        found = np.where(found == 0, NEVER_EQUAL, found)
    # The verdict itself decides at the edge, where two roundings could differ.
    met = followed.met[:, -1]
    return np.where(met, np.maximum(found, 0.0), np.minimum(found, NEVER_EQUAL))


def margins(questions: Sequence[Question], samples: Samples, first: int, count: int) -> Numbers:
    """Give the margins of the replicates from `first` on, float64[count, questions]; a failed one gets the worst of the others.

    Raises WithheldError where too many failed.
    """
    if too_many_failed(samples):
        raise WithheldError
    found = np.column_stack([margin(question, samples) for question in questions])
    if samples.finished == count:
        return found
    whole = np.tile(np.minimum(found.min(axis=0), NEVER_EQUAL), (count, 1))
    whole[samples.numbers - first] = found
    return whole
