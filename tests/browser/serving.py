"""The explorer started as a child process, and Debian's chromium with Chinese glyphs from the package's own font."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
STARTED_WITHIN = 120.0
PATIENCE = 120_000
"""Milliseconds for which anything that a test waits for may take: machines that test are shared, and no test is a stopwatch."""


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Server:
    """A running explorer; `stop` and `start` again on the same port as after a dropped connection."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://localhost:{self.port}"

    def command(self) -> tuple[list[str], Path, Mapping[str, str]]:
        """Say what is run, where, and with which surroundings: the product's own command, from the checkout."""
        words = [sys.executable, "-m", "scenarios.cli", "explore", "--port", str(self.port), "--no-browser"]
        return words, ROOT, {**os.environ, "PYTHONPATH": str(ROOT)}

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command, folder, environment = self.command()
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError("the explorer ended at once") from None
                time.sleep(0.2)
        raise RuntimeError("the explorer did not start")

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


@contextmanager
def serving() -> Iterator[Server]:
    """Run the explorer for a while."""
    server = Server(free_port())
    try:
        server.start()
        yield server
    finally:
        server.stop()


def chromium_path() -> str | None:
    """Find Debian's chromium."""
    return shutil.which("chromium")


def fonts_in(folder: Path) -> None:
    """Let fontconfig find the Chinese font of the extra `explorer` below this folder (a home for XDG_DATA_HOME)."""
    import pylopdf_fonts_zh_cn

    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    (fonts / "noto-sc").symlink_to(Path(pylopdf_fonts_zh_cn.sans_path()).parent)


@contextmanager
def browsing(folder: Path) -> Iterator[Any]:
    """Open a browser that draws Chinese although the machine has no Chinese font."""
    from playwright.sync_api import sync_playwright

    fonts_in(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(FLAGS), env={**os.environ, "XDG_DATA_HOME": str(folder)}
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """A page, with what its console said in error and what it asked of other machines."""

    page: Any
    address: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, path: str = "/", wait: bool = True) -> None:
        """Go to a path of the explorer."""
        self.page.goto(self.address + path)
        if wait:
            self.settle()

    def settle(self, timeout: float = 240_000) -> None:
        """Wait until the script has run and nothing more is to come; the first answer on a machine waits for a compilation."""
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=timeout)
        # Before the first run a page is empty and not running either.
        self.page.wait_for_selector('h1, [data-testid="stAlert"], [data-testid="stException"]', timeout=timeout)
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=timeout)


# A link to a page makes Streamlit look for these two beside the page first; the browser logs their absence.
HARMLESS = ("/_stcore/health", "/_stcore/host-config")


def watched(browser: Any, server: Server, width: int = 1366, height: int = 768) -> Watched:
    """Open an empty page that notes errors and outside requests."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": width, "height": height}, accept_downloads=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    found = Watched(page, server.address)

    def console(message: Any) -> None:
        where = str((message.location or {}).get("url", ""))
        if message.type == "error" and not where.endswith(HARMLESS):
            found.errors.append(f"{message.text} ({where})")

    def asked(request: Any) -> None:
        if not request.url.startswith((server.address, server.address.replace("http", "ws"), "data:", "blob:")):
            found.outside.append(request.url)

    page.on("console", console)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on("request", asked)
    return found
