"""The seven answers to a plan's targets and to the plan as a whole, from one set of replicates; rough first, then in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scenarios.answers.binding import REPLICATES, Binding, TargetBinding
from scenarios.answers.drawn import Drawn, draw, judged_rows, questions_of
from scenarios.answers.lever_looks import WISH, LeverLooks, Takes, WithheldError, withheld
from scenarios.answers.reachable import JointlyReachable, Reachable, jointly_reachable, reachable
from scenarios.answers.relaxed_runs import RelaxedRuns
from scenarios.answers.shares import FEWEST_PAIRS, WHOLE, Shares, Worlds, exchanged, shares
from scenarios.answers.stops import Stops
from scenarios.answers.when import When, when
from scenarios.answers.whole import WholeAnswers, met_quantiles, met_together, when_all
from scenarios.collecting import Collected
from scenarios.discovery.discover import DiscoverAnswer, discover_in
from scenarios.extras import require
from scenarios.loaded import LoadedScenario, load
from scenarios.readings import Row
from scenarios.result import Answer, RunResult
from scenarios.run import CancelledError, Progress, run
from scenarios.schema.errors import InputError
from scenarios.sensitivity.finding_out import Finding, find_out
from scenarios.sensitivity.given_data import ranks
from scenarios.trials import margin, rows_asked, whole_questions
from scenarios.verdicts.course import Question
from scenarios.verdicts.judge import too_many_failed
from scenarios.verdicts.settings import settings

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
Step = Callable[[str, int, int], None]
"""Told of progress: which part ("run", "spread", "binding", "levers"), how much of it is done, of how much."""
MOST: Final = 2_000
ROUGH: Final = 100
"""Replicates of the rough answer's probabilities."""
ROUGH_BINDING: Final = 6
ROUGH_LEVERS: Final = 12
MOST_LEVER_REPLICATES: Final = 60
UNKNOWNS: Final = 12
"""Unknowns whose worth is measured, those that narrow the value most."""


@dataclass(frozen=True)
class TargetAnswers:
    """What is answered of one target, beside its verdict.

    `takes` is a first look at the levers (`scenarios.seeking` searches for the cheapest mix); `hangs_on` ranks unknowns by what
    finding them out is worth; `fails_when` says under which conditions it fails, None where too many replicates failed.
    """

    row: Row
    answer: Answer
    when: When
    binding: TargetBinding
    reachable: tuple[Reachable, ...]
    shares: Shares | None
    takes: Takes
    hangs_on: tuple[Finding, ...]
    fails_when: DiscoverAnswer | None


@dataclass(frozen=True)
class Answers:
    """The answers to a plan's judged targets, and to the plan as a whole."""

    result: RunResult
    binding: Binding
    targets: Mapping[str, TargetAnswers]
    joint: tuple[JointlyReachable, ...]
    """Values that hold together with 50/80/90%; of the targets asked for."""
    whole: WholeAnswers | None = None
    """The plan as a whole; None where only some targets were asked for, or nothing is simulated."""
    rough: bool = False
    """More replicates are under way; what it hangs on and when it fails come with them."""


def answers(
    scenario: LoadedScenario | str | Path,
    targets: Sequence[str] | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    *,
    binding_replicates: int = REPLICATES,
    wish: float = WISH,
    threads: int | None = None,
    progress: Step | None = None,
    cancel: Callable[[], bool] | None = None,
    partial: Callable[[Answers], None] | None = None,
) -> Answers:
    """Answer all judged targets of a scenario, or those named; without names the plan as a whole too.

    Verdicts, years, reachable values, unknowns and conditions come from `replicates` (500 where nothing is said), links, shares
    of the spread and levers from the first `binding_replicates` of them. `partial` is told a rough answer as soon as there is
    one; the final answer is the same with and without. Raises InputError for a target that is not judged or a number out of
    range, CancelledError or CancelledAnswerError when stopped.
    """
    require("analysis")
    loaded = scenario if isinstance(scenario, LoadedScenario) else load(scenario)
    if not 2 <= binding_replicates <= MOST:
        raise InputError("option_out_of_range", option="--binding", found=binding_replicates, low=2, high=MOST)
    if not 0 < wish < 1:
        raise InputError("seek_probability", found=wish)
    task = _Task(loaded, targets, seed, binding_replicates, wish, threads, progress, cancel)
    count = settings().default_replicates if replicates is None else replicates
    if partial is not None and count > ROUGH:
        task.run(ROUGH)
        few = min(ROUGH_BINDING, binding_replicates)
        task.levers(min(ROUGH_LEVERS, binding_replicates), rough=True)
        task.binding(few)
        partial(task.answers(rough=True))
    task.run(count)
    if not too_many_failed(task.result.samples):
        task.spread()
        task.levers(min(MOST_LEVER_REPLICATES, binding_replicates), rough=False)
        task.binding(binding_replicates)
    return task.answers(rough=False)


