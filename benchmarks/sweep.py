"""A sweep of thousands of points: points a second, its own cost beside the bare ensemble, memory, and the same bytes anywhere.

`python -m benchmarks.sweep` runs 2,000 points of 200 replicates over 西华 and writes benchmarks/results/sweep.json and .md;
`python -m benchmarks.sweep --points 20 --replicates 20` is a short form that writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from benchmarks.cluster import ROOT, Cluster, environment
from benchmarks.memory import resident

RESULTS: Final = Path(__file__).parent / "results"
POINTS: Final = 2000
REPLICATES: Final = 200
ROUNDS: Final = 5
LEVERS: Final = 4
UNCERTAINTIES: Final = ("assumptions.real_growth_above_scale", "assumptions.founding_rate")
WAYS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("in process, 1 thread", {"threads": 1}),
    ("in process, 2 threads", {"threads": 2}),
    ("in process, 2 threads, batches of 5", {"threads": 2, "batch": 5}),
    ("Dask, 1 worker", {"workers": 1, "batch": 1}),
    ("Dask, 2 workers, batches of 3", {"workers": 2, "batch": 3}),
    ("Dask, 4 workers, batches of 7", {"workers": 4, "batch": 7}),
)


def specification(points: int, replicates: int) -> dict[str, Any]:
    """A Sobol design over four levers and two uncertainties, ranges from their entries."""
    from model.places import LEVER_NAMES

    vary: dict[str, Any] = {f"levers.{name}.intensity": {} for name in LEVER_NAMES[:LEVERS]}
    return {
        "title": {"zh": "规模试验", "en": "scale"},
        "author": "tuiyan",
        "scenario": "xihua",
        "design": "sobol",
        "points": points,
        "replicates": replicates,
        "vary": vary | {name: {} for name in UNCERTAINTIES},
    }


def bare(points: int, replicates: int, threads: int) -> float:
    """Processor seconds a point of the ensemble alone, for the first points of the design, one point a thread."""
    from model.ensemble import simulate
    from scenarios.sweep.points import expand
    from scenarios.sweep.specification import load_sweep
    from scenarios.world import CHUNK, world_of

    expanded = expand(load_sweep(specification(points, replicates)))
    worlds = [world_of(expanded.loaded(point)) for point in expanded.points]
    began = time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda world: simulate(world, 1, replicates, threads=1, chunk=CHUNK), worlds))
    return (time.process_time() - began) / points


def swept(points: int, replicates: int, threads: int) -> float:
    """Processor seconds a point of a whole sweep of as many points, from specification to tables, into an empty folder."""
    from scenarios.sweep import sweep

    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        sweep(specification(points, replicates), Path(folder) / "store", threads=threads)
        return (time.process_time() - began) / points


def overhead(points: int, replicates: int, threads: int, rounds: int) -> dict[str, Any]:
    """The sweep beside the bare ensemble on the same points, in interleaved rounds."""
    bare(2, 4, threads), swept(2, 4, threads)  # load and compile
    pairs = []
    for number in range(rounds):
        if number % 2:
            found = swept(points, replicates, threads)
            pairs.append((bare(points, replicates, threads), found))
        else:
            pairs.append((bare(points, replicates, threads), swept(points, replicates, threads)))
    ratios = sorted(all_ / alone for alone, all_ in pairs)
    middle = ratios[len(ratios) // 2]
    alone, whole = sorted(a for a, _ in pairs)[rounds // 2], sorted(b for _, b in pairs)[rounds // 2]
    return {
        "points_a_round": points,
        "rounds": rounds,
        "threads": threads,
        "bare_milliseconds_a_point": 1000 * alone,
        "sweep_milliseconds_a_point": 1000 * whole,
        "ratio_median": middle,
        "ratio_low": ratios[0],
        "ratio_high": ratios[-1],
    }


def large(points: int, replicates: int, threads: int) -> dict[str, Any]:
    """One sweep of many points in this process: pace, and memory in use at every hundredth point."""
    from scenarios.sweep import sweep
    from scenarios.sweep.status import Status

    memory: dict[int, int] = {}

    def look(status: Status) -> None:
        memory[status.done] = resident()

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "store"
        began = time.monotonic()
        store = sweep(specification(points, replicates), out, threads=threads, progress=look)
        seconds = time.monotonic() - began
        size = sum(path.stat().st_size for path in store.content())
        began = time.monotonic()
        sweep(specification(points, replicates), out, threads=threads)
        again = time.monotonic() - began
    early = max(value for done, value in memory.items() if done <= max(100, points // 20))
    return {
        "points": points,
        "replicates": replicates,
        "threads": threads,
        "seconds": seconds,
        "points_a_second": points / seconds,
        "megabytes_to_100_points": early / 1e6,
        "megabytes_at_most": max(memory.values()) / 1e6,
        "megabytes_at_the_end": memory[max(memory)] / 1e6,
        "kilobytes_a_point_on_disk": size / points / 1000,
        "seconds_to_find_nothing_missing": again,
    }


def same_bytes(points: int, replicates: int) -> dict[str, str]:
    """The digest of the store by the way it is computed."""
    from scenarios.sweep import sweep

    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, way) in enumerate(WAYS):
            out, options = Path(folder) / str(number), dict(way)
            workers = options.pop("workers", 0)
            if workers:
                with Cluster(workers, Path(folder) / "log") as cluster:
                    store = sweep(specification(points, replicates), out, dask=cluster.address, **options)
                    found[name] = store.digest()
            else:
                found[name] = sweep(specification(points, replicates), out, **options).digest()
    return found


def measure(points: int, replicates: int, rounds: int) -> dict[str, Any]:
    """Everything, the large sweep in a process of its own so that its memory is its own; the quick parts come first.

    Workers read the package anew: who edits it meanwhile is refused by the sweep itself.
    """
    from model.places import LEVER_NAMES
    from scenarios.sweep.manifest import environment as versions
    from scenarios.sweep.points import _version

    threads = os.cpu_count() or 1
    command = [
        sys.executable,
        "-m",
        "benchmarks.sweep",
        "--large",
        "--points",
        str(points),
        "--replicates",
        str(replicates),
    ]
    busy = os.getloadavg()[0]
    same = same_bytes(min(30, points), min(40, replicates))
    cost = overhead(min(40, points), replicates, threads, rounds)
    answer = subprocess.run(command, env=environment(), cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {
        "results_version": _version(),
        "versions": versions(),
        "cores": threads,
        "others_at_work": busy,
        "levers": len(LEVER_NAMES[:LEVERS]),
        "uncertainties": len(UNCERTAINTIES),
        "large": json.loads(answer),
        "overhead": cost,
        "same_bytes": same,
    }


def as_markdown(found: dict[str, Any]) -> str:
    """The measurements as a page to read."""
    big, cost, same = found["large"], found["overhead"], found["same_bytes"]
    equal = len(set(same.values())) == 1
    return "\n".join(
        [
            "# A sweep of many points",
            "",
            f"Results version {found['results_version']}; {found['cores']} cores, of which all work together kept"
            f" {found['others_at_work']:.1f} busy at the start. {found['levers']} levers and {found['uncertainties']}"
            " uncertainties, Sobol points over 西华. Written by `python -m benchmarks.sweep`.",
            "",
            "| | |",
            "|---|---|",
            f"| points, replicates each | {big['points']:,}, {big['replicates']} |",
            f"| points a second ({big['threads']} threads) | {big['points_a_second']:.2f} |",
            f"| memory up to 100 points / at most / at the end, MB | {big['megabytes_to_100_points']:.0f} /"
            f" {big['megabytes_at_most']:.0f} / {big['megabytes_at_the_end']:.0f} |",
            f"| on disk, kB a point | {big['kilobytes_a_point_on_disk']:.1f} |",
            "| seconds to go through a finished store and find nothing missing |"
            f" {big['seconds_to_find_nothing_missing']:.1f} |",
            f"| bare ensemble, processor ms a point (median of {cost['rounds']} interleaved rounds of"
            f" {cost['points_a_round']} points) | {cost['bare_milliseconds_a_point']:.0f} |",
            f"| sweep, processor ms a point | {cost['sweep_milliseconds_a_point']:.0f} |",
            "| sweep over bare ensemble in the same round, processor time |"
            f" {cost['ratio_median']:.3f} ({cost['ratio_low']:.3f} to {cost['ratio_high']:.3f}) |",
            "",
            f"The same bytes whichever way it is computed: {'yes' if equal else 'NO'}",
            "",
            *(f"- {name}: `{digest[:16]}`" for name, digest in same.items()),
            "",
        ]
    )


def main() -> None:
    """Measure, print, and in the full form write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--large", action="store_true")
    arguments = parser.parse_args()
    if arguments.large:
        print(json.dumps(large(arguments.points, arguments.replicates, os.cpu_count() or 1)))
        return
    found = measure(arguments.points, arguments.replicates, arguments.rounds)
    print(as_markdown(found))
    if (arguments.points, arguments.replicates) == (POINTS, REPLICATES):
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "sweep.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        (RESULTS / "sweep.md").write_text(as_markdown(found), encoding="utf-8")


if __name__ == "__main__":
    main()
