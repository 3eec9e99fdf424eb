"""A world: everything that a scenario fixes before a replicate is drawn, as the arrays that the engine reads."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from model import inputs as inp
from model import places as plc
from model.columns import ABOVE_SCALE, LABELS, NUMBERS, REVENUE, REVENUE_1, STATUSES, TITLES
from model.places import LEDGER_SCOPES
from model.series import series_names

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Words = NDArray[np.uint64]

# A chain number, a zone and an index make the number of a start-up; more of them would not fit into it.
MOST_CHAINS: Final = 500
MOST_ZONES: Final = 90
# What lies outside every zone, and its name in the names of series.
OUTSIDE: Final = "outside"

# A lever's span: first year, last year, intensity, and the chain it is restricted to (None: the whole region).
LeverSpan = tuple[int, int, float] | tuple[int, int, float, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class LedgerStart:
    """The planner's own enterprises as the engine reads them (`ledger_start.py`): column j of every array is one of them.

    numbers float64[NUMBERS, L] (NaN unknown), labels int16[LABELS, L] (-1 unknown; an expiry -2: held, until when unknown),
    statuses int16[STATUSES, L] (1 has it, 0 has it not, -1 unknown), keys uint64[L]; `names` are what to show. Those above scale
    come first.
    """

    numbers: Floats
    labels: NDArray[np.int16]
    statuses: NDArray[np.int16]
    keys: Words
    names: tuple[str, ...] = ()
    complete_for: str = "nothing"


def no_ledger() -> LedgerStart:
    """No enterprise known by name."""
    return LedgerStart(
        np.empty((NUMBERS, 0)),
        np.empty((LABELS, 0), dtype=np.int16),
        np.empty((STATUSES, 0), dtype=np.int16),
        np.empty(0, dtype=np.uint64),
    )


def ledger_start(
    numbers: Floats,
    labels: NDArray[np.int16],
    statuses: NDArray[np.int16],
    keys: Words,
    names: Sequence[str],
    complete_for: str,
    above_scale_line: float,
) -> LedgerStart:
    """Put a ledger's enterprises into the engine's order: above scale first, each part by key.

    Whether one is above scale follows, where it is not said, from last year's revenue, else from this year's; with neither, a
    ledger of the above-scale enterprises says it. ValueError for an unknown completeness or a key that occurs twice.
    """
    if complete_for not in LEDGER_SCOPES:
        raise ValueError(f"{complete_for!r}; expected one of {', '.join(LEDGER_SCOPES)}")
    if len(np.unique(keys)) != len(keys):
        raise ValueError("two enterprises of a ledger have the same key")
    labels = labels.copy()
    revenue = np.where(np.isnan(numbers[REVENUE_1]), numbers[REVENUE], numbers[REVENUE_1])
    with np.errstate(invalid="ignore"):
        by_revenue = np.where(np.isnan(revenue), complete_for == "above_scale", revenue >= above_scale_line)
    unknown = labels[ABOVE_SCALE] < 0
    labels[ABOVE_SCALE, unknown] = by_revenue[unknown]
    order = np.lexsort((keys, -labels[ABOVE_SCALE]))
    return LedgerStart(
        np.ascontiguousarray(numbers[:, order]),
        np.ascontiguousarray(labels[:, order]),
        np.ascontiguousarray(statuses[:, order]),
        np.ascontiguousarray(keys[order]),
        tuple(names[place] for place in order.tolist()),
        complete_for,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Particles:
    """Joint draws from which a replicate takes one whole: values float64[n, k] of the inputs at `places` int64[k].

    `weights` float64[n] are cumulated and end with 1. An input that a world fixes to a value keeps it.
    """

    weights: Floats
    places: Integers
    values: Floats

    def spread(self, place: int) -> float | None:
        """Give the standard deviation of an input over the particles; None where they do not hold it."""
        columns = np.flatnonzero(self.places == place)
        if len(columns) == 0 or len(self.weights) == 0:
            return None
        values, own = self.values[:, columns[0]], np.diff(self.weights, prepend=0.0)
        mean = math.fsum((own * values).tolist())
        return math.sqrt(math.fsum((own * (values - mean) ** 2).tolist()))

    def quantile(self, place: int, share: float) -> float | None:
        """Give the value of an input that the particles hold this share (0..1) below; None where they do not hold it."""
        columns = np.flatnonzero(self.places == place)
        if len(columns) == 0 or len(self.weights) == 0:
            return None
        values = self.values[:, columns[0]]
        order = np.argsort(values, kind="stable")
        own = np.diff(self.weights, prepend=0.0)[order]
        return float(values[order][min(int(np.searchsorted(np.cumsum(own), share)), len(order) - 1)])


def no_particles() -> Particles:
    """Every input from its own prior."""
    return Particles(np.empty(0), np.empty(0, dtype=np.int64), np.empty((0, 0)))


@dataclass(frozen=True, slots=True)
class World:
    """What the engine reads; shapes are those named in `model/engine.py`. Years run from the start year, step 0, on."""

    settings: Integers
    lines: Floats
    priors: Floats
    prior_keys: Words
    criteria: Floats
    breaks: Floats
    increments: Floats
    remainders: Floats
    cut_off_means: Floats
    cut_off_spreads: Floats
    cut_off_slopes: Floats
    rounds: Integers
    chain_shares: Floats
    zone_shares: Floats
    levers: Floats
    imposed: Floats
    chain_names: tuple[str, ...]
    zone_names: tuple[str, ...]
    ledger: LedgerStart = field(default_factory=lambda: no_ledger())
    particles: Particles = field(default_factory=lambda: no_particles())

    @property
    def start_year(self) -> int:
        """The year at whose end the simulation starts."""
        return int(self.settings[plc.START_YEAR])

    @property
    def years(self) -> int:
        """Number of simulated years."""
        return int(self.settings[plc.YEARS])

    @property
    def series(self) -> tuple[str, ...]:
        """Names of the outcome series of this world, in the order of a row of outcomes."""
        return series_names(self.chain_names, self.zone_names)

    @property
    def input_names(self) -> tuple[str, ...]:
        """Names of what a replicate draws: parameters, starting figures, stated outputs of chains and zones."""
        return input_names(self.chain_names, self.zone_names)

    def fixed_inputs(self) -> tuple[Any, ...]:
        """The arguments that `begin` and `run_replicates` share, in their order."""
        return (
            self.settings,
            self.lines,
            self.priors,
            self.prior_keys,
            self.criteria,
            self.breaks,
            self.increments,
            self.remainders,
            self.cut_off_means,
            self.cut_off_spreads,
            self.cut_off_slopes,
            self.rounds,
            self.chain_shares,
            self.zone_shares,
            self.levers,
            self.imposed,
            self.ledger.numbers,
            self.ledger.labels,
            self.ledger.statuses,
            self.ledger.keys,
            self.particles.weights,
            self.particles.places,
            self.particles.values,
        )

    def input_quantile(self, place: int, share: float) -> float:
        """Give the value that an input lies below with this probability (0..1), as replicates of this world draw it."""
        # Imported here: it loads numba, which commands that do not simulate must not.
        from model.randomness.priors import FIXED, prior_quantile

        row = self.priors[place]
        found = None if int(row[0]) == FIXED else self.particles.quantile(place, share)
        return float(prior_quantile(row, share)) if found is None else found

    def with_settings(self, **changes: int) -> World:
        """The same world with settings (`places.py`, lower case) changed; for tests and the reference populations."""
        settings = self.settings.copy()
        for name, value in changes.items():
            settings[getattr(plc, name.upper())] = value
        return replace(self, settings=settings)


def prior_keys(names: Sequence[str]) -> Words:
    """Entity keys of parameters and figures, from their names: one more entry moves no other's draw."""
    return np.array(
        [int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little") for name in names], dtype=np.uint64
    )


def input_names(chains: Sequence[str] = (), zones: Sequence[str] = ()) -> tuple[str, ...]:
    """Names of all inputs of a replicate, in the engine's order: parameters, starting figures, outputs of chains and zones."""
    figures = tuple(f"baseline:{name}" for name in inp.FIGURE_NAMES)
    outputs = tuple(f"baseline:output:chain:{name}" for name in chains)
    outputs += tuple(f"baseline:output:zone:{name}" for name in zones)
    return inp.PARAMETER_NAMES + figures + outputs


def lever_years(
    start_year: int, years: int, levers: Mapping[str, Sequence[LeverSpan]], chains: Sequence[str] = ()
) -> Floats:
    """Intensity of each lever by year and chain, float64[years + 1, LEVERS, chains + 1]; the last column is the region's.

    ValueError for a chain that the world does not have.
    """
    table = np.zeros((years + 1, plc.LEVERS, len(chains) + 1))
    for name, spans in levers.items():
        number = plc.LEVER_NAMES.index(name)
        for first, last, intensity, *restricted in spans:
            chain = restricted[0] if restricted else None
            column = len(chains) if chain is None else list(chains).index(chain)
            for step in range(1, years + 1):
                if first <= start_year + step <= last:
                    table[step, number, column] += intensity
    return table


def imposed_years(start_year: int, years: int, imposed: Mapping[str, Sequence[tuple[int, int, float]]]) -> Floats:
    """What is imposed on each year, float64[years + 1, IMPOSED]; NOT_IMPOSED where nothing is. Spans that meet add up."""
    table = np.full((years + 1, plc.IMPOSED), plc.NOT_IMPOSED)
    for name, spans in imposed.items():
        number = plc.IMPOSED_NAMES.index(name)
        for first, last, value in spans:
            for step in range(1, years + 1):
                if first <= start_year + step <= last:
                    table[step, number] = max(table[step, number], 0.0) + value
    return table


def no_cut_offs(years: int) -> tuple[Floats, Floats, Floats, Integers]:
    """Cut-offs that never bind: every round held, every applicant above it."""
    return (
        np.full((years + 1, TITLES), -np.inf),
        np.zeros((years + 1, TITLES)),
        np.zeros((TITLES, 1, 4)),
        np.zeros((years + 1, TITLES), dtype=np.int64),
    )
