"""The page of sweeps: a folder opened, drawn four ways, and refused in words where it is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.explorer.conftest import Open, drawn

pytest.importorskip("pyarrow", reason="the extra that stores sweeps is not installed")

SWEEP = {
    "title": {"zh": "两项措施", "en": "Two levers"},
    "author": "test",
    "scenario": "xihua",
    "vary": {
        "levers.research_support.intensity": {"values": [0.0, 0.6]},
        "levers.cultivation_service.intensity": {"values": [0.0, 0.5]},
    },
    "replicates": 20,
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from scenarios.sweep import sweep

    place = tmp_path_factory.mktemp("sweep") / "out"
    sweep(SWEEP, place)
    return place


@pytest.mark.parametrize("view", ["lines", "scatter", "heat", "table"])
def test_a_sweep_is_shown_four_ways(open_app: Open, folder: Path, view: str) -> None:
    app = open_app("sweeps")
    app.text_input(key="sweep_folder").set_value(str(folder)).run()
    next(one for one in app.get("segmented_control") if one.key == "sweep_view").set_value(view).run()
    assert not app.exception and not app.error
    assert any("验证状态：" in str(each.value) for each in app.caption), "every verdict says how far it was tested"
    if view == "table":
        assert len(app.dataframe[0].value) == 4
        return
    spec = json.loads(app.get("vega_lite_chart")[0].proto.spec)
    words = json.dumps(spec, ensure_ascii=False)
    assert "研发补助" in words or "培育服务" in words
    if view == "heat":
        assert len([row for row in drawn(app) if 0 <= row["value"] <= 1]) == 4


@pytest.mark.parametrize("language", ["zh", "en"])
def test_conditions_of_failing_are_told_of_a_sweep(open_app: Open, folder: Path, language: str) -> None:
    """Four points are too few for a condition, and the page says so instead of inventing one."""
    app = open_app("sweeps", lang=language)
    app.text_input(key="sweep_folder").set_value(str(folder)).run()
    app.button(key="sweep_fails").click().run()
    assert not app.exception and not app.error
    said = " ".join(str(each.value) for each in app.markdown).replace("\\", "")
    assert ("条件" in said) if language == "zh" else ("ondition" in said)


@pytest.mark.parametrize(
    "place", ["/nowhere/at/all", "/etc/passwd", "/", "..", "\u0000", "~" * 500, "=cmd|' /C calc'!A0"]
)
def test_what_is_no_sweep_is_refused_in_words(open_app: Open, place: str) -> None:
    app = open_app("sweeps")
    app.text_input(key="sweep_folder").set_value(place).run()
    assert not app.exception and app.error
