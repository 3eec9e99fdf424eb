"""The findings of the audit: gravest first, each opening to its arithmetic."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from explorer.wording import harmless, say
from scenarios.audit import AuditReport, Finding, audit
from scenarios.audit.references import load_references
from scenarios.audit.report import ORDER, implied_lines
from scenarios.messages import counted_unit, text
from scenarios.schema.load import list_plans, load_plan
from scenarios.schema.plan import Plan
from scenarios.verification.documents import audit_written

SIGNS = {
    "contradiction": ":material/block:",
    "one_reading": ":material/call_split:",
    "implausible": ":material/straighten:",
    "binds_nothing": ":material/remove:",
    "cannot_check": ":material/help:",
    "closes": ":material/check:",
}
"""A sign for each grade; its word always stands beside it."""
OPEN = ("contradiction", "one_reading", "implausible")
"""Grades whose findings are listed at once; the others are opened by a click."""


@lru_cache(8)
def _report(plan: str) -> AuditReport:
    asked = Plan.model_validate_json(plan)
    others = [load_plan(name) for name in list_plans() if name != asked.id]
    return audit(asked, others)


def report_of(plan: Plan) -> AuditReport:
    """Audit a plan; the same plan is audited once."""
    return _report(plan.model_dump_json())


def findings(plan: Plan, language: str) -> None:
    """Show what the audit found."""
    report = report_of(plan)
    counts = report.counts
    with st.container(horizontal=True):
        for grade in ORDER:
            if counts[grade]:
                st.metric(
                    f"{SIGNS[grade]} {text(f'audit_report.grade.{grade}', language)}",
                    counts[grade],
                    border=True,
                    help=text(f"audit_report.meaning.{grade}", language),
                )
    st.caption(say("audit.checked", language, targets=len(plan.targets), rules=len(report.checked_rules)))
    if not any(report.of_grade("contradiction", "one_reading", "implausible")):
        st.success(say("audit.sound", language))
    for grade in ORDER:
        found = report.of_grade(grade)  # type: ignore[arg-type]
        if found:
            _grade(grade, found, report, language)
    implied = implied_lines(report, language)
    if implied:
        st.subheader(text("audit_report.implied_title", language))
        st.markdown("\n".join(f"- {harmless(line, 600)}" for line in implied))
    with st.container(horizontal=True):
        st.download_button(
            say("audit.markdown", language),
            data=lambda: audit_written(report, plan, "md", language),
            file_name="audit.md",
            mime="text/markdown",
            on_click="ignore",
            key="audit_md",
        )
        st.download_button(
            say("download.csv", language),
            data=lambda: audit_written(report, plan, "csv", language),
            file_name="audit.csv",
            mime="text/csv",
            on_click="ignore",
            key="audit_csv",
        )


def _grade(grade: str, found: tuple[Finding, ...], report: AuditReport, language: str) -> None:
    label = f"{text(f'audit_report.grade.{grade}', language)} · {len(found)}"
    if grade in OPEN:
        st.subheader(f"{SIGNS[grade]} {label}")
        st.caption(text(f"audit_report.meaning.{grade}", language))
        for finding in found:
            _finding(finding, report, language)
        return
    with st.expander(f"{SIGNS[grade]} {label}"):
        st.caption(text(f"audit_report.meaning.{grade}", language))
        for finding in found:
            st.markdown("- " + harmless(finding.message(language), 800))
            st.code(finding.arithmetic, language=None, wrap_lines=True)


def _finding(finding: Finding, report: AuditReport, language: str) -> None:
    with st.expander(harmless(finding.message(language), 800)):
        st.markdown(say("audit.arithmetic", language))
        st.code(finding.arithmetic, language=None, wrap_lines=True)
        st.markdown(say("audit.remedy", language, remedy=harmless(finding.remedy(language), 800)))
        headings = list(dict.fromkeys(report.headings.get(one, "") for one in finding.targets))
        st.markdown(say("audit.clauses", language, places=harmless("；".join(headings), 600)))
        st.caption(", ".join(harmless(one) for one in finding.targets))
        if finding.reference is not None:
            known = load_references()[finding.reference]
            st.caption(
                say(
                    "audit.reference",
                    language,
                    label=harmless(known.label[language]),
                    low=f"{known.low:g}",
                    high=f"{known.high:g}",
                    unit=harmless(counted_unit(known.unit, language)),
                    source=harmless(known.source, 400),
                )
            )
