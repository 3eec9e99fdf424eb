"""Making an export again from its stamp: who makes what, and the runs that it is made from.

Makers are looked up by name when they are needed: imports run from charts and the explorer to the scenarios, never back.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.schema.errors import InputError
from scenarios.trials import WithheldError
from scenarios.verification.stamp import Stamp, StampError

if TYPE_CHECKING:
    from model.posterior import Posterior
    from scenarios.ledger import Ledger

Runner = Callable[[LoadedScenario, int, int], RunResult]
"""Answers a question with so many replicates under a seed: `lambda loaded, replicates, seed: run(loaded, replicates, seed)`."""

MAKERS: Mapping[str, str] = MappingProxyType(
    {
        "run": "scenarios.verification.runs:run_file",
        "answers": "scenarios.verification.runs:answers_file",
        "seek": "scenarios.verification.analyses:seek_file",
        "sensitivity": "scenarios.verification.analyses:sensitivity_file",
        "discover": "scenarios.verification.analyses:discover_file",
        "compare": "scenarios.verification.analyses:compare_file",
        "trace": "scenarios.verification.analyses:trace_file",
        "audit": "scenarios.verification.documents:audit_file",
        "plans": "scenarios.verification.documents:plans_file",
        "ledger": "scenarios.verification.documents:ledger_file",
        "verification": "scenarios.verification.checks:verification_file",
        "backtest": "calibration.remaking:backtest_file",
        "validation": "calibration.remaking:validation_file",
        "calibration": "calibration.remaking:calibration_file",
        "sweep": "scenarios.verification.sweeps:sweep_file",
        "figure": "charts.remaking:figure_file",
        "comparison": "charts.remaking:comparison_file",
        "figures": "charts.remaking:index_file",
        "page_chart": "explorer.remaking:page_chart_file",
        "links": "explorer.remaking:links_file",
        "sweep_part": "explorer.remaking:sweep_part_file",
        "provenance": "explorer.remaking:provenance_file",
        "annex": "annex.remaking:annex_file",
    }
)
"""What a file is, and which function (of `Asked`, giving the file's bytes) makes it again."""


class QuestionChangedError(StampError):
    """The question on the stamp is not the one whose hash it carries."""


class LedgerNeededError(StampError):
    """The question started from a ledger, which is not at hand; `args[0]` says whether none was given or another one."""


class PosteriorNeededError(StampError):
    """The question names a posterior of the planner's own, which is not at hand.

    `args` are "none" where none was given, or "other" and the digest of the first that was given.
    """


class SourceNeededError(StampError):
    """The file was made from another one that is not at hand; `args[0]` says whether none was given, or another one."""


class CannotRemakeError(Exception):
    """This installation cannot make the file again; `args[0]` names what is missing or not understood."""


@dataclass(frozen=True)
class Asked:
    """An export that is to be made again: its stamp, what runs questions, and the planner's ledger where one is needed.

    `same_version` says that the stamp is of this results version, so that hashes must agree.
    """

    stamp: Stamp
    runner: Runner
    ledger: Ledger | None = None
    same_version: bool = True
    posteriors: tuple[Posterior, ...] = ()
    """The planner's own posteriors: questions compared with each other may each have been asked under another."""
    ledger_place: Path | None = None
    """Where the planner's ledger lies: the check of a ledger tells of its file, row by row."""
    source: Path | None = None
    """The file that this one was made from, of which it holds a digest only: a county's own figures, a file that was verified."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Give what the file was made with."""
        return self.stamp.file

    @cached_property
    def questions(self) -> tuple[LoadedScenario, ...]:
        """Give every question on the stamp, each with its ledger; raises StampError."""
        return tuple(self._question(one) for one in self.stamp.runs)

    def _question(self, one: Stamp) -> LoadedScenario:
        loaded = question(one, self.ledger, self.posteriors)
        if self.same_version and loaded.hash != one.scenario_hash:
            raise QuestionChangedError("hash")
        return loaded

    @cached_property
    def results(self) -> tuple[RunResult, ...]:
        """Answer every question on the stamp again."""
        found = []
        for one, loaded in zip(self.stamp.runs, self.questions, strict=True):
            result = self.runner(loaded, one.replicates, one.seed)
            found.append(replace(result, partial=one.partial) if one.partial != result.partial else result)
        return tuple(found)


def own_posterior(digest: str, posteriors: Sequence[Posterior]) -> Posterior:
    """Find the posterior of a digest among the planner's own; raises PosteriorNeededError where it is not there."""
    found = next((each for each in posteriors if each.digest == digest), None)
    if found is None:
        raise PosteriorNeededError(*(("other", posteriors[0].digest) if posteriors else ("none",)))
    return found


def question(one: Stamp, ledger: Ledger | None, posteriors: Sequence[Posterior]) -> LoadedScenario:
    """Make a question again with the planner's own files, which must be those whose digests it holds; raises StampError."""
    if one.ledger is not None and (ledger is None or ledger.digest != one.ledger):
        raise LedgerNeededError("none" if ledger is None else "other")
    learned = None if one.own_posterior is None else own_posterior(one.own_posterior, posteriors)
    if learned is None and not _names_no_file(one):
        raise CannotRemakeError("posterior")
    return one.loaded(None if one.ledger is None else ledger, learned)


def _names_no_file(one: Stamp) -> bool:
    """Tell whether a question's posterior is one of the package's: a stamp from outside must not have files opened."""
    from scenarios.posteriors import is_named

    scenario = one.question.get("scenario")
    named = scenario.get("posterior") if isinstance(scenario, dict) else None
    return named is None or is_named(str(named)) or not set(str(named)) & set("./\\")


def remade(asked: Asked) -> bytes | None:
    """Make a file again; None where its stamp does not say what it is. Raises CannotRemakeError, StampError."""
    what = asked.arguments.get("what")
    if what is None:
        return None
    where = MAKERS.get(str(what))
    if where is None:
        raise CannotRemakeError(str(what)[:40])
    module, _, name = where.partition(":")
    try:
        maker: Callable[[Asked], bytes] = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise CannotRemakeError(str(error.name or what)) from error
    try:
        return maker(asked)
    except (StampError, InputError):
        raise
    except WithheldError as error:
        raise CannotRemakeError("withheld") from error
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise CannotRemakeError(str(what)[:40]) from error
