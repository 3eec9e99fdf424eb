"""The answer to a scenario: every row of the plan with its verdict, and the plan as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.messages.shares import open_percent, plain
from scenarios.money import fulfilment, money_check
from scenarios.readings import Row
from scenarios.validation import Standing, ValidationStatus, standing_of
from scenarios.verdicts import Joint, Proportion, Samples, Verdict, joint, judge, word
from scenarios.verdicts.judge import too_many_failed
from scenarios.verdicts.quantiles import quantiles
from scenarios.verdicts.settings import settings
from scenarios.verdicts.spread import FIGURE_PREFIX
from scenarios.verdicts.starts import StartDoubt, start_doubts

UNKNOWNS = 5
"""Unknowns that the detail of a verdict names, those that explain most of its spread."""


@dataclass(frozen=True)
class Answer:
    """One row of the plan and its verdict; None where the row is not judged."""

    row: Row
    verdict: Verdict | None = None
    reported: Verdict | None = None
    """The verdict on the figure as it would be reported, where the model tells it from the true one."""
    delivery: Mapping[str, float] | None = None
    """Quantiles of what a programme delivers; there is no probability of it."""

    @property
    def target_id(self) -> str:
        """Give the id of the target."""
        return self.row.target.id


@dataclass(frozen=True)
class RunResult:
    """What was asked, how often it was simulated, and what came out. The same question gives the same bytes.

    `partial` tells that the run was stopped: the result is exactly that of as many replicates as `samples` has.
    """

    scenario: LoadedScenario
    seed: int
    samples: Samples
    results_version: str
    partial: bool = False

    @property
    def replicates(self) -> int:
        """Number of replicates that were tried, failed ones included."""
        return self.samples.total

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """Answer every row, in the plan's order; a row that restates a judged one has the verdict of that one."""
        asked = {row.target.id: row for row in self.scenario.rows if row.question is not None}
        verdicts: dict[str, Verdict] = {}
        reported: dict[str, Verdict] = {}
        for row in asked.values():
            if row.question is not None and row.restates not in asked:
                verdicts[row.target.id] = judge(row.question, self.samples_with_inputs)
            if row.reported is not None and row.restates not in asked:
                reported[row.target.id] = judge(row.reported, self.samples_with_inputs)
        return tuple(
            Answer(
                row,
                verdicts.get(_answered_by(row, asked)) if row.question is not None else None,
                reported.get(_answered_by(row, asked)) if row.question is not None else None,
                self._delivery(row),
            )
            for row in self.scenario.rows
        )

    @cached_property
    def samples_with_inputs(self) -> Samples:
        """Give the replicates together with the drawn numbers that verdicts need and the engine does not draw."""
        missing = [name for name in self.scenario.asked_inputs if name not in self.samples.input_names]
        if not missing:
            return self.samples
        from scenarios.own_inputs import draws

        numbers, scenario = self.samples.numbers, self.scenario
        columns = [draws(name, self.seed, numbers, believed=scenario.believed(name)) for name in missing]
        return self.samples.joined(missing, columns)

    def _delivery(self, row: Row) -> Mapping[str, float] | None:
        """Say what a programme delivers by its due year; None for what is no amount, or where nothing may be concluded."""
        target, span = row.target, self.scenario.span
        if row.status != "programme" or not row.delivered or target.value is None or too_many_failed(self.samples):
            return None
        from scenarios.delivery import delivered

        first = max(target.from_year or span.plan_start, span.first)
        found = delivered(
            target, min(first, row.due_year), row.due_year, self.seed, self.samples.numbers, whole=row.whole
        )
        return quantiles(found, settings().quantile_levels)

    @cached_property
    def joint(self) -> Joint:
        """Say how likely it is that all simulated targets are met; restatements and supposed inputs are left out."""
        asked = {row.target.id for row in self.scenario.rows if row.question is not None}
        rows = [row for row in self.scenario.rows if row.question is not None and row.restates not in asked]
        questions = [row.question for row in rows if row.question is not None and not row.supposed]
        return joint(questions, self.samples_with_inputs)

    @cached_property
    def assumed_inputs(self) -> tuple[str, ...]:
        """Name the inputs that are assumed starting figures."""
        baseline = self.scenario.baseline
        stated = [
            *((str(name), figure) for name, figure in baseline.figures.items()),
            *((f"output:chain:{name}", figure) for name, figure in baseline.chain_outputs.items()),
            *((f"output:zone:{name}", figure) for name, figure in baseline.zone_outputs.items()),
        ]
        return tuple(FIGURE_PREFIX + name for name, figure in stated if figure.kind == "assumed")

    def assumed_share(self, verdict: Verdict) -> float | None:
        """Give the share of a verdict's spread that comes from assumed starting figures; None where it is not known."""
        return verdict.spread.of(self.assumed_inputs) if verdict.spread is not None else None

    @cached_property
    def start_doubts(self) -> Mapping[str, StartDoubt]:
        """Name the judged targets whose simulated start does not fit the plan, those answered by another row left out."""
        return start_doubts(
            [a.verdict.question for a in self.answers if a.verdict and a.verdict.question.target_id == a.target_id],
            self.samples_with_inputs,
        )

    def start_doubt(self, answer: Answer, language: str) -> str | None:
        """Say why a row's start is in doubt; None where it is not."""
        found = self.start_doubts.get(answer.verdict.question.target_id) if answer.verdict else None
        if found is None:
            return None
        values = {
            "year": found.year,
            "start": self.samples.years[0],
            "goal": plain(found.goal),
            "unit": answer.row.target.unit or "",
            "quantile": plain(found.quantile or 0.0),
            "level": f"{settings().start_high:.0%}",
            "share": open_percent(found.share or 0.0),
        }
        return text(f"verdict.start_{found.kind}", language, **values)

    @cached_property
    def standing(self) -> Standing:
        """Say of every judged row how far it has been held against what happened."""
        return standing_of(self.scenario)

    @property
    def undecided(self) -> tuple[str, ...]:
        """Name the targets whose verdict more replicates might settle."""
        return tuple(
            answer.target_id for answer in self.answers if answer.verdict and answer.verdict.likelihood.undecided
        )

    @property
    def undecided_share(self) -> float:
        """Give the share of targets whose verdict is undecided, each promise counted once; 0 where nothing is judged."""
        asked = {row.target.id for row in self.scenario.rows if row.question is not None}
        judged = [answer.target_id for answer in self.answers if answer.verdict and answer.row.restates not in asked]
        return len(set(judged) & set(self.undecided)) / len(judged) if judged else 0.0

    def to_json(self, language: str = "zh", *, detail: bool = False) -> dict[str, Any]:
        """Give the result as plain data: the keys of design.md section 8, each always there, null where absent.

        With `detail` the object and each target have one key more, `detail`: intervals, met-by years, reachable values.
        """
        whole = self.joint
        found: dict[str, Any] = {
            "plan": self.scenario.plan.id,
            "results_version": self.results_version,
            "scenario_hash": self.scenario.hash,
            "seed": self.seed,
            "replicates": self.replicates,
            "failed": self.samples.failed,
            "mode": self.scenario.mode,
            "validation": self.standing.words(language),
            "joint_probability": whole.proportion.probability if whole.proportion else None,
            "joint_targets": list(whole.target_ids),
            "targets": [self._target(answer, language, detail) for answer in self.answers],
        }
        if detail:
            money = money_check(self)
            learned = self.scenario.posterior
            found["detail"] = {
                "undecided_share": self.undecided_share,
                "joint": _proportion(whole.proportion),
                "joint_verdict": whole.likelihood.code if whole.likelihood else None,
                "joint_validation": _status(self.standing.least(whole.target_ids), language),
                "failures": [f"{failure.replicate}: {failure}" for failure in self.samples.failures],
                "investment_mode": self.scenario.investment_mode,
                "posterior": None if learned is None else {"run_id": learned.run_id, "digest": learned.digest},
                "supposed": sorted(self.scenario.supposed.ids),
                "money": money.to_json() if money else None,
                "fulfilment": fulfilment(self),
            }
        return found

    def json_text(self, language: str = "zh", *, detail: bool = False) -> str:
        """Write the result as JSON text; floats are written so that reading them gives the same bits."""
        return json.dumps(self.to_json(language, detail=detail), ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def reason(self, answer: Answer, language: str) -> str | None:
        """Say why a row is not judged, is withheld, or which row answers it."""
        if answer.verdict is not None and answer.verdict.likelihood.withheld:
            share = f"{settings().withheld_above:.0%}"
            return text(
                "verdict.withheld_reason", language, failed=self.samples.failed, total=self.samples.total, limit=share
            )
        return answer.row.reason.in_language(language) if answer.row.reason is not None else None

    def reading(self, answer: Answer, language: str) -> str | None:
        """Say how a row is read: as the row that answers it is; None for a row that has no numbers."""
        if answer.verdict is None:
            return text("reading.delivery", language) if answer.delivery is not None else None
        by = {row.target.id: row for row in self.scenario.rows}[answer.verdict.question.target_id]
        return text("reading.separator", language).join(part.in_language(language) for part in by.reading)

    def _target(self, answer: Answer, language: str, detail: bool) -> dict[str, Any]:
        row, verdict = answer.row, answer.verdict
        target = row.target
        proportion = verdict.proportion if verdict else None
        found: dict[str, Any] = {
            "id": target.id,
            "indicator": target.label[language],
            "due_year": row.due_year,
            "operator": row.operator,
            "value": target.value,
            "unit": target.unit,
            "plan_operator": target.operator,
            "value_hi": target.value_high,
            "reading": self.reading(answer, language),
            "status": row.status,
            "reason": self.reason(answer, language),
            "probability": proportion.probability if proportion else None,
            "standard_error": proportion.standard_error if proportion else None,
            "quantiles": _quantiles(answer),
            "first_behind": verdict.first_behind if verdict else None,
            "verdict": word(verdict.likelihood, language) if verdict else None,
            "validation": self.standing.statuses[target.id].to_json(language) if verdict else None,
        }
        if detail:
            found["detail"] = _detail(answer, self, language) if verdict else None
        return found


def _quantiles(answer: Answer) -> dict[str, float] | None:
    found = answer.verdict.quantiles if answer.verdict else answer.delivery
    return dict(found) if found else None


def _status(status: ValidationStatus | None, language: str) -> dict[str, Any] | None:
    return status.to_json(language) if status is not None else None


def _answered_by(row: Row, asked: Iterable[str]) -> str:
    return row.restates if row.restates is not None and row.restates in asked else row.target.id


def _proportion(proportion: Proportion | None) -> dict[str, Any] | None:
    if proportion is None:
        return None
    return {
        "probability": proportion.probability,
        "standard_error": proportion.standard_error,
        "interval": list(proportion.interval),
        "successes": proportion.successes,
        "replicates": proportion.total,
    }


def _detail(answer: Answer, result: RunResult, language: str) -> dict[str, Any]:
    verdict, row = answer.verdict, answer.row
    assert verdict is not None
    unknowns = list(verdict.spread.shares.items())[:UNKNOWNS] if verdict.spread else []
    return {
        "code": verdict.likelihood.code,
        "classes": list(verdict.likelihood.classes),
        "proportion": _proportion(verdict.proportion),
        "met_by": {_percent(level): year for level, year in verdict.met_by.items()},
        "reached": {_percent(level): value for level, value in verdict.reached.items()},
        "each_year": [{"year": year, **(_proportion(found) or {})} for year, found in verdict.each_year],
        "restates": row.restates,
        "supposed": row.supposed,
        "as_reported": _as_reported(answer.reported),
        "assumed_start_share": result.assumed_share(verdict),
        "start_doubt": result.start_doubt(answer, language),
        "unknowns": [{"name": name, "share": share} for name, share in unknowns],
    }


def _as_reported(verdict: Verdict | None) -> dict[str, Any] | None:
    """Give what would be reported, beside the modelled figure: its distribution and how often it meets the target."""
    if verdict is None or verdict.proportion is None:
        return None
    return {"quantiles": dict(verdict.quantiles or {}), "proportion": _proportion(verdict.proportion)}


def _percent(level: float) -> str:
    return f"{round(level * 100)}%"
