"""The whole answer: search on some replicates, confirm on fresh ones, look for other kinds, draw the curve, or say why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from model.levers import Lever
from scenarios.extras import require
from scenarios.loaded import LoadedScenario
from scenarios.readings import Row
from scenarios.schema.errors import InputError, suggestion
from scenarios.seeking.answer import CurvePoint, Impossible, Limit, SeekAnswer, Solution, Status
from scenarios.seeking.ranking import cost_ranges, medians
from scenarios.seeking.search import Found, Search, Truths
from scenarios.seeking.space import Space, chosen_levers, space_of
from scenarios.seeking.surrogate import cheapest_on
from scenarios.seeking.trial import ModelTrial, Trial, Trials, met_share
from scenarios.trials import Cancel, rows_asked
from scenarios.verdicts.proportion import Proportion

Numbers = NDArray[np.float64]
REPLICATES = 120
CONFIRM = 400
FEWEST, MOST = 20, 100_000
ROUNDS = 3
"""Times that the wish is raised on the search's replicates because fresh ones gave less."""
OTHERS = 2
CURVE = 3
STEPS, LATER_STEPS, OTHER_STEPS = 10, 4, 4
"""Trials that the search may take: at first, when the wish was raised, and for an answer of another kind."""
BEYOND = 1.5
"""How far past its bound a lever is moved to see whether the bound is what stops it."""


@dataclass(frozen=True)
class SeekRequest:
    """What is wished: `targets` by id (none: the whole plan), with which probability, by which levers (none: all) and years.

    `budget` is 亿元 for all years together; `costs` are unit costs (亿元 a year) that the planner fills by lever, `bounds` the
    lowest and highest intensity that the planner allows of a lever.
    """

    targets: tuple[str, ...] = ()
    probability: float = 0.8
    levers: tuple[str, ...] = ()
    budget: float | None = None
    years: tuple[int, int] | None = None
    replicates: int = REPLICATES
    confirm: int = CONFIRM
    seed: int | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class SeekRough:
    """What a search has so far, none of it confirmed on fresh replicates.

    `gains` say by lever how much it moves the targets at its best bound, in their spreads; `best` is the cheapest change so far
    that is enough on the search's replicates, `most` the one with the highest probability.
    """

    before: Proportion
    trials: int
    gains: Mapping[str, float]
    best: CurvePoint | None
    most: CurvePoint | None


def seek(
    loaded: LoadedScenario,
    request: SeekRequest,
    *,
    threads: int | None = None,
    cancel: Cancel | None = None,
    tell: Callable[[int], None] | None = None,
    partial: Callable[[SeekRough], None] | None = None,
) -> SeekAnswer:
    """Find the cheapest change of levers that brings the targets to the wished probability.

    `partial` is told what there is on the way. Raises InputError for what cannot be asked, WithheldError where too many
    replicates fail, StoppedError when cancelled.
    """
    require("analysis")
    rows, levers, years = checked(loaded, request)
    seed = loaded.scenario.seed if request.seed is None else request.seed
    trial = ModelTrial(loaded, rows, [lever.name for lever in levers], years, seed, threads, cancel)
    units = medians(levers, request.costs)
    bases = trial.bases(min(request.replicates, SCREEN_BASES))
    space = space_of(levers, trial.present, units, bases, request.bounds)
    task = SeekTask(loaded, request, rows, levers, space, units, years, seed, trial, tell, partial=partial)
    if request.years is not None and years != (loaded.span.first, loaded.span.last):
        every = (loaded.span.first, loaded.span.last)
        task.all_years = ModelTrial(loaded, rows, [lever.name for lever in levers], every, seed, threads, cancel)
    return task.answer()


SCREEN_BASES = 48


def checked(loaded: LoadedScenario, request: SeekRequest) -> tuple[tuple[Row, ...], tuple[Lever, ...], tuple[int, int]]:
    """Refuse what makes no sense before anything is simulated; give the rows, levers and years asked for. Raises InputError."""
    rows = rows_asked(loaded, request.targets)
    levers = chosen_levers(loaded, request.levers)
    return rows, levers, _checked(loaded, request, levers)