class _Task:
    """One question being answered, what was run so far kept."""

    def __init__(
        self,
        loaded: LoadedScenario,
        targets: Sequence[str] | None,
        seed: int | None,
        most: int,
        wish: float,
        threads: int | None,
        progress: Step | None,
        cancel: Callable[[], bool] | None,
    ) -> None:
        self.loaded, self.seed = loaded, loaded.scenario.seed if seed is None else seed
        self.questions: tuple[Question, ...] = questions_of(loaded, targets)
        self.together = whole_questions(loaded) if targets is None else ()
        self.threads, self.cancel, self.wish, self.most = threads, cancel, wish, most
        self.tell = progress or (lambda part, done, total: None)
        self.collected = Collected()
        self.result: RunResult
        self.worlds: dict[str, Worlds] = {}
        self.looks: LeverLooks | None = None
        self.stopped_looks = False
        self.runs: RelaxedRuns | None = None
        self.drawn: Drawn

    def run(self, replicates: int) -> None:
        """Simulate the scenario itself."""

        def on_run(step: Progress) -> None:
            self.tell("run", step.done, step.total)

        self.result = run(
            self.loaded, replicates, self.seed, self.threads, on_run, self.cancel, collected=self.collected
        )
        if self.result.partial:
            raise CancelledError

    def spread(self) -> None:
        """Exchange parameters, start and chance between pairs."""
        self.tell("spread", 0, 1)
        self._runs()
        self.worlds = exchanged(
            self.drawn, self.questions, together=self.together, threads=self.threads, cancel=self.cancel
        )
        self.tell("spread", 1, 1)

    def _runs(self) -> RelaxedRuns:
        if self.runs is None:
            # Shares of the spread need some pairs, even where links are to be compared on fewer replicates.
            count = max(self.most, 2 * FEWEST_PAIRS)
            self.drawn = draw(self.loaded, count, self.seed, threads=self.threads, cancel=self.cancel)
            base = self.drawn.part(0, self.most)
            self.runs = RelaxedRuns(
                base, self.questions, None, whole=bool(self.together), threads=self.threads, cancel=self.cancel
            )
        return self.runs

    def binding(self, replicates: int) -> None:
        """Relax the links."""
        runs = self._runs()
        self._told("binding", runs.extend(replicates), (replicates - runs.done) * 2 * len(runs.wanted))

    def levers(self, replicates: int, *, rough: bool) -> None:
        """Try the levers; where too many replicates fail with them nothing is said of levers."""
        if self.stopped_looks:
            return
        if self.looks is None:
            self.looks = LeverLooks(
                self.loaded, self.questions, self.together, self.seed, threads=self.threads, cancel=self.cancel
            )
        keys = self.looks.first_keys if rough else self.looks.keys
        try:
            self._told("levers", self.looks.extend(keys, replicates), len(keys) * replicates)
        except WithheldError:
            self.stopped_looks = True

    def _told(self, part: str, rows: Iterator[int], total: int) -> None:
        done = 0
        for more in rows:
            done += more
            self.tell(part, done, max(done, total))

    def _takes(self, target: str | None) -> Takes:
        if self.looks is None or self.stopped_looks or too_many_failed(self.result.samples):
            return withheld(self.wish)
        by_id = {answer.target_id: answer.verdict for answer in self.result.answers}
        verdict = self.result.joint if target is None else by_id[target]
        return self.looks.takes(target, self.wish, verdict.proportion if verdict is not None else None)

    def answers(self, *, rough: bool) -> Answers:
        """Put together what there is."""
        result = self.result
        samples = result.samples_with_inputs
        none = too_many_failed(samples)
        if none or self.runs is None:
            empty = {each.target_id: TargetBinding(each, ()) for each in self.questions}
            found = Binding(empty, Stops(tuple(samples.years[1:]), {}), 0, self.seed)
        else:
            found = self.runs.binding()
        ranked = np.zeros((0, 0)) if none or rough else ranks(samples.inputs)
        rows = {row.target.id: row for row in judged_rows(self.loaded)}
        by_id = {answer.target_id: answer for answer in result.answers}
        targets = {}
        for question in self.questions:
            name = question.target_id
            world = self.worlds.get(name)
            targets[name] = TargetAnswers(
                rows[name],
                by_id[name],
                when(question, samples),
                found.targets[name],
                reachable(rows[name], samples),
                None if world is None else shares(world),
                self._takes(name),
                () if none or rough else self._hangs_on(question, ranked),
                None if none or rough else discover_in(self.loaded, (rows[name],), samples, self.seed),
            )
        ids = [question.target_id for question in self.questions]
        joint = (jointly_reachable(self.loaded, samples, level, targets=ids) for level in settings().met_by_levels)
        together = tuple(each for each in joint if each is not None)
        return Answers(result, found, targets, together, self._whole(found, together, ranked, rough), rough)

    def _hangs_on(self, question: Question, ranked: Numbers) -> tuple[Finding, ...]:
        samples = self.result.samples_with_inputs
        value = margin(question, samples)
        return self._found_out(value, np.asarray(value >= 0), ranked)

    def _found_out(self, value: Numbers, met: Truths, ranked: Numbers) -> tuple[Finding, ...]:
        samples = self.result.samples_with_inputs
        names, seed = samples.input_names, self.seed % 2**32
        return find_out(value, met, samples.inputs, names, seed, most=UNKNOWNS, shares=ranked)

    def _whole(
        self, found: Binding, together: tuple[JointlyReachable, ...], ranked: Numbers, rough: bool
    ) -> WholeAnswers | None:
        if not self.together:
            return None
        samples = self.result.samples_with_inputs
        if too_many_failed(samples):
            return WholeAnswers(self.result.joint, len(self.together), {}, when_all(self.together, samples), ())
        met = met_together(self.together, samples)
        world = self.worlds.get(WHOLE)
        hangs = (
            () if rough else self._found_out(met.sum(axis=1).astype(np.float64), np.asarray(met.all(axis=1)), ranked)
        )
        return WholeAnswers(
            self.result.joint,
            len(self.together),
            met_quantiles(met),
            when_all(self.together, samples),
            together,
            found.whole,
            None if world is None else shares(world),
            hangs,
            None if rough else discover_in(self.loaded, rows_asked(self.loaded), samples, self.seed),
            self._takes(None),
        )
