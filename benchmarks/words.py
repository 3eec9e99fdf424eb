"""How firm the words are: verdicts of all plans with several seeds. `python -m benchmarks.words [SEEDS]`.

Each plan is run as `tuiyan run PLAN` runs it: replicates are added until at most a tenth of the targets are undecided, or the
cap is reached. For every pair of seeds the targets are counted whose word changed from one class to another; to or from
"undecided" is no move. Writes `benchmarks/results/words.md`.
"""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass
from pathlib import Path

from scenarios import load, run
from scenarios.result import RunResult
from scenarios.schema.load import list_plans
from scenarios.verdicts.settings import settings

RESULT = Path(__file__).resolve().parent / "results" / "words.md"


@dataclass(frozen=True)
class Firmness:
    """One plan with several seeds: targets judged, pairs of words compared and moved, undecided shares, replicates by seed."""

    plan: str
    targets: int
    compared: int
    moved: int
    undecided: tuple[float, ...]
    replicates: tuple[int, ...]


def words(result: RunResult) -> dict[str, str]:
    """Give the word of every judged target, each promise once."""
    asked = {row.target.id for row in result.scenario.rows if row.question is not None}
    return {
        answer.target_id: answer.verdict.likelihood.code
        for answer in result.answers
        if answer.verdict is not None and answer.row.restates not in asked
    }


def moves(one: dict[str, str], other: dict[str, str]) -> int:
    """Count the targets that moved from one class to another."""
    open_words = ("undecided", "withheld")
    return sum(
        one[name] != other[name] and one[name] not in open_words and other[name] not in open_words for name in one
    )


def firmness(plan: str, seeds: range, replicates: int | None = None) -> Firmness:
    """Run a plan with several seeds and compare every pair of them."""
    loaded = load(plan)
    results = [run(loaded, replicates, seed, until_decided=replicates is None) for seed in seeds]
    said = [words(result) for result in results]
    pairs = list(itertools.combinations(said, 2))
    return Firmness(
        plan,
        len(said[0]),
        sum(len(one) for one, _ in pairs),
        sum(moves(one, other) for one, other in pairs),
        tuple(result.undecided_share for result in results),
        tuple(result.replicates for result in results),
    )


def main(seeds: int) -> None:
    """Run all plans, and write what was found after each."""
    found: list[Firmness] = []
    for plan in list_plans():
        found.append(firmness(plan, range(1, seeds + 1)))
        lines = table(found, seeds)
        RESULT.write_text("\n".join(lines), encoding="utf-8")
        print(lines[-2 - 1], flush=True)
    print("\n".join(lines))


def table(found: list[Firmness], seeds: int) -> list[str]:
    """Write what was found."""
    from model.version import RESULTS_VERSION

    compared, moved = sum(each.compared for each in found), sum(each.moved for each in found)
    return [
        "# How firm the words are",
        "",
        f"`python -m benchmarks.words {seeds}`, results version {RESULTS_VERSION}: every plan with seeds 1 to {seeds};",
        f"replicates are added until at most {settings().undecided_share:.0%} of the targets are undecided or there are",
        f"{settings().cap}.",
        "",
        "| Plan | Targets | Words compared over pairs | Moved to another class | Undecided by seed | Replicates by seed |",
        "|---|---|---|---|---|---|",
        *(
            f"| {each.plan} | {each.targets} | {each.compared} | {each.moved} ({each.moved / each.compared:.1%}) | "
            f"{', '.join(f'{share:.0%}' for share in each.undecided)} | {', '.join(map(str, each.replicates))} |"
            for each in found
        ),
        f"| all | {sum(each.targets for each in found)} | {compared} | {moved} ({moved / compared:.2%}) | | |",
        "",
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