def _checked(loaded: LoadedScenario, request: SeekRequest, levers: tuple[Lever, ...]) -> tuple[int, int]:
    """Refuse what makes no sense; give the years in which levers act."""
    if not 0 < request.probability < 1:
        raise InputError("seek_probability", found=request.probability)
    if request.budget is not None and not 0 <= request.budget < float("inf"):
        raise InputError("seek_budget", found=request.budget)
    for option, value in (("--replicates", request.replicates), ("--confirm", request.confirm)):
        if not FEWEST <= value <= MOST:
            raise InputError("option_out_of_range", option=option, found=value, low=FEWEST, high=MOST)
    for name, cost in request.costs.items():
        names = [lever.name for lever in levers]
        if name not in names:
            raise InputError("unknown_lever", name=name, near=suggestion(name, names))
        if not 0 <= cost < float("inf"):
            raise InputError("seek_budget", found=cost)
    for name, (low, high) in request.bounds.items():
        lever = next((each for each in levers if each.name == name), None)
        if lever is None:
            raise InputError("unknown_lever", name=name, near=suggestion(name, [each.name for each in levers]))
        if not lever.lowest <= low <= high <= lever.highest:
            raise InputError(
                "seek_bounds", name=name, low=f"{low:g}", high=f"{high:g}", lowest=lever.lowest, highest=lever.highest
            )
    span = loaded.span
    first, last = request.years or (span.first, span.last)
    if not span.first <= first <= last <= span.last:
        raise InputError("seek_years", found=f"{first}-{last}", first=span.first, last=span.last)
    return first, last


