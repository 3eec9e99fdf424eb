"""From the scores of held-out points to the validation status of verdicts: by group of outcomes and level of region.

The validation command calls `publish` with its judged points; every verdict reads what it wrote. The rule stands in
`status_rule.yaml` and was fixed before any result was seen, but for `outcomes_seen`, which only takes passes away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from calibration.backtest.scores import central, poisson_binomial
from calibration.definitions import definition
from scenarios.cli.output import write_whole
from scenarios.schema.reading import read_yaml
from scenarios.validation.results import FILE, LEVELS, GroupResult, Level, ValidationResults, dump_results
from scenarios.validation.status import GROWTH, group_of

RULE = Path(__file__).with_name("status_rule.yaml")
REVIEWS = "little_giant_review"


class ScoreLike(Protocol):
    """How one held-out point came out."""

    @property
    def covered(self) -> Mapping[float, bool]: ...
    @property
    def crps(self) -> float: ...
    @property
    def baselines(self) -> Mapping[str, float]: ...
    @property
    def scale(self) -> float: ...
    @property
    def growth(self) -> bool: ...
    @property
    def pooled(self) -> bool: ...
    @property
    def at_least(self) -> bool: ...


class PointLike(Protocol):
    """A held-out point with the series that it is of."""

    @property
    def name(self) -> str: ...
    @property
    def series(self) -> Any: ...


@dataclass(frozen=True)
class HeldOut:
    """One held-out point as the rule sees it."""

    group: str
    level: Level
    covered: bool
    crps: float
    baselines: Mapping[str, float]


@cache
def rule(name: str) -> float:
    """Give one number of the rule; raises KeyError for one that there is not."""
    return float(read_yaml(RULE).data[name]["value"])


def held_out(points: Sequence[PointLike], scores: Sequence[ScoreLike]) -> tuple[HeldOut, ...]:
    """Take the points that count together; a point on several groups of outcomes counts for each of them.

    Left out are points that leak, those stated as "more than", and series that no outcome of the engine is.
    """
    found = []
    for point, score in zip(points, scores, strict=True):
        groups = dict.fromkeys(_groups_of(point))
        if not groups or not score.pooled or score.at_least:
            continue
        scaled = {name: value / score.scale for name, value in score.baselines.items()}
        found += [
            HeldOut(group, point.series.level, score.covered[rule("band")], score.crps / score.scale, scaled)
            for group in groups
        ]
    return tuple(found)


def _groups_of(point: PointLike) -> Iterator[str]:
    """Name the groups that a point speaks of; none where no outcome is that. Re-reviews are of the title in their name."""
    quantity = point.series.quantity
    if quantity is None:
        if REVIEWS in point.name:
            yield group_of("little_giant_nested")
        return
    defined = definition(quantity)
    yield from (group_of(name) for name in (*defined.of, *defined.over))
    if defined.form in ("growth", "rate"):
        yield GROWTH


def group_result(level: Level, points: Sequence[HeldOut], seen: bool = False) -> GroupResult:
    """Judge one group at one level: too few points, passed, failed, or seen before."""
    inside = sum(each.covered for each in points)
    coverage = round(inside / len(points), 3)
    skill = _rounded(_skill(points))
    if len(points) < rule("least_points") or skill is None:
        return GroupResult(level=level, points=len(points), coverage_90=coverage, crps_skill=skill, verdict="too_few")
    least, _ = central(poisson_binomial([rule("band")] * len(points)), 0.9)
    passed = inside >= least and skill > rule("least_skill")
    return GroupResult(
        level=level,
        points=len(points),
        coverage_90=coverage,
        crps_skill=skill,
        verdict=("seen" if seen else "passed") if passed else "failed",
    )


def _rounded(value: float | None) -> float | None:
    """Keep three digits: the last bits of a score are those of a library."""
    return None if value is None else round(value, 3)


def _skill(points: Sequence[HeldOut]) -> float | None:
    """Give 1 less the mean CRPS over that of the best baseline, of those that speak of every point; None without one."""
    names = set.intersection(*(set(each.baselines) for each in points))
    means = [sum(each.baselines[name] for each in points) for name in sorted(names)]
    best = min(means, default=0.0)
    return 1 - sum(each.crps for each in points) / best if best > 0 else None


def results_of(
    points: Iterable[HeldOut],
    run_ids: Sequence[str],
    *,
    protocol: str,
    command: str,
    results_version: str,
    seen: bool = False,
) -> ValidationResults:
    """Give the results of all groups and levels; `run_ids` are the posteriors that the scores hold for."""
    gathered: dict[str, dict[Level, list[HeldOut]]] = {}
    for each in points:
        gathered.setdefault(each.group, {}).setdefault(each.level, []).append(each)
    groups = {
        group: tuple(group_result(level, by_level[level], seen) for level in LEVELS if level in by_level)
        for group, by_level in sorted(gathered.items())
    }
    return ValidationResults(
        run_id=run_ids[0],
        also=tuple(run_ids[1:]),
        protocol=protocol,
        command=command,
        results_version=results_version,
        groups=groups,
    )


def publish(results: ValidationResults, path: Path = FILE) -> None:
    """Write the results to where every verdict reads its status from, whole or not at all."""
    write_whole(str(path), dump_results(results))
