"""What hold-out tests found of a posterior, as data: `results.yaml` beside this file, written by `calibration`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

import yaml
from pydantic import BeforeValidator, Field, model_validator

from scenarios.schema.common import Identifier, Model, Number, Words, mistake
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

FILE = Path(__file__).with_name("results.yaml")
Level = Literal["county", "prefecture", "province", "nation"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""Levels of region, from the smallest up."""
Outcome = Literal["passed", "seen", "failed", "too_few"]
"""`seen`: would have passed, had the model not been changed after these outcomes were known."""
HEAD = """\
# What hold-out tests found, by group of outcomes and level of region: the verdicts' validation status is read from here.
# Written by the validation command of `calibration`, never by hand. `run_id: null`: no posterior has been tested.
"""


class GroupResult(Model):
    """What the hold-out points of one group of outcomes at one level say of a posterior.

    `coverage_90` is the share of points within their 90% bands; `crps_skill` is 1 less the CRPS over that of the best
    baseline, above 0 where the model is better; `verdict` follows from the frozen protocol, never from looking.
    """

    level: Level
    points: Annotated[int, Field(strict=True, ge=0)]
    coverage_90: Annotated[float, Field(strict=True, ge=0, le=1)] | None = None
    crps_skill: Number | None = None
    verdict: Outcome
    note: Words | None = None

    @model_validator(mode="after")
    def _scored(self) -> Self:
        if self.verdict != "too_few" and (self.points == 0 or self.coverage_90 is None):
            raise mistake("validation_without_score", "verdict", verdict=self.verdict)
        return self


def _listed(value: object) -> object:
    """Take a single result of a group as a list of one."""
    return [value] if isinstance(value, Mapping) else value


class ValidationResults(Model):
    """The hold-out results of one posterior, by group of outcomes; a group may be tested at several levels."""

    run_id: Words | None
    also: tuple[Words, ...] = ()
    """Run ids of the same fit for other levels of region, which the scores hold for too."""
    protocol: Words | None = None
    """Digest of the frozen protocol."""
    command: Words | None = None
    """The command that made this file."""
    results_version: Words | None = None
    groups: Mapping[Identifier, Annotated[tuple[GroupResult, ...], BeforeValidator(_listed)]] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _known(self) -> Self:
        from scenarios.validation.status import groups

        known = groups()
        for name, found in self.groups.items():
            if name not in known:
                raise mistake("unknown_validation_group", f"groups.{name}", name=name, known=list(known))
            levels = [each.level for each in found]
            if len(set(levels)) < len(levels):
                raise mistake("validation_level_twice", f"groups.{name}", name=name)
        if self.groups and self.run_id is None:
            raise mistake("validation_without_run", "run_id")
        return self


def load_results(path: Path | None = None) -> ValidationResults:
    """Read the results; raises InputError with file, line and key."""
    return _committed() if path is None else build(ValidationResults, read_yaml(path))


@cache
def _committed() -> ValidationResults:
    return build(ValidationResults, read_yaml(FILE))


def dump_results(results: ValidationResults) -> str:
    """Write results as the text of the file, the same text for the same results."""
    plain = results.model_dump(mode="json", exclude_none=True)
    whole = {"run_id": results.run_id, "protocol": results.protocol, "command": results.command, **plain}
    whole["groups"] = {name: [_plain(each) for each in found] for name, found in sorted(results.groups.items())}
    return HEAD + yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=120)


def _plain(found: GroupResult) -> dict[str, object]:
    return found.model_dump(mode="json", exclude_none=True)
