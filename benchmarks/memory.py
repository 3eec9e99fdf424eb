"""Memory while simulating: bytes an enterprise alive, and whether it grows with the number of replicates.

Run: python -m benchmarks.memory SUBJECT ENTERPRISES REPLICATES prints one measurement as JSON, in a process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.plain.county import County
from benchmarks.worlds import YEARS, county_request
from model.build import build_world
from model.columns import LABELS, NUMBERS
from model.ensemble import simulate
from model.series import SERIES_NAMES

SUBJECTS: Final = ("engine", "plain")
SAMPLE_EVERY: Final = 0.002
# What the columns of one enterprise take: numbers, labels, identity and key.
COLUMN_BYTES: Final = 8 * NUMBERS + 2 * LABELS + 16
STATUS: Final = Path("/proc/self/statm")


def resident() -> int:
    """Bytes of memory in use now (the largest so far where the system does not say)."""
    if STATUS.exists():
        return int(STATUS.read_text().split()[1]) * resource.getpagesize()
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


def largest_while(work: Callable[[], Any]) -> tuple[int, Any]:
    """Growth of memory in use while working, at its largest, and what the work returned."""
    before = resident()
    largest = before
    done = threading.Event()

    def watch() -> None:
        nonlocal largest
        while not done.wait(SAMPLE_EVERY):
            largest = max(largest, resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        result = work()
        largest = max(largest, resident())
    finally:
        done.set()
        watcher.join()
    return largest - before, result


def measure(subject: str, enterprises: int, replicates: int) -> dict[str, float]:
    """Memory that a run adds to a process that has run a small one before; outcomes kept are told apart."""
    small, world = build_world(county_request(500)), build_world(county_request(enterprises))
    if subject == "engine":
        simulate(small, 1, 2, threads=1)
        added, ensemble = largest_while(lambda: simulate(world, 1, replicates, threads=1))
        alive = float(ensemble.values[:, :, SERIES_NAMES.index("enterprises")].max())
        outcomes = ensemble.values.nbytes + ensemble.parameters.nbytes
    else:
        County.streamed(small, 1, "one_pass").step()

        def run() -> float:
            county = County.streamed(world, 1, "one_pass")
            largest = len(county.by_identity)
            for _ in range(YEARS if enterprises <= 2_000 else 2):
                county.step()
                largest = max(largest, len(county.by_identity))
            return largest

        added, alive = largest_while(run)
        outcomes = 0
    return {"added": added, "outcomes": outcomes, "alive": alive, "bytes_an_enterprise": (added - outcomes) / alive}


def measure_apart(subject: str, enterprises: int, replicates: int) -> dict[str, float]:
    """The same in a fresh process, so that nothing measured before is counted."""
    command = [sys.executable, "-m", "benchmarks.memory", subject, str(enterprises), str(replicates)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(answer)
    return found


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
