"""The data that a scenario starts from, as branches of the tree of results: starting figures, rules, findings of the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.audit import AuditReport
from scenarios.audit.findings import GRADES
from scenarios.audit.references import load_references
from scenarios.audit.report import places
from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.schema.baseline import MONEY_UNITS, BaselineFigure

LEVELS: Mapping[str, float] = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
MOST_TARGETS = 4
SHARE_UNIT = "1"


def baseline_tree(loaded: LoadedScenario, language: str) -> dict[str, Any]:
    """Give every starting figure with its range, kind and source."""
    baseline = loaded.baseline
    rows = {
        str(name): {"label": text(f"figure.{name}", language), **_figure(figure, language)}
        for name, figure in baseline.figures.items()
    }
    parts = [
        {"label": text("run.figure_of_part", language, part=name), **_figure(figure, language)}
        for table in (baseline.chain_outputs, baseline.zone_outputs, baseline.zone_investments)
        for name, figure in table.items()
    ]
    kinds = [figure.kind for figure in baseline.figures.values()]
    return {
        "year": baseline.year,
        "figures": rows,
        "parts": parts,
        "count": len(kinds),
        "assumed": kinds.count("assumed"),
        "known": len(kinds) - kinds.count("assumed"),
        "replaced": len(loaded.scenario.figures),
        "ledger": None
        if loaded.ledger is None
        else {"enterprises": len(loaded.ledger), "digest": loaded.ledger.digest[:12]},
    }


def _figure(figure: BaselineFigure, language: str) -> dict[str, Any]:
    from model.parameters.table import prior_row
    from model.randomness.priors import prior_quantile

    money = figure.unit in MONEY_UNITS
    factor = MONEY_UNITS["亿元"] if money else 1.0
    row = prior_row(figure.spec)
    single = figure.value is not None
    quantiles = {name: float(prior_quantile(row, level)) / factor for name, level in LEVELS.items()}
    return {
        "kind": text(f"annex.kind.{figure.kind}", language),
        "assumed": figure.kind == "assumed",
        "value": figure.spec.centre / factor if single else None,
        **({} if single else quantiles),
        "unit": "亿元" if money else "" if figure.unit == SHARE_UNIT else figure.unit,
        "share": figure.unit == SHARE_UNIT,
        "source": figure.source if figure.source != "scenario" else text("annex.source.scenario", language),
        "taken_from": figure.taken_from,
    }


def rules_tree(loaded: LoadedScenario, language: str) -> dict[str, Any]:
    """Give the documents that govern the simulated years, and the lines that belong to no single title."""
    from model.rulebook import load_rulebook

    book, span = load_rulebook(), loaded.span
    asked = loaded.scenario.rulebook
    governing = {
        entry.version
        for title in ("innovative", "srdi", "little_giant", "provincial_champion", "national_champion")
        for act in ("recognition", "re_review")
        for year in range(span.first, span.last + 1)
        for entry in [book.governing(title, act, year)]
    }
    versions = [name for name in book.versions if name in governing] if asked == "calendar" else list(book.versions)
    lines = {name.replace(".", "_"): entry for name, entry in book.standards.items()}
    return {
        "documents": [
            {
                "document": book.versions[name].document,
                "label": book.versions[name].label.en if language == "en" else book.versions[name].label.zh,
                "source": book.versions[name].source,
            }
            for name in versions
        ],
        "lines": {
            name: {
                "label": entry.label.en if language == "en" else entry.label.zh,
                "value": entry.threshold,
                "unit": entry.unit,
                "source": entry.source,
            }
            for name, entry in lines.items()
        },
    }


def audit_tree(report: AuditReport | None, language: str) -> dict[str, Any]:
    """Give what the audit found, gravest first, those in order left out."""
    if report is None:
        return {}
    found = [finding for finding in report.findings if finding.grade != "closes"]
    return {
        "rules": len(report.checked_rules),
        "counts": {
            grade: {"count": report.counts[grade], "word": text(f"audit_report.grade.{grade}", language)}
            for grade in GRADES
        },
        "findings": [
            {
                "grade": finding.grade,
                "word": text(f"audit_report.grade.{finding.grade}", language),
                "message": finding.message(language),
                "arithmetic": finding.arithmetic,
                "remedy": finding.remedy(language),
                "place": places(finding, report.headings, 2),
                "targets": list(finding.targets[:MOST_TARGETS]),
                "reference": _reference(finding.reference, language),
            }
            for finding in found
        ],
    }


def _reference(name: str | None, language: str) -> dict[str, Any] | None:
    if name is None:
        return None
    known = load_references()[name]
    return {
        "label": known.label[language],
        "low": known.low,
        "high": known.high,
        "unit": known.unit,
        "source": known.source,
    }


def parameter_counts() -> dict[str, Any]:
    """Count the drawn parameters of the model by kind."""
    from model.inputs import PARAMETER_NAMES
    from model.parameters import load_parameters

    table = load_parameters()
    kinds = [table[name].kind for name in PARAMETER_NAMES if name in table]
    return {"count": len(kinds), **{kind: kinds.count(kind) for kind in ("rule", "estimate", "assumption")}}
