"""The stamp on every export: what was asked and answered, complete enough to compute it again from the file alone.

A stamp holds results version, scenario hash, seed and replicates, the whole question (scenario, plan and baseline as data),
the names, arguments and digests of the tables that are shown, and a digest of what the file itself shows.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.schema.baseline import Baseline
from scenarios.schema.plan import Plan
from scenarios.schema.scenario import Scenario
from scenarios.tables import Table

FORMAT = 1
"""Of the stamp itself; a stamp of another format is refused."""
NAME = "tuiyan-stamp"
LARGEST = 20_000_000
"""Bytes to which a packed stamp may unfold: no file can exhaust memory."""


class StampError(ValueError):
    """A file carries no stamp, or one that cannot be read; `args[0]` says which."""


@dataclass(frozen=True)
class Stamp:
    """What stands on an export."""

    results_version: str
    scenario_hash: str
    seed: int
    replicates: int
    question: Mapping[str, Any]
    tables: tuple[Mapping[str, Any], ...] = ()
    others: tuple[Mapping[str, Any], ...] = ()
    """Runs shown beside the first, each with its hash, seed, replicates and question; a table says by `run` whose it is."""
    content: str | None = None
    """SHA-256 of what the file shows (pixels, drawing, cells), which the format defines."""
    format: int = field(default=FORMAT)

    def showing(self, tables: Sequence[Table], run: int = 0) -> Stamp:
        """Put the tables that an export shows of a run on its stamp: 0 is the first run, 1 the first beside it."""
        shown = tuple(
            {"name": table.name, "arguments": dict(table.arguments), "digest": table.digest, "run": run}
            for table in tables
        )
        return replace(self, tables=tuple(table for table in self.tables if table["run"] != run) + shown)

    def beside(self, other: Stamp) -> Stamp:
        """Put a second run on the stamp, with the tables that are shown of it; raises ValueError for other results."""
        if other.results_version != self.results_version:
            raise ValueError("runs of different results versions cannot stand on one stamp")
        known = {"hash": other.scenario_hash, "seed": other.seed, "replicates": other.replicates}
        shown = tuple({**table, "run": len(self.others) + 1} for table in other.tables)
        return replace(
            self, others=(*self.others, {**known, "question": other.question}), tables=(*self.tables, *shown)
        )

    @property
    def runs(self) -> tuple[Stamp, ...]:
        """Give the stamp of each run by itself, with the tables that are shown of it."""
        first = replace(self, others=(), tables=self._of(0))
        rest = (
            Stamp(
                self.results_version,
                str(other["hash"]),
                int(other["seed"]),
                int(other["replicates"]),
                other["question"],
                self._of(number),
            )
            for number, other in enumerate(self.others, 1)
        )
        return (first, *rest)

    def _of(self, run: int) -> tuple[Mapping[str, Any], ...]:
        return tuple(table for table in self.tables if table["run"] == run)

    def of_content(self, digest: str) -> Stamp:
        """Put the digest of what the file shows on its stamp."""
        return replace(self, content=digest)

    @property
    def short(self) -> dict[str, str | int]:
        """Give what people compare: version, hash, seed, replicates."""
        return {
            "results_version": self.results_version,
            "scenario_hash": self.scenario_hash,
            "seed": self.seed,
            "replicates": self.replicates,
        }

    def to_json(self) -> str:
        """Write it as JSON text. Keys keep the order of the question, because the model numbers chains in that order."""
        content = {
            "format": self.format,
            **self.short,
            "question": self.question,
            "tables": list(self.tables),
            "others": list(self.others),
            "content": self.content,
        }
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    def packed(self) -> str:
        """Write it as plain ASCII without spaces: compressed, then base 64."""
        return base64.b64encode(zlib.compress(self.to_json().encode(), 9)).decode("ascii")

    def loaded(self) -> LoadedScenario:
        """Make the question again, ready for `run`; raises StampError where it is not one."""
        try:
            found = {name: json.dumps(self.question[name]) for name in ("scenario", "plan", "baseline")}
            loaded = LoadedScenario(
                str(self.question["name"]),
                Scenario.model_validate_json(found["scenario"]),
                Plan.model_validate_json(found["plan"]),
                Baseline.model_validate_json(found["baseline"]),
                {str(key): float(value) for key, value in self.question["achieved"].items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StampError(f"the question cannot be read: {type(error).__name__}") from error
        return loaded


def stamp_of(result: RunResult, tables: Sequence[Table] = ()) -> Stamp:
    """Make the stamp of a run that shows these tables."""
    return Stamp(
        result.results_version, result.scenario.hash, result.seed, result.replicates, question_of(result.scenario)
    ).showing(tables)


def question_of(loaded: LoadedScenario) -> dict[str, Any]:
    """Give the whole question as plain data, with its titles and labels: what the hash leaves out is kept to be shown."""
    return {
        # A scenario read from a file is named by the file alone: where it lay is no one's business.
        "name": PurePath(loaded.name).name,
        "scenario": loaded.scenario.model_dump(mode="json", exclude_defaults=True),
        "plan": loaded.plan.model_dump(mode="json", exclude_defaults=True),
        "baseline": loaded.baseline.model_dump(mode="json", exclude_defaults=True),
        "achieved": dict(loaded.achieved),
    }


def from_json(written: str) -> Stamp:
    """Read a stamp from its JSON text; raises StampError."""
    try:
        data = json.loads(written)
        if data["format"] != FORMAT:
            raise StampError(f"stamp of format {data['format']}; this version reads {FORMAT}")
        return Stamp(
            str(data["results_version"]),
            str(data["scenario_hash"]),
            int(data["seed"]),
            int(data["replicates"]),
            dict(data["question"]),
            tuple({**table, "run": int(table["run"])} for table in data["tables"]),
            tuple(dict(other) for other in data["others"]),
            None if data["content"] is None else str(data["content"]),
        )
    except StampError:
        raise
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise StampError(f"not a stamp: {type(error).__name__}") from error


def unpacked(written: str) -> Stamp:
    """Read a stamp from its packed form; raises StampError, also for one that unfolds to more than `LARGEST` bytes."""
    try:
        raw = base64.b64decode(written.encode("ascii"), validate=True)
        unfold = zlib.decompressobj()
        text = unfold.decompress(raw, LARGEST)
        if unfold.unconsumed_tail or not unfold.eof:
            raise StampError("the stamp is cut off or too large")
        return from_json(text.decode())
    except StampError:
        raise
    except (ValueError, zlib.error) as error:
        raise StampError(f"not a stamp: {type(error).__name__}") from error
