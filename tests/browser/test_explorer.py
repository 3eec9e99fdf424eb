"""The explorer in a real browser: the newcomer's walk, links, downloads, a dropped connection, the keyboard, pictures."""

from __future__ import annotations

import contextlib
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Opened
from tests.browser.serving import Server, Watched
from tests.browser.walks import PAGES, alive, walk

CHART = '[data-testid="stVegaLiteChart"] svg.marks'
UNREACHABLE = (
    *("ERR_CONNECTION", "WebSocket", "Failed to fetch"),
    *("Client Error in reaching server endpoint", "Is Streamlit still running"),
)
"""What the browser says while nobody answers."""
HANZI = re.compile(r"[\u3400-\u9fff]")


def wait_for_chart(page: Watched) -> Any:
    page.page.wait_for_selector(CHART)
    return page.page.locator(CHART).first


def submitted(page: Watched, before: str = "", steps: int = 5) -> str:
    """Move a lever by the keyboard and press the button; give the letters of the link, which must not be those before."""
    thumb = page.page.locator('[data-testid="stForm"] input[type="range"]').first
    stood = thumb.input_value()
    for _ in range(steps):
        thumb.press("ArrowRight")
    assert thumb.input_value() != stood
    page.page.locator('[data-testid="stFormSubmitButton"] button').click()
    page.page.wait_for_url(lambda url: letters_of(url) not in ("", before))
    page.settle()
    return letters_of(page.page.url)


def letters_of(url: str) -> str:
    """Give the letters of the question in a link."""
    found = re.search(r"[?&]s=(1[^&]*)", url)
    return found.group(1) if found else ""


def test_the_newcomers_walk_from_the_start_to_a_downloaded_chart(open_page: Opened, tmp_path: Path) -> None:
    page = open_page()
    page.open("/")
    # The answer, and how far it can be trusted, are in the first view without a click.
    page.page.locator("h1", has_text="够得着吗").wait_for()
    warning = page.page.get_by_text(re.compile("未校准|已用观测数据校准")).first
    warning.wait_for()
    box = warning.bounding_box()
    assert box is not None and box["y"] < 768
    svg = wait_for_chart(page)
    assert HANZI.search(svg.text_content() or ""), "the picture's text is text"
    page.page.get_by_role("link", name="情景实验室").click()
    page.settle()
    submitted(page)
    page.page.get_by_text("改了什么").first.wait_for()
    with page.page.expect_download() as waiting:
        page.page.locator('[data-testid="stDownloadButton"] button', has_text="PNG").first.click()
    path = tmp_path / "chart.png"
    waiting.value.save_as(path)
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    place = content.index(b"pHYs") + 4
    dots = struct.unpack(">I", content[place : place + 4])[0] * 0.0254
    width = struct.unpack(">I", content[16:20])[0]
    assert round(dots) == 300 and abs(width / dots * 25.4 - 156) < 1.0


@pytest.mark.parametrize("form", ["SVG", "XLSX", "CSV"])
def test_every_format_comes_down_whole(open_page: Opened, tmp_path: Path, form: str) -> None:
    page = open_page()
    page.open("/")
    with page.page.expect_download() as waiting:
        page.page.locator('[data-testid="stDownloadButton"] button', has_text=form).first.click()
    path = tmp_path / f"chart.{form.lower()}"
    waiting.value.save_as(path)
    content = path.read_bytes()
    start = {"SVG": b"<svg", "XLSX": b"PK", "CSV": b"\xef\xbb\xbf"}[form]
    assert start in content[:300] and len(content) > 1_000
    assert waiting.value.suggested_filename.endswith(form.lower())


def test_a_deep_link_opens_the_same_question_on_every_page(open_page: Opened) -> None:
    page = open_page()
    page.open("/lab")
    letters = submitted(page)
    for name in PAGES:
        other = open_page()
        other.open(f"/{name}?plan=xihua&lang=en&s={letters}")
        assert f"s={letters}" in other.page.url and "lang=en" in other.page.url
        alive(other, [name])
        other.page.get_by_text("changes to the plan as it stands").first.wait_for()


def test_the_question_survives_reload_back_and_language(open_page: Opened) -> None:
    page = open_page()
    page.open("/lab")
    letters = submitted(page)
    page.page.reload()
    page.settle()
    assert f"s={letters}" in page.page.url
    page.page.get_by_text("English", exact=True).click()
    page.page.wait_for_url(re.compile("lang=en"))
    page.settle()
    assert f"s={letters}" in page.page.url
    page.page.get_by_role("heading", name="Scenario lab", exact=True).wait_for()


