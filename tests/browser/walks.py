"""Random walks of clicks and inputs through the explorer: `python -m tests.browser.walks 200` walks the long form."""

from __future__ import annotations

import contextlib
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from explorer import shell
from tests.browser.serving import Watched, browsing, serving, watched

PAGES = ("", *(name for name, _ in shell.PAGES[1:]))
STEPS = 8
TEXTS = (
    "西华",
    "<b>x</b>",
    "=1+1",
    "../../etc/passwd",
    "0",
    "-1",
    "研发",
    "a" * 300,
    "![x](http://evil.example/x.png)",
)
BUTTONS = '[data-testid="stMain"] button:visible, [data-testid="stSidebar"] button:visible'
PATIENCE = 20_000
"""Milliseconds after which a walker presses stop."""
GONE_AFTER = 30_000
"""Milliseconds after which what a step was to be done with counts as gone."""
EMPTY_WITHIN = 30.0
"""Seconds for which a page may be without title and navigation between two steps."""
EXPAND = '[data-testid="stExpandSidebarButton"]'
STOP = re.compile("停止|Stop")


def walk(page: Watched, seed: int, steps: int = STEPS) -> list[str]:
    """Do some random things, each of which must leave the page alive; give what was done."""
    from playwright.sync_api import TimeoutError as TookLong

    draw = random.Random(seed)
    done: list[str] = []
    page.open(
        f"/{draw.choice(PAGES)}?plan={draw.choice(('xihua', 'xuchang', 'zhumadian'))}&lang={draw.choice(('zh', 'en'))}"
    )
    alive(page, done)
    page.page.set_default_timeout(GONE_AFTER)
    for _ in range(steps):
        step = draw.choice((_navigate, _press, _slide, _choose, _write, _back))
        try:
            done.append(step(page.page, draw))
        except TookLong:
            # What was there when it was chosen may be redrawn before it is reached; the navigation never goes.
            if step is _navigate:
                raise
            done.append("gone")
        _settle_or_stop(page, done)
        alive(page, done)
    return done


def _settle_or_stop(page: Watched, done: list[str]) -> None:
    """Wait until the page has come to rest; what takes minutes (an annex, a search) must have a stop button that works."""
    from playwright.sync_api import TimeoutError as TookLong

    try:
        page.settle(PATIENCE)
    except TookLong:
        stop = page.page.get_by_role("button", name=STOP)
        if stop.count():
            stop.first.click()
            done.append("stop")
        page.settle()


def alive(page: Watched, done: list[str]) -> None:
    """See that the page is no dead end: it has a title and its navigation, and no exception.

    A page that is being left is empty for a moment; one that stays so is a dead end.
    """
    until = time.monotonic() + EMPTY_WITHIN
    while time.monotonic() < until and not (_titled(page) and _navigable(page)):
        page.page.wait_for_timeout(100)
    exceptions = page.page.locator('[data-testid="stException"]')
    assert exceptions.count() == 0, (done, exceptions.first.inner_text())
    assert _titled(page), (done, page.page.url)
    assert _navigable(page), (done, page.page.url)


def _titled(page: Watched) -> bool:
    return bool(page.page.locator('h1, [data-testid="stAlert"]').count())


def _navigable(page: Watched) -> bool:
    return bool(page.page.locator('[data-testid="stSidebarNavLink"]').count() == len(PAGES))


def _any(page: Any, draw: random.Random, selector: str) -> Any | None:
    found = page.locator(selector)
    count = found.count()
    return found.nth(draw.randrange(count)) if count else None


def _navigate(page: Any, draw: random.Random) -> str:
    links = page.locator('[data-testid="stSidebarNavLink"]')
    number = draw.randrange(links.count())
    page.keyboard.press(
        "Escape"
    )  # a table or picture shown over the whole window lies above the links until it is closed
    expand = page.locator(EXPAND)
    if expand.count() and expand.first.is_visible():  # an earlier step folded the sidebar away
        expand.first.click()
    links.nth(number).click()
    return f"page {number}"


def _press(page: Any, draw: random.Random) -> str:
    button = _any(page, draw, BUTTONS)
    if button is None or not button.is_enabled():
        return "no button"
    said = button.inner_text()[:30]
    if button.evaluate("e => !!e.closest('[data-testid=stFileUploader],[data-testid=stDownloadButton]')"):
        return "left alone"
    # By the keyboard: a button inside a box that scrolls may lie outside what a mouse could reach now.
    button.focus()
    page.keyboard.press("Enter")
    return f"button {said!r}"


def _slide(page: Any, draw: random.Random) -> str:
    thumb = _any(page, draw, 'input[type="range"]')
    if thumb is None:
        return "no slider"
    thumb.focus()
    key = draw.choice(("ArrowRight", "ArrowLeft", "Home", "End", "PageUp"))
    for _ in range(draw.randrange(1, 4)):
        page.keyboard.press(key)
    return f"slider {key}"


def _choose(page: Any, draw: random.Random) -> str:
    box = _any(page, draw, '[data-testid="stSelectbox"] input, [data-testid="stMultiSelect"] input')
    if box is None:
        return "no choice"
    box.focus()
    page.keyboard.press("ArrowDown")
    for _ in range(draw.randrange(4)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    return "choice"


def _write(page: Any, draw: random.Random) -> str:
    field = _any(page, draw, '[data-testid="stTextInput"] input:visible, [data-testid="stNumberInput"] input:visible')
    if field is None:
        return "no field"
    numeric = field.get_attribute("type") == "number"
    words = str(draw.choice((0, 1, 17, -3, 1e9))) if numeric else draw.choice(TEXTS)
    field.fill(words)
    field.press("Enter")
    return f"text {words[:20]!r}"


def _back(page: Any, draw: random.Random) -> str:
    from playwright.sync_api import TimeoutError as TookLong

    if draw.random() < 0.5:
        page.reload()
        return "reload"
    with contextlib.suppress(TookLong):  # a busy machine; whether the page comes to rest is seen afterwards
        page.go_back()
    if not page.url.startswith("http"):
        page.go_forward()
    return "back"


def main(count: int) -> int:
    """Walk so many times with one server and one browser; give the number of walks that failed."""
    failed = 0
    with serving() as server, tempfile.TemporaryDirectory() as folder, browsing(Path(folder)) as browser:
        for seed in range(count):
            page = watched(browser, server)
            try:
                walk(page, seed)
                assert not page.errors, page.errors
                assert not page.outside, page.outside
            except Exception as error:
                failed += 1
                print(f"walk {seed}: {type(error).__name__}: {str(error)[:600]}", flush=True)
            finally:
                page.page.context.close()
            if (seed + 1) % 10 == 0:
                print(f"{seed + 1} walks, {failed} failed", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 200) else 0)
