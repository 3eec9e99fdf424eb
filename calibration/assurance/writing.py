"""A document as Markdown in one language: numbered statements, tables, and the list of what holds each statement."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from calibration.assurance.statements import Source, Statement, TableItem, load_document, refuse_unsupported
from calibration.assurance.tables import TABLES, facts
from calibration.assurance.tests_index import ROOT
from scenarios.messages import text

DOCS = ROOT / "docs"
COMMAND = "python -m calibration.assurance --write"


def place_of(name: str, language: str) -> Path:
    """Give the file of a document in a language."""
    return DOCS / (f"{name}.en.md" if language == "en" else f"{name}.md")


def written(name: str, language: str) -> str:
    """Write a document; raises StatementError where something in it is not supported."""
    source = load_document(name)
    refuse_unsupported(source)
    lines: list[str] = []
    for line in _lines(source, language):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"


@cache
def _facts() -> dict[str, object]:
    return facts()


def _lines(source: Source, language: str) -> Iterator[str]:
    yield f"# {source.title[language]}"
    yield ""
    yield source.intro[language]
    yield ""
    yield text("documents.made", language, command=COMMAND)
    support: list[tuple[int, Statement]] = []
    for section in source.sections:
        yield ""
        yield f"## {section.heading[language]}"
        yield ""
        if section.kind == "open":
            yield text("documents.open", language)
            yield ""
        for item in section.items:
            if isinstance(item, TableItem):
                yield from _table(item.table, language)
                continue
            lead = f"**{item.heading[language]}**{_colon(language)}" if item.heading else ""
            said = item[language].format(**_facts())
            if section.kind == "open":
                yield f"- {lead}{said}"
                continue
            support.append((len(support) + 1, item))
            yield f"- {lead}{said} [{len(support)}]"
    yield ""
    yield f"## {text('documents.support', language)}"
    yield ""
    yield text("documents.support_said", language)
    yield ""
    for number, statement in support:
        names = [*statement.tests, *statement.data]
        yield f"{number}. {_joined(names)}"


def _joined(names: list[str]) -> str:
    return "; ".join(f"`{name}`" for name in names)


def _colon(language: str) -> str:
    return ": " if language == "en" else "："


def _table(name: str, language: str) -> Iterator[str]:
    heads = text(f"documents.table.{name}", language).split("|")
    rows = [[_cell(cell) for cell in row] for row in TABLES[name](language)]
    yield ""
    if not rows:
        yield text("documents.empty", language)
        yield ""
        return
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def _cell(cell: str) -> str:
    return cell.replace("|", "/").replace("\n", " ")
