"""The one tree of results that an annex speaks of: plain data, every number and every text by a dotted path."""

from __future__ import annotations

from collections import Counter
from typing import Any

from annex.materials import Materials, judged_answers
from annex.results_analysis import binding_tree, conditions_tree, proportion_tree, sought_tree, unknowns_tree
from annex.results_data import audit_tree, baseline_tree, parameter_counts, rules_tree
from scenarios.answers.reachable import JointlyReachable
from scenarios.cli.money_report import MONEY_ROWS
from scenarios.messages import text
from scenarios.result import Answer, RunResult
from scenarios.schema.baseline import MONEY_UNITS
from scenarios.verdicts import Likelihood, word
from scenarios.verdicts.quantiles import quantile_name
from scenarios.verdicts.settings import settings
from scenarios.verdicts.spread import FIGURE_PREFIX


def tree_of(found: Materials, language: str) -> dict[str, Any]:
    """Give everything that was computed, in the language of the annex."""
    result, loaded = found.result, found.result.scenario
    return {
        "document": _document(found),
        "run": {
            "results_version": result.results_version,
            "scenario_hash": loaded.hash,
            "hash_begins": loaded.hash[:12],
            "seed": result.seed,
            "replicates": result.replicates,
            "failed": result.samples.failed,
            "first": loaded.span.first,
            "last": loaded.span.last,
            "state": loaded.span.state_year,
            "mode": loaded.mode_said.in_language(language),
            "validation": result.standing.words(language),
            "validation_line": result.standing.line(language),
            "validation_levers": text("validation.levers", language),
            "legends": list(result.standing.legend(language)),
            "posterior": result.standing.fitted.run_id,
            "rulebook": text(f"run.rulebook.{loaded.scenario.rulebook}", language),
            "scenario_title": loaded.scenario.title[language],
            "binding_replicates": found.request.binding_replicates,
            "wish": found.request.wish,
        },
        "settings": _settings(),
        "plan": _plan(result, language),
        "targets": {answer.target_id: _target(answer, found, language) for answer in result.answers},
        "joint": _joint(result, language),
        "classes": _classes(result, language),
        "baseline": baseline_tree(loaded, language),
        "levers": _levers(result, language),
        "leading": _leading(result, language),
        "supposed": _supposed(result, language),
        "imposed": _imposed(result),
        "assumptions": _assumptions(result, language),
        "audit": audit_tree(found.audited, language),
        "binding": binding_tree(found, language),
        "together": {_percent(each.level): _together(each, found, language) for each in found.together},
        "sought": {name: sought_tree(answer, language) for name, answer in found.sought.items()},
        "unknowns": unknowns_tree(found, language),
        "conditions": conditions_tree(found, language),
        "rules": rules_tree(loaded, language),
        "parameters": parameter_counts(),
        "numbering": {"tables": {}, "figures": {}},
        "figures": {},
    }


def _document(found: Materials) -> dict[str, Any]:
    date = found.request.date
    return {
        "title": found.request.title,
        "unit": found.request.unit,
        "date": None if date is None else {"year": date.year, "month": date.month, "day": date.day},
    }


def _settings() -> dict[str, Any]:
    known = settings()
    return {
        "confidence": known.confidence,
        "about": known.about_percent / 100,
        "half": 0.5,
        "withheld_above": known.withheld_above,
        "spread_leads": known.spread_leads,
        "classes": {name: start for name, start in known.classes},
        "levels": {_percent(level): level for level in known.met_by_levels},
        "quantiles": {quantile_name(level): level for level in known.quantile_levels},
    }


