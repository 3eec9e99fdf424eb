"""The planner who only clicks, as the guide describes it: from the opened pages to a Word annex in the folder of downloads."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scenarios.messages import LANGUAGES, text
from tests.browser.serving import Server, Watched, browsing, free_port, watched

Note = Callable[[str, Mapping[str, str], float], None]
LONGEST = 900_000
"""Milliseconds that an annex may take here."""


class Installed(Server):
    """The explorer as the planner starts it: the installed command, in a folder of the planner's own."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        super().__init__(free_port())
        self.environment, self.folder = dict(environment), folder

    def command(self) -> tuple[list[str], Path, Mapping[str, str]]:
        """Say what is run, where, and with which surroundings."""
        return ["tuiyan", "explore", "--port", str(self.port), "--no-browser"], self.folder, self.environment


def said(key: str) -> dict[str, str]:
    """Name a thing on the page as the page itself does."""
    return {language: text(key, language) for language in LANGUAGES}


def click_through(note: Note, environment: Mapping[str, str], desk: Path) -> None:
    """Do what the guide says, and note every step."""
    server = Installed(environment, desk)
    began = time.monotonic()

    def step(key: str) -> None:
        nonlocal began
        note("clicks", said(key), time.monotonic() - began)
        began = time.monotonic()

    try:
        server.start()
        with browsing(desk / "fonts") as browser:
            page = watched(browser, server)
            page.open("/?plan=xihua")
            _verdicts(page)
            step("explorer.page.plan")
            page.page.get_by_role("button", name=text("explorer.seven.begin", "zh")).click()
            _until_gone(page, text("explorer.stop", "zh"))
            step("explorer.seven.begin")
            page.page.get_by_role("link", name=text("explorer.page.audit", "zh")).click()
            page.settle()
            step("explorer.page.audit")
            _lab(page)
            step("explorer.page.lab")
            _saved(page, "PNG", desk)
            step("explorer.download.png")
            page.page.get_by_role("button", name=text("explorer.reset_all", "zh")).click()
            page.settle()
            page.page.get_by_role("link", name=text("explorer.page.annex", "zh")).click()
            page.settle()
            page.page.get_by_role("button", name=text("explorer.annex.make", "zh")).click()
            done = page.page.locator('[data-testid="stAlert"]', has_text=re.compile("附件已做好"))
            done.first.wait_for(timeout=LONGEST)
            page.settle()
            step("explorer.annex.make")
            written = _saved(page, "DOCX", desk)
            assert zipfile.is_zipfile(written)
            step("explorer.annex.file_docx")
            assert not page.errors and not page.outside, (page.errors, page.outside)
    finally:
        server.stop()


def _verdicts(page: Watched) -> None:
    """Wait for the whole answer: the chart is drawn and nothing is computed any more."""
    page.page.wait_for_selector('[data-testid="stVegaLiteChart"] svg.marks', timeout=LONGEST)
    page.settle()


def _until_gone(page: Watched, label: str) -> None:
    """Wait until what has a stop button has ended."""
    button = page.page.get_by_role("button", name=label, exact=True)
    button.first.wait_for(timeout=60_000)
    button.first.wait_for(state="detached", timeout=LONGEST)
    page.settle()


def _lab(page: Watched) -> None:
    """Move the first lever, and let it run."""
    page.page.get_by_role("link", name=text("explorer.page.lab", "zh")).click()
    page.settle()
    page.page.locator('[data-testid="stForm"] input[type="range"]').first.focus()
    for _ in range(5):
        page.page.keyboard.press("ArrowRight")
    page.page.locator('[data-testid="stFormSubmitButton"] button').click()
    page.page.wait_for_url(re.compile(r"[?&]s=1"))
    _verdicts(page)


def _saved(page: Watched, label: str, desk: Path) -> Path:
    """Press a button of downloads, and keep the file."""
    button: Any = page.page.locator('[data-testid="stDownloadButton"] button:visible', has_text=label).first
    with page.page.expect_download(timeout=LONGEST) as waiting:
        button.click()
    place = desk / str(waiting.value.suggested_filename)
    waiting.value.save_as(place)
    return place
