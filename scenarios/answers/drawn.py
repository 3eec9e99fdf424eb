"""The replicates that answers are compared on: what each drew, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.ensemble import Ensemble, simulate, simulate_drawn
from model.world import World
from scenarios import own_inputs
from scenarios.loaded import LoadedScenario
from scenarios.readings import Row
from scenarios.verdicts.course import Question
from scenarios.verdicts.samples import Samples
from scenarios.world import world_of

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]


class CancelledAnswerError(Exception):
    """The user stopped an answer before it was complete."""


@dataclass(frozen=True)
class Drawn:
    """A world with the inputs that its replicates drew, float64[replicates, inputs], and their outcomes as drawn."""

    loaded: LoadedScenario
    world: World
    seed: int
    inputs: Numbers
    samples: Samples
    first: int = 0
    """The number of the first replicate."""

    @property
    def numbers(self) -> range:
        """The numbers of the replicates."""
        return range(self.first, self.first + len(self.inputs))

    def part(self, start: int, end: int) -> Drawn:
        """Give the rows start .. end - 1 of these replicates."""
        samples = self.samples
        return replace(
            self,
            inputs=self.inputs[start:end],
            first=self.first + start,
            samples=replace(
                samples,
                values=samples.values[start:end],
                total=end - start,
                failures=(),
                inputs=samples.inputs[start:end],
                numbers=samples.numbers[start:end],
            ),
        )


def draw(
    loaded: LoadedScenario,
    replicates: int,
    seed: int,
    *,
    world: World | None = None,
    first: int = 0,
    threads: int | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Drawn:
    """Simulate the replicates `first`, `first` + 1, ... of a scenario, or of a `world` that stands for it.

    Raises CancelledAnswerError when stopped.
    """
    built = world_of(loaded) if world is None else world
    found = simulate(built, seed, replicates, first_replicate=first, threads=threads, cancelled=cancel)
    if found.cancelled:
        raise CancelledAnswerError
    own = np.arange(first, first + replicates)
    return Drawn(loaded, built, seed, found.parameters, samples_of(loaded, seed, found, own), first)


def run_again(
    drawn: Drawn,
    inputs: Numbers,
    *,
    world: World | None = None,
    numbers: Sequence[int] | None = None,
    own: Integers | None = None,
    levers: Numbers | None = None,
    cut_off_means: Numbers | None = None,
    threads: int | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Samples:
    """Simulate the same chances upon other inputs, levers, cut-offs or another world; rows that fail keep their place as NaN.

    `numbers` says whose chances, `own` whose draws of the numbers that verdicts draw themselves; both default to each
    replicate's own.
    """
    chances = list(drawn.numbers) if numbers is None else list(numbers)
    found = simulate_drawn(
        drawn.world if world is None else world,
        drawn.seed,
        chances,
        inputs,
        levers=levers,
        cut_off_means=cut_off_means,
        threads=threads,
        cancelled=cancel,
    )
    if found.cancelled:
        raise CancelledAnswerError
    return samples_of(drawn.loaded, drawn.seed, found, np.asarray(drawn.numbers) if own is None else own)


def samples_of(loaded: LoadedScenario, seed: int, found: Ensemble, own: Integers) -> Samples:
    """Read an ensemble for the verdicts, every replicate in its row: what failed is NaN, and stays for pairing."""
    samples = Samples(
        tuple(found.years),
        tuple(found.series),
        found.values,
        len(found.values),
        tuple(found.failures),
        found.parameters,
        tuple(found.parameter_names),
        np.asarray(own, dtype=np.int64),
    )
    missing = [name for name in loaded.asked_inputs if name not in samples.input_names]
    columns = [own_inputs.draws(name, seed, samples.numbers, believed=loaded.believed(name)) for name in missing]
    return samples.joined(missing, columns)


def judged_rows(loaded: LoadedScenario) -> tuple[Row, ...]:
    """List the rows that are judged themselves, restatements left out, in the plan's order."""
    asked = {row.target.id for row in loaded.rows if row.question is not None}
    return tuple(row for row in loaded.rows if row.question is not None and row.restates not in asked)


def questions_of(loaded: LoadedScenario, targets: Sequence[str] | None = None) -> tuple[Question, ...]:
    """Give the questions of judged rows: all, or those that the ids `targets` are answered by.

    Raises InputError for an id that the plan does not have, or whose row is not judged.
    """
    from scenarios.schema.errors import InputError, suggestion

    rows = judged_rows(loaded)
    questions = {row.target.id: row.question for row in rows if row.question is not None}
    if targets is None:
        return tuple(questions.values())
    restated = {row.target.id: row.restates for row in loaded.rows if row.question is not None}
    found: dict[str, Question] = {}
    for name in targets:
        ids = [row.target.id for row in loaded.rows]
        if name not in ids:
            raise InputError("answers_unknown_target", name=name, near=suggestion(name, ids))
        by = name if name in questions else restated.get(name)
        if by is None or by not in questions:
            row = next(row for row in loaded.rows if row.target.id == name)
            raise InputError("answers_not_judged", name=name, status=row.status, near=suggestion(name, questions))
        found[by] = questions[by]
    return tuple(found.values())