@dataclass
class SeekTask:
    """One question being answered; `trial` is the model, or in tests any function of its shape."""

    loaded: LoadedScenario
    request: SeekRequest
    rows: tuple[Row, ...]
    levers: tuple[Lever, ...]
    space: Space
    units: Numbers
    years: tuple[int, int]
    seed: int
    trial: Trial
    tell: Callable[[int], None] | None = None
    all_years: Trial | None = None
    partial: Callable[[SeekRough], None] | None = None

    def answer(self) -> SeekAnswer:
        """Answer."""
        wish = self.request.probability
        trials = Trials(self.trial, self.request.replicates)
        self.search = Search(self.space, trials, seed=self.seed % 2**31, steps=STEPS, tell=self._told)
        before = self._fresh(np.zeros(len(self.space)), 0)
        self.before = _proportion(before)
        self._told(len(trials.points))
        if self.before.probability >= wish:
            return self._answer("already", before)
        moving = self.search.screen()
        if self.request.budget == 0:
            moving = np.zeros(len(self.space), dtype=np.bool_)
        if not moving.any() and self.request.budget != 0:
            return self._answer("no_lever", before)
        confirmed = self._confirmed(wish, moving) if moving.any() else None
        if confirmed is None and self.request.budget == 0:
            return self._answer("over_budget", before)
        if confirmed is None:
            why = self._why_not(moving)
            return self._answer("impossible", before, impossible=why, curve=self._curve(1.0, moving))
        found, fresh, raised = confirmed
        status: Status = "found" if _proportion(fresh).interval[0] >= wish else "nearly"
        solution = self._solution(found, fresh)
        others = self._others(found, raised, moving)
        curve = self._curve(raised, moving)
        if self.request.budget is not None and found.cost > self.request.budget:
            status = "over_budget"
        solution, others = self._ranked(solution, others)
        return self._answer(status, before, solution=solution, alternatives=others, curve=curve)

    def _told(self, trials: int) -> None:
        """Pass on how many trials there were, and what they found so far."""
        if self.tell is not None:
            self.tell(trials)
        if self.partial is None or not hasattr(self, "before"):
            return
        search, wish = self.search, self.request.probability
        curve = self._best_by_cost()
        enough = [point for point in curve if point.probability >= wish]
        self.partial(SeekRough(self.before, trials, dict(search.gains), enough[0] if enough else None, curve[-1]))

    def _confirmed(self, wish: float, moving: Truths) -> tuple[Found, Numbers, float] | None:
        """Search, try the result on fresh replicates, and search again for more or less where those differ from the search's.

        A search picks candidates that are lucky on its own replicates, and these may be an unlucky lot on the whole. None where
        nothing reaches the wish.
        """
        raised, kept = wish, list[tuple[Found, Numbers, float]]()
        for number in range(1, ROUNDS + 1):
            found = self.search.cheapest(raised, moving)
            if found is None:
                break
            fresh = self._fresh(found.change, number)
            kept.append((found, fresh, raised))
            share = _proportion(fresh)
            if 0 <= share.probability - wish <= share.standard_error:
                break
            raised = min(1.0, max(1 / self.request.replicates, raised + wish - share.probability))
            self.search.steps = LATER_STEPS
        good = [each for each in kept if met_share(each[1]) >= wish]
        if good:
            return min(good, key=lambda each: each[0].cost)
        best = max(kept, key=lambda each: met_share(each[1]), default=None)
        return best if best is not None and _proportion(best[1]).interval[1] >= wish else None

    def _why_not(self, moving: Truths) -> Impossible:
        """Say how far the allowed levers go, and which limits would have to give way."""
        most = self.search.most_likely(moving)
        best = self._solution(most, self._fresh(most.change, 0))
        short = tuple(
            row.target.id
            for row, share in zip(self.rows, best.target_probabilities, strict=True)
            if share < self.request.probability
        )
        base, start = self.search.trials.whole(most.change), self.search.trials.found[0]
        spread = np.maximum(start.std(axis=0), 1e-9 + 1e-6 * np.abs(start).max(axis=0))
        limits = []
        tried = [(name, self._beyond(most.change, place), self.trial) for place, name in enumerate(self.space.names)]
        if self.all_years is not None:
            tried.append(("years", most.change, self.all_years))
        for name, change, trial in tried:
            if name != "years" and np.array_equal(change, most.change):
                continue
            found = trial(change, 0, self.request.replicates)
            gain = (
                ((found - base) / spread).min(axis=1) if len(self.rows) == 1 else ((found - base) / spread).mean(axis=1)
            )
            error = float(gain.std(ddof=1) / np.sqrt(len(gain)))
            limits.append(Limit(name, met_share(found), float(gain.mean()), error))
        limits.sort(key=lambda limit: (-limit.probability, -limit.gain))
        return Impossible(best, short, tuple(limits))

    def _beyond(self, change: Numbers, place: int) -> Numbers:
        """Move one lever past the bound where it lies at it."""
        end = self.space.high[place] if change[place] > 0 else self.space.low[place]
        moved = change.copy()
        if change[place] != 0 and abs(change[place]) >= 0.99 * abs(end):
            moved[place] = change[place] * BEYOND
        return moved

    def _others(self, found: Found, wish: float, moving: Truths) -> tuple[Solution, ...]:
        """Find the cheapest answers that differ in kind: each without one of the levers that the first one moves."""
        used = np.flatnonzero(found.change)
        order = sorted(used.tolist(), key=lambda place: -abs(found.change[place]) * self.space.rates[place])
        others: list[Solution] = []
        kinds = {self._kind(found)}
        self.search.steps = OTHER_STEPS
        for place in order[:OTHERS]:
            without = moving.copy()
            without[place] = False
            other = self.search.cheapest(wish, without) if without.any() else None
            if other is not None and self._kind(other) not in kinds:
                kinds.add(self._kind(other))
                others.append(self._solution(other, self._fresh(other.change, 1)))
        return tuple(sorted(others, key=lambda other: other.cost))

    def _kind(self, found: Found) -> frozenset[int]:
        return frozenset(np.flatnonzero(found.change).tolist())

    def _curve(self, wish: float, moving: Truths) -> tuple[CurvePoint, ...]:
        """Draw the best probability found for each cost, with a few candidates tried for the parts between."""
        search, start = self.search, self.search.nothing.probability
        top = max(met_share(found) for found in search.trials.found)
        for step in range(1, CURVE + 1) if moving.any() else ():
            between = start + (max(top, min(wish, top)) - start) * step / (CURVE + 1)
            change = self.space.rounded(cheapest_on(search.surrogate(), between, moving, None, step))
            search.whole(change)
        return self._best_by_cost()

    def _best_by_cost(self) -> tuple[CurvePoint, ...]:
        """Give the best probability that was found for each cost, the cheapest first."""
        trials = self.search.trials
        found = sorted(
            (
                (float(self.space.cost(point)), -met_share(tried), point)
                for point, tried in zip(trials.points, trials.found, strict=True)
            ),
            key=lambda each: each[:2],
        )
        curve: list[CurvePoint] = []
        for cost, minus, point in found:
            if not curve or -minus > curve[-1].probability:
                shown = Proportion(round(-minus * trials.count), trials.count)
                curve.append(CurvePoint(cost, shown, self._changes(point)))
        return tuple(curve)

    def _ranked(self, solution: Solution, others: tuple[Solution, ...]) -> tuple[Solution, tuple[Solution, ...]]:
        whole = (solution, *others)
        names = self.space.names
        changes = np.array([[dict(each.changes).get(name, 0.0) for name in names] for each in whole])
        ranges = cost_ranges(self.levers, self.space.rates, self.units, changes, self.request.costs, self.seed % 2**31)
        ranked = [replace(each, range=found) for each, found in zip(whole, ranges, strict=True)]
        return ranked[0], tuple(ranked[1:])

    def _fresh(self, change: Numbers, number: int) -> Numbers:
        """Try a change on replicates that the search has not seen; `number` counts the blocks of them."""
        return self.trial(change, self.request.replicates + number * self.request.confirm, self.request.confirm)

    def _solution(self, found: Found, fresh: Numbers) -> Solution:
        shares = tuple(float(share) for share in (fresh >= 0).mean(axis=0))
        return Solution(self._changes(found.change), found.cost, _proportion(fresh), shares)

    def _changes(self, change: Numbers) -> tuple[tuple[str, float], ...]:
        return tuple((name, value) for name, value in zip(self.space.names, change.tolist(), strict=True) if value)

    def _answer(
        self,
        status: Status,
        before: Numbers,
        *,
        solution: Solution | None = None,
        alternatives: tuple[Solution, ...] = (),
        curve: tuple[CurvePoint, ...] = (),
        impossible: Impossible | None = None,
    ) -> SeekAnswer:
        from model.version import RESULTS_VERSION

        shown = [each for each in (solution, *alternatives, impossible.best if impossible else None) if each]
        used = {name for each in shown for name in each.levers}
        assumed = [
            lever.name
            for lever in self.levers
            if lever.name in used and lever.unit_cost.kind == "assumption" and lever.name not in self.request.costs
        ]
        return SeekAnswer(
            self.loaded,
            self.rows,
            self.request.probability,
            self.levers,
            tuple(sorted(self.search.gains, key=lambda name: -self.search.gains[name])),
            self.years,
            self.request.budget,
            self.seed,
            self.request.replicates,
            self.request.confirm,
            len(self.search.trials.points),
            str(RESULTS_VERSION),
            status,
            self.before,
            tuple(float(share) for share in (before >= 0).mean(axis=0)),
            solution,
            alternatives,
            curve,
            impossible,
            tuple(assumed),
        )


def _proportion(tried: Numbers) -> Proportion:
    met: Truths = np.asarray((tried >= 0).all(axis=1))
    return Proportion.of(met)
