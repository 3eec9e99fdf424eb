"""Everything that is computed for an annex, and nothing that its sections do not need: simulated once, told about on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from annex.request import FOCUS, AnnexRequest
from scenarios.answers.binding import Binding, what_binds
from scenarios.answers.drawn import CancelledAnswerError, draw, judged_rows, questions_of
from scenarios.answers.reachable import JointlyReachable, Reachable, jointly_reachable, reachable
from scenarios.answers.shares import Shares, exchanged, shares
from scenarios.answers.when import When, when
from scenarios.audit import AuditReport, audit
from scenarios.discovery.boxes import Box, discover_box
from scenarios.engine import Engine
from scenarios.readings import Row
from scenarios.result import Answer, RunResult
from scenarios.run import CancelledError, run
from scenarios.schema.load import list_plans, load_plan
from scenarios.seeking import SeekAnswer, SeekRequest, seek
from scenarios.sensitivity.analysis import judged
from scenarios.sensitivity.finding_out import Finding, find_out
from scenarios.trials import StoppedError
from scenarios.verdicts.judge import too_many_failed
from scenarios.verdicts.proportion import Proportion
from scenarios.verdicts.settings import settings

Cancel = Callable[[], bool]
Step = Callable[[str, int, int], None]
"""Told of progress: which part, how much of it is done, of how much."""
STEPS = ("run", "audit", "binding", "seek", "unknowns", "conditions", "writing")
"""The parts of the work in their order."""
FEW = 4
"""Levels of the region below which other targets fill up those that are looked at closely."""
FEWEST_EITHER = 20
"""Replicates that must meet a target, and fail it, before conditions are looked for."""


class AnnexCancelledError(Exception):
    """The user stopped the annex before it was complete: nothing is written."""


@dataclass(frozen=True)
class Conditions:
    """Under which conditions a target fails (or, where that is rarer, holds); no box where none stood on unseen cases."""

    fails: bool
    box: Box | None
    cases: int


@dataclass(frozen=True)
class Materials:
    """What was computed. Parts that no chosen section needs are empty."""

    request: AnnexRequest
    result: RunResult
    focus: tuple[Answer, ...]
    chosen: bool
    """Whether the planner named the targets that are looked at closely."""
    audited: AuditReport | None = None
    binding: Binding | None = None
    spread: Mapping[str, Shares | None] = field(default_factory=dict)
    when: Mapping[str, When] = field(default_factory=dict)
    reachable: Mapping[str, tuple[Reachable, ...]] = field(default_factory=dict)
    together: tuple[JointlyReachable, ...] = ()
    sought: Mapping[str, SeekAnswer] = field(default_factory=dict)
    unknowns: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    conditions: Mapping[str, Conditions] = field(default_factory=dict)


def gather(
    request: AnnexRequest,
    *,
    threads: int | None = None,
    progress: Step | None = None,
    cancel: Cancel | None = None,
    engine: Engine | None = None,
) -> Materials:
    """Compute what the sections of a request need; raises AnnexCancelledError when stopped, InputError."""
    tell = progress or (lambda part, done, total: None)
    stop = cancel or (lambda: False)
    try:
        return _Gathering(request, threads, tell, stop, engine).all()
    except (CancelledError, CancelledAnswerError, StoppedError):
        raise AnnexCancelledError from None


def judged_answers(result: RunResult) -> tuple[Answer, ...]:
    """Give the judged rows of a plan in its order, each promise once."""
    ids = {answer.target_id for answer in result.answers if answer.verdict is not None}
    return tuple(answer for answer in result.answers if answer.verdict is not None and answer.row.restates not in ids)


def focus_of(result: RunResult, targets: Sequence[str]) -> tuple[Answer, ...]:
    """Give the targets to look at closely: those named, else the plan's own levels for the whole region, the first of them.

    Milestones and supposed inputs are left out of the second, and where a plan has too few levels the other targets follow.
    """
    answers = judged_answers(result)
    if targets:
        wanted = {question.target_id for question in questions_of(result.scenario, targets)}
        return tuple(answer for answer in answers if answer.target_id in wanted)
    main = [answer for answer in answers if answer.row.target.milestone_of is None and not answer.row.supposed]
    levels = [answer for answer in main if answer.row.target.scope.kind == "region" and _is_level(answer.row)]
    others = [answer for answer in main if answer not in levels]
    leading = levels if len(levels) >= FEW else [*levels, *others]
    chosen = {answer.target_id for answer in leading[:FOCUS]}
    return tuple(answer for answer in answers if answer.target_id in chosen)


def _is_level(row: Row) -> bool:
    return row.target.kind == "stock"


class _Gathering:
    """The work, part by part."""

    def __init__(
        self, request: AnnexRequest, threads: int | None, tell: Step, stop: Cancel, engine: Engine | None
    ) -> None:
        self.request, self.threads, self.tell, self.stop = request, threads, tell, stop
        self.loaded, self.engine = request.scenario, engine

    def all(self) -> Materials:
        request, wanted = self.request, set(self.request.sections)
        result = run(
            self.loaded,
            request.replicates,
            request.seed,
            self.threads,
            lambda step: self.tell("run", step.done, step.total),
            self.stop,
            engine=self.engine,
        )
        if result.partial:
            raise AnnexCancelledError
        focus = focus_of(result, request.targets)
        found = Materials(request, result, focus, bool(request.targets))
        if too_many_failed(result.samples):
            return found if "audit" not in wanted else _with(found, audited=self._audit())
        parts: dict[str, object] = {}
        if "audit" in wanted or "summary" in wanted:
            parts["audited"] = self._audit()
        parts["when"] = self._when(result)
        if "revised" in wanted:
            parts |= self._revised(result)
        if "binding" in wanted:
            parts |= self._binding(focus)
            parts["sought"] = self._sought(focus)
        if "unknowns" in wanted or "summary" in wanted:
            parts["unknowns"] = self._unknowns(result, focus)
        if "conditions" in wanted:
            parts["conditions"] = self._conditions(result, focus)
        return _with(found, **parts)

    def _audit(self) -> AuditReport:
        self.tell("audit", 0, 1)
        others = [load_plan(name) for name in list_plans() if name != self.loaded.plan.id]
        found = audit(self.loaded.plan, others)
        self.tell("audit", 1, 1)
        return found

    def _when(self, result: RunResult) -> dict[str, When]:
        rows = judged_rows(self.loaded)
        return {
            row.target.id: when(row.question, result.samples_with_inputs) for row in rows if row.question is not None
        }

    def _revised(self, result: RunResult) -> dict[str, object]:
        samples = result.samples_with_inputs
        joint = [jointly_reachable(self.loaded, samples, level) for level in settings().met_by_levels]
        return {
            "reachable": {row.target.id: reachable(row, samples) for row in judged_rows(self.loaded)},
            "together": tuple(each for each in joint if each is not None),
        }

    def _binding(self, focus: Sequence[Answer]) -> dict[str, object]:
        drawn = draw(
            self.loaded,
            self.request.binding_replicates,
            self.request.seed,
            threads=self.threads,
            cancel=self.stop,
        )
        ids = [answer.target_id for answer in focus]
        questions = questions_of(self.loaded, ids)
        worlds = exchanged(drawn, questions, threads=self.threads, cancel=self.stop)
        found = what_binds(
            self.loaded,
            ids,
            threads=self.threads,
            cancel=self.stop,
            drawn=drawn,
            progress=lambda done, total: self.tell("binding", done, total),
        )
        return {"binding": found, "spread": {name: shares(world) for name, world in worlds.items()}}

    def _sought(self, focus: Sequence[Answer]) -> dict[str, SeekAnswer]:
        wanted = self.request.seek
        if wanted is None:
            wanted = default_seek(focus, self.request.wish)
        ids = [question.target_id for question in questions_of(self.loaded, wanted)] if wanted else []
        found = {}
        for place, name in enumerate(ids):
            self.tell("seek", place, len(ids))
            asked = SeekRequest((name,), self.request.wish, seed=self.request.seed)
            found[name] = seek(self.loaded, asked, threads=self.threads, cancel=self.stop)
        self.tell("seek", len(ids), len(ids))
        return found

    def _unknowns(self, result: RunResult, focus: Sequence[Answer]) -> dict[str, tuple[Finding, ...]]:
        samples = result.samples_with_inputs
        found: dict[str, tuple[Finding, ...]] = {}
        for place, answer in enumerate(focus):
            self._look()
            self.tell("unknowns", place, len(focus))
            worst, met = judged((answer.row,), samples)
            if worst.max() == worst.min():
                # Every replicate comes out alike: nothing that could be found out moves it.
                found[answer.target_id] = ()
                continue
            found[answer.target_id] = find_out(
                worst, met, samples.inputs, samples.input_names, self.request.seed % 2**32
            )
        self.tell("unknowns", len(focus), len(focus))
        return found

    def _conditions(self, result: RunResult, focus: Sequence[Answer]) -> dict[str, Conditions]:
        samples, found = result.samples_with_inputs, {}
        for place, answer in enumerate(focus):
            self._look()
            self.tell("conditions", place, len(focus))
            _, met = judged((answer.row,), samples)
            if min(int(met.sum()), int((~met).sum())) < FEWEST_EITHER:
                continue
            fails = float(met.mean()) >= 0.5
            box = discover_box(samples.inputs, samples.input_names, ~met if fails else met, self.request.seed % 2**32)
            found[answer.target_id] = Conditions(fails, box, len(met))
        self.tell("conditions", len(focus), len(focus))
        return found

    def _look(self) -> None:
        if self.stop():
            raise AnnexCancelledError


def default_seek(focus: Sequence[Answer], wish: float) -> tuple[str, ...]:
    """Choose the one target for which a change of levers is searched: the likeliest of those that fall short of the wish."""
    short = [
        (found.probability, -place, answer.target_id)
        for place, answer in enumerate(focus)
        if (found := _proportion(answer)) is not None and found.probability < wish and not answer.row.supposed
    ]
    return (max(short)[2],) if short else ()


def _proportion(answer: Answer) -> Proportion | None:
    return answer.verdict.proportion if answer.verdict else None


def _with(found: Materials, **parts: object) -> Materials:
    from dataclasses import replace

    return replace(found, **parts)  # type: ignore[arg-type]
