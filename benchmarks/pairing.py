"""How many replicates common random numbers save: the error of a scenario difference, paired and unpaired, per target.

`python -m benchmarks.pairing` writes benchmarks/results/pairing.json and .md; `--replicates 60` is a short form that writes
nothing. Paired: both scenarios with the same seed, replicate by replicate. Independent: the second with another seed. The factor
is the ratio of the two variances: so many times as many replicates would independent seeds need for the same error.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

import numpy as np

RESULTS: Final = Path(__file__).parent / "results"
REPLICATES: Final = 2000
SEED, OTHER_SEED = 1, 2
CHANGE: Final = 0.2
"""How far each lever is moved, in its own unit (a share of the hesitant won over; a rise of ln research intensity)."""


def variance(values: Any) -> float:
    """Variance over replicates."""
    return float(np.var(values, ddof=1))


def measure(replicates: int, threads: int = 2) -> dict[str, Any]:
    """Every lever that there is moved by itself: the factor of replicates saved for each target."""
    from model.places import LEVER_NAMES
    from scenarios.compare.pairs import paired, simulate_all, target_course
    from scenarios.engine import compiled_engine
    from scenarios.loaded import load
    from scenarios.sweep.changes import change
    from scenarios.sweep.points import _version

    base = load("xihua")
    engine = compiled_engine()

    def run(loaded: Any, seed: int) -> Any:
        return simulate_all(loaded, seed, replicates, engine, threads, None, lambda more: None)

    plain = run(base, SEED)
    levers = {}
    for lever in LEVER_NAMES:
        changed = change(base, {f"levers.{lever}.intensity": CHANGE})
        same, other = run(changed, SEED), run(changed, OTHER_SEED)
        rows = []
        for row in base.rows:
            if row.question is None or row.restates is not None:
                continue
            one, two = (target_course(row, side) for side in paired(plain, same))
            third = target_course(row, other)
            for what, a, b, c in (
                ("reached", one.final, two.final, third.final),
                ("met", *(side.met[:, -1].astype(float) for side in (one, two, third))),
            ):
                together, independent = variance(b - a), variance(a) + variance(c)
                rows.append(
                    {
                        "target": row.target.id,
                        "quantity": what,
                        "difference": float(np.mean(b - a)),
                        "standard_error_paired": (together / len(a)) ** 0.5,
                        "standard_error_independent": (independent / len(a)) ** 0.5,
                        "difference_independent": float(np.mean(c) - np.mean(a)),
                        "factor": independent / together if together > 0 else None,
                    }
                )
        levers[lever] = rows
    return {"results_version": _version(), "replicates": replicates, "change": CHANGE, "levers": levers}


def as_markdown(found: dict[str, Any]) -> str:
    """The factors as a page to read."""
    lines = [
        "# Replicates saved by common random numbers",
        "",
        f"Results version {found['results_version']}; 西华 with one lever at {found['change']} in every year, compared with"
        f" 西华 as planned; {found['replicates']} replicates a side. The factor says how many times as many replicates"
        " independent seeds would need for the same standard error; - stands where no replicate differs. Written by"
        " `python -m benchmarks.pairing`.",
    ]
    for lever, rows in found["levers"].items():
        lines += [
            "",
            f"## {lever}",
            "",
            "| target | reached: difference ± paired error | independent error | factor | met: difference ± paired error |"
            " independent error | factor |",
            "|---|---|---|---|---|---|---|",
        ]
        for reached, met in zip(rows[::2], rows[1::2], strict=True):
            lines.append(f"| {reached['target']} | {_cells(reached)} | {_cells(met)} |")
    return "\n".join(lines) + "\n"


def _cells(row: dict[str, Any]) -> str:
    factor = "-" if row["factor"] is None else f"{row['factor']:.3g}"
    return f"{row['difference']:+.4f} ± {row['standard_error_paired']:.4f} | {row['standard_error_independent']:.4f} | {factor}"


def main() -> None:
    """Measure, print, and in the full form write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    arguments = parser.parse_args()
    found = measure(arguments.replicates)
    print(as_markdown(found))
    if arguments.replicates == REPLICATES:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "pairing.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        (RESULTS / "pairing.md").write_text(as_markdown(found), encoding="utf-8")


if __name__ == "__main__":
    main()
