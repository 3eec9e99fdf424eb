"""The audit: does a plan contradict itself? Rules over plan data, before anything is simulated."""

from scenarios.audit import rules
from scenarios.audit.engine import RULES, audit, implied_baselines
from scenarios.audit.findings import GRADES, AuditReport, Finding, ImpliedFigure

__all__ = ["GRADES", "RULES", "AuditReport", "Finding", "ImpliedFigure", "audit", "implied_baselines", "rules"]
