"""What the engine answers to a fixed question, as digests: any number that moves changes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from model.ensemble import Ensemble, simulate
from model.levers import load_levers
from tests.model.worlds import small_world

FILE: Final = Path(__file__).with_name("results_digest.json")
COMMAND: Final = "python -m tests.model.refresh_digest"
SEED: Final = 20260101
REPLICATES: Final = 20

Digests = dict[str, str]


def digest(content: bytes) -> str:
    """A short digest: enough to tell that a number moved."""
    return hashlib.sha256(content).hexdigest()[:24]


def ensembles() -> dict[str, Ensemble]:
    """The fixed questions: a county with levers, without and with cut-offs; one with every lever, zones and imposed inputs."""
    answers = {}
    for name, binding in (("free", False), ("cut_off", True)):
        world = small_world(
            300,
            110,
            start_year=2022,
            years=13,
            binding_cut_offs=binding,
            levers={"cultivation_service": [(2024, 2027, 0.3)], "research_support": [(2025, 2030, 0.2)]},
        )
        answers[name] = simulate(world, SEED, REPLICATES, threads=1)
    world = small_world(
        300,
        110,
        start_year=2022,
        years=8,
        zones={"甲": 2.0, "乙": 1.0},
        levers={
            **{
                name: [(2024, 2028, lever.highest, None)] for name, lever in load_levers().items() if not lever.by_chain
            },
            **{
                name: [(2024, 2028, 0.5 * lever.highest, "装备")]
                for name, lever in load_levers().items()
                if lever.by_chain
            },
        },
        imposed={"investment": [(2026, 2027, 800_000.0)], "signed_projects": [(2029, 2030, 12.0)]},
    )
    answers["world"] = simulate(world, SEED, REPLICATES, threads=1)
    return answers


def digests() -> Digests:
    """Digest of the drawn inputs and of each series, by question and name."""
    found = {}
    for question, ensemble in ensembles().items():
        found[f"{question}:inputs"] = digest(ensemble.parameters.tobytes())
        for number, name in enumerate(ensemble.series):
            found[f"{question}:{name}"] = digest(np.ascontiguousarray(ensemble.values[:, :, number]).tobytes())
    return found


def recorded() -> dict[str, Digests]:
    """Digests by results version, as committed."""
    content: dict[str, Digests] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    return content


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Names whose digest differs, or that only one side has."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
