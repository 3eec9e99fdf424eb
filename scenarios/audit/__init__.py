"""The audit: does a plan contradict itself? Rules over plan data, before anything is simulated."""

from scenarios.audit.engine import audit, implied_baselines
from scenarios.audit.findings import GRADES, AuditReport, Finding, ImpliedFigure

__all__ = ["GRADES", "AuditReport", "Finding", "ImpliedFigure", "audit", "implied_baselines"]
