"""What binds: each link of a target's chain relaxed for the same replicates, and what that gains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.columns import INNOVATIVE
from scenarios.answers.drawn import Drawn, draw, questions_of, run_again
from scenarios.answers.links import Link, links_of
from scenarios.answers.paired import NO_GAIN, Gain, gain
from scenarios.answers.relaxing import Mode, relax
from scenarios.answers.stops import Stops, stops_of, title_of
from scenarios.loaded import LoadedScenario
from scenarios.verdicts.course import Course, Question, course
from scenarios.verdicts.samples import Samples

REPLICATES = 100
"""Replicates that each relaxed world is run with where nothing is said: the same in all of them."""
MODES: tuple[Mode, ...] = ("removed", "moved")


@dataclass(frozen=True)
class LinkGain:
    """What relaxing one link gains for one target: removed altogether, and moved by its stated amount."""

    link: Link
    removed: Gain
    moved: Gain

    @property
    def matters(self) -> bool:
        """Tell whether either way gains more than its error, in probability or in value."""
        ways = (self.removed, self.moved)
        return any(way.clear_in_probability or way.clear_in_value for way in ways)


@dataclass(frozen=True)
class Reconciled:
    """The two views beside each other: who stops most enterprises of a title, and what lifting just that gains."""

    title: str
    series: str
    stopped: float
    """How many a year it stops first."""
    all_stopped: float
    link: str | None
    """The id of the link that lifts it; None where none does."""
    next_series: str | None = None
    next_more: float = 0.0
    """The condition that stops most of those let through, and how many more a year it then stops."""
    more_admitted: float = 0.0
    """How many more a year gain the title once it is lifted."""


@dataclass(frozen=True)
class TargetBinding:
    """Every link that can matter for one target, by what it gains when moved by its stated amount."""

    question: Question
    gains: tuple[LinkGain, ...]
    reconciled: Reconciled | None = None

    @property
    def first(self) -> LinkGain | None:
        """Give the link whose move gains most; None where no move gains more than its error."""
        best = self.gains[0] if self.gains else None
        return best if best is not None and _clear(best.moved) else None

    @property
    def by_removed(self) -> tuple[LinkGain, ...]:
        """Rank the links by what removing them gains: the upper bound."""
        return tuple(sorted(self.gains, key=lambda each: (_rank(each.removed), _rank(each.moved), each.link.id)))

    @property
    def bottleneck(self) -> LinkGain | None:
        """Give the link whose removal gains most; None where no removal gains more than its error."""
        best = self.by_removed[0] if self.gains else None
        return best if best is not None and _clear(best.removed) else None

    def of(self, link: str) -> LinkGain | None:
        """Find a link by id."""
        return next((each for each in self.gains if each.link.id == link), None)


@dataclass(frozen=True)
class Binding:
    """What binds each target, and where enterprises stop, from the same replicates."""

    targets: Mapping[str, TargetBinding]
    stops: Stops
    replicates: int
    seed: int
    removed_stops: Mapping[str, Stops] = field(default_factory=dict)
    """Where they stop once a link is removed, by id of link."""


def what_binds(
    loaded: LoadedScenario,
    targets: Sequence[str] | None = None,
    replicates: int = REPLICATES,
    seed: int | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    drawn: Drawn | None = None,
    links: Sequence[str] | None = None,
) -> Binding:
    """Relax every link that can matter for the targets (all where none are named), twice, and compare replicate by replicate.

    Runs are shared by all targets. `drawn` takes the place of simulating the base again; `links` restricts the links to some ids.
    Raises InputError for a target that is not judged, CancelledAnswerError when stopped.
    """
    base = drawn or draw(
        loaded, replicates, loaded.scenario.seed if seed is None else seed, threads=threads, cancel=cancel
    )
    questions = questions_of(loaded, targets)
    courses = {question.target_id: course(question, base.samples) for question in questions}
    stops = stops_of(base.samples)
    wanted = [
        link
        for link in links_of(base.world)
        if (links is None or link.id in links) and any(link.matters_for(question.outcomes) for question in questions)
    ]
    gains: dict[str, dict[str, dict[Mode, Gain]]] = {question.target_id: {} for question in questions}
    removed_stops: dict[str, Stops] = {}
    for done, link in enumerate(wanted):
        asked = [question for question in questions if link.matters_for(question.outcomes)]
        for mode in MODES:
            if _stops_nobody(link, stops):
                found = {question.target_id: NO_GAIN for question in asked}
            else:
                state = relax(link, mode, base)
                samples = run_again(
                    base,
                    state.inputs,
                    world=state.world,
                    levers=state.levers,
                    cut_off_means=state.cut_off_means,
                    threads=threads,
                    cancel=cancel,
                )
                found = {
                    question.target_id: _gain(courses[question.target_id], question, base.samples, samples)
                    for question in asked
                }
                if mode == "removed":
                    removed_stops[link.id] = stops_of(samples)
            for target, each in found.items():
                gains[target].setdefault(link.id, {})[mode] = each
            if progress is not None:
                progress(done * len(MODES) + MODES.index(mode) + 1, len(wanted) * len(MODES))
    by_id = {link.id: link for link in wanted}
    ranked = {
        question.target_id: TargetBinding(
            question,
            tuple(
                sorted(
                    (
                        LinkGain(by_id[name], ways["removed"], ways["moved"])
                        for name, ways in gains[question.target_id].items()
                    ),
                    key=lambda each: (_rank(each.moved), _rank(each.removed), each.link.id),
                )
            ),
            _reconcile(question, wanted, stops, removed_stops),
        )
        for question in questions
    }
    return Binding(ranked, stops, len(base.inputs), base.seed, removed_stops)


def _rank(way: Gain) -> tuple[float, float]:
    """Order by the gain in probability, then in value; what its error allows to be chance counts as none."""
    return (
        -way.probability if way.clear_in_probability else 0.0,
        -way.value if way.clear_in_value else 0.0,
    )


def _clear(way: Gain) -> bool:
    return way.clear_in_probability or way.clear_in_value


def _gain(before: Course, question: Question, base: Samples, samples: Samples) -> Gain:
    after = course(question, samples)
    both = _finite(base) & _finite(samples)
    return gain(
        before.final[both],
        after.final[both],
        before.met[both, -1],
        after.met[both, -1],
        at_least=question.comparison != "<=",
    )


def _finite(samples: Samples) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(samples.values).all(axis=(1, 2)))


def _stops_nobody(link: Link, stops: Stops) -> bool:
    """Tell whether a condition of recognition stopped nobody first in any replicate or year: then lifting it changes nothing.

    Whoever fails it fails an earlier one too. Not so for the first rung, where enterprises with nothing to show are not counted.
    """
    only_criteria = all(operation.criteria for operation in link.operations)
    counted = link.title is not None and link.title > INNOVATIVE and bool(link.stops)
    return only_criteria and counted and not any(series in stops.counts for series in link.stops)


def _reconcile(
    question: Question, links: Sequence[Link], stops: Stops, removed: Mapping[str, Stops]
) -> Reconciled | None:
    """Set the condition that stops most beside what lifting it hands on."""
    title = title_of(question)
    if title is None:
        return None
    counts = stops.of_title(title)
    if not counts:
        return None
    series = next(iter(counts))
    whole = sum(counts.values())
    link = next((each.id for each in links if series in each.stops), None)
    if link is None and series.endswith(":outgrew"):
        link = "sme_limit" if any(each.id == "sme_limit" for each in links) else None
    if link is None or link not in removed:
        return Reconciled(title, series, counts[series], whole, link)
    after = removed[link]
    more = {name: after.a_year(name) - counts.get(name, 0.0) for name in after.of_title(title) if name != series}
    handed = max(more, key=lambda name: (more[name], name), default=None)
    additions = f"{title}_additions"
    return Reconciled(
        title,
        series,
        counts[series],
        whole,
        link,
        handed if handed is not None and more[handed] > 0 else None,
        more[handed] if handed is not None else 0.0,
        after.a_year(additions) - stops.a_year(additions),
    )
