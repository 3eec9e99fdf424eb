"""The seven answers of a target and of the whole plan, headless: at once what is at hand, the rest on a click."""

from __future__ import annotations

import re
import time

import pytest
from streamlit.testing.v1 import AppTest

from explorer.studies import studies
from scenarios.messages import text
from tests.explorer.conftest import Open

HEADINGS = ("binds", "when", "takes", "reachable", "hangs_on", "fails_when", "spread")
HANZI = re.compile(r"[\u3400-\u9fff]")
PLAN = "xiangcheng"


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.components.seven.LINK_REPLICATES", 3)


def said(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in app.markdown)


def finished(app: AppTest, name: str) -> AppTest:
    """Look again until the study is done, as a page does every second."""
    for _ in range(240):
        study = next((each for key, each in reversed(studies().shared.items()) if key[0] == name), None)
        if study is not None and study.settled:
            break
        time.sleep(0.25)
        app.run()
    assert study is not None and study.error is None, study and study.error
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_seven_stand_on_the_page_for_a_target_and_for_the_plan(open_app: Open, language: str) -> None:
    app = open_app("plan", plan=PLAN, lang=language)
    later = text("explorer.seven.later", language)
    if language == "zh":
        assert later in said(app).replace("\\", "")
        app.button(key="seven_begin").click().run()
    finished(app, "answers")
    words = said(app).replace("\\", "")
    assert later not in words
    for name in HEADINGS:
        assert text(f"explorer.seven.{name}", language) in words
    scope = next(one for one in app.get("segmented_control") if one.key == "seven_scope")
    scope.set_value("whole").run()
    assert not app.exception
    words = said(app).replace("\\", "")
    assert text("answers.whole_binds", language) in words and later not in words
    assert "nan" not in re.findall(r"[a-z]+", words)


def test_what_one_session_worked_out_is_there_for_the_next(open_app: Open) -> None:
    app = open_app("plan", plan=PLAN)
    if any(button.key == "seven_begin" for button in app.button):
        app.button(key="seven_begin").click().run()
    finished(app, "answers")
    begun = studies().begun
    other = open_app("plan", plan=PLAN)
    assert not any(button.key == "seven_begin" for button in other.button)
    assert text("explorer.seven.later", "zh") not in said(other).replace("\\", "")
    assert studies().begun == begun


def test_a_study_is_stopped_and_gone_on_with(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.components.seven.LINK_REPLICATES", 100)
    app = open_app("plan", plan="xuchang")
    app.button(key="seven_begin").click().run()
    app.button(key="stop_answers").click().run()
    assert not app.exception
    study = next(each for key, each in studies().shared.items() if key[0] == "answers" and not each.finished)
    assert study.stopped
    said_so = text("explorer.study.stopped" if study.answer is not None else "explorer.study.stopped_nothing", "zh")
    assert any(said_so in str(each.value) for each in app.info)
    monkeypatch.setattr("explorer.components.seven.LINK_REPLICATES", 2)
    app.button(key="go_on_answers").click().run()
    finished(app, "answers")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sensitivity_is_worked_out_on_a_click(open_app: Open, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setattr("explorer.components.indices.SIZES", (100, 4))
    app = open_app("plan", plan="xuchang" if language == "zh" else "xiangcheng", lang=language)
    if any(button.key == "indices_begin" for button in app.button):
        app.button(key="indices_begin").click().run()
    finished(app, "sensitivity")
    heads = {head for frame in app.dataframe for head in frame.value.columns}
    captions = " ".join(str(each.value) for each in app.caption)
    constant = text("sensitivity.constant", language) in captions
    assert constant or text("explorer.indices.column.total", language) in heads
    assert constant or any("--samples" in str(each.value) for each in app.warning)  # four samples are too few


def test_a_row_of_the_table_opens_its_target(open_app: Open) -> None:
    from types import SimpleNamespace

    import streamlit as st

    from explorer.components import targets

    app = open_app("plan", plan=PLAN)
    box = next(one for one in app.selectbox if str(one.key) == f"target_{PLAN}")
    ids = [None, "something"]
    kept = {"table": SimpleNamespace(selection=SimpleNamespace(rows=[1]))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "session_state", kept)
        targets._open("table", PLAN, ids)
        assert kept[f"target_{PLAN}"] == "something"  # type: ignore[comparison-overlap]
        kept["table"].selection.rows = [0]
        targets._open("table", PLAN, ids)
        assert kept[f"target_{PLAN}"] == "something"  # type: ignore[comparison-overlap]
    assert box.options


def test_no_chinese_in_english_labels(open_app: Open) -> None:
    app = open_app("plan", plan=PLAN, lang="en")
    finished(app, "answers") if not any(b.key == "seven_begin" for b in app.button) else None
    labels = [str(each.label) for kind in ("button", "download_button", "expander") for each in app.get(kind)]
    assert labels and not [label for label in labels if HANZI.search(label)]
