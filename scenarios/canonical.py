"""A digest of everything that a scenario asks and nothing that cannot change its answer.

Kept are the plan's figures, the baseline, levers, assumptions, rulebook and parameters by their content (comments and
layout of a file do not count). Left out are defaults, levers at zero, titles, authors, labels, notes, language, seed and
replicates.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.schema.baseline import Baseline
from scenarios.schema.plan import Plan
from scenarios.schema.reading import read_yaml
from scenarios.schema.scenario import Scenario

MODEL = Path(__file__).resolve().parent.parent / "model"
OWN_INPUTS = Path(__file__).with_name("own_inputs.yaml")
DATA_FOLDERS = ("parameters", "reference", "rulebook")
"""The parts of the model whose data belong to the question."""
POINTED_TO = {"plan", "baseline", "figures", "readings", "posterior"}
"""What a scenario points to or says of plan and baseline: those are digested by content, as they stand with it applied."""
TEXTS = frozenset(
    [
        *("title", "author", "language", "seed", "replicates", "note", "label", "label_zh", "label_en"),
        *("heading", "reason", "hedge", "responsible_unit", "source"),
    ]
)
"""Keys whose values are words about a number, never the number."""


def scenario_hash(
    scenario: Scenario,
    plan: Plan,
    baseline: Baseline,
    questions: Iterable[object] = (),
    *,
    ledger: str | None = None,
    posterior: str | None = None,
) -> str:
    """Give the SHA-256 of the canonical content of a scenario as 64 hexadecimal digits.

    `questions` are the targets as they are read (dataclasses with a stable repr): a reading is part of the question. `ledger` is
    the digest of the planner's own ledger, where there is one; `posterior` that of the posterior, None for the priors.
    """
    asked = scenario.model_dump(mode="json", exclude_defaults=True, exclude=POINTED_TO)
    levers = {name: lever for name, lever in asked.pop("levers", {}).items() if lever["intensity"] != 0}
    # Each part is written by itself, and plan and baseline once for all scenarios that share them: sweeps have thousands.
    parts = {
        "scenario": canonical({**asked, **({"levers": levers} if levers else {})}),
        "plan": _written(plan, {"document", "region"}),
        "baseline": _written(baseline, {"region"}),
        "questions": canonical([repr(question) for question in questions]),
        "model": canonical({folder: data_digest(MODEL / folder) for folder in DATA_FOLDERS}),
        "own_inputs": canonical(file_digest(OWN_INPUTS)),
        **({} if ledger is None else {"ledger": canonical(ledger)}),
        **({} if posterior is None else {"posterior": canonical(posterior)}),
    }
    whole = ",".join(f'"{name}":{parts[name]}' for name in sorted(parts))
    return hashlib.sha256(f"{{{whole}}}".encode()).hexdigest()


def _written(model: Plan | Baseline, without: set[str]) -> str:
    """Write a plan or baseline in its canonical form; the last few are remembered, each by being the same object."""
    for known, text in tuple(_remembered):  # copied in one step: threads share it
        if known is model:
            return text
    text = canonical(model.model_dump(mode="json", exclude_defaults=True, exclude=without))
    _remembered.append((model, text))
    return text


_remembered: deque[tuple[Plan | Baseline, str]] = deque(maxlen=16)


def digest(content: object) -> str:
    """Give the SHA-256 of plain data in its canonical writing."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: object) -> str:
    """Write plain data so that equal content is equal text: 3.0 is 3, keys are sorted, words about numbers are gone."""
    return json.dumps(_plain(content), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@cache
def data_digest(folder: Path) -> str:
    """Digest the content of every YAML file under a folder, whatever its comments and layout."""
    files = sorted(folder.rglob("*.yaml"), key=lambda path: path.relative_to(folder).as_posix())
    return digest({path.relative_to(folder).as_posix(): read_yaml(path).data for path in files})


@cache
def file_digest(path: Path) -> str:
    """Digest the content of one YAML file, whatever its comments and layout."""
    return digest(read_yaml(path).data)


def _plain(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {str(key): _plain(value) for key, value in content.items() if key not in TEXTS}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if isinstance(content, float) and content.is_integer():
        return int(content)
    return content
