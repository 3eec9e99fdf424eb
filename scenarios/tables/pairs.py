"""Two runs side by side, target by target: the same replicates under both, so that the difference has a small error."""

from __future__ import annotations

import math

from scenarios.result import Answer, RunResult
from scenarios.tables.series import LABEL_COLUMNS, finished_numbers
from scenarios.tables.table import Table, Value
from scenarios.tables.targets import judged, score_row
from scenarios.verdicts import Question
from scenarios.verdicts.course import course
from scenarios.verdicts.judge import too_many_failed

PAIRED_COLUMNS = (
    *("target", *LABEL_COLUMNS, "due_year", "wanted", "unit"),
    *("before", "before_low", "before_high", "after", "after_low", "after_high"),
    *("difference", "difference_low", "difference_high", "gained", "lost", "replicates"),
    *("verdict_before_zh", "verdict_before_en", "verdict_after_zh", "verdict_after_en"),
)


def paired_scorecard(before: RunResult, after: RunResult) -> Table:
    """Two scenarios under the same seed, target by target: the difference in probability and its error, replicate by replicate.

    A target is met in `gained` replicates of `after` alone and in `lost` of `before` alone. The error of the difference is
    that of matched pairs: the normal interval with half a replicate added to both counts (Agresti and Min 2005, Statistics
    in Medicine 24:729-740), far narrower than that of two independent runs. Compared are the replicates that both finished.
    Raises ValueError for runs of different seeds, whose replicates are no pairs.
    """
    if before.seed != after.seed:
        raise ValueError(f"runs of seeds {before.seed} and {after.seed} have no pairs")
    earlier = {answer.target_id: answer for answer in judged(before)}
    rows = [
        _paired_row(before, after, earlier[answer.target_id], answer)
        for answer in judged(after)
        if answer.target_id in earlier
    ]
    return Table.of_rows("paired_scorecard", PAIRED_COLUMNS, rows)


def _paired_row(before: RunResult, after: RunResult, one: Answer, other: Answer) -> dict[str, Value]:
    first, second = score_row(before, one), score_row(after, other)
    row: dict[str, Value] = {name: second[name] for name in ("target", *LABEL_COLUMNS, "due_year", "wanted", "unit")}
    for side, found in (("before", first), ("after", second)):
        row |= {side: found["probability"], f"{side}_low": found["low"], f"{side}_high": found["high"]}
        row |= {f"verdict_{side}_{language}": found[f"verdict_{language}"] for language in ("zh", "en")}
    names = ("difference", "difference_low", "difference_high", "gained", "lost", "replicates")
    if too_many_failed(before.samples) or too_many_failed(after.samples):
        return row | dict.fromkeys(names)
    assert one.verdict is not None and other.verdict is not None
    met_before = _met(one.verdict.question, before)
    met_after = _met(other.verdict.question, after)
    both = sorted(set(met_before) & set(met_after))
    gained = sum(met_after[number] and not met_before[number] for number in both)
    lost = sum(met_before[number] and not met_after[number] for number in both)
    return row | dict(zip(names, (*matched_difference(gained, lost, len(both)), gained, lost, len(both)), strict=True))


def matched_difference(gained: int, lost: int, pairs: int) -> tuple[float, float, float]:
    """Give the difference of two matched proportions and the ends of its 95% interval."""
    normal = 1.959963984540054  # the 97.5% quantile of the standard normal
    a, b, n = gained + 0.5, lost + 0.5, pairs + 2
    centre = (a - b) / n
    half = normal * math.sqrt(max(0.0, (a + b) - (a - b) ** 2 / n)) / n
    return (gained - lost) / pairs, max(-1.0, centre - half), min(1.0, centre + half)


def _met(question: Question, result: RunResult) -> dict[int, bool]:
    """Say of each finished replicate, by its number, whether it meets the target."""
    met = course(question, result.samples_with_inputs).met[:, -1].tolist()
    return dict(zip(finished_numbers(result.samples), met, strict=True))
