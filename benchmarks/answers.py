"""How long each of the further answers takes for 西华 on two cores. `python -m benchmarks.answers [PLAN]`.

Each answer is asked once, warm (compiled, imported). Wall time is as it was; processor time over two is what two idle cores would
take at least. "rough" is when the first rough answer was there. Writes `benchmarks/results/answers.md`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scenarios import load, run
from scenarios.answers import answers
from scenarios.discovery import DiscoverRequest, discover
from scenarios.loaded import LoadedScenario
from scenarios.seeking import SeekRequest, seek
from scenarios.sensitivity import SensitivityRequest, sensitivity
from scenarios.trials import whole_questions

RESULT = Path(__file__).resolve().parent / "results" / "answers.md"
THREADS = 2
Rough = Callable[[Any], None]


def measured(work: Callable[[Rough], object]) -> tuple[float, float, float | None, float | None]:
    """Time some work: wall and processor seconds, and those until the first rough answer."""
    wall, processor = time.perf_counter(), time.process_time()
    rough: list[tuple[float, float]] = []

    def first(_: Any) -> None:
        if not rough:
            rough.append((time.perf_counter() - wall, time.process_time() - processor))

    work(first)
    whole = time.perf_counter() - wall, time.process_time() - processor
    return (*whole, *(rough[0] if rough else (None, None)))


def questions(loaded: LoadedScenario) -> dict[str, Callable[[Rough], object]]:
    """List what is asked."""
    target = whole_questions(loaded)[0].target_id
    count = len(whole_questions(loaded))
    return {
        f"all seven of all {count} targets and of the plan (`answers`)": lambda rough: answers(
            loaded, threads=THREADS, partial=rough
        ),
        "all seven of one target": lambda rough: answers(loaded, [target], threads=THREADS, partial=rough),
        "what it would take, one target (`seek`)": lambda rough: seek(
            loaded, SeekRequest((target,)), threads=THREADS, partial=rough
        ),
        "what it would take, the whole plan": lambda rough: seek(loaded, SeekRequest(), threads=THREADS, partial=rough),
        "what it hangs on, with Sobol indices, one target (`sensitivity`)": lambda rough: sensitivity(
            loaded, SensitivityRequest((target,)), threads=THREADS, partial=rough
        ),
        "what it hangs on, the whole plan": lambda rough: sensitivity(
            loaded, SensitivityRequest(), threads=THREADS, partial=rough
        ),
        "when it fails, the whole plan (`discover`)": lambda rough: discover(
            loaded, DiscoverRequest(), threads=THREADS
        ),
    }


def main(plan: str) -> None:
    """Ask, and write what was measured."""
    from model.version import RESULTS_VERSION

    loaded = load(plan)
    run(loaded, 64, 1, THREADS)
    sensitivity(loaded, SensitivityRequest(replicates=100, samples=2, common=1), threads=THREADS)
    lines = [
        "# How long the answers take",
        "",
        f"`python -m benchmarks.answers {plan}`, results version {RESULTS_VERSION}, {THREADS} threads on {os.cpu_count()} cores,",
        f"load average {os.getloadavg()[0]:.1f} when it began (above {os.cpu_count()} others were at work).",
        "",
        "| Answer | wall, s | processor / 2, s | first rough answer: wall, s | processor / 2, s |",
        "|---|---|---|---|---|",
    ]
    for name, work in questions(loaded).items():
        wall, processor, rough_wall, rough_processor = measured(work)
        rough = "-" if rough_wall is None else f"{rough_wall:.1f}"
        rough_own = "-" if rough_processor is None else f"{rough_processor / 2:.1f}"
        lines.append(f"| {name} | {wall:.1f} | {processor / 2:.1f} | {rough} | {rough_own} |")
        print(lines[-1], flush=True)
    RESULT.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "xihua")
