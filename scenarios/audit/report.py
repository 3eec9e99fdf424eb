"""An audit as people and scripts read it: a table, a report in Markdown, and one JSON object."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from scenarios.audit.findings import GRADES, AuditReport, Finding, number
from scenarios.audit.references import load_references
from scenarios.messages.catalogue import text
from scenarios.messages.units import counted_unit
from scenarios.schema.plan import Plan

ORDER = ("contradiction", "one_reading", "implausible", "binds_nothing", "cannot_check", "closes")


def as_json(report: AuditReport, language: str) -> dict[str, Any]:
    """Give the report as one object: the keys of `scenarios/schema/audit_result.schema.json`."""
    return {
        "plan": report.plan,
        "language": language,
        "counts": report.counts,
        "findings": [_finding(finding, report.headings, language) for finding in report.findings],
        "implied_baselines": [
            {
                "quantity": figure.quantity,
                "label": figure.label[language],
                "scope": figure.scope or None,
                "year": figure.year,
                "low": figure.low,
                "high": figure.high,
                "unit": figure.unit,
                "targets": list(figure.targets),
                "arithmetic": figure.arithmetic,
                "assumption": figure.assumption[language] if figure.assumption else None,
            }
            for figure in report.implied_baselines
        ],
        "checked_rules": list(report.checked_rules),
    }


def _finding(finding: Finding, headings: Mapping[str, str], language: str) -> dict[str, Any]:
    return {
        "id": finding.id,
        "rule": finding.rule,
        "grade": finding.grade,
        "targets": list(finding.targets),
        "headings": [headings[one] for one in finding.targets if one in headings],
        "message": finding.message(language),
        "arithmetic": finding.arithmetic,
        "remedy": finding.remedy(language),
        "reference": _reference(finding, language),
    }


def _reference(finding: Finding, language: str) -> dict[str, Any] | None:
    if finding.reference is None:
        return None
    found = load_references()[finding.reference]
    return {
        "name": finding.reference,
        "label": found.label[language],
        "low": found.low,
        "high": found.high,
        "unit": found.unit,
        "kind": found.kind,
        "confidence": found.confidence,
        "source": found.source,
    }


def places(finding: Finding, headings: Mapping[str, str], most: int = 4) -> str:
    """Name the headings under which the clauses stand, each once."""
    found = list(dict.fromkeys(headings.get(one, "") for one in finding.targets))
    shown = "；".join(found[:most])
    return shown + ("…" if len(found) > most else "")


def rows(report: AuditReport, language: str, *, closing: bool = False) -> list[list[str]]:
    """Give a row for each finding: grade, what was found, its arithmetic, the clauses and what would mend it."""
    return [
        [
            text(f"audit_report.grade.{finding.grade}", language),
            finding.message(language),
            finding.arithmetic,
            f"{places(finding, report.headings)}\n{_ids(finding)}",
            finding.remedy(language),
        ]
        for finding in report.findings
        if closing or finding.grade != "closes"
    ]


def _ids(finding: Finding, most: int = 4) -> str:
    return ", ".join(finding.targets[:most]) + (
        f" +{len(finding.targets) - most}" if len(finding.targets) > most else ""
    )


def summary(report: AuditReport, plan: Plan, language: str) -> str:
    """Say in a few words what was checked and what came of it."""
    counted = [
        text(
            "audit_report.count",
            language,
            grade=text(f"audit_report.grade.{grade}", language),
            count=report.counts[grade],
        )
        for grade in GRADES
        if report.counts[grade]
    ]
    return text(
        "audit_report.summary",
        language,
        region=plan.region.name[language],
        title=plan.document.title[language],
        targets=len(plan.targets),
        rules=len(report.checked_rules),
        counts=text("audit_report.separator", language).join(counted) or text("audit_report.nothing", language),
    )


def implied_lines(report: AuditReport, language: str) -> list[str]:
    """Say each figure that the plan implies for its start."""
    return [
        text(
            "audit_report.implied" if figure.low == figure.high else "audit_report.implied_range",
            language,
            label=figure.label[language],
            scope=f"（{figure.scope}）"
            if figure.scope and language == "zh"
            else f" ({figure.scope})"
            if figure.scope
            else "",
            year=figure.year,
            low=number(figure.low),
            high=number(figure.high),
            unit=counted_unit(figure.unit, language),
            arithmetic=figure.arithmetic,
            assumption=figure.assumption[language] if figure.assumption else text("audit_report.exact", language),
        )
        for figure in report.implied_baselines
    ]


def as_markdown(report: AuditReport, plan: Plan, language: str) -> str:
    """Write the whole report for a draft's file: by grade, every finding with its places, arithmetic, remedy and source."""
    lines = [
        f"# {text('audit_report.title', language, region=plan.region.name[language])}",
        "",
        summary(report, plan, language),
        "",
    ]
    for grade in ORDER:
        found = report.of_grade(grade)  # type: ignore[arg-type]
        if not found:
            continue
        lines += [f"## {text(f'audit_report.grade.{grade}', language)}（{len(found)}）", ""]
        lines += [text(f"audit_report.meaning.{grade}", language), ""]
        for index, finding in enumerate(found, start=1):
            lines += _paragraph(index, finding, report, language)
    implied = implied_lines(report, language)
    if implied:
        lines += [f"## {text('audit_report.implied_title', language)}", "", *(f"- {line}" for line in implied), ""]
    return "\n".join(lines).rstrip() + "\n"


def _paragraph(index: int, finding: Finding, report: AuditReport, language: str) -> list[str]:
    said = [
        f"{index}. **{finding.message(language)}**",
        f"   - {text('audit_report.arithmetic', language)}: `{finding.arithmetic}`",
        f"   - {text('audit_report.clauses', language)}: {places(finding, report.headings)}（{_ids(finding, 8)}）",
        f"   - {text('audit_report.remedy', language)}: {finding.remedy(language)}",
    ]
    reference = _reference(finding, language)
    if reference is not None and finding.grade != "closes":
        said.append(
            f"   - {text('audit_report.reference', language)}: {reference['label']}"
            f" {number(reference['low'])}–{number(reference['high'])}"
            f" {reference['unit']}；{reference['source']}"
        )
    return [*said, ""]


def as_csv(report: AuditReport, language: str, closing: bool = True) -> str:
    """Write the table as CSV that a spreadsheet opens safely."""
    from scenarios.cli.spreadsheet import harmless

    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    names = ("grade", "message", "arithmetic", "clauses", "remedy")
    writer.writerow([text(f"audit_report.column.{name}", language) for name in names])
    for row in rows(report, language, closing=closing):
        writer.writerow([harmless(cell) for cell in row])
    return "\ufeff" + paper.getvalue()
