"""Errors say what, where, what was expected and the remedy, in both languages."""

from __future__ import annotations

import ast
import pickle
import re
from pathlib import Path

import pytest

from scenarios.messages.catalogue import LANGUAGES, messages, placeholders
from scenarios.schema.errors import InputError, Place, nearest, raise_all, shown, suggestion
from scenarios.schema.problems import _TRANSLATIONS

CODE = re.compile(r"^input\.(?P<code>\w+)\.(?P<part>what|expected|remedy)$")


def codes_used(folder: Path) -> set[str]:
    """Every literal code that the schema package raises."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = node.args[0]
                if name in {"InputError", "mistake", "_refuse", "_find"} and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_texts(root: Path, language: str) -> None:
    known = {match["code"] for key in messages(language) if (match := CODE.match(key))}
    used = codes_used(root / "scenarios" / "schema")
    assert len(used) > 30
    assert used <= known, used - known
    for code in used:
        assert f"input.{code}.remedy" in messages(language), code


def test_both_languages_ask_for_the_same_values() -> None:
    chinese = {key: text for key, text in messages("zh").items() if CODE.match(key)}
    english = {key: text for key, text in messages("en").items() if CODE.match(key)}
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert placeholders(text) == placeholders(english[key]), key


def test_translated_pydantic_errors_have_texts() -> None:
    wanted = {
        "not_number",
        "not_whole_number",
        "not_text",
        "not_true_or_false",
        "not_list",
        "not_mapping",
        "value_missing",
    }
    assert all(f"input.{code}.what" in messages("en") for code in wanted)
    assert len(_TRANSLATIONS) > 15


def test_error_reads_as_one_line_in_each_language() -> None:
    error = InputError("unknown_key", Place("plan.yaml", 12, "targets[3].vale"), name="vale", near="value")
    assert str(error) == (
        "plan.yaml:12, targets[3].vale: The key vale is not known. Nearest known: value. "
        "Correct the spelling, or remove the key."
    )
    assert "最接近的键：value" in error.line_of_text(messages("zh"))


def test_errors_travel_between_processes() -> None:
    error = InputError("negative", Place("a.yaml", 1, "value"), value=-3).followed_by([InputError("file_empty")])
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, copy.where, copy.values, len(copy.every)) == (error.code, error.where, error.values, 2)


def test_raise_all_carries_every_error() -> None:
    raise_all([])
    with pytest.raises(InputError) as caught:
        raise_all([InputError("file_empty"), InputError("negative", value=-1)])
    assert [error.code for error in caught.value.every] == ["file_empty", "negative"]


def test_values_cannot_break_the_terminal() -> None:
    assert "\x1b" not in shown("\x1b[31mred")
    assert len(shown("x" * 5000)) <= 200


def test_nearest_names() -> None:
    assert nearest("due_yaer", ["due_year", "from_year"]) == "due_year"
    assert nearest("Due-Year", ["due_year"]) == "due_year"
    assert nearest("zzz", ["due_year"]) is None
    assert suggestion("zzz", ["a", "b"]) == "a, b"
