"""What would it take, at first look: every lever alone and all together, on the same replicates, for all targets at once.

The full search for the cheapest mix (`scenarios.seeking`) takes some fifty trials a question. Here each lever is tried alone at
two levels and all together at three, once for all targets, and single replicates' margins are interpolated between the levels.
That tells which single lever is enough, whether all together are, and which limit stops them; not which mix is the cheapest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from model.levers import Lever
from scenarios.answers.drawn import CancelledAnswerError
from scenarios.answers.paired import Gain, gain
from scenarios.loaded import LoadedScenario
from scenarios.seeking.ranking import medians
from scenarios.seeking.space import Space, chosen_levers, space_of
from scenarios.seeking.trial import ModelTrial
from scenarios.trials import WithheldError, margins
from scenarios.verdicts.course import Question
from scenarios.verdicts.proportion import Proportion

Numbers = NDArray[np.float64]
Key = tuple[str, float]
Status = Literal["already", "one_lever", "mix", "impossible", "no_lever", "withheld"]
"""already: nothing is needed; one_lever: one alone is enough; mix: only several together; impossible: not all allowed levers at
their bounds; no_lever: none of them moves it clearly; withheld: too many replicates failed."""
WISH: Final = 0.8
PART: Final = 0.4
"""The level at which a lever is tried beside its bound, so that effects may bend."""
TOGETHER: Final = (1 / 3, 2 / 3, 1.0)
BEYOND: Final = 1.5
"""How far past its bound each lever is moved, all others at theirs, to see which bound stops them."""
STEPS: Final = 100
ALL: Final = "+"
ALL_LOW: Final = "-"


@dataclass(frozen=True)
class LeverGain:
    """One lever alone at its bound: by how much it moves a target (paired), and with which probability it is met then."""

    lever: str
    change: float
    gain: Gain
    proportion: Proportion
    cost: float

    @property
    def helps(self) -> bool:
        """Tell whether it moves the target by more than its error."""
        return self.gain.clear_in_probability or self.gain.clear_in_value


@dataclass(frozen=True)
class Enough:
    """A change that is enough: one lever, or all (`lever` empty, `change` a share of their bounds); cost (亿元), probability."""

    lever: str
    change: float
    cost: float
    probability: float


@dataclass(frozen=True)
class Takes:
    """What it would take to bring one target, or the whole plan, to the wish, at first look.

    `single` are levers that are enough alone, the cheapest at the medians of unit costs first; `together` all levers by the same
    share of their bounds; `limit` is the lever whose bound, moved by half, gains most where all together are not enough.
    """

    status: Status
    wish: float
    before: Proportion | None = None
    levers: tuple[LeverGain, ...] = ()
    single: tuple[Enough, ...] = ()
    together: Enough | None = None
    most: Proportion | None = None
    limit: str | None = None
    limit_gain: Gain | None = None


class LeverLooks:
    """The tried changes of levers, on more and more replicates; what was run before is kept."""

    def __init__(
        self,
        loaded: LoadedScenario,
        questions: Sequence[Question],
        together: Sequence[Question],
        seed: int,
        *,
        threads: int | None,
        cancel: Callable[[], bool] | None,
    ) -> None:
        self.levers: tuple[Lever, ...] = chosen_levers(loaded, ())
        self.questions = tuple({each.target_id: each for each in (*questions, *together)}.values())
        self.together = [self.questions.index(question) for question in together]
        self.threads, self.cancel = threads or os.cpu_count() or 1, cancel
        names = [lever.name for lever in self.levers]
        span = loaded.span
        # The rows say only which levers and years; the questions are asked of the samples here.
        self.trial = ModelTrial(loaded, (), names, (span.first, span.last), seed, 1, cancel)
        self.units = medians(self.levers, {})
        self.loaded, self.names = loaded, names
        self.found: dict[Key, list[Numbers]] = {}
        self._space: Space | None = None

    @property
    def keys(self) -> list[Key]:
        """Name everything that is tried: a lever and the share of its bound (negative: of its lower one); all of them."""
        ends = [(name, 1.0) for name in self.names]
        lower = [(lever.name, -1.0) for place, lever in enumerate(self.levers) if self.space.low[place] < 0]
        parts = [(name, share * PART) for name, share in (*ends, *lower)]
        whole = [(ALL, share) for share in TOGETHER]
        other = [(ALL_LOW, 1.0)] if lower else []
        beyond = [(name, BEYOND) for name in self.names]
        return [("", 0.0), *ends, *lower, (ALL, 1.0), *parts, *whole[:-1], *other, *beyond]

    @property
    def first_keys(self) -> list[Key]:
        """Name what a rough answer rests on: each lever at its bound, and all of them."""
        return [key for key in self.keys if key[0] == "" or key[1] in (1.0, -1.0)]

    @property
    def space(self) -> Space:
        """The bounds and costs of the levers."""
        if self._space is None:
            self._space = space_of(self.levers, self.trial.present, self.units, self.trial.bases(24))
        return self._space

    def change(self, key: Key) -> Numbers:
        """Give the change of all levers that a key stands for."""
        name, share = key
        found = np.zeros(len(self.names))
        if name in (ALL, ALL_LOW):
            found[:] = share * self.space.high
            if name == ALL_LOW:
                lower = self.space.low < 0
                found[lower] = share * self.space.low[lower]
        elif share == BEYOND:
            found[:] = self.space.high
            found[self.names.index(name)] *= BEYOND
        elif name:
            place = self.names.index(name)
            found[place] = share * self.space.high[place] if share > 0 else -share * self.space.low[place]
        return found

    def extend(self, keys: Sequence[Key], replicates: int) -> Iterator[int]:
        """Run some changes up to so many replicates; tells after each how many rows it ran. Raises WithheldError."""

        def one(key: Key) -> tuple[Key, int, Numbers]:
            if self.cancel is not None and self.cancel():
                raise CancelledAnswerError
            first = sum(len(part) for part in self.found.get(key, ()))
            count = replicates - first
            if count <= 0:
                return key, 0, np.zeros((0, len(self.questions)))
            samples = self.trial.samples(self.change(key), first, count)
            return key, count, margins(self.questions, samples, first, count)

        _ = self.space
        results = []
        with ThreadPoolExecutor(max_workers=self.threads) as pool:
            for key, count, rows in pool.map(one, keys):
                results.append((key, rows))
                yield count
        for key, rows in results:
            if len(rows):
                self.found.setdefault(key, []).append(rows)

    def _margins(self, key: Key, place: int | None) -> Numbers:
        """Give the margins of one target, or for the whole how many targets are missing to all (not negative: none)."""
        found = np.concatenate(self.found[key])
        if place is not None:
            return np.asarray(found[:, place])
        met: Numbers = (found[:, self.together] >= 0).sum(axis=1).astype(np.float64)
        return met - len(self.together)

    def takes(self, target: str | None, wish: float = WISH, before: Proportion | None = None) -> Takes:
        """Say what it would take for one target, or (None) for all of them together.

        `before` is the probability without a lever, where more replicates say it better than these.
        """
        place = None if target is None else [each.target_id for each in self.questions].index(target)
        base = self._margins(("", 0.0), place)
        before = Proportion.of(base >= 0) if before is None else before

        def gained(key: Key, beside: Numbers) -> tuple[Gain, Numbers]:
            after = self._margins(key, place)
            return gain(beside, after, beside >= 0, after >= 0), after

        levers, single = [], []
        for name in self.names:
            ends = [key for key in ((name, 1.0), (name, -1.0)) if key in self.found]
            tried = [(key, *gained(key, base)) for key in ends]
            key, best, after = max(tried, key=lambda each: (each[1].probability, each[1].value))
            change = self.change(key)
            found = LeverGain(
                name,
                float(change[self.names.index(name)]),
                best,
                Proportion.of(after >= 0),
                float(self.space.cost(change)),
            )
            levers.append(found)
            if found.helps and before.probability < wish <= found.proportion.probability:
                single.append(self._enough(key, base, after, place, wish))
        levers.sort(key=lambda each: (not each.helps, -each.gain.probability, -each.gain.value, each.lever))
        single.sort(key=lambda each: (each.cost, each.lever))
        wholes = [key for key in ((ALL, 1.0), (ALL_LOW, 1.0)) if key in self.found]
        most = max((Proportion.of(self._margins(key, place) >= 0) for key in wholes), key=lambda each: each.successes)
        if before.probability >= wish:
            return Takes("already", wish, before, tuple(levers), most=most)
        if single:
            return Takes("one_lever", wish, before, tuple(levers), tuple(single), most=most)
        if most.probability >= wish:
            return Takes("mix", wish, before, tuple(levers), (), self._all(place, wish), most)
        if most.successes <= np.count_nonzero(base >= 0) and not any(each.helps for each in levers):
            return Takes("no_lever", wish, before, tuple(levers), most=most)
        return Takes("impossible", wish, before, tuple(levers), (), None, most, *self._limit(place))

    def _enough(self, key: Key, base: Numbers, end: Numbers, place: int | None, wish: float) -> Enough:
        """Find the least level of one lever that is enough, between the levels tried."""
        name, sign = key
        part = (name, sign * PART)
        middle = self._margins(part, place) if part in self.found else base + PART * (end - base)
        share = 1.0
        for step in range(1, STEPS + 1):
            level = step / STEPS
            if level <= PART:
                between = base + (middle - base) * (level / PART)
            else:
                between = middle + (end - middle) * ((level - PART) / (1.0 - PART))
            if float(np.mean(between >= 0)) >= wish:
                share = level
                break
        change = self.change(key) * share
        return Enough(
            name, float(change[self.names.index(name)]), float(self.space.cost(change)), float(np.mean(between >= 0))
        )

    def _all(self, place: int | None, wish: float) -> Enough:
        """Give the least share of all bounds, of those tried, that is enough."""
        tried = [(ALL, share) for share in TOGETHER if (ALL, share) in self.found]
        tried += [(ALL_LOW, 1.0)] if (ALL_LOW, 1.0) in self.found else []
        for key in tried:
            reached = float(np.mean(self._margins(key, place) >= 0))
            if reached >= wish:
                return Enough("", key[1], float(self.space.cost(self.change(key))), reached)
        raise AssertionError("called only where all together are enough")

    def _limit(self, place: int | None) -> tuple[str | None, Gain | None]:
        """Name the lever whose bound stops all of them, if moving past it gains more than its error."""
        base = self._margins((ALL, 1.0), place)
        best: tuple[str | None, Gain | None] = None, None
        for name in self.names:
            if (name, BEYOND) not in self.found:
                continue
            after = self._margins((name, BEYOND), place)
            if len(after) != len(base):
                continue
            found = gain(base, after, base >= 0, after >= 0)
            clear = found.clear_in_probability or found.clear_in_value
            if clear and (best[1] is None or (found.probability, found.value) > (best[1].probability, best[1].value)):
                best = name, found
        return best


def withheld(wish: float = WISH) -> Takes:
    """Say that nothing may be concluded, because too many replicates failed."""
    return Takes("withheld", wish)


__all__ = ["Enough", "LeverGain", "LeverLooks", "Takes", "WithheldError", "withheld"]
