"""What a store belongs to: the sweep's frame, its points and replicates; and in which environment it was computed.

A store may grow (more points, more replicates, more scenarios), but never change what it asks: `differences` says in
which respect a sweep is another one than that of a store.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from scenarios.canonical import DATA_FOLDERS, MODEL, canonical, data_digest, digest
from scenarios.schema.errors import InputError, Place, shown
from scenarios.sweep.files import write_atomically
from scenarios.sweep.parts import SEGMENT
from scenarios.sweep.points import Base, Points
from scenarios.verification.stamp import pack_question

FORMAT = 1
NAME = "manifest.json"
LIBRARIES = ("numpy", "numba", "pyarrow")
SEPARATOR = " › "


@dataclass(frozen=True)
class Manifest:
    """The content of a store in short, and the environment apart from it."""

    content: Mapping[str, Any]
    environment: Mapping[str, str]

    @property
    def points(self) -> list[str]:
        """Name the points, in the order of the specification."""
        return list(self.content["points"])

    @property
    def replicates(self) -> int:
        """Give the replicates of each point."""
        return int(self.content["replicates"])

    def text(self) -> str:
        """Write the manifest; the same content gives the same bytes."""
        whole = {"content": self.content, "environment": self.environment}
        return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"

    def write(self, folder: Path) -> None:
        """Write the manifest into a store; raises OSError."""
        write_atomically(folder / NAME, self.text().encode())


def manifest_of(points: Points) -> Manifest:
    """Make the manifest of a sweep."""
    asked = points.sweep.specification
    frame: dict[str, Any] = {
        "results_version": points.results_version,
        "seed": asked.seed,
        "outcomes": asked.keep.outcomes if isinstance(asked.keep.outcomes, str) else sorted(asked.keep.outcomes),
        "model": {folder: data_digest(MODEL / folder) for folder in DATA_FOLDERS},
        "scenarios": {base.name: _base(base) for base in points.bases},
    }
    content = {
        "format": FORMAT,
        "segment": SEGMENT,
        "frame": frame,
        # Without names of files: where they lie is the machine's business, what they say is in the frame.
        "specification": {
            **asked.model_dump(mode="json", exclude_defaults=True, exclude={"scenarios", "plans", "ledger"}),
            "scenarios": [base.name for base in points.bases],
        },
        "replicates": asked.replicates,
        "points": [point.id for point in points.points],
        # The whole questions, so that whoever has the folder can compute it again (`tuiyan verify`); of a ledger the digest only.
        "questions": {base.name: pack_question(base.loaded) for base in points.bases},
    }
    plain = json.loads(json.dumps(content, allow_nan=False))
    plain["frame"]["scenarios"] = json.loads(canonical(frame["scenarios"]))
    return Manifest(plain, environment())


@cache
def environment() -> dict[str, str]:
    """Name what computes: versions of Python, of the libraries and of this package, and the kind of machine; no host."""
    found = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    for name in (*LIBRARIES, "tuiyan"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "-"
    return found


def read_manifest(folder: Path) -> Manifest | None:
    """Read a store's manifest; None where there is none. Raises InputError for one that cannot be read."""
    path = folder / NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        manifest = Manifest(data["content"], data["environment"])
        if manifest.content["format"] != FORMAT or not isinstance(manifest.content["points"], list):
            raise ValueError("format")
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("sweep_manifest_damaged", Place(str(path))) from error
    return manifest


def check_extends(old: Manifest, new: Manifest, folder: Path) -> None:
    """Refuse a sweep that is not the store's own or an extension of it; raises InputError saying what differs."""
    found = differences(old, new)
    if found:
        others = [InputError("sweep_difference", path=path, was=_say(was), now=_say(now)) for path, was, now in found]
        raise InputError("sweep_other_store", Place(str(folder)), count=len(found)).followed_by(others)


def differences(old: Manifest, new: Manifest) -> list[tuple[str, Any, Any]]:
    """List in which respects a sweep does not extend a store: path, what the store has, what is asked."""
    was, asked = flat(old.content["frame"]), flat(new.content["frame"])
    kept = set(old.content["frame"]["scenarios"])
    found: list[tuple[str, Any, Any]] = []
    for path in sorted(set(was) | set(asked)):
        parts = path.split(SEPARATOR)
        if parts[0] == "scenarios" and parts[1] not in kept:
            continue  # one more scenario is an extension
        if was.get(path) != asked.get(path):
            found.append((path, was.get(path), asked.get(path)))
    if old.content["segment"] != new.content["segment"]:
        found.append(("segment", old.content["segment"], new.content["segment"]))
    if found:
        return found
    if new.replicates < old.replicates:
        found.append(("replicates", old.replicates, new.replicates))
    now = set(new.points)
    gone = [point for point in old.points if point not in now]
    if gone:
        first = ", ".join(gone[:3]) + (" …" if len(gone) > 3 else "")
        found.append(("points", f"{len(old.points)} ({first})", f"{len(new.points)} (-{len(gone)})"))
    return found


def flat(data: Any, path: str = "") -> dict[str, Any]:
    """Give nested data as one level, its keys joined."""
    if isinstance(data, Mapping) and data:
        found: dict[str, Any] = {}
        for key, value in data.items():
            found |= flat(value, f"{path}{SEPARATOR}{key}" if path else str(key))
        return found
    return {path: data}


def _base(base: Base) -> dict[str, Any]:
    loaded = base.loaded
    dump = loaded.scenario.model_dump(mode="json", exclude_defaults=True, exclude={"plan", "baseline"})
    targets = {target.id: digest(target.model_dump(mode="json"))[:12] for target in loaded.plan.targets}
    figures = {
        str(name): figure.model_dump(mode="json", exclude_none=True, exclude={"note", "source"})
        for name, figure in loaded.baseline.figures.items()
    }
    baseline = loaded.baseline.model_dump(mode="json", exclude_defaults=True, exclude={"region", "figures", "note"})
    return {
        "hash": loaded.hash,
        **({} if loaded.posterior is None else {"posterior": loaded.posterior.run_id}),
        "scenario": dump,
        "plan": {"id": loaded.plan.id, "targets": targets},
        "baseline": {"figures": figures, **baseline},
    }


def _say(value: Any) -> str:
    return "—" if value is None else shown(value, 80)
