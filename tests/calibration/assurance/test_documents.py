"""The documents: made from code, data and tests; a statement that no test supports fails the build."""

from __future__ import annotations

from pathlib import Path

import pytest

from calibration.assurance.reading import columns_said, phases, phases_in_chinese
from calibration.assurance.statements import (
    StatementError,
    TableItem,
    list_documents,
    load_document,
    problems_of,
    refuse_unsupported,
)
from calibration.assurance.tables import TABLES, facts
from calibration.assurance.tests_index import find_tests, known_tests
from calibration.assurance.writing import place_of, written
from model import columns as col
from scenarios.messages import LANGUAGES
from scenarios.validation import GroupResult, ValidationResults

SOURCE = """
id: made
title: {{zh: 一, en: One}}
intro: {{zh: 一, en: One}}
sections:
  - id: first
    heading: {{zh: 一, en: One}}
    {kind}
    items:
      - {{id: said, zh: 话, en: words{support}}}
"""


def made(folder: Path, support: str = "", kind: str = "kind: closed") -> list[str]:
    (folder / "made.yaml").write_text(SOURCE.format(support=support, kind=kind), encoding="utf-8")
    return list(problems_of(load_document("made", folder), ["tests/a/test_b.py::test_c"], folder))


def test_a_statement_without_support_is_refused(tmp_path: Path) -> None:
    """Whatever it says; among what is not verified it may stand, and there support may not."""
    (problem,) = made(tmp_path)
    assert "made.first.said" in problem and "no test" in problem
    with pytest.raises(StatementError, match=r"made\.first\.said"):
        refuse_unsupported(load_document("made", tmp_path), frozenset(), tmp_path)
    assert made(tmp_path, kind="kind: open") == []
    (problem,) = made(tmp_path, ', tests: ["tests/a/test_b.py::test_c"]', "kind: open")
    assert "not verified" in problem


def test_a_test_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """With the nearest one that does; renaming a test breaks the documents that rest on it."""
    assert made(tmp_path, ', tests: ["tests/a/test_b.py::test_c"]') == []
    (problem,) = made(tmp_path, ', tests: ["tests/a/test_b.py::test_d"]')
    assert "test_d" in problem and "test_c" in problem


def test_a_data_entry_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """File and key; a path out of the project is none."""
    (tmp_path / "x.yaml").write_text("a: {b: 1}\n", encoding="utf-8")
    assert made(tmp_path, ', data: ["x.yaml#a.b"]') == []
    for wrong in ("x.yaml#a.c", "y.yaml", "../x.yaml", "x.yaml#a.b.c"):
        assert len(made(tmp_path, f', data: ["{wrong}"]')) == 1


def test_tests_are_found_without_running_them(tmp_path: Path) -> None:
    """Functions and methods named test_, in files named test_; nothing is imported."""
    folder = tmp_path / "tests"
    folder.mkdir()
    source = "raise SystemExit\ndef test_a(): ...\ndef helper(): ...\nclass TestB:\n    def test_c(self): ...\n"
    (folder / "test_x.py").write_text(source, encoding="utf-8")
    (folder / "other.py").write_text("def test_d(): ...\n", encoding="utf-8")
    assert list(find_tests(folder)) == ["tests/test_x.py::test_a", "tests/test_x.py::TestB::test_c"]
    assert (
        f"tests/calibration/assurance/{Path(__file__).name}::test_tests_are_found_without_running_them" in known_tests()
    )


@pytest.mark.parametrize("name", list_documents())
def test_every_statement_of_a_document_is_supported(name: str) -> None:
    """The rule itself, on the documents of the project."""
    assert list(problems_of(load_document(name), known_tests())) == []


@pytest.mark.parametrize("name", list_documents())
@pytest.mark.parametrize("language", LANGUAGES)
def test_committed_documents_are_what_is_generated(name: str, language: str) -> None:
    """Whoever changes code, data or a statement writes them again: python -m calibration.assurance --write."""
    assert place_of(name, language).read_text(encoding="utf-8") == written(name, language)


def test_odd_and_trace_have_all_their_elements() -> None:
    """Seven elements of ODD, eight of TRACE, each with something said, and a section of what is not verified."""
    for name, elements in (("odd", 7), ("trace", 8)):
        sections = load_document(name).sections
        closed = [section for section in sections if section.kind == "closed"]
        assert len(closed) == elements and all(list(section.statements) for section in closed)
    concepts = next(section for section in load_document("odd").sections if section.id == "concepts")
    assert len(list(concepts.statements)) >= 9
    for name in list_documents():
        assert load_document(name).sections[-1].kind == "open"


def test_every_table_and_number_that_is_named_can_be_made() -> None:
    """A table that nobody makes, or a number that nobody counts, would fail only when someone writes."""
    known, used = facts(), set[str]()
    for name in list_documents():
        for section in load_document(name).sections:
            for item in section.items:
                if isinstance(item, TableItem):
                    used.add(item.table)
                else:
                    assert item.zh.format(**known) and item.en.format(**known)
    assert used == set(TABLES)


def test_the_order_of_the_year_is_that_of_the_code_and_said_in_chinese() -> None:
    """A step that is added needs its Chinese; one that is gone leaves none behind."""
    names = [phase.name for phase in phases()]
    assert names.index("move_macro") < names.index("sign_projects") < names.index("grow") < names.index("decide_titles")
    assert names[-1] == "close_books"
    assert set(phases_in_chinese()) == set(names)


def test_every_column_of_an_enterprise_is_said_and_no_other() -> None:
    """The state that the document lists is the state that the model has."""
    assert set(columns_said()) == {*col.NUMBER_NAMES, *col.LABEL_NAMES}


def test_what_is_validated_is_no_longer_called_unvalidated() -> None:
    """Once a county's or city's figures pass, the sentence that none do must be written anew."""
    passed = GroupResult(level="prefecture", points=4, coverage_90=1.0, crps_skill=0.1, verdict="passed")
    results = ValidationResults(run_id="r", groups={"growth": (passed,)})
    problems = list(problems_of(load_document("assurance"), known_tests(), results=results))
    assert len(problems) == 1 and "prefecture" in problems[0]
