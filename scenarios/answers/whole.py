"""The plan as a whole: when all targets are on their way and met, and how many are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.answers.binding import TargetBinding
from scenarios.answers.lever_looks import Takes
from scenarios.answers.reachable import JointlyReachable
from scenarios.answers.shares import Shares
from scenarios.answers.when import When
from scenarios.discovery.discover import DiscoverAnswer
from scenarios.sensitivity.finding_out import Finding
from scenarios.verdicts import Joint
from scenarios.verdicts.course import Question, course, on_path
from scenarios.verdicts.judge import too_many_failed
from scenarios.verdicts.quantiles import quantiles
from scenarios.verdicts.samples import Samples
from scenarios.verdicts.settings import settings

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class WholeAnswers:
    """The seven answers of all targets together. Where too many replicates failed, everything is None or empty.

    `met` are quantiles of how many targets are met; `binding`, `shares` and `hangs_on` explain that number.
    """

    joint: Joint
    targets: int
    met: Mapping[str, float]
    when: When
    reachable: tuple[JointlyReachable, ...]
    binding: TargetBinding | None = None
    shares: Shares | None = None
    hangs_on: tuple[Finding, ...] = ()
    fails_when: DiscoverAnswer | None = None
    takes: Takes | None = None


def met_together(questions: Sequence[Question], samples: Samples) -> Truths:
    """Tell which replicates meet which of some targets at their due year; bool[replicates, targets]."""
    return np.column_stack([course(question, samples).met[:, -1] for question in questions])


def met_quantiles(met: Truths) -> dict[str, float]:
    """Give the quantiles of how many targets a replicate meets."""
    return dict(quantiles(met.sum(axis=1).astype(np.float64), settings().quantile_levels))


def when_all(questions: Sequence[Question], samples: Samples) -> When:
    """Answer when all targets are met: each from that year to its own due year; behind: on their paths all at once.

    After its due year a target counts as it stood then.
    """
    horizon = samples.years[-1]
    if too_many_failed(samples) or not questions:
        return When(horizon=horizon)
    years = samples.years[1:]
    on_way = np.ones((samples.finished, len(years)), dtype=np.bool_)
    stays = on_way.copy()
    for question in questions:
        followed = course(question, samples)
        paths = on_path(followed)
        kept = np.logical_and.accumulate(followed.met[:, ::-1], axis=1)[:, ::-1]
        for place, year in enumerate(years):
            if year >= followed.years[-1]:
                on_way[:, place] &= paths[:, -1]
                stays[:, place] &= followed.met[:, -1]
            elif year in followed.years:
                column = followed.years.index(year)
                on_way[:, place] &= paths[:, column]
                stays[:, place] &= kept[:, column]
    behind = None
    for place in range(len(years) - 1, -1, -1):
        if on_way[:, place].sum() >= settings().on_path_share * samples.finished:
            break
        behind = years[place]
    counts = stays.sum(axis=0)
    met_by = {
        level: next(
            (year for year, count in zip(years, counts, strict=True) if count >= level * samples.finished), None
        )
        for level in settings().met_by_levels
    }
    return When(behind, met_by, {}, horizon)
