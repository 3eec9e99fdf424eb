"""Numbers that verdicts need and the engine does not draw: their priors, and keyed draws of them.

A name stands either in `own_inputs.yaml` or among the model's parameters; the draw of a replicate depends on seed, replicate,
entity and year alone, like every draw of the model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.parameters.forms import PriorSpec
from scenarios.schema.common import Distribution, Identifier, Model, Text, Words
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

Numbers = NDArray[np.float64]
FILE = Path(__file__).with_name("own_inputs.yaml")
PURPOSE = 10_000
"""Purpose of these draws; those of the model end below."""
KIND = 10_000
"""Kind of entity of these draws: a name."""


class OwnInput(Model):
    """One number with its prior and where it comes from."""

    label: Text
    meaning: Text
    unit: Words
    kind: Words
    prior: Distribution
    source: Words
    confidence: Words


class OwnInputs(Model):
    """All of them by name."""

    inputs: Mapping[Identifier, OwnInput]


@cache
def own_inputs() -> Mapping[str, OwnInput]:
    """Load `own_inputs.yaml`."""
    document = read_yaml(FILE)
    return build(OwnInputs, document, {"inputs": document.data}).inputs


def make_ready(names: Iterable[str] = ()) -> None:
    """Load and compile what these and the own draws need now, so that a run that is stopped can be judged at once."""
    for name in (*own_inputs(), *names):
        draws(name, 0, np.zeros(1, dtype=np.int64))


def prior_of(name: str) -> PriorSpec:
    """Give the prior of a number: an own one, else the model's parameter of that name; KeyError where there is none."""
    found = own_inputs().get(name)
    if found is not None:
        return found.prior.spec
    from model.parameters.table import load_parameters

    return load_parameters()[name].prior


def label_of(name: str, language: str) -> str:
    """Say what a drawn number is, an own one or a parameter of the model; KeyError where there is none of that name."""
    found = own_inputs().get(name)
    if found is not None:
        return found.label[language]
    from model.parameters.table import load_parameters

    parameter = load_parameters()[name]
    return parameter.label_en if language == "en" else parameter.label_zh


def draws(
    name: str,
    seed: int,
    replicates: NDArray[np.int64],
    *,
    entity: str = "",
    year: int = 0,
    believed: PriorSpec | None = None,
) -> Numbers:
    """Draw a number for replicates, float64[len(replicates)]: keyed by seed, replicate, year, name and entity.

    `believed` takes the place of the number's own prior.
    """
    from model.parameters.table import prior_row
    from scenarios.verdicts.drawing import fill_draws

    found = np.empty(len(replicates))
    row: Any = np.ascontiguousarray(prior_row(believed or prior_of(name)))
    fill_draws(seed, replicates, year, PURPOSE, KIND, _number(f"{name}:{entity}"), row, found)
    return found


def _number(name: str) -> int:
    """Give a name its number: 56 bits of its digest."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:7], "big")
