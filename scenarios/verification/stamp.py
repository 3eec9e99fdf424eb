"""The stamp on every export: what was asked and answered, complete enough to compute it again from the file alone.

A stamp holds results version, scenario hash, seed, replicates and posterior, the whole question (scenario, plan and baseline
as data; of a ledger the digest only), the names, arguments and digests of the tables that are shown, what the file is and how
it is made again, a digest of what the file shows, and the cells that it shows, so that a number changed by hand can be told
from one that a later version computes differently.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.schema.baseline import Baseline
from scenarios.schema.plan import Plan
from scenarios.schema.scenario import Scenario
from scenarios.tables import Table
from scenarios.verification.shown import MOST_CELLS, Shown, pack_shown, unpack_shown

if TYPE_CHECKING:
    from model.posterior import Posterior
    from scenarios.ledger import Ledger

FORMAT = 1
"""Of the stamp itself; a stamp of another format is refused."""
NAME = "tuiyan-stamp"
LARGEST = 20_000_000
"""Bytes to which a packed stamp may unfold: no file can exhaust memory."""


class StampError(ValueError):
    """A file carries no stamp, or one that cannot be read; `args[0]` says which."""


class NewerStampError(StampError):
    """A stamp of another format than this version writes: a later version wrote it."""


class NoStampError(StampError):
    """A file that can be read, but carries no stamp."""


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
    posterior: str | None = None
    """Name of the fitted posterior that stood in for the priors; None where there was none."""
    file: Mapping[str, Any] = field(default_factory=dict)
    """What the file is: `what` names how it is made again (`scenarios.verification.remaking`), the rest are its arguments."""
    partial: bool = False
    """The run was stopped early: its captions say so."""
    cells: str | None = None
    """The cells that the file shows, packed; None where they are too many, and in files older than this key."""

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
        known = {
            "hash": other.scenario_hash,
            "seed": other.seed,
            "replicates": other.replicates,
            "partial": other.partial,
        }
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
                posterior=self.posterior,
                partial=bool(other.get("partial", False)),
            )
            for number, other in enumerate(self.others, 1)
        )
        return (first, *rest)

    def _of(self, run: int) -> tuple[Mapping[str, Any], ...]:
        return tuple(table for table in self.tables if table["run"] == run)

    def of_content(self, digest: str, shown: Shown | None = None, most: int = MOST_CELLS) -> Stamp:
        """Put the digest of what the file shows on its stamp, and the cells themselves where they are given and not too many."""
        return replace(self, content=digest, cells=None if shown is None else pack_shown(shown, most))

    def of_file(self, what: str, **arguments: Any) -> Stamp:
        """Say what the file is and what it is made from."""
        return replace(self, file={"what": what, **arguments})

    @property
    def shown(self) -> Shown | None:
        """Give the cells that the file showed when it was written; raises StampError where they cannot be read."""
        try:
            return None if self.cells is None else unpack_shown(self.cells, LARGEST)
        except (ValueError, TypeError, KeyError, IndexError, RecursionError, zlib.error) as error:
            raise StampError("the cells on the stamp cannot be read") from error

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
            **({} if self.posterior is None else {"posterior": self.posterior}),
            **({"partial": True} if self.partial else {}),
            **({"file": self.file} if self.file else {}),
            **({} if self.cells is None else {"cells": self.cells}),
        }
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    def packed(self) -> str:
        """Write it as plain ASCII without spaces: compressed, then base 64."""
        return base64.b64encode(zlib.compress(self.to_json().encode(), 9)).decode("ascii")

    @property
    def ledger(self) -> str | None:
        """Give the digest of the ledger that the question started from; None where there was none."""
        found = self.question.get("ledger")
        return None if found is None else str(found)

    @property
    def own_posterior(self) -> str | None:
        """Give the digest of the planner's own posterior that the question named; None where it named none."""
        found = self.question.get("posterior")
        return None if found is None else str(found)

    def loaded(self, ledger: Ledger | None = None, posterior: Posterior | None = None) -> LoadedScenario:
        """Make the question again, ready for `run`; raises StampError where it is not one.

        `ledger` and `posterior` are the planner's own, which never stand on a stamp: only their digests do.
        """
        try:
            found = {name: json.dumps(self.question[name]) for name in ("scenario", "plan", "baseline")}
            loaded = LoadedScenario(
                str(self.question["name"]),
                Scenario.model_validate_json(found["scenario"]),
                Plan.model_validate_json(found["plan"]),
                Baseline.model_validate_json(found["baseline"]),
                {str(key): float(value) for key, value in self.question["achieved"].items()},
                ledger,
                posterior,
            )
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise StampError(f"the question cannot be read: {type(error).__name__}") from error
        return loaded