def test_a_bad_link_says_so_and_opens_the_default(open_page: Opened) -> None:
    page = open_page()
    page.open("/?plan=xihua&s=1broken")
    page.page.get_by_text("链接打不开").first.wait_for()
    page.page.wait_for_url(lambda url: "s=1broken" not in url)
    alive(page, [])


PRESS_STOP = """
new MutationObserver(() => {
  const stop = [...document.querySelectorAll('button')].find(one => one.innerText.includes('停止'));
  if (stop && !window.pressed) { window.pressed = true; stop.click(); }
}).observe(document, { childList: true, subtree: true });
"""


def test_a_run_is_stopped_and_goes_on(open_page: Opened) -> None:
    from playwright.sync_api import TimeoutError as TookLong

    page = open_page()
    # A run may take a second only: the page itself presses as soon as there is something to press.
    page.page.add_init_script(PRESS_STOP)
    again = page.page.get_by_role("button", name="继续做完")
    for plan in ("zhumadian", "shangqiu", "xuchang", "xiangcheng"):
        page.open(f"/lab?plan={plan}")
        # There may be nothing to press, or the answer may be whole by the time it is pressed: another plan, then.
        with contextlib.suppress(TookLong):
            page.page.wait_for_function("() => window.pressed", timeout=60_000)
            alive(page, ["stop"])
            again.first.wait_for(timeout=20_000)
            break
    assert again.count(), "every answer was there before it could be stopped"
    again.first.click()
    # Nothing runs yet in the moment after the click: what tells is that the button goes.
    again.first.wait_for(state="hidden", timeout=240_000)
    page.settle()
    assert again.count() == 0


def test_a_dropped_connection_comes_back_to_the_same_question(open_page: Opened, server: Server) -> None:
    page = open_page()
    page.open("/lab")
    letters = submitted(page)
    server.stop()
    page.page.wait_for_timeout(1_500)
    server.start()
    # Nobody reloads: the page asks again by itself until somebody answers, and finds its question in its own link.
    page.page.wait_for_function("() => window.seen = (window.seen || 0) + 1", timeout=30_000)
    page.page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]', timeout=240_000)
    page.settle()
    assert page.page.evaluate("() => window.seen") == 1, "the page was loaded anew"
    assert f"s={letters}" in page.page.url
    page.page.get_by_text("改了什么").first.wait_for()
    # The first press is taken although the new session has never shown the form.
    submitted(page, letters, steps=9)
    # While nobody answered, the browser said that it could not connect: that is what happened.
    page.errors[:] = [said for said in page.errors if not any(word in said for word in UNREACHABLE)]


def test_two_sessions_share_no_question(open_page: Opened) -> None:
    one, other = open_page(), open_page()
    one.open("/lab")
    other.open("/lab")
    submitted(one)
    other.page.reload()
    other.settle()
    assert "s=1" not in other.page.url
    other.page.get_by_text("还没有改动").first.wait_for()


def test_the_keyboard_reaches_navigation_form_and_downloads(open_page: Opened) -> None:
    page = open_page()
    page.open("/lab")
    page.page.get_by_role("slider").first.wait_for()  # the form stands before there is anything in it
    reached: set[str] = set()
    for _ in range(320):
        page.page.keyboard.press("Tab")
        found = page.page.evaluate(
            "() => { const e = document.activeElement; return e ? [e.closest('[data-testid]')?.dataset.testid, e.getAttribute('role'), e.tagName].join(' ') : '' }"  # noqa: E501
        )
        reached.add(str(found))
        if "stFormSubmitButton" in str(found) or "stBaseButton-primaryFormSubmit" in str(found):
            page.page.keyboard.press("Enter")
            page.settle()
            break
    said = " ".join(reached)
    assert "stSidebarNavLink" in said and "stSlider" in said
    assert "FormSubmit" in said


