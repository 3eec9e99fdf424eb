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
REPLICATES: Final = 1000
SEED, OTHER_SEED = 1, 2
SHARE: Final = 0.25
"""How far each lever is moved: this share of the way to the highest intensity of its entry."""


def variance(values: Any) -> float:
    """Variance over replicates."""
    return float(np.var(values, ddof=1))


def measure(replicates: int, threads: int = 2) -> dict[str, Any]:
    """Every lever that there is moved by itself: the factor of replicates saved for each target."""
    from model.levers import load_levers
    from scenarios.compare.pairs import simulate_all
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
    for name, entry in load_levers().items():
        intensity = entry.highest * SHARE
        changed = change(base, {f"levers.{name}.intensity": intensity})
        rows = compare_errors(base, SEED, plain, run(changed, SEED), run(changed, OTHER_SEED))
        levers[name] = {"intensity": intensity, "unit": entry.unit, "targets": rows}
    return {"results_version": _version(), "replicates": replicates, "levers": levers}


def compare_errors(base: Any, seed: int, plain: Any, same: Any, other: Any) -> list[dict[str, Any]]:
    """Error of each target's difference, paired and from independent runs."""
    from scenarios.compare.comparing import _samples
    from scenarios.compare.pairs import paired, target_course

    one, two = (_samples(base, seed, side) for side in paired(plain, same))
    third = _samples(base, OTHER_SEED, other)
    rows = []
    for row in base.rows:
        if row.question is None or row.restates is not None:
            continue
        sides = [target_course(row, side) for side in (one, two, third)]
        found: dict[str, Any] = {"target": row.target.id, "unit": row.target.unit}
        for what, (a, b, c) in (
            ("reached", [side.final for side in sides]),
            ("met", [side.met[:, -1].astype(float) for side in sides]),
        ):
            together, independent = variance(b - a), variance(a) + variance(c)
            found[what] = {
                "difference": float(np.mean(b - a)),
                "standard_error_paired": (together / len(a)) ** 0.5,
                "standard_error_independent": (independent / len(a)) ** 0.5,
                "factor": independent / together if together > 0 else None,
            }
        rows.append(found)
    return rows


def as_markdown(found: dict[str, Any]) -> str:
    """The factors as a page to read: over all levers by target, and lever by lever."""
    levers = found["levers"]
    lines = [
        "# Replicates saved by common random numbers",
        "",
        f"Results version {found['results_version']}; 西华 with one lever at {SHARE:.0%} of its range in every year, compared"
        f" with 西华 as planned; {found['replicates']} replicates a side. The factor says how many times as many replicates"
        " independent seeds would need for the same standard error of the difference. Targets that no replicate of a lever"
        " moves have no factor there. Written by `python -m benchmarks.pairing`; the json has every lever and target.",
        "",
        "## By target, over the levers that move it (least / median / most)",
        "",
        "| target | levers | factor for what is reached | levers | factor for the probability |",
        "|---|---|---|---|---|",
    ]
    first = next(iter(levers.values()))["targets"]
    for place, row in enumerate(first):
        cells = []
        for what in ("reached", "met"):
            factors = [lever["targets"][place][what]["factor"] for lever in levers.values()]
            cells.append(_spread([factor for factor in factors if factor is not None]))
        lines.append(f"| {row['target']} | {' | '.join(cells)} |")
    lines += ["", "## By lever, over the targets that it moves (least / median / most)", ""]
    lines += [
        "| lever | at | targets | factor for what is reached | targets | factor for the probability |",
        "|---" * 6 + "|",
    ]
    for name, lever in levers.items():
        cells = [
            _spread([row[what]["factor"] for row in lever["targets"] if row[what]["factor"] is not None])
            for what in ("reached", "met")
        ]
        lines.append(f"| {name} | {lever['intensity']:g} {lever['unit']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _spread(factors: list[float]) -> str:
    if not factors:
        return "0 | -"
    return f"{len(factors)} | {min(factors):.3g} / {sorted(factors)[len(factors) // 2]:.3g} / {max(factors):.3g}"


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
