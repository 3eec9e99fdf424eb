"""Answers as plain data for scripts: every key always there, null where absent."""

from __future__ import annotations

import json
from typing import Any

from model.levers import COST_UNIT, load_levers
from scenarios.answers.asking import Answers, TargetAnswers
from scenarios.answers.binding import LinkGain, Reconciled, TargetBinding
from scenarios.answers.lever_looks import Takes
from scenarios.answers.paired import Gain
from scenarios.answers.reachable import JointlyReachable
from scenarios.answers.shares import NAMES, Shares
from scenarios.answers.whole import WholeAnswers
from scenarios.sensitivity.analysis import label
from scenarios.sensitivity.finding_out import Finding
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
        "wish": next((each.takes.wish for each in found.targets.values()), None),
        "targets": [_target(each, language) for each in found.targets.values()],
        "whole": _whole(found.whole, language),
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
        "spread": _spread(each.shares),
        "takes": _takes(each.takes, language),
        "find_out_first": [_finding(finding, language) for finding in each.hangs_on],
        "fails_when": each.fails_when.to_json(language) if each.fails_when else None,
    }


def _whole(each: WholeAnswers | None, language: str) -> dict[str, Any] | None:
    if each is None:
        return None
    return {
        "targets": each.targets,
        "proportion": _proportion(each.joint.proportion),
        "verdict": word(each.joint.likelihood, language) if each.joint.likelihood else None,
        "targets_met": dict(each.met),
        "first_behind": each.when.first_behind,
        "met_by": {_percent(level): year for level, year in each.when.met_by.items()},
        "horizon": each.when.horizon,
        "binds": _binding(each.binding, language) if each.binding else None,
        "spread": _spread(each.shares),
        "takes": _takes(each.takes, language) if each.takes else None,
        "find_out_first": [_finding(finding, language) for finding in each.hangs_on],
        "fails_when": each.fails_when.to_json(language) if each.fails_when else None,
    }


def _spread(found: Shares | None) -> dict[str, Any] | None:
    if found is None:
        return None
    parts = {name: {"share": found.share[name], "error": found.error[name]} for name in NAMES}
    return {"pairs": found.pairs, **parts}


def _takes(found: Takes, language: str) -> dict[str, Any]:
    known = load_levers()

    def named(name: str) -> str:
        return known[name].label.en if language == "en" else known[name].label.zh

    return {
        "status": found.status,
        "wish": found.wish,
        "before": _proportion(found.before),
        "levers": [
            {
                "lever": each.lever,
                "label": named(each.lever),
                "change": each.change,
                "unit": known[each.lever].unit,
                "cost": each.cost,
                "helps": each.helps,
                **_gain(each.gain),
                "reached": _proportion(each.proportion),
            }
            for each in found.levers
        ],
        "one_lever": [
            {"label": named(each.lever), "unit": known[each.lever].unit, **vars(each)} for each in found.single
        ],
        "together": {key: value for key, value in vars(found.together).items() if key != "lever"}
        if found.together
        else None,
        "most": _proportion(found.most),
        "limit": {"lever": found.limit, "label": named(found.limit), **_gain(found.limit_gain)}
        if found.limit and found.limit_gain
        else None,
        "cost_unit": COST_UNIT.partition("/")[0],
    }


def _finding(found: Finding, language: str) -> dict[str, Any]:
    return {"label": label(found.name, language), "clear": found.clear, **vars(found)}


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
