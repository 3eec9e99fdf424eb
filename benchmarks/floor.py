"""The floor: a bare compiled loop that makes the keyed draws and touches the memory of a replicate, and decides nothing.

Run: python -m benchmarks.floor. No rule, exponential or branch on state: what an engine of this design cannot go
below. Draws that only some enterprises make are made for the first so many of each block, the cheapest way to make as many.
"""

from __future__ import annotations

import time
from typing import Any, Final

import numpy as np

from benchmarks.counts import DrawCounts, count_draws
from benchmarks.worlds import county_request
from model import columns as col
from model.build import build_world
from model.compiled import column_kernel, kernel
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.distributions import normal_from_uniform
from model.randomness.subbotin import SUBBOTIN_TABLE_SIZE, subbotin_from_uniform, subbotin_table

BLOCK: Final = 256
FOUNDED, TENTS, NORMALS, UNIFORMS, YEARLY_NORMALS, YEARLY_UNIFORMS = range(6)


@column_kernel("void(uint64, uint64[::1], float64[::1], float64[::1])")
def draw_tents(row: int, keys: Any, table: Any, drawn: Any) -> None:
    """A Subbotin draw an enterprise."""
    for place in range(keys.shape[0]):
        drawn[place] = subbotin_from_uniform(key.uniform(row, keys[place]), table)


@column_kernel("void(uint64, uint64[::1], float64[::1])")
def draw_normals(row: int, keys: Any, drawn: Any) -> None:
    """A normal draw an enterprise."""
    for place in range(keys.shape[0]):
        drawn[place] = normal_from_uniform(key.uniform(row, keys[place]))


@column_kernel("void(uint64, uint64[::1], float64[::1])")
def draw_uniforms(row: int, keys: Any, drawn: Any) -> None:
    """A uniform draw an enterprise."""
    for place in range(keys.shape[0]):
        drawn[place] = key.uniform(row, keys[place])


@column_kernel("void(float64[::1], float64[::1], float64[::1], float64[::1])")
def move_back(now: Any, back_1: Any, back_2: Any, back_3: Any) -> None:
    """Four years of one account, moved by a year."""
    for place in range(now.shape[0]):
        back_3[place] = back_2[place]
        back_2[place] = back_1[place]
        back_1[place] = now[place]


@column_kernel(
    "void(float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1],"
    " int16[::1], float64[::1], float64[::1])"
)
def touch_numbers(
    log_revenue: Any,
    revenue: Any,
    intensity: Any,
    patents: Any,
    quality: Any,
    propensity: Any,
    equity: Any,
    log_capital: Any,
    alive: Any,
    drawn: Any,
    out: Any,
) -> None:
    """Read and write once the numbers that a year reads and writes, beside accounts moved back and draws kept."""
    for place in range(out.shape[0]):
        size = log_revenue[place] + drawn[place] * quality[place]
        log_revenue[place] = size
        revenue[place] = size * alive[place]
        intensity[place] = propensity[place] * size
        patents[place] += drawn[place]
        log_capital[place] += drawn[place]
        out[place] = equity[place] + size


@column_kernel(
    "void(int16[::1], int16[::1], int16[::1], int16[::1], int16[::1], int16[::1], int16[::1], int16[::1], int16[::1],"
    " int16[::1], int16[::1], int16[::1], int16[::1], int16[::1], int16[::1], int16[::1], int16[::1])"
)
def touch_labels(
    chain: Any,
    zone: Any,
    origin: Any,
    adopted: Any,
    certificate: Any,
    founding_year: Any,
    above_scale: Any,
    expiry_0: Any,
    expiry_1: Any,
    expiry_2: Any,
    expiry_3: Any,
    expiry_4: Any,
    decision_0: Any,
    decision_1: Any,
    decision_2: Any,
    decision_3: Any,
    decision_4: Any,
) -> None:
    """The same for the labels."""
    for place in range(chain.shape[0]):
        held = expiry_0[place] + expiry_1[place] + expiry_2[place] + expiry_3[place] + expiry_4[place]
        above_scale[place] = chain[place] + founding_year[place] + zone[place] + origin[place]
        adopted[place] += held
        certificate[place] += held
        decision_0[place] = held
        decision_1[place] = held
        decision_2[place] = held
        decision_3[place] = held
        decision_4[place] = held


