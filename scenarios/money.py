"""What a plan's own money says beside what the model does with it: capital and output, signings and what truly starts.

The plan's figures come from its rows; the modelled ones from the replicates. Nothing here is a verdict.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.schema.baseline import MONEY_UNITS
from scenarios.schema.plan import Target
from scenarios.verdicts.judge import too_many_failed
from scenarios.verdicts.quantiles import quantiles

if TYPE_CHECKING:
    from scenarios.result import RunResult

LEVELS = (0.05, 0.5, 0.95)
OUTPUTS = ("industry_value_added", "above_scale_value_added", "manufacturing_value_added")
"""Indicators of value added, the widest first."""
SERIES = {
    "industry_value_added": "published_value_added",
    "above_scale_value_added": "published_above_scale_value_added",
    "manufacturing_value_added": "published_manufacturing_value_added",
}
UNBROKEN = {
    "industry_value_added": "value_added",
    "above_scale_value_added": "above_scale_value_added",
    "manufacturing_value_added": "manufacturing_value_added",
}
"""The same without the census break of the published level, so that a rise is a rise."""
HUNDRED_MILLION = MONEY_UNITS["亿元"]


@dataclass(frozen=True)
class MoneyCheck:
    """Investment against value added, in 亿元: as the plan has it, and in the replicates (5, 50 and 95%).

    `implied` is the money of all years over the value added of the last: what each 亿元 of it would have cost.
    `modelled` is the same of the replicates; `marginal` the money over the *rise* of value added, with the plan's end value
    held against the replicates' own start where it lies above; `modelled_marginal` the same of the replicates in which value
    added rises, apart from the census break.
    """

    investment_id: str
    output_id: str
    first_year: int
    due_year: int
    yearly: float
    total: float
    value_added: float
    implied: float
    marginal: dict[str, float] | None
    modelled_yearly: dict[str, float]
    modelled_value_added: dict[str, float]
    modelled: dict[str, float]
    modelled_marginal: dict[str, float] | None
    rising: float
    """Share of the replicates in which value added rises at all."""

    def to_json(self) -> dict[str, Any]:
        """Give plain data."""
        return asdict(self)


def money_check(result: RunResult) -> MoneyCheck | None:
    """Hold a plan's yearly industrial investment against the value added it promises; None where it lacks one of them."""
    plan, span, samples = result.scenario.plan, result.scenario.span, result.samples
    spent = _first(plan.targets, ("industrial_investment",), "input_per_year")
    earned = _first(plan.targets, OUTPUTS, "stock")
    if spent is None or earned is None or too_many_failed(samples):
        return None
    series, unbroken = SERIES[earned.indicator], UNBROKEN[earned.indicator]
    if not samples.has(("industrial_investment", series, unbroken)):
        return None
    first = max(spent.from_year or span.plan_start, span.first)
    due = min(spent.due_year or plan.horizon.end, earned.due_year or plan.horizon.end, span.last)
    begin, end = samples.years.index(first), samples.years.index(due)
    yearly, target = _hundred_millions(spent), _hundred_millions(earned)
    total = yearly * (due - first + 1)
    money = np.zeros(samples.finished)
    flow = samples.sum_of(["industrial_investment"]) / HUNDRED_MILLION
    for year in range(begin, end + 1):
        money = money + flow[:, year]
    level = samples.sum_of([series]) / HUNDRED_MILLION
    final, needed = level[:, end], target - level[:, begin - 1]
    true = samples.sum_of([unbroken]) / HUNDRED_MILLION
    rise = true[:, end] - true[:, begin - 1]
    rises = rise > 0
    return MoneyCheck(
        investment_id=spent.id,
        output_id=earned.id,
        first_year=first,
        due_year=due,
        yearly=yearly,
        total=total,
        value_added=target,
        implied=total / target,
        marginal=quantiles(total / needed[needed > 0], LEVELS) if (needed > 0).any() else None,
        modelled_yearly=quantiles(money / (due - first + 1), LEVELS),
        modelled_value_added=quantiles(final, LEVELS),
        modelled=quantiles(money / np.maximum(final, 1e-6), LEVELS),
        modelled_marginal=quantiles(money[rises] / rise[rises], LEVELS) if rises.any() else None,
        rising=int(rises.sum()) / samples.finished,
    )


def fulfilment(result: RunResult) -> dict[str, dict[str, float]] | None:
    """Give the share of signed projects that truly start, modelled and as it would be reported, on average over the run."""
    samples = result.samples
    names = {"modelled": "expected_fulfilment", "as_reported": "reported_fulfilment"}
    if too_many_failed(samples) or not samples.has(tuple(names.values())):
        return None
    return {key: quantiles(_average(samples.sum_of([name])), LEVELS) for key, name in names.items()}


def _average(values: Any) -> Any:
    total = np.zeros(len(values))
    for column in range(1, values.shape[1]):
        total = total + values[:, column]
    return total / (values.shape[1] - 1)


def _first(targets: tuple[Target, ...], indicators: tuple[str, ...], kind: str) -> Target | None:
    for indicator in indicators:
        for target in targets:
            whole = target.scope.kind in ("region", "above_scale") and target.restates is None
            if target.indicator == indicator and target.kind == kind and target.value is not None and whole:
                return target
    return None


def _hundred_millions(target: Target) -> float:
    assert target.value is not None
    return target.value * MONEY_UNITS.get(target.unit or "", 1.0) / HUNDRED_MILLION
