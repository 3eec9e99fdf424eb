"""What the model learns from a county's own years: a posterior of its parameters and starting figures, and its warnings."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from calibration.conditioning import UNLIKELY, Conditioned, Contradiction, Fitter
from calibration.definitions import definition
from calibration.drawn import Bank, simulate_bank
from calibration.observation import ObservedPoint, Simulated, nuisance_draws, reported_draws, truth, usable
from calibration.worlds.truths import Truths, questions_of, simulate_truths
from model.inputs import FIGURE_NAMES, PARAMETER_NAMES
from model.posterior import Posterior
from model.world import World
from scenarios.loaded import LoadedScenario
from scenarios.run import Progress
from scenarios.schema.errors import InputError
from scenarios.verdicts.course import Question, compare

Numbers = NDArray[np.float64]
Stage = Literal["bank", "fit", "check", "verdicts"]
Tell = Callable[[Stage, int, int], None]

DRAWS: Final = 20_000
FEWEST_DRAWS: Final = 1_000
MOST_DRAWS: Final = 200_000
ENOUGH_DRAWS: Final = 10_000
"""Draws below which a tenth of them (`conditioning.NEAREST`) is too few for what is stated: a rough look."""
PARTICLES: Final = 1_000
CHECKED: Final = 600
"""Replicates of the posterior that are simulated anew to see whether the figures lie among them."""
BAND: Final = 0.9
LEARNED: Final = 0.05
"""Information (nats, of a normal with the same mean and spread) from which on an input is said to have been learned about."""
FEW_POINTS: Final = 3


@dataclass(frozen=True)
class Learned:
    """One input before and after: medians, 90% ranges, and how much was learned (nats)."""

    name: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    shift: float
    narrowed: float
    information: float


@dataclass(frozen=True)
class Fit:
    """One figure: what was reported, what is believed to be true, and what would be reported under the posterior.

    The three ranges are 5%, 50% and 95% in the figure's unit. `alone` and `given_others` say how odd the figure looks before
    anything is learned (see `Contradiction`); `inside` says whether it lies within the 90% range of what the posterior, simulated
    anew, would report.
    """

    point: ObservedPoint
    place: str
    expected: tuple[float, float, float]
    believed: tuple[float, float, float]
    reported: tuple[float, float, float]
    alone: float
    given_others: float
    odd: bool
    inside: bool


@dataclass(frozen=True)
class Change:
    """A target's probability: before, once the figures are known, and when the posterior's file is run anew.

    `known` is that of the draws as conditioned, their path to the last figure included: the one that synthetic worlds test.
    `again` is that of a run with the posterior, which draws the years gone by anew.
    """

    target_id: str
    label: Mapping[str, str]
    before: float
    known: float
    again: float
    again_error: float


@dataclass(frozen=True)
class LocalCalibration:
    """All of it: the posterior, what was learned, every figure, targets before and after, and the warnings to be heard."""

    loaded: LoadedScenario
    posterior: Posterior
    base: str
    points: tuple[ObservedPoint, ...]
    unused: tuple[ObservedPoint, ...]
    draws: int
    seed: int
    method: str
    effective: float
    contradiction: Contradiction
    learned: tuple[Learned, ...]
    fits: tuple[Fit, ...]
    changes: tuple[Change, ...]

    @property
    def outside(self) -> int:
        """Number of figures outside the 90% range of what the posterior would report."""
        return sum(1 for fit in self.fits if not fit.inside)

    @property
    def misses(self) -> bool:
        """Say whether the posterior fails to reproduce more figures than chance explains."""
        expected = (1.0 - BAND) * len(self.fits)
        return self.outside > max(expected + 2.0 * math.sqrt(expected * BAND), 1.0)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Name the warnings to be heard, the gravest first (texts: `calibrate.warning.NAME`)."""
        worst = disagreement(self.contradiction)
        found: list[str] = [] if worst is None else [worst]
        if self.misses and "absurd" not in found:
            found.append("not_reproduced")
        base = self.loaded.posterior
        if base is not None and base.region == self.loaded.baseline.id:
            found.append("learned_before")
        if self.draws < ENOUGH_DRAWS:
            found.append("small_bank")
        if len(self.points) <= FEW_POINTS:
            found.append("few_points")
        if not self.learned:
            found.append("nothing_learned")
        if self.unused:
            found.append("unused")
        return tuple(found)


