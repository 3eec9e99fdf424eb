"""`tuiyan ledger`: what was understood of a planner's ledger, what is doubtful, and where it clashes with a baseline."""

# Annotations are evaluated by typer: no postponed annotations here.
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

_LANGUAGE = chosen_language(sys.argv[1:])
SHOWN_OF_A_KIND = 5
"""Findings of one kind that are listed without --all."""


def _help(key: str) -> str:
    return text(f"ledger_cli.{key}", _LANGUAGE)


def ledger_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_help("file"))],
    complete_for: Annotated[
        str | None,
        typer.Option("--complete-for", metavar="all|above_scale|title_holders|nothing", help=_help("complete_for")),
    ] = None,
    year: Annotated[str | None, typer.Option("--year", metavar="YEAR", help=_help("year"))] = None,
    baseline: Annotated[str | None, typer.Option("--baseline", metavar="BASELINE", help=_help("baseline"))] = None,
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=_help("plan"))] = None,
    show_all: Annotated[bool, typer.Option("--all", help=_help("all"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.help.json", _LANGUAGE))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=text("cli.help.lang", _LANGUAGE))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("out"))] = None,
) -> int:
    """Check a ledger; exit status 0 also where cells are doubtful, 2 where nothing could be read."""
    from scenarios.cli.options import one_of, whole_number
    from scenarios.cli.output import check_writable, emit
    from scenarios.ledger import read_ledger
    from scenarios.messages import LANGUAGES
    from scenarios.schema.load import baseline_for, load_baseline, load_plan

    language = one_of("--lang", lang, LANGUAGES)
    check_writable(out)
    against = None
    if plan is not None:
        against = baseline_for(load_plan(plan), baseline)
    elif baseline is not None:
        against = load_baseline(baseline)
    reading = read_ledger(Path(file), complete_for=complete_for, year=whole_number("--year", year))
    kept: bytes | None = None
    if out is not None:
        # Whoever finds that file is not the one who loaded the ledger: places stay, contents go.
        from scenarios.verification.analyses import form_of
        from scenarios.verification.documents import ledger_written

        options = complete_for, whole_number("--year", year)
        place = Path(file)
        kept = ledger_written(
            place.name, place.read_bytes(), reading, against, options, form_of(out, as_json=as_json), language
        )
    if as_json:
        found = as_data(file, reading, against, language, contents=True)
        said = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    else:
        said = as_text(file, reading, against, language, show_all=show_all, contents=True)
    emit(said, out, kept)
    return 0


def as_data(file: str, reading: Any, against: Any, language: str, *, contents: bool) -> dict[str, Any]:
    """Give the check as plain data; without `contents` nothing that the ledger says of an enterprise is in it."""
    from scenarios.ledger.clashes import clashes, counted, not_compared

    ledger = reading.ledger
    return {
        "file": Path(file).name,
        "enterprises": len(ledger),
        "with_code": sum(1 for code in ledger.codes if code is not None),
        "complete_for": ledger.complete_for,
        "year": ledger.year,
        "encoding": reading.encoding,
        "digest": ledger.digest,
        "columns": [
            {
                "sheet": one.sheet,
                "column": _letter(one.column),
                "heading": one.heading,
                "field": one.field,
                "year": one.year,
                "unit": one.unit,
                "known": one.known,
            }
            for one in reading.understood
        ],
        "figures": {
            name: {"at_least": low, "at_most": high if high != float("inf") else None}
            for name, (low, high) in counted(ledger).items()
        },
        "counts": {grade: reading.total(grade) for grade in ("error", "doubt", "note")},
        "findings": [finding.as_json(language, contents=contents) for finding in reading.findings],
        "baseline": None if against is None else against.id,
        "baseline_year": None if against is None else against.year,
        "clashes": []
        if against is None
        else [clash.as_json(language, contents=contents) for clash in clashes(ledger, against)],
        "not_compared": [] if against is None else not_compared(ledger, against),
    }


def as_text(file: str, reading: Any, against: Any, language: str, *, show_all: bool, contents: bool) -> str:
    """Tell the check to a person; without `contents` nothing that the ledger says of an enterprise is in it."""
    from scenarios.cli.tables import Column, grid, terminal_width
    from scenarios.ledger.findings import label_of

    def report(key: str, **values: object) -> str:
        return text(f"ledger.report.{key}", language, **values)

    ledger = reading.ledger
    codes = sum(1 for code in ledger.codes if code is not None)
    scope = text(f"ledger.scope.{ledger.complete_for}", language)
    year = ledger.year if ledger.year is not None else report("unknown_year")
    parts = [
        report("title", file=Path(file).name)
        + "\n"
        + report("summary", count=len(ledger), codes=codes, scope=scope, year=year)
    ]
    titles = _title_counts(ledger, language)
    if titles:
        parts[0] += "\n" + report("titles", titles=text("run.list_separator", language).join(titles))
    headings = [Column(report(name)) for name in ("column", "heading", "meaning", "year", "unit")]
    rows = [
        [
            f"{one.sheet}!{_letter(one.column)}",
            one.heading,
            label_of(one.field, language),
            str(one.year or ""),
            one.unit or "",
            str(one.known),
        ]
        for one in reading.understood
    ]
    parts.append(
        report("understood") + "\n" + grid([*headings, Column(report("known"), right=True)], rows, terminal_width())
    )
    errors, doubts, notes = (reading.total(grade) for grade in ("error", "doubt", "note"))
    lines = _finding_lines(reading, language, show_all=show_all, contents=contents)
    parts.append("\n".join([report("counts", errors=errors, doubts=doubts, notes=notes), *lines]))
    if against is not None:
        parts.append(_clash_lines(ledger, against, language, contents=contents))
    parts.append(report("digest", digest=ledger.digest[:16]))
    if not contents:
        parts.append(report("private"))
    return "\n\n".join(parts) + "\n"


def _finding_lines(reading: Any, language: str, *, show_all: bool, contents: bool) -> list[str]:
    """Errors first, then doubts, then notes; of each kind the first few, and how many more there are."""
    lines: list[str] = []
    for grade in ("error", "doubt", "note"):
        shown: Counter[str] = Counter()
        by_code: dict[str, list[str]] = {}
        for finding in reading.of_grade(grade):
            shown[finding.code] += 1
            if show_all or shown[finding.code] <= SHOWN_OF_A_KIND:
                by_code.setdefault(finding.code, []).append(finding.line(language, contents=contents))
        for code, some in by_code.items():
            lines += some
            left = shown[code] - len(some)
            if left > 0:
                lines.append("  " + text("ledger.report.more", language, count=left))
    return lines


def _clash_lines(ledger: Any, against: Any, language: str, *, contents: bool) -> str:
    from scenarios.ledger.clashes import clashes, not_compared

    lines = [text("ledger.report.baseline", language, id=against.id, year=against.year)]
    if ledger.year is not None and ledger.year != against.year:
        lines.append(text("ledger.clash.other_year", language, ledger=ledger.year, baseline=against.year))
    found = clashes(ledger, against)
    if found:
        lines.append(text("ledger.report.clashes", language))
        lines += [f"  {clash.line(language, contents=contents)}" for clash in found]
    else:
        lines.append(text("ledger.report.no_clash", language))
    open_ones = not_compared(ledger, against)
    if open_ones:
        names = [text(f"ledger.clash.figure.{name}", language) for name in open_ones]
        joined = text("run.list_separator", language).join(names)
        lines.append(text("ledger.clash.not_compared", language, figures=joined))
    return "\n".join(lines)


def _title_counts(ledger: Any, language: str) -> list[str]:
    from scenarios.ledger.clashes import HOLDERS, counted
    from scenarios.ledger.columns import load_columns

    figures = counted(ledger)
    titles = load_columns().titles
    return [
        text(
            "ledger.report.held",
            language,
            title=titles[own[0]].label[language],
            count=("≥" if figures[figure][1] > figures[figure][0] else "") + f"{figures[figure][0]:g}",
        )
        for figure, own in HOLDERS.items()
        if figure in figures
    ]


def _letter(column: int) -> str:
    from scenarios.ledger.grid import column_letter

    return column_letter(column)
