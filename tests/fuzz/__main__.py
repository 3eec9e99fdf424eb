"""Fuzz one reader, or all: `python -m tests.fuzz READER --minutes 10 [--seed 1] [--out tests/fuzz/results.md]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.fuzz.fuzzing import Outcome, fuzz
from tests.fuzz.readers import READERS

RESULTS = Path(__file__).with_name("results.md")


def line(reader: str, seed: int, found: Outcome) -> str:
    """Write one outcome as a row of the results."""
    return (
        f"| {reader} | {found.seconds / 60:.1f} | {found.cases} | {found.accepted} | {found.refused} | {len(found.findings)} "
        f"| {found.slowest:.1f} | {found.memory // 1_000_000} | {seed} |"
    )


HEAD = (
    "# Fuzzing\n\n`python -m tests.fuzz READER --minutes N`: valid files mutated (bytes, text, structure within archives and "
    "stamps), seeded.\nA finding is any exception that is not the reader's own clear refusal, any input that takes more than its "
    "bound,\nany file written, and more memory than allowed; its number and seed make it again.\n\n"
    "| reader | minutes | cases | accepted | refused | findings | slowest, s | memory at most, MB | seed |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("reader", choices=["all", *READERS])
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--cases", type=int)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    bad = 0
    for name in READERS if given.reader == "all" else [given.reader]:
        found = fuzz(name, READERS[name], seed=given.seed, seconds=given.minutes * 60, most=given.cases)
        print(line(name, given.seed, found), flush=True)
        for finding in found.findings[:10]:
            print(f"  ! {finding}", file=sys.stderr)
        bad += len(found.findings)
        if given.out is not None:
            rows = given.out.read_text(encoding="utf-8").splitlines() if given.out.exists() else HEAD.splitlines()
            kept = [row for row in rows if not row.startswith(f"| {name} |")]
            given.out.write_text("\n".join([*kept, line(name, given.seed, found)]) + "\n", encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
