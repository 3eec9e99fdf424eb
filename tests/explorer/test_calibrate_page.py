"""The page of local calibration: read before it is used, learned from when told to, used in its session alone."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.components.downloads import csv_of, stamp_of_page
from explorer.computing import service
from explorer.studies import studies
from model.posterior import posterior_text, write_posterior
from scenarios.cli.entry import main
from scenarios.loaded import LoadedScenario
from scenarios.run import run
from scenarios.tables import scorecard
from scenarios.verification.forms.csv import stamped
from tests.explorer.conftest import Open

YEARS = "指标,年份,数值,来源,报送方式\n" + "\n".join(
    [
        *(f"规上工业企业,{year},{value},统计公报,公布" for year, value in ((2022, 230), (2023, 236), (2024, 241))),
        "专精特新中小企业,2024,40,公示名单,公布",
        "签约项目开工（履约）率,2024,98.8,招商局,自报",
        "规上工业企业,2025,很多,统计公报,公布",
    ]
)
ABSURD = "指标,年份,数值,来源\n规上工业企业,2023,80000,公报\n规上工业企业,2024,90000,公报\n"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few draws and replicates: enough to see the page through."""
    monkeypatch.setattr("explorer.components.calibration.DRAWS", 1_000)
    monkeypatch.setattr("explorer.components.calibration.REPLICATES", 60)


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader(key="calibration_file").upload(name, content)
    app.run()
    assert not app.exception, app.exception
    return app


def learned(app: AppTest) -> AppTest:
    """Press the button and wait for the answer."""
    app.button(key="calibrate_begin").click().run()
    assert not app.exception
    for _ in range(600):
        if any(one.key == "use_posterior" for one in app.button):
            return app
        assert not app.error, app.error[0].value
        time.sleep(0.2)
        app.run()
        assert not app.exception
    raise AssertionError("no answer came")


def exported_and_verified(asked: LoadedScenario, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table exported in the session is equal with the posterior that the page saved, and with no other."""
    import pandas as pd

    own = asked.own_posterior
    assert own is not None
    result = run(asked, 20, 1)
    table = csv_of(pd.DataFrame({"目标": ["甲"], "概率": [0.25]})).decode("utf-8-sig")
    export, saved, other = folder / "table.csv", folder / "own.csv", folder / "other.csv"
    export.write_bytes(stamped(table, stamp_of_page([result], [scorecard(result)])))
    saved.write_text(posterior_text(own), encoding="utf-8")
    write_posterior(replace(own, weights=own.weights * np.linspace(1.0, 2.0, len(own.weights))), other)
    found = []
    for words in ([], ["--posterior", str(other)], ["--posterior", str(saved)]):
        capsys.readouterr()
        main(["verify", str(export), "--json", *words])
        found.append(json.loads(capsys.readouterr().out)["verdict"])
    assert found == ["needs_posterior", "wrong_posterior", "equal"]


@pytest.mark.usefixtures("few")
def test_figures_are_read_learned_from_used_and_dropped(
    open_app: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun, shared = studies().begun, set(studies().shared)
    app = upload(open_app("calibrate"), "年度.csv", YEARS.encode())
    assert app.success and "5" in app.success[0].value
    assert any("很多" in str(row) for frame in app.dataframe for row in frame.value.values.tolist())
    assert studies().begun == begun, "nothing is learned before it is told to"
    app = learned(app)
    assert set(studies().shared) == shared, "data of a session are in no shared store"
    shown = " ".join(str(row) for frame in app.dataframe for row in frame.value.values.tolist())
    assert "起点：规上工业企业数" in shown
    before = set(service().shared.entries)
    app.button(key="use_posterior").click().run()
    assert not app.exception and app.session_state["tuiyan"].posterior is not None
    app.switch_page("explorer/pages/plan.py").run()
    assert not app.exception and not app.error and app.metric
    assert set(service().shared.entries) == before and "s" not in app.query_params
    asked = next(iter(app.session_state["tuiyan_private"].entries.values())).loaded
    assert "above_scale_enterprises" in asked.learned_figures
    exported_and_verified(asked, tmp_path, capsys)
    app.switch_page("explorer/pages/calibrate.py").run()
    app.button(key="drop_posterior").click().run()
    assert not app.exception and app.session_state["tuiyan"].posterior is None


@pytest.mark.usefixtures("few")
def test_absurd_figures_are_called_so(open_app: Open) -> None:
    app = upload(open_app("calibrate", lang="en"), "years.csv", ABSURD.encode())
    app.button(key="calibrate_begin").click().run()
    for _ in range(600):
        if app.error:
            break
        time.sleep(0.2)
        app.run()
    assert "beyond anything the model produces" in app.error[0].value.replace("\\", "")


@pytest.mark.parametrize("content", [b"", b"\x00" * 40, "甲,乙\n1,2\n".encode(), b"PK\x03\x04"])
def test_a_hostile_file_is_refused_in_words(open_app: Open, content: bytes) -> None:
    app = upload(open_app("calibrate"), "a.csv", content)
    assert app.error and not app.success and "/tmp/" not in app.error[0].value