def _plan(result: RunResult, language: str) -> dict[str, Any]:
    plan = result.scenario.plan
    by_status = Counter(answer.row.status for answer in result.answers)
    reasons = Counter(
        (answer.row.status, result.reason(answer, language) or "")
        for answer in result.answers
        if answer.verdict is None
    )
    return {
        "id": plan.id,
        "region": plan.region.name[language],
        "title": plan.document.title[language],
        "source": plan.document.source,
        "start": plan.horizon.start,
        "end": plan.horizon.end,
        "rows": len(result.answers),
        "judged": len(judged_answers(result)),
        "start_doubts": len(result.start_doubts),
        "others": len(result.answers) - len(judged_answers(result)),
        "restated": sum(1 for answer in result.answers if answer.verdict is not None) - len(judged_answers(result)),
        "status": {status: count for status, count in sorted(by_status.items())},
        "not_judged": [
            {"status": text(f"status.{status}", language), "reason": reason, "count": count}
            for (status, reason), count in sorted(reasons.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
        ],
    }


def likelihood_tree(found: Likelihood, language: str) -> dict[str, Any]:
    """Give a verdict in words, with every class that its error leaves open."""
    ends = {} if found.withheld else {"low": found.low, "high": found.high}
    return {
        "code": found.code,
        "classes": list(found.classes),
        "word": word(found, language),
        **{f"word_{end}": text(f"verdict.class.{name}", language) for end, name in ends.items()},
    }


def _target(answer: Answer, found: Materials, language: str) -> dict[str, Any]:
    row, verdict, result = answer.row, answer.verdict, found.result
    target = row.target
    known: dict[str, Any] = {
        "id": target.id,
        "label": target.label[language],
        "heading": target.heading,
        "unit": target.unit or "",
        "due_year": row.due_year,
        "value": target.value,
        "value_high": target.value_high,
        "operator": row.operator,
        "status": row.status,
        "reason": result.reason(answer, language) or "",
        "supposed": row.supposed,
        "restates": row.restates,
        "each_year": False,
    }
    if answer.delivery is not None:
        known["delivery"] = dict(answer.delivery)
    if verdict is None:
        return known
    years = found.when.get(target.id)
    known |= {
        "each_year": verdict.question.measure == "average" and verdict.question.growth == "none",
        "reading": result.reading(answer, language) or "",
        "verdict": likelihood_tree(verdict.likelihood, language),
        "validation": result.standing.statuses[target.id].to_json(language),
        "chance": proportion_tree(verdict.proportion) if verdict.proportion else None,
        "quantiles": dict(verdict.quantiles) if verdict.quantiles else None,
        "first_behind": verdict.first_behind,
        "met_by": {_percent(level): year for level, year in verdict.met_by.items()},
        "late_by": {_percent(level): year for level, year in years.late_by.items()} if years else {},
        "horizon": years.horizon if years else result.scenario.span.last,
        "assumed_share": result.assumed_share(verdict),
        "find_first": _find_first(verdict.spread.first_of(result.assumed_inputs) if verdict.spread else None, language),
        "start_doubt": result.start_doubt(answer, language),
        "reported": None,
        "reachable": {
            _percent(each.level): {"value": each.value, "chance": proportion_tree(each.proportion)}
            for each in found.reachable.get(target.id, ())
        },
    }
    if answer.reported is not None and answer.reported.proportion is not None:
        known["reported"] = {
            "quantiles": dict(answer.reported.quantiles or {}),
            "chance": proportion_tree(answer.reported.proportion),
        }
    return known


def _find_first(name: str | None, language: str) -> str | None:
    if name is None:
        return None
    figure = name.removeprefix(FIGURE_PREFIX)
    if figure.startswith("output:"):
        return text("run.figure_of_part", language, part=figure.split(":", 2)[2])
    return text(f"figure.{figure}", language)


def _joint(result: RunResult, language: str) -> dict[str, Any]:
    whole = result.joint
    return {
        "count": len(whole.target_ids),
        "ids": list(whole.target_ids),
        "chance": proportion_tree(whole.proportion) if whole.proportion else None,
        "verdict": likelihood_tree(whole.likelihood, language) if whole.likelihood else None,
    }


def _classes(result: RunResult, language: str) -> dict[str, Any]:
    """Count the judged targets by what may be said of them."""
    codes = Counter(answer.verdict.likelihood.code for answer in judged_answers(result) if answer.verdict)
    names = [*(name for name, _ in settings().classes[::-1]), "undecided", "withheld"]
    return {
        name: {
            "count": codes[name],
            "word": text(
                f"verdict.class.{name}" if name not in ("undecided", "withheld") else f"annex.word.{name}", language
            ),
        }
        for name in names
    }


def _levers(result: RunResult, language: str) -> list[dict[str, Any]]:
    from model.levers import load_levers

    known = load_levers()
    return [
        {
            "label": known[name].label.en if language == "en" else known[name].label.zh,
            "name": name,
            "start": lever.start,
            "end": lever.end,
            "intensity": lever.intensity,
            "unit": known[name].unit if known[name].unit != "1" else "",
        }
        for name, lever in result.scenario.scenario.levers.items()
        if lever.intensity != 0 and name in known
    ]


def _assumptions(result: RunResult, language: str) -> list[dict[str, Any]]:
    from scenarios.own_inputs import label_of

    asked = result.scenario.scenario
    return [{"label": label_of(name, language), "value": each.value} for name, each in asked.assumptions.items()] + [
        {"label": name, "value": value} for name, value in asked.rulebook_changes.items()
    ]


def _leading(result: RunResult, language: str) -> list[dict[str, Any]]:
    """Count, for each assumed starting figure, the targets whose spread comes mostly from assumed ones, with it before all."""
    counts: Counter[str] = Counter()
    for answer in judged_answers(result):
        verdict = answer.verdict
        share = result.assumed_share(verdict) if verdict else None
        if verdict is None or verdict.spread is None or share is None or share <= settings().spread_leads:
            continue
        figure = _find_first(verdict.spread.first_of(result.assumed_inputs), language)
        if figure is not None:
            counts[figure] += 1
    return [
        {"figure": figure, "count": count}
        for figure, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def _imposed(result: RunResult) -> list[dict[str, Any]]:
    """Give what is imposed for promised inputs that are supposed to come, money in 亿元."""
    return [
        {
            "name": name,
            "first": first,
            "due": due,
            "value": value / MONEY_UNITS["亿元"] if name in MONEY_ROWS else value,
            "unit": "亿元" if name in MONEY_ROWS else "个",
        }
        for name, spans in result.scenario.supposed.imposed.items()
        for first, due, value in spans
    ]


def _supposed(result: RunResult, language: str) -> list[str]:
    plan = result.scenario.plan
    return [plan.target(name).label[language] for name in sorted(result.scenario.supposed.ids)]


def _together(each: JointlyReachable, found: Materials, language: str) -> dict[str, Any]:
    return {
        "level": each.level,
        "each": each.each,
        "values": dict(each.values),
        "kept": sorted(each.kept),
        "enough": each.enough,
        "chance": proportion_tree(each.proportion),
    }


def _percent(level: float) -> str:
    return str(round(level * 100))
