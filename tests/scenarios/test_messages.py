"""The catalogue: both languages say the same things, and nothing is said that it does not have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.messages import LANGUAGES, MissingMessageError, messages, text
from scenarios.messages.catalogue import FOLDER, placeholders

ROOT = FOLDER.parent


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    """A text cannot be missing in one language, nor lack a number that the other one shows."""
    chinese, english = messages("zh"), messages("en")
    assert set(chinese) == set(english)
    differing = [key for key in chinese if placeholders(chinese[key]) != placeholders(english[key])]
    assert differing == []


def test_texts_are_in_their_language() -> None:
    """Chinese texts hold Chinese; English ones hold none but names of documents."""
    han = re.compile(r"[\u4e00-\u9fff]")
    without = [
        key
        for key, said in messages("zh").items()
        if not han.search(said) and re.search(r"[A-Za-z]{4}", re.sub(r"{.*?}", "", said))
    ]
    assert without == []
    allowed = re.compile(r"未校准|〔\d{4}〕\d+号")
    mixed = [
        key
        for key, said in messages("en").items()
        if han.search(allowed.sub("", said)) and not key.startswith("input.")
    ]
    assert mixed == []


def test_every_key_that_the_code_names_exists() -> None:
    """A literal key in a call of text() or said() stands in the catalogue."""
    named = re.compile(r'\b(?:text|said)\(\s*"([a-z_.0-9]+)"')
    asked = {key for path in ROOT.rglob("*.py") for key in named.findall(path.read_text(encoding="utf-8"))}
    assert len(asked) > 40
    assert asked - set(messages("zh")) == set()


def test_every_error_code_of_this_layer_can_be_said() -> None:
    """An InputError raised here has at least a `what` and a `remedy`."""
    raised = re.compile(r'InputError\(\s*"([a-z_]+)"')
    files = [*ROOT.glob("*.py"), *(ROOT / "cli").glob("*.py")]
    codes = {code for path in files for code in raised.findall(path.read_text(encoding="utf-8"))}
    assert "unknown_scenario_or_plan" in codes
    for language in LANGUAGES:
        known = messages(language)
        assert [code for code in codes if f"input.{code}.what" not in known] == []
        assert [code for code in codes if f"input.{code}.remedy" not in known] == []


def test_an_unknown_key_or_a_missing_value_is_an_error() -> None:
    """Nothing is said silently wrong."""
    with pytest.raises(MissingMessageError, match=r"no\.such\.key"):
        text("no.such.key", "zh")
    with pytest.raises(MissingMessageError, match="limit"):
        text("cli.chance.below", "en")
    with pytest.raises(MissingMessageError, match="fr"):
        text("cli.error", "fr", what="x")


def test_a_key_in_two_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of two texts would be said must not depend on the order of files."""
    (tmp_path / "zh").mkdir()
    for name in ("a", "b"):
        (tmp_path / "zh" / f"{name}.yaml").write_text("same.key: 一样\n", encoding="utf-8")
    monkeypatch.setattr("scenarios.messages.catalogue.FOLDER", tmp_path)
    messages.cache_clear()
    try:
        with pytest.raises(MissingMessageError, match="twice"):
            messages("zh")
    finally:
        messages.cache_clear()