@kernel("void(int64, int64, float64[:,::1], int16[:,::1], float64[::1], float64[::1])")
def touch(first: int, stop: int, numbers: Any, labels: Any, drawn: Any, out: Any) -> None:
    """Touch a block."""
    touch_numbers(
        numbers[col.LOG_REVENUE, first:stop],
        numbers[col.REVENUE, first:stop],
        numbers[col.RESEARCH_INTENSITY, first:stop],
        numbers[col.CLASS_ONE_PATENTS, first:stop],
        numbers[col.MANAGEMENT_QUALITY, first:stop],
        numbers[col.RESEARCH_PROPENSITY, first:stop],
        numbers[col.EQUITY_FINANCING, first:stop],
        numbers[col.LOG_CAPITAL, first:stop],
        labels[col.ALIVE, first:stop],
        drawn[: stop - first],
        out[: stop - first],
    )
    touch_labels(
        labels[col.CHAIN, first:stop],
        labels[col.ZONE, first:stop],
        labels[col.ORIGIN, first:stop],
        labels[col.ADOPTED, first:stop],
        labels[col.HIGH_TECHNOLOGY_EXPIRY, first:stop],
        labels[col.FOUNDING_YEAR, first:stop],
        labels[col.ABOVE_SCALE, first:stop],
        labels[col.EXPIRY, first:stop],
        labels[col.EXPIRY + 1, first:stop],
        labels[col.EXPIRY + 2, first:stop],
        labels[col.EXPIRY + 3, first:stop],
        labels[col.EXPIRY + 4, first:stop],
        labels[col.DECISION, first:stop],
        labels[col.DECISION + 1, first:stop],
        labels[col.DECISION + 2, first:stop],
        labels[col.DECISION + 3, first:stop],
        labels[col.DECISION + 4, first:stop],
    )


@kernel("void(uint64, int64, int64, float64[::1], float64[::1], float64[:,::1], int16[:,::1], uint64[::1])")
def found(replicate: int, first: int, stop: int, counts: Any, table: Any, numbers: Any, labels: Any, keys: Any) -> None:
    """Draws and stores of the births at the places `first` up to `stop`."""
    for begin in range(first, stop, BLOCK):
        end = min(begin + BLOCK, stop)
        for place in range(begin, end):
            keys[place] = key.entity_key(key.KIND_INCUMBENT, place)
        own = keys[begin:end]
        column = 0
        for kind in range(TENTS, UNIFORMS + 1):
            wanted = int(counts[kind] * (end - begin) + 0.5)
            while wanted > 0:
                some = min(wanted, end - begin)
                row = key.row_key(replicate, 0, purpose.POPULATION_REVENUE + column)
                target = numbers[column % col.NUMBERS, begin : begin + some]
                if kind == TENTS:
                    draw_tents(row, own[:some], table, target)
                elif kind == NORMALS:
                    draw_normals(row, own[:some], target)
                else:
                    draw_uniforms(row, own[:some], target)
                column += 1
                wanted -= some
        for number in range(column, col.NUMBERS):
            numbers[number, begin:end] = 0.0
        for label in range(col.LABELS):
            labels[label, begin:end] = 1


