"""One explorer and one browser for all tests of this folder; skipped where chromium or playwright is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="the extra explorer is not installed")
pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.serving import Server, Watched, browsing, chromium_path, serving, watched

Opened = Callable[..., Watched]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running explorer."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Debian's chromium."""
    if chromium_path() is None:
        pytest.skip("chromium is not installed (apt install chromium)")
    with browsing(tmp_path_factory.mktemp("fonts")) as opened:
        yield opened


@pytest.fixture
def open_page(browser: Any, server: Server) -> Iterator[Opened]:
    """Open pages that are closed after the test, and that must have said and asked nothing they should not."""
    opened: list[Watched] = []

    def make(width: int = 1366, height: int = 768) -> Watched:
        opened.append(watched(browser, server, width, height))
        return opened[-1]

    yield make
    for one in opened:
        errors, outside = list(one.errors), list(one.outside)
        one.page.context.close()
        assert not outside, outside
        assert not errors, errors
