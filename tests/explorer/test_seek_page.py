"""要怎样才够, headless: the form is made from the levers, a wish is answered on the way and in full, bad bounds are refused."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from explorer.components.seek_form import REQUESTS
from explorer.entries import levers
from explorer.studies import studies
from scenarios.messages import text
from scenarios.seeking import seek as real_seek
from tests.explorer.conftest import Open

PLAN = "xiangcheng"


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search on few replicates."""
    from dataclasses import replace

    def quick(loaded, request, **more):  # type: ignore[no-untyped-def]
        return real_seek(loaded, replace(request, replicates=24, confirm=40), **more)

    monkeypatch.setattr("explorer.components.seek_answer.seek", quick)


def widget(app: AppTest, kind: str, key: str):  # type: ignore[no-untyped-def]
    return next(one for one in app.get(kind) if str(one.key) == key)


def answered(app: AppTest) -> AppTest:
    for _ in range(240):
        found = [each for key, each in studies().shared.items() if key[0] == "seek"]
        if found and all(each.settled for each in found):
            break
        time.sleep(0.25)
        app.run()
    assert found and all(each.error is None for each in found), [each.error for each in found]
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wish_is_answered_in_both_languages(open_app: Open, language: str) -> None:
    app = open_app("seek", plan=PLAN, lang=language)
    assert app.info and text("explorer.seek.nothing_asked", language) in app.info[0].value
    assert len(widget(app, "multiselect", f"seek_levers_{PLAN}").options) == len(levers())
    target = widget(app, "multiselect", f"seek_targets_{PLAN}")
    target.set_value([target.options[0]] if not target.indices else target.value)
    app.button(key="seek_submit").click().run()
    assert not app.exception
    answered(app)
    request = app.session_state[REQUESTS][PLAN]
    assert request.probability == 0.8 and len(request.targets) <= 1
    said = "\n".join(str(each.value) for each in app.markdown)
    assert "80" in said and len(said) > 60
    assert any("TXT" in str(each.label) for each in app.get("download_button"))


def test_bounds_that_contradict_each_other_are_refused_in_words(open_app: Open) -> None:
    app = open_app("seek", plan=PLAN)
    name = next(name for name, lever in levers().items() if lever.lowest == 0 and lever.highest == 1)
    widget(app, "multiselect", f"seek_own_{PLAN}").set_value([name]).run()
    app.number_input(key=f"seek_low_{name}_{PLAN}").set_value(0.8)
    app.number_input(key=f"seek_high_{name}_{PLAN}").set_value(0.2)
    begun = studies().begun
    app.button(key="seek_submit").click().run()
    assert not app.exception
    assert app.error and name in app.error[0].value.replace("\\", "")
    assert studies().begun == begun


def test_own_bounds_costs_and_budget_reach_the_question(open_app: Open) -> None:
    app = open_app("seek", plan=PLAN)
    name = next(name for name, lever in levers().items() if lever.lowest == 0 and lever.highest == 1)
    widget(app, "multiselect", f"seek_own_{PLAN}").set_value([name]).run()
    app.number_input(key=f"seek_high_{name}_{PLAN}").set_value(0.5)
    app.number_input(key=f"seek_cost_{name}_{PLAN}").set_value(0.25)
    app.number_input(key=f"seek_budget_{PLAN}").set_value(0.0)
    app.button(key="seek_submit").click().run()
    request = app.session_state[REQUESTS][PLAN]
    assert request.bounds == {name: (0.0, 0.5)} and request.costs == {name: 0.25} and request.budget == 0.0
    answered(app)
