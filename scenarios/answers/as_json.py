"""Answers as plain data for scripts: every key always there, null where absent."""

from __future__ import annotations

import json
from typing import Any

from scenarios.answers.asking import Answers, TargetAnswers
from scenarios.answers.binding import LinkGain, Reconciled, TargetBinding
from scenarios.answers.paired import Gain
from scenarios.answers.reachable import JointlyReachable
from scenarios.answers.shares import NAMES
from scenarios.verdicts import Proportion, word


def to_json(found: Answers, language: str = "zh") -> dict[str, Any]:
    """Give the answers as plain data."""
    result = found.result
    return {
        "plan": result.scenario.plan.id,
        "results_version": result.results_version,
        "scenario_hash": result.scenario.hash,
        "seed": result.seed,
        "replicates": result.replicates,
        "failed": result.samples.failed,
        "binding_replicates": found.binding.replicates,
        "targets": [_target(each, language) for each in found.targets.values()],
        "reachable_together": [_joint(each) for each in found.joint],
        "stops": {
            "years": list(found.binding.stops.years),
            "counts": {series: list(counts) for series, counts in found.binding.stops.counts.items()},
        },
    }


def json_text(found: Answers, language: str = "zh") -> str:
    """Write the answers as JSON text."""
    return json.dumps(to_json(found, language), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _target(each: TargetAnswers, language: str) -> dict[str, Any]:
    target, verdict, years = each.row.target, each.answer.verdict, each.when
    return {
        "id": target.id,
        "indicator": target.label[language],
        "due_year": each.row.due_year,
        "value": target.value,
        "unit": target.unit,
        "proportion": _proportion(verdict.proportion if verdict else None),
        "verdict": word(verdict.likelihood, language) if verdict else None,
        "first_behind": years.first_behind,
        "met_by": {_percent(level): year for level, year in years.met_by.items()},
        "late_by": {_percent(level): year for level, year in years.late_by.items()},
        "horizon": years.horizon,
        "each_year": [{"year": year, **(_proportion(found) or {})} for year, found in years.each_year],
        "all_years": _proportion(years.all_years),
        "binds": _binding(each.binding, language),
        "reachable": [
            {"level": found.level, "value": found.value, **(_proportion(found.proportion) or {})}
            for found in each.reachable
        ],
        "spread": None
        if each.shares is None
        else {
            "pairs": each.shares.pairs,
            **{name: {"share": each.shares.share[name], "error": each.shares.error[name]} for name in NAMES},
        },
    }


def _binding(found: TargetBinding, language: str) -> dict[str, Any]:
    return {
        "first": found.first.link.id if found.first else None,
        "bottleneck": found.bottleneck.link.id if found.bottleneck else None,
        "links": [_link(each, language) for each in found.gains],
        "stops": _reconciled(found.reconciled),
    }


def _link(each: LinkGain, language: str) -> dict[str, Any]:
    return {
        "id": each.link.id,
        "label": each.link.label[language],
        "matters": each.matters,
        "moved": {"amount": each.link.moved[language], **_gain(each.moved)},
        "removed": {"amount": each.link.removed[language], **_gain(each.removed)},
    }


def _gain(way: Gain) -> dict[str, float]:
    return {
        "probability": way.probability,
        "probability_error": way.probability_error,
        "median": way.median,
        "median_error": way.median_error,
        "mean": way.value,
        "mean_error": way.value_error,
    }


def _reconciled(found: Reconciled | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "title": found.title,
        "most_stopped_at": found.series,
        "stopped_a_year": found.stopped,
        "all_stopped_a_year": found.all_stopped,
        "link": found.link,
        "then_stopped_at": found.next_series,
        "then_more_a_year": found.next_more,
        "more_admitted_a_year": found.more_admitted,
    }


def _joint(found: JointlyReachable) -> dict[str, Any]:
    return {
        "level": found.level,
        "enough": found.enough,
        "each": found.each,
        "values": dict(found.values),
        "kept": sorted(found.kept),
        **(_proportion(found.proportion) or {}),
    }


def _proportion(found: Proportion | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "probability": found.probability,
        "standard_error": found.standard_error,
        "interval": list(found.interval),
    }


def _percent(level: float) -> str:
    return f"{round(level * 100)}%"