@kernel(
    "float64(uint64, int64, int64, float64[::1], float64[::1], float64[:,::1], int16[:,::1], uint64[::1])",
    allocates=True,
)
def run(
    replicate: int, enterprises: int, years: int, counts: Any, table: Any, numbers: Any, labels: Any, keys: Any
) -> float:
    """One replicate of `enterprises` over `years`; returns a sum that depends on all of it."""
    drawn = np.empty(BLOCK)
    out = np.empty(BLOCK)
    total = 0.0
    found(replicate, 0, enterprises, counts, table, numbers, labels, keys)
    births = int(counts[FOUNDED] * enterprises + 0.5)
    for year in range(1, years + 1):
        growth = key.row_key(replicate, year, purpose.GROWTH_NOISE)
        research = key.row_key(replicate, year, purpose.RESEARCH_NOISE)
        leaving = key.row_key(replicate, year, purpose.EXIT)
        for first in range(0, enterprises, BLOCK):
            stop = min(first + BLOCK, enterprises)
            places = stop - first
            own = keys[first:stop]
            for now in (col.REVENUE, col.RESEARCH_INTENSITY):
                move_back(
                    numbers[now, first:stop],
                    numbers[now + 1, first:stop],
                    numbers[now + 2, first:stop],
                    numbers[now + 3, first:stop],
                )
            draw_tents(growth, own, table, numbers[col.GROWTH_NOISE, first:stop])
            draw_normals(research, own, numbers[col.RESEARCH_DEVIATION, first:stop])
            draw_uniforms(leaving, own, drawn[:places])
            for kind in range(YEARLY_NORMALS, YEARLY_UNIFORMS + 1):
                wanted = int(counts[kind] * places + 0.5)
                while wanted > 0:
                    some = min(wanted, places)
                    row = key.row_key(replicate, year, purpose.APPLICATION + kind + wanted // BLOCK)
                    if kind == YEARLY_NORMALS:
                        draw_normals(row, own[:some], out[:some])
                    else:
                        draw_uniforms(row, own[:some], out[:some])
                    total += out[some - 1]
                    wanted -= some
            touch(first, stop, numbers, labels, drawn, out)
            for place in range(places):
                total += out[place]
        found(replicate, enterprises - births, enterprises, counts, table, numbers, labels, keys)
    return total


def as_array(counts: DrawCounts) -> Any:
    """The counts in the order of the constants above."""
    return np.array(
        [
            counts.founded_a_year,
            counts.tents_at_birth,
            counts.normals_at_birth,
            counts.uniforms_at_birth,
            counts.normals_a_year,
            counts.uniforms_a_year,
        ]
    )


class Floor:
    """The floor loop over its own memory, sized once."""

    def __init__(self, enterprises: int, years: int, counts: DrawCounts) -> None:
        self.enterprises, self.years = enterprises, years
        self.counts = as_array(counts)
        self.draws_per_enterprise_year = counts.per_enterprise_year(years)
        self.table = np.empty(SUBBOTIN_TABLE_SIZE)
        subbotin_table(1.1, self.table)
        self.numbers = np.zeros((col.NUMBERS, enterprises))
        self.labels = np.zeros((col.LABELS, enterprises), dtype=np.int16)
        self.keys = np.zeros(enterprises, dtype=np.uint64)

    def __call__(self, replicates: int, first: int = 0) -> int:
        """Run replicates; returns the enterprise-years."""
        for replicate in range(first, first + replicates):
            own: Any = np.uint64(key.replicate_key(np.uint64(1), replicate))
            run(own, self.enterprises, self.years, self.counts, self.table, self.numbers, self.labels, self.keys)
        return replicates * self.enterprises * self.years


def main() -> None:
    """Print draws a second."""
    world = build_world(county_request(1_000))
    counts = count_draws(world, 1)
    floor = Floor(2_000, world.years, counts)
    floor(1)
    best = 0.0
    for _ in range(9):
        start = time.process_time()
        enterprise_years = floor(10)
        best = max(best, enterprise_years / (time.process_time() - start))
    print(f"{counts}")
    print(
        f"{floor.draws_per_enterprise_year:.2f} draws an enterprise-year (the {world.years} years' share of births included)"
    )
    print(
        f"{best / 1e6:.1f} million enterprise-years, {best * floor.draws_per_enterprise_year / 1e6:.0f} million draws a second"
    )


if __name__ == "__main__":
    main()
