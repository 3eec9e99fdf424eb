"""`tuiyan audit`: where a plan's own numbers cannot all be true."""

# Annotations are evaluated by typer: no postponed annotations here.
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

_LANGUAGE = chosen_language(sys.argv[1:])


def _help(key: str) -> str:
    return text(f"audit_cli.{key}", _LANGUAGE)


def audit_command(
    plan: Annotated[str, typer.Argument(metavar="PLAN|FILE", help=_help("plan"))],
    show_all: Annotated[bool, typer.Option("--all", help=_help("all"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_help("json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("lang"))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("out"))] = None,
) -> int:
    """Audit a plan by id, YAML file or filled-in XLSX template."""
    from scenarios.audit import audit
    from scenarios.audit.report import as_json as json_of
    from scenarios.cli.options import one_of
    from scenarios.cli.output import check_writable, emit
    from scenarios.messages import LANGUAGES
    from scenarios.schema.load import list_plans, load_plan

    language = one_of("--lang", lang, LANGUAGES)
    check_writable(out)
    problems: list[Any] = []
    if Path(plan).suffix.lower() == ".xlsx":
        from scenarios.importing import import_sheet

        imported = import_sheet(Path(plan))
        problems, loaded = list(imported.problems), imported.plan
    else:
        loaded = load_plan(plan)
    report = audit(loaded, [load_plan(name) for name in list_plans()])
    if as_json:
        object_of = json_of(report, language)
        object_of["sheet_problems"] = [problem.as_json(language) for problem in problems]
        said = json.dumps(object_of, ensure_ascii=False, indent=2) + "\n"
    else:
        said = _table(report, loaded, language, problems, show_all)
    written = None
    if out is not None:
        from scenarios.verification.documents import AUDIT_FORMS, audit_written

        form = Path(out).suffix.lower().lstrip(".")
        written = audit_written(report, loaded, form if form in AUDIT_FORMS else "md", language)
    emit(said, out, written)
    return 0


def _table(report: Any, plan: Any, language: str, problems: list[Any], show_all: bool) -> str:
    from scenarios.audit.report import implied_lines, rows, summary
    from scenarios.cli.tables import Column, grid, terminal_width

    def heading(*names: str) -> str:
        return " / ".join(text(f"audit_report.column.{name}", language) for name in names)

    columns = [Column(heading("grade")), Column(heading("message", "remedy")), Column(heading("arithmetic", "clauses"))]
    found = [
        [grade, f"{message}\n→ {remedy}\n", f"{_breakable(arithmetic)}\n{clauses}"]
        for grade, message, arithmetic, clauses, remedy in rows(report, language, closing=show_all)
    ]
    parts = []
    if problems:
        parts.append("\n".join(problem.line(language) for problem in problems))
        parts.append(text("audit_report.left_out", language, count=len(problems)))
    parts.append(summary(report, plan, language))
    if found:
        parts.append(grid(columns, found, terminal_width()))
    if not show_all and report.counts["closes"]:
        parts.append(text("audit_report.closing", language, count=report.counts["closes"]))
    implied = implied_lines(report, language)
    if implied:
        parts.append(text("audit_report.implied_title", language) + "\n" + "\n".join(f"  {line}" for line in implied))
    return "\n\n".join(parts) + "\n"


def _breakable(cell: str) -> str:
    """Let a long formula break after its signs, which a narrow column would otherwise cut within a number."""
    return cell.replace("+", "+\u200b") if len(cell) > 60 and " " not in cell else cell
