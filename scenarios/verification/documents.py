"""Files that no simulation makes: the audit of a plan, the list of plans, the check of a ledger, each with its stamp.

Their numbers come from a plan, from the package or from a ledger; no replicate is run, and the stamp says so (0 replicates).
Of a ledger the stamp holds digests only.
"""

from __future__ import annotations

import hashlib
import json as plain_json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scenarios.schema.baseline import Baseline
from scenarios.schema.plan import Plan
from scenarios.verification.analyses import said_file
from scenarios.verification.forms import csv
from scenarios.verification.forms import text as plain
from scenarios.verification.remaking import Asked, LedgerNeededError, QuestionChangedError
from scenarios.verification.stamp import Stamp, StampError

if TYPE_CHECKING:
    from scenarios.audit import AuditReport
    from scenarios.ledger import LedgerReading

AUDIT_FORMS = ("json", "csv", "md")


def document_stamp(question: Mapping[str, Any]) -> Stamp:
    """Make the stamp of a file that no run made: its hash is that of what it was made from."""
    from model.version import RESULTS_VERSION

    return Stamp(str(RESULTS_VERSION), _digest(question), 0, 0, dict(question))


def _digest(question: Mapping[str, Any]) -> str:
    written = plain_json.dumps(question, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "replace")).hexdigest()


def unchanged(stamp: Stamp) -> Mapping[str, Any]:
    """Give what a stamp says the file was made from; raises QuestionChangedError where that is not what its hash is of."""
    if _digest(stamp.question) != stamp.scenario_hash:
        raise QuestionChangedError("hash")
    return stamp.question


def audit_written(report: AuditReport, plan: Plan, form: str, language: str) -> bytes:
    """Write an audit: JSON whole, the table of findings as CSV, else the report in Markdown."""
    from scenarios.audit.report import as_csv, as_json, as_markdown

    stamp = document_stamp({"plan": plan.model_dump(mode="json", exclude_defaults=True)})
    stamp = stamp.of_file("audit", form=form, language=language)
    if form == "csv":
        return csv.stamped(as_csv(report, language), stamp)
    if form == "md":
        return plain.stamped(as_markdown(report, plan, language), stamp).encode()
    return said_file(as_json(report, language), str, "json", stamp)


def audit_file(asked: Asked) -> bytes:
    """Audit the plan on the stamp again, against the plans that come with this package."""
    from scenarios.audit import audit
    from scenarios.schema.load import list_plans, load_plan

    plan = _plan(unchanged(asked.stamp)["plan"])
    report = audit(plan, [load_plan(name) for name in list_plans()])
    return audit_written(report, plan, str(asked.arguments["form"]), str(asked.arguments["language"]))


def plans_written(form: str, language: str) -> bytes:
    """Write the list of plans and scenarios that come with the package."""
    from scenarios.cli.plans_command import listed, report

    stamp = document_stamp({}).of_file("plans", form=form, language=language)
    return said_file(listed(language), lambda: report(language), form, stamp)


def plans_file(asked: Asked) -> bytes:
    """List them again."""
    unchanged(asked.stamp)
    return plans_written(str(asked.arguments["form"]), str(asked.arguments["language"]))


def ledger_written(
    name: str,
    content: bytes,
    reading: LedgerReading,
    against: Baseline | None,
    options: tuple[str | None, int | None],
    form: str,
    language: str,
) -> bytes:
    """Write the check of a ledger without its contents; `options` are --complete-for and --year as they were given.

    Places of findings are places in one file, so the digest of the file stands on the stamp beside that of the ledger.
    """
    from scenarios.cli.ledger import as_data, as_text

    question = {
        "ledger": reading.ledger.digest,
        "file": hashlib.sha256(content).hexdigest(),
        "baseline": None if against is None else against.model_dump(mode="json", exclude_defaults=True),
    }
    complete_for, year = options
    stamp = document_stamp(question).of_file(
        "ledger", form=form, language=language, name=name, complete_for=complete_for, year=year
    )

    def said() -> str:
        return as_text(name, reading, against, language, show_all=True, contents=False)

    return said_file(as_data(name, reading, against, language, contents=False), said, form, stamp)


def ledger_file(asked: Asked) -> bytes:
    """Check the ledger again, which must be at hand and the same file; raises LedgerNeededError."""
    from scenarios.ledger import read_ledger

    question, given = unchanged(asked.stamp), asked.arguments
    place = asked.ledger_place
    if place is None:
        raise LedgerNeededError("none")
    complete_for = None if given["complete_for"] is None else str(given["complete_for"])
    year = None if given["year"] is None else int(given["year"])
    content = place.read_bytes()
    if hashlib.sha256(content).hexdigest() != question["file"]:
        raise LedgerNeededError("other")
    reading = read_ledger(place, complete_for=complete_for, year=year)
    written = question["baseline"]
    against = None if written is None else baseline_of(written)
    form, language = str(given["form"]), str(given["language"])
    return ledger_written(str(given["name"]), content, reading, against, (complete_for, year), form, language)


def _plan(written: Any) -> Plan:
    try:
        return Plan.model_validate_json(plain_json.dumps(written))
    except (TypeError, ValueError, RecursionError) as error:
        raise StampError(f"the question cannot be read: {type(error).__name__}") from error


def baseline_of(written: Any) -> Baseline:
    """Read the starting figures on a stamp; raises StampError."""
    try:
        return Baseline.model_validate_json(plain_json.dumps(written))
    except (TypeError, ValueError, RecursionError) as error:
        raise StampError(f"the question cannot be read: {type(error).__name__}") from error
