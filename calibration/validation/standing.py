"""What the validation says of each group of outcomes at each level, for the status that verdicts carry.

Fewer than five held-out points of a group and level say nothing. Else it failed where its 90% bands cover fewer points than
chance allows (binomial, 90%) or where the best baseline scores better; else it passed. This rule was written after the protocol was frozen
and before the status was first shown; it uses nothing but the protocol's scores.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from calibration.definitions import definition
from calibration.series import Observed
from calibration.validation.judging import Validation
from calibration.validation.protocol import FROZEN
from calibration.validation.scores import Score, binomial_band
from model.posterior import default_run, shipped_runs
from model.posterior.file import LEVELS
from model.version import RESULTS_VERSION
from scenarios.validation.results import FILE, GroupResult, Outcome, ValidationResults, dump_results
from scenarios.validation.status import groups

FEWEST: Final = 5
COMMAND: Final = "python -m calibration.reports validation"
NINETY: Final = 0.9


def standing(found: Validation, judged_run: str) -> ValidationResults:
    """The hold-out results by group and level; they hold for all runs of the two fits that share banks and method."""
    results: dict[str, tuple[GroupResult, ...]] = {}
    for name, group in groups().items():
        by_level: dict[str, list[Score]] = {}
        for score, point in zip(found.scores, found.points, strict=True):
            if score.pooled and not score.at_least and any(group.holds(series) for series in _series(point)):
                by_level.setdefault(point.series.level, []).append(score)
        if by_level:
            results[name] = tuple(_result(level, scores) for level, scores in by_level.items())
    runs = [run for level in LEVELS if (run := default_run(level)) is not None]
    others = [run for run in shipped_runs() if run.startswith(judged_run)]
    return ValidationResults(
        run_id=runs[0] if runs else judged_run,
        also=tuple(dict.fromkeys([*runs[1:], *others])),
        protocol=FROZEN,
        command=COMMAND,
        results_version=RESULTS_VERSION,
        groups=results,
    )


def _series(point: Observed) -> Iterable[str]:
    """Outcome series that a point reports on; re-reviews are of little giants."""
    if point.series.quantity is not None:
        return definition(point.series.quantity).of
    return ("little_giant_nested",) if "little_giant" in point.name else ()


def _result(level: str, scores: list[Score]) -> GroupResult:
    inside = sum(each.covered[NINETY] for each in scores)
    skill = _skill(scores)
    verdict: Outcome
    if len(scores) < FEWEST:
        verdict = "too_few"
    else:
        low, _ = binomial_band(len(scores), NINETY)
        failed = inside / len(scores) < low or (skill is not None and skill < 0.0)
        verdict = "failed" if failed else "passed"
    return GroupResult(
        level=level,  # type: ignore[arg-type]  # the levels of series are those of results
        points=len(scores),
        coverage_90=round(inside / len(scores), 3),
        crps_skill=None if skill is None else round(skill, 3),
        verdict=verdict,
    )


def _skill(scores: list[Score]) -> float | None:
    """One less the ratio of CRPS to that of the best baseline over the points it speaks of; None where there is none."""
    worst: float | None = None
    for name in ("persistence", "straight_line", "reference_class"):
        both = [each for each in scores if name in each.baselines]
        there = sum(each.baselines[name] / each.scale for each in both)
        if both and there > 0.0:
            skill = 1.0 - sum(each.crps / each.scale for each in both) / there
            worst = skill if worst is None else min(worst, skill)
    return worst


def write_standing(found: Validation, judged_run: str) -> None:
    """Write the results that verdicts read their status from."""
    FILE.write_text(dump_results(standing(found, judged_run)), encoding="utf-8")
