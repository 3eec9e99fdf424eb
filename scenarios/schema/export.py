"""JSON Schemas of the files people write, for editors and for checking without this package."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from scenarios.schema.baseline import Baseline
from scenarios.schema.errors import InputError, suggestion
from scenarios.schema.plan import Plan
from scenarios.schema.scenario import Scenario
from scenarios.sweep.specification import SweepSpecification

MODELS: dict[str, type[BaseModel]] = {
    "plan": Plan,
    "baseline": Baseline,
    "scenario": Scenario,
    "sweep": SweepSpecification,
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(name: str) -> dict[str, Any]:
    """Give the JSON Schema of "plan", "baseline", "scenario" or "sweep"."""
    if name not in MODELS:
        options = ", ".join(MODELS)
        raise InputError("not_one_of", found=name, options=options, near=suggestion(name, MODELS))
    return {"$schema": DIALECT, **MODELS[name].model_json_schema()}
