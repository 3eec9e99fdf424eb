"""What is answered of a plan's targets beyond probabilities, from one set of replicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.answers.binding import REPLICATES, Binding, TargetBinding, what_binds
from scenarios.answers.drawn import draw, judged_rows, questions_of
from scenarios.answers.reachable import JointlyReachable, Reachable, jointly_reachable, reachable
from scenarios.answers.shares import Shares, exchanged, shares
from scenarios.answers.when import When, when
from scenarios.loaded import LoadedScenario, load
from scenarios.readings import Row
from scenarios.result import Answer, RunResult
from scenarios.run import CancelledError, Progress, run
from scenarios.schema.errors import InputError
from scenarios.verdicts.settings import settings

Step = Callable[[str, int, int], None]
"""Told of progress: which part ("run", "spread", "binding"), how much of it is done, of how much."""
MOST = 2_000


@dataclass(frozen=True)
class TargetAnswers:
    """What is answered of one target, beside its verdict."""

    row: Row
    answer: Answer
    when: When
    binding: TargetBinding
    reachable: tuple[Reachable, ...]
    shares: Shares | None


@dataclass(frozen=True)
class Answers:
    """The answers to a plan's judged targets, and to the plan as a whole."""

    result: RunResult
    binding: Binding
    targets: Mapping[str, TargetAnswers]
    joint: tuple[JointlyReachable, ...]
    """Values that hold together with 50/80/90%; of the targets asked for."""


def answers(
    scenario: LoadedScenario | str | Path,
    targets: Sequence[str] | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    *,
    binding_replicates: int = REPLICATES,
    threads: int | None = None,
    progress: Step | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Answers:
    """Answer all judged targets of a scenario, or those named.

    Verdicts, years and reachable values come from `replicates` (500 where nothing is said), links and shares of the spread
    from the first `binding_replicates` of them. Raises InputError for a target that is not judged or a number out of range,
    CancelledError or CancelledAnswerError when stopped.
    """
    loaded = scenario if isinstance(scenario, LoadedScenario) else load(scenario)
    if not 2 <= binding_replicates <= MOST:
        raise InputError("option_out_of_range", option="--binding", found=binding_replicates, low=2, high=MOST)
    questions = questions_of(loaded, targets)
    tell = progress or (lambda part, done, total: None)

    def on_run(step: Progress) -> None:
        tell("run", step.done, step.total)

    result = run(loaded, replicates or settings().default_replicates, seed, threads, on_run, cancel)
    if result.partial:
        raise CancelledError
    drawn = draw(loaded, binding_replicates, result.seed, threads=threads, cancel=cancel)
    tell("spread", 0, 1)
    worlds = exchanged(drawn, questions, threads=threads, cancel=cancel)
    tell("spread", 1, 1)
    ids = [question.target_id for question in questions]
    found = what_binds(
        loaded,
        ids,
        threads=threads,
        cancel=cancel,
        drawn=drawn,
        progress=lambda done, total: tell("binding", done, total),
    )
    samples = result.samples_with_inputs
    rows = {row.target.id: row for row in judged_rows(loaded)}
    by_id = {answer.target_id: answer for answer in result.answers}
    joint = (jointly_reachable(loaded, samples, level, targets=ids) for level in settings().met_by_levels)
    return Answers(
        result,
        found,
        {
            question.target_id: TargetAnswers(
                rows[question.target_id],
                by_id[question.target_id],
                when(question, samples),
                found.targets[question.target_id],
                reachable(rows[question.target_id], samples),
                shares(worlds[question.target_id]),
            )
            for question in questions
        },
        tuple(each for each in joint if each is not None),
    )
