"""The relaxed worlds of all links, run on more and more replicates: what was run before is kept.

What a replicate gives depends on its number alone, so that stages change no byte of the answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.columns import INNOVATIVE
from scenarios.answers.binding import MODES, Binding, LinkGain, TargetBinding, ranked, reconcile
from scenarios.answers.drawn import CancelledAnswerError, Drawn, run_again
from scenarios.answers.links import Link, links_of
from scenarios.answers.paired import NO_GAIN, Gain, gain
from scenarios.answers.relaxing import Mode, relax
from scenarios.answers.shares import WHOLE
from scenarios.answers.stops import Stops, counted_series, counts_of, stops_from, stops_of
from scenarios.trials import whole_questions
from scenarios.verdicts.course import Question, course
from scenarios.verdicts.samples import Samples

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """Some replicates of one world: final values and whether met, by target and for the whole; which of them finished."""

    final: dict[str, Numbers]
    met: dict[str, Truths]
    finished: Truths
    counts: Numbers | None
    """What `counted_series` counts in the replicates that finished; None where it is not wanted."""
    ran: bool
    """False where nothing was run, because the link stops nobody in these replicates."""


@dataclass
class _World:
    """All replicates of one world so far."""

    parts: list[Rows] = field(default_factory=list)

    def final(self, name: str) -> Numbers:
        return np.concatenate([part.final[name] for part in self.parts])

    def met(self, name: str) -> Truths:
        return np.concatenate([part.met[name] for part in self.parts])

    @property
    def finished(self) -> Truths:
        return np.concatenate([part.finished for part in self.parts])

    @property
    def counts(self) -> Numbers:
        return np.concatenate([part.counts for part in self.parts if part.counts is not None])


class RelaxedRuns:
    """Every link that can matter for some questions, relaxed in both ways, on the replicates asked for so far."""

    def __init__(
        self,
        base: Drawn,
        questions: Sequence[Question],
        links: Sequence[str] | None,
        *,
        whole: bool,
        threads: int | None,
        cancel: Callable[[], bool] | None,
    ) -> None:
        self.base, self.questions, self.cancel = base, tuple(questions), cancel
        self.threads = threads or os.cpu_count() or 1
        self.together = whole_questions(base.loaded) if whole else ()
        known = {question.target_id: question for question in (*self.questions, *self.together)}
        self.followed = tuple(known.values())
        self.wanted = [
            link
            for link in links_of(base.world)
            if (links is None or link.id in links)
            and any(link.matters_for(question.outcomes) for question in self.followed)
        ]
        self.matters = {
            link.id: [question for question in self.followed if link.matters_for(question.outcomes)]
            for link in self.wanted
        }
        self.done = 0
        self.worlds: dict[tuple[str, Mode], _World] = {
            (link.id, mode): _World() for link in self.wanted for mode in MODES
        }
        self.own = _World()
        self.series = counted_series(base.world.series)

    def extend(self, replicates: int) -> Iterator[int]:
        """Run every world up to so many replicates; tells after each how many rows it ran."""
        if replicates <= self.done:
            return
        part = self.base.part(self.done, replicates)
        rows = self._rows(part.samples, self.followed, None, counted=True, ran=True)
        stops = stops_of(part.samples)

        def one(link: Link, mode: Mode) -> Rows:
            if self.cancel is not None and self.cancel():
                raise CancelledAnswerError
            if _stops_nobody(link, stops):
                return Rows(rows.final, rows.met, rows.finished, rows.counts if mode == "removed" else None, False)
            state = relax(link, mode, part)
            samples = run_again(
                part,
                state.inputs,
                world=state.world,
                levers=state.levers,
                cut_off_means=state.cut_off_means,
                threads=1,
                cancel=self.cancel,
            )
            return self._rows(samples, self.matters[link.id], rows, counted=mode == "removed", ran=True)

        tasks = [(link, mode) for link in self.wanted for mode in MODES]
        found: list[Rows] = []
        with ThreadPoolExecutor(max_workers=self.threads) as pool:
            for each in pool.map(lambda task: one(*task), tasks):
                found.append(each)
                yield replicates - self.done
        for (link, mode), each in zip(tasks, found, strict=True):
            self.worlds[link.id, mode].parts.append(each)
        self.own.parts.append(rows)
        self.done = replicates

    def _rows(
        self, samples: Samples, asked: Sequence[Question], otherwise: Rows | None, *, counted: bool, ran: bool
    ) -> Rows:
        """Read what some questions ask; the others keep what they have without the move."""
        final = dict(otherwise.final) if otherwise is not None else {}
        met = dict(otherwise.met) if otherwise is not None else {}
        for question in asked:
            followed = course(question, samples)
            final[question.target_id], met[question.target_id] = followed.final, followed.met[:, -1]
        if self.together:
            each = np.stack([met[question.target_id] for question in self.together])
            final[WHOLE], met[WHOLE] = each.sum(axis=0).astype(np.float64), np.asarray(each.all(axis=0))
        finished = np.asarray(np.isfinite(samples.values).all(axis=(1, 2)))
        return Rows(final, met, finished, counts_of(samples) if counted else None, ran)

    def binding(self) -> Binding:
        """Compare what was run so far."""
        years = self.base.samples.years[1:]
        stops = stops_from(years, self.series, self.own.counts)
        removed = {
            link.id: stops_from(years, self.series, self.worlds[link.id, "removed"].counts)
            for link in self.wanted
            if self._ran(link)
        }
        targets = {question.target_id: self._target(question, stops, removed) for question in self.questions}
        whole = None
        if self.together:
            whole = ranked(None, [self._gains(link, WHOLE, at_least=True) for link in self.wanted])
        return Binding(targets, stops, self.done, self.base.seed, removed, whole)

    def _target(self, question: Question, stops: Stops, removed: dict[str, Stops]) -> TargetBinding:
        links = [link for link in self.wanted if link.matters_for(question.outcomes)]
        gains = [self._gains(link, question.target_id, at_least=question.comparison != "<=") for link in links]
        return ranked(question, gains, reconcile(question, self.wanted, stops, removed))

    def _ran(self, link: Link) -> bool:
        return any(part.ran for part in self.worlds[link.id, "removed"].parts)

    def _gains(self, link: Link, name: str, *, at_least: bool) -> LinkGain:
        if not self._ran(link):
            return LinkGain(link, NO_GAIN, NO_GAIN)
        removed, moved = (self._gain(self.worlds[link.id, mode], name, at_least=at_least) for mode in MODES)
        return LinkGain(link, removed, moved)

    def _gain(self, world: _World, name: str, *, at_least: bool) -> Gain:
        both = self.own.finished & world.finished
        return gain(
            self.own.final(name)[both],
            world.final(name)[both],
            self.own.met(name)[both],
            world.met(name)[both],
            at_least=at_least,
        )


def _stops_nobody(link: Link, stops: Stops) -> bool:
    """Tell whether a condition of recognition stopped nobody first in any of these replicates: then lifting it changes nothing.

    Whoever fails it fails an earlier one too. Not so for the first rung, where enterprises with nothing to show are not counted.
    """
    only_criteria = all(operation.criteria for operation in link.operations)
    counted = link.title is not None and link.title > INNOVATIVE and bool(link.stops)
    return only_criteria and counted and not any(series in stops.counts for series in link.stops)
