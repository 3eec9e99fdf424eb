"""Plain Mesa, the engine and the floor in one run of interleaved rounds: speed per core, two cores, memory, growth of cost.

Run: python -m benchmarks.speed [--sizes 2000 20000 200000] [--rounds 7] [--large]. Writes benchmarks/results/speed.json and .md.
One core is measured in processor time, so that other work on the machine disturbs little; what can be compared are the ratios of
one round, never absolute figures of two machines. A replicate is measured whole, the building of its population included.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from benchmarks.counts import DrawCounts, count_draws
from benchmarks.floor import Floor
from benchmarks.memory import COLUMN_BYTES, measure_apart
from benchmarks.plain.county import Collection, County
from benchmarks.report import as_markdown
from benchmarks.worlds import YEARS, county_request
from model.build import build_world
from model.ensemble import simulate
from model.series import SERIES_NAMES
from model.version import RESULTS_VERSION
from model.world import World

RESULTS: Final = Path(__file__).parent / "results"
SIZES: Final = (2_000, 20_000, 200_000)
LARGE: Final = 2_000_000
# Enterprise-years of one measurement of the engine; the floor takes several times as many, plain Mesa one replicate.
ENOUGH: Final = 1_500_000
# Plain Mesa is timed up to this size; with a reporter a series (there are hundreds) only at the smallest.
LARGEST_PLAIN: Final = 20_000
LARGEST_WITH_REPORTERS: Final = 2_000
TWO_CORE_SIZE: Final = 2_000
TWO_CORE_REPLICATES: Final = 192
MEMORY_SIZES: Final = (20_000, 200_000)
ENTERPRISES: Final = SERIES_NAMES.index("enterprises")
PLAIN: Final[dict[str, Collection]] = {
    "plain Mesa, a reporter a series": "data_collector",
    "plain Mesa, one-pass collection": "one_pass",
}

Subject = Callable[[int], float]
"""Runs round k; returns the enterprise-years it simulated."""


def plain_subject(world: World, collection: Collection) -> Subject:
    """One replicate of the plain county."""

    def run(number: int) -> float:
        county = County.streamed(world, 1 + number, collection)
        enterprise_years = 0
        for _ in range(world.years):
            county.step()
            enterprise_years += len(county.by_identity)
        return enterprise_years

    return run


def engine_subject(world: World, replicates: int) -> Subject:
    """Replicates of the engine on one thread."""

    def run(number: int) -> float:
        ensemble = simulate(world, 1 + number, replicates, threads=1)
        return float(ensemble.values[:, 1:, ENTERPRISES].sum())

    return run


def floor_subject(enterprises: int, counts: DrawCounts, replicates: int) -> Subject:
    """Replicates of the floor loop."""
    floor = Floor(enterprises, YEARS, counts)
    return lambda number: float(floor(replicates, number * replicates))


def rates(subjects: dict[str, Subject], rounds: int) -> dict[str, list[float]]:
    """Million enterprise-years per processor second, by subject and round; each round runs every subject once."""
    found: dict[str, list[float]] = {name: [] for name in subjects}
    for number in range(rounds):
        for name, subject in subjects.items():
            start = time.process_time()
            enterprise_years = subject(number)
            found[name].append(enterprise_years / (time.process_time() - start) / 1e6)
    return found


def spread(values: list[float]) -> dict[str, float]:
    """Median and extremes."""
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def ratio(of: list[float], over: list[float]) -> dict[str, float]:
    """Spread of the ratios within rounds."""
    return spread([one / other for one, other in zip(of, over, strict=True)])


def at_size(enterprises: int, rounds: int, counts: DrawCounts) -> dict[str, Any]:
    """Everything that is measured at one number of enterprises."""
    world = build_world(county_request(enterprises))
    replicates = max(1, -(-ENOUGH // (enterprises * YEARS)))
    subjects: dict[str, Subject] = {}
    if enterprises <= LARGEST_PLAIN:
        subjects |= {
            name: plain_subject(world, collection)
            for name, collection in PLAIN.items()
            if collection == "one_pass" or enterprises <= LARGEST_WITH_REPORTERS
        }
    subjects["engine"] = engine_subject(world, replicates)
    subjects["floor"] = floor_subject(enterprises, counts, 4 * replicates)
    found = rates(subjects, rounds)
    answer: dict[str, Any] = {
        "enterprises": enterprises,
        "rounds": rounds,
        "million_enterprise_years_a_second": {name: spread(values) for name, values in found.items()},
        "engine_nanoseconds": 1e3 / statistics.median(found["engine"]),
        "engine_over_floor": ratio(found["engine"], found["floor"]),
    }
    plain = [name for name in PLAIN if name in found]
    if plain:
        faster = max(plain, key=lambda name: statistics.median(found[name]))
        answer["faster_plain"] = faster
        answer["engine_over_plain"] = ratio(found["engine"], found[faster])
    return answer


def two_cores(rounds: int) -> dict[str, Any]:
    """Wall-clock gain of a second thread."""
    world = build_world(county_request(TWO_CORE_SIZE))
    gains = []
    for number in range(rounds):
        seconds = []
        for threads in (1, 2):
            start = time.perf_counter()
            simulate(world, 1 + number, TWO_CORE_REPLICATES, threads=threads)
            seconds.append(time.perf_counter() - start)
        gains.append(seconds[0] / seconds[1])
    return {"enterprises": TWO_CORE_SIZE, "replicates": TWO_CORE_REPLICATES, "gain": spread(gains)}


def memory() -> dict[str, Any]:
    """Bytes an enterprise alive, and growth with replicates."""
    few, many = (measure_apart("engine", 2_000, replicates) for replicates in (32, 512))
    return {
        "column_bytes": COLUMN_BYTES,
        "engine": {str(size): measure_apart("engine", size, 2)["bytes_an_enterprise"] for size in MEMORY_SIZES},
        "plain": {"20000": measure_apart("plain", 20_000, 1)["bytes_an_enterprise"]},
        "beside_outcomes_32_replicates": few["added"] - few["outcomes"],
        "beside_outcomes_512_replicates": many["added"] - many["outcomes"],
    }


def measure(sizes: list[int], rounds: int, with_memory: bool) -> dict[str, Any]:
    """Measure everything; prints what has been measured as it goes."""
    small = build_world(county_request(1_000))
    counts = count_draws(small, 2)
    for subject in (engine_subject(small, 2), floor_subject(1_000, counts, 2), plain_subject(small, "one_pass")):
        subject(0)
    answer: dict[str, Any] = {
        "results_version": RESULTS_VERSION,
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("mesa", "numba", "numpy")},
        "cores": os.cpu_count(),
        "others_at_work": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "draws_an_enterprise_year": counts.per_enterprise_year(YEARS),
        "sizes": [],
    }
    for size in sizes:
        own_rounds = rounds if size <= 2_000 else max(1, rounds // 2) if size <= 20_000 else 1
        answer["sizes"].append(at_size(size, own_rounds, counts))
        print(f"measured {size} enterprises", file=sys.stderr, flush=True)
    answer["two_cores"] = two_cores(rounds)
    if with_memory:
        answer["memory"] = memory()
    return answer


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=7, help="rounds at 2,000 enterprises; fewer at larger sizes")
    parser.add_argument("--large", action="store_true", help=f"also {LARGE:,} enterprises, without plain Mesa")
    parser.add_argument("--no-memory", action="store_true")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    found = measure(chosen.sizes + [LARGE] * chosen.large, chosen.rounds, not chosen.no_memory)
    text = as_markdown(found)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "speed.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    (chosen.out / "speed.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
