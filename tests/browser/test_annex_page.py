"""附件 in a real browser: sections are chosen, an annex is made, its DOCX comes down whole, and verifies as the command does."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("docx", reason="the extra annex is not installed")

from explorer.link import default_scenario, encode
from model.version import RESULTS_VERSION
from scenarios.messages import text
from scenarios.run import run
from scenarios.verification.verify import read, verify
from tests.browser.conftest import Opened
from tests.browser.walks import alive

CHOSEN = ("method", "verdicts", "audit")
"""Sections without searches: made, and made again, in seconds."""
REPLICATES = 100
TITLE = "十五五规划目标测算（试作）"


def test_an_annex_is_chosen_made_downloaded_and_verified(open_page: Opened, tmp_path: Path) -> None:
    page = open_page()
    few = encode(default_scenario("xuchang").model_copy(update={"replicates": REPLICATES}))
    page.open(f"/annex?plan=xuchang&s={few}")
    form = page.page.locator('[data-testid="stForm"]').first
    form.get_by_label(text("explorer.annex.title_of", "zh")).wait_for()
    sections = form.locator('[data-testid="stButtonGroup"]').first.locator("button")
    wanted = {text(f"annex.section.{name}", "zh") for name in CHOSEN}
    names = [sections.nth(place).inner_text().strip() for place in range(sections.count())]
    assert wanted < set(names)
    for name in names:
        if name not in wanted:
            sections.get_by_text(name, exact=True).click()
    form.get_by_label(text("explorer.annex.title_of", "zh")).fill(TITLE)
    form.get_by_label(text("explorer.annex.date", "zh")).fill("2026-11-22")
    form.locator('[data-testid="stFormSubmitButton"] button').click()
    ready = page.page.locator('[data-testid="stAlert"]', has_text=re.compile("附件已做好"))
    ready.first.wait_for(timeout=240_000)
    page.settle()
    said = ready.inner_text()
    counted = [int(number) for number in re.findall(r"\d+", said)]
    assert len(CHOSEN) in counted and all(counted[:2])
    page.page.get_by_text(TITLE).first.wait_for()  # the preview begins with the planner's own title
    page.page.screenshot(path=tmp_path / "annex-page.png", full_page=True)
    download = page.page.locator('[data-testid="stDownloadButton"] button:visible', has_text="DOCX").first
    with page.page.expect_download() as waiting:
        download.click()
    assert waiting.value.suggested_filename == "xuchang-annex.docx"
    place = tmp_path / "annex.docx"
    waiting.value.save_as(place)
    with zipfile.ZipFile(place) as opened:
        body = opened.read("word/document.xml").decode()
    assert TITLE in body and text("annex.section.verdicts", "zh")[:2] in body
    stamp = read(place).stamp
    assert stamp.file["what"] == "annex" and tuple(stamp.file["request"]["sections"]) == CHOSEN
    assert stamp.replicates == REPLICATES
    found = verify(place, lambda asked, count, seed: run(asked, count, seed), str(RESULTS_VERSION))
    assert (found.verdict, found.remade) == ("equal", "file"), (found.reason, found.findings[:3], found.pictures)
    assert found.counts["checked"] > 50
    alive(page, ["annex"])