@pytest.mark.parametrize("seed", range(3))
def test_a_random_walk_meets_no_error_and_no_dead_end(open_page: Opened, seed: int) -> None:
    """The short form; `python -m tests.browser.walks 200` walks the long one."""
    walk(open_page(), 1_000 + seed)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=["1366", "1920"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_of_every_page(open_page: Opened, language: str, size: tuple[int, int], tmp_path_factory: Any) -> None:
    """Every page is drawn with Chinese glyphs, fits its width, and is kept as a picture in the test run's own folder."""
    from PIL import Image
    from playwright.sync_api import TimeoutError as TookLong

    folder = tmp_path_factory.mktemp(f"pictures-{language}-{size[0]}")
    page = open_page(*size)
    for name in PAGES:
        page.open(f"/{name}?plan=xihua&lang={language}")
        if name in ("", "lab", "ladder", "investment"):
            wait_for_chart(page)
        page.page.wait_for_timeout(300)
        with contextlib.suppress(TookLong):
            page.page.wait_for_function(f"() => {WIDE} <= {size[0]}", timeout=20_000)
        wide = page.page.evaluate(f"() => {WIDE}")
        assert wide <= size[0], f"{name} is {wide} wide"
        path = folder / f"{name or 'plan'}.png"
        page.page.screenshot(path=path)
        with Image.open(path) as image:
            assert image.size == size
            colours = image.convert("RGB").getcolors(1 << 24)
            assert colours is not None and len(colours) > 50, f"{name} is blank"
        assert not page.page.evaluate(TOFU), f"{name} has no Chinese glyphs"
        cut = page.page.evaluate(CUT)
        assert not cut, f"{name}: pictures cut off at the right: {cut}"
        tall = page.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        page.page.set_viewport_size({"width": size[0], "height": min(int(tall) + 40, TALLEST)})
        page.page.wait_for_timeout(600)
        page.page.screenshot(path=folder / f"{name or 'plan'}-whole.png")
        page.page.set_viewport_size({"width": size[0], "height": size[1]})


WIDE = "document.documentElement.scrollWidth"
TALLEST = 8_000
"""Pixels of the picture of a whole page, which is kept for looking at."""

# Charts that reach beyond the column they stand in, in pixels.
CUT = """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')].flatMap((box) => {
  const svg = box.querySelector('svg.marks');
  const over = svg ? svg.getBoundingClientRect().right - box.parentElement.getBoundingClientRect().right : 0;
  return over > 1 ? [[box.className, Math.round(over)]] : [];
})"""

# Two different hanzi that measure and paint alike are boxes.
TOFU = """() => {
  const paint = (letter) => {
    const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40;
    const c = canvas.getContext('2d'); c.font = '32px ' + getComputedStyle(document.querySelector('h1')).fontFamily;
    c.fillText(letter, 2, 34); return canvas.toDataURL();
  };
  return paint('骨') === paint('直');
}"""


def test_seven_answers_and_a_wish_come_progressively(open_page: Opened, tmp_path: Path) -> None:
    """One click works out all seven answers; a wish on its own page shows what it has on the way, and is stopped."""
    from playwright.sync_api import TimeoutError as TookLong

    page = open_page()
    page.open("/?plan=xiangcheng")
    begin = page.page.get_by_role("button", name="算全七个答案")
    begin.or_(page.page.get_by_text("7 差异来自哪里")).first.wait_for()
    if begin.count():
        begin.first.click()
    # What is at hand stands there at once; the study then draws itself, the page staying usable.
    page.page.get_by_text("7 差异来自哪里").first.wait_for()
    page.page.get_by_text("各环节放开后的提高").wait_for(timeout=240_000)
    page.page.locator('[data-testid="stProgress"]').first.wait_for(state="hidden", timeout=240_000)
    page.settle()
    page.page.get_by_text("7 差异来自哪里").scroll_into_view_if_needed()
    page.page.screenshot(path=tmp_path / "seven.png")
    with page.page.expect_download() as waiting:
        page.page.locator('[data-testid="stDownloadButton"] button', has_text="XLSX").last.click()
    assert waiting.value.suggested_filename == "xiangcheng-revised.xlsx"
    page.page.get_by_role("link", name="要怎样才够", exact=True).first.click()
    page.settle()
    page.page.get_by_role("button", name="找办法").click()
    stop = page.page.get_by_role("button", name="停止")
    try:
        stop.first.wait_for(timeout=20_000)
        page.page.get_by_text("没有在新的重复上验证").first.wait_for(timeout=60_000)
        stop.first.click(timeout=5_000)
    except TookLong:  # the answer was there before anyone could stop it
        page.page.get_by_text("要有 80% 的把握").first.wait_for()
    else:
        page.page.get_by_text("已停止").or_(page.page.get_by_text("要有 80% 的把握")).first.wait_for()
    page.settle()
    page.page.screenshot(path=tmp_path / "seek.png")
    alive(page, ["seven", "seek"])
