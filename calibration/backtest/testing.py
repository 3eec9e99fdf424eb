"""A backtest of some plans: forecasts, scores, coverage, and what was used that was not known then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calibration.backtest.forecast import forecast
from calibration.backtest.outcomes import PlanOutcomes, coverage
from calibration.backtest.scoring import Scored, compare_all, reliability, score_plan, within
from calibration.backtest.settings import whole
from model.posterior import Posterior
from scenarios.canonical import digest
from scenarios.engine import Engine
from scenarios.schema.baseline import Baseline
from scenarios.schema.plan import Plan

BANDS = (0.5, 0.9)


@dataclass(frozen=True)
class PlanTested:
    """One plan of a backtest: what it was run from, what is on record of it, and the scores."""

    plan: str
    first_year: int
    end: int
    known_in: int
    scenario_hash: str
    replicates: int
    failed: int
    coverage: Mapping[str, int]
    leaks: tuple[tuple[str, str, tuple[int, ...]], ...]
    scored: tuple[Scored, ...]
    outcomes_digest: str
    baseline: Baseline
    """The starting figures that it was run from."""


@dataclass(frozen=True)
class Backtest:
    """The plans that were tested, and what their scores say together. The same question gives the same numbers."""

    plans: tuple[PlanTested, ...]
    seed: int
    replicates: int
    results_version: str
    posterior: str = "prior"

    @property
    def scored(self) -> tuple[Scored, ...]:
        """Give the figures of all plans."""
        return tuple(each for plan in self.plans for each in plan.scored)

    def to_json(self) -> dict[str, Any]:
        """Give the whole backtest as plain data."""
        return {
            "results_version": self.results_version,
            "posterior": self.posterior,
            "seed": self.seed,
            "replicates": self.replicates,
            "plans": [
                {
                    "plan": each.plan,
                    "first_year": each.first_year,
                    "end": each.end,
                    "known_in": each.known_in,
                    "scenario_hash": each.scenario_hash,
                    "replicates": each.replicates,
                    "failed": each.failed,
                    "coverage": dict(each.coverage),
                    "leaks": [{"figure": name, "kind": kind, "years": list(years)} for name, kind, years in each.leaks],
                    "outcomes_digest": each.outcomes_digest,
                    "points": [one.to_json() for one in each.scored],
                }
                for each in self.plans
            ],
            **pooled(self.scored),
        }


def pooled(scored: Sequence[Scored]) -> dict[str, Any]:
    """Give what the scores of all plans say together, as plain data."""
    return {
        "comparisons": [
            {name: getattr(each, name) for name in each.__dataclass_fields__} for each in compare_all(scored)
        ],
        "reliability": [
            {name: getattr(each, name) for name in each.__dataclass_fields__} for each in reliability(scored)
        ],
        "bands": [
            dict(
                zip(
                    ("share", "inside", "points", "range_low", "range_high"),
                    (share, *within(scored, share)),
                    strict=True,
                )
            )
            for share in BANDS
        ],
    }


def backtest(
    asked: Sequence[tuple[PlanOutcomes, Plan]],
    replicates: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    engine: Engine | None = None,
    tell: Callable[[str], None] | None = None,
    posterior: str = "prior",
    own: Posterior | None = None,
    baselines: Sequence[Baseline] = (),
) -> Backtest:
    """Run each plan from what was known when it was drafted, and score it. `tell` hears of each plan before it is run.

    `own` is the content of the file that `posterior` names, `baselines` the plans' starting figures, where read already.
    """
    number, chosen = replicates or whole("replicates"), whole("seed") if seed is None else seed
    tested, version = [], ""
    for place, (found, plan) in enumerate(asked):
        if tell is not None:
            tell(plan.id)
        said = forecast(
            plan, found, number, chosen, threads, engine, posterior, own, baselines[place] if baselines else None
        )
        version = said.results_version
        tested.append(
            PlanTested(
                plan.id,
                said.loaded.span.first,
                said.loaded.span.last,
                said.loaded.scenario.known_in or 0,
                said.loaded.hash,
                said.replicates,
                said.failed,
                coverage(found, plan),
                tuple((leak.figure, leak.kind, leak.years) for leak in said.leaks),
                score_plan(plan, found, said),
                outcomes_digest(found),
                said.loaded.baseline,
            )
        )
    return Backtest(tuple(tested), chosen, number, version, posterior)


def outcomes_digest(found: PlanOutcomes) -> str:
    """Digest what is on record of a plan, words aside."""
    return digest(found.model_dump(mode="json", exclude_defaults=True))[:16]
