"""What binds: each link of a target's chain relaxed for the same replicates, and what that gains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scenarios.answers.drawn import Drawn, draw, questions_of
from scenarios.answers.links import Link
from scenarios.answers.paired import Gain
from scenarios.answers.relaxing import Mode
from scenarios.answers.stops import Stops, title_of
from scenarios.loaded import LoadedScenario
from scenarios.verdicts.course import Question

REPLICATES = 60
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

    question: Question | None
    """None for the plan as a whole."""
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
    whole: TargetBinding | None = None
    """What binds the plan as a whole: probability that all targets are met, value the number of targets met."""


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
    rough: int | None = None,
    partial: Callable[[Binding], None] | None = None,
) -> Binding:
    """Relax every link that can matter for the targets (all where none are named), twice, and compare replicate by replicate.

    Runs are shared by all targets. `drawn` takes the place of simulating the base again; `links` restricts the links to some ids.
    With `rough`, `partial` is told what the first `rough` replicates say; the final answer is the same. The plan as a whole is
    answered where all targets are asked for. Raises InputError for a target that is not judged, CancelledAnswerError when
    stopped.
    """
    from scenarios.answers.relaxed_runs import RelaxedRuns

    base = drawn or draw(
        loaded, replicates, loaded.scenario.seed if seed is None else seed, threads=threads, cancel=cancel
    )
    count = len(base.inputs)
    runs = RelaxedRuns(
        base, questions_of(loaded, targets), links, whole=targets is None, threads=threads, cancel=cancel
    )
    stages = [rough, count] if rough is not None and partial is not None and rough < count else [count]
    total, done = len(runs.wanted) * len(MODES) * count, 0
    for stage in stages:
        for rows in runs.extend(stage):
            done += rows
            if progress is not None:
                progress(done, total)
        if partial is not None and stage < count:
            partial(runs.binding())
    return runs.binding()


def ranked(question: Question | None, gains: Iterable[LinkGain], reconciled: Reconciled | None = None) -> TargetBinding:
    """Rank the links of a target by what they gain when moved."""
    return TargetBinding(
        question,
        tuple(sorted(gains, key=lambda each: (_rank(each.moved), _rank(each.removed), each.link.id))),
        reconciled,
    )


def _rank(way: Gain) -> tuple[float, float]:
    """Order by the gain in probability, then in value; what its error allows to be chance counts as none."""
    return (
        -way.probability if way.clear_in_probability else 0.0,
        -way.value if way.clear_in_value else 0.0,
    )


def _clear(way: Gain) -> bool:
    return way.clear_in_probability or way.clear_in_value


def reconcile(
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
