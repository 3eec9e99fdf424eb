"""The page of the annex: it is made with progress, can be stopped, and leaves nothing behind."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

pytest.importorskip("docx", reason="the extra annex is not installed")

from annex import AnnexRequest
from annex.materials import AnnexCancelledError
from explorer import annexes
from explorer.annexes import Job
from scenarios import load
from scenarios.messages import text
from tests.explorer.conftest import Open


def request() -> AnnexRequest:
    return AnnexRequest(load("xuchang"), sections=("method",), replicates=100)


def test_a_job_ends_with_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annexes, "rendered", lambda made, form, progress: progress(1, 1) or f"{made}.{form}".encode())
    told: list[str] = []

    def build(asked: AnnexRequest, tell: Any, cancelled: Any) -> Any:
        tell("run", 1, 2)
        told.append(asked.scenario.plan.id)
        return "annex"

    job = Job(request(), build=build)
    assert job.wait(10)
    assert (job.error, job.stopped, told) == (None, False, ["xuchang"])
    assert job.content == {"docx": b"annex.docx", "html": b"annex.html", "xlsx": b"annex.xlsx"}
    assert job.share == 1


def test_a_job_that_is_stopped_has_no_files() -> None:
    begun = threading.Event()

    def build(asked: AnnexRequest, tell: Any, cancelled: Any) -> Any:
        begun.set()
        while not cancelled():
            time.sleep(0.01)
        raise AnnexCancelledError

    job = Job(request(), build=build)
    assert begun.wait(10)
    assert not job.done
    job.stop()
    assert job.wait(10)
    assert job.stopped
    assert job.content == {}


def test_more_than_two_wait_their_turn() -> None:
    let = threading.Event()

    def build(asked: AnnexRequest, tell: Any, cancelled: Any) -> Any:
        let.wait(10)
        raise AnnexCancelledError

    jobs = [Job(request(), build=build) for _ in range(annexes.AT_ONCE + 1)]
    deadline = time.monotonic() + 10
    while sum(not job.waiting for job in jobs) < annexes.AT_ONCE and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sum(job.waiting for job in jobs) == 1
    let.set()
    assert all(job.wait(10) for job in jobs)


def test_what_nobody_looks_at_is_laid_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annexes, "PATIENCE", 0.05)

    def build(asked: AnnexRequest, tell: Any, cancelled: Any) -> Any:
        while not cancelled():
            time.sleep(0.01)
        raise AnnexCancelledError

    job = Job(request(), build=build)
    assert job.wait(10)
    assert job.stopped


def test_the_page_makes_an_annex(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annexes, "rendered", lambda made, form, progress: b"file")
    app = open_app("annex", plan="xuchang")
    chosen = app.get("button_group")
    assert len(chosen) >= 2
    app.text_input(key="annex_title").set_value("我的附件")
    app.text_input(key="annex_date").set_value("2026-13-01")
    for group in app.pills if hasattr(app, "pills") else app.get("button_group"):
        if group.key == "annex_sections_zh":
            group.set_value(["summary", "method"])
    submit = next(button for button in app.button if button.label == text("explorer.annex.make", "zh"))
    submit.click().run()
    assert any("2026" in str(error.value) for error in app.error)
    app.text_input(key="annex_date").set_value("2026-12-01")
    submit = next(button for button in app.button if button.label == text("explorer.annex.make", "zh"))
    submit.click().run()
    assert not app.exception
    assert any("附件已做好" in str(said.value) for said in app.success)
    assert any("我的附件" in str(said.value) for said in app.markdown)
    assert [str(button.label) for button in app.get("download_button")][:3] == ["DOCX", "HTML", "XLSX"]
