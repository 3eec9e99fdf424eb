"""A posterior: what is known of some parameters jointly, as weighted particles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Posterior:
    """Joint draws of parameters, each a possible truth: `values` float64[n, k] in the parameters' units, `weights` float64[n].

    Weights are not negative and sum to more than 0. `cut_offs` is the description of the rounds' cut-offs in such worlds (as in
    `model/reference/results/cut_offs.yaml`), None where those of the prior are to be used. `level` is the level of region that it
    is for ("county", "prefecture", "province", "nation"), None where that does not matter. Starting figures (`baseline:NAME`) may
    stand among the parameters: they are those of `region` (the id of a baseline) at the end of `year`, and of no other.
    """

    run_id: str
    parameters: tuple[str, ...]
    values: Floats
    weights: Floats
    results_version: str
    source: str
    notes: str = ""
    level: str | None = None
    cut_offs: Mapping[str, Any] | None = None
    region: str | None = None
    year: int | None = None

    @property
    def particles(self) -> int:
        """Number of particles."""
        return len(self.weights)

    @property
    def effective(self) -> float:
        """Effective number of particles: the square of the sum of weights over the sum of their squares."""
        return float(self.weights.sum() ** 2 / (self.weights**2).sum())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what can change an answer: parameters, values, weights, cut-offs; not its name or its notes."""
        content = {
            "parameters": list(self.parameters),
            "values": [[repr(float(value)) for value in row] for row in self.values],
            "weights": [repr(float(weight)) for weight in self.weights],
            "cut_offs": self.cut_offs,
            **({} if self.region is None and self.year is None else {"figures_of": [self.region, self.year]}),
        }
        written = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(written.encode()).hexdigest()

    def column(self, name: str) -> Floats:
        """The values of one parameter, float64[n]; ValueError for one that it does not hold."""
        values: Floats = self.values[:, self.parameters.index(name)]
        return values