def calibrate(
    loaded: LoadedScenario,
    points: Sequence[ObservedPoint],
    *,
    places: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    replicates: int = 500,
    threads: int | None = None,
    tell: Tell | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LocalCalibration:
    """Learn from a county's own figures; raises InputError where none can be used, StoppedError when cancelled.

    The bank is simulated from what the scenario draws its parameters from (the default posterior, or the priors). `replicates`
    run the posterior anew for every target; with 0 no target is judged, and the bank ends with the last figure's year. The same
    arguments give the same answer.
    """
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise InputError("option_out_of_range", option="--draws", found=draws, low=FEWEST_DRAWS, high=MOST_DRAWS)
    from scenarios.world import world_of

    world = world_of(loaded)
    years = [world.start_year + step for step in range(world.years + 1)]
    inside, unused = usable(points, years)
    if not inside:
        raise InputError("calibrate_nothing_usable", first=years[0], last=years[-1])
    where = dict(zip(points, places or ["-"] * len(points), strict=True))
    short = shortened(world, max(point.year for point in inside))
    series = tuple(dict.fromkeys(s for p in inside for s in (*definition(p.series).of, *definition(p.series).over)))
    progress = None if tell is None else _banking(tell)
    questions: tuple[Question, ...] = questions_of(loaded) if replicates else ()
    bank: Bank | Truths
    judged = np.empty((draws, 0))
    if replicates:
        bank = simulate_truths(loaded, world, seed, 0, draws, threads=threads, progress=progress, cancelled=cancelled)
        judged = bank.judged
    else:
        bank = simulate_bank(short, seed, draws, series, threads=threads, progress=progress, cancelled=cancelled)
    if tell is not None:
        tell("fit", 0, 1)
    names, fitter = fitter_of(inside, bank, judged, seed)
    observed = np.array([point.value for point in inside])
    known = fitter.condition(observed)
    odd = fitter.contradiction(observed)
    posterior = _posterior(loaded, inside, known, names, seed, draws)
    if tell is not None:
        tell("check", 0, 1)
    errors = fitter.nuisance
    fits = _fits(loaded, inside, where, posterior, short, series, known, len(names), odd, bank, errors, seed, threads)
    changes: tuple[Change, ...] = ()
    if replicates:
        first = len(names) + len(inside)
        before, after = fitter.quantities[:, first:], known.values[:, first:]
        even = np.full(len(before), 1.0 / len(before))
        shares = {
            question.target_id: (
                float(even @ compare(before[:, place], question.comparison, question.goal)),
                float(known.weights @ compare(after[:, place], question.comparison, question.goal)),
            )
            for place, question in enumerate(questions)
        }
        changes = _changes(loaded, posterior, shares, seed, replicates, threads, tell, cancelled)
    return LocalCalibration(
        loaded,
        posterior,
        _name(loaded.posterior),
        tuple(inside),
        tuple(unused),
        draws,
        seed,
        known.method,
        known.effective,
        odd,
        _learned(names, fitter.quantities, known),
        fits,
        changes,
    )


def fitter_of(
    points: Sequence[ObservedPoint], bank: Bank | Truths, judged: Numbers, seed: int
) -> tuple[tuple[str, ...], Fitter]:
    """What a bank learns once of these figures, and the names of the inputs it learns of: the first of its quantities.

    The truths behind the figures follow them, then what is `judged` float64[draws, questions].
    """
    nuisance = nuisance_draws(seed, bank.numbers, names=bank.names, inputs=bank.inputs)
    columns = np.array(
        [place for place, name in enumerate(bank.names) if _may_learn(name, bank.inputs[:, place])], dtype=np.int64
    )
    true = np.column_stack([truth(point, bank) for point in points])
    fitter = Fitter(points, bank, nuisance, np.hstack([bank.inputs[:, columns], true, judged]), seed=seed)
    return tuple(bank.names[column] for column in columns), fitter


def disagreement(odd: Contradiction) -> Literal["absurd", "contradiction", "odd_points"] | None:
    """Name the gravest thing to be said of figures beside the model: all beyond reach, odd together, or some odd; else None."""
    count = len(odd.alone)
    beyond = int((odd.alone < UNLIKELY / max(count, 1)).sum())
    if count and beyond == count:
        return "absurd"
    if odd.found:
        return "contradiction"
    return "odd_points" if odd.odd else None


def shortened(world: World, last: int) -> World:
    """Let a world end with the year of the last figure: what comes later changes nothing before it."""
    steps = last - world.start_year
    if steps >= world.years or steps < 1:
        return world if steps >= world.years else shortened(world, world.start_year + 1)
    keep = slice(0, steps + 1)
    short = world.with_settings(years=steps)
    return replace(
        short,
        criteria=np.ascontiguousarray(world.criteria[keep]),
        cut_off_means=np.ascontiguousarray(world.cut_off_means[keep]),
        cut_off_spreads=np.ascontiguousarray(world.cut_off_spreads[keep]),
        rounds=np.ascontiguousarray(world.rounds[keep]),
        levers=np.ascontiguousarray(world.levers[keep]),
        imposed=np.ascontiguousarray(world.imposed[keep]),
    )


def _banking(tell: Tell) -> Callable[[int, int], None]:
    return lambda done, total: tell("bank", done, total)


def _may_learn(name: str, column: Numbers) -> bool:
    """A posterior holds parameters and starting figures that differ between draws."""
    figure = name.removeprefix("baseline:")
    return (name in PARAMETER_NAMES or (figure != name and figure in FIGURE_NAMES)) and bool(np.ptp(column) > 0.0)


def _posterior(
    loaded: LoadedScenario,
    points: Sequence[ObservedPoint],
    known: Conditioned,
    names: tuple[str, ...],
    seed: int,
    draws: int,
) -> Posterior:
    """Resample what is known into equally likely particles."""
    from model.version import RESULTS_VERSION

    said = [f"{p.series}:{p.year}:{p.month}:{p.value!r}:{p.reporting}:{p.target!r}:{p.at_least}" for p in points]
    words = "\n".join([loaded.hash, str(seed), str(draws), *sorted(said)])
    digest = hashlib.sha256(words.encode()).hexdigest()[:10]
    base = loaded.posterior
    region, year = loaded.baseline.id, loaded.span.state_year
    span = f"{min(p.year for p in points)}-{max(p.year for p in points)}"
    return Posterior(
        run_id=f"{region}-{year}-{digest}",
        parameters=names,
        values=known.resampled(PARTICLES)[:, : len(names)],
        weights=np.ones(PARTICLES),
        results_version=str(RESULTS_VERSION),
        source=f"tuiyan calibrate: {len(points)} figures of {region}, {span}",
        notes=f"learned from {_name(base)} with {draws} draws, seed {seed}; starting figures: end of {year}",
        level=loaded.baseline.level if loaded.baseline.level in ("county", "prefecture") else None,
        cut_offs=None if base is None else base.cut_offs,
        region=region,
        year=year,
    )


def _name(base: Posterior | None) -> str:
    return "prior" if base is None else base.run_id


def _fits(
    loaded: LoadedScenario,
    points: Sequence[ObservedPoint],
    where: Mapping[ObservedPoint, str],
    posterior: Posterior,
    short: World,
    series: tuple[str, ...],
    known: Conditioned,
    first: int,
    odd: Contradiction,
    bank: Simulated,
    nuisance: Mapping[str, Numbers],
    seed: int,
    threads: int | None,
) -> tuple[Fit, ...]:
    """Simulate the posterior anew, with chances of its own, and hold every figure against what it would report."""
    from scenarios.world import world_of

    again = shortened(
        world_of(_with(loaded, posterior)),
        short.start_year + short.years,
    )
    checked = simulate_bank(again, seed + 1, CHECKED, series, threads=threads)
    errors = nuisance_draws(seed + 1, checked.numbers, names=checked.names, inputs=checked.inputs)
    after = reported_draws(points, checked, errors, seed, key="check")
    before = reported_draws(points, bank, nuisance, seed, key="bank")
    found = []
    for place, point in enumerate(points):
        per_cent = 100.0 if point.unit == "%" else 1.0
        believed = _range(known.values[:, first + place] * per_cent, known.weights)
        reported = _range(after[:, place])
        # The ends of the range belong to it, and so does what is written as the same figure.
        inside = point.value >= reported[0] if point.at_least else reported[0] <= point.value <= reported[2]
        found.append(
            Fit(
                point,
                where.get(point, "-"),
                _range(before[:, place]),
                believed,
                reported,
                float(odd.alone[place]),
                float(odd.against_others[place]),
                place in odd.odd,
                inside or (point.at_least and point.value <= reported[2]),
            )
        )
    return tuple(found)


def _with(loaded: LoadedScenario, posterior: Posterior) -> LoadedScenario:
    """Ask the same with what was learned."""
    named = loaded.scenario.model_copy(update={"posterior": posterior.run_id})
    return replace(loaded, own_posterior=posterior, scenario=named)


def _range(values: Numbers, weights: Numbers | None = None) -> tuple[float, float, float]:
    """5%, 50% and 95% of (weighted) values."""
    keep = np.isfinite(values)
    values = values[keep]
    if not len(values):
        return (float("nan"),) * 3
    if weights is None:
        low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], method="inverted_cdf")
        return float(low), float(middle), float(high)
    order = np.argsort(values)
    up_to = np.cumsum(weights[keep][order])
    places = np.searchsorted(up_to / up_to[-1], [0.05, 0.5, 0.95])
    low, middle, high = values[order][np.minimum(places, len(values) - 1)]
    return float(low), float(middle), float(high)


