"""The tables of the documents, each made from code or data at the time of writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from calibration.assurance.reading import columns_said, observed_series, phases, phases_in_chinese
from calibration.assurance.tests_index import ROOT
from calibration.backtest.document import kept
from calibration.backtest.settings import whole
from calibration.statuses import rule
from model import columns as col
from model.levers import load_levers
from model.outcomes import load_outcomes
from model.parameters import load_parameters
from model.parameters.forms import PriorSpec
from model.parameters.schema import Parameter
from model.randomness import purposes
from model.rulebook.tables import load_rulebook
from scenarios.messages import text
from scenarios.schema.load import list_plans, load_baseline, load_plan
from scenarios.schema.reading import read_yaml
from scenarios.validation import groups, load_results
from scenarios.validation.status import group_of

Rows = Iterator[list[str]]


def facts() -> dict[str, object]:
    """Give the numbers that statements may name, each counted from code or data."""
    parameters = _parameters()
    results = kept()
    coverage = [plan["coverage"] for plan in results["plans"]]
    points = [point for plan in results["plans"] for point in plan["points"]]
    kinds = Counter(entry.kind for entry in parameters)
    confidence = Counter(entry.confidence for entry in parameters)
    return {
        "targets": sum(len(load_plan(name).targets) for name in list_plans()),
        "plans": len(list_plans()),
        "parameters": len(parameters),
        "checks": sum(entry.role == "check" for entry in parameters),
        "rules": kinds["rule"],
        "estimates": kinds["estimate"],
        "assumptions": kinds["assumption"],
        "high": confidence["high"],
        "medium": confidence["medium"],
        "low": confidence["low"],
        "levers": len(load_levers()),
        "outcomes": len(load_outcomes()),
        "numbers": col.NUMBERS,
        "labels": len(col.LABEL_NAMES),
        "purposes": sum(isinstance(value, int) and name.isupper() for name, value in vars(purposes).items()),
        "due": sum(each["due"] for each in coverage),
        "due_known": sum(each["due_known"] for each in coverage),
        "scored": sum(point["state"] == "scored" for point in points),
        "decided": sum(point["met"] is not None for point in points),
        "least_plans": whole("least_plans"),
        "least_points": whole("least_points"),
        "status_points": int(rule("least_points")),
    }


def _parameters() -> list[Parameter]:
    table = load_parameters()
    return [table[name] for name in table]


def said(key: str, language: str) -> str:
    """Say a word of the tables."""
    return text(f"documents.{key}", language)


def prior_text(prior: PriorSpec) -> str:
    """Write a prior in one line: its form, numbers and bounds."""
    numbers = ", ".join(f"{name} {value:g}" for name, value in prior.numbers.items())
    bounds = f"[{prior.low:g}, {prior.high:g}]"
    return " ".join(part for part in (prior.form, numbers, bounds) if part)


def _checks(language: str) -> Rows:
    for entry in _parameters():
        if entry.role == "check":
            yield [_label(entry, language), entry.unit, f"{entry.prior.low:g}–{entry.prior.high:g}", entry.source]


def _label(entry: Any, language: str) -> str:
    return str(entry.label_en if language == "en" else entry.label_zh)


def _all_parameters(language: str) -> Rows:
    for entry in sorted(_parameters(), key=lambda each: (each.file, each.line)):
        yield [
            _label(entry, language),
            f"`{entry.name}`",
            entry.unit,
            said(f"role.{entry.role}", language),
            prior_text(entry.prior),
            said(f"kind.{entry.kind}", language),
            said(f"confidence.{entry.confidence}", language),
            entry.source,
        ]


def _parameter_counts(language: str) -> Rows:
    by_file: dict[str, list[Parameter]] = {}
    for entry in _parameters():
        by_file.setdefault(entry.file, []).append(entry)
    for file, entries in sorted(by_file.items()):
        kinds = Counter(entry.kind for entry in entries)
        trust = Counter(entry.confidence for entry in entries)
        roles = Counter(entry.role for entry in entries)
        yield [
            f"`{file}`",
            *(str(roles[name]) for name in ("input", "check")),
            *(str(kinds[name]) for name in ("rule", "estimate", "assumption")),
            *(str(trust[name]) for name in ("high", "medium", "low")),
        ]


def _columns(language: str) -> Rows:
    meaning = columns_said()
    for kind, names in (("numbers", col.NUMBER_NAMES), ("labels", col.LABEL_NAMES)):
        told = dict.fromkeys(meaning[name][language == "en"] for name in names)
        yield [said(f"columns.{kind}", language), ("; " if language == "en" else "；").join(told)]


def _phases(language: str) -> Rows:
    chinese = phases_in_chinese()
    for number, phase in enumerate(phases(), start=1):
        what = phase.said if language == "en" else chinese[phase.name]
        yield [str(number), what, f"`{phase.file}` `{phase.name}`"]


def _outcomes(language: str) -> Rows:
    by_group: dict[str, list[str]] = {}
    for name, outcome in load_outcomes().items():
        if group_of(name) != "hindrances":
            by_group.setdefault(group_of(name), []).append(
                f"{outcome.label.en if language == 'en' else outcome.label.zh}"
            )
    for group, labels in by_group.items():
        yield [groups()[group].label[language], str(len(labels)), ("; " if language == "en" else "；").join(labels)]


def _levers(language: str) -> Rows:
    for lever in load_levers().values():
        yield [
            lever.label.en if language == "en" else lever.label.zh,
            lever.unit,
            f"{lever.lowest:g}–{lever.highest:g}",
            said(f"evidence.{lever.evidence}", language),
            lever.effect_source,
            f"{said(f'kind.{lever.unit_cost.kind}', language)}: {lever.unit_cost.source}",
        ]


def _rulebook(language: str) -> Rows:
    book = load_rulebook()
    for name, version in book.versions.items():
        governs = [entry for entry in book.calendar.governs if entry.version == name]
        acts = sorted({f"{entry.title} {entry.act} {entry.from_year}" for entry in governs})
        criteria = [entry for title in version.titles.values() for entry in title]
        yield [
            f"`{name}`",
            version.document,
            ", ".join(version.titles),
            str(len(criteria)),
            str(sum(entry.kind == "assumption" for entry in criteria)),
            "; ".join(acts),
        ]


def _baselines(language: str) -> Rows:
    for plan in list_plans():
        found = load_plan(plan)
        baseline = load_baseline(found.baseline or plan)
        kinds = Counter("reference" if figure.taken_from else figure.kind for figure in baseline.figures.values())
        yield [
            found.region.name[language],
            str(baseline.year),
            *(str(kinds[kind]) for kind in ("published", "derived", "assumed", "reference")),
        ]


def _assumed_figures(language: str) -> Rows:
    for plan in list_plans():
        found = load_plan(plan)
        for name, figure in load_baseline(found.baseline or plan).figures.items():
            if figure.kind == "assumed":
                low, high = figure.support
                unit = figure.unit if figure.unit not in ("亿元",) else "万元"
                yield [
                    found.region.name[language],
                    text(f"figure.{name}", language),
                    f"{low:g}–{high:g} {unit}",
                    figure.source,
                ]


def _series(language: str) -> Rows:
    for series in observed_series():
        yield [
            series.label[language],
            series.region,
            series.unit,
            "–".join(dict.fromkeys(series.years)),
            ", ".join(f"{said_or(f'use.{use}', use, language)} {count}" for use, count in series.uses),
            ", ".join(said_or(f"reporting.{each}", each, language) for each in series.reporting),
        ]


def said_or(key: str, word: str, language: str) -> str:
    """Say a word of the tables where the catalogue knows it, else leave it as it stands in the data."""
    from scenarios.messages import messages

    return messages(language).get(f"documents.{key}", word)


def _validation(language: str) -> Rows:
    results = load_results()
    for name, group in groups().items():
        if name == "hindrances":
            continue
        found = results.groups.get(name, ())
        if not found:
            yield [group.label[language], "—", "0", "—", "—", said("not_tested", language)]
        for each in found:
            yield [
                group.label[language],
                said(f"level.{each.level}", language),
                str(each.points),
                "—" if each.coverage_90 is None else f"{each.coverage_90:.0%}",
                "—" if each.crps_skill is None else f"{each.crps_skill:.2f}",
                said(f"verdict.{each.verdict}", language),
            ]


def _nation(language: str) -> Rows:
    data: Mapping[str, Any] = read_yaml(ROOT / "model" / "reference" / "results" / "nation.yaml").data
    for row in data["accounts"]:
        yield [
            str(row["year"]),
            _shown(row["admitted"]),
            _shown(row["admitted_published"]),
            f"{_shown(row['stock_p50'])} ({_shown(row['stock_p05'])}–{_shown(row['stock_p95'])})",
            _shown(row["stock_published"]),
        ]


def _shown(value: float | None) -> str:
    return "—" if value is None else f"{value:,.0f}"


TABLES: Mapping[str, Callable[[str], Rows]] = {
    "checks": _checks,
    "columns": _columns,
    "phases": _phases,
    "outcomes": _outcomes,
    "levers": _levers,
    "rulebook": _rulebook,
    "baselines": _baselines,
    "assumed_figures": _assumed_figures,
    "parameters": _all_parameters,
    "parameter_counts": _parameter_counts,
    "series": _series,
    "validation": _validation,
    "nation": _nation,
}
