"""What a search found: solutions in lever units and money, how they were confirmed, or what makes the wish impossible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from model.levers import COST_UNIT, Lever
from scenarios.loaded import LoadedScenario
from scenarios.readings import Row
from scenarios.seeking.ranking import SURVIVES, CostRange
from scenarios.verdicts.proportion import Proportion

Status = Literal["found", "nearly", "already", "over_budget", "impossible", "no_lever"]
"""found: confirmed on fresh replicates; nearly: the error of the confirmation spans the wish; already: nothing is needed;
over_budget: possible, but not for the budget; impossible: not with all allowed levers; no_lever: none of them does anything."""


@dataclass(frozen=True)
class Solution:
    """A change of levers, what it costs at the unit costs' medians (亿元 in all), and its probability on fresh replicates."""

    changes: tuple[tuple[str, float], ...]
    cost: float
    proportion: Proportion
    target_probabilities: tuple[float, ...]
    range: CostRange | None = None

    @property
    def levers(self) -> frozenset[str]:
        """Name the levers that it moves: its kind."""
        return frozenset(name for name, _ in self.changes)

    def to_json(self, levers: dict[str, Lever], language: str) -> dict[str, Any]:
        return {
            "levers": [
                {
                    "name": name,
                    "label": levers[name].label.en if language == "en" else levers[name].label.zh,
                    "change": value,
                    "unit": levers[name].unit,
                }
                for name, value in self.changes
            ],
            "cost": self.cost,
            "cost_low": self.range.low if self.range else None,
            "cost_high": self.range.high if self.range else None,
            "cheapest_share": self.range.cheapest_share if self.range else None,
            **proportion_json(self.proportion),
            "target_probabilities": list(self.target_probabilities),
        }


def proportion_json(proportion: Proportion) -> dict[str, Any]:
    """Give a probability with its error as plain data."""
    return {
        "probability": proportion.probability,
        "standard_error": proportion.standard_error,
        "interval": list(proportion.interval),
    }


@dataclass(frozen=True)
class Limit:
    """One limit moved at the most likely change: the bound of a lever by half, or the years; what the probability becomes.

    `gain` and `error` are of the margin of the worst target, in its spread at the start, paired over the same replicates.
    """

    name: str
    probability: float
    gain: float
    error: float


@dataclass(frozen=True)
class Impossible:
    """Why a wish cannot be had: the most that all allowed levers give, targets that stay below the wish, limits by their gain."""

    best: Solution
    short_of: tuple[str, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class CurvePoint:
    """The highest probability found for a cost, on the search's replicates."""

    cost: float
    proportion: Proportion
    changes: tuple[tuple[str, float], ...]

    @property
    def probability(self) -> float:
        """Share of the search's replicates."""
        return self.proportion.probability

    def to_json(self) -> dict[str, Any]:
        return {
            "cost": self.cost,
            "probability": self.probability,
            "standard_error": self.proportion.standard_error,
            "levers": dict(self.changes),
        }


@dataclass(frozen=True)
class SeekAnswer:
    """The answer to "what would it take", complete. The same question gives the same answer."""

    scenario: LoadedScenario
    rows: tuple[Row, ...]
    wish: float
    levers: tuple[Lever, ...]
    helping: tuple[str, ...]
    years: tuple[int, int]
    budget: float | None
    seed: int
    replicates: int
    confirmed_on: int
    trials: int
    results_version: str
    status: Status
    before: Proportion
    target_probabilities: tuple[float, ...]
    solution: Solution | None = None
    alternatives: tuple[Solution, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    impossible: Impossible | None = None
    assumed_costs: tuple[str, ...] = ()
    """Levers in use whose unit cost is an assumption that the planner has not filled."""

    @property
    def ranking_survives(self) -> bool | None:
        """Tell whether the solution stays the cheapest over the ranges of unit costs; None where there is nothing to rank."""
        if self.solution is None or self.solution.range is None or not self.alternatives:
            return None
        return self.solution.range.cheapest_share >= SURVIVES

    @property
    def within_budget(self) -> CurvePoint | None:
        """Give the best that the budget allows, on the search's replicates; None without a budget."""
        if self.budget is None:
            return None
        return next((point for point in reversed(self.curve) if point.cost <= self.budget), None)

    def to_json(self, language: str = "zh") -> dict[str, Any]:
        """Give the answer as plain data; every key is always there, null where absent."""
        known = {lever.name: lever for lever in self.levers}
        limit = self.impossible
        return {
            "plan": self.scenario.plan.id,
            "scenario_hash": self.scenario.hash,
            "results_version": self.results_version,
            "seed": self.seed,
            "replicates": self.replicates,
            "confirmed_on": self.confirmed_on,
            "trials": self.trials,
            "targets": [row.target.id for row in self.rows],
            "wish": self.wish,
            "years": list(self.years),
            "budget": self.budget,
            "allowed_levers": [lever.name for lever in self.levers],
            "helping_levers": list(self.helping),
            "status": self.status,
            "before": {**proportion_json(self.before), "target_probabilities": list(self.target_probabilities)},
            "solution": self.solution.to_json(known, language) if self.solution else None,
            "ranking_survives": self.ranking_survives,
            "alternatives": [each.to_json(known, language) for each in self.alternatives],
            "curve": [point.to_json() for point in self.curve],
            "within_budget": self.within_budget.to_json() if self.within_budget else None,
            "impossible": {
                "best": limit.best.to_json(known, language),
                "short_of": list(limit.short_of),
                "limits": [vars(each) for each in limit.limits],
            }
            if limit
            else None,
            "assumed_costs": list(self.assumed_costs),
            "cost_unit": COST_UNIT.partition("/")[0],
        }