def _learned(names: tuple[str, ...], before: Numbers, known: Conditioned) -> tuple[Learned, ...]:
    """Inputs of which something was learned, most first."""
    found = []
    for place, name in enumerate(names):
        old, new = before[:, place], known.values[:, place]
        spread = float(old.std())
        if spread <= 0.0:
            continue
        mean = float(known.weights @ new)
        deviation = float(np.sqrt(known.weights @ (new - mean) ** 2))
        shift, ratio = (mean - float(old.mean())) / spread, max(deviation / spread, 1e-3)
        information = 0.5 * (ratio * ratio + shift * shift - 1.0) - float(np.log(ratio))
        if information >= LEARNED:
            found.append(
                Learned(name, _range(old), _range(new, known.weights), shift, 1.0 - deviation / spread, information)
            )
    return tuple(sorted(found, key=lambda each: (-each.information, each.name)))


def _telling(tell: Tell | None) -> Callable[[Progress], None] | None:
    return None if tell is None else lambda at: tell("verdicts", at.done, at.total)


def _changes(
    loaded: LoadedScenario,
    posterior: Posterior,
    shares: Mapping[str, tuple[float, float]],
    seed: int,
    replicates: int,
    threads: int | None,
    tell: Tell | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[Change, ...]:
    """Put beside the shares of draws before and after what a run with the posterior says of each target."""
    from scenarios.run import CancelledError, run
    from scenarios.trials import StoppedError

    try:
        result = run(
            _with(loaded, posterior),
            replicates=replicates,
            seed=seed,
            threads=threads,
            cancel=cancelled,
            until_decided=False,
            progress=_telling(tell),
        )
    except CancelledError:
        raise StoppedError from None
    if result.partial:
        raise StoppedError
    answers = {answer.target_id: answer for answer in result.answers}
    found = []
    for row in loaded.rows:
        answer = answers.get(row.target.id)
        proportion = None if answer is None or answer.verdict is None else answer.verdict.proportion
        if row.target.id not in shares or proportion is None:
            continue
        before, known = shares[row.target.id]
        label = {language: row.target.label[language] for language in ("zh", "en")}
        found.append(Change(row.target.id, label, before, known, proportion.probability, proportion.standard_error))
    return tuple(found)
