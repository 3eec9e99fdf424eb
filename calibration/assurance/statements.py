"""Statements of the documents as data: text in two languages, and the tests or data entries that hold each one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from calibration.assurance.tests_index import ROOT, known_tests
from scenarios.schema.common import Identifier, Model, Text, Words, mistake
from scenarios.schema.errors import nearest
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml
from scenarios.validation.results import Level, ValidationResults, load_results

FOLDER = Path(__file__).with_name("statements")
ORDER = ("odd", "trace", "data", "assurance")


class StatementError(ValueError):
    """A statement that nothing supports, or whose support does not exist; lists every one."""


class Statement(Model):
    """One thing that a document says.

    `tests` are functions of the test tree that would fail if it were not so; `data` the entries that it is read from, as
    path, or path#key.key of a YAML file. One of the two is needed, but in a section on what is not verified, where
    neither may stand.
    """

    id: Identifier
    zh: Words
    en: Words
    heading: Text | None = None
    tests: tuple[Words, ...] = ()
    data: tuple[Words, ...] = ()
    while_not_validated: tuple[Level, ...] = ()
    """Of an open statement: levels of region of which it says that nothing is validated; it must go once something is."""

    def __getitem__(self, language: str) -> str:
        """Give its text in a language."""
        return self.en if language == "en" else self.zh


class TableItem(Model):
    """A table that is made from code or data, by its name."""

    table: Identifier


class Section(Model):
    """A section of statements and tables; an open one says what is not verified."""

    id: Identifier
    heading: Text
    kind: Literal["closed", "open"] = "closed"
    items: Annotated[tuple[Statement | TableItem, ...], Field(min_length=1)]

    @property
    def statements(self) -> Iterator[Statement]:
        """Give its statements."""
        return (item for item in self.items if isinstance(item, Statement))


class Source(Model):
    """A whole document as data."""

    id: Identifier
    title: Text
    intro: Text
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        names = [statement.id for section in self.sections for statement in section.statements]
        for name in names:
            if names.count(name) > 1 and name != "open":
                raise mistake("duplicate_id", "sections", name=name, first=0, line=0, id=name)
        return self


def list_documents() -> list[str]:
    """List the documents, in the order in which they are read."""
    found = [path.stem for path in FOLDER.glob("*.yaml")]
    return sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))


def load_document(name: str, folder: Path | None = None) -> Source:
    """Read a document's statements; raises InputError for a file that is not one."""
    return build(Source, read_yaml((folder or FOLDER) / f"{name}.yaml"))


def refuse_unsupported(source: Source, tests: frozenset[str] | None = None, root: Path = ROOT) -> None:
    """Refuse statements without support and support that does not exist; raises StatementError naming every one."""
    problems = list(problems_of(source, known_tests() if tests is None else tests, root))
    if problems:
        raise StatementError("\n".join(problems))


def passed_levels(results: ValidationResults) -> set[Level]:
    """Name the levels of region at which some group of outcomes passed its test."""
    return {each.level for found in results.groups.values() for each in found if each.verdict == "passed"}


def problems_of(
    source: Source, tests: Iterable[str], root: Path = ROOT, results: ValidationResults | None = None
) -> Iterator[str]:
    """Say what is wrong with the support of a document's statements, one line each."""
    known = frozenset(tests)
    for section in source.sections:
        for statement in section.statements:
            name = f"{source.id}.{section.id}.{statement.id}"
            if section.kind == "open":
                if statement.tests or statement.data:
                    yield f"{name}: stands among what is not verified, and names support; move it, or drop the support"
                validated = sorted(passed_levels(results or load_results()) & set(statement.while_not_validated))
                if validated:
                    yield f"{name}: says that nothing is validated at a level at which something is ({', '.join(validated)})"
                continue
            if not statement.tests and not statement.data:
                yield f"{name}: no test and no data entry supports it; name one, or move it to what is not verified"
            for test in statement.tests:
                if test not in known:
                    near = nearest(test, known)
                    yield f"{name}: there is no test {test}; the nearest is {near or '-'}"
            for entry in statement.data:
                if not _exists(entry, root):
                    yield f"{name}: there is no data entry {entry}"


def _exists(entry: str, root: Path) -> bool:
    name, _, key = entry.partition("#")
    path = root / name
    if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
        return False
    if not key:
        return True
    found: object = read_yaml(path).data
    for part in key.split("."):
        if not isinstance(found, dict) or part not in found:
            return False
        found = found[part]
    return True


def open_statements(sources: Sequence[Source]) -> list[tuple[str, Statement]]:
    """List what the documents say is not verified, with the document's id."""
    return [
        (source.id, statement)
        for source in sources
        for section in source.sections
        if section.kind == "open"
        for statement in section.statements
    ]
