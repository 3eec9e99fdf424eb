"""Thirty made-up plans, a model whose forecasts are right by construction, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
PLANS, SPREAD, YEARS = 30, 20.0, 3
FIRST = 2021


def centre(number: int) -> float:
    """What the model expects of a plan's count at the end, around which the truth lies too."""
    return 100.0 + 3.0 * number


def goal(number: int) -> float:
    """What a plan promises: sometimes less, sometimes more than can be expected."""
    return centre(number) + SPREAD * (number % 5 - 2) / 2


def truth(number: int) -> float:
    """What came: drawn from what the model says, once and for all."""
    return float(np.round(centre(number) + SPREAD * np.random.default_rng([7, number]).standard_normal()))


def write_plans(folder: Path) -> list[Path]:
    """Write the plans, each with a count at the end of its last year."""
    paths = []
    for number in range(PLANS):
        plan = {
            "id": f"plan_{number:02d}",
            "region": {"name": {"zh": f"第{number}县", "en": f"County {number}"}, "level": "county"}
            | {"province": {"zh": "某省", "en": "A province"}},
            "document": {"title": {"zh": "规划", "en": "Plan"}, "source": "made up for a test"},
            "horizon": {"start": FIRST, "end": FIRST + YEARS - 1},
            "planning_period_start": FIRST,
            "targets": [
                {
                    "id": "above_scale",
                    "heading": "一",
                    "label": {"zh": "规上工业企业", "en": "Above-scale enterprises"},
                    "indicator": "above_scale_enterprises",
                    "kind": "stock",
                    "operator": ">=",
                    "value": goal(number),
                    "unit": "家",
                    "due_year": FIRST + YEARS - 1,
                },
                {
                    "id": "srdi_yearly",
                    "heading": "一",
                    "label": {"zh": "年均新增专精特新", "en": "SRDI a year"},
                    "indicator": "srdi_smes",
                    "kind": "flow_per_year",
                    "operator": ">=",
                    "value": 5.0,
                    "unit": "家",
                    "from_year": FIRST,
                    "due_year": FIRST + YEARS - 1,
                },
            ],
        }
        path = folder / f"plan_{number:02d}.yaml"
        path.write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
        paths.append(path)
    return paths


def outcomes_of(number: int) -> dict[str, Any]:
    """Give the outcomes of one plan as the data of its file."""
    said = {"zh": "没有公布。", "en": "Not published."}
    point = {
        "target": "above_scale",
        "year": FIRST + YEARS - 1,
        "value": truth(number),
        "unit": "家",
        "definition": "年末规上工业企业数",
        "source": "made up for a test",
        "confidence": "high",
        "reporting": "published",
    }
    unknown = [{"targets": ["srdi_yearly"], "reason": said, "where": said}]
    return {"plan": f"plan_{number:02d}.yaml", "known_to": FIRST + YEARS, "points": [point], "unknown": unknown}


@dataclass(frozen=True)
class Made:
    """What an engine hands over."""

    years: list[int]
    series: list[str]
    values: Numbers
    failures: list[Any] = field(default_factory=list)
    parameters: Numbers = field(default_factory=lambda: np.zeros((0, 0)))
    parameter_names: list[str] = field(default_factory=list)


def right_engine(
    scenario: Any,
    *,
    seed: int,
    first_replicate: int,
    replicates: int,
    threads: int | None,
    chunk: int | None,
    cancel: Callable[[], bool] | None,
) -> Made:
    """Simulate a model that knows each plan's centre and spread, and nothing else."""
    number = int(scenario.plan.id.removeprefix("plan_"))
    questions = [row.question for row in scenario.rows if row.question is not None]
    series = sorted({name for asked in questions for name in asked.outcomes})
    years = list(range(scenario.span.state_year, scenario.span.last + 1))
    values = np.zeros((replicates, len(years), len(series)))
    ends = centre(number) + SPREAD * np.random.default_rng([seed, number, first_replicate]).standard_normal(replicates)
    start = 60.0
    for step in range(len(years)):
        values[:, step, series.index("above_scale")] = start + (ends - start) * step / (len(years) - 1)
    return Made(years, series, values)