def stamp_of(result: RunResult, tables: Sequence[Table] = ()) -> Stamp:
    """Make the stamp of a run that shows these tables."""
    return Stamp(
        result.results_version,
        result.scenario.hash,
        result.seed,
        result.replicates,
        question_of(result.scenario),
        posterior=posterior_of(result.scenario),
        partial=result.partial,
    ).showing(tables)


def stamp_of_question(loaded: LoadedScenario, seed: int, replicates: int) -> Stamp:
    """Make the stamp of an answer to a question that is more than one run of it."""
    from model.version import RESULTS_VERSION

    return Stamp(
        str(RESULTS_VERSION), loaded.hash, seed, replicates, question_of(loaded), posterior=posterior_of(loaded)
    )


def posterior_of(loaded: LoadedScenario) -> str | None:
    """Name the fitted posterior that a question is answered under; None while there is none."""
    return None if loaded.posterior is None else loaded.posterior.run_id


def question_of(loaded: LoadedScenario) -> dict[str, Any]:
    """Give the whole question as plain data, with its titles and labels: what the hash leaves out is kept to be shown."""
    return {
        # A scenario read from a file is named by the file alone: where it lay is no one's business.
        "name": PurePath(loaded.name).name,
        "scenario": _scenario_of(loaded),
        "plan": loaded.plan.model_dump(mode="json", exclude_defaults=True),
        "baseline": loaded.baseline.model_dump(mode="json", exclude_defaults=True),
        "achieved": dict(loaded.achieved),
        # A ledger is the planner's secret, and what was learned from a county's own figures too: digests tell whether the right
        # ones are at hand.
        **({} if loaded.ledger is None else {"ledger": loaded.ledger.digest}),
        **({} if loaded.own_posterior is None else {"posterior": loaded.own_posterior.digest}),
    }


def _scenario_of(loaded: LoadedScenario) -> dict[str, Any]:
    """Give the scenario as plain data; a posterior of the planner's own is called by its run, never by its place."""
    found = loaded.scenario.model_dump(mode="json", exclude_defaults=True)
    return found if loaded.own_posterior is None else found | {"posterior": loaded.own_posterior.run_id}


def pack_question(loaded: LoadedScenario) -> str:
    """Write a whole question as ASCII; the order of its keys is kept, because the model numbers chains in that order."""
    written = json.dumps(question_of(loaded), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(written.encode(), 9)).decode("ascii")


def unpack_question(written: str) -> dict[str, Any]:
    """Read a packed question; raises StampError."""
    try:
        unfold = zlib.decompressobj()
        text = unfold.decompress(base64.b64decode(written.encode("ascii"), validate=True), LARGEST)
        if unfold.unconsumed_tail or not unfold.eof:
            raise StampError("the question is cut off or too large")
        found = json.loads(text)
    except (ValueError, RecursionError, zlib.error) as error:
        if isinstance(error, StampError):
            raise
        raise StampError("the question cannot be read") from error
    if not isinstance(found, dict):
        raise StampError("the question cannot be read")
    return found


def from_json(written: str) -> Stamp:
    """Read a stamp from its JSON text; raises StampError."""
    try:
        data = json.loads(written)
        if data["format"] != FORMAT:
            raise NewerStampError(f"stamp of format {data['format']}; this version reads {FORMAT}")
        return Stamp(
            str(data["results_version"]),
            str(data["scenario_hash"]),
            int(data["seed"]),
            int(data["replicates"]),
            dict(data["question"]),
            tuple({**table, "run": int(table["run"])} for table in data["tables"]),
            tuple(dict(other) for other in data["others"]),
            None if data["content"] is None else str(data["content"]),
            posterior=None if data.get("posterior") is None else str(data["posterior"]),
            partial=bool(data.get("partial", False)),
            file=dict(data.get("file", {})),
            cells=None if data.get("cells") is None else str(data["cells"]),
        )
    except StampError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
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
