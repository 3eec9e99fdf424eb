"""How the explorer is served: this machine only, telling nobody, uploads bounded, cross-site protection on."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser

from explorer.serving import APP, OPTIONS, THEME, UPLOAD_MEGABYTES, arguments, keep_uploads_in_memory

Result = TypeVar("Result")


def run_apart(work: Coroutine[object, object, Result]) -> Result:
    """What a coroutine gives, run in a thread of its own.

    Playwright keeps an event loop running in the main thread of a worker for as long as its browser is open, and a
    second one cannot be started beside it; which tests share a worker is decided by chance.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_the_command_and_the_configuration_file_say_the_same(root: Path) -> None:
    with (root / ".streamlit" / "config.toml").open("rb") as stream:
        file = tomllib.load(stream)
    said = {f"{section}.{name}": value for section, values in file.items() for name, value in values.items()}
    assert said.pop("theme.base") == "explorer/theme.toml"
    assert said == dict(OPTIONS)


def test_it_is_served_to_this_machine_alone_and_tells_nobody() -> None:
    said = arguments(8600, headless=True)
    for wanted in (
        "--server.address=localhost",
        "--browser.gatherUsageStats=false",
        "--server.enableXsrfProtection=true",
        "--server.maxUploadSize=20",
        "--client.showErrorDetails=none",
    ):
        assert wanted in said
    assert APP.is_file() and THEME.is_file()


def test_the_theme_names_no_font_of_another_machine() -> None:
    assert "http" not in THEME.read_text(encoding="utf-8")


@pytest.mark.parametrize("kept", [True, False])
def test_the_largest_upload_never_touches_the_disk(kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1024 * 1024)
    if kept:
        keep_uploads_in_memory()
    content = bytes(UPLOAD_MEGABYTES * 1024 * 1024)

    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.xlsx"\r\n\r\n' + content + b"\r\n--x--\r\n"

    headers = Headers({"content-type": "multipart/form-data; boundary=x"})
    uploaded = run_apart(MultiPartParser(headers, body()).parse())["f"]
    assert isinstance(uploaded, UploadFile) and uploaded.size == len(content)
    # The second case shows that this can fail: the server as it comes writes such a file to the disk.
    assert uploaded._in_memory is kept
    uploaded.file.close()
