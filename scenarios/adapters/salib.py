"""SALib: the problem for its samplers and analysers, and the evaluation of a sample; the method never owns the model."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.adapters.function import Bounds, as_function, bounds_of
from scenarios.loaded import load


def salib_problem(scenario: str, bounds: Bounds) -> dict[str, Any]:
    """Describe the paths and their ranges as SALib's samplers and analysers read it."""
    found = bounds_of(scenario, bounds)
    return {"num_vars": len(found), "names": list(found), "bounds": [list(ends) for ends in found.values()]}


def salib_evaluate(
    scenario: str, problem: dict[str, Any], sample: NDArray[np.float64], outcome: str, **options: Any
) -> NDArray[np.float64]:
    """Give one outcome (`TARGET_median`, `joint_probability` ...) for every row of a sample, float64[rows]."""
    evaluate = as_function(load(scenario), **options)
    rows = (dict(zip(problem["names"], row.tolist(), strict=True)) for row in sample)
    return np.array([evaluate(row)[outcome] for row in rows])
